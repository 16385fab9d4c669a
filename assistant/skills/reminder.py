"""Reminders: what to be told, and when."""

from __future__ import annotations

from assistant.messages import Understanding
from assistant.skills.base import Action, Alert, Response, World, find, value
from assistant.skills.pick import by_words, numbered
from assistant.skills.reminder_intents import CANCEL, LIST, SET
from assistant.skills.say import count, every, listed, moment, sentence
from assistant.skills.timer import FULL, details, room_left
from assistant.skills.timer_choice import words_of_command
from assistant.skills.when import when


class Reminders:
    name = "reminder"
    intents = (SET, LIST, CANCEL)

    def handle(self, understanding: Understanding, world: World) -> Response:
        if understanding.intent == SET.name:
            return remind(understanding, world)
        if understanding.intent == LIST.name:
            return told(world)
        return cancel(understanding, world)


def remind(understanding: Understanding, world: World) -> Response:
    now, about = world.now(), value(understanding, "phrase")
    due = when(understanding, now)
    if due is None:
        vague = find(understanding, "date") is not None
        return Response("At what time?" if vague else "When should I remind you?", asks="time")
    if due <= now:
        return Response("That time has passed. When, then?", asks="time")
    if not room_left(world):
        return FULL
    alert = world.store.add_alert("reminder", due, about)
    said = moment(due, now)
    text = world.one_of(
        f"All right, I'll remind you {said}: {about}.",
        f"{sentence(said)}: {about}. I won't forget.",
        f"I'll remind you {said}: {about}.",
    )
    return Response(text, (Action("reminder.set", details(alert)),))


def told(world: World) -> Response:
    reminders, now = world.store.alerts("reminder"), world.now()
    action = Action("reminder.listed", {"reminders": [details(one) for one in reminders]})
    if not reminders:
        return Response(world.one_of("There are no reminders.", "Nothing to remember."), (action,))
    said = [f"{sentence(moment(one.due, now))}: {one.label}." for one in reminders[:10]]
    more = len(reminders) - len(said)
    start = [f"You have {count(len(reminders), 'reminder')}."] if len(reminders) > 1 else []
    end = [f"And {count(more, 'more')}.".replace("mores", "more")] if more else []
    return Response(" ".join([*start, *said, *end]), (action,))


def cancel(understanding: Understanding, world: World) -> Response:
    reminders = world.store.alerts("reminder")
    if not reminders:
        return Response("There's no reminder to cancel.")
    words = words_of_command(understanding)
    slot = find(understanding, "phrase")
    if slot is None and {"all", "reminders", "every"} & words:
        return _gone(reminders, world)
    if slot is None:
        fits = reminders
        if world.last and world.last.intent == SET.name:
            fits = [max(reminders, key=lambda one: one.id)]
    else:
        labels = [one.label for one in reminders]
        which = by_words(slot.text, labels)
        place = numbered(slot.text, len(reminders))
        fits = [reminders[i] for i in which] or ([reminders[place]] if place is not None else [])
    if len(fits) == 1:
        return _gone(fits, world)
    said = listed([f"“{one.label}” {moment(one.due, world.now())}" for one in
                   (fits or reminders)[:8]], "or" if fits else "and")  # fmt: skip
    if not fits:
        return Response(f"I find no such reminder. There's {said}.")
    return Response(f"Which one: {said}?", asks="phrase")


def _gone(reminders: list[Alert], world: World) -> Response:
    gone = [one for one in reminders if world.store.remove_alert(one.id)]
    actions = tuple(Action("reminder.cancelled", details(one)) for one in gone)
    if len(gone) == 1:
        return Response(f"I won't remind you of this any more: {gone[0].label}.", actions)
    if not gone:
        return Response("That reminder has just gone off.")
    return Response(f"{sentence(every(len(gone), 'reminder'))} gone.", actions)
