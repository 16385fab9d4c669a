"""Sets of commands: reading, normalising and what is said about broken ones."""

import gzip
import json
from pathlib import Path

import pytest

from assistant.errors import BadData
from training.data.nlu import (
    Example,
    intents_of,
    no_commands,
    read_examples,
    read_set,
    slots_of,
)

ROW = {
    "text": "Wake me at 6 pm .",
    "tokens": ["Wake", "me", "at", "6", "pm", "."],
    "slots": ["O", "O", "O", "B-time", "I-time", "O"],
    "intent": "alarm",
}


def written(path: Path, *rows: object) -> Path:
    lines = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_words_keep_their_tokens_or_are_said(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, ROW, "", {**ROW, "slots": None, "intent": "oos"})
    tags = ("O", "O", "O", "B-time", "I-time", "O")
    kept = read_examples(path)
    assert kept[0] == Example(("wake", "me", "at", "6", "pm", "."), tags, "alarm")
    assert (kept[1].tags, kept[1].intent) == (None, "none")
    said = read_examples(path, say=True)
    assert said[0] == Example(("wake", "me", "at", "six", "pm"), tags[:-1], "alarm")
    assert intents_of(said) == ("alarm", "none")
    assert slots_of(said) == ("time",)


def test_text_alone_and_no_intent_will_do(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", {"text": "how are you", "intent": None})
    assert read_examples(path) == [Example(("how", "are", "you"), None, "none")]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "needs an object"),
        ({**ROW, "intent": 3}, "an `intent`"),
        ({"tokens": ["a"]}, "an `intent`"),
        ({**ROW, "tokens": "wake me"}, "needs `tokens`"),
        ({**ROW, "tokens": ["wake", " "]}, "needs `tokens`"),
        ({**ROW, "slots": ["O"]}, "each of its 6 tokens"),
        ({**ROW, "slots": ["O"] * 5 + ["B-"]}, "has the slot 'B-'"),
        ({**ROW, "slots": ["O"] * 5 + [7]}, "has the slot 7"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, row: object, says: str) -> None:
    path = written(tmp_path / "a.jsonl", ROW, row)
    with pytest.raises(BadData, match="line 2") as caught:
        read_examples(path)
    assert says in str(caught.value)


def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(ROW).encode() * 50)[:40])
    with pytest.raises(BadData, match="can't be read"):
        read_examples(path)
    with pytest.raises(BadData, match="no sentences"):
        read_examples(written(tmp_path / "b.jsonl", ""))
    with pytest.raises(BadData, match="no set 'snaps'"):
        read_set("snaps", "train")
    (tmp_path / "text").mkdir()
    monkeypatch.setenv("REFRAIN_DATA", str(tmp_path))
    with pytest.raises(BadData, match=r"snips\.dev"):
        read_set("snips", "dev")


def test_talk_is_no_command() -> None:
    found = no_commands(["Well, that's nice!", "...", "so " * 40])
    assert found == [Example(("well", "that's", "nice"), ("O", "O", "O"), "none")]
