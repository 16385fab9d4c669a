"""Reminders: what to be told, and when."""

from __future__ import annotations

from assistant.messages import Understanding
from assistant.skills.base import Action, Alert, Intent, Response, World, find, value
from assistant.skills.pick import by_words, numbered
from assistant.skills.say import count, every, listed, moment, sentence
from assistant.skills.timer import FULL, details, room_left
from assistant.skills.when import when

SET = Intent(
    "reminder.set",
    examples=(
        "[please] remind me to {phrase} [please]",
        "[please] remind me to {phrase} at {time} [please]",
        "[please] remind me to {phrase} {date} at {time}",
        "remind me to {phrase} at {time} {date}",
        "remind me to {phrase} {date}",
        "[please] remind me at {time} to {phrase}",
        "[please] remind me {date} at {time} to {phrase}",
        "remind me {date} to {phrase}",
        "[please] remind me in {duration} to {phrase}",
        "[please] remind me to {phrase} in {duration} [please]",
        "in {duration} remind me to {phrase}",
        "at {time} remind me to {phrase}",
        "{date} at {time} remind me to {phrase}",
        "remind me about {phrase} [at {time}]",
        "remind me of {phrase} at {time} [{date}]",
        "remind me that {phrase} [at {time}]",
        "(can|could|would|will) you [please] remind me to {phrase} [at {time}]",
        "(can|could|would) you [please] remind me in {duration} to {phrase}",
        "(set|make|add|create) a reminder [please]",
        "(set|make|add|create) a reminder to {phrase} [at {time}]",
        "(set|make|create) a reminder (for|at) {time} to {phrase}",
        "(set|make) a reminder for {date} at {time} to {phrase}",
        "(set|make) a reminder to {phrase} in {duration}",
        "don't let me forget to {phrase} [at {time}]",
        "don't let me forget (about|that) {phrase}",
        "i (must|have to) remember to {phrase} at {time}",
        "i (mustn't|must not) forget to {phrase} [{date}]",
        "(tell|ping) me to {phrase} (at {time}|in {duration})",
        "i need a reminder to {phrase} [at {time}]",
        "new reminder {phrase} at {time}",
        "reminder {phrase} {date} at {time}",
        "reminder (at|for) {time} {phrase}",
        "remind me",
        "remind me at {time}",
        "remind me in {duration}",
        "would you mind reminding me to {phrase} at {time}",
        "help me remember to {phrase} at {time}",
        "make sure i {phrase} at {time}",
    ),
    slots={"phrase": "phrase", "time": "time", "date": "date", "duration": "duration"},
    required=("phrase",),
    ask={"phrase": "What should I remind you of?", "time": "When?"},
)
LIST = Intent(
    "reminder.list",
    examples=(
        "(what are|read|list|show|tell me) my reminders [please]",
        "(what|which) reminders (do i have|are there|are set)",
        "(do i have|are there|have i got) any reminders [today|set]",
        "what do i have to remember",
        "what (am i supposed to|should i) remember",
        "what did i (ask|tell) you to remind me (of|about)",
        "what will you remind me (of|about)",
        "what (reminder|reminders) (is|are) coming up",
        "(when is|what's) my next reminder",
        "(read|show) me my reminders [please]",
        "go through my reminders",
        "how many reminders (do i have|are there)",
        "(can|could) you (list|read) my reminders [please]",
        "my reminders [please]",
        "check my reminders",
        "is there anything i (need|wanted) to remember",
    ),
)
CANCEL = Intent(
    "reminder.cancel",
    examples=(
        "(cancel|delete|remove) (the|my) reminder [please]",
        "(cancel|delete|remove) (the|my) reminder (to|about|for) {phrase} [please]",
        "(cancel|delete|remove) the {phrase} reminder",
        "[you] (don't|do not) [have to|need to] remind me to {phrase} [anymore]",
        "[you] don't (have to|need to) remind me [anymore|after all]",
        "forget the reminder [to {phrase}]",
        "i don't need the reminder [to {phrase}|anymore]",
        "(stop|no need for) reminding me to {phrase}",
        "no need to remind me (of|about|to) {phrase}",
        "(can|could) you (cancel|delete|remove) the reminder to {phrase} [please]",
        "(cancel|delete|clear|remove) all [of] [my|the] reminders",
        "(cancel|delete|clear) my reminders",
        "get rid of the reminder [about {phrase}]",
        "scrap the reminder [to {phrase}]",
        "i've done it (delete|cancel) the reminder",
        "i already {phrase} cancel the reminder",
        "drop the reminder (about|to) {phrase}",
        "never mind the reminder [to {phrase}]",
    ),
    slots={"phrase": "phrase"},
    ask={"phrase": "Which reminder?"},
)


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
    words = set(understanding.text.lower().split())
    slot = find(understanding, "phrase")
    if slot is None and ("all" in words or "reminders" in words):
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
