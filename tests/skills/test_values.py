"""Numbers, lengths, names and free text: by hand, by property, and with hostile input."""

from __future__ import annotations

import json
import random
import re

import pytest

from assistant.language.numbers import say_cardinal
from assistant.skills.say import length
from assistant.skills.values import RESOLVERS, resolve
from assistant.skills.values_city import CITIES, title
from assistant.skills.values_name import COLOURS, ROOMS, UNITS
from tests.skills.talk import SATURDAY


def of(type: str, text: str) -> object:
    return resolve(type, text, SATURDAY)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("ten minutes", 600), ("an hour and a half", 5400), ("90 secs", 90), ("90secs", 90),
        ("quarter of an hour", 900), ("three quarters of an hour", 2700), ("half an hour", 1800),
        ("half a minute", 30), ("a quarter hour", 900), ("1h30m", 5400), ("1 h 30", 5400),
        ("an hour thirty", 5400), ("two minutes ten", 130), ("two and a half hours", 9000),
        ("one and a half minutes", 90), ("a couple of minutes", 120), ("1.5 hours", 5400),
        ("a hundred seconds", 100), ("for another 5 minutes please", 300), ("a fortnight", 1209600),
        ("1 hour, 20 minutes and 5 seconds", 4805), ("twenty-five minutes", 1500), ("0 seconds", 0),
        ("TEN MINUTES!", 600), ("a day and two hours", 93600), ("½ hour", 1800),
    ],
)  # fmt: skip
def test_lengths(text: str, seconds: float) -> None:
    assert of("duration", text) == seconds


@pytest.mark.parametrize(
    "text",
    ["ten", "5", "", "   ", "a month", "forever", "minus five minutes", "ten minutes and two hours",
     "ten minutes and five minutes", "minutes", "a", "an", "the hour", "ten bananas", "in",
     "five to six", "9" * 400 + " minutes", "1e9 minutes", "٣ minutes",
     "ten minutes or so maybe no"],
)  # fmt: skip
def test_what_is_no_length(text: str) -> None:
    assert of("duration", text) is None


def test_a_length_that_is_said_is_understood_again() -> None:
    numbers = random.Random(3)
    for _ in range(300):
        seconds = numbers.choice([60, 3600, 86_400, 604_800]) * numbers.randint(1, 6)
        seconds += numbers.choice([0, 1, 30, 59]) if seconds < 3600 else 0
        assert of("duration", length(seconds)) == seconds, length(seconds)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("minus three point five", -3.5), ("2,000", 2000), ("two and a half", 2.5), ("a dozen", 12),
        ("half a dozen", 6), ("3 million", 3_000_000), ("3.5 million", 3_500_000), ("1/2", 0.5),
        ("2 1/2", 2.5), ("three quarters", 0.75), ("half", 0.5), ("a couple", 2), ("-3", -3),
        ("zero", 0), ("two thousand and three", 2003), ("one point oh five", 1.05),
    ],
)  # fmt: skip
def test_numbers(text: str, number: float) -> None:
    assert of("number", text) == number


@pytest.mark.parametrize(
    "text", ["six seven", "1/0", "1e9", "9" * 99, "x", "+", "--3", "", "a few"]
)
def test_what_is_no_number(text: str) -> None:
    assert of("number", text) is None


def test_every_number_that_is_said_is_understood_again() -> None:
    numbers = random.Random(5)
    for _ in range(300):
        value = numbers.randrange(10 ** numbers.randint(1, 12))
        assert of("number", say_cardinal(value)) == value
        assert of("number", f"{value:,}") == value


@pytest.mark.parametrize(
    ("text", "percent"),
    [("fifty percent", 50), ("50%", 50), ("to 30 per cent", 30), ("half", 50), ("full", 100),
     ("a quarter", 25), ("three quarters", 75), ("0", 0), ("100", 100), ("12.5 %", 12.5),
     ("101", None), ("-5", None), ("percent", None), ("loud", None)],
)  # fmt: skip
def test_percent(text: str, percent: float | None) -> None:
    assert of("percent", text) == percent


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        ("room", "the living room", "living room"), ("room", "lounge", "living room"),
        ("room", "Kids' room", "children's room"), ("room", "the whole house", "everywhere"),
        ("room", "the moon", None), ("unit", "feet", "foot"), ("unit", "°C", "degree_Celsius"),
        ("unit", "kilometres per hour", "kilometer_per_hour"), ("unit", "smoots", None),
        ("unit", "inches", "inch"), ("unit", "nautical miles", "nautical_mile"),
        ("city", "Tokyo", "Asia/Tokyo"), ("city", "são paulo", "America/Sao_Paulo"),
        ("city", "Zürich", "Europe/Zurich"), ("city", "gotham", None), ("city", "russia", None),
        ("city", "paris, france", "Europe/Paris"), ("confirm", "Yes please.", True),
        ("confirm", "no thanks", False), ("confirm", "perhaps", None),
        ("item", "some milk", "milk"),
        ("item", "a dozen eggs", "a dozen eggs"), ("name", "my Tea", "tea"),
        ("word", "rhythm", "rhythm"), ("word", "two words", None),
        ("phrase", " call  mum. ", "call mum"), ("phrase", "...", None),
        ("phrase", "x" * 2000, None), ("phrase", "a\x00b\ud800", "a b"),
    ],
)  # fmt: skip
def test_names_and_text(type: str, text: str, value: object) -> None:
    assert of(type, text) == value


def test_colours_have_a_name_and_a_value() -> None:
    assert of("colour", "Red") == {"name": "red", "hex": "#ff0000"}
    assert of("colour", "gray") == of("colour", "grey")
    assert of("colour", "warm white light") == of("colour", "warm white")
    assert of("colour", "reddish") is None
    assert len(COLOURS) >= 30
    assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in COLOURS.values())


def test_all_that_is_in_a_table_is_understood() -> None:
    for name, zone in CITIES.items():
        assert of("city", name) == of("city", title(name)) == zone
    assert len(CITIES) >= 200
    for room, others in ROOMS.items():
        assert {of("room", name) for name in (room, *others)} == {room}
    for unit, others in UNITS.items():
        assert {of("unit", name) for name in others} <= {unit}
    for colour in COLOURS:
        assert of("colour", colour) is not None


HOSTILE = [
    "",
    " ",
    "\x00",
    "\n",
    "💡",
    "ten 💡 minutes",
    "'; DROP TABLE items;--",
    "\ud800",
    "a" * 10**5,
    "\uff11\uff10",
    "²",
    "-",
    "/",
    "1/",
    "/2",
    ":",
    "%",
    "{}",
    "and",
    "and and",
    "a a",
    "the the",
    "of",
    "half half",
    "in in",
    "next next friday",
    "0" * 50,
    "99:99",
    "1" * 15,
    "\u202e6",
]


@pytest.mark.parametrize("type", sorted(RESOLVERS))
def test_nothing_breaks_it_and_what_comes_out_is_json(type: str) -> None:
    numbers = random.Random(7)
    words = (
        "ten half past a an hour minute and to six next friday the of third march in quarter "
        "at noon pm 5 30 18:30 tomorrow week ago from now per cent point minus dozen"
    ).split()
    made = [" ".join(numbers.choices(words, k=numbers.randint(1, 6))) for _ in range(400)]
    for text in (*HOSTILE, *made):
        json.dumps(of(type, text))


def test_an_unknown_type_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        of("banana", "x")
