"""Why a reply was given, as a page shows it: where it came from, what else could have been said,
and what the network looked at as it wrote.
"""

from __future__ import annotations

import html
from collections.abc import Mapping

from assistant.messages import Attention, Rated, Reply, Understanding
from assistant.ui import understood

SOURCES = {
    "command": "a command",
    "generated": "written by the network",
    "persona": "from its persona",
    "memory": "from what you told it",
    "bank": "from your reply bank",
    "safety": "said because the subject calls for care",
    "fallback": "nothing was good enough",
}
SHOWN = 12
"""Candidates in the table."""
TOLD = 3
"""Features that are named for each."""
WORDS_SHOWN = 60
"""Of the conversation, in the attention's picture: the last ones."""
NOTHING = '<p class="reasons-none">After a reply, this shows where it came from.</p>'


def as_html(reply: Reply, weights: Mapping[str, float]) -> str:
    """
    weights : of the features, by name, to tell how much each counted
    """
    parts = [
        f'<p class="reasons-source"><b>{SOURCES[reply.source].capitalize()}</b>'
        f" in {1000 * reply.seconds:.0f} ms</p>",
        _command(reply),
    ]
    if reply.candidates:
        parts.append(_table(reply, weights))
    if reply.attention is not None and reply.attention.weights.size:
        parts.append(_attention(reply.attention))
    return "".join(parts)


def _command(reply: Reply) -> str:
    """What the turn was taken for, and what it still waits for."""
    if reply.understanding is None:
        return ""
    shown = _whole(reply, reply.understanding)
    if reply.source == "command" and shown.intent is None:
        page = '<p class="reasons-source">Taken with what was asked before.</p>'
    else:
        page = understood.as_html(shown, reply.actions)
    if reply.source == "command" and (pending := reply.dialogue.pending):
        asked = html.escape(pending.asked.replace("_", " "))
        page += f'<p class="reasons-source">Waits for: <b>{asked}</b></p>'
    return page


def _whole(reply: Reply, said: Understanding) -> Understanding:
    """The command that a turn completes: `set a timer`, then `ten minutes`."""
    done = reply.dialogue.last
    if reply.source != "command" or done is None or reply.dialogue.pending:
        return said
    completes = done.text.endswith(said.text) and (said.intent is None or done.text != said.text)
    return done if completes else said


def _table(reply: Reply, weights: Mapping[str, float]) -> str:
    rows = "".join(
        _row(rated, weights, reply.text.startswith(rated.candidate.text))
        for rated in reply.candidates[:SHOWN]
    )
    return (
        '<table class="reasons-candidates"><caption>What could have been said, best first'
        "</caption><thead><tr><th>Reply</th><th>From</th><th>Score</th><th>Mostly because of"
        f"</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(rated: Rated, weights: Mapping[str, float], said: bool) -> str:
    counted = {name: weights.get(name, 0.0) * value for name, value in rated.features.items()}
    largest = sorted(counted, key=lambda name: -abs(counted[name]))[:TOLD]
    told = ", ".join(f"{name} {counted[name]:+.1f}" for name in largest if counted[name])
    style = ' class="reasons-said"' if said else ""
    return (
        f"<tr{style}><td>{html.escape(rated.candidate.text)}</td>"
        f"<td>{rated.candidate.source}</td><td>{rated.score:.1f}</td>"
        f"<td>{html.escape(told.replace('_', ' '))}</td></tr>"
    )


def _attention(attention: Attention) -> str:
    """A row for each subword of the reply, a column for each of the conversation."""
    first = max(0, len(attention.context) - WORDS_SHOWN)
    heads = "".join(
        f"<th><span>{html.escape(_piece(piece))}</span></th>" for piece in attention.context[first:]
    )
    rows = []
    for piece, weights in zip(attention.reply, attention.weights[:, first:], strict=True):
        cells = "".join(
            f'<td style="--w:{100 * float(weight):.0f}%" title="{100 * float(weight):.0f} %"></td>'
            for weight in weights
        )
        rows.append(f"<tr><th>{html.escape(_piece(piece))}</th>{cells}</tr>")
    return (
        '<p class="reasons-caption">What it looked at: each row is a piece of the reply, each '
        'column a piece of the conversation</p><div class="reasons-attention"><table>'
        f"<thead><tr><th></th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _piece(piece: str) -> str:
    return piece.strip() or "␣"
