"""Measure errors, and the latency of every stage on one thread, beside baselines.

    python -m bench [--json FILE] [--models FOLDER]

Prints a Markdown table; writes the same as JSON, with the machine it was measured on.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # read when torch is imported

import argparse
import json
import platform
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from assistant.errors import BadData, BadModel
from assistant.stages import BUNDLED
from bench import stages
from bench.accuracy import accuracy
from bench.commands import commands
from bench.conversation import side_by_side
from bench.live import live
from bench.measure import Figure, table
from bench.robustness import robustness
from bench.training_speed import training_speed
from bench.writing import live_writing

PARTS = (
    stages.hearing,
    accuracy,
    robustness,
    live,
    stages.answering,
    stages.writing,
    live_writing,
    commands,
    stages.start,
    stages.sizes,
    training_speed,
    side_by_side,  # last: an index of all training replies takes memory that is not the app's
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", type=Path, default=Path("runs/bench.json"), metavar="FILE")
    parser.add_argument("--models", type=Path, default=BUNDLED, metavar="FOLDER")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    figures: list[Figure] = []
    missing = 0
    for part in PARTS:
        if part is side_by_side:
            figures.append(_peak())
        print(f"measuring {part.__name__} ...", file=sys.stderr)
        try:
            figures += part(options.models)
        except (BadModel, BadData) as error:
            missing += 1
            print(f"bench: {part.__name__} is left out: {error}", file=sys.stderr)
    print(table(figures))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    report = {"machine": machine(), "figures": [asdict(figure) for figure in figures]}
    options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"\n{report['machine']}\nAlso in {options.json}.", file=sys.stderr)
    return 1 if missing else 0


def _peak() -> Figure:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return Figure("size", "memory of this process so far, at its peak", "MB", peak)


def machine() -> dict[str, Any]:
    """Where and with what the figures were taken."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "busy": round(os.getloadavg()[0], 1),
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "system": platform.platform(terse=True),
        "date": time.strftime("%Y-%m-%d"),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


if __name__ == "__main__":
    sys.exit(main())
