"""Timing: a figure with its unit, and how it is shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Figure:
    """One row of the report."""

    part: str
    """What it belongs to: hearing, answering, writing, start, size."""
    name: str
    unit: str
    p50: float
    p95: float | None = None
    """None where the thing was measured once."""
    runs: int = 1


def timed(part: str, name: str, work: Callable[[], object], runs: int = 20) -> Figure:
    """Milliseconds of `work`, after one run that does not count: that one warms caches up."""
    work()
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return spread(part, name, "ms", [1000 * value for value in seconds])


def once(part: str, name: str, work: Callable[[], object]) -> Figure:
    """Milliseconds of what happens only once, as loading does."""
    started = time.perf_counter()
    work()
    return Figure(part, name, "ms", 1000 * (time.perf_counter() - started))


def spread(part: str, name: str, unit: str, values: Sequence[float]) -> Figure:
    """Median and 95th percentile. Of speeds, p95 is what 95 % of the runs surpass."""
    high = 5 if unit.endswith("/s") else 95
    p50, p95 = (float(np.percentile(values, q)) for q in (50, high))
    return Figure(part, name, unit, p50, p95, len(values))


def table(figures: Sequence[Figure]) -> str:
    """Markdown."""
    lines = ["| part | what | p50 | p95 | unit | runs |", "|---|---|--:|--:|---|--:|"]
    for figure in figures:
        p95 = "" if figure.p95 is None else _number(figure.p95)
        lines.append(
            f"| {figure.part} | {figure.name} | {_number(figure.p50)} | {p95} | {figure.unit} "
            f"| {figure.runs} |"
        )
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:.4f}" if 0 < abs(value) < 0.1 else f"{value:,.1f}"
