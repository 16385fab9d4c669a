"""Which timer or alarm a command means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.messages import Understanding
from assistant.skills.base import Alert, AlertKind, Response, World, find, value
from assistant.skills.say import length, listed, moment
from assistant.skills.timer_intents import ALARM_MOVE, TIMER_EXTEND, TIMER_SHORTEN
from assistant.skills.values import resolve
from assistant.skills.values_number import words_of
from assistant.skills.when import when

MOVING = (TIMER_EXTEND.name, TIMER_SHORTEN.name, ALARM_MOVE.name)
_POINTING = frozenset("it that instead later earlier sooner".split())
_HALVES = ("am", "pm", "morning", "evening", "afternoon", "night")


def named(alert: Alert) -> str:
    """`pasta timer`, `ten-minute timer`, `alarm`, `reminder to call mum`."""
    if alert.kind == "reminder":
        return f"reminder: {alert.label}"
    if alert.label:
        return f"{alert.label} {alert.kind}"
    return f"timer of {length(alert.seconds)}" if alert.kind == "timer" else alert.kind


def choose(understanding: Understanding, world: World) -> Alert | Response:
    """The one that is meant: by its name, its length or its time, as the only one, or as the one
    that the last command was about. Otherwise the question which one."""
    kind = _kind(understanding, world)
    alerts = [alert for alert in world.store.alerts() if alert.kind == kind]
    if not alerts:
        moving = understanding.intent in MOVING
        return Response(f"There's no {kind} to {'change' if moving else 'cancel'}.")
    told_of = _told_of(understanding, alerts, world)
    if told_of is not None and not told_of:
        have = listed([told(alert, world.now()) for alert in alerts[:8]])
        return Response(f"I find no such {kind}. There's {have}.")
    fits = told_of or _last(alerts, kind, world) or alerts
    if len(fits) == 1 or len({(alert.label, alert.due) for alert in fits}) == 1:
        return fits[0]
    which = listed([told(alert, world.now()) for alert in fits[:8]], "or")
    return Response(f"Which one: {which}?", asks="name")


def _kind(understanding: Understanding, world: World) -> AlertKind:
    """`Make it five minutes later` may move an alarm or a reminder, if it was last talked of."""
    kind: AlertKind = "alarm" if (understanding.intent or "").startswith("alarm") else "timer"
    if understanding.intent not in MOVING:
        return kind
    about = (world.last.intent or "").partition(".")[0] if world.last else ""
    if _POINTING & words_of_command(understanding):
        if about == "reminder":
            return "reminder"
        if about == "alarm" or (about == "timer" and kind == "timer"):
            return "alarm" if about == "alarm" else "timer"
    other: AlertKind = "alarm"
    if kind == "timer" and not label_of(understanding) and not world.store.alerts("timer"):
        return other
    return kind


def _told_of(
    understanding: Understanding, alerts: Sequence[Alert], world: World
) -> list[Alert] | None:
    """Those that the slots tell; None if they tell nothing."""
    if label := label_of(understanding):
        # `the ten minute one`, `the one at six`: said when it was asked which.
        return by_label(alerts, label) or _by_words(label, alerts, world)
    if understanding.intent in MOVING:
        return None  # its length and its time are where it is moved to
    seconds = value(understanding, "duration")
    if seconds is not None:
        return [alert for alert in alerts if alert.seconds == seconds]
    slot = find(understanding, "time")
    return _by_words(slot.text, alerts, world) if slot else None


def _last(alerts: Sequence[Alert], kind: str, world: World) -> list[Alert]:
    """The one that the last command set or changed."""
    about, _, done = (world.last.intent or "" if world.last else "").partition(".")
    changed = about == "timer" and done in ("extend", "shorten")
    if not world.last or not (about == kind and (done in ("set", "move") or changed)):
        return []
    if label := label_of(world.last):
        found = by_label(alerts, label)
    else:
        found = [max(alerts, key=lambda alert: alert.id)] if done != "move" else []
    due = when(world.last, world.now()) if kind != "timer" else None
    return found or [alert for alert in alerts if alert.due == due]


def _by_words(text: str, alerts: Sequence[Alert], world: World) -> list[Alert]:
    """By a length, or by a time of day: six is either six."""
    words = [word for word in words_of(text) if word not in ("the", "one", "timer", "alarm", "at")]
    places = {"first": 0, "second": 1, "third": 2, "last": -1, "next": 0}
    if len(words) == 1 and words[0] in places and places[words[0]] < len(alerts):
        return [alerts[places[words[0]]]]
    bare = " ".join(words)
    seconds = resolve("duration", bare, world.now())
    if seconds is not None:
        return [alert for alert in alerts if alert.seconds == seconds]
    known = resolve("time", bare, world.now())
    if isinstance(known, dict):
        half = any(mark in words for mark in ("am", "pm", "morning", "evening", "afternoon"))
        return [one for one in alerts if _is_at(one, known, half, world.now())]
    if isinstance(known, str):
        return [one for one in alerts if one.due == datetime.fromisoformat(known)]
    return []


def _is_at(alert: Alert, known: dict[str, int], half: bool, now: datetime) -> bool:
    due = alert.due.astimezone(now.tzinfo)
    hours = 24 if half else 12
    return due.hour % hours == known["hour"] % hours and due.minute == known["minute"]


def by_label(alerts: Sequence[Alert], label: str) -> list[Alert]:
    """The same name, or else a part of it: `pasta` for `pasta water`."""
    same = [alert for alert in alerts if alert.label == label]
    return same or [alert for alert in alerts if set(label.split()) & set(alert.label.split())]


def label_of(understanding: Understanding) -> str:
    """The name in the command, without the words around it."""
    words = str(value(understanding, "name") or "").split()
    while len(words) > 1 and words[-1] in ("timer", "alarm", "one"):
        words = words[:-1]
    return " ".join(words)


def time_left(alert: Alert, now: datetime) -> str:
    return length((alert.due - now).total_seconds())


def told(alert: Alert, now: datetime) -> str:
    """To tell it from others."""
    if alert.kind == "timer":
        return f"the {named(alert)}" if alert.label else f"the one of {length(alert.seconds)}"
    return f"{alert.label} {moment(alert.due, now)}".strip()


def words_of_command(understanding: Understanding) -> set[str]:
    """`After all` is no `all`."""
    said = understanding.text.lower().replace(",", " ").replace("after all", " ")
    return set(said.split())
