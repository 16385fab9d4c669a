"""What counts as in character, with and without a reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import BadData
from assistant.messages import Reply, ReplyChunk, Source
from bench import persona
from bench.persona import (
    Question,
    ask,
    figures,
    main,
    out_of_character,
    page,
    read_questions,
    word_for_word,
)
from bench.verdicts import Verdict, checksum, judged


class Parrot:
    """Gives the replies that it was given, by the words of the user."""

    def __init__(self, replies: dict[str, tuple[str, Source]]) -> None:
        self.replies = replies

    def converse(self, text: str, *_: object) -> Iterator[ReplyChunk]:
        said, source = self.replies[text]
        yield ReplyChunk(said, False)
        yield ReplyChunk(said, True, Reply(said, source, 0.1))


def question(number: int, text: str, *wrong: str) -> Question:
    return Question(number, "toy", text, "Says so.", tuple(map(re.compile, wrong)))


def test_the_questions_are_150_of_many_topics_and_none_comes_twice() -> None:
    questions = read_questions()
    assert [one.number for one in questions] == list(range(1, 151))
    assert len({one.text for one in questions}) == 150
    assert len({one.topic for one in questions}) >= 50
    assert all(one.expect.strip() for one in questions)


@pytest.mark.parametrize(
    "answer",
    [
        "My name is Bob.", "I'm a student, and you?", "My wife is at home.", "I have two cats!",
        "I work for a bank.", "I live in London", "I had eggs for breakfast.", "I am so tired",
        "I\N{RIGHT SINGLE QUOTATION MARK}m 25 years old.", "I'll look it up for you.",
        "I was made by Google.",
    ],
)  # fmt: skip
def test_a_human_life_is_out_of_character(answer: str) -> None:
    assert out_of_character(answer, question(1, "x"))


@pytest.mark.parametrize(
    "answer",
    [
        "", "My name is Refrain.", "Call me Refrain.", "I'm not human, only well read.",
        "I live in this machine, quite happily.", "I have no family, and no pets.",
        "I can't look things up.", "I never sleep, so I never get up late.",
        "A small team made me.",
    ],
)  # fmt: skip
def test_the_character_s_own_life_is_in_character(answer: str) -> None:
    assert out_of_character(answer, question(1, "x")) == ""


def test_source_and_patterns_decide_what_is_sure() -> None:
    asked = [question(n, text, "sunny") for n, text in enumerate("abcd", start=1)]
    parrot = Parrot(
        {
            "a": ("Refrain, at your service.", "persona"),
            "b": ("It is SUNNY.", "persona"),
            "c": ("I like rain.", "generated"),
            "d": ("You said you like rain.", "memory"),
        }
    )
    answers = ask(parrot, asked)  # type: ignore[arg-type]
    assert [answer.sure for answer in answers] == [True, False, False, True]
    assert answers[1].wrong == "sunny"
    found = figures(answers, judged({}, ()))
    assert found["sure_percent"] == 50
    assert found["no_wrong_pattern_percent"] == 75
    assert found["in_character_percent"] is None
    shown = page(answers, [Verdict(3, checksum("I like rain."), False, "dodges")])
    assert "*persona*: It is SUNNY. **out of character: `sunny`**" in shown
    assert "read: NOT ok; dodges" in shown


def test_the_final_share_needs_every_answer_read() -> None:
    asked = [question(1, "a"), question(2, "b")]
    parrot = Parrot({"a": ("Hello.", "generated"), "b": ("Hm.", "fallback")})
    answers = ask(parrot, asked)  # type: ignore[arg-type]
    said = {answer.question.number: answer.text for answer in answers}
    verdicts = [Verdict(1, checksum("Hello."), True, ""), Verdict(2, checksum("Hm?"), True, "")]
    stale = figures(answers, judged(said, verdicts))
    assert stale["in_character_percent"] is None
    assert stale["changed_since_read"] == [2]
    verdicts[1] = Verdict(2, checksum("Hm."), False, "no answer")
    assert figures(answers, judged(said, verdicts))["in_character_percent"] == 50


def test_questions_that_stand_in_the_persona_are_told_apart() -> None:
    asked = [question(1, "are you real"), question(2, "r u real"), question(3, "who")]
    known = word_for_word(asked, ["Are you real?", "Who made you?"])
    assert known == {1}
    parrot = Parrot(
        {
            "are you real": ("As real as a song.", "persona"),
            "r u real": ("Hm.", "generated"),
            "who": ("Me.", "memory"),
        }
    )
    answers = ask(parrot, asked)  # type: ignore[arg-type]
    said = {answer.question.number: answer.text for answer in answers}
    oks = (True, True, False)
    read = judged(said, [Verdict(n, checksum(said[n]), oks[n - 1], "") for n in said])
    found = figures(answers, read, known)
    assert found["word_for_word_in_the_persona"] == 1
    assert (found["sure_percent"], found["sure_percent_of_the_others"]) == (66.67, 50)
    assert found["in_character_percent"] == 66.67
    assert found["in_character_percent_of_the_others"] == 50


def test_the_command_asks_writes_and_combines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "questions.jsonl"
    row = {"topic": "rain", "text": "a", "expect": "Likes it.", "wrong": ["i hate rain"]}
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    parrot = Parrot({"a": ("I hate rain.", "persona")})
    monkeypatch.setattr(persona.refrain, "load", lambda *_: parrot)
    out = tmp_path / "answers.md"
    common = ["--questions", str(file), "--out", str(out)]
    assert main(common) == 0
    assert "are still to be read" in capsys.readouterr().out
    template = tmp_path / "answers.verdicts.jsonl"
    template.write_text(template.read_text().replace("null", "false"), encoding="utf-8")
    assert main([*common, "--verdicts", str(template)]) == 0
    assert "By reading: 0.0 % in character." in capsys.readouterr().out
    assert main([*common, "--verdicts", str(tmp_path / "none")]) == 1
    assert "can't be read" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["[1]", '["("]', "3"])
def test_a_pattern_that_is_none_is_told_with_its_line(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(f'{{"topic": "a", "text": "b", "expect": "c", "wrong": {wrong}}}\n')
    with pytest.raises(BadData, match="line 1.*list of patterns"):
        read_questions(file)
