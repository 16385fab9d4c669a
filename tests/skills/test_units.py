"""Conversion of units, against definitions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assistant.skills.measures import convert, names, unit_named
from assistant.skills.units import Units
from assistant.skills.values_name import UNITS
from tests.skills.commands import Asked, filled, world


def converted(amount: str, unit: str, target: str) -> Fraction:
    one, other = unit_named(unit), unit_named(target)
    assert one is not None and other is not None
    return convert(Fraction(amount), one, other)


@pytest.mark.parametrize(
    ("amount", "unit", "target", "expected"),
    [
        ("1", "mile", "km", "1.609344"),
        ("1", "inches", "millimetres", "25.4"),
        ("1", "nautical mile", "metres", "1852"),
        ("20", "degrees celsius", "fahrenheit", "68"),
        ("-40", "f", "c", "-40"),
        ("0", "kelvin", "centigrade", "-273.15"),
        ("212", "fahrenheit", "celsius", "100"),
        ("16", "tablespoons", "cups", "1"),
        ("3", "teaspoons", "tablespoon", "1"),
        ("1", "gallon", "pints", "8"),
        ("1", "fl oz", "tablespoons", "2"),
        ("1", "imperial pint", "ml", "568.26125"),
        ("1", "stone", "pounds", "14"),
        ("16", "oz", "lbs", "1"),
        ("36", "km/h", "m/s", "10"),
        ("1", "knot", "kilometres an hour", "1.852"),
        ("1", "acre", "square yards", "4840"),
        ("1", "hectare", "square metres", "10000"),
        ("1", "gigabyte", "megabytes", "1000"),
        ("1", "gibibyte", "mebibytes", "1024"),
        ("1", "byte", "bits", "8"),
        ("2", "weeks", "hours", "336"),
        ("1", "centuries", "years", "100"),
        ("1", "kilowatt-hour", "kilojoules", "3600"),
        ("1", "bar", "hectopascals", "1000"),
    ],
)
def test_conversions_are_exact(amount: str, unit: str, target: str, expected: str) -> None:
    assert converted(amount, unit, target) == Fraction(expected)


def test_there_and_back_is_the_same() -> None:
    for name in names():
        unit = unit_named(name)
        assert unit is not None
        base = unit_named(
            {"length": "m", "weight": "kg", "temperature": "kelvin"}.get(unit.kind, name)
        )
        assert base is not None
        assert convert(convert(Fraction(7), unit, base), base, unit) == 7


def test_what_is_no_unit_is_none() -> None:
    for text in ("", "glass", "banana", "5", "metre metre", "kilo metre per", "\u202e"):
        assert unit_named(text) is None


def test_most_of_what_is_understood_can_be_converted() -> None:
    odd = {"volt", "ampere", "ohm", "hertz", "kilohertz", "megahertz", "newton", "degree", "radian",
           "nanometer", "microsecond", "nanosecond"}  # fmt: skip
    assert {name for name in UNITS if unit_named(name) is None} <= odd


ASKED = [
    ("how many [cups](target) are in [two](number) [litres](unit)", "2 liters",
     "8.45351 cups", False),
    ("[twenty](number) [degrees celsius](unit) in [fahrenheit](target)", "20 degrees celsius",
     "68 degrees fahrenheit", True),
    ("[six](number) [foot](unit) [two](number) in [centimetres](target)", "6 feet 2 inches",
     "187.96 centimeters", True),
    ("[five](number) [pounds](unit) [four](number) [ounces](unit) in [grams](target)",
     "5 pounds 4 ounces", "2,381.36 grams", False),
    ("how many [ounces](target) in a [cup](unit)", "1 cup", "8 fluid ounces", True),
    ("[minus forty](number) [fahrenheit](unit) in [celsius](target)", "-40 degrees fahrenheit",
     "-40 degrees celsius", True),
    ("[one](number) [inch](unit) in [miles](target)", "1 inch", "0.0000157828 miles", False),
    ("[twelve](number) [inches](unit) in [feet](target)", "12 inches", "1 foot", True),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "said", "answer", "exact"), ASKED)
def test_answers_name_both(marked: str, said: str, answer: str, exact: bool) -> None:
    ask = Asked(Units())
    text = ask("units.convert", marked)
    assert ask.details == {"from": said, "to": answer, "exact": exact}
    assert said in text and answer in text
    assert ("about" in text) is not exact


def test_what_does_not_fit_is_said() -> None:
    ask = Asked(Units())
    text = ask("units.convert", "[two](number) [litres](unit) in [metres](target)")
    assert "volume" in text and "length" in text and not ask.response.actions
    assert "cold" in ask("units.convert", "[minus 500](number) [celsius](unit) in [kelvin](target)")
    ask("units.convert", "convert [two](number) [miles](unit)")
    assert ask.response.asks == "target"
    ask("units.convert", "how many [miles](target)")
    assert ask.response.asks == "unit"
    ask("units.convert", "[two](number) [bananas](unit) in [metres](target)")
    assert ask.response.asks == "unit"


def test_every_sentence_of_the_templates_is_answered() -> None:
    skill, place = Units(), world()
    for heard in filled(skill, {"number": "three", "unit": "feet", "target": "metres"}):
        assert skill.handle(heard, place).actions, heard.text
