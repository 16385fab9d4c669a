"""Live captions of clips that arrive as from a microphone: how soon, how steady, how right.

    python -m bench.live [--limit CLIPS_A_CORPUS] [--silence SECONDS]

The clock is simulated: sound arrives in time, and every computation takes what it took one core
here, without what other programs took from it. A final text's delay counts from the moment at
which the silence after the speech has lasted long enough.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from assistant.assistant import Assistant
from assistant.errors import BadData
from assistant.messages import SAMPLE_RATE, Audio
from assistant.speech.live import Captions, Final, Partial
from assistant.speech.stream import Endpoints
from assistant.stages import BUNDLED
from bench.measure import Figure, spread, table
from training.data.speech import read_audio, read_corpora
from training.evaluate_speech import sample
from training.metrics import Edits, edits

CORPORA = ("librispeech", "commonvoice")
SAMPLED = 10
"""Clips of each in `make bench`."""
CHUNK = 2048 * SAMPLE_RATE // 48_000
"""Samples that arrive at a time: what the page's worklet sends."""
BEFORE, AFTER = SAMPLE_RATE // 2, 3 * SAMPLE_RATE // 2
"""Samples of silence around each clip."""


@dataclass
class Shown:
    """What somebody saw while clips were played."""

    intervals: list[float] = field(default_factory=list)
    """Seconds between two updates of one segment."""
    delays: list[float] = field(default_factory=list)
    """Seconds from the end of a segment to its final text."""
    updates: int = 0
    retracted: int = 0
    """Updates that take back a word that was shown as stable."""


def live(models: Path, limit: int | None = SAMPLED, silence: float = 0.7) -> Iterator[Figure]:
    """Intervals, delays, retractions, and errors beside those of the whole clips."""
    try:
        clips = sample(read_corpora("dev", CORPORA), limit)
    except BadData as error:
        print(f"Live captions are left out: {error}", file=sys.stderr)
        return
    assistant = Assistant(models)
    assistant.warm_up()
    shown, ours, whole, between = Shown(), Edits(), Edits(), Edits()
    for clip, samples in read_audio(clips):
        captions = assistant.captions(Endpoints(silence=silence))
        said = " ".join(play(captions, np.pad(samples, (BEFORE, AFTER)), shown)).split()
        at_once = assistant.transcribe(Audio(samples)).text.split()
        ours += edits(clip.text.split(), said)
        whole += edits(clip.text.split(), at_once)
        between += edits(at_once, said)
    yield spread("live", "between two partial texts", "ms", [1000 * t for t in shown.intervals])
    yield spread("live", "final text after the end", "ms", [1000 * t for t in shown.delays])
    share = 100 * shown.retracted / max(1, shown.updates)
    yield Figure("live", "updates that retract a stable word", "%", share, None, shown.updates)
    names = ("WER, live", "WER, the clips as files", "live text against the files'")
    for name, errors in zip(names, (ours, whole, between), strict=True):
        yield Figure("live", name, "%", 100 * errors.rate, None, len(clips))


def play(captions: Captions, samples: npt.NDArray[np.float32], shown: Shown) -> Iterator[str]:
    """The final texts of one clip; what happens on the way is noted in `shown`."""
    clock, taken = 0.0, 0
    stable: Sequence[str] = ()
    updated: float | None = None
    while taken < len(samples):
        # All that has arrived while we were busy, or what comes next.
        arrived = max(round(clock * SAMPLE_RATE), taken + CHUNK) // CHUNK * CHUNK
        clock = max(clock, arrived / SAMPLE_RATE)
        started = time.thread_time()
        for event in captions.push(samples[taken:arrived]):
            if isinstance(event, Final):
                words = [word.text for word in event.transcript.words]
                now = clock + time.thread_time() - started
                shown.delays.append(max(0.0, now - captions.seconds))
                _note(shown, stable, words)
                stable, updated = (), None
                yield event.transcript.text
        partial: Partial | None = captions.update()
        clock += time.thread_time() - started
        taken = arrived
        if partial is not None:
            if updated is not None:
                shown.intervals.append(clock - updated)
            _note(shown, stable, [*partial.stable, *partial.tentative])
            stable, updated = partial.stable, clock
    for event in captions.finish():
        if isinstance(event, Final):
            yield event.transcript.text


def _note(shown: Shown, stable: Sequence[str], words: Sequence[str]) -> None:
    shown.updates += 1
    shown.retracted += list(words[: len(stable)]) != list(stable)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument("--limit", type=int, default=SAMPLED, help="clips of each corpus")
    parser.add_argument("--silence", type=float, default=Endpoints.silence, metavar="SECONDS")
    parsed = parser.parse_args(arguments)
    torch.set_num_threads(1)
    print(table(list(live(parsed.models, parsed.limit, parsed.silence))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
