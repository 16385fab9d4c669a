"""Units that people name, as exact fractions of each kind's base unit.

A table of our own: the library pint takes a quarter of a second to read its definitions, knows
thousands of units that nobody says, and answers in floats. The factors are the definitions
themselves: the inch of 1959, the imperial and the US gallon, the calorie of thermochemistry.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache


@dataclass(frozen=True)
class Unit:
    """One unit of measurement."""

    name: str
    """As pint calls it: `meter`, `fluid_ounce`."""
    kind: str
    """What it measures; only units of one kind convert into each other."""
    factor: Fraction
    """How many base units it is."""
    plural: str
    """As it is shown after any number but one."""
    singular: str
    """As it is shown after one."""
    zero: Fraction = Fraction(0)
    """Where its zero lies, in base units: 273.15 for degrees Celsius."""


# kind: (pint's name, factor, what people say: the first is shown)
_TABLE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "length": (
        ("meter", "1", "meter metre m"),
        ("kilometer", "1000", "kilometer kilometre km kay klick"),
        ("centimeter", "1/100", "centimeter centimetre cm"),
        ("millimeter", "1/1000", "millimeter millimetre mm"),
        ("micrometer", "1/1000000", "micrometer micrometre micron"),
        ("inch", "0.0254", "inch|inches in"),
        ("foot", "0.3048", "foot|feet ft"),
        ("yard", "0.9144", "yard yd"),
        ("mile", "1609.344", "mile mi"),
        ("nautical_mile", "1852", "nautical_mile"),
        ("light_year", "9460730472580800", "light_year"),
        ("fathom", "1.8288", "fathom"),
        ("furlong", "201.168", "furlong"),
    ),
    "weight": (
        ("kilogram", "1", "kilogram kilogramme kilo kg"),
        ("gram", "1/1000", "gram gramme g"),
        ("milligram", "1/1000000", "milligram milligramme mg"),
        ("metric_ton", "1000", "ton|tons tonne metric_ton"),
        ("pound", "0.45359237", "pound|pounds lb lbs"),
        ("ounce", "0.028349523125", "ounce oz"),
        ("stone", "6.35029318", "stone|stone stones"),
        ("carat", "0.0002", "carat"),
    ),
    "volume": (
        ("liter", "1", "liter litre l"),
        ("milliliter", "1/1000", "milliliter millilitre ml mil"),
        ("centiliter", "1/100", "centiliter centilitre cl"),
        ("deciliter", "1/10", "deciliter decilitre dl"),
        ("cubic_meter", "1000", "cubic_meter cubic_metre"),
        ("cubic_foot", "28.316846592", "cubic_foot|cubic_feet"),
        ("cubic_centimeter", "1/1000", "cubic_centimeter cubic_centimetre cc"),
        ("gallon", "3.785411784", "gallon us_gallon american_gallon gal"),
        ("imperial_gallon", "4.54609", "imperial_gallon british_gallon uk_gallon"),
        ("quart", "0.946352946", "quart qt"),
        ("pint", "0.473176473", "pint us_pint american_pint"),
        ("imperial_pint", "0.56826125", "imperial_pint british_pint uk_pint"),
        ("cup", "0.2365882365", "cup cupful"),
        ("fluid_ounce", "0.0295735295625", "fluid_ounce fl_oz"),
        ("tablespoon", "0.01478676478125", "tablespoon tbsp tablespoonful"),
        ("teaspoon", "0.00492892159375", "teaspoon tsp teaspoonful"),
    ),
    "speed": (
        ("meter_per_second", "1", "meter_per_second|meters_per_second metre_per_second m/s"),
        ("kilometer_per_hour", "5/18", "kilometer_per_hour|kilometers_per_hour "
         "kilometre_per_hour km/h kph kmh"),
        ("mile_per_hour", "0.44704", "mile_per_hour|miles_per_hour mph"),
        ("knot", "463/900", "knot kn"),
        ("foot_per_second", "0.3048", "foot_per_second|feet_per_second ft/s"),
    ),
    "area": (
        ("square_meter", "1", "square_meter square_metre"),
        ("square_kilometer", "1000000", "square_kilometer square_kilometre"),
        ("square_centimeter", "1/10000", "square_centimeter square_centimetre"),
        ("square_foot", "0.09290304", "square_foot|square_feet"),
        ("square_inch", "0.00064516", "square_inch|square_inches"),
        ("square_yard", "0.83612736", "square_yard"),
        ("square_mile", "2589988.110336", "square_mile"),
        ("hectare", "10000", "hectare ha"),
        ("acre", "4046.8564224", "acre"),
    ),
    "data": (
        ("byte", "1", "byte"),
        ("bit", "1/8", "bit"),
        ("kilobyte", "1000", "kilobyte kb"),
        ("megabyte", "1000000", "megabyte mb meg"),
        ("gigabyte", "1000000000", "gigabyte gb gig"),
        ("terabyte", "1000000000000", "terabyte tb"),
        ("petabyte", "1000000000000000", "petabyte pb"),
        ("kibibyte", "1024", "kibibyte kib"),
        ("mebibyte", "1048576", "mebibyte mib"),
        ("gibibyte", "1073741824", "gibibyte gib"),
        ("megabit", "125000", "megabit"),
        ("gigabit", "125000000", "gigabit"),
    ),
    "time": (
        ("second", "1", "second sec s"),
        ("millisecond", "1/1000", "millisecond ms"),
        ("minute", "60", "minute min"),
        ("hour", "3600", "hour hr h"),
        ("day", "86400", "day"),
        ("week", "604800", "week"),
        ("fortnight", "1209600", "fortnight"),
        ("month", "2629746", "month"),
        ("year", "31556952", "year yr"),
        ("decade", "315569520", "decade"),
        ("century", "3155695200", "century|centuries"),
    ),
    "temperature": (
        ("kelvin", "1", "kelvin|kelvin kelvins"),
        ("degree_Celsius", "1", "degree_celsius|degrees_celsius celsius centigrade "
         "degree_centigrade degc c °c"),
        ("degree_Fahrenheit", "5/9", "degree_fahrenheit|degrees_fahrenheit fahrenheit degf f °f"),
    ),
    "energy": (
        ("joule", "1", "joule"),
        ("kilojoule", "1000", "kilojoule kj"),
        ("calorie", "4.184", "calorie"),
        ("kilocalorie", "4184", "kilocalorie kcal"),
        ("watt_hour", "3600", "watt_hour"),
        ("kilowatt_hour", "3600000", "kilowatt_hour kwh"),
    ),
    "power": (
        ("watt", "1", "watt"),
        ("kilowatt", "1000", "kilowatt kw"),
        ("horsepower", "745.69987158227022", "horsepower|horsepower hp"),
    ),
    "pressure": (
        ("pascal", "1", "pascal pa"),
        ("hectopascal", "100", "hectopascal hpa"),
        ("bar", "100000", "bar"),
        ("millibar", "100", "millibar mbar"),
        ("psi", "6894.757293168361", "psi|psi"),
        ("atmosphere", "101325", "atmosphere atm"),
    ),
}  # fmt: skip
_ZEROS = {"degree_Celsius": Fraction("273.15"), "degree_Fahrenheit": Fraction("45967/180")}


def _unit(kind: str, name: str, factor: str, said: str) -> Unit:
    singular, _, plural = said.split()[0].replace("_", " ").partition("|")
    zero = _ZEROS.get(name, Fraction(0))
    return Unit(name, kind, Fraction(factor), plural or f"{singular}s", singular, zero)


@cache
def _by_name() -> dict[str, Unit]:
    """Unit by everything it is called."""
    found: dict[str, Unit] = {}
    for kind, rows in _TABLE.items():
        for name, factor, said in rows:
            unit = _unit(kind, name, factor, said)
            for one in (name.lower(), *said.lower().split(), unit.plural, unit.singular):
                for form in one.replace("_", " ").split("|"):
                    found.setdefault(form, unit)
                    if len(form) > 3:  # `gs` is no gram
                        first, per, rest = form.partition(" per ")
                        found.setdefault(f"{first}s{per}{rest}", unit)
    return found


def unit_named(text: str) -> Unit | None:
    """The unit that a text names, in any of its forms; None if it names none."""
    plain = " ".join(text.lower().replace("_", " ").replace("-", " ").split()).strip(" .,?!")
    plain = plain.replace(" an hour", " per hour").replace(" a second", " per second")
    plain = plain.removeprefix("degrees ") if plain.count(" ") == 1 else plain
    return _by_name().get(plain) or _by_name().get(plain.removesuffix("s"))


def names() -> tuple[str, ...]:
    """Everything that a unit is called, for the network to learn from and for hearing."""
    return tuple(sorted(_by_name()))


def convert(amount: Fraction, unit: Unit, target: Unit) -> Fraction:
    """An amount of one unit in another of its kind, exactly."""
    return (amount * unit.factor + unit.zero - target.zero) / target.factor
