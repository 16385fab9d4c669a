"""Timers and alarms: any number, named, asked after, moved, cancelled; a restart keeps them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from assistant.messages import Understanding
from assistant.skills.base import Action, Alert, Intent, Response, Store, World, find, value
from assistant.skills.say import clock, count, day, every, length, listed, moment, sentence
from assistant.skills.timer_choice import (
    by_label,
    choose,
    label_of,
    named,
    time_left,
    told,
    words_of_command,
)
from assistant.skills.timer_intents import (
    ALARM_CANCEL,
    ALARM_CHECK,
    ALARM_MOVE,
    ALARM_SET,
    INTENTS,
    TIMER_CANCEL,
    TIMER_CHECK,
    TIMER_CLEAR,
    TIMER_EXTEND,
    TIMER_SET,
    TIMER_SHORTEN,
)
from assistant.skills.values_time import later
from assistant.skills.when import when

LONGEST = 366 * 86_400
"""Seconds of a timer; beyond that an alarm is meant."""
LATE = 60
"""Seconds after which something was missed rather than due."""
MOST = 100
"""Timers, alarms and reminders at a time."""


class Timers:
    name = "timer"
    intents: tuple[Intent, ...] = INTENTS

    def handle(self, understanding: Understanding, world: World) -> Response:
        steps = {
            TIMER_SET.name: start,
            TIMER_CHECK.name: check,
            TIMER_CANCEL.name: cancel,
            TIMER_CLEAR.name: clear,
            TIMER_EXTEND.name: extend,
            TIMER_SHORTEN.name: extend,
            ALARM_SET.name: set_alarm,
            ALARM_CHECK.name: check_alarms,
            ALARM_CANCEL.name: cancel,
            ALARM_MOVE.name: move,
        }
        return steps[understanding.intent or ""](understanding, world)


def due(store: Store, now: datetime) -> list[Response]:
    """What rings now, each with an action `timer.rings`, `alarm.rings` or `reminder.rings`.

    Each is handed out once; one that was due while the program did not run is told with its time.

    Raises:
        StoreError: the store can't be read.
    """
    return [
        Response(ring(alert, now), (Action(f"{alert.kind}.rings", details(alert)),))
        for alert in store.due(now)
    ]


def ring(alert: Alert, now: datetime) -> str:
    """What is said when it is due."""
    if (now - alert.due).total_seconds() > LATE:
        what = f"your {named(alert)}" if alert.kind != "reminder" else f"“{alert.label}”"
        then = alert.due.astimezone(now.tzinfo)
        if then.date() == now.date():
            return f"I missed {what}: it was due at {clock(then)}."
        return f"I missed {what}: it was due {day(then.date(), now.date())} at {clock(then)}."
    if alert.kind == "reminder":
        return f"Here's your reminder: {alert.label}."
    if alert.kind == "alarm":
        return f"Your {alert.label} alarm: time to go!" if alert.label else "Here's your alarm!"
    return f"Your {named(alert)} is done."


def details(alert: Alert) -> dict[str, object]:
    """For an action."""
    return {
        "id": alert.id,
        "kind": alert.kind,
        "label": alert.label,
        "due": alert.due.isoformat(),
        "seconds": alert.seconds,
    }


def room_left(world: World) -> bool:
    """Whether one more may be set."""
    return len(world.store.alerts()) < MOST


FULL = Response(f"There are {MOST} timers, alarms and reminders already: cancel some first.")


# --- timers ---------------------------------------------------------------------------------------


def start(understanding: Understanding, world: World) -> Response:
    seconds = float(value(understanding, "duration"))
    if seconds < 1:
        return Response("That's no time at all. For how long?", asks="duration")
    if seconds > LONGEST:
        return Response("A timer can run for a year at most. For how long?", asks="duration")
    if not room_left(world):
        return FULL
    label = label_of(understanding)
    alert = world.store.add_alert("timer", later(world.now(), seconds), label, seconds)
    said = sentence(length(seconds, 3))
    if label:
        text = world.one_of(
            f"{said} for the {label}, starting now.", f"{said} on the {label} timer.",
            f"{sentence(label)} timer: {length(seconds, 3)}, starting now.",
        )  # fmt: skip
    else:
        text = world.one_of(
            f"{said}, starting now.", f"{said}, and counting.", f"Timer set: {said.lower()}.",
        )  # fmt: skip
    return Response(text, (Action("timer.started", details(alert)),))


def check(understanding: Understanding, world: World) -> Response:
    timers = world.store.alerts("timer")
    action = Action("timer.checked", {"timers": [details(alert) for alert in timers]})
    if not timers:
        return Response(world.one_of("No timer is running.", "There's no timer on."), (action,))
    label = label_of(understanding)
    if label:
        chosen = by_label(timers, label)
        if not chosen:
            have = listed([f"the {named(alert)}" for alert in timers])
            return Response(f"There's no {label} timer. There's {have}.", (action,))
        timers = chosen
    now = world.now()
    if len(timers) == 1:
        left = time_left(timers[0], now)
        of = f" on the {named(timers[0])}" if timers[0].label else ""
        return Response(world.one_of(f"{sentence(left)} left{of}.", f"You have {left} left{of}."),
                        (action,))  # fmt: skip
    said = listed([f"{time_left(alert, now)} on the {named(alert)}" for alert in timers[:8]])
    return Response(f"{sentence(count(len(timers), 'timer'))}: {said}.", (action,))


def extend(understanding: Understanding, world: World) -> Response:
    """Also moves an alarm or a reminder, if that was the last thing that was talked about."""
    seconds = float(value(understanding, "duration"))
    sign = -1 if understanding.intent == TIMER_SHORTEN.name else 1
    chosen = choose(understanding, world)
    if isinstance(chosen, Response):
        return chosen
    now = world.now()
    then, total = later(chosen.due, sign * seconds), chosen.seconds + sign * seconds
    total = total if chosen.kind == "timer" else 0.0
    if then <= now:
        left = time_left(chosen, now)
        return Response(f"I can't: there's only {left} left on the {named(chosen)}.")
    if (then - now).total_seconds() > LONGEST:
        return Response("That would be more than a year from now: I'll leave it as it is.")
    if not world.store.move_alert(chosen.id, then, total):
        return Response(f"The {named(chosen)} has just gone off.")
    moved = replace(chosen, due=then, seconds=total)
    action = Action(f"{chosen.kind}.moved", details(moved))
    if chosen.kind != "timer":
        return Response(f"All right, {moment(then, now)} then.", (action,))
    more = f"{length(seconds)} {'less' if sign < 0 else 'more'}"
    of = f" on the {named(chosen)}" if chosen.label else ""
    left = time_left(moved, now)
    text = world.one_of(f"{sentence(more)}{of}: {left} left.", f"Done, {left} left now{of}.")
    return Response(text, (action,))


def clear(understanding: Understanding, world: World) -> Response:
    timers = world.store.alerts("timer")
    gone = [alert for alert in timers if world.store.remove_alert(alert.id)]
    if not gone:
        return Response("There's no timer to cancel.")
    actions = tuple(Action("timer.cancelled", details(alert)) for alert in gone)
    text = f"{sentence(every(len(gone), 'timer'))} off."
    return Response(text, actions)


def cancel(understanding: Understanding, world: World) -> Response:
    """A timer or an alarm."""
    every_one = {"all", "alarms", "both", "every"} & words_of_command(understanding)
    if understanding.intent == ALARM_CANCEL.name and every_one:
        return _cancel_alarms(world)
    chosen = choose(understanding, world)
    if isinstance(chosen, Response):
        return chosen
    if not world.store.remove_alert(chosen.id):
        return Response(f"The {named(chosen)} has just gone off.")
    which = f"{named(chosen)}"
    if chosen.kind == "alarm" and not chosen.label:
        which = f"alarm {moment(chosen.due, world.now())}"
    text = world.one_of(f"The {which} is off.", f"Done, I've cancelled the {which}.")
    return Response(text, (Action(f"{chosen.kind}.cancelled", details(chosen)),))


# --- alarms ---------------------------------------------------------------------------------------


def set_alarm(understanding: Understanding, world: World) -> Response:
    now = world.now()
    then = when(understanding, now)
    if then is None:
        return Response("For what time?", asks="time")
    if then <= now:
        return Response("That time has passed. For what time, then?", asks="time")
    if not room_left(world):
        return FULL
    label = label_of(understanding)
    same = [one for one in world.store.alerts("alarm") if one.due == then and one.label == label]
    alert = same[0] if same else world.store.add_alert("alarm", then, label)
    said, left = moment(then, now), length((then - now).total_seconds())
    what = f"{sentence(label)} alarm" if label else "Alarm"
    text = world.one_of(
        f"Your {what.lower()} will ring {said}.", f"{what} {said}, in {left}.",
        f"All right, I'll wake you {said}." if "wake" in words_of_command(understanding)
        else f"All right, {said}: that's in {left}.",
    )  # fmt: skip
    return Response(text, (Action("alarm.set", details(alert)),))


def check_alarms(understanding: Understanding, world: World) -> Response:
    alarms, now = world.store.alerts("alarm"), world.now()
    action = Action("alarm.checked", {"alarms": [details(alert) for alert in alarms]})
    if not alarms:
        return Response(world.one_of("No alarm is set.", "You have no alarms."), (action,))
    asked = find(understanding, "time")
    if asked and (at := when(understanding, now)):
        fits = [a for a in alarms if clock(a.due.astimezone(now.tzinfo)) == clock(at)]
        if fits:
            return Response(f"Yes, {moment(fits[0].due, now)}.", (action,))
        start = f"There's none at {clock(at)}. "
    else:
        start = ""
    if len(alarms) == 1:
        left = length((alarms[0].due - now).total_seconds())
        text = f"Your {named(alarms[0])} rings {moment(alarms[0].due, now)}, in {left}."
        return Response(start + text, (action,))
    said = listed([told(alert, now) for alert in alarms[:8]])
    return Response(f"{start}You have {count(len(alarms), 'alarm')}: {said}.", (action,))


def move(understanding: Understanding, world: World) -> Response:
    chosen = choose(understanding, world)
    if isinstance(chosen, Response):
        return chosen
    now = world.now()
    then = when(understanding, now)
    if then is None:
        return Response("To what time?", asks="time")
    if then <= now:
        return Response("That time has passed. To what time, then?", asks="time")
    if not world.store.move_alert(chosen.id, then, 0.0):
        return Response(f"The {named(chosen)} has just gone off.")
    moved = replace(chosen, due=then, seconds=0.0)
    text = world.one_of(f"All right, {moment(then, now)} then.", f"Moved: {moment(then, now)}.")
    return Response(text, (Action(f"{chosen.kind}.moved", details(moved)),))


def _cancel_alarms(world: World) -> Response:
    gone = [one for one in world.store.alerts("alarm") if world.store.remove_alert(one.id)]
    if not gone:
        return Response("There's no alarm to cancel.")
    actions = tuple(Action("alarm.cancelled", details(alert)) for alert in gone)
    text = f"{sentence(every(len(gone), 'alarm'))} off."
    return Response(text, actions)
