"""Phrases of the user's own: kept, found though misheard, and never in the way."""

from __future__ import annotations

import time

import pytest

from assistant.skills.base import Taught
from assistant.skills.phrases import BadPhrase, bare, check, plain, steps, translate
from assistant.skills.teach import MOST, Teach
from tests.skills.commands import Asked, filled, world


def taught(*pairs: tuple[str, str]) -> list[Taught]:
    return [Taught(at, phrase, command) for at, (phrase, command) in enumerate(pairs, 1)]


MOVIE = taught(
    ("movie time", "dim the lights to ten percent"),
    ("good night house", "everything off"),
    ("play {what} for me", "put on {what}"),
    ("tell {who} about {what} please", "remind me to tell {who} about {what}"),
    ("bye", "everything off"),
)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("movie time", "dim the lights to ten percent"),
        ("Movie time!", "dim the lights to ten percent"),
        ("hey movie time please", "dim the lights to ten percent"),
        ("movie tyme", "dim the lights to ten percent"),
        ("good night mouse", "everything off"),
        ("good night howse", "everything off"),
        ("play slow river for me", "put on slow river"),
        ("please play slow river for me now", "put on slow river"),
        ("plate slow river for me", "put on slow river"),
        ("tell anna about the keys please", "remind me to tell anna about the keys"),
        ("bye", "everything off"),
    ],
)
def test_a_phrase_is_found_though_a_letter_is_wrong(text: str, command: str) -> None:
    found = translate(text, MOVIE)
    assert found is not None and found.commands == (command,)


@pytest.mark.parametrize(
    "text",
    ["", "movie", "what time is it", "bay", "by", "play for me", "the movie was a waste of time",
     "good evening house party", "stop", "cancel", "never mind please", "x " * 500, "\u202e{what}"],
)  # fmt: skip
def test_other_words_are_left_alone(text: str) -> None:
    assert translate(text, MOVIE) is None


def test_stop_and_cancel_keep_their_meaning_whatever_was_taught() -> None:
    bad = taught(("stop", "play music"), ("cancel", "play music"), ("{anything}", "play music"))
    for text in ("stop", "Stop!", "please cancel", "never mind"):
        assert translate(text, bad) is None


def test_a_word_that_means_something_else_is_no_slip() -> None:
    ours = taught(
        ("turn the reading corner on", "light on in the office"),
        ("wake up call at seven", "wake me at seven"),
        ("the big bedroom party", "make the bedroom pink"),
    )
    for text in (
        "turn the reading corner off",
        "wake up call at eleven",
        "wake up call not at seven",
        "the big bathroom party",
        "do not turn the reading corner on",
    ):
        assert translate(text, ours) is None, text
    assert translate("turn the reeding corner on", ours) is not None
    assert translate("turn the readingcorner on", ours) is not None


def test_of_two_that_are_alike_neither_is_guessed() -> None:
    both = taught(("lights blue now", "make it blue"), ("lights glue now", "make it green"))
    exact = translate("lights blue now", both)
    assert exact is not None and exact.commands == ("make it blue",)
    assert translate("lights clue now", both) is None
    same = taught(("lights blue now", "make it blue"), ("lights glue now", "make it blue"))
    assert translate("lights clue now", same) is not None


def test_the_phrase_that_says_more_wins() -> None:
    both = taught(("play {what}", "put on {what}"), ("play chess", "pick a number"))
    found = translate("play chess", both)
    assert found is not None and found.commands == ("pick a number",)


def test_several_steps_and_phrases_within_phrases() -> None:
    assert steps("dim the lights and then play music; close the blinds") == (
        "dim the lights", "play music", "close the blinds",
    )  # fmt: skip
    assert steps("put milk and bread on the list") == ("put milk and bread on the list",)
    nested = taught(
        ("evening", "movie time then close the blinds"), ("movie time", "dim the lights")
    )
    found = translate("evening", nested)
    assert found is not None and found.commands == ("dim the lights", "close the blinds")


def test_a_circle_that_got_into_the_store_still_ends() -> None:
    circle = taught(("first phrase", "second phrase"), ("second phrase", "first phrase"))
    assert translate("first phrase", circle) is not None


