"""Captions while somebody speaks.

    samples --push--> SpeechBegan, Partial, Partial, ..., Final, SpeechBegan, ...

Partial texts come from decoding the growing segment anew. A unidirectional network could go on
from where it was, but it would be a second recogniser to train, to ship and to tune, it would
hear worse than the one that sees both sides, and its text would jump when the final one
replaces it. Decoding a segment anew takes a fiftieth of its length, and segments are cut at
pauses, so that an update stays far below the time between two of them. And because the end of
a segment is decoded while we wait whether the silence lasts, the final text is there as soon as
the segment ends.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from assistant.errors import AssistantError, BadAudio
from assistant.messages import SAMPLE_RATE, Audio, Transcript, Word
from assistant.speech.activity import SpeechDetector
from assistant.speech.stream import Endpoints, Segment, SpeechBegan, SpeechStream

EVERY = 0.18
"""Seconds of sound between two partial texts, at least."""
AGREEING = 3
"""Successive texts that must agree on a word before it counts as stable."""
SETTLED = 0.8
"""Seconds that must have been heard after a stable word: what follows may still change it."""


@dataclass(frozen=True)
class Partial:
    """What has been said so far in a segment that still grows."""

    start: float
    """Of the segment, in seconds from the start of the stream."""
    stable: tuple[str, ...]
    """Words that will hardly change."""
    tentative: tuple[str, ...]
    """The words after them, which may."""


@dataclass(frozen=True)
class Final:
    """What was said in a segment; without words if it was not speech after all."""

    start: float
    """Of the segment, in seconds from the start of the stream."""
    end: float
    transcript: Transcript
    """Its words' times are seconds from the start of the stream."""


Caption: TypeAlias = SpeechBegan | Partial | Final
Transcribe: TypeAlias = Callable[[Audio], Transcript]


class Agreement:
    """Which words of a growing text are stable: local agreement (Liu et al. 2020)."""

    def __init__(self) -> None:
        self._texts: deque[tuple[str, ...]] = deque(maxlen=AGREEING)
        self._stable: tuple[str, ...] = ()

    def update(self, words: Sequence[Word], seconds: float) -> int:
        """How many of the first words are stable.

        seconds : how much of the segment has been heard
        """
        text = tuple(word.text for word in words)
        self._texts.append(text)
        agreed = _shared(self._texts) if len(self._texts) == AGREEING else 0
        settled = sum(word.end <= seconds - SETTLED for word in words[:agreed])
        kept = _shared([self._stable, text])
        self._stable = text[: max(kept, settled)]
        return len(self._stable)


def _shared(texts: Iterable[Sequence[str]]) -> int:
    """How many first words all texts have in common."""
    return sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, zip(*texts, strict=False)))


class Captions:
    """Turns a stream of sound into captions. Belongs to one stream and one thread."""

    def __init__(
        self, transcribe: Transcribe, detector: SpeechDetector, endpoints: Endpoints | None = None
    ) -> None:
        self._transcribe = transcribe
        self._stream = SpeechStream(detector, endpoints)
        self._agreement = Agreement()
        self._last: tuple[tuple[float, int], Transcript] | None = None
        self._updated = 0.0

    @property
    def seconds(self) -> float:
        """How much of the stream has been judged."""
        return self._stream.seconds

    def push(self, samples: npt.NDArray[np.float32]) -> Iterator[SpeechBegan | Final]:
        """What these samples bring to an end or begin; quick unless a segment ends.

        samples : shape (time,), in [-1, 1] at `SAMPLE_RATE`

        Raises:
            BadAudio: a sample is no finite number; what came before is still being heard.
        """
        if not np.isfinite(samples).all():
            raise BadAudio("The sound holds samples that are no numbers. Leave them out.")
        yield from self._finals(self._stream.push(samples))

    def finish(self) -> Iterator[SpeechBegan | Final]:
        """What the end of the stream brings to an end."""
        yield from self._finals(self._stream.finish())

    def update(self) -> Partial | None:
        """The text of the growing segment; None if there is none, or nothing much is new.

        To be called whenever no sound waits: who is slow gets fewer updates, and loses no sound.
        """
        segment = self._stream.growing()
        if segment is None or self._stream.seconds - self._updated < EVERY:
            return None
        self._updated = self._stream.seconds
        words = self._heard(segment).words
        seconds = self._stream.seconds - segment.start
        stable = self._agreement.update(words, seconds)
        texts = tuple(word.text for word in words)
        return Partial(segment.start, texts[:stable], texts[stable:])

    def _finals(self, events: Iterator[SpeechBegan | Segment]) -> Iterator[SpeechBegan | Final]:
        for event in events:
            if isinstance(event, Segment):
                self._agreement = Agreement()
                transcript = self._heard(event).later(event.start)
                yield Final(event.start, event.end, transcript)
            else:
                yield event

    def _heard(self, segment: Segment) -> Transcript:
        """The transcript of a segment, made once: its end is often heard before it is final."""
        which = segment.start, len(segment.samples)
        if self._last is None or self._last[0] != which:
            self._last = which, self._transcribe(Audio(segment.samples))
        return self._last[1]


class LiveSession:
    """Captions computed in a thread of their own, so that whoever brings sound never waits."""

    def __init__(
        self, captions: Captions, emit: Callable[[Caption | AssistantError | None], None]
    ) -> None:
        """
        emit : called in the worker's thread with each caption, with the error that ended the
            session if one did, and last with None
        """
        self._captions = captions
        self._emit = emit
        self._changed = threading.Condition()
        self._sound: list[npt.NDArray[np.float32]] = []
        self._state = "open"
        self._worker = threading.Thread(target=self._work, name="captions", daemon=True)
        self._worker.start()

    @property
    def waiting(self) -> float:
        """Seconds of sound that nobody has listened to yet."""
        with self._changed:
            return sum(map(len, self._sound)) / SAMPLE_RATE

    def push(self, samples: npt.NDArray[np.float32]) -> None:
        """Queue some sound, shape (time,), at `SAMPLE_RATE`."""
        with self._changed:
            self._sound.append(samples)
            self._changed.notify()

    def finish(self) -> None:
        """No more sound will come: what there is will still be heard."""
        self._change("finishing")

    def abandon(self) -> None:
        """Nobody listens any more: stop after the work in hand."""
        self._change("abandoned")

    def join(self, timeout: float | None = None) -> None:
        self._worker.join(timeout)

    def _change(self, state: str) -> None:
        with self._changed:
            self._state = state
            self._changed.notify()

    def _work(self) -> None:
        try:
            for caption in self._captions_until_the_end():
                self._emit(caption)
        except AssistantError as error:
            self._emit(error)
        finally:
            self._emit(None)

    def _captions_until_the_end(self) -> Iterator[Caption]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._sound or self._state != "open")
                sound, self._sound = self._sound, []
                state = self._state
            if state == "abandoned":
                return
            if sound:
                yield from self._captions.push(np.concatenate(sound))
                partial = self._captions.update() if state == "open" else None
                if partial is not None:
                    yield partial
            elif state == "finishing":
                yield from self._captions.finish()
                return
