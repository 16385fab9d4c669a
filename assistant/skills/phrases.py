"""The user's own phrases: found in what was said, though a letter or a word is not quite right.

taught: “movie time” -> “dim the lights”, “play {what} for me” -> “put on {what}”
said:   “play slow river for me please” -> “put on slow river”
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from assistant.errors import BadInput
from assistant.language.numbers import BELOW_HUNDRED, SCALES
from assistant.skills.base import Taught

SAID = "teach.said"
"""Intent of a network that was trained with the user's phrases (`training.data.taught`): one of
them, in its slot `phrase`, with words around it that are no part of it."""
NEAR_RESERVED = 80.0
"""Percent of likeness to a reserved word that a phrase must not have: `cancle`."""
ALIKE = 86.0
"""Percent of likeness from which a phrase counts as said (`rapidfuzz.fuzz.ratio`)."""
SLIP = 60.0
"""Percent of likeness that words misheard for each other have at least."""
CLEARLY = 4.0
"""Percent by which the best has to lead where another phrase means something else."""
EXACT_BELOW = 5
"""Letters: a shorter phrase has to be said as it is, for too much is like it."""
LONGEST = 120
"""Characters of a phrase; a command may have twice as many."""
MOST_SLOTS = 3
MOST_WORDS = 12
"""Words that a slot takes."""
DEEPEST = 5
"""Phrases that may stand for phrases in a row."""
RESERVED = (
    "stop", "cancel", "never mind", "nevermind", "quit", "halt", "yes", "no", "help", "forget it",
    "forget that", "be quiet", "stop it", "stop that", "cancel that", "undo",
)  # fmt: skip
"""What must always mean what it says."""

_MEANING = frozenset(
    {*BELOW_HUNDRED, *SCALES, "hundred", "not", "no", "never", "don't", "on", "off", "up", "down",
     "open", "close", "left", "right", "more", "less", "all", "me", "you", "bedroom", "bathroom",
     "kitchen", "hall", "office", "garden", "living", "start", "stop", "morning", "evening",
     "night", "day", "am", "pm"}
)  # fmt: skip
"""Words that are never taken for another, nor left out or added."""

_SLOT = re.compile(r"\{([a-z][a-z_]{0,19})\}")
_LEAD = ("please", "hey", "ok", "okay", "now", "and")
_TAIL = ("please", "now", "thanks", "thank you", "then")


class BadPhrase(BadInput):
    """A phrase or command that can't be taught; says why."""


@dataclass(frozen=True)
class Translation:
    """What the words stand for."""

    taught: Taught
    likeness: float
    """Percent."""
    commands: tuple[str, ...]
    """To be understood as if they had been said, in order."""


def plain(text: str) -> str:
    """Small letters and single blanks; slots stay, punctuation goes."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return " ".join(re.sub(r"[^\w'{}]+|_(?![a-z_]*\})", " ", text).split())


def bare(text: str) -> str:
    """`plain`, without the polite words around it."""
    said = plain(text)
    for _ in range(3):
        for word in _LEAD:
            said = said.removeprefix(f"{word} ")
        for word in _TAIL:
            said = said.removesuffix(f" {word}")
    return said


def translate(text: str, taught: Sequence[Taught]) -> Translation | None:
    """What a sentence means by the user's own phrases; None if it is none of them, if it must not
    be, or if two that differ fit alike.

    A command that is itself such a phrase is followed.
    """
    if len(text) > 3 * LONGEST or bare(text) in RESERVED:
        return None
    found = _nearest(text, taught)
    if found is None:
        return None
    commands = [command for step in found.commands for command in _follow(step, taught, DEEPEST)]
    return Translation(found.taught, found.likeness, tuple(commands))


def _follow(command: str, taught: Sequence[Taught], depth: int) -> list[str]:
    """A command as it has to be understood at last."""
    found = _nearest(command, taught) if depth else None
    if found is None or bare(command) in RESERVED:
        return [command]
    return [end for step in found.commands for end in _follow(step, taught, depth - 1)]


def _nearest(text: str, taught: Sequence[Taught]) -> Translation | None:
    said = (plain(text), bare(text))
    fitting = [
        (likeness, one, slots)
        for one in taught
        for likeness, slots in (
            max((_fit(s, plain(one.phrase)) for s in said), key=lambda f: f[0]),
        )
        if likeness >= ALIKE
    ]
    if not fitting:
        return None
    fitting.sort(key=lambda found: (-found[0], -_literal(found[1].phrase)))
    likeness, best, slots = fitting[0]
    for other, rival, _ in fitting[1:]:
        differs = plain(rival.command) != plain(best.command)
        as_full = _literal(rival.phrase) == _literal(best.phrase) or likeness < 100
        if differs and likeness - other < CLEARLY and as_full:
            return None
    return Translation(best, likeness, steps(fill(best.command, slots)))


def _literal(phrase: str) -> int:
    """Letters of a phrase outside of its slots: `play {what}` says less than `play chess`."""
    return len(_SLOT.sub("", plain(phrase)))


def fill(command: str, slots: dict[str, str]) -> str:
    """The command with its slots' words."""
    return _SLOT.sub(lambda found: slots.get(found[1], found[0]), command)


def steps(command: str) -> tuple[str, ...]:
    """Commands that follow each other: `dim the lights and then play music`."""
    parts = re.split(r"\s*;\s*|,?\s+(?:and\s+)?then\s+", command.strip())
    return tuple(part.strip(" ,") for part in parts if part.strip(" ,"))


