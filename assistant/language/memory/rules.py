"""What the rules that read facts share: the fact, the register of rules, and nouns.

Every rule begins at the start of a clause and is looked up by the clause's first word, so that
a hostile text costs no more than a long one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.language.memory.clauses import capitalised, trimmed
from assistant.language.memory.words import (
    CANONICAL,
    JOB_ENDINGS,
    JOBS,
    LANGUAGES,
    NOT_JOBS,
    PETS,
    VAGUE,
)


@dataclass(frozen=True)
class Fact:
    """One thing the user said of themselves or of theirs, or took back."""

    kind: str
    """name, age, birthday, home, origin, raised, job, work, study, school, like, dislike,
    allergy, favourite, person, pet, detail, has, plan, feeling, language, plays, self, none."""
    value: str
    """In the user's own words, first person."""
    about: str = ""
    """Whose or which: "sister", "dog", "colour", "tomorrow"; "he", "she" or "it" as yet."""
    turn: int = 0
    """Place in the history."""
    denied: bool = False
    """It takes such facts back: all of the kind if the value is empty."""


ADVERBS = (
    r"(?:(?:really|also|just|still|absolutely|always|actually|quite|do|mostly|sometimes|"
    r"currently|particularly|totally|truly|mainly|especially|simply|usually) ){0,3}"
)
RELATED = "|".join(sorted((re.escape(word) for word in CANONICAL), key=len, reverse=True))
ADJECTIVES = (
    r"(?:(?:\d+[ -]year[ -]old|best|older|elder|oldest|eldest|big|little|younger|youngest|twin|new|"
    r"old|late|good|dear|lovely|cute|black|white|pet|first|second|other|half|baby|only|sweet) )"
    r"{0,2}"
)

Rule = Callable[[re.Match[str]], Iterable[Fact]]


class Rules:
    """Patterns and what they yield, by the first word of a clause."""

    def __init__(self) -> None:
        self.by_head: dict[str, list[tuple[re.Pattern[str], Rule]]] = {}

    def add(self, heads: str, pattern: str) -> Callable[[Rule], Rule]:
        """Register a rule for clauses that begin with one of the heads; the first hit counts."""

        def add(function: Rule) -> Rule:
            compiled = re.compile(pattern, re.I)
            for head in heads.split():
                self.by_head.setdefault(head, []).append((compiled, function))
            return function

        return add


def place(text: str) -> str:
    """A place as one writes it: "leeds" -> "Leeds", "a village near York" as it is."""
    words = trimmed(text, 9).split()
    if len(words) <= 2 and words and words[0].lower() not in ("a", "an", "the", "my", "our"):
        return " ".join(capitalised(word) for word in words)
    return " ".join(
        capitalised(w) if p == "near" else w for p, w in zip(["", *words], words, strict=False)
    )


def is_job(text: str) -> bool:
    words = re.findall(r"[\w'-]+", text.lower())
    if not words or len(words) > 5 or words[-1] in NOT_JOBS:
        return False
    return words[-1] in JOBS or (words[-1].endswith(JOB_ENDINGS) and len(words[-1]) > 4)


def things(text: str) -> list[str]:
    """ "apples, pears and plums" -> three; "fish and chips" stays whole."""
    whole = trimmed(text, 14)
    parts = re.split(r", (?:and )?| and ", whole) if "," in whole else [whole]
    return [part for part in parts if part and part.lower().split()[0] not in VAGUE][:6]


def canonical(text: str) -> str:
    """The one name of a relative or an animal; "" if it is neither."""
    return CANONICAL.get(text.lower().strip().removesuffix("'s"), "")


def is_pet(about: str) -> bool:
    """Whether a canonical name is that of an animal."""
    return about in PETS


def languages_in(text: str) -> list[str]:
    """The languages that are named."""
    return [w.capitalize() for w in re.findall(r"[a-z]+", text.lower()) if w in LANGUAGES]
