"""Slot tags of the words that were said, carried over to the words that were heard.

    said   what's the weather in   par-is      wake me at seven
                                   B-city
    heard  what's the weather in   pair  is    wake me seven
                                   B-city I-city

Words are aligned by their edit distance (Wagner and Fischer 1974), where of two words that can be
taken for one that was said the one that is spelt more like it is: `paris` was heard as `pair is`,
and both belong to the slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.models.classifier import spans

UNLIKE = 0.9
"""What a replaced word costs at most beside the 1 of any edit: less than two edits."""

Pair = tuple[int | None, int | None]
"""Place of a word that was said and of the one heard for it; None where there is none."""


@dataclass(frozen=True)
class Carried:
    """Tags of what was heard."""

    tags: tuple[str, ...]
    """BIO, one for each word."""
    lost: tuple[str, ...]
    """Slots of which not one word was heard, one entry for each."""
    right: frozenset[int]
    """Places of the said words that were heard as they were said."""


def carry(said: Sequence[str], tags: Sequence[str], heard: Sequence[str]) -> Carried:
    """Words heard for a slot's words are in the slot, and so are those between them.

    tags : BIO, one for each word that was said
    """
    slot_of: list[int | None] = [None] * len(said)
    found = spans(tags)
    for number, (_, first, end) in enumerate(found):
        slot_of[first:end] = [number] * (end - first)
    pairs = align(said, heard)
    numbers = [
        slot_of[here] if here is not None else _put_in(place, pairs, slot_of, said, heard)
        for place, (here, there) in enumerate(pairs)
        if there is not None
    ]
    marks, before = [], None
    for slot in numbers:
        name = "" if slot is None else found[slot][0]
        marks.append("O" if slot is None else f"{'I' if slot == before else 'B'}-{name}")
        before = slot
    lost = tuple(name for number, (name, _, _) in enumerate(found) if number not in numbers)
    right = {a for a, b in pairs if a is not None and b is not None and said[a] == heard[b]}
    return Carried(tuple(marks), lost, frozenset(right))


def _put_in(
    place: int,
    pairs: Sequence[Pair],
    slot_of: Sequence[int | None],
    said: Sequence[str],
    heard: Sequence[str],
) -> int | None:
    """The slot of a word that nothing was said for: the one around it, or that of a misheard word
    beside it to which it brings letters that it lacks, for then both were heard for one."""
    sides = (_beside(place, pairs, -1), _beside(place, pairs, 1))
    before, after = (None if side is None else slot_of[side[0]] for side in sides)
    if before is not None and before == after:
        return before
    own = pairs[place][1]
    assert own is not None
    gains = []
    for side, slot in zip(sides, (before, after), strict=True):
        if side is not None and side[1] is not None:
            meant, there = said[side[0]], heard[side[1]]
            joined = there + heard[own] if side[1] < own else heard[own] + there
            gains.append((_cost(meant, there) - _cost(meant, joined), slot))
    gain, slot = max(gains, key=lambda one: one[0], default=(0.0, None))
    return slot if gain > 0 else None


def _beside(place: int, pairs: Sequence[Pair], step: int) -> tuple[int, int | None] | None:
    """The next pair with a word that was said."""
    place += step
    while 0 <= place < len(pairs):
        here, there = pairs[place]
        if here is not None:
            return here, there
        place += step
    return None


def align(said: Sequence[str], heard: Sequence[str]) -> list[Pair]:
    """Pairs in order, each word of either side once."""
    costs = [[0.0] * (len(heard) + 1) for _ in range(len(said) + 1)]
    for a in range(len(said) + 1):
        for b in range(len(heard) + 1):
            if a or b:
                costs[a][b] = min(cost for cost, _, _ in _ways(costs, said, heard, a, b))
    pairs: list[Pair] = []
    a, b = len(said), len(heard)
    while a or b:
        _, from_a, from_b = min(_ways(costs, said, heard, a, b), key=lambda way: way[0])
        pairs.append((a - 1 if from_a < a else None, b - 1 if from_b < b else None))
        a, b = from_a, from_b
    return pairs[::-1]


def _ways(
    costs: Sequence[Sequence[float]], said: Sequence[str], heard: Sequence[str], a: int, b: int
) -> list[tuple[float, int, int]]:
    """How the first `a` words that were said may end as the first `b` heard: cost, and from
    where."""
    ways = []
    if a and b:
        ways.append((costs[a - 1][b - 1] + _cost(said[a - 1], heard[b - 1]), a - 1, b - 1))
    if a:
        ways.append((costs[a - 1][b] + 1, a - 1, b))
    if b:
        ways.append((costs[a][b - 1] + 1, a, b - 1))
    return ways


def _cost(said: str, heard: str) -> float:
    from rapidfuzz import fuzz

    return 0.0 if said == heard else 1 + UNLIKE * (1 - fuzz.ratio(said, heard) / 100)
