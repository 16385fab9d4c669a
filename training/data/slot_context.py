"""Which values fit where a slot stands: `remind me to` what one does, `remind me that` a statement,
`a ... timer` a length without its plural, a list's name no timer's."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import lru_cache

from assistant.language.numbers import say_cardinal
from assistant.skills.base import Gap, Intent, Sentence, expand
from training.data import slot_amounts, slot_phrases, slot_queries, slot_times, slot_words
from training.data.slot_values import draw

Draw = Callable[[random.Random], str]

ORDERS = frozenset(
    "set start turn switch put dim play close open add read tell stop pause make raise lower "
    "remind count flip roll give show wake brighten shut cancel delete clear empty skip resume "
    "increase decrease draw pick spell write take let ring change lock bring crank kill light fire "
    "mute whisper speak say repeat lift drop warm cool heat fade bump run list check stick get "
    "begin throw toss convert choose everything all lights music pull roll unmute".split()
)
"""First words of sentences that tell to do something."""
MIDDLE = re.compile(r"\b(please|thanks|for me|would you|i|i'm|i've|instead|it|that|them)\b")
"""Words of commands that point back, or are said to somebody."""
ORDERED = ("home.", "home.", "home.", "timer.set", "alarm.set", "list.add", "list.read", "chance.",
           "control.", "note.read", "clock.time", "reminder.set", "reminder.list")  # fmt: skip
"""Intents that a phrase of one's own stands for; the home most often."""


def draw_in(intent: Intent, sentence: Sentence, place: int, numbers: random.Random) -> str:
    """A value for one gap of a sentence.

    place : index of the gap among the pieces
    """
    piece = sentence[place]
    assert isinstance(piece, Gap)
    kind = intent.slots[piece.name]
    before, after = _text(sentence, place - 1), _text(sentence, place + 1)
    skill = intent.name.partition(".")[0]
    if kind == "duration":
        return _duration(intent.name, before, after, numbers)
    if kind == "date" and skill == "reminder":
        return slot_times.near_date(numbers)
    if skill == "counting":
        return _counted(piece.name, before, numbers)
    if kind == "unit":
        one = _last(before) in ("a", "an", "one", "per")
        return slot_amounts.unit(numbers, one)
    if kind in ("number", "percent"):
        return slot_amounts.amount(intent.name, piece.name, kind, numbers)
    if kind == "name" and skill == "internet":
        return slot_queries.company(numbers)
    if intent.name == "internet.search":
        return slot_queries.query(numbers, thing=_last(before) in ("of", "for", "about", "on"))
    if kind == "name" and skill in _NAMES:
        return _name(skill, before, numbers)
    if kind == "item" and skill == "list":
        return _item(before, sentence, numbers)
    if kind == "phrase" and (own := _phrase(intent.name, piece.name, before, after)):
        return own(numbers)
    return draw(kind, numbers)


def _text(sentence: Sentence, place: int) -> str:
    """The text at a place; a gap counts as a blank one."""
    if not 0 <= place < len(sentence):
        return ""
    piece = sentence[place]
    return piece if isinstance(piece, str) else " {}"


def _last(text: str) -> str:
    return (text.split() or [""])[-1]


def _duration(intent: str, before: str, after: str, numbers: random.Random) -> str:
    following = (after.split() or [""])[0]
    thing = following in ("timer", "countdown", "alarm", "one", "reminder", "limit", "warning")
    named = after == " " and _last(before) in ("a", "an", "my", "the", "another", "that")
    if (thing or named) and numbers.random() < 0.85:
        said = slot_times.length_of(numbers)
        return said.removeprefix("an ") if _last(before) in ("a", "the", "my", "that") else said
    fits = following not in ("more", "longer", "extra", "later", "on")
    fits = fits and _last(before) not in ("another", "extra", "more", "by", "further", "additional")
    if intent == "timer.extend" and fits and numbers.random() < 0.2:
        return slot_times.more(numbers)
    return slot_times.duration(numbers)


def _counted(slot: str, before: str, numbers: random.Random) -> str:
    """Small numbers; the higher one is where counting down begins."""
    if slot == "step":
        steps = ("two", "three", "five", "ten", "four", "twenty", "twenty five", "fifty")
        many = (
            "twos",
            "threes",
            "fives",
            "tens",
            "fours",
            "twenties",
            "sixes",
            "sevens",
            "hundreds",
        )
        plural = _last(before) in ("by", "in") and numbers.random() < 0.6
        return numbers.choice(many if plural else steps)
    high = slot == "end" or re.search(r"down|back", before) is not None
    if high and numbers.random() < 0.5:
        return say_cardinal(numbers.choice((5, 10, 10, 12, 15, 20, 20, 25, 30, 40, 50, 100)))
    value = numbers.randint(2, 100) if high else numbers.randint(0, 30)
    return say_cardinal(numbers.randint(100, 999) if numbers.random() < 0.04 else value)


