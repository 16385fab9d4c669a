"""What a turn was taken for, as a page shows it: the command, the sentence with what it names
marked in it, what that means, and what was done.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from assistant.messages import Action, Slot, Understanding
from assistant.skills import SKILLS
from assistant.skills.say import clock, full_day, length, sentence

KINDS: Mapping[str, Mapping[str, str]] = {
    intent.name: intent.slots for skill in SKILLS for intent in skill.intents
}
"""Intent -> its slots -> the type of each value."""
HUES = (
    "duration", "room", "time", "item", "date", "number", "name", "phrase", "percent", "colour",
    "city", "unit",
)  # fmt: skip
"""Slots that have a colour of their own; the others take one by their name."""
COLOURS = 6
"""Of marks; see `CSS`."""
SHOWN = 8
"""Things of a list that are named, before the rest is counted."""
LONGEST = 200
"""Characters of a value that are shown."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_NAMES = {"all": "everything", "heat": "heating", "it": "it"}

CSS = """
.understood { margin: .25rem 0 .75rem; }
.understood > * { margin: 0 0 .6rem; }
.understood .intent { display: flex; flex-wrap: wrap; align-items: center; gap: .2rem .8rem; }
.understood .sureness { display: inline-flex; align-items: center; gap: .5rem; font-size: .92rem;
  color: var(--body-text-color-subdued); font-variant-numeric: tabular-nums; }
.understood .sureness i { display: inline-block; width: 5rem; height: .45rem; border-radius: 99px;
  background: linear-gradient(var(--sure) 0 0) 0 0 / var(--w) 100% no-repeat,
    var(--border-color-primary); }
.understood .sureness.low i { background-image: linear-gradient(var(--unsure) 0 0); }
.understood .sentence { font-size: 1.12rem; line-height: 2.9; margin-bottom: .2rem;
  overflow-wrap: anywhere; max-height: 16rem; overflow-y: auto; }
.understood mark { position: relative; display: inline-block; line-height: 1.4; padding: 0 .3em;
  border-radius: .3rem .3rem 0 0; color: var(--body-text-color);
  background: color-mix(in srgb, var(--hue) 16%, var(--block-background-fill));
  border-bottom: 2px solid var(--hue); }
.understood mark small { position: absolute; left: 0; top: 100%; padding-top: .1rem;
  font-size: .72rem; line-height: 1.2; white-space: nowrap; color: var(--hue); }
.understood .hue0 { --hue: #1f6f54; } .dark .understood .hue0 { --hue: #6fd3ae; }
.understood .hue1 { --hue: #a94a26; } .dark .understood .hue1 { --hue: #eba585; }
.understood .hue2 { --hue: #2b5f9e; } .dark .understood .hue2 { --hue: #8fc0f5; }
.understood .hue3 { --hue: #7b4397; } .dark .understood .hue3 { --hue: #d3a8ea; }
.understood .hue4 { --hue: #7c5a00; } .dark .understood .hue4 { --hue: #f0c25a; }
.understood .hue5 { --hue: #8c2f5b; } .dark .understood .hue5 { --hue: #f2a0c3; }
.understood table { border-collapse: collapse; font-size: .95rem; }
.understood th, .understood td { text-align: left; font-weight: 400; vertical-align: top;
  padding: .25rem 1.2rem .25rem 0; border-bottom: 1px solid var(--border-color-primary);
  overflow-wrap: anywhere; }
.understood th { color: var(--body-text-color-subdued); white-space: nowrap; }
.understood .swatch { display: inline-block; width: .9em; height: .9em; border-radius: .2em;
  vertical-align: -.1em; margin-right: .4em; border: 1px solid var(--body-text-color-subdued); }
.understood ul { padding-left: 1.2rem; margin: 0; }
.understood li { overflow-wrap: anywhere; }
.understood .quiet { min-height: 0; margin-bottom: .2rem; }
"""


def as_html(understanding: Understanding, actions: Sequence[Action] = ()) -> str:
    """The whole of it; for no command, one line."""
    if understanding.intent is None:
        return f'<p class="reasons-source">Not taken for a command ({sureness(understanding)})</p>'
    parts = [
        f'<p class="intent"><b>{html.escape(intent_name(understanding.intent))}</b>'
        f"{_bar(understanding)}</p>",
        f'<p class="sentence">{marked(understanding)}</p>',
        _values(understanding),
        _done(actions),
    ]
    return f'<div class="understood">{"".join(parts)}</div>'


def intent_name(intent: str) -> str:
    """`home.light_on` -> `Home: light on`"""
    skill, _, rest = intent.partition(".")
    words = " ".join(_NAMES.get(word, word) for word in rest.split("_"))
    return f"{sentence(skill)}: {words}" if words else sentence(skill)


def sureness(understanding: Understanding) -> str:
    """In words: never quite sure unless it is."""
    share = min(1.0, max(0.0, understanding.confidence))
    return f"{math.floor(100 * share)} % sure"


def _bar(understanding: Understanding) -> str:
    low = " low" if understanding.confidence < 0.8 else ""
    words = sureness(understanding)
    width = words.partition(" ")[0]
    return (
        f'<span class="sureness{low}"><i style="--w:{width}%" aria-hidden="true"></i>{words}</span>'
    )


