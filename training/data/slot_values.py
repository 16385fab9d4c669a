"""What may stand in the slots of commands, as people say it: our own lists, drawn at random.

Names, items and phrases are open: some are put together from common words, so that the network
learns where a value stands and not only which values there are.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from assistant.language.numbers import say_cardinal, say_ordinal

ROOMS = (
    "kitchen,living room,bedroom,bathroom,hall,hallway,office,study,garage,dining room,nursery,"
    "attic,basement,garden,porch,balcony,lounge,guest room,kids room,laundry room"
).split(",")
COLOURS = (
    "red,green,blue,yellow,orange,purple,pink,white,warm white,cool white,turquoise,violet,cyan,"
    "magenta,gold,teal,lime,light blue,dark red,lavender"
).split(",")
ITEMS = (
    "milk,eggs,bread,butter,apples,bananas,coffee,tea,sugar,flour,rice,pasta,tomatoes,onions,"
    "garlic,cheese,yoghurt,chicken,toilet paper,dish soap,olive oil,orange juice,cat food,"
    "batteries,light bulbs,washing powder,oat milk,peanut butter,dark chocolate,a bottle of wine,"
    "two lemons,a dozen eggs,frozen peas,birthday candles,water the plants,clean the oven,"
    "fix the bike,pay the rent,book the dentist,call the plumber,wash the car,buy stamps"
).split(",")
NAMES = (
    "pizza,egg,pasta,tea,laundry,oven,cake,rice,workout,nap,study,bread,potato,chicken,washing,"
    "meditation,morning,work,school,gym,medicine,parking,roast,cookie,break,shopping,to do,grocery,"
    "holiday,packing,party,books,hardware,chores,birthday"
).split(",")
PHRASES = (
    "call mum,take out the rubbish,feed the cat,water the plants,take my pills,pick up the kids,"
    "send the report,buy flowers for anna,check the oven,go for a run,the meeting with tom,"
    "book a table for friday,the car needs new tyres,drink some water,turn off the stove,"
    "my sister likes green tea,the wifi code is on the fridge,return the library books,"
    "stretch my legs,movie time,good night,dinner is ready,bed time,party mode,i am leaving,"
    "read a chapter,bring in the washing,ring the bank,pay the gas bill,walk the dog"
).split(",")
CITIES = (
    "london,paris,berlin,madrid,rome,tokyo,new york,los angeles,chicago,sydney,moscow,beijing,"
    "mumbai,cairo,toronto,mexico city,singapore,hong kong,dubai,istanbul,lisbon,vienna,oslo,"
    "san francisco,seoul,delhi,amsterdam,dublin,athens,buenos aires,nairobi,auckland,stockholm"
).split(",")
UNITS = (
    "metres,meters,kilometres,kilometers,miles,feet,inches,yards,centimetres,grams,kilograms,kilos,"
    "pounds,ounces,litres,liters,pints,gallons,cups,tablespoons,teaspoons,celsius,fahrenheit,"
    "degrees celsius,degrees fahrenheit,kelvin,seconds,minutes,hours,days,weeks,miles per hour,"
    "kilometres per hour,stone,hectares,acres,square metres,millilitres,millimetres,knots"
).split(",")
WORDS = (
    "necessary,rhythm,elephant,beautiful,accommodate,receive,february,knight,psychology,restaurant,"
    "tomorrow,separate,definitely,queue,bicycle,chocolate,weird,believe,island,yacht,conscience,"
    "embarrass,library,schedule,vacuum,cat,house,friend,science,orchestra,giraffe,lieutenant"
).split(",")
CONFIRMATIONS = (
    "yes,no,yes please,no thanks,sure,okay,yeah,nope,go ahead,do it,don't,never mind,of course"
).split(",")
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = (
    "january february march april may june july august september october november december"
).split()
PARTS_OF_DAY = ("in the morning", "in the evening", "in the afternoon", "at night", "tonight")

Draw = Callable[[random.Random], str]


def draw(kind: str, numbers: random.Random) -> str:
    """A value of a slot type as it is said; of a type that is not known, any phrase."""
    return _DRAWS.get(kind, _phrase)(numbers)


def _number(numbers: random.Random) -> str:
    most = numbers.choice((12, 100, 100, 1000, 20000))
    value = numbers.randint(0, most)
    said = say_cardinal(value)
    kind = numbers.random()
    if kind < 0.08:
        return f"{said} point {say_cardinal(numbers.randint(1, 9))}"
    if kind < 0.12:
        return numbers.choice((f"{said} and a half", "half", f"minus {said}"))
    return said.replace(" and ", " ") if kind < 0.4 else said


def _small(numbers: random.Random, most: int) -> str:
    usual = [value for value in (5, 10, 15, 20, 30, 45, 50) if value <= most]
    if usual and numbers.random() < 0.5:
        return say_cardinal(numbers.choice(usual))
    return say_cardinal(numbers.randint(1, most))


def _duration(numbers: random.Random) -> str:
    unit, most = numbers.choice(
        (("second", 90), ("minute", 60), ("minute", 60), ("hour", 12), ("day", 10), ("week", 4))
    )
    many = f"{_small(numbers, most)} {unit}s"
    if many.startswith("one "):
        many = f"{numbers.choice(('one', 'a' if unit != 'hour' else 'an'))} {unit}"
    kind = numbers.random()
    if kind < 0.08:
        return numbers.choice(
            ("half an hour", "a quarter of an hour", "an hour and a half", "half a minute",
             "one and a half hours", "a minute and a half", "three quarters of an hour")
        )  # fmt: skip
    if kind < 0.14:
        return f"{_small(numbers, 10)} and a half {unit}s"
    if kind < 0.26 and unit in ("minute", "hour"):
        lower = "second" if unit == "minute" else "minute"
        joint = numbers.choice((" and ", " "))
        return f"{many}{joint}{_small(numbers, 59)} {lower}s"
    return many


def _clock(numbers: random.Random) -> str:
    hour = say_cardinal(numbers.randint(1, 12))
    kind = numbers.random()
    if kind < 0.3:
        said = hour
    elif kind < 0.4:
        said = f"{hour} o'clock"
    elif kind < 0.6:
        past = numbers.choice(("half past", "quarter past", "quarter to", "a quarter past",
                               "ten past", "twenty to", "five to"))  # fmt: skip
        said = f"{past} {hour}"
    elif kind < 0.66:
        return numbers.choice(("noon", "midnight", "midday"))
    else:
        minutes = numbers.choice((5, 10, 15, 20, 30, 30, 40, 45, 50, 55, numbers.randint(1, 59)))
        said = f"{hour} {'oh ' if minutes < 10 else ''}{say_cardinal(minutes)}"
    if numbers.random() < 0.35:
        said += f" {numbers.choice(('am', 'pm', *PARTS_OF_DAY[:3]))}"
    return said


def _time(numbers: random.Random) -> str:
    kind = numbers.random()
    if kind < 0.7:
        return _clock(numbers)
    if kind < 0.85:
        return f"{_clock(numbers)} {_date(numbers, plain=True)}"
    return f"{_date(numbers, plain=True)} at {_clock(numbers)}"


def _date(numbers: random.Random, plain: bool = False) -> str:
    day = numbers.choice(DAYS)
    near = numbers.choice(("today", "tomorrow", "tonight", "this evening", f"on {day}",
                           f"next {day}", f"this {day}", "tomorrow morning", day))  # fmt: skip
    if plain or numbers.random() < 0.6:
        return near
    month, which = numbers.choice(MONTHS), say_ordinal(numbers.randint(1, 28))
    return numbers.choice(
        (f"the {which} of {month}", f"{month} {which}", f"{month} the {which}", f"the {which}",
         f"in {_small(numbers, 20)} days", "next week", "the day after tomorrow", "christmas",
         f"{month} {say_cardinal(numbers.randint(1, 28))}", "next month")
    )  # fmt: skip


def _percent(numbers: random.Random) -> str:
    said = _small(numbers, 100)
    return f"{said} percent" if numbers.random() < 0.75 else said


def _phrase(numbers: random.Random) -> str:
    """As it stands in the list, or one end of one joined to another's."""
    one = numbers.choice(PHRASES)
    if numbers.random() < 0.6:
        return one
    other = numbers.choice((*PHRASES, *ITEMS)).split()
    return " ".join([*one.split()[:2], *other[-2:]])


def _name(numbers: random.Random) -> str:
    return numbers.choice((*NAMES, *NAMES, *WORDS)) if numbers.random() < 0.9 else _item(numbers)


def _item(numbers: random.Random) -> str:
    return numbers.choice((*ITEMS, *ITEMS, *WORDS))


_DRAWS: dict[str, Draw] = {
    "duration": _duration,
    "time": _time,
    "date": _date,
    "number": _number,
    "percent": _percent,
    "colour": lambda numbers: numbers.choice(COLOURS),
    "room": lambda numbers: numbers.choice(ROOMS),
    "unit": lambda numbers: numbers.choice(UNITS),
    "item": _item,
    "name": _name,
    "city": lambda numbers: numbers.choice(CITIES),
    "word": lambda numbers: numbers.choice(WORDS),
    "phrase": _phrase,
    "confirm": lambda numbers: numbers.choice(CONFIRMATIONS),
}
"""Slot type -> how to draw one."""