def test_it_is_quick_with_many_phrases() -> None:
    many = taught(
        *((f"phrase number {n} of {{what}} with {{x}}", "stop {what} {x}") for n in range(40))
    )
    started = time.process_time()
    translate("please tell me something long " * 4, many)
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("phrase", "command"),
    [
        ("", "play music"),
        ("...", "play music"),
        ("{what}", "play {what}"),
        ("movie time", ""),
        ("stop", "play music"),
        ("Stop!", "play music"),
        ("cancle", "play music"),
        ("please cancel", "play music"),
        ("movie time", "movie time"),
        ("movie time", "dim the lights and then movie time"),
        ("movie time", "play {what}"),
        ("play {what} {how}", "put on {what}"),
        ("play {what} and {what}", "put on {what}"),
        ("play {What", "put on music"),
        ("a {b} c {d} e {f} g {h}", "put on music"),
        ("word " * 60, "play music"),
        ("movie time", "play " * 100),
    ],
)
def test_what_must_not_be_taught(phrase: str, command: str) -> None:
    with pytest.raises(BadPhrase):
        check(phrase, command, [])


def test_circles_through_others_are_refused() -> None:
    chain = taught(("second phrase", "third phrase"), ("third phrase", "first phrase"))
    with pytest.raises(BadPhrase, match="circle"):
        check("first phrase", "second phrase", chain)
    with pytest.raises(BadPhrase, match="circle"):
        check("first phrase", "play music then second phrase", chain)
    slots = taught(("play {what} loudly", "loudly play {what}"))
    with pytest.raises(BadPhrase, match="circle"):
        check("loudly play {what}", "play {what} loudly", slots)
    assert check("fourth thing", "first phrase", chain) == ("fourth thing", "first phrase")


def test_words_are_plain_and_slots_stay() -> None:
    assert plain("  Movie   TIME!! ") == "movie time"
    assert plain("Play {what_ever}, now") == "play {what_ever} now"
    assert bare("Hey, please movie time, thank you") == "movie time"
    assert bare("please") == "please"


def test_teaching_by_voice() -> None:
    ask = Asked(Teach())
    text = ask("teach.add", "when i say [movie time](phrase) [dim the lights](command)")
    assert "movie time" in text and "dim the lights" in text
    assert [(one.phrase, one.command) for one in ask.world.store.taught()] == [
        ("movie time", "dim the lights")
    ]
    assert "“movie time” means “dim the lights”" in ask("teach.list", "my phrases")
    ask("teach.add", "when i say [Movie Time!](phrase) [lights out](command)")
    assert [one.command for one in ask.world.store.taught()] == ["lights out"]
    ask("teach.change", "change [movie tyme](phrase) to [play music](command)")
    assert [one.command for one in ask.world.store.taught()] == ["play music"]
    assert ask.details["before"] == "lights out"
    assert "never taught" in ask("teach.remove", "forget the phrase [breakfast](phrase)")
    assert "movie time" in ask("teach.remove", "forget the phrase [movie time](phrase)")
    assert ask.world.store.taught() == []
    assert "not taught me anything" in ask("teach.list", "my phrases")


def test_what_is_missing_is_asked_and_what_is_bad_is_explained() -> None:
    ask = Asked(Teach())
    ask("teach.add", "let me teach you something")
    assert ask.response.asks == "phrase"
    ask("teach.add", "when i say [movie time](phrase)")
    assert ask.response.asks == "command"
    assert "own meaning" in ask("teach.add", "when i say [stop](phrase) [play music](command)")
    assert "circle" in ask("teach.add", "when i say [tea time](phrase) [tea time](command)")
    assert ask.world.store.taught() == []


def test_changing_what_was_never_taught_teaches_it() -> None:
    ask = Asked(Teach())
    ask("teach.change", "change [tea time](phrase) to [boil the kettle](command)")
    assert [one.phrase for one in ask.world.store.taught()] == ["tea time"]


def test_there_is_an_end_to_phrases() -> None:
    ask = Asked(Teach())
    for number in range(MOST):
        ask.world.store.teach(f"phrase {number}", "stop")
    assert str(MOST) in ask("teach.add", "when i say [one more](phrase) [play music](command)")
    assert len(ask.world.store.taught()) == MOST


def test_every_sentence_of_the_templates_is_answered() -> None:
    skill, place = Teach(), world()
    for heard in filled(skill, {"phrase": "tea time", "command": "play some music"}):
        assert skill.handle(heard, place).text, heard.text
