"""The time and the date, here and in other cities, and how far off a day is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from assistant.errors import AssistantError
from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World, find, value
from assistant.skills.say import count, day, exact_clock, full_day
from assistant.skills.values_city import title
from assistant.skills.values_date import WEEKDAYS

TIME = Intent(
    "clock.time",
    examples=(
        "what time is it [now|please|right now]",
        "(what's|what is) the time [now|please|right now]",
        "[please] tell me the time",
        "(can|could|would) you tell me (the time|what time it is) [please]",
        "do you (know|have) (the time|what time it is)",
        "have you got the time [please]",
        "how late is it [now|already]",
        "time please",
        "the time please",
        "current time",
        "i need to know (the time|what time it is)",
        "what does the clock say",
        "is it late",
        "what time do we have",
        "give me the time",
        "what time is it (in|over in) {city} [now|right now|at the moment]",
        "(what's|what is) the time in {city} [right now|please]",
        "tell me (the time|what time it is) in {city}",
        "(could|can) you tell me what time it is in {city} [please]",
        "how late is it in {city} [now]",
        "time in {city}",
        "current time in {city} [please]",
        "{city} time [please]",
        "what time do they have in {city}",
        "in {city} what time is it",
        "what hour is it in {city}",
        "do you know what time it is (over there in|in) {city}",
        "if i call someone in {city} now what time is it there",
        "(what's|what is) the local time in {city}",
    ),
    slots={"city": "city"},
    ask={"city": "In which city?"},
)
DATE = Intent(
    "clock.date",
    examples=(
        "(what's|what is) (the date|today's date) [today|please]",
        "what date is it [today]",
        "what day is it [today]",
        "what day is today",
        "which day (is it|is today|do we have) [today]",
        "[please] tell me (the date|today's date|what day it is)",
        "(can|could) you tell me (what day it is|the date|what date we have)",
        "do you know (what day it is|what date it is|today's date)",
        "today's date [please]",
        "the date please",
        "date today",
        "what's today",
        "which day of the week is it",
        "what day of the week is it [today]",
        "is it (monday|friday|sunday) [today]",
        "what month is it",
        "what year is it",
        "which (month|year) do we have",
        "give me (the date|today's date)",
        "i forgot what day it is",
        "what's the date in {city}",
        "what day is it in {city} [now|already]",
    ),
    slots={"city": "city"},
    ask={"city": "In which city?"},
)
WEEKDAY = Intent(
    "clock.weekday",
    examples=(
        "what day is {date}",
        "what day of the week is {date}",
        "(which|what) day does {date} fall on",
        "what weekday is {date}",
        "what date is {date}",
        "(what's|what is) the date {date}",
        "on (which|what) day is {date}",
        "on (which|what) weekday does {date} fall",
        "when is {date}",
        "(can|could) you tell me (what|which) day {date} is [please]",
        "tell me (what|which) day of the week {date} is",
        "[do you] know what day {date} is",
        "{date} is what day [of the week]",
        "{date} what day is that",
        "which day of the week was {date}",
        "what day was {date}",
        "what day will {date} be",
        "what day of the week will it be {date}",
        "is {date} a (sunday|saturday|weekday)",
        "look up what day {date} is",
    ),
    slots={"date": "date"},
    required=("date",),
    ask={"date": "Which day do you mean?"},
)
UNTIL = Intent(
    "clock.until",
    examples=(
        "how many days [are there] (until|till|to) {date}",
        "how many days (is it|are left) (until|till|to) {date}",
        "how long [is it] (until|till|to) {date}",
        "how many weeks [are there] (until|till|to) {date}",
        "how far (away|off) is {date}",
        "how many more (days|sleeps) (until|till|to) {date}",
        "how long do (i|we) have [left] (until|till|before) {date}",
        "(can|could) you (count|tell me) the days (until|till|to) {date} [please]",
        "tell me how many days (are left|there are) (until|till|before) {date}",
        "days (until|till|to) {date}",
        "how soon is {date}",
        "when is {date} how many days is that",
        "how many days before {date}",
        "(what's|what is) the number of days (until|to) {date}",
        "{date} is how many days away",
        "how many days ago was {date}",
        "how long ago was {date}",
        "how many days have passed since {date}",
        "how many days since {date}",
        "is it long (until|till) {date}",
    ),
    slots={"date": "date"},
    required=("date",),
    ask={"date": "Until which day?"},
)


class Clock:
    name = "clock"
    intents = (TIME, DATE, WEEKDAY, UNTIL)

    def handle(self, understanding: Understanding, world: World) -> Response:
        if understanding.intent in (TIME.name, DATE.name):
            return self.now(understanding, world)
        wanted = date.fromisoformat(value(understanding, "date"))
        if understanding.intent == WEEKDAY.name:
            return weekday(wanted, world)
        return until(wanted, world)

    def now(self, understanding: Understanding, world: World) -> Response:
        """Of a place that was named but is not known, nothing is told but that."""
        place = find(understanding, "city")
        if place and place.value is None:
            return Response(f"I don't know what time they have in {title(place.text)}.")
        moment, where = world.now(), ""
        if place:
            moment, where = moment.astimezone(_zone(place.value)), f" in {title(place.text)}"
        details = {"moment": moment.isoformat(), "city": place.text if place else None}
        if understanding.intent == DATE.name:
            text = self.say_date(moment, where, world)
        else:
            text = self.say_time(moment, where, world)
        return Response(text, (Action(f"{understanding.intent}", details),))

    def say_time(self, moment: datetime, where: str, world: World) -> str:
        said = exact_clock(moment)
        if not where:
            return world.one_of(f"It's {said}.", f"{said}.".capitalize(), f"It is {said} now.")
        other = moment.date() != world.now().date()
        when = f", {day(moment.date(), world.now().date())} already" if other else ""
        if other and moment.date() < world.now().date():
            when = ", still yesterday"
        return world.one_of(f"It's {said}{where}{when}.", f"In{where[3:]} it's {said}{when}.")

    def say_date(self, moment: datetime, where: str, world: World) -> str:
        said = full_day(moment.date())
        if where:
            return f"It's {said}{where}."
        return world.one_of(f"It's {said}.", f"Today is {said}.", f"{said}.")


def weekday(wanted: date, world: World) -> Response:
    """`Christmas` is a Friday."""
    today = world.now().date()
    verb = "was" if wanted < today else "is"
    action = Action(WEEKDAY.name, {"date": wanted.isoformat()})
    if wanted == today:
        return Response(f"That's today, {full_day(wanted, today)}.", (action,))
    name = WEEKDAYS[wanted.weekday()].capitalize()
    said = full_day(wanted, today)
    text = world.one_of(f"That {verb} {said}.", f"It {verb} a {name}: {said.partition(', ')[2]}.")
    return Response(text, (action,))


def until(wanted: date, world: World) -> Response:
    """Days from today, and weeks if there are many."""
    today = world.now().date()
    days = (wanted - today).days
    action = Action(UNTIL.name, {"date": wanted.isoformat(), "days": days})
    if days == 0:
        return Response("That's today!", (action,))
    if abs(days) == 1:
        return Response("That's tomorrow." if days > 0 else "That was yesterday.", (action,))
    said = full_day(wanted, today)
    if days < 0:
        return Response(f"{said} was {count(-days, 'day')} ago.", (action,))
    weeks, rest = divmod(days, 7)
    more = (
        f", {'just ' if not rest else 'a little over '}{count(weeks, 'week')}" if weeks > 2 else ""
    )
    text = world.one_of(
        f"It's {count(days, 'day')} until {said}{more}.",
        f"{count(days, 'day').capitalize()}: it's on {said}.",
        f"{said} is {count(days, 'day')} away{more}.",
    )
    return Response(text, (action,))


def _zone(name: str) -> ZoneInfo:
    """
    Raises:
        AssistantError: this system has no table of time zones.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise AssistantError(
            "This computer has no table of time zones: install the package tzdata."
        ) from error
