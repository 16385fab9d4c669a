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
        "what time is it [now|please|right now|exactly|at the moment]",
        "(what's|what is) the [exact|current|right] time [now|please|right now]",
        "[please] tell me the time",
        "(can|could|would) you tell me (the time|what time it is) [please|right now|now]",
        "do you (know|have|happen to know) (the time|what time it is)",
        "(have you|you) got the time [please|on you]",
        "would you mind telling me (the time|what time it is)",
        "any idea what time it is",
        "how late is it [now|already]",
        "[the] time please",
        "(current|exact) time",
        "i (need|want|would like) to know (the time|what time it is)",
        "what does the clock say",
        "what (hour is it|is the hour|time are we at|time have we got)",
        "is it late [already|yet]",
        "is it (noon|midnight|midday|lunchtime|past midnight) yet",
        "what time do we have",
        "give me the time [please]",
        "i've lost track of time what time is it",
        "i (can't see the clock|don't have a watch|lost my watch) what time is it",
        "what time is it (in|over in|out in|there in) {city} [now|right now|at the moment]",
        "(what's|what is) the [current|local] time (in|over in) {city} [right now|please|now|at "
        "the moment]",
        "(what's|what is) the hour [over] in {city} [now|right now]",
        "[please] tell me (the time|what time it is) (in|over in) {city}",
        "(could|can|would) you tell me (what time it is|the time) in {city} [please|right now]",
        "how late is it in {city} [now]",
        "is it (late|early|night|night time|day|morning|evening|dark|still morning) "
        "[already|now] in {city} [now|already|at the moment|yet]",
        "[current|local] time in {city} [please]",
        "{city} time [please]",
        "what time (do they have|have they got|would it be|is it for people) in {city} "
        "[now|right now]",
        "in {city} what time is it [now]",
        "over in {city} what's the time [now]",
        "what hour is it in {city}",
        "do you know what time it is (over there in|in) {city}",
        "(if i call|i want to call|can i call|i'm ringing) someone in {city} (now|today) what "
        "time is it there",
        "(my sister|a friend|my boss|mum) (is|lives) in {city} what time is it there [now]",
        "are they (asleep|awake|up) [yet|already] in {city} [at this hour|now]",
        "what are the clocks saying in {city}",
    ),
    slots={"city": "city"},
    ask={"city": "In which city?"},
)
DATE = Intent(
    "clock.date",
    examples=(
        "(what's|what is) (the date|today's date|the date today) [please|again]",
        "what date is it [today|again]",
        "what date do we have [today]",
        "what day is it [today|again]",
        "what day is today",
        "what day are we [on] [today]",
        "which day (is it|is today|do we have|are we on) [today]",
        "[please] tell me (the date|today's date|what day it is)",
        "(can|could|would) you tell me (what day it is|the date|what date we have|today's date)",
        "would you mind telling me (today's date|the date|what day it is)",
        "(do you know|any idea|have you any idea) (what day it is|what date it is|what the date "
        "is|today's date)",
        "today's date [please|again]",
        "the date please",
        "[the] date today",
        "what's today",
        "which day of the week (is it|are we on) [today]",
        "what day of the week is it [today]",
        "is it (monday|tuesday|wednesday|thursday|friday|saturday|sunday|the weekend) "
        "[today|already|yet]",
        "is today (monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
        "what (month|year|week) is it [now]",
        "which (month|year) (do we have|is it|are we in)",
        "what (month|year) are we in",
        "give me (the date|today's date)",
        "i (forgot|forget|don't know|can't remember) what (day|date) it is [today]",
        "i need (the date|today's date) [for a form|for a letter|for a cheque]",
        "how far into the month are we",
        "i've lost track of the days what (day|date) is it",
        "(what's|what is) (the date|today's date) [over] in {city} [now|right now|at the moment]",
        "(what|which) (day|date) is it [over] in {city} [now|already|at the moment|right "
        "now|today]",
        "is it (tomorrow|monday|tuesday|saturday|sunday) already in {city}",
        "(can|could) you tell me (what day|what date) it is in {city}",
        "which day do they have in {city} [now]",
    ),
    slots={"city": "city"},
    ask={"city": "In which city?"},
)
WEEKDAY = Intent(
    "clock.weekday",
    examples=(
        "(what|which) day (is|was|will be) {date}",
        "(what|which) day of the week (is|was|would be) {date} [this year]",
        "(what|which) day (does|did|will|would) {date} fall on [this year|next year]",
        "(what|which) weekday (does|will|would|did) {date} fall on [this year]",
        "(what|which) day (of the week|in the week) (does|will) {date} fall on [this year]",
        "what weekday (is|was|would be|will be) {date} [this year]",
        "what date is {date}",
        "(what's|what is) the date {date}",
        "on (which|what) day is {date}",
        "on (which|what) (weekday|day|day of the week) (does|will|did) {date} fall [this year]",
        "when is {date} [this year]",
        "(can|could) you tell me (what|which) (day|weekday) {date} is [please]",
        "(can|could) you tell me (what|which) day of the week {date} (falls on|is|will be)",
        "tell me (what|which) day (of the week|in the week) {date} (is|falls on|was)",
        "[do you] know what day {date} (is|falls on)",
        "{date} is (what|which) day [of the week]",
        "{date} what day is that",
        "which day of the week was {date}",
        "(what|which) day was {date}",
        "(what|which) day (will|would) {date} be",
        "(what|which) day of the week (will|would) (it|that) be {date}",
        "(what|which) (day|weekday) (of the week|in the week|exactly) (would|will) {date} be",
        "is {date} [on] a "
        "(sunday|saturday|monday|tuesday|wednesday|thursday|friday|weekday|weekend) [this year]",
        "is {date} [on] a (monday|sunday|friday|tuesday) or a (saturday|monday|sunday|thursday) "
        "[this year]",
        "(does|will) {date} fall on a (monday|tuesday|friday|saturday|sunday|weekend|weekday) "
        "[this year]",
        "(will|would) {date} be a (monday|tuesday|wednesday|friday|saturday|sunday|weekday)",
        "was {date} a (monday|wednesday|friday|sunday|weekend|weekday)",
        "(look up|check|find out|work out) (what|which) day {date} (is|falls on)",
        "{date} (falls on|is on) (what|which) day",
        "the day of the week for {date} [please]",
        "my (birthday|anniversary|exam|flight) is {date} (what|which) day is that",
        "i (need|want) to know (what|which) day {date} (is|falls on)",
    ),
    slots={"date": "date"},
    required=("date",),
    ask={"date": "Which day do you mean?"},
)
UNTIL = Intent(
    "clock.until",
    examples=(
        "how many days [are there|is it|are left|remain] (until|till|to|before|til) {date}",
        "how many (weeks|months) [are there|is it|are left] (until|till|to|before) {date}",
        "how many more (days|sleeps|weeks|nights) (until|till|to|before) {date}",
        "how many (sleeps|nights) [are there|are left|is it] (until|till|to|before) {date}",
        "how long [is it] (until|till|to|before|til) {date}",
        "how long is there [left] (until|till|to|before) {date}",
        "how long (have i|have we|has one) got [left] (until|till|before|to) {date}",
        "how long do (i|we) have [left] (until|till|before) {date}",
        "how long do (i|we) have to wait (until|till|for) {date}",
        "how much (time|longer) [is there|is left] (until|till|before) {date}",
        "how far (away|off) is {date}",
        "how close is {date}",
        "(can|could) you (count|tell me) the days (until|till|to) {date} [please]",
        "(can|could) you tell me how (many days|long) it is (until|till|to) {date}",
        "count the (days|weeks|sleeps) (until|till|to) {date}",
        "tell me how many (days|weeks) (are left|there are|it is) (until|till|before|to) {date}",
        "(days|weeks|sleeps) (until|till|to|before) {date}",
        "how soon is {date}",
        "when is {date} how many days is that",
        "(what's|what is) the number of days (until|to|till) {date}",
        "{date} is how many (days|weeks) away",
        "{date} how (long|many days) (is that|to go)",
        "how many days do we have left (until|till|before) {date}",
        "how (many days|many weeks|long) ago (was|is) {date}",
        "how many days (have passed|has it been|is it|are there) since {date}",
        "how many days since {date}",
        "how long (has it been|is it) since {date}",
        "is it long (until|till|to) {date} [now]",
        "is {date} (far away|far off|soon|a long way off|close)",
        "i can't wait for {date} how (long|many days) (is it|is that|to go)",
        "how many days away is {date}",
        "how many days (do i|do we) have (until|till|before) {date}",
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
