"""What went on within the networks, drawn: HTML and SVG for one page, in the theme's colours."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby

import numpy as np
import numpy.typing as npt

from assistant.inside.attention import Looks
from assistant.inside.gates import Gates, half_life
from assistant.inside.hearing import Head, Hearing
from assistant.inside.units import Reading, Tuned

Floats = npt.NDArray[np.float32]
FRAME_PIXELS = 11
SHOWN = 0.02
"""Probability from which a symbol is drawn in a frame."""
NAMED = 0.1
"""Probability that a symbol must reach somewhere to get a row."""

CSS = """
.look { margin: 0; min-width: 0; }
.look p, .look figcaption { margin: .4rem 0 .6rem; }
.look h3 { font-size: 1.05rem; margin: 1.1rem 0 .3rem; }
.look figcaption, .look .note { color: var(--body-text-color-subdued); font-size: .95rem; }
.look .wide { overflow-x: auto; contain: inline-size; padding-bottom: .4rem; }
.look .strip { border-collapse: separate; border-spacing: 1px; font-size: .8rem; }
.look .strip th { font-weight: 400; text-align: right; padding-right: .5rem; white-space: nowrap;
  position: sticky; left: 0; z-index: 1; background: var(--body-background-fill); }
.look .strip thead th { position: static; padding: 0; height: 5.2rem; vertical-align: bottom;
  background: none; text-align: center; }
.look .strip thead th:first-child { position: sticky; }
.look .strip thead span { writing-mode: vertical-rl; transform: rotate(180deg);
  white-space: pre; }
.look .strip td { min-width: 1rem; height: 1.3rem; border-radius: 2px; padding: 0; }
.look .strip .starts { border-left: 2px solid var(--body-text-color-subdued); }
.look .p { background: color-mix(in srgb, var(--plus) var(--v),
  var(--background-fill-secondary)); }
.look .m { background: color-mix(in srgb, var(--minus) var(--v),
  var(--background-fill-secondary)); }
