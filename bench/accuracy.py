"""Word errors on test clips, beside PocketSphinx on the same clips in the same run.

    python -m bench.accuracy [--limit CLIPS_A_CORPUS] [--split test|dev]

`make bench` takes a sample of each corpus; without a limit all test clips are scored.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from assistant.assistant import BUNDLED
from assistant.checkpoint import load_model
from assistant.errors import BadData
from assistant.speech.recognise import Recogniser
from bench.measure import Figure, table
from bench.peers import pocketsphinx_transcripts
from training.evaluate_speech import Tally, clips_to_score, sample

SAMPLED = 12
"""Clips of each corpus in `make bench`: PocketSphinx takes a third of their length."""
CACHE = Path("runs/cache/pocketsphinx.jsonl")


def accuracy(
    models: Path, split: str = "test", limit: int | None = SAMPLED, cache: Path = CACHE
) -> Iterator[Figure]:
    """Word error rates and real-time factors of both, per corpus and in all."""
    try:
        clips = sample(clips_to_score(split, None), limit)
    except BadData as error:
        print(f"Word errors are left out: {error}", file=sys.stderr)
        return
    recogniser = Recogniser(load_model(models / "speech"))
    recogniser.prepare()
    ours: dict[str, Tally] = {}
    theirs: dict[str, Tally] = {}
    for clip, audio, heard in pocketsphinx_transcripts(clips, cache):
        started = time.perf_counter()
        text = recogniser.transcribe(audio).text
        seconds = time.perf_counter() - started
        for tallies, said, spent in ((ours, text, seconds), (theirs, heard.text, heard.seconds)):
            tally = tallies.get(clip.corpus, Tally())
            tallies[clip.corpus] = tally.add(clip.text, said, audio.seconds, spent)
    ours["all"] = sum(ours.values(), Tally())
    theirs["all"] = sum(theirs.values(), Tally())
    for corpus, tally in ours.items():
        yield from compared(f"{corpus} {split}", tally, theirs[corpus])


def compared(name: str, ours: Tally, theirs: Tally) -> Iterator[Figure]:
    """Rows of one corpus: both error rates, and what part of the peer's errors is ours."""
    for who, tally in (("", ours), (", baseline: PocketSphinx", theirs)):
        yield Figure(
            "accuracy", f"{name}, WER{who}", "%", 100 * tally.words.rate, None, tally.clips
        )
    share = ours.words.errors / max(1, theirs.words.errors)
    yield Figure("accuracy", f"{name}, our errors, of its", "%", 100 * share, None, ours.clips)
    for who, tally in (("", ours), (", baseline: PocketSphinx", theirs)):
        factor = tally.seconds / max(tally.audio_seconds, 1e-9)
        yield Figure("accuracy", f"{name}, real-time factor{who}", "s/s", factor, None, tally.clips)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    parser.add_argument("--limit", type=int, help="at most so many clips of each corpus")
    parsed = parser.parse_args(arguments)
    print(table(list(accuracy(parsed.models, parsed.split, parsed.limit))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
