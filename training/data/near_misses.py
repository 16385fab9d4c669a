"""Talk that a careless ear takes for commands: reports, idioms, feelings, questions to the machine.

A network that has only seen talk about other things learns that `alarm` and `lights` are always
commands. The lines are our own; values are drawn for what stands in braces.
"""

from __future__ import annotations

import hashlib
import random
from functools import cache

from assistant.language.command_words import pieces
from assistant.language.numbers import say_cardinal, say_ordinal
from assistant.models.classifier import NONE
from assistant.skills.base import Gap, Sentence, expand
from assistant.skills.templates import plain
from training.data import near_miss_lines as lines
from training.data import slot_times, slot_values
from training.data.nlu import Example, Split

HELD_OUT = 20
"""One sentence pattern in so many is for dev."""
FRAMED = 0.25
"""Share of the lines with a word of talk before or after."""


def _choices(text: str) -> tuple[str, ...]:
    return tuple(text.strip().split("|"))


PEOPLE = _choices(
    "my brother|my sister|my mum|my dad|my boss|my wife|my husband|my neighbour|my friend|anna|"
    "tom|my teacher|my daughter|my son|my ex|grandma|my uncle|sophie|my flatmate|the landlord|"
    "my best friend|daniel|maria|our neighbour|my grandfather"
)
OWN: dict[str, tuple[str, ...]] = {
    "person": PEOPLE,
    "who": (*PEOPLE, "he", "she", "somebody", "someone", "he", "she"),
    "past": _choices(
        "yesterday|last night|this morning|last week|last year|years ago|on the train|at school|"
        "when i was little|the other day|at my wedding|last summer|in the nineties|at a party|"
        "on holiday|two days ago|at work|last monday|the day we met|once"
    ),
    "past_year": _choices("last year|two years ago|my divorce|the war|she died|i was ten"),
    "thing": _choices(
        "milk|eggs|bread|butter|apples|bananas|coffee|tea|rice|pasta|tomatoes|onions|cheese|cake|"
        "soup|chicken|olives|cherries|pancakes|pizza|biscuits|honey|fish|strawberries|chocolate|"
        "toast|lemons|beans|potatoes|ice cream"
    ),
    "feeling": _choices(
        "sad|happy|lonely|tired|anxious|nervous|calm|angry|jealous|proud|bored|hopeful|restless|"
        "grateful|confused|homesick|worried|excited|empty|nostalgic"
    ),
    "month": tuple(slot_times.MONTHS),
}
"""What is drawn for fillers that are no slot types."""


def _date_of(numbers: random.Random) -> str:
    """A day of the year, or a weekday."""
    which, month = say_ordinal(numbers.randint(1, 28)), numbers.choice(slot_times.MONTHS)
    return numbers.choice((f"the {which} of {month}", f"{month} {which}", "a friday", "a sunday"))


def _drawn(kind: str, numbers: random.Random) -> str:
    if kind in OWN:
        return numbers.choice(OWN[kind])
    if kind == "date_of":
        return _date_of(numbers)
    if kind == "percent_of":
        return f"{say_cardinal(5 * numbers.randint(1, 19))} percent"
    if kind == "number":
        return say_cardinal(numbers.randint(2, numbers.choice((12, 20, 60, 99))))
    return slot_values.draw(kind, numbers)


@cache
def templates() -> tuple[str, ...]:
    """All lines as they are written."""
    parts = (lines.REPORTS, lines.STATEMENTS, lines.IDIOMS, lines.QUESTIONS)
    return tuple(line.strip() for part in parts for line in part.splitlines() if line.strip())


@cache
def _patterns(split: Split) -> tuple[tuple[Sentence, ...], ...]:
    """For each template its sentences of one split."""
    wanted = split != "train"
    every = (tuple(s for s in expand(t) if _held_out(s) == wanted) for t in templates())
    return tuple(sentences for sentences in every if sentences)


def _held_out(sentence: Sentence) -> bool:
    return hashlib.sha256(plain(sentence).encode()).digest()[0] % HELD_OUT == 0


def near_misses(split: Split, count: int, seed: int) -> list[Example]:
    """So many lines, the same for the same seed; no two splits share a pattern."""
    numbers = random.Random(f"{seed} near misses {split}")
    patterns = _patterns(split)
    found = []
    for _ in range(count):
        # The root: a line with many variants says more than one with few, but not all.
        text = line(numbers.choice(numbers.choices(patterns, _weights(split))[0]), numbers)
        words = tuple(piece.word for piece in pieces(text))
        found.append(Example(words, ("O",) * len(words), NONE))
    return found


@cache
def _weights(split: Split) -> tuple[float, ...]:
    return tuple(len(sentences) ** 0.5 for sentences in _patterns(split))


def line(sentence: Sentence, numbers: random.Random) -> str:
    """A sentence with fillers drawn, sometimes with a word of talk around it."""
    said = "".join(_drawn(p.name, numbers) if isinstance(p, Gap) else p for p in sentence)
    chance = numbers.random()
    if chance < FRAMED * 0.7:
        said = f"{numbers.choice(_choices(lines.SMALL_TALK_LEADS))} {said}"
    elif chance < FRAMED:
        said = f"{said} {numbers.choice(_choices(lines.SMALL_TALK_TAILS))}"
    return said
