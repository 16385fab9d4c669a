"""Do gates help to remember? Ten seeds of the race that the page *Inside* shows.

    python -m bench.why_gates [--seeds 10] [--length 100]

The time is this work's own on one core, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import sys

import torch

from assistant.console import OK, complain
from assistant.errors import AssistantError
from assistant.inside.memory_nets import KINDS
from assistant.inside.race import LONGEST, SHORTEST, Race, Snapshot, race
from training.evaluate import positive


def last(options: Race) -> Snapshot:
    """How a race ends."""
    *_, end = race(options)
    return end


def row(snapshot: Snapshot) -> list[str]:
    """`solved 240`, or the score at the end, of each."""
    return [
        f"solved {runner.solved}" if runner.solved else f"{runner.scores[-1]:.2f}"
        for runner in snapshot.runners
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=positive, default=10)
    parser.add_argument("--length", type=int, default=100, help=f"{SHORTEST} to {LONGEST}")
    parser.add_argument("--task", default=Race.task)
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        _run(options)
    except AssistantError as error:
        return complain(error)
    return OK


def _run(options: argparse.Namespace) -> None:
    races = [Race(options.task, options.length, seed=seed) for seed in range(options.seeds)]
    print(f"{options.task}, length {options.length}: updates until solved, or score at the end")
    print("seed  " + "".join(f"{name:<20}" for name in KINDS.values()) + "seconds")
    ends = []
    for seed, one in enumerate(races):
        ends.append(last(one))
        cells = "".join(f"{cell:<20}" for cell in row(ends[-1]))
        print(f"{seed:<6}{cells}{ends[-1].seconds:.1f}", flush=True)
    solved = [[runner.solved is not None for runner in end.runners] for end in ends]
    for name, column in zip(KINDS.values(), zip(*solved, strict=True), strict=True):
        print(f"{name}: solved on {sum(column)} of {len(column)} seeds")
    good = sum(lstm and gru and not tanh for tanh, _, lstm, gru in solved)
    print(f"LSTM and GRU solve it and the plain RNN (tanh) does not: {good} of {len(solved)}")
    print(f"longest: {max(end.seconds for end in ends):.1f} s")


if __name__ == "__main__":
    sys.exit(main())
