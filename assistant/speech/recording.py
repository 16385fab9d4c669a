"""Recordings of any length -> transcripts, part by part, in constant memory.

A file is decoded and resampled in blocks. What has come is cut where a pause lets no word be
cut with it; each part is transcribed as a clip of its own while the rest is still unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.errors import BadAudio
from assistant.messages import SAMPLE_RATE, Audio, Transcript
from assistant.speech.audio import FileSource, OpenSound, clock, open_sound
from assistant.speech.endpoint import pieces, speech_regions

WINDOW = 60.0
"""Seconds that are looked at to find a pause: what is held in memory at most, but for a block."""
RUNS_ON = 20.0
"""Seconds of speech without a pause after which it is cut where it is quietest."""
SETTLED = 1.5
"""Seconds of quiet after which nothing is expected to run on."""
MISSING = 0.02
"""Share of a file that may be missing, and a second: headers are often a little wrong."""

Samples = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """What was heard in one part of a recording."""

    transcript: Transcript
    """Times count from the start of the recording."""
    start: float
    """Seconds from the start of the recording."""
    end: float
    """Seconds from the start of the recording: how much of it is done."""
    total: float | None
    """Length of the recording in seconds, if its header tells."""

    @property
    def last(self) -> bool:
        """Whether nothing is to come, as far as the header tells; resampling rounds to a sample."""
        return self.total is not None and self.end > self.total - 1 / SAMPLE_RATE


def read_parts(source: FileSource, transcribe: Callable[[Audio], Transcript]) -> Iterator[Part]:
    """The parts of a recording in order, each as soon as it is transcribed.

    Raises:
        BadAudio: missing, empty, broken, or not audio. Where the damage lies further in, the
            parts before it have come, and the message tells its time.
    """
    with open_sound(source) as sound:
        total = sound.frames / sound.rate if sound.frames else None
        start = 0
        for samples in stretches(_resampled(sound)):
            end = start + len(samples)
            heard = transcribe(Audio(_turned_down(samples)))
            moved = heard.later(start / SAMPLE_RATE)
            yield Part(moved, start / SAMPLE_RATE, end / SAMPLE_RATE, total)
            start = end
    if not start:
        raise BadAudio(f"{sound.name} holds no sound at all. Record it again.")
    if total and start / SAMPLE_RATE < (1 - MISSING) * total - 1:
        raise BadAudio(
            f"{sound.name} is cut off or damaged: it should last {clock(total)}, and only "
            f"{clock(start / SAMPLE_RATE)} could be read. Get the file again."
        )


def joined(transcripts: Sequence[Transcript]) -> Transcript:
    """The transcripts of all parts as one; its confidence is the words' mean."""
    words = tuple(word for heard in transcripts for word in heard.words)
    quiet = min((heard.confidence for heard in transcripts), default=1.0)
    weights = [len(heard.words) for heard in transcripts]
    sure = sum(heard.confidence * n for heard, n in zip(transcripts, weights, strict=True))
    return Transcript(
        text=" ".join(word.text for word in words),
        words=words,
        confidence=sure / sum(weights) if words else quiet,
        audio_seconds=sum(heard.audio_seconds for heard in transcripts),
        seconds=sum(heard.seconds for heard in transcripts),
    )


def stretches(blocks: Iterable[Samples]) -> Iterator[Samples]:
    """Sound at 16 kHz, shape (time,) a block, as stretches that end in a pause.

    Raises:
        BadAudio: as `blocks` does, once what came before has been given.
    """
    kept = np.empty(0)
    damage: BadAudio | None = None
    try:
        for block in blocks:
            kept = np.concatenate([kept, block])
            while len(kept) >= WINDOW * SAMPLE_RATE:
                cut = last_pause(kept)
                yield kept[:cut]
                kept = kept[cut:]
    except BadAudio as error:
        damage = error
    if len(kept):
        yield kept
    if damage:
        raise damage


def last_pause(samples: Samples) -> int:
    """How many samples may be taken without what follows changing the words in them."""
    sound = _turned_down(samples)
    found = pieces(sound, speech_regions(sound), RUNS_ON)
    seconds = len(samples) / SAMPLE_RATE
    if not found or found[-1].end <= seconds - SETTLED:
        return round((seconds - SETTLED / 2) * SAMPLE_RATE)
    # The last piece may go on: it is read with what comes. It is never the whole window.
    return round(found[-1].start * SAMPLE_RATE)


def _resampled(sound: OpenSound) -> Iterator[Samples]:
    """The blocks of a file at 16 kHz."""
    import soxr

    stream = soxr.ResampleStream(sound.rate, SAMPLE_RATE, 1, dtype="float64")
    resample = (lambda x: x) if sound.rate == SAMPLE_RATE else stream.resample_chunk
    done = 0
    for block in sound.blocks():
        if not np.isfinite(block).all():
            raise BadAudio(
                f"{sound.name} holds values that are no numbers (NaN or infinity) after "
                f"{clock(done / sound.rate)}. Cut that part out."
            )
        done += len(block)
        yield resample(block)
    if sound.rate != SAMPLE_RATE:
        yield stream.resample_chunk(np.empty(0), last=True)


def _turned_down(samples: Samples) -> npt.NDArray[np.float32]:
    """Within [-1, 1], as every stage past this one expects."""
    peak = float(np.abs(samples).max(initial=1.0))
    return (samples / peak).astype(np.float32)
