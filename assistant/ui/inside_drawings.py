"""What went on within the networks, drawn: heat maps in HTML, in the theme's colours."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.inside.attention import Looks
from assistant.inside.gates import Gates, half_life
from assistant.inside.units import Reading, Tuned

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Followed:
    """Units beside a feature."""

    name: str
    """Of the feature."""
    wanted: Floats
    """The feature, shape = (time,)."""
    units: Sequence[Tuned]
    chance: float
    """The correlation that the best unit reaches by chance."""
    which: str
    """Why these units are shown."""


KEY = (
    '<p class="key note"><i class="p" style="--v:90%"></i>above zero '
    '<i class="m" style="--v:90%"></i>below zero; the stronger the colour, the further. '
    "A line on the left marks the first piece of a word.</p>"
)


def shown(piece: str) -> str:
    """A subword to look at: white space as signs."""
    return html.escape(piece.strip() or {"\n": "\u21b5", "": "\u00b7"}.get(piece, "\u2423"))


def _colour(value: float, scale: float = 1.0) -> str:
    """Attributes of what is coloured by a number."""
    share = min(1.0, abs(value) / scale) if scale else 0.0
    return f'class="{"p" if value >= 0 else "m"}" style="--v:{100 * share:.0f}%"'


def _heads(pieces: Sequence[str]) -> str:
    return "".join(f'<th scope="col"><span>{shown(piece)}</span></th>' for piece in pieces)


def _strip(name: str, values: Floats, starts: Sequence[bool], scale: float = 1.0) -> str:
    cells = "".join(
        f'<td {_colour(float(value), scale)} title="{float(value):+.2f}"></td>'
        if not begins
        else f"<td {_colour(float(value), scale).replace(chr(34), chr(34) + 'starts ', 1)} "
        f'title="{float(value):+.2f}"></td>'
        for value, begins in zip(values, starts, strict=True)
    )
    return f'<tr><th scope="row">{html.escape(name)}</th>{cells}</tr>'


def _starts(pieces: Sequence[str]) -> list[bool]:
    """Which subwords begin a word: the others only go on."""
    before = ["", *pieces]
    return [
        not (piece[:1].isalnum() and last[-1:].isalnum())
        for piece, last in zip(pieces, before, strict=False)
    ]


def _table(pieces: Sequence[str], rows: str, label: str) -> str:
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{html.escape(label)}">'
        f'<table class="strip"><thead><tr><th></th>{_heads(pieces)}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def units(reading: Reading, found: Followed) -> str:
    """Which units follow a feature: the text in the colours of each, and all as a heat map."""
    hidden, pieces, starts = reading.gates.hidden, reading.pieces, _starts(reading.pieces)
    told = (
        f"Correlation goes from -1 to 1. Of {hidden.shape[1]} units, the best would reach "
        f"±{found.chance:.2f} by chance in one of twenty texts like this; only above that does a "
        "unit follow the feature. A longer text tells more."
    )
    texts = "".join(
        f"<details{' open' if place == 0 else ''}><summary><b>Unit {one.unit}</b> correlation "
        f"{one.correlation:+.2f}"
        f"{'' if abs(one.correlation) > found.chance else ', as chance may'}"
        f'</summary><p class="coloured">{_coloured(reading, hidden[:, one.unit])}</p></details>'
        for place, one in enumerate(found.units)
    )
    top = float(found.wanted.max()) or 1.0
    rows = _strip(found.name.lower(), found.wanted, starts, top) + "".join(
        _strip(f"unit {one.unit}", hidden[:, one.unit], starts) for one in found.units
    )
    return (
        f'<figure class="look"><h3>{html.escape(found.name)}: {html.escape(found.which)}</h3>'
        f'<p class="note">{told}</p>{texts}{KEY}<h3>The same units side by side</h3>'
        f"{_table(pieces, rows, 'Heat map of hidden units over the text')}</figure>"
    )


def _coloured(reading: Reading, values: Floats) -> str:
    return "".join(
        f'<span {_colour(float(value))} title="{float(value):+.2f}">{html.escape(piece)}</span>'
        for piece, value in zip(reading.pieces, values, strict=True)
    )


def gates(reading: Reading, unit: int) -> str:
    """All gates of one cell over the text."""
    found, pieces = reading.gates, reading.pieces
    starts = _starts(pieces)
    rows = "".join(
        _strip(f"{name} gate", values[:, unit], starts) for name, values in found.gates.items()
    )
    rows += _strip("would write", found.candidate[:, unit], starts)
    if found.kind == "lstm":
        memory = found.memory[:, unit]
        rows += _strip("cell", memory, starts, float(np.abs(memory).max()) or 1.0)
    rows += _strip("comes out", found.hidden[:, unit], starts)
    kept = found.kept[:, unit]
    gate = "forget gate" if found.kind == "lstm" else "update gate"
    life = half_life(kept)
    means = ", ".join(
        f"{name} {float(values[:, unit].mean()):.2f}" for name, values in found.gates.items()
    )
    lasts = "for ever" if life > 1e4 else f"{life:.1f} pieces"
    return (
        f'<figure class="look"><h3>Cell {unit} of {found.hidden.shape[1]}</h3>'
        f"<p>Its {gate} is at {float(kept.mean()):.2f} on average: half of what it remembers is "
        f"left after <b>{lasts}</b>. Mean of the gates: {means}.</p>"
        f"{KEY}{_table(pieces, rows, 'Gates of one cell over the text')}"
        '<p class="note">A gate at full colour is open, at none it is shut. '
        f"{_legend(found)}</p></figure>"
    )


def _legend(found: Gates) -> str:
    if found.kind == "lstm":
        return (
            "The cell keeps the share that the forget gate lets through, adds what it would write "
            "as far as the input gate lets it in, and shows itself through the output gate."
        )
    return (
        "The update gate says how much of the old state stays; the reset gate, how much of it is "
        "looked at for what would be written."
    )


def attention(looks: Looks) -> str:
    """A row for each subword of the reply, a column for each that was read."""
    most = float(looks.weights.max())
    rows = "".join(
        f'<tr><th scope="row">{shown(piece)} <small>{100 * float(sure):.0f} %</small></th>'
        + "".join(
            f'<td {_colour(float(weight), most)} title="{100 * float(weight):.0f} % on '
            f'{shown(read)}"></td>'
            for weight, read in zip(weights, looks.context, strict=True)
        )
        + "</tr>"
        for piece, sure, weights in zip(
            looks.reply, looks.probabilities, looks.weights, strict=True
        )
    )
    words = "; ".join(
        f"{shown(piece)}: {shown(looks.context[int(weights.argmax())])} "
        f"{100 * float(weights.max()):.0f} %"
        for piece, weights in zip(looks.reply, looks.weights, strict=True)
    )
    return (
        '<figure class="look"><p class="note">Each row is a piece of the reply, with how likely '
        "the network found it; each column is a piece of what was said. The stronger the colour, "
        f"the longer the look.</p>{_table(looks.context, rows, 'Attention of the reply')}"
        f"<details><summary>In words: where each piece looked most</summary><p>{words}</p>"
        "</details></figure>"
    )
