"""Captions of a stream, with a transcriber that counts how much it is given."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from assistant.errors import AssistantError, BadAudio, BadModel
from assistant.messages import SAMPLE_RATE, Audio, Transcript, Word
from assistant.speech.live import (
    AGREEING,
    SETTLED,
    Agreement,
    Caption,
    Captions,
    Final,
    LiveSession,
    Partial,
)
from assistant.speech.stream import SpeechBegan
from tests.fakes import LoudnessDetector
from tests.speech.test_stream import loud, quiet


def words(text: str, every: float = 0.5) -> list[Word]:
    return [Word(w, i * every, (i + 1) * every, 0.9) for i, w in enumerate(text.split())]


def test_stable_words_by_hand() -> None:
    """Words end at 0.5, 1.0, ... seconds; three texts must agree, and 0.8 s have followed."""
    assert (AGREEING, SETTLED) == (3, 0.8)
    agreement = Agreement()
    assert agreement.update(words("the cat"), 1.0) == 0
    assert agreement.update(words("the cat sat"), 1.5) == 0
    assert agreement.update(words("the cat sad on"), 2.0) == 2  # "cat" ended a second ago
    assert agreement.update(words("the cat sad on a"), 2.5) == 2  # "sat" was not agreed on
    assert agreement.update(words("the cat sad on a mat"), 3.0) == 4  # "a" is only 0.5 s old


def test_stable_words_stay_unless_the_text_takes_them_back() -> None:
    agreement = Agreement()
    for seconds in (3.0, 3.1, 3.2):
        stable = agreement.update(words("he never saw"), seconds)
    assert stable == 3
    assert agreement.update(words("he never saw it"), 3.3) == 3
    assert agreement.update(words("he was never so"), 3.4) == 1
    assert agreement.update([], 3.5) == 0


class Counting:
    """Hears one word a second, and remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[float] = []

    def __call__(self, audio: Audio) -> Transcript:
        self.given.append(audio.seconds)
        spoken = round(float((np.abs(audio.samples) > 0.05).sum()) / SAMPLE_RATE)
        found = tuple(words(" ".join(f"word{i}" for i in range(spoken)), 1.0))
        return Transcript(" ".join(w.text for w in found), found, 0.9, audio.seconds, 0.0)


def captions(transcribe: Any) -> Captions:
    return Captions(transcribe, LoudnessDetector())  # type: ignore[arg-type]


def play(made: Captions, sound: np.ndarray, size: int = 1600) -> list[Caption]:
    seen: list[Caption] = []
    for start in range(0, len(sound), size):
        seen += made.push(sound[start : start + size])
        if partial := made.update():
            seen.append(partial)
    return [*seen, *made.finish()]


SOUND = np.concatenate([quiet(1), loud(3), quiet(1.5)])


def test_a_segment_from_beginning_to_end() -> None:
    began, *partials, final = play(captions(Counting()), SOUND)
    assert isinstance(began, SpeechBegan)
    assert isinstance(final, Final)
    assert all(isinstance(p, Partial) and p.start == began.start for p in partials)
    texts = [(*p.stable, *p.tentative) for p in partials if isinstance(p, Partial)]
    assert texts[-1] == ("word0", "word1", "word2")
    assert [w.text for w in final.transcript.words] == ["word0", "word1", "word2"]
    assert final.transcript.words[0].start == pytest.approx(final.start)
    assert final.start < 1.0 and 4.0 < final.end < 4.5


def test_the_end_is_heard_before_it_is_final() -> None:
    """Once the tail is there nothing is decoded any more: the final text is ready."""
    counting = Counting()
    made, heard = captions(counting), 0
    for start in range(0, len(SOUND), 1600):
        heard = len(counting.given)
        if any(isinstance(e, Final) for e in made.push(SOUND[start : start + 1600])):
            break
        made.update()
    else:
        pytest.fail("no segment came to its end")
    assert len(counting.given) == heard


def test_samples_that_are_no_numbers_are_refused_and_forgotten() -> None:
    made = captions(Counting())
    list(made.push(SOUND[:800]))
    for bad in (np.nan, np.inf):
        with pytest.raises(BadAudio, match="no numbers"):
            list(made.push(np.full(800, bad, np.float32)))
    assert any(isinstance(event, Final) for event in made.push(SOUND[800:]))


def test_what_is_transcribed_is_the_segment_however_it_came() -> None:
    texts = []
    for size in (500, 1600, len(SOUND)):
        final = play(captions(Counting()), SOUND, size)[-1]
        assert isinstance(final, Final)
        texts.append((final.transcript.text, final.start, final.end))
    assert len(set(texts)) == 1


def test_no_updates_while_nobody_speaks_or_little_is_new() -> None:
    made = captions(Counting())
    assert made.update() is None
    list(made.push(quiet(2)))
    assert made.update() is None
    list(made.push(loud(1)))
    assert made.update() is not None
    assert made.update() is None


class Box:
    """What a session emits, and when it is done."""

    def __init__(self) -> None:
        self.captions: list[Caption | AssistantError | None] = []
        self.done = threading.Event()

    def __call__(self, caption: Caption | AssistantError | None) -> None:
        self.captions.append(caption)
        if caption is None:
            self.done.set()


def test_a_session_hears_every_sample_while_it_is_slow() -> None:
    slow, box = Counting(), Box()

    def transcribe(audio: Audio) -> Transcript:
        box.done.wait(0.02)
        return slow(audio)

    session = LiveSession(captions(transcribe), box)
    for start in range(0, len(SOUND), 800):
        session.push(SOUND[start : start + 800])
    session.finish()
    session.join(10)
    *_, final, end = box.captions
    assert end is None
    assert isinstance(final, Final)
    assert len(final.transcript.words) == 3
    assert session.waiting == 0


def test_a_session_tells_its_error_and_ends() -> None:
    def transcribe(audio: Audio) -> Transcript:
        raise BadModel("The network is gone.")

    box = Box()
    session = LiveSession(captions(transcribe), box)
    session.push(SOUND)
    assert box.done.wait(10)
    assert [str(c) for c in box.captions[-2:]] == ["The network is gone.", "None"]
    session.join(10)


def test_an_abandoned_session_ends_its_thread() -> None:
    box = Box()
    session = LiveSession(captions(Counting()), box)
    session.abandon()
    session.join(10)
    assert box.captions == [None]
