"""What stands beside the conversation: the home as it is, what will ring, lists and notes.

Commands -> Lasting -> HTML, section by section
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.skills.base import Alert, Note
from assistant.skills.commands import Commands
from assistant.skills.home_state import HomeState
from assistant.skills.say import clock, count, day, moment, sentence
from assistant.ui import home_picture

ALERTS_SHOWN = 20
LISTS_SHOWN = 20
ITEMS_SHOWN = 50
"""Of a list: more would be a page of their own."""
NOTES_SHOWN = 10
"""The latest."""
SECTIONS = ("home", "alerts", "lists", "notes")
TITLE = "Home, timers and lists"

CSS = """
#chat-row { display: grid !important; grid-template-columns: minmax(0, 1fr);
  gap: var(--layout-gap, 16px); }
#chat-row > * { min-width: 0 !important; }
#beside:not(:has(.beside:not([hidden]))) { display: none; }
.beside { border: 1px solid var(--border-color-primary); border-radius: .6rem;
  background: var(--block-background-fill); color: var(--body-text-color); }
.beside > summary { display: flex; justify-content: space-between; gap: 1rem; cursor: pointer;
  padding: .7rem .9rem; font-weight: 600; list-style: none; }
.beside > summary::-webkit-details-marker { display: none; }
.beside > summary::before { content: "▸"; color: var(--body-text-color-subdued);
  margin-right: -.5rem; }
.beside[open] > summary::before { content: "▾"; }
.beside > summary span { flex: 1; }
.beside > summary em { font-style: normal; font-weight: 400; white-space: nowrap;
  color: var(--body-text-color-subdued); font-variant-numeric: tabular-nums; }
.beside section { padding: .7rem .9rem; border-top: 1px solid var(--border-color-primary); }
.beside section[hidden] { display: none; }
.beside h3 { margin: 0 0 .4rem; font-size: .95rem; font-weight: 600;
  color: var(--body-text-color-subdued); }
.beside ul { list-style: none; margin: 0; padding: 0; }
.beside li { overflow-wrap: anywhere; padding: .2rem 0; }
.beside .alert { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .1rem .8rem;
  align-items: baseline; padding: .35rem 0; }
.beside .alert time { font-variant-numeric: tabular-nums; }
.beside .timer time { font-size: 1.25rem; font-weight: 600; color: var(--link-text-color); }
.beside .alert i { grid-column: 1 / -1; height: .3rem; border-radius: 99px;
  background: linear-gradient(var(--link-text-color) 0 0) 0 0 / var(--left, 100%) 100% no-repeat,
    var(--border-color-primary); }
