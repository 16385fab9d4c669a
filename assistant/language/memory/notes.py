"""What has been gathered over a conversation: facts in force, and how to ask for them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language.memory.rules import Fact


@dataclass(frozen=True)
class Statement:
    """A clause of the user about themselves."""

    text: str
    turn: int


@dataclass(frozen=True)
class Notes:
    """All that is known, oldest first."""

    facts: tuple[Fact, ...] = ()
    statements: tuple[Statement, ...] = ()
    said: frozenset[str] = frozenset()
    """What the assistant has said, by `key`."""
    turns: int = 0
    """In the history."""

    def last(self, kind: str, about: str | None = None) -> Fact | None:
        """The latest fact of a kind, about this if given."""
        for fact in reversed(self.facts):
            if fact.kind == kind and about in (None, fact.about):
                return fact
        return None

    def all(self, *kinds: str) -> list[Fact]:
        """The facts of these kinds, oldest first."""
        return [fact for fact in self.facts if fact.kind in kinds]

    def value(self, kind: str, about: str | None = None) -> str:
        """The latest value of a kind, or ""."""
        fact = self.last(kind, about)
        return fact.value if fact else ""

    def fresh(self, variants: Sequence[str], seed: str) -> str:
        """A variant that was not said yet, while there is one; the same for the same seed."""
        return self.unsaid(variants, seed) or variants[chance(seed, len(variants))]

    def unsaid(self, variants: Sequence[str], seed: str) -> str | None:
        """A variant that was not said yet, if there is one."""
        left = [variant for variant in variants if key(variant) not in self.said]
        return left[chance(f"{seed} {self.turns}", len(left))] if left else None


def chance(seed: str, count: int) -> int:
    """A number below `count` that depends on the seed alone, in any process."""
    return zlib.crc32(seed.encode()) % count


def key(text: str) -> str:
    """A text without case and punctuation, for comparing."""
    return " ".join(re.findall(r"\w+", text.lower()))


def content(text: str) -> set[str]:
    """The words that carry a meaning, without endings, for comparing."""
    words = re.findall(r"\w+", text.lower().replace("'s", ""))
    return {_stem(word) for word in words if word not in _EMPTY and len(word) > 1}


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ied", "es", "ed", "s", "e", "y"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return word[: -len(ending)]
    return word


_EMPTY = frozenset(
    """a an the i i'm im am is are was were be been do does did have has had my me mine we our us
    you your what where when who which why how that this these those it its in on at to of for from
    with by about and or but so not no yes as if then than there will would can could should
    remember know tell told said say mention mentioned just ve ll re don doesn didn name called
    he she his her they their him them any some really very also too going go got get thing things
    again now please still did""".split()
)
