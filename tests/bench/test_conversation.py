"""The four are asked alike, and who can't be had is left out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from assistant.errors import BadData
from assistant.messages import Turn
from bench import conversation
from bench.alice import Alice, PeerMissing
from bench.conversation import OURS, Prompt, Said, Speak, compared, eliza, page, read_prompts

PROMPTS = [
    Prompt(1, (), "the kettle sings"),
    Prompt(2, (Turn("user", "hello"), Turn("assistant", "Hi!")), "who are you"),
]
ECHO = """
import json, sys
print(json.dumps({"categories": 2}), flush=True)
for line in sys.stdin:
    turns = json.loads(line)["turns"]
    print(json.dumps({"reply": " / ".join(turns), "seconds": 0.25}), flush=True)
"""


def test_the_prompts_are_two_hundred_and_none_comes_twice() -> None:
    prompts = read_prompts()
    assert [prompt.number for prompt in prompts] == list(range(1, 201))
    assert len({(prompt.history, prompt.text) for prompt in prompts}) == 200
    assert sum(bool(prompt.history) for prompt in prompts) == 80
    for prompt in prompts:
        assert prompt.text.strip()
        assert [turn.speaker for turn in prompt.history] == ["user", "assistant"] * (
            len(prompt.history) // 2
        )


def test_a_history_that_the_user_ends_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_text('{"text": "a"}\n{"history": ["one"], "text": "b"}\n', encoding="utf-8")
    with pytest.raises(BadData, match="line 2.*end with the assistant"):
        read_prompts(file)


def test_a_peer_that_is_missing_leaves_its_column_out(capsys: pytest.CaptureFixture[str]) -> None:
    def nobody() -> Speak:
        raise PeerMissing("no connection.")

    columns = compared(
        PROMPTS, {"Echo": lambda: lambda prompt: Said(prompt.text, 0.5), "Nobody": nobody}
    )
    assert columns == {"Echo": [Said("the kettle sings", 0.5), Said("who are you", 0.5)]}
    assert capsys.readouterr().err == "Nobody is left out: no connection.\n"


def test_the_page_shows_history_source_and_what_markdown_would_eat() -> None:
    columns = {
        OURS: [Said("A *kettle*", 0.1, "persona"), Said("", 0.3, "generated")],
        "Echo": [Said("two\nlines", 0.2), Said("<b>", 0.4)],
    }
    text = page(PROMPTS, columns)
    assert "> user: hello  \n> assistant: Hi!  \n> user: who are you" in text
    assert r"- **Refrain** (persona, 100.0 ms): A \*kettle\*" in text
    assert "- **Refrain** (generated, 300.0 ms): (nothing)" in text
    assert "- **Echo** (200.0 ms): two lines" in text
    assert "&lt;b>" in text
    assert "baseline: Echo | 300.0 | 390.0 | ms" in text


def test_eliza_answers_the_same_to_the_same_prompt() -> None:
    pytest.importorskip("nltk")
    speak = eliza()
    prompt = Prompt(7, (), "I need a holiday")
    first = speak(prompt).text
    assert "holiday" in first
    assert {speak(prompt).text for _ in range(5)} == {first}


def test_a_child_process_is_told_all_turns_of_the_user() -> None:
    with Alice([sys.executable, "-c", ECHO]) as alice:
        assert alice.categories == 2
        assert alice.reply(PROMPTS[1].said) == ("hello / who are you", 0.25)
        assert alice.reply(["caf\N{LATIN SMALL LETTER E WITH ACUTE}\n"])[0].startswith("caf\xe9")


@pytest.mark.parametrize("code", ["", "print('hello')", "print('{}')"])
def test_a_child_that_does_not_start_is_a_missing_peer(code: str) -> None:
    with pytest.raises(PeerMissing, match="does not start"):
        Alice([sys.executable, "-c", code])


def test_a_program_that_is_not_there_is_a_missing_peer(tmp_path: Path) -> None:
    with pytest.raises(PeerMissing, match="does not start"):
        Alice([str(tmp_path / "nothing")])


def test_a_child_that_ends_early_is_a_missing_peer() -> None:
    once = "print('{\"categories\": 1}', flush=True); input()"
    with Alice([sys.executable, "-c", once]) as alice:
        with pytest.raises(PeerMissing, match="has ended"):
            alice.reply(["hello"])
        with pytest.raises(PeerMissing, match="has ended"):
            alice.reply(["hello"])


def test_verdicts_become_shares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three of the first four prompts are judged; one of those answers changes afterwards."""
    replies = {number: f"Reply {number}." for number in range(1, 5)}
    monkeypatch.setattr(
        conversation, "ours", lambda _: lambda prompt: Said(replies[prompt.number], 0.1, "bank")
    )
    for name in ("eliza", "alice", "retrieval"):
        monkeypatch.setattr(conversation, name, lambda *_: lambda prompt: Said("Hm.", 0.1))
    out = tmp_path / "new" / "page.md"
    conversation.side_by_side(tmp_path, out, limit=4)
    template = tmp_path / "new" / "page.verdicts.jsonl"
    rows = [json.loads(line) for line in template.read_text(encoding="utf-8").splitlines()]
    assert [row["number"] for row in rows] == [1, 2, 3, 4]
    assert rows[0]["answer"] == "Refrain: Reply 1.\nELIZA: Hm.\nALICE: Hm.\nBM25: Hm."
    for row, verdict in zip(rows, ("best", "worse", "best"), strict=False):
        row["ours"] = verdict
    written = "".join(json.dumps(row) + "\n" for row in rows)
    template.write_text(written, encoding="utf-8")

    replies[3] = "Another one."
    found = conversation.side_by_side(tmp_path, out, 4, template)
    shares = {figure.name: figure.p50 for figure in found if figure.part == "judged"}
    assert shares == {"ours is best": 50.0, "ours is as good": 0.0, "ours is worse": 50.0}
    assert template.read_text(encoding="utf-8") == written  # what was read is not overwritten
