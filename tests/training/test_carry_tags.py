"""Slots of what was said, found again in what was heard."""

from __future__ import annotations

import random

import pytest

from assistant.models.classifier import spans
from training.carry_tags import align, carry
from training.metrics import edits

SAID = "light on in the [guest room](room) at [ten fifteen](time) please"


def marked(text: str) -> tuple[list[str], list[str]]:
    """`light in [guest room](room)` -> words and BIO tags."""
    words, tags = [], []
    for part in text.replace("[", "\0[").replace(")", ")\0").split("\0"):
        inside, _, slot = part.partition("](")
        found = inside.strip("[ ").split()
        slot = slot.strip(")")
        words += found
        tags += [f"{'I' if at else 'B'}-{slot}" if slot else "O" for at in range(len(found))]
    return words, tags


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (SAID, SAID),
        # A word for another, in a slot and out of it.
        (SAID, "night on in the [guessed room](room) at [ten fifty](time) please"),
        # One word heard as two belongs to the slot whole; beside a slot that was heard it doesn't.
        ("weather in [paris](city)", "weather in [pair is](city)"),
        ("weather in [paris](city) please", "whether in the [parish](city) please"),
        ("weather in [paris](city) now", "weather in a [paris](city) now"),
        ("weather in [paris](city) now", "weather in [paris](city) and now"),
        # Two heard as one.
        ("add [ice cream](item) to my list", "add [icecream](item) to my list"),
        ("set it for [half past six](time)", "set it [have past six](time)"),
        # A word between a slot's words, though they were misheard.
        ("call it [slow river](name)", "call it [slow the river](name)"),
        ("call it [slow river](name)", "call it [slower ever](name)"),
        # The first word of a slot is gone.
        ("add [oat milk](item) now", "add [milk](item) now"),
        # Two slots side by side stay two.
        ("put [oats](item) [today](date)", "put [oaths](item) [to day](date)"),
        ("stop", "top"),
    ],
)  # fmt: skip
def test_by_hand(said: str, heard: str) -> None:
    words, tags = marked(said)
    other, wanted = marked(heard)
    found = carry(words, tags, other)
    assert (list(found.tags), found.lost) == (wanted, ())


def test_a_slot_of_which_nothing_was_heard_is_lost() -> None:
    words, tags = marked("set a timer for [ten minutes](duration) called [tea](name)")
    found = carry(words, tags, "set a timer called tea".split())
    assert found.lost == ("duration",)
    assert spans(found.tags) == [("name", 4, 5)]
    assert found.right == {0, 1, 2, 6, 7}
    assert carry(words, tags, []).lost == ("duration", "name")
    assert carry([], [], ["hello"]).tags == ("O",)


def test_alignments_are_monotone_whole_and_short() -> None:
    numbers = random.Random(4)
    some = "on in an at room light night right fifteen fifty".split()
    for _ in range(300):
        said = numbers.choices(some, k=numbers.randrange(7))
        heard = numbers.choices(some, k=numbers.randrange(7))
        pairs = align(said, heard)
        assert [a for a, _ in pairs if a is not None] == list(range(len(said)))
        assert [b for _, b in pairs if b is not None] == list(range(len(heard)))
        wrong = sum(a is None or b is None or said[a] != heard[b] for a, b in pairs)
        fewest = edits(said, heard)
        # Letters decide only among what is about as short: no edit costs two.
        assert fewest.errors <= wrong <= 2 * fewest.errors


def test_no_slot_is_torn_and_none_is_made() -> None:
    numbers = random.Random(5)
    words, tags = marked(SAID)
    for _ in range(300):
        heard = [
            word
            for one in words
            for word in numbers.choice(([one], [one], [one + "s"], [], [one, "uh"], ["a", "b"]))
        ]
        found = carry(words, tags, heard)
        assert len(found.tags) == len(heard)
        kept = [slot for slot, _, _ in spans(found.tags)]
        assert sorted([*kept, *found.lost]) == ["room", "time"]
