"""Make the filter that tells what a writing network copies from its training texts.

    python -m training.copies MODEL_FOLDER [--megabytes N] [--check]

Put `copies.safetensors` beside the weights. `--check` measures instead, on the dev texts: how
often a window is held by mistake, and how many words are taken for copied beside how many are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import AssistantError, BadData, BadInput
from assistant.language.copies import WINDOW, CopyFilter, Hashes, spellings, windows
from training.data.text import STYLES, Split, load

MEGABYTES = 2.2
LONGEST = 8
"""Words that may be the same by chance: longer runs count as copied."""


def texts(split: Split) -> list[list[str]]:
    """Each corpus as one list of words: runs go on from chunk to chunk."""
    return [spellings("\n".join(load(corpus, split))) for corpus in STYLES]


def copied(held: Sequence[bool]) -> int:
    """Words in runs longer than `LONGEST`, from what is held of each window in turn."""
    total = run = 0
    for member in [*held, False]:
        if member:
            run += 1
            continue
        words = run + WINDOW - 1 if run else 0
        total += words if words > LONGEST else 0
        run = 0
    return total


def check(copies: CopyFilter) -> dict[str, Any]:
    """The filter beside the exact set, on the dev texts."""
    members: Hashes = np.unique(np.concatenate([windows(words) for words in texts("train")]))
    strangers = mistaken = words = taken = truly = 0
    for text in texts("dev"):
        found = windows(text)
        exact, held = np.isin(found, members), copies.holds(found)
        strangers += int((~exact).sum())
        mistaken += int((held & ~exact).sum())
        words += len(text)
        taken, truly = taken + copied(held.tolist()), truly + copied(exact.tolist())
    return {
        "windows": len(members),
        "dev_windows_not_in_training": strangers, "held_by_mistake": mistaken,
        "false_positive_rate": round(mistaken / max(1, strangers), 5),
        "dev_words": words, f"words_in_runs_over_{LONGEST}": taken, "of_those_truly": truly,
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.copies", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, metavar="MODEL_FOLDER")
    parser.add_argument("--megabytes", type=float, default=MEGABYTES)
    parser.add_argument("--check", action="store_true")
    parsed = parser.parse_args(arguments)
    try:
        if not parsed.folder.is_dir():
            raise BadData(f"There is no folder {parsed.folder}.")
        if not parsed.check:
            CopyFilter.build(texts("train"), round(1e6 * parsed.megabytes)).save(parsed.folder)
        copies = CopyFilter.read(parsed.folder)
        if copies is None:
            raise BadData(f"There is no filter in {parsed.folder}: leave out --check.")
        print(json.dumps(check(copies), indent=2))
    except AssistantError as error:
        print(f"copies: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
