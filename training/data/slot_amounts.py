"""Numbers and percentages as people say them, as large as is usual where they stand."""

from __future__ import annotations

import random
from collections.abc import Mapping

from assistant.language.numbers import say_cardinal

USUAL: Mapping[str, tuple[int, ...]] = {
    "home.heat_set.number": tuple(range(14, 27)),
    "home.warmer.number": (1, 2, 2, 2, 3, 3, 4, 5),
    "home.cooler.number": (1, 2, 2, 2, 3, 3, 4, 5),
    "chance.coin.number": (2, 3, 3, 4, 5, 5, 6, 7, 8, 10, 10, 12, 20, 100),
    "chance.dice.number": (2, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12, 20),
    "chance.dice.sides": (3, 4, 6, 8, 8, 10, 10, 12, 12, 20, 20, 20, 24, 30, 50, 100),
    "chance.number.low": (0, 1, 1, 1, 1, 1, 2, 3, 5, 7, 10, 10, 20, 30, 50, 100),
    "chance.number.high": (
        5, 6, 9, 10, 10, 10, 12, 15, 20, 20, 25, 30, 40, 49, 50, 60, 75, 99, 100, 100, 200, 500,
        1000, 5000, 10000,
    ),
    "control.volume.number": (1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 10, 20, 30, 40, 50, 60, 70, 80),
}  # fmt: skip
"""Intent and slot -> what is said there."""
_UNITS = (
    "metre,meter,kilometre,kilometer,mile,foot/feet,inch/inches,yard,centimetre,centimeter,gram,"
    "kilogram,kilo,pound,ounce,litre,liter,pint,gallon,cup,tablespoon,teaspoon,second,minute,hour,"
    "day,week,month,year,fortnight,decade,stone/stone,hectare,acre,square metre,square meter,"
    "square foot/square feet,square mile,square kilometre,millilitre,milliliter,millimetre,knot,"
    "ton,tonne,milligram,quart,fluid ounce,cubic metre,centilitre,light year,nautical mile,furlong,"
    "kilobyte,megabyte,gigabyte,terabyte,byte,joule,kilojoule,calorie,kilocalorie,watt,kilowatt,"
    "horsepower/horsepower,kilowatt hour,us gallon,imperial pint,mile per hour/miles per hour,"
    "kilometre per hour/kilometres per hour,metre per second/metres per second,bar,carat,fathom"
).split(",")
_MASSLESS = (
    "celsius,fahrenheit,celsius,fahrenheit,centigrade,kelvin,degrees celsius,degrees fahrenheit,"
    "degrees centigrade,mph,kph,km,cm,mm,kg,ml"
).split(",")
"""Units that are the same after any number."""
ALWAYS_SIGNED = ("arithmetic", "control")
"""Skills where a number without `percent` is another slot."""


def amount(intent: str, slot: str, kind: str, numbers: random.Random) -> str:
    """A number or a percentage for a slot of an intent."""
    if kind == "percent":
        return percent(numbers, signed=intent.partition(".")[0] in ALWAYS_SIGNED)
    usual = USUAL.get(f"{intent}.{slot}")
    if usual is None or numbers.random() < 0.05:
        return number(numbers)
    said = say_cardinal(numbers.choice(usual))
    half = intent.startswith("home.") and numbers.random() < 0.08
    return f"{said} and a half" if half else said


def number(numbers: random.Random) -> str:
    """Most are below a hundred; some have a fraction or a sign."""
    most = numbers.choice((12, 20, 100, 100, 1000, 20000))
    value = numbers.randint(0, most)
    if numbers.random() < 0.05:
        value = numbers.choice((1_000_000, 100_000, 1_000, 10_000)) * numbers.randint(1, 9)
    said = say_cardinal(value)
    kind = numbers.random()
    if kind < 0.08:
        return f"{said} point {say_cardinal(numbers.randint(1, 9))}"
    if kind < 0.1:
        digits = (say_cardinal(numbers.randint(0, 9)) for _ in range(2))
        return f"{said} point {' '.join(digits)}"
    if kind < 0.14:
        return numbers.choice((f"{said} and a half", "half", f"minus {said}"))
    if kind < 0.19:
        return numbers.choice(("a dozen", "a hundred", "a thousand", "a million", "a quarter"))
    return said.replace(" and ", " ") if kind < 0.45 else said


def percent(numbers: random.Random, signed: bool = False) -> str:
    """`thirty percent`, seldom `thirty`.

    signed : never without the word
    """
    usual = (5, 10, 15, 20, 25, 30, 40, 45, 50, 60, 70, 75, 80, 90, 100)
    value = numbers.choice(usual) if numbers.random() < 0.6 else numbers.randint(1, 100)
    said = say_cardinal(value).replace("one hundred", numbers.choice(("one hundred", "a hundred")))
    return f"{said} percent" if signed or numbers.random() < 0.75 else said


def unit(numbers: random.Random, one: bool = False) -> str:
    """`kilometres`; `kilometre` if it is one."""
    if not one and numbers.random() < 0.2:
        return numbers.choice(_MASSLESS)
    single, _, several = numbers.choice(_UNITS).partition("/")
    return single if one else several or f"{single}s"
