"""What may stand in the slots of commands, as people say it: our own lists, drawn at random.

By type of slot; `slot_context` also looks at where the slot stands.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from assistant.skills.values_city import CITIES as _KNOWN_CITIES
from training.data.slot_amounts import number, percent, unit
from training.data.slot_phrases import anything, item
from training.data.slot_times import date, duration, time
from training.data.slot_words import ALARM_NAMES, LIST_NAMES, TIMER_NAMES, WORDS

ROOMS = (
    "kitchen,kitchen,living room,living room,bedroom,bedroom,bathroom,bathroom,hall,hallway,office,"
    "office,study,garage,dining room,nursery,attic,basement,garden,garden,porch,balcony,lounge,"
    "guest room,kids room,laundry room,sitting room,front room,family room,master bedroom,"
    "main bedroom,shower room,corridor,landing,home office,den,dining area,children's room,"
    "playroom,kids bedroom,spare room,spare bedroom,toilet,loo,utility room,yard,back garden,"
    "terrace,patio,loft,cellar,whole house,conservatory,pantry,library,games room,gym,shed,"
    "workshop,boys room,girls room,back bedroom,downstairs toilet,upstairs bathroom,music room"
).split(",")
COLOURS = (
    "red,red,green,green,blue,blue,yellow,orange,purple,pink,white,warm white,cool white,turquoise,"
    "violet,cyan,magenta,gold,teal,lime,light blue,dark blue,dark red,lavender,soft pink,deep blue,"
    "pale yellow,bright green,golden,indigo,amber,crimson,scarlet,mint green,peach,coral,salmon,"
    "lilac,maroon,olive,navy,navy blue,sky blue,royal blue,dark green,light green,hot pink,"
    "daylight,soft white,candlelight,bright white,rose,aqua,ivory,silver,plum,ruby,emerald"
).split(",")
CITIES = (
    *"london,paris,berlin,madrid,rome,tokyo,new york,los angeles,chicago,sydney,moscow,beijing,"
    "mumbai,cairo,toronto,mexico city,singapore,hong kong,dubai,istanbul,lisbon,vienna,oslo,"
    "san francisco,seoul,delhi,amsterdam,dublin,athens,buenos aires,nairobi,auckland,stockholm,"
    "coventry,bath,york,norwich,exeter,plymouth,brighton,sheffield,newcastle,nottingham,hull,"
    "swansea,dundee,aberdeen,galway,limerick,ipswich,luton,reading,derby,lincoln,chester,durham,"
    "the airport,heathrow,the city centre,cornwall,kent,yorkshire,devon,bavaria,tuscany,provence,"
    "monte carlo,siena,pisa,lucerne,heidelberg,freiburg,rostock,kiel,essen,dortmund,lille,nantes,"
    "sacramento,oakland,tucson,albany,savannah,tampa,fresno,buffalo,omaha,spokane,hobart,cairns,"
    "geelong,halifax,kelowna,osaka,kobe,nagoya,pune,jaipur,surat,cusco,cordoba,mendoza".split(","),
    *(name for name in _KNOWN_CITIES if len(name) > 3),
)
CONFIRMATIONS = (
    "yes,no,yes please,no thanks,sure,okay,yeah,nope,go ahead,do it,don't,never mind,of course"
).split(",")

Draw = Callable[[random.Random], str]


def draw(kind: str, numbers: random.Random) -> str:
    """A value of a slot type as it is said; of a type that is not known, any phrase."""
    return _DRAWS.get(kind, anything)(numbers)


def _name(numbers: random.Random) -> str:
    kind = numbers.random()
    if kind < 0.9:
        return numbers.choice(numbers.choice((LIST_NAMES, TIMER_NAMES, TIMER_NAMES, ALARM_NAMES)))
    return numbers.choice(WORDS) if kind < 0.95 else item(numbers)


_DRAWS: dict[str, Draw] = {
    "duration": duration,
    "time": time,
    "date": date,
    "number": number,
    "percent": percent,
    "colour": lambda numbers: numbers.choice(COLOURS),
    "room": lambda numbers: numbers.choice(ROOMS),
    "unit": unit,
    "item": item,
    "name": _name,
    "city": lambda numbers: numbers.choice(CITIES),
    "word": lambda numbers: numbers.choice(WORDS),
    "phrase": anything,
    "confirm": lambda numbers: numbers.choice(CONFIRMATIONS),
}
"""Slot type -> how to draw one."""
