"""The simulated clock of live captions."""

from __future__ import annotations

import numpy as np

from assistant.messages import SAMPLE_RATE
from bench.live import Shown, _note, play
from tests.fakes import FakeAssistant


def test_a_clip_is_played_to_its_end() -> None:
    sound = np.zeros(5 * SAMPLE_RATE, np.float32)
    sound[SAMPLE_RATE : 3 * SAMPLE_RATE] = 0.3
    shown = Shown()
    texts = list(play(FakeAssistant().captions(), sound, shown))
    assert texts == ["hello there"]
    assert len(shown.delays) == 1
    assert 0 <= shown.delays[0] < 0.2
    assert shown.updates >= 8
    assert 0.1 < np.median(shown.intervals) < 0.3


def test_retractions_are_counted_by_hand() -> None:
    shown = Shown()
    _note(shown, (), ["a"])
    _note(shown, ("a",), ["a", "b"])
    _note(shown, ("a", "b"), ["a", "c"])
    _note(shown, ("a", "b"), ["a"])
    assert (shown.updates, shown.retracted) == (4, 2)
