"""Word errors on test clips, beside PocketSphinx on the same clips in the same run.

    python -m bench.accuracy [--limit CLIPS_A_CORPUS] [--split test|dev]

`make bench` takes a sample of each corpus; without a limit all test clips are scored.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from assistant.checkpoint import load_model
from assistant.errors import BadData
from assistant.speech.recognise import Recogniser
from assistant.stages import BUNDLED
from bench.measure import Figure, table
from bench.peers import pocketsphinx_transcripts
from training.evaluate_speech import clips_to_score, sample
from training.metrics import Edits, edits

SAMPLED = 12
"""Clips of each corpus in `make bench`: PocketSphinx takes a third of their length."""
CACHE = Path("runs/cache/pocketsphinx.jsonl")


def accuracy(
    models: Path, split: str = "test", limit: int | None = SAMPLED, cache: Path = CACHE
) -> Iterator[Figure]:
    """Word error rates of both, per corpus and in all. `stages.py` compares their speed."""
    try:
        clips = sample(clips_to_score(split, None), limit)
    except BadData as error:
        print(f"Word errors are left out: {error}", file=sys.stderr)
        return
    recogniser = Recogniser(load_model(models / "speech"))
    recogniser.prepare()
    ours: defaultdict[str, Edits] = defaultdict(Edits)
    theirs: defaultdict[str, Edits] = defaultdict(Edits)
    for clip, audio, heard in pocketsphinx_transcripts(clips, cache):
        for tallies, said in ((ours, recogniser.transcribe(audio).text), (theirs, heard)):
            tallies[clip.corpus] += edits(clip.text.split(), said.split())
    ours["all"] = sum(ours.values(), Edits())
    theirs["all"] = sum(theirs.values(), Edits())
    for corpus, tally in ours.items():
        yield from compared(f"{corpus} {split}", tally, theirs[corpus])


def compared(name: str, ours: Edits, theirs: Edits) -> Iterator[Figure]:
    """Rows of one corpus: both error rates, and what part of the peer's errors is ours."""
    yield Figure("accuracy", f"{name}, WER", "%", 100 * ours.rate)
    yield Figure("accuracy", f"{name}, WER, baseline: PocketSphinx", "%", 100 * theirs.rate)
    share = ours.errors / max(1, theirs.errors)
    yield Figure("accuracy", f"{name}, our errors, of its", "%", 100 * share)


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
