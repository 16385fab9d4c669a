"""Where speech begins and ends in a stream, by a detector that takes what is loud for speech."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from assistant.checkpoint import load_model
from assistant.errors import BadOption
from assistant.messages import SAMPLE_RATE
from assistant.speech.activity import FOLDER, SpeechDetector
from assistant.speech.stream import STEP, Endpoints, Segment, SpeechBegan, SpeechStream
from assistant.stages import BUNDLED
from tests.fakes import LoudnessDetector
from tests.signals import noise, talk
from training import sounds

Event = SpeechBegan | Segment


def stream(**changes: float) -> SpeechStream:
    return SpeechStream(LoudnessDetector(), Endpoints(**changes))  # type: ignore[arg-type]


def loud(seconds: float, level: float = 0.3) -> np.ndarray:
    return np.full(round(seconds * SAMPLE_RATE), level, np.float32)


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def events(found: SpeechStream, sound: np.ndarray, size: int = 1600) -> list[Event]:
    heard: list[Event] = []
    for start in range(0, len(sound), size):
        heard += found.push(sound[start : start + size])
    return [*heard, *found.finish()]


def seen(heard: list[Event]) -> list[tuple[float, ...]]:
    """Times in hundredths of a second: (began,) or (start, end)."""
    times = [(e.start,) if isinstance(e, SpeechBegan) else (e.start, e.end) for e in heard]
    return [tuple(round(100 * time) for time in pair) for pair in times]


def test_by_hand() -> None:
    """Speech from 2 to 3 seconds.

    Eight steps of 20 ms are averaged, each -8 or 8. With three loud ones the mean is -2, the last
    below -1: it may be speech since 2.06. With six it is 4: now it is. The segment begins eight
    steps and 0.3 s of pre-roll before 2.06. Later, with four loud ones left at 3.08, it is still
    0, then -2: speech has lasted until 3.08, and 0.3 s of tail are kept.
    """
    heard = events(stream(), np.concatenate([quiet(2), loud(1), quiet(2)]))
    assert seen(heard) == [(160,), (160, 338)]
    segment = heard[1]
    assert isinstance(segment, Segment)
    assert np.flatnonzero(segment.samples)[0] == pytest.approx(0.4 * SAMPLE_RATE, abs=2)


@pytest.mark.parametrize("size", [1, 320, 1234, 10**6])
def test_the_size_of_the_pieces_changes_nothing(size: int) -> None:
    parts = [quiet(0.4), loud(0.8), quiet(0.5), loud(0.4), quiet(1.0), loud(0.3)]
    sound = np.concatenate(parts)[: 20_000 if size == 1 else None]
    one, other = events(stream(), sound, size), events(stream(), sound, 1600)
    assert seen(one) == seen(other)
    assert all(
        np.array_equal(a.samples, b.samples)
        for a, b in zip(one, other, strict=True)
        if isinstance(a, Segment) and isinstance(b, Segment)
    )


def test_a_shorter_silence_ends_nothing_and_a_longer_one_does() -> None:
    sound = np.concatenate([quiet(1), loud(1), quiet(0.6), loud(1), quiet(2)])
    assert len(events(stream(silence=0.7), sound)) == 2
    assert len(events(stream(silence=0.4), sound)) == 4


def test_segments_never_overlap_and_keep_the_first_sounds() -> None:
    parts = [part for _ in range(5) for part in (loud(0.5), quiet(0.35))]
    heard = events(stream(silence=0.3, tail=0.3), np.concatenate(parts))
    segments = [event for event in heard if isinstance(event, Segment)]
    assert len(segments) == 5
    assert segments[0].start == 0
    assert all(one.end <= two.start + 1e-9 for one, two in pairwise(segments))


def test_clicks_and_empty_streams_begin_nothing() -> None:
    clicks = quiet(5)
    for start in range(0, len(clicks), 8000):
        clicks[start : start + 2 * STEP] = 1.0
    assert events(stream(), clicks) == []
    assert events(stream(), quiet(0)) == []
    assert events(stream(), loud(0.01)) == []


def test_the_end_of_the_stream_ends_the_segment() -> None:
    heard = events(stream(), np.concatenate([quiet(1), loud(1)]))
    segment = heard[-1]
    assert isinstance(segment, Segment)
    assert segment.end >= 2.0


def test_unbroken_speech_is_cut_where_it_is_quietest_and_goes_on() -> None:
    sound = loud(30)
    dip = slice(int(12.0 * SAMPLE_RATE), int(12.2 * SAMPLE_RATE))
    sound[dip] = 0.1
    heard = events(stream(), sound)
    segments = [event for event in heard if isinstance(event, Segment)]
    assert 12.0 < segments[0].end < 12.2
    assert all(len(s.samples) <= 14.1 * SAMPLE_RATE for s in segments)
    assert all(one.end == pytest.approx(two.start) for one, two in pairwise(segments))
    assert len(np.concatenate([s.samples for s in segments])) >= len(sound)


def test_patience_wears_out_in_long_segments() -> None:
    limits = Endpoints(silence=0.7, breath=0.2, tires_after=8, longest=14)
    assert [round(limits.patience(t), 2) for t in (1, 8, 11, 14, 20)] == [0.7, 0.7, 0.45, 0.2, 0.2]
    assert Endpoints(silence=0.2, breath=0.3).patience(14) == 0.2


def test_memory_stays_the_same() -> None:
    found = stream()
    for _ in range(100):
        list(found.push(quiet(1)))
        assert len(found._kept) < 2 * SAMPLE_RATE
    for _ in range(100):
        list(found.push(loud(1)))
        assert len(found._kept) < 16 * SAMPLE_RATE


@pytest.mark.parametrize("silence", [0.0, 0.1, 5.0, float("nan")])
def test_silences_out_of_range_are_refused(silence: float) -> None:
    with pytest.raises(BadOption, match="choose between"):
        Endpoints(silence=silence)


@pytest.fixture(scope="module")
def bundled() -> SpeechDetector:
    return SpeechDetector(load_model(BUNDLED / FOLDER))


@pytest.mark.parametrize("kind", ["silence", "hum", "chords", "typing", "breath", "hiss"])
def test_the_bundled_network_begins_nothing_in(kind: str, bundled: SpeechDetector) -> None:
    for seed in range(5000, 5003):
        sound = sounds.make(kind, 5.0, seed)
        assert not [*SpeechStream(bundled).push(sound)], seed


def test_the_bundled_network_finds_talk_in_noise(bundled: SpeechDetector) -> None:
    voice = np.concatenate([np.zeros(16_000), 0.3 * talk(2.0), np.zeros(24_000)])
    sound = (voice + 0.003 * noise(len(voice), 1)).astype(np.float32)
    segments = [e for e in SpeechStream(bundled).push(sound) if isinstance(e, Segment)]
    assert segments
    assert segments[0].start < 1.2
    assert segments[-1].end > 2.5
