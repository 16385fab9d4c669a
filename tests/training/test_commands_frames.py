"""Frames around commands keep the slots; talk with commands' words is no command."""

from __future__ import annotations

import random

import pytest

from assistant.models.classifier import NONE, spans
from assistant.skills.base import Gap, Intent, expand
from assistant.skills.templates import plain
from training.data import commands, frames, near_misses
from training.data.commands import filled, written
from training.data.frames import GERUNDS, form, framed

TIMER = Intent(
    "timer.set",
    ("set a timer for {duration}", "{duration} on the timer", "what about {duration}",
     "could you set a timer", "lights", "close {phrase}", "turn it off please"),
    {"duration": "duration", "phrase": "phrase"},
)  # fmt: skip
SENTENCES = [sentence for template in TIMER.examples for sentence in expand(template)]


@pytest.mark.parametrize("sentence", SENTENCES, ids=plain)
def test_a_frame_leaves_the_slots_what_they_were(sentence: tuple[object, ...]) -> None:
    numbers = random.Random(4)
    for _ in range(200):
        longer = framed(sentence, TIMER, numbers)
        assert [piece for piece in longer if isinstance(piece, Gap)] == [
            piece for piece in sentence if isinstance(piece, Gap)
        ]
        text, gaps = written(longer, TIMER, numbers)
        assert text == " ".join(text.split())
        outside = plain(longer).replace("{duration}", "").replace("{phrase}", "")
        rest = text
        for start, end, _ in reversed(gaps):
            assert text[start:end].strip() == text[start:end] != ""
            rest = rest[:start] + rest[end:]
        assert rest == outside


def test_tags_are_those_of_the_slots_text() -> None:
    for seed in range(100):
        longer = framed(SENTENCES[0], TIMER, random.Random(seed))
        text, gaps = written(longer, TIMER, random.Random(seed))
        example = filled(longer, TIMER, random.Random(seed))
        ((slot, start, end),) = spans(example.tags or ())
        assert slot == "duration"
        said = " ".join(example.words[start:end])
        assert said == text[gaps[0][0] : gaps[0][1]].replace("-", " ")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("set a timer", "order"), ("lights", "other"), ("lower please", "other"),
     ("what's on", "question"), ("could you stop it", "request"), ("do the lights", "other"),
     ("do i need a coat", "question"), ("stop", "other")],
)  # fmt: skip
def test_the_form_is_told_by_the_first_words(text: str, kind: str) -> None:
    assert form(expand(text)[0]) == kind


def test_only_verbs_are_asked_for_and_no_reason_follows_an_open_slot() -> None:
    numbers = random.Random(1)
    phrase, order = expand("close {phrase}")[0], expand("set a timer")[0]
    ends = {plain(framed(phrase, TIMER, numbers)).partition("{phrase}")[2].strip()
            for _ in range(500)}  # fmt: skip
    assert ends <= {"", *frames.THANKS}
    said = {plain(framed(order, TIMER, numbers)) for _ in range(2000)}
    assert len(said) > 500
    assert any(text.startswith("would you mind setting a timer") for text in said)
    assert not any("you mind set " in text or "could you setting" in text for text in said)
    alone = {plain(framed(expand("lights")[0], TIMER, numbers)) for _ in range(500)}
    assert not any(text.startswith("could you") for text in alone)
    assert all(gerund.endswith("ing") for gerund in GERUNDS.values())


def test_near_misses_are_many_distinct_and_reproducible() -> None:
    some = near_misses.near_misses("train", 3000, 1)
    assert some == near_misses.near_misses("train", 3000, 1)
    assert some != near_misses.near_misses("train", 3000, 2)
    assert len(near_misses.templates()) >= 300
    assert len({example.words for example in some}) > 2000
    assert {example.intent for example in some} == {NONE}
    assert all(set(example.tags or ()) == {"O"} and example.words for example in some)


def test_no_near_miss_is_a_command() -> None:
    intents = commands.all_intents()
    patterns = {plain(s) for intent in intents for t in intent.examples for s in expand(t)}
    lines = {plain(s) for t in near_misses.templates() for s in expand(t)}
    assert not patterns & lines
    said = {" ".join(e.words) for e in near_misses.near_misses("train", 4000, 3)}
    assert not patterns & said
