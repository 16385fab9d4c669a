"""The race of small networks, drawn as curves while they train."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.inside.race import Runner, Snapshot

WIDTH, HEIGHT = 300, 210
LEFT, RIGHT, TOP, BOTTOM = 38, 12, 26, 26
LOWEST, HIGHEST = -8.0, 4.0
"""Powers of ten of the gradient's norm that are drawn."""
UPDATES = (40, 100, 200, 400)
LOSSES = (0.2, 0.4, 0.8, 1.2, 2, 4)
"""Where axes may end: a quarter of each is a number that people read at a glance."""
CUT = {
    "": "",
    "time": "The time was up. ",
    "busy": "This machine is busy with other work and left too little time: try again later. ",
}
Point = tuple[float, float]


def draw(snapshot: Snapshot, updates: int) -> str:
    """Scores and losses by update, gradient by distance, and how each fares.

    updates : the most that there can be
    """
    runners = snapshot.runners
    last = _end(UPDATES, [one.updates[-1] for one in runners if one.updates], updates)
    numeric = snapshot.task.numeric
    score = "Squared error" if numeric else "Share right"
    scores = [value for one in runners for value in one.scores]
    top = _end(LOSSES, scores) if numeric else 1.0
    loss = _end(LOSSES, [value for one in runners for value in one.losses])
    charts = [
        _chart(
            f"{score} by update",
            [_line(r.updates, r.scores, last, top) for r in runners],
            _ticks(last),
            _ticks(top),
        ),
        _chart(
            "Loss by update",
            [_line(r.updates, r.losses, last, loss) for r in runners],
            _ticks(last),
            _ticks(loss),
        ),
    ]
    if runners[0].gradient.size:
        charts.append(_gradients(runners))
    training = "" if snapshot.done else " training"
    chance = snapshot.task.guess
    guess = f"has an error of {chance:.2f}" if numeric else f"scores {chance:.0%}"
    dotted = '<p class="note">Dotted: the gradient before training.</p>' if len(charts) > 2 else ""
    return (
        f'<figure class="look{training}"><p role="status">{_state(snapshot)}</p>'
        f'<p class="note">{snapshot.task.told} Who guesses {guess}.</p>'
        f'{_table(snapshot)}<div class="charts">{"".join(charts)}</div>{dotted}</figure>'
    )


def _state(snapshot: Snapshot) -> str:
    """How far all of it is, and what came out."""
    spent = f"{snapshot.seconds:.1f} s of one core"
    if not snapshot.done:
        return f"Training: {spent}."
    solved = [one.name for one in snapshot.runners if one.solved]
    others = [one.name for one in snapshot.runners if not one.solved]
    out = CUT[snapshot.cut]
    if solved:
        out += f"Solved by {_listed(solved)}{f', not by {_listed(others)}' if others else ''}."
    else:
        out += "None of them solved it."
    return f"Done: {spent}. <b>{out}</b>"


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _line(x: Sequence[float], y: Sequence[float], right: float, top: float) -> list[Point]:
    """Points of a curve, both from 0 to 1."""
    return [
        (min(1.0, a / right), min(1.0, max(0.0, b / top)))
        for a, b in zip(x, y, strict=True)
        if np.isfinite(b)
    ]


def _end(ends: Sequence[float], values: Sequence[float], most: float | None = None) -> float:
    """Where an axis ends: the first of some round numbers that no value passes, or the last."""
    highest = max(filter(np.isfinite, values), default=0.0)
    ends = [end for end in ends if most is None or end < most] + ([] if most is None else [most])
    return next((end for end in ends if end >= highest), ends[-1])


def _ticks(end: float) -> list[tuple[float, str]]:
    return [(share, f"{share * end:g}") for share in (0.0, 0.25, 0.5, 0.75, 1.0)]


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
        _ticks(steps),
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
        f'<text text-anchor="middle" x="{LEFT + place * wide:.1f}" y="{HEIGHT - 8}">{told}</text>'
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
    """How each network fares, with the line that stands for it."""
    far = "<th>Far gradient</th>" if snapshot.runners[0].gradient.size else ""
    score = "Error" if snapshot.task.numeric else "Score"
    rows = "".join(_row(number, one, snapshot) for number, one in enumerate(snapshot.runners))
    return (
        '<div class="wide" tabindex="0" role="group" aria-label="How each network fares">'
        f'<table class="plain"><thead><tr><th>Network</th><th>State</th><th>{score}</th>{far}'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(number: int, one: Runner, snapshot: Snapshot) -> str:
    last = one.scores[-1] if one.scores else None
    score = "" if last is None else f"{last:.3f}" if snapshot.task.numeric else f"{last:.0%}"
    cells = [
        f'<svg class="sample" viewBox="0 0 26 6" aria-hidden="true"><polyline class="net{number}" '
        f'points="0,3 26,3"/></svg><b class="net{number}">{one.name}</b>',
        _fares(one, snapshot.done),
        score,
    ]
    if one.gradient.size:
        cells.append(f"{one.gradient[-1]:.0e}" if one.gradient[-1] else "0")
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _fares(one: Runner, done: bool) -> str:
    if one.solved:
        return f"solved after {_counted(one.solved)}"
    if not one.scores:
        return "begins"
    so_far = _counted(one.updates[-1])
    if one.failed:
        return f"its numbers overflowed after {so_far}"
    return f"{'not solved' if done else 'training'}, {so_far}"


def _counted(updates: int) -> str:
    return f"{updates} update{'' if updates == 1 else 's'}"
