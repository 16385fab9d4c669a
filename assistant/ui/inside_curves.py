"""The race of small networks, drawn as curves while they train."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.inside.race import Runner, Snapshot

WIDTH, HEIGHT = 420, 250
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 24, 34
LOWEST, HIGHEST = -8.0, 4.0
"""Powers of ten of the gradient's norm that are drawn."""
Point = tuple[float, float]


def draw(snapshot: Snapshot, updates: int) -> str:
    """Scores and losses by update, gradient by distance, and how each fares.

    updates : where the axis of the curves ends
    """
    runners = snapshot.runners
    last = max([updates, *(one.updates[-1] for one in runners if one.updates)])
    numeric = snapshot.task.numeric
    score = "Squared error" if numeric else "Share right"
    scores = [value for one in runners for value in one.scores if np.isfinite(value)]
    top = min(1.0, max(scores, default=1.0)) if numeric else 1.0
    losses = [value for one in runners for value in one.losses if np.isfinite(value)]
    loss = min(3.0, max(losses, default=3.0))
    charts = [
        _chart(
            f"{score} by update",
            [_line(r.updates, r.scores, last, top) for r in runners],
            _ticks(last, "{:.0f}"),
            _ticks(top, "{:.2g}"),
        ),
        _chart(
            "Loss by update",
            [_line(r.updates, r.losses, last, loss) for r in runners],
            _ticks(last, "{:.0f}"),
            _ticks(loss, "{:.2g}"),
        ),
    ]
    if runners[0].gradient.size:
        charts.append(_gradients(runners))
    state = "Done" if snapshot.done else "Training"
    return (
        f'<figure class="look"><p role="status">{state}: {snapshot.seconds:.1f} s of one core.</p>'
        f'<div class="charts">{"".join(charts)}</div>{_table(snapshot)}</figure>'
    )


def _line(x: Sequence[float], y: Sequence[float], right: float, top: float) -> list[Point]:
    """Points of a curve, both from 0 to 1."""
    return [
        (a / right, min(1.0, max(0.0, b / top)))
        for a, b in zip(x, y, strict=True)
        if np.isfinite(b)
    ]


def _ticks(end: float, form: str) -> list[tuple[float, str]]:
    return [(share, form.format(share * end)) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]


def _gradients(runners: Sequence[Runner]) -> str:
    span = HIGHEST - LOWEST

    def line(norms: np.ndarray) -> list[Point]:
        with np.errstate(divide="ignore"):
            powers = np.clip(np.log10(norms), LOWEST, HIGHEST)
        return [
            (place / max(1, len(norms) - 1), (power - LOWEST) / span)
            for place, power in enumerate(powers.tolist())
            if norms[place] > 0 and np.isfinite(norms[place])
        ]

    steps = len(runners[0].gradient)
    y = [
        ((power - LOWEST) / span, "1" if not power else f"1e{power:.0f}")
        for power in np.arange(LOWEST, HIGHEST + 1, 4)
    ]
    return _chart(
        "Gradient by steps back in time",
        [line(one.gradient) for one in runners],
        _ticks(steps, "{:.0f}"),
        y,
        [line(one.first_gradient) for one in runners],
    )


def _chart(
    title: str,
    lines: Sequence[list[Point]],
    x: Sequence[tuple[float, str]],
    y: Sequence[tuple[float, str]],
    before: Sequence[list[Point]] = (),
) -> str:
    """Curves in a frame with ticks; those of `before` are dotted."""
    wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def at(point: Point) -> str:
        return f"{LEFT + point[0] * wide:.1f},{TOP + (1 - point[1]) * tall:.1f}"

    grid = "".join(
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{TOP + (1 - place) * tall:.1f}" '
        f'y2="{TOP + (1 - place) * tall:.1f}"/><text x="{LEFT - 6}" text-anchor="end" '
        f'y="{TOP + (1 - place) * tall + 4:.1f}">{told}</text>'
        for place, told in y
    )
    grid += "".join(
        f'<text text-anchor="middle" x="{LEFT + place * wide:.1f}" y="{HEIGHT - 12}">{told}</text>'
        for place, told in x
    )
    curves = "".join(
        f'<polyline class="net{number}{kind}" points="{" ".join(map(at, line))}"/>'
        for kind, group in ((" before", before), ("", lines))
        for number, line in enumerate(group)
        if line
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
        f'<text x="{LEFT}" y="14" font-weight="600">{title}</text>{grid}{curves}</svg>'
    )


def _table(snapshot: Snapshot) -> str:
    rows = []
    for number, one in enumerate(snapshot.runners):
        if one.failed:
            how = f"its numbers overflowed after {one.updates[-1] if one.updates else 0} updates"
        elif one.solved:
            how = f"solved after {one.solved} updates"
        elif one.scores:
            ended = "not solved" if snapshot.done else "training"
            how = f"{ended}, {one.updates[-1]} updates"
        else:
            how = "begins"
        score = (
            ""
            if not one.scores
            else (f"{one.scores[-1]:.3f}" if snapshot.task.numeric else f"{one.scores[-1]:.0%}")
        )
        far = f"{one.gradient[-1]:.0e}" if one.gradient.size else ""
        rows.append(
            f'<tr><td><b class="net{number}">{one.name}</b></td><td>{how}</td><td>{score}</td>'
            f"<td>{far}</td></tr>"
        )
    guess = f"{snapshot.task.guess:.2f}" if snapshot.task.numeric else f"{snapshot.task.guess:.0%}"
    far = "<th>Gradient at the far end</th>" if snapshot.runners[0].gradient.size else "<th></th>"
    return (
        '<div class="wide" tabindex="0"><table class="plain"><thead><tr>'
        "<th>Network</th><th>How far</th>"
        f"<th>Score (a guess: {guess})</th>{far}</tr></thead><tbody>{''.join(rows)}</tbody>"
        "</table></div>"
    )