def marked(understanding: Understanding) -> str:
    """The sentence, what it names in its colour and with its label."""
    text, parts, end = understanding.text, [], 0
    for slot in sorted(understanding.slots, key=lambda slot: slot.start):
        if slot.start < end or slot.end > len(text) or slot.start >= slot.end:
            continue  # of another sentence, or within what is marked already
        parts.append(html.escape(text[end : slot.start]))
        parts.append(
            f'<mark class="hue{hue(slot.type)}">{html.escape(text[slot.start : slot.end])}'
            f"<small>{html.escape(_label(slot.type))}</small></mark>"
        )
        end = slot.end
    return "".join([*parts, html.escape(text[end:])])


def hue(slot: str) -> int:
    """The colour of a slot, always the same one."""
    place = HUES.index(slot) if slot in HUES else sum(map(ord, slot))
    return place % COLOURS


def _label(slot: str) -> str:
    return slot.replace("_", " ")


def _values(understanding: Understanding) -> str:
    if not understanding.slots:
        return ""
    kinds = KINDS.get(understanding.intent or "", {})
    rows = "".join(
        f'<tr><th scope="row">{html.escape(_label(slot.type))}</th>'
        f"<td>{_value(slot, kinds.get(slot.type, slot.type))}</td></tr>"
        for slot in understanding.slots
    )
    return f"<table><tbody>{rows}</tbody></table>"


def _value(slot: Slot, kind: str) -> str:
    """What a slot means, with the colour itself if it is one."""
    known = slot.value
    swatch = ""
    if kind == "colour" and isinstance(known, Mapping):
        code = str(known.get("hex", ""))
        if _COLOUR.fullmatch(code):
            swatch = f'<span class="swatch" style="background:{code}" aria-hidden="true"></span>'
    return swatch + html.escape(value_text(kind, known))


def value_text(kind: str, known: Any) -> str:
    """A value in words, with its unit: `600 seconds: ten minutes`."""
    if known is None:
        return "not clear"
    try:
        told = _TOLD.get(kind, _plain)(known)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        told = _plain(known)
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"


def _plain(known: Any) -> str:
    return known if isinstance(known, str) else json.dumps(known, ensure_ascii=False, default=str)


def _duration(known: float) -> str:
    return f"{length(known, 3)} ({known:,g} {'second' if known == 1 else 'seconds'})"


def _time(known: Any) -> str:
    if isinstance(known, str):
        moment = datetime.fromisoformat(known)
        return f"{full_day(moment.date())}, {clock(moment)}"
    return clock(datetime(2000, 1, 1, known["hour"], known["minute"]))


_TOLD: Mapping[str, Callable[[Any], str]] = {
    "duration": _duration,
    "time": _time,
    "date": lambda known: full_day(date.fromisoformat(known)),
    "number": lambda known: f"{known:,}",
    "percent": lambda known: f"{known:g} percent",
    "colour": lambda known: f"{known['name']} ({known['hex']})",
    "confirm": lambda known: "yes" if known else "no",
}


# --- actions --------------------------------------------------------------------------------------


def _done(actions: Sequence[Action]) -> str:
    if not actions:
        return ""
    rows = [f"<li>{html.escape(action_text(action))}</li>" for action in actions[:SHOWN]]
    if len(actions) > SHOWN:
        rows.append(f"<li>and {len(actions) - SHOWN} more</li>")
    return f'<p class="quiet">What was done</p><ul>{"".join(rows)}</ul>'


def action_text(action: Action) -> str:
    """`Home light: kitchen, on`"""
    name = sentence(action.name.replace(".", " ").replace("_", " "))
    details = []
    for key, known in action.details.items():
        try:
            told = "" if key in ("id", "ids", "kind") else _detail(key, known)
        except (TypeError, ValueError, OverflowError):  # another thing of the same name
            told = f"{key} {_listed(known)}"
        if told:
            details.append(told)
    return f"{name}: {', '.join(details)}" if details else name


def _detail(key: str, known: Any) -> str:
    """One detail in words; nothing if it says nothing."""
    if known is None or known == "" or (key == "seconds" and not known):
        return ""
    if key in ("room", "text", "label", "track", "list"):
        return f"{known} list" if key == "list" else str(known)[:LONGEST]
    if key == "on":
        return "on" if known else "off"
    if key in ("brightness", "open", "volume", "to"):
        return f"{key} {known} percent" if key != "to" else f"to {known} percent"
    if key == "target":
        return f"{known:g} degrees"
    if key == "seconds":
        return length(float(known), 3)
    if key == "due":
        return f"at {clock(datetime.fromisoformat(known).astimezone())}"
    return f"{key.replace('_', ' ')} {_listed(known)}"


def _listed(known: Any) -> str:
    """Of many things, the first few."""
    if isinstance(known, bool):
        return "yes" if known else "no"
    if isinstance(known, Mapping):
        names = (known.get(key) for key in ("name", "label", "text", "phrase", "kind"))
        return str(next(filter(None, names), f"{len(known)} in all"))[:LONGEST]
    if isinstance(known, list | tuple):
        some = [one if isinstance(one, str) else _listed(one) for one in known[:SHOWN]]
        rest = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
        return (", ".join(some) or "none")[:LONGEST] + rest
    return str(known)[:LONGEST]