.beside .bare li { display: list-item; }
.beside .bare { list-style: disc; padding-left: 1.2rem; margin: .1rem 0 .4rem; }
.beside details details > summary, .beside section summary { cursor: pointer; padding: .2rem 0; }
.beside small { color: var(--body-text-color-subdued); font-size: .85rem; }
.beside .trouble { color: var(--doubtful); margin: 0; }
.beside .home-picture { max-width: 26rem; }
/* Not within @media, where Gradio puts its own ancestors before each selector. */
.gradio-container:has(.beside:not([hidden])) { max-width: 78rem !important; }
.gradio-container:has(.beside:not([hidden])) .tabitem:not(:has(#chat-row, #skills)) {
  max-width: 62rem; }
@media (min-width: 1100px) {
  #chat-row:has(.beside:not([hidden])) { grid-template-columns: minmax(0, 1fr) 20rem; }
  .beside > summary { display: none; }
  .beside section:first-of-type { border-top: 0; }
  #beside { align-self: start; }
}
"""


@dataclass(frozen=True)
class Lasting:
    """Everything that lasts, at one moment."""

    home: Mapping[str, Any]
    """As `Home.state` gives it."""
    alerts: tuple[Alert, ...]
    """The next one first."""
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    """Name and items."""
    notes: tuple[Note, ...]

    @property
    def is_anything(self) -> bool:
        """Whether there is something to show: a home as it was built is nothing."""
        untouched = self.home == HomeState().as_json()
        return bool(self.alerts or self.lists or self.notes) or not untouched


def look(commands: Commands) -> Lasting:
    """
    Raises:
        StoreError: the store can't be read.
    """
    store = commands.store
    lists = tuple((name, tuple(store.items(name))) for name in store.list_names())
    return Lasting(commands.home.state(), tuple(store.alerts()), lists, tuple(store.notes()))


def skeleton() -> str:
    """What the page's script fills; empty and unseen until there is something."""
    parts = "".join(f'<section data-part="{name}" hidden></section>' for name in SECTIONS)
    return (
        f'<details class="beside" aria-label="{TITLE}" hidden><summary><span>{TITLE}</span>'
        f'<em data-part="summary"></em></summary>{parts}'
        '<section data-part="trouble" hidden></section></details>'
    )


def sections(lasting: Lasting, now: datetime) -> dict[str, str]:
    """Name -> HTML; nothing where there is nothing.

    now : aware, in the user's time zone
    """
    return {
        "summary": _summary(lasting, now),
        "home": f"<h3>Home</h3>{home_picture.draw(HomeState.from_json(lasting.home))}",
        "alerts": _alerts(lasting.alerts, now),
        "lists": _lists(lasting.lists),
        "notes": _notes(lasting.notes, now),
    }


def trouble(text: str) -> str:
    """What is wrong, in the place of what can't be shown."""
    return f'<p class="trouble">{html.escape(text)}</p>'


def _summary(lasting: Lasting, now: datetime) -> str:
    """The next thing that rings; else how many lights burn."""
    if lasting.alerts:
        return _when(lasting.alerts[0], now)
    burning = sum(room["light"]["on"] for room in lasting.home["rooms"].values())
    return count(burning, "light") + " on" if burning else ""


def _alerts(alerts: Sequence[Alert], now: datetime) -> str:
    if not alerts:
        return ""
    rows = "".join(_alert(alert, now) for alert in alerts[:ALERTS_SHOWN])
    more = _more(len(alerts) - ALERTS_SHOWN)
    return f"<h3>Timers, alarms and reminders</h3><ul>{rows}{more}</ul>"


def _alert(alert: Alert, now: datetime) -> str:
    name = sentence(f"{alert.label} {alert.kind}".strip())
    if alert.kind == "reminder":
        name = sentence(alert.label) or "Reminder"
    bar = ""
    if alert.kind == "timer" and alert.seconds > 0:
        ends = _milliseconds(alert.due)
        bar = f'<i data-total="{alert.seconds:g}" data-ends="{ends}" aria-hidden="true"></i>'
    return (
        f'<li class="alert {html.escape(alert.kind)}"><span>{html.escape(name)}</span>'
        f"{_when(alert, now)}{bar}</li>"
    )


def _when(alert: Alert, now: datetime) -> str:
    """A timer counts down, which the browser does; others have their time.

    Nothing here changes from second to second: what is the same is not sent again.
    """
    due = alert.due.astimezone(now.tzinfo)
    if alert.kind != "timer":
        told = clock(due) if due.date() == now.date() else moment(due, now)
        return f'<time datetime="{due.isoformat()}">{html.escape(told)}</time>'
    return f'<time datetime="{due.isoformat()}" data-due="{_milliseconds(due)}"></time>'


def _milliseconds(due: datetime) -> int:
    return round(1000 * due.timestamp())


def _lists(lists: Sequence[tuple[str, Sequence[str]]]) -> str:
    if not lists:
        return ""
    parts = []
    for place, (name, items) in enumerate(lists[:LISTS_SHOWN]):
        rows = "".join(f"<li>{html.escape(item)}</li>" for item in items[:ITEMS_SHOWN])
        parts.append(
            f'<details data-key="{place} {html.escape(name)}"{" open" if len(lists) == 1 else ""}>'
            f"<summary>{html.escape(sentence(name))} <small>{len(items)}</small></summary>"
            f'<ul class="bare">{rows}{_more(len(items) - ITEMS_SHOWN)}</ul></details>'
        )
    more = f"<small>and {len(lists) - LISTS_SHOWN} more lists</small>"
    return f"<h3>Lists</h3>{''.join(parts)}{more if len(lists) > LISTS_SHOWN else ''}"


def _notes(notes: Sequence[Note], now: datetime) -> str:
    if not notes:
        return ""
    rows = "".join(
        f"<li>{html.escape(note.text)} <small>"
        f"{html.escape(day(note.made.astimezone(now.tzinfo).date(), now.date()))}</small></li>"
        for note in notes[: -NOTES_SHOWN - 1 : -1]
    )
    return f"<h3>Notes</h3><ul>{rows}{_more(len(notes) - NOTES_SHOWN)}</ul>"


def _more(number: int) -> str:
    return f"<li><small>and {number} more</small></li>" if number > 0 else ""
