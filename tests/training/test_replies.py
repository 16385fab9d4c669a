"""How varied replies are: by hand, and end to end with a toy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import BadModel
from assistant.language.propose import Sampling
from assistant.messages import Reply, ReplyChunk, Turn
from tests import tiny
from training import evaluate_replies
from training.evaluate_replies import app, contexts, describe, greedy, main, measure

TALK = ["is it ready?", "nearly.", "three spoons, or four?", "four.", "here you are"]


def test_variety_by_hand() -> None:
    """Words: i like tea . | I like soup ! | I like tea . -> 12, of them 6 different; pairs: 9, of
    them "i like", "like tea", "tea .", "like soup", "soup !" different.
    """
    found = describe(["I like tea.", "I like soup!", "i  like tea."])
    assert (found["replies"], found["words"], found["different_replies"]) == (3, 12, 2)
    assert found["distinct_1"] == 0.5
    assert found["distinct_2"] == pytest.approx(5 / 9, abs=1e-4)
    assert found["most_frequent"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["most_frequent_reply"] == "i like tea."
    assert found["questions"] == 0 and found["mean_words"] == 4


def test_variety_of_questions_and_of_nothing() -> None:
    assert describe(["Is it? Yes.", "No."])["questions"] == 0.5
    empty = describe([])
    assert empty["replies"] == empty["distinct_2"] == empty["most_frequent"] == 0
    assert describe(["", "Tea"])["distinct_2"] == 0


def test_contexts_end_with_the_user_and_hold_three_turns() -> None:
    found = contexts([TALK], 99)
    assert [len(history) for history in found] == [1, 2, 3, 3]
    assert found[0] == [Turn("user", "Is it ready?")]
    assert found[1] == [Turn("assistant", "Is it ready?"), Turn("user", "Nearly.")]
    assert found[3][-1] == Turn("user", "Four.")
    assert all(history[-1].speaker == "user" for history in found)
    assert all(
        one.speaker != two.speaker
        for history in found
        for one, two in zip(history, history[1:], strict=False)
    )


def test_contexts_are_spread_over_the_split() -> None:
    found = contexts([TALK, TALK[1:3], TALK], 3)
    assert len(found) == 3
    assert found[0] == contexts([TALK], 1)[0] and found[2] == contexts([TALK], 99)[3]
    assert contexts([], 5) == contexts([["alone"]], 5) == []


def test_every_context_has_a_seed_of_its_own() -> None:
    seeds: list[int] = []

    def answer(history: list[Turn], seed: int) -> tuple[str, str]:
        seeds.append(seed)
        return history[-1].text, "persona" if seed else "generated"

    found = measure(answer, contexts([TALK], 9), "toy")  # type: ignore[arg-type]
    assert seeds == [0, 1, 2, 3]
    assert found["sources"] == {"generated": 1, "persona": 3}
    assert 0 <= found["seconds_p50"] <= found["seconds_p95"]


def test_the_app_gets_the_history_and_the_seed() -> None:
    heard: list[object] = []

    class Echo:
        def converse(
            self, text: str, history: list[Turn], options: Sampling, commands: bool
        ) -> Iterator[ReplyChunk]:
            assert not commands  # lines of a corpus: nothing should be done
            heard.extend([text, history, options.seed])
            yield ReplyChunk("I", False)
            yield ReplyChunk("I see.", True, Reply("I see.", "persona", 0.1))

    history = [Turn("assistant", "Is it ready?"), Turn("user", "Nearly.")]
    assert app(Echo())(history, 7) == ("I see.", "persona")  # type: ignore[arg-type]
    assert heard == ["Nearly.", history[:1], 7]


def test_the_baseline_needs_a_network_that_answers() -> None:
    with pytest.raises(BadModel):
        greedy(tiny.loaded("ctc", tiny.ctc(), tiny.subwords()))


def test_the_baseline_is_always_the_same() -> None:
    words = tiny.subwords()
    answer = greedy(tiny.loaded("seq2seq", tiny.seq2seq(vocabulary=len(words)), words))
    history = [Turn("user", "Hello 🙂")]
    assert answer(history, 1) == answer(history, 2)
    assert answer(history, 1)[1] == "generated"


def test_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def evaluate(models: Path | None, split: str, count: int) -> dict[str, object]:
        return {"split": split, "count": count}

    monkeypatch.setattr(evaluate_replies, "evaluate", evaluate)
    assert main(["--split", "dev", "--count", "7", "--json", str(tmp_path / "x.json")]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "x.json").read_text()) == {"split": "dev", "count": 7}
    with pytest.raises(SystemExit):
        main(["--count", "0"])


def test_missing_models_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--models", str(tmp_path / "none")]) == 1
    assert "evaluate_replies: There is no model" in capsys.readouterr().err