:root { --plus: #c8613a; --minus: #2f7fa8; --net0: #8a6100; --net1: #7a4fa3; --net2: #a8341f;
  --net3: #1f6f54; }
.dark { --plus: #eb8a5f; --minus: #58aede; --net0: #f0c25a; --net1: #c7a1ee; --net2: #ff9c86;
  --net3: #6fd3ae; }
.look .coloured { white-space: pre-wrap; font-size: 1.05rem; line-height: 1.9; margin: .4rem 0;
  overflow-wrap: anywhere; }
.look .coloured span { border-radius: 3px; padding: .1em 0; color: var(--body-text-color);
  box-shadow: inset 1px 0 0 var(--block-background-fill); }
.look .coloured .p { background: color-mix(in srgb, var(--plus) calc(var(--v) * .6), transparent); }
.look .coloured .m { background: color-mix(in srgb, var(--minus) calc(var(--v) * .6),
  transparent); }
.look summary { cursor: pointer; padding: .35rem 0; }
.look summary b { display: inline-block; min-width: 5rem; }
.look .key i { display: inline-block; width: 1em; height: 1em; border-radius: 3px;
  vertical-align: -.12em; margin: 0 .3em 0 .8em; }
.look .symbols { position: relative; display: grid; grid-template-columns: 2.4rem auto; }
.look .symbols .names { font-size: .78rem; position: sticky; left: 0; z-index: 1;
  background: var(--body-background-fill); }
.look .symbols svg { display: block; }
.look .symbols img { display: block; height: 7rem !important; max-width: none !important;
  margin: 0 !important; border-radius: 0 !important; }
.look .symbols rect { fill: var(--plus); }
.look .symbols rect.blank { fill: var(--body-text-color-subdued); opacity: .45; }
.look svg text { fill: var(--body-text-color); font: 12px system-ui, sans-serif; }
.look .path { font-family: ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere;
  background: var(--background-fill-secondary); padding: .5rem .7rem; border-radius: .5rem;
  color: var(--body-text-color); }
.look .path .blank { opacity: .4; }
.look .said mark { background: var(--color-accent-soft); color: inherit; border-radius: 3px; }
.look .plain { border-collapse: collapse; width: 100%; font-size: .92rem; }
.look .plain th, .look .plain td { text-align: left; padding: .3rem .7rem .3rem 0;
  vertical-align: top; border-bottom: 1px solid var(--border-color-primary);
  font-variant-numeric: tabular-nums; }
.look .charts { display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
.look .charts svg { width: 100%; height: auto; display: block; }
.look .charts polyline { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
.look .charts .before { stroke-dasharray: 2 4; stroke-width: 1.3; opacity: .8; }
.look .charts .grid { stroke: var(--border-color-primary); stroke-width: 1; }
.look .net0 { stroke: var(--net0); color: var(--net0); }
.look .net1 { stroke: var(--net1); color: var(--net1); stroke-dasharray: 7 3; }
.look .net2 { stroke: var(--net2); color: var(--net2); }
.look .net3 { stroke: var(--net3); color: var(--net3); stroke-dasharray: 10 3 2 3; }
@media (max-width: 640px) {
  #inside button[role="tab"] { font-size: .93rem !important; padding: .55rem .5rem !important; }
}
.look .before { stroke-dasharray: 2 4 !important; }
.look b.net0, .look b.net1, .look b.net2, .look b.net3 { white-space: nowrap; }
"""
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


def units(
    reading: Reading, name: str, wanted: Floats, tuned: Sequence[Tuned], chance: float
) -> str:
    """Which units follow a feature: the text in the colours of each, and all as a heat map."""
    hidden, pieces, starts = reading.gates.hidden, reading.pieces, _starts(reading.pieces)
    told = (
        f"Correlation goes from -1 to 1. Of {hidden.shape[1]} units, the best would reach "
        f"±{chance:.2f} by chance in one of twenty texts like this; only above that does a unit "
        "follow the feature. A longer text tells more."
    )
    texts = "".join(
        f"<details{' open' if place == 0 else ''}><summary><b>Unit {one.unit}</b> correlation "
        f"{one.correlation:+.2f}{'' if abs(one.correlation) > chance else ', as chance may'}"
        f'</summary><p class="coloured">{_coloured(reading, hidden[:, one.unit])}</p></details>'
        for place, one in enumerate(tuned)
        if one.correlation
    )
    top = float(wanted.max()) or 1.0
    rows = _strip(name.lower(), wanted, starts, top) + "".join(
        _strip(f"unit {one.unit}", hidden[:, one.unit], starts) for one in tuned
    )
    return (
        f'<figure class="look"><h3>{html.escape(name)}: the units most in tune</h3>'
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


# --- hearing -------------------------------------------------------------------------------------


def hearing(found: Hearing, of: str) -> str:
    """Symbols over the spectrogram, and the steps from frames to words."""
    head = found.phonemes if of == "phonemes" else found.characters
    cut = " Only the first speech is shown: the sound goes on." if found.cut else ""
    wide = found.frame * len(head.probabilities)
    return (
        f'<figure class="look"><p class="note">{wide:.1f} s of speech in '
        f"{len(head.probabilities)} frames of {1000 * found.frame:.0f} ms; a bar is as high as its "
        f"symbol is likely there, grey is the blank.{cut}</p>{_symbols(found, head)}"
        f"{_collapse(head)}{_words(found)}</figure>"
    )


def _symbols(found: Hearing, head: Head) -> str:
    named = [0] + [
        index
        for index in range(1, len(head.symbols))
        if float(head.probabilities[:, index].max()) >= NAMED
    ]
    width, high = FRAME_PIXELS * len(head.probabilities), 17
    bars, names = [], []
    for row, index in enumerate(named):
        bottom = high * (row + 1)
        names.append(
            f'<text x="2" y="{bottom - 4}">{html.escape(_symbol(head.symbols, index))}</text>'
        )
        for frame in np.flatnonzero(head.probabilities[:, index] >= SHOWN).tolist():
            tall = (high - 3) * float(head.probabilities[frame, index])
            kind = "" if index else ' class="blank"'
            bars.append(
                f'<rect{kind} x="{frame * FRAME_PIXELS}" y="{bottom - tall - 1:.1f}" '
                f'width="{FRAME_PIXELS - 1}" height="{tall:.1f}"/>'
            )
    tall = high * len(named)
    label = "Probability of each symbol in each frame, over the spectrogram"
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{label}"><div class="symbols">'
        f'<div></div><img alt="Spectrogram" style="width:{width}px !important" '
        f'src="{_spectrogram(found.spectrogram)}">'
        f'<div class="names"><svg width="38" height="{tall}" aria-hidden="true">{"".join(names)}'
        f'</svg></div><svg width="{width}" height="{tall}" aria-hidden="true">{"".join(bars)}</svg>'
        "</div></div>"
    )


def _symbol(symbols: Sequence[str], index: int) -> str:
    return "blank" if not index else {"|": "space"}.get(symbols[index], symbols[index])


def _spectrogram(values: Floats) -> str:
    """A PNG in a data URL, low notes at the bottom."""
    from matplotlib.image import imsave

    png = io.BytesIO()
    top = float(values.max())
    imsave(png, values.T[::-1], cmap="magma", vmin=top - 14, vmax=top, format="png")
    return "data:image/png;base64," + base64.b64encode(png.getvalue()).decode("ascii")


def _collapse(head: Head) -> str:
    blank = head.symbols[0]

    def sign(symbol: str) -> str:
        if symbol == blank:
            return '<span class="blank">·</span>'
        return {"|": "␣"}.get(symbol, html.escape(symbol))

    gap = " " if any(len(symbol) > 1 for symbol in head.symbols[1:]) else ""
    raw = gap.join(
        "".join(map(sign, run)) if not gap else gap.join(map(sign, run))
        for _, run in groupby(head.path)
    )
    return (
        "<h3>From frames to symbols</h3>"
        f'<p class="note">1. The likeliest symbol of each frame (· is the blank)</p>'
        f'<p class="path">{raw}</p>'
        '<p class="note">2. Equal neighbours merged</p>'
        f'<p class="path">{gap.join(map(sign, head.merged))}</p>'
        '<p class="note">3. Blanks left out</p>'
        f'<p class="path">{gap.join(map(sign, head.spelt)) or "nothing"}</p>'
    )


def _words(found: Hearing) -> str:
    if not found.wordings:
        return ""
    best = found.wordings[0].words
    rows = "".join(
        f"<tr><td>{html.escape(' '.join(one.words))}</td><td>{one.sound:.0f}</td>"
        f"<td>{one.language:.0f}</td><td>{one.score:.1f}</td></tr>"
        for one in found.wordings
    )
    return (
        "<h3>How the beam changed it</h3>"
        f'<p class="note">As it was spelt</p><p class="said">{html.escape(" ".join(found.greedy))}'
        '</p><p class="note">With the lexicon and the language model; what changed is marked</p>'
        f'<p class="said">{_marked(found.greedy, best)}</p>'
        '<div class="wide"><table class="plain"><thead><tr><th>What may have been said</th>'
        "<th>Sound</th><th>Language</th><th>Score</th></tr></thead>"
        f'<tbody>{rows}</tbody></table></div><p class="note">Higher is better in each column. '
        "Sound is a natural logarithm, language one to base 10.</p>"
    )


def _marked(before: Sequence[str], after: Sequence[str]) -> str:
    parts = []
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, _, _, first, last in steps:
        words = html.escape(" ".join(after[first:last]))
        if words:
            parts.append(words if kind == "equal" else f"<mark>{words}</mark>")
    return " ".join(parts)
