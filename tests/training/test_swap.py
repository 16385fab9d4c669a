"""Values that change places: frames, intents and tags stay."""

from __future__ import annotations

import random

import pytest

from assistant.models.classifier import spans
from training.data.nlu import Example
from training.swap import SlotValues

PLAY = Example(
    ("play", "the", "wet", "kettle", "by", "ann"),
    ("O", "B-title", "I-title", "I-title", "O", "B-artist"),
    "play",
)
RATE = Example(("rate", "toast", "five"), ("O", "B-title", "O"), "rate")
BARE = Example(("hello", "there"), None, "none")
NOTHING = Example(("stop", "it"), ("O", "O"), "stop")
VALUES = SlotValues([PLAY, RATE, BARE, NOTHING])


def test_by_hand() -> None:
    found = {VALUES.swapped(PLAY, 1.0, random.Random(seed)).words for seed in range(40)}
    assert found == {
        ("play", "the", "wet", "kettle", "by", "ann"),
        ("play", "toast", "by", "ann"),
    }


@pytest.mark.parametrize("seed", range(10))
def test_the_frame_and_the_slots_stay(seed: int) -> None:
    for example in (PLAY, RATE):
        other = VALUES.swapped(example, 0.5, random.Random(seed))
        assert other.tags is not None and example.tags is not None
        assert len(other.words) == len(other.tags)
        assert other.intent == example.intent
        assert [slot for slot, _, _ in spans(other.tags)] == [
            slot for slot, _, _ in spans(example.tags)
        ]

        def frame(one: Example) -> list[str]:
            return [word for word, tag in zip(one.words, one.tags or (), strict=True) if tag == "O"]

        assert frame(other) == frame(example)


def test_nothing_to_swap() -> None:
    assert VALUES.swapped(BARE, 1.0, random.Random(1)) == BARE
    assert VALUES.swapped(NOTHING, 1.0, random.Random(1)) == NOTHING
    assert VALUES.swapped(PLAY, 0.0, random.Random(1)) == PLAY