def _fit(said: str, phrase: str) -> tuple[float, dict[str, str]]:
    """How alike, in percent, and the words of the slots."""
    if not _SLOT.search(phrase):
        return _likeness(said, phrase), {}
    best: tuple[float, dict[str, str]] = (0.0, {})
    words = said.split()
    if len(words) > 3 * MOST_WORDS:
        return best
    for pieces in _splits(words, _pieces(phrase)):
        literal = " ".join(text for name, text in pieces if not name)
        wanted = " ".join(_SLOT.sub(" ", phrase).split())
        likeness = _likeness(literal, wanted)
        if likeness > best[0]:
            best = likeness, {name: text for name, text in pieces if name}
    return best


def _likeness(said: str, phrase: str) -> float:
    """Percent; 0 if a word differs that may mean something else, though it is like it: `lights on`
    is not `lights off`."""
    if said == phrase:
        return 100.0
    if min(len(said), len(phrase)) < EXACT_BELOW:
        return 0.0
    likeness = fuzz.ratio(said, phrase)
    if likeness < ALIKE:
        return likeness
    ours, theirs = said.split(), phrase.split()
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal" and not _slip(ours[a:b], theirs[c:d]):
            return 0.0
    return likeness


def _slip(said: Sequence[str], meant: Sequence[str]) -> bool:
    """Whether words differ as they do when they are misheard or mistyped."""
    if any(word in _MEANING or word.isdigit() for word in (*said, *meant)):
        return False
    return not said or not meant or fuzz.ratio("".join(said), "".join(meant)) >= SLIP


def _pieces(phrase: str) -> list[str]:
    """`play {what} for me` -> ["play", "{what}", "for me"]"""
    return [piece.strip() for piece in re.split(r"(\{[a-z_]+\})", phrase) if piece.strip()]


def _splits(words: Sequence[str], pieces: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    """All ways to give the words to the pieces: (slot or "", words). Text takes as many words as
    it has, or one more or fewer."""
    if not pieces:
        if not words:
            yield []
        return
    slot = _SLOT.fullmatch(pieces[0])
    count = len(pieces[0].split())
    sizes = range(1, MOST_WORDS + 1) if slot else range(max(1, count - 1), count + 2)
    for size in sizes:
        if size > len(words):
            break
        here = " ".join(words[:size])
        if not slot and fuzz.ratio(here, pieces[0]) < ALIKE - 20:
            continue
        for rest in _splits(words[size:], pieces[1:]):
            yield [(slot[1] if slot else "", here), *rest]


def check(phrase: str, command: str, taught: Sequence[Taught]) -> tuple[str, str]:
    """A phrase and a command as they can be kept.

    taught : what there is already, without the one that is being changed

    Raises:
        BadPhrase: one is empty or too long, the phrase must keep its own meaning, the slots do not
            agree, or it would go round in a circle.
    """
    phrase, command = bare(phrase), " ".join(command.split()).strip(' ,.;"“”')
    words = _SLOT.sub(" ", phrase).split()
    if not words:
        raise BadPhrase("A phrase needs a word or more of its own. What will you say?")
    if not command:
        raise BadPhrase("What should it mean?")
    if len(phrase) > LONGEST or len(command) > 2 * LONGEST:
        raise BadPhrase("That is too long to teach me. Say it in fewer words.")
    if phrase in RESERVED or (len(words) <= 2 and _like_reserved(phrase)):
        raise BadPhrase(f"“{phrase}” must keep its own meaning. Choose another phrase.")
    _check_slots(phrase, command)
    if _circles(phrase, command, taught):
        raise BadPhrase("That would go round in a circle: the command leads back to the phrase.")
    return phrase, command


def _like_reserved(phrase: str) -> bool:
    return any(fuzz.ratio(phrase, one) >= NEAR_RESERVED for one in RESERVED)


def _check_slots(phrase: str, command: str) -> None:
    ours, theirs = _SLOT.findall(phrase), _SLOT.findall(command)
    if re.search(r"[{}]", _SLOT.sub("", phrase) + _SLOT.sub("", command)):
        raise BadPhrase("A slot is written like {what}: small letters in braces.")
    if len(ours) > MOST_SLOTS or len(ours) != len(set(ours)):
        raise BadPhrase(f"A phrase can have {MOST_SLOTS} slots at most, each with its own name.")
    if missing := [name for name in theirs if name not in ours]:
        raise BadPhrase(f"The command needs {{{missing[0]}}}, which the phrase does not have.")
    if re.search(r"\}\s*\{", phrase):
        raise BadPhrase("Put a word between two slots, or I can't tell where one ends.")


def _circles(phrase: str, command: str, taught: Sequence[Taught]) -> bool:
    """Whether following the command comes back to its own phrase, or does not end."""
    others = [one for one in taught if plain(one.phrase) != plain(phrase)]
    everything = [*others, Taught(0, phrase, command)]
    waiting = [(step, 0) for step in steps(command)]
    while waiting:
        text, depth = waiting.pop()
        text = _SLOT.sub("something", text)
        found = _nearest(text, everything)
        if found is None:
            continue
        if found.taught.id == 0 or depth >= DEEPEST:
            return True
        waiting += [(step, depth + 1) for step in found.commands]
    return False
