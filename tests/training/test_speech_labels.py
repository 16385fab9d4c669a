"""Which frames hold speech, on features drawn by hand."""

import torch

from assistant.messages import Word
from training.speech_labels import closed, spoken

LOUD, QUIET = 0.0, -12.0


def features(*parts):
    """Pairs of (frames, level) -> features of two bands."""
    return torch.cat([torch.full((frames, 2), level) for frames, level in parts])


def test_speech_is_loud_and_near_a_word():
    """A click at 0.2 s, a word from 1 to 2 s that sounds from 0.95 to 2.05, breath after it."""
    clip = features((20, QUIET), (5, LOUD), (70, QUIET), (110, LOUD), (95, QUIET), (20, LOUD))
    found = spoken(clip, [Word("word", 1.0, 2.0, 0.9)])
    assert found.nonzero()[:, 0].tolist() == list(range(95, 205))


def test_short_gaps_within_speech_are_speech():
    flags = torch.tensor([0, 1, 0, 0, 1, 0, 0, 0, 1]).bool()
    assert closed(flags, longest=2).int().tolist() == [0, 1, 1, 1, 1, 0, 0, 0, 1]
    assert closed(torch.zeros(4).bool()).sum() == 0


def test_no_words_no_speech():
    assert not spoken(features((50, QUIET), (50, LOUD)), []).any()
