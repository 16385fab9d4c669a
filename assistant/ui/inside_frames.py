"""From frames to words, drawn: the symbols over the spectrogram, the collapse, and the beam."""

from __future__ import annotations

import base64
import html
import io
import math
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby

import numpy as np
import numpy.typing as npt

from assistant.inside.hearing import Head, Hearing

Floats = npt.NDArray[np.float32]
FRAME_PIXELS = 11
SHOWN = 0.02
"""Probability from which a symbol is drawn in a frame."""
NAMED = 0.1
"""Probability that a symbol must reach somewhere to get a row."""


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
        bars.append(f'<line x1="0" x2="{width}" y1="{bottom - 0.5}" y2="{bottom - 0.5}"/>')
    tall = high * (len(named) + 1)
    bars += _times(found, width, tall)
    names.append(f'<text x="2" y="{tall - 4}">time</text>')
    label = "Probability of each symbol in each frame, over the spectrogram"
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{label}"><div class="symbols">'
        f'<div></div><img alt="Spectrogram" style="width:{width}px !important" '
        f'src="{_spectrogram(found.spectrogram)}">'
        f'<div class="names"><svg width="38" height="{tall}" aria-hidden="true">{"".join(names)}'
        f'</svg></div><svg width="{width}" height="{tall}" aria-hidden="true">{"".join(bars)}</svg>'
        "</div></div>"
    )


def _times(found: Hearing, width: int, bottom: int) -> list[str]:
    """Seconds of the clip, every half of one."""
    marks = []
    for half in range(math.ceil(2 * found.start), int(2 * (found.start + found.seconds)) + 1):
        x = (half / 2 - found.start) / found.frame * FRAME_PIXELS
        if x + 32 < width:
            marks.append(f'<text x="{x + 3:.0f}" y="{bottom - 4}">{half / 2:.1f} s</text>')
            marks.append(f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{bottom - 14}" y2="{bottom}"/>')
    return marks


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
