"""Where speech begins and ends in sound that is still coming.

    samples in pieces of any size --push--> SpeechBegan, Segment, SpeechBegan, Segment, ...

Only the growing segment is kept, and while nobody speaks the last second or so, so that the
memory stays the same however long it goes on. The size of the pieces changes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.errors import BadOption
from assistant.messages import SAMPLE_RATE
from assistant.speech.activity import BLOCK, STEPS_PER_SECOND, SpeechDetector
from assistant.speech.endpoint import quietest

STEP = SAMPLE_RATE // STEPS_PER_SECOND
"""Samples that one judgement of the detector covers."""
SMOOTHED = 8
"""Steps whose log-odds are averaged: one click or one breath is not speech."""
BEFORE = SMOOTHED * STEP
"""Samples by which an average may be late."""
DOUBT = SAMPLE_RATE
"""Samples: the longest that likely sound waits for the step that makes it certain speech."""


@dataclass(frozen=True)
class Endpoints:
    """What counts as the beginning and the end of speech; times in seconds."""

    silence: float = 0.7
    """A longer one ends a segment: shorter answers sooner, longer lets people think."""
    pre_roll: float = 0.3
    """Kept from before speech was noticed, for soft first sounds."""
    tail: float = 0.3
    """Kept from the silence after it, for soft last ones."""
    begins_at: float = 3.0
    """Averaged log-odds from which on somebody speaks for certain."""
    lasts_until: float = -1.0
    """Averaged log-odds below which they no longer do; speech began where it was last crossed."""
    tires_after: float = 8.0
    """From this length on a segment ends at ever shorter pauses, down to `breath`."""
    breath: float = 0.2
    longest: float = 14.0
    """A segment without any pause is cut here, where its later half is quietest."""

    def __post_init__(self) -> None:
        if not 0.2 <= self.silence <= 3.0:
            raise BadOption(f"The silence is {self.silence} seconds; choose between 0.2 and 3.")

    def patience(self, length: float) -> float:
        """How long a silence ends a segment of this length, both in seconds."""
        tired = (length - self.tires_after) / (self.longest - self.tires_after)
        return self.silence + (min(self.breath, self.silence) - self.silence) * min(
            1, max(0, tired)
        )


@dataclass(frozen=True)
class SpeechBegan:
    """Somebody has begun to speak."""

    start: float
    """Seconds from the start of the stream, pre-roll included."""


@dataclass(frozen=True, eq=False)
class Segment:
    """One stretch of speech, with a little silence around it."""

    start: float
    """Seconds from the start of the stream."""
    samples: npt.NDArray[np.float32]
    """Shape (time,), at `SAMPLE_RATE`."""

    @property
    def end(self) -> float:
        return self.start + len(self.samples) / SAMPLE_RATE


class SpeechStream:
    """Finds segments of speech. Belongs to one stream and one thread."""

    def __init__(self, detector: SpeechDetector, endpoints: Endpoints | None = None) -> None:
        self.endpoints = endpoints or Endpoints()
        self._judge = detector.stream()
        self._recent: deque[float] = deque(maxlen=SMOOTHED)
        self._kept = np.zeros(0, np.float32)
        self._origin = 0  # of `_kept`, and the three below: samples since the stream began
        self._judged = 0
        self._free = 0  # what lies before belongs to an earlier segment
        self._likely = 0  # since when it may be speech
        self._spoken = 0  # the end of the speech so far
        self._start: int | None = None  # of the growing segment

    @property
    def seconds(self) -> float:
        """How much of the stream has been judged."""
        return self._judged / SAMPLE_RATE

    def growing(self) -> Segment | None:
        """The segment so far: all of it while somebody speaks, without a longer silence after."""
        return None if self._start is None else self._cut(self._start, self._speech_end())

    def push(self, samples: npt.NDArray[np.float32]) -> Iterator[SpeechBegan | Segment]:
        """What these samples make clear.

        samples : shape (time,), in [-1, 1] at `SAMPLE_RATE`
        """
        self._kept = np.concatenate([self._kept, samples])
        for log_odds in self._judge.push(samples):
            self._judged += STEP
            self._recent.append(float(log_odds))
            yield from self._step(sum(self._recent) / SMOOTHED)
        self._forget()

    def finish(self) -> Iterator[SpeechBegan | Segment]:
        """What becomes clear at the end of the stream; the segment that it cuts off."""
        yield from self.push(np.zeros(2 * BLOCK, np.float32))  # the detector judges whole blocks
        if self._start is not None:
            yield self._close(self._speech_end())

    def _step(self, log_odds: float) -> Iterator[SpeechBegan | Segment]:
        limits = self.endpoints
        if self._start is None:
            if log_odds < limits.lasts_until:
                self._likely = self._judged
            elif log_odds >= limits.begins_at and len(self._recent) == SMOOTHED:
                self._start, self._spoken = self._earliest(), self._judged
                yield SpeechBegan(self._start / SAMPLE_RATE)
            return
        if log_odds >= limits.lasts_until:
            self._spoken = self._judged
        length = (self._judged - self._start) / SAMPLE_RATE
        if self._judged - self._spoken >= limits.patience(length) * SAMPLE_RATE:
            yield self._close(self._speech_end())
        elif length >= limits.longest:
            # Nobody has paused: what is cut off goes on as the next segment.
            half, end = self._start + round(length * SAMPLE_RATE / 2), self._judged
            part = self._kept[half - self._origin : end - self._origin]
            cut = half + round(quietest(part) * SAMPLE_RATE)
            yield self._close(cut)
            self._start = cut
            yield SpeechBegan(cut / SAMPLE_RATE)

    def _earliest(self) -> int:
        """Where a segment would begin if it turned out now that this is speech."""
        likely = max(self._likely, self._judged - DOUBT) - BEFORE
        return max(self._free, likely - round(self.endpoints.pre_roll * SAMPLE_RATE))

    def _speech_end(self) -> int:
        """Samples, the tail included as far as it has been heard."""
        return min(self._judged, self._spoken + round(self.endpoints.tail * SAMPLE_RATE))

    def _close(self, end: int) -> Segment:
        assert self._start is not None
        segment = self._cut(self._start, end)
        self._start, self._free = None, end
        return segment

    def _cut(self, start: int, end: int) -> Segment:
        kept = self._kept[start - self._origin : end - self._origin]
        return Segment(start / SAMPLE_RATE, kept.copy())

    def _forget(self) -> None:
        """Drop the samples that no segment can need any more."""
        needed = self._earliest() if self._start is None else self._start
        self._kept = self._kept[needed - self._origin :]
        self._origin = needed