_NAMES = {"timer": slot_words.TIMER_NAMES, "alarm": slot_words.ALARM_NAMES,
          "list": slot_words.LIST_NAMES}  # fmt: skip


def _name(skill: str, before: str, numbers: random.Random) -> str:
    told = _last(before) in ("called", "named", "name", "labelled")
    if skill == "timer" and told and numbers.random() < 0.1:
        return slot_phrases.deed(numbers)
    if skill == "alarm" and numbers.random() < 0.1:
        return numbers.choice(slot_words.TIMER_NAMES)
    if skill == "timer" and numbers.random() < 0.08:
        return numbers.choice(slot_words.WORDS)
    return numbers.choice(_NAMES[skill])


def _item(before: str, sentence: Sentence, numbers: random.Random) -> str:
    last, text = _last(before), " ".join(piece for piece in sentence if isinstance(piece, str))
    if last in ("must", "should", "to") and "to buy" not in before and "to get" not in before:
        return slot_phrases.deed(numbers)
    if last in (
        "buy",
        "get",
        "bought",
        "got",
        "of",
        "low",
        "some",
        "fetch",
        "is",
        "are",
    ) or re.search(r"\b(buy|bring|shop|shopping|supermarket|run out|ran out)\b", text):
        return slot_phrases.goods(numbers)
    return slot_phrases.item(numbers)


def _phrase(intent: str, slot: str, before: str, after: str) -> Draw | None:
    """What draws a phrase there; None if any will do."""
    last = _last(before)
    if intent.startswith("teach"):
        return _command if slot == "command" else slot_phrases.saying
    if intent == "writing.write":
        begun = last in ("with", "story", "text", "from", "sentence", "tale", "words", "line",
                         "here", "this", "on:", "opening", "paragraph")  # fmt: skip
        return slot_phrases.opening if begun else slot_phrases.prompt
    if intent in ("note.read", "note.remove"):
        return slot_phrases.fact if last in ("says", "that", "saying") else slot_phrases.subject
    if intent == "note.add":
        return _noted(last)
    if intent.startswith("reminder"):
        return _reminded(last, after)
    return None


def _noted(last: str) -> Draw:
    if last in ("about", "of"):
        return lambda numbers: slot_phrases.topic(numbers)
    if last in ("that", "how"):
        return slot_phrases.fact
    return lambda numbers: (
        slot_phrases.fact(numbers) if numbers.random() < 0.75 else slot_phrases.anything(numbers)
    )


def _reminded(last: str, after: str) -> Draw:
    if last in ("to", "not", "i", "and", "must"):
        return slot_phrases.deed
    if last in ("that", "says", "saying"):
        return slot_phrases.fact
    if last in ("about", "of", "for", "mention", "concerning", "the", "my") or after.startswith(
        " reminder"
    ):
        return slot_phrases.subject if last in ("the", "my") else slot_phrases.topic
    return lambda numbers: (
        slot_phrases.deed(numbers) if numbers.random() < 0.65 else slot_phrases.topic(numbers)
    )


def _command(numbers: random.Random) -> str:
    """A sentence of another intent, as it would be taught; sometimes two."""
    group = numbers.choice(ORDERED)
    intent, sentence = numbers.choice(numbers.choice(_orders()[group]))
    said = "".join(
        piece if isinstance(piece, str) else draw_in(intent, sentence, place, numbers)
        for place, piece in enumerate(sentence)
    )
    if numbers.random() < 0.07:
        return f"{said} and {_command(numbers)}"
    return said


@lru_cache(maxsize=1)
def _orders() -> dict[str, list[list[tuple[Intent, Sentence]]]]:
    """Group -> for each of its intents' templates, the sentences that order something."""
    from assistant.skills import SKILLS

    found: dict[str, list[list[tuple[Intent, Sentence]]]] = {}
    for group in set(ORDERED):
        for intent in (intent for skill in SKILLS for intent in skill.intents):
            if not intent.name.startswith(group):
                continue
            for template in intent.examples:
                kept = [(intent, one) for one in expand(template) if _is_order(one)]
                if kept:
                    found.setdefault(group, []).append(kept)
    return found


def _is_order(sentence: Sentence) -> bool:
    text = "".join(piece if isinstance(piece, str) else "{}" for piece in sentence)
    return (text.split() or [""])[0] in ORDERS and not MIDDLE.search(text)
