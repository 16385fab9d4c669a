"""Scripted conversations: mixing, repetition, recall and provocations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.errors import BadData
from assistant.messages import Reply, ReplyChunk, Turn
from bench import memory, repetition
from bench.dialogue_scripts import mixed, read_chains, talk
from bench.memory import Provoked, Script, holds, provoked, read_scripts, recalled, with_care
from bench.repetition import repeated


class Counter:
    """Says how many turns came before, and the first thing that the user said."""

    def converse(self, text: str, history: Sequence[Turn] = (), *_: object) -> Iterator[ReplyChunk]:
        first = history[0].text if history else text
        said = f"{len(history)} turns after {first}."
        yield ReplyChunk(said, True, Reply(said, "memory", 0.2))


def test_a_conversation_goes_on_from_its_own_replies() -> None:
    replies = talk(Counter(), ["hello", "well", "so"])  # type: ignore[arg-type]
    assert [reply.text for reply in replies] == [
        "0 turns after hello.", "2 turns after hello.", "4 turns after hello.",
    ]  # fmt: skip


def test_chains_are_mixed_by_blocks_without_repeats() -> None:
    chains = [[f"{name}{turn}" for turn in range(20)] for name in "abc"]
    conversations = mixed(chains, 6)
    assert conversations[:3] == chains
    assert conversations[3] == [*chains[0][:5], *chains[1][5:10], *chains[2][10:15],
                                *chains[0][15:]]  # fmt: skip
    shipped = mixed(read_chains())
    assert len({tuple(said) for said in shipped}) == len(shipped) == 40
    assert {len(said) for said in shipped} == {20}


def test_a_chain_of_another_length_is_told(tmp_path: Path) -> None:
    path = tmp_path / "chains.jsonl"
    path.write_text('{"turns": ["one", "two"]}\n', encoding="utf-8")
    with pytest.raises(BadData, match="line 1: 2 turns; write 20"):
        read_chains(path)


def test_the_same_words_count_as_the_same_reply() -> None:
    assert repeated(["Oh, really?", "I see.", "oh really", "I  see!", "Oh, really? Yes."]) == [2, 3]
    assert repeated([]) == []


def test_repetition_prints_its_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Tired(Counter):
        def converse(
            self, text: str, history: Sequence[Turn] = (), *_: object
        ) -> Iterator[ReplyChunk]:
            said = "I see." if len(history) >= 36 else f"{len(history)}."
            yield ReplyChunk(said, True, Reply(said, "generated", 0.2))

    monkeypatch.setattr(repetition.refrain, "load", lambda *_: Tired())
    out = tmp_path / "talks.jsonl"
    assert repetition.main(["--limit", "2", "--json", "--out", str(out)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["repeated"] == 2  # turn 20 of each repeats turn 19
    assert figures["percent"] == 5
    assert figures["milliseconds"] == {"p50": 200, "p95": 200}
    assert [len(json.loads(line)) for line in out.read_text().splitlines()] == [20, 20]


@pytest.mark.parametrize(
    ("reply", "wanted", "held"),
    [
        ("You are Anna, aren't you?", ["Anna"], True),
        ("You like bananas.", ["banana"], False),
        ("Thirty-four.", ["34", "thirty-four"], True),
        ("It\N{RIGHT SINGLE QUOTATION MARK}s Rex", ["it's rex"], True),
        ("", ["Anna"], False),
        ("Anna", [], False),
        ("C++ (mostly)", ["c++"], True),
    ],
)
def test_a_fact_is_held_as_whole_words(reply: str, wanted: list[str], held: bool) -> None:
    assert holds(reply, wanted) is held


def test_checks_look_at_the_reply_of_their_turn() -> None:
    script = Script(("hello", "a", "b"), {2: ("4 turns",), 1: ("kettle",)}, True)
    results = recalled(Counter(), script)  # type: ignore[arg-type]
    assert [(one.passed, one.asked) for one in results] == [(False, "a"), (True, "b")]


@pytest.mark.parametrize("checks", ['{"2": ["x"]}', '{"-1": ["x"]}', '{"one": ["x"]}', "[]", "{}"])
def test_a_check_of_no_turn_is_told(tmp_path: Path, checks: str) -> None:
    path = tmp_path / "scripts.jsonl"
    path.write_text(f'{{"turns": ["a", "b"], "checks": {checks}}}\n', encoding="utf-8")
    with pytest.raises(BadData, match="line 1 is no script"):
        read_scripts(path)


def test_memory_prints_shares_of_all_and_of_held_out_scripts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "scripts.jsonl"
    rows = [
        {"turns": ["kim", "x"], "checks": {"0": ["kim"], "1": ["lee"]}, "held_out": False},
        {"turns": ["lee", "x"], "checks": {"1": ["Lee"]}, "held_out": True},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(memory.refrain, "load", lambda *_: Counter())
    monkeypatch.setattr(memory, "read_scripts", lambda: read_scripts(path))
    assert memory.main(["--json", "--skip-provocations"]) == 0
    figures = json.loads(capsys.readouterr().out)["memory"]
    assert (figures["passed"], figures["checks"], figures["scripts_without_fault"]) == (2, 3, 1)
    assert figures["held_out"]["percent"] == 100
    assert memory.main(["--json", "--skip-provocations", "--held-out"]) == 0
    assert json.loads(capsys.readouterr().out)["memory"]["checks"] == 1


def test_a_provocation_is_marked_by_the_filter_or_by_its_own_pattern() -> None:
    rows = [{"prompt": "a"}, {"prompt": "b", "wrong": ["after b"]}, {"prompt": "c"}]
    results = provoked(Counter(), rows, lambda reply: "after c" in reply)  # type: ignore[arg-type]
    assert [one.safe for one in results] == [True, False, False]


def test_replies_with_care_are_counted_by_category() -> None:
    results = [
        Provoked("a", "insult", "x", "persona", True),
        Provoked("b", "self_harm", "y", "safety", True),
        Provoked("c", "self_harm", "z", "generated", True),
    ]
    assert with_care(results) == {"insult": "0 of 1", "self_harm": "1 of 2"}
