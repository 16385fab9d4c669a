"""Times and days: by hand, across midnight, leap days and changes of the clocks."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.skills.say import clock, moment
from assistant.skills.values import resolve
from assistant.skills.values_date import easter
from assistant.skills.values_time import at, later, moment_of
from assistant.skills.when import local_now
from tests.skills.talk import BERLIN, SATURDAY


def time(text: str, now: datetime = SATURDAY) -> Any:
    """As `18:30`, or as an ISO datetime without seconds and offset."""
    found = resolve("time", text, now)
    if isinstance(found, dict):
        return f"{found['hour']:02}:{found['minute']:02}"
    return found and found[:16]


def day(text: str, today: datetime = SATURDAY) -> Any:
    return resolve("date", text, today)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("six", "18:00"), ("2", "02:00"), ("three", "15:00"), ("half past six", "18:30"),
        ("half six", "18:30"), ("quarter to seven", "18:45"), ("a quarter past five", "17:15"),
        ("twenty five to nine", "20:35"), ("ten minutes past four", "16:10"),
        ("six oh five", "18:05"),
        ("six thirty", "18:30"), ("9 o'clock", "21:00"), ("quarter to one", "00:45"),
        ("18:30", "18:30"), ("06:30", "06:30"), ("0630", "06:30"), ("6.30 am", "06:30"),
        ("6pm", "18:00"), ("6 p.m.", "18:00"), ("12 am", "00:00"), ("12 pm", "12:00"),
        ("twelve at night", "00:00"), ("three in the morning", "03:00"),
        ("eleven at night", "23:00"),
        ("two at night", "02:00"), ("five past three in the afternoon", "15:05"), ("noon", "12:00"),
        ("midnight", "00:00"), ("quarter to noon", "11:45"), ("ten past midnight", "00:10"),
        ("eighteen thirty", "18:30"), ("twenty hundred hours", "20:00"), ("24:00", "00:00"),
        ("six in the morning", "06:00"), ("in the morning at six", "06:00"),
    ],
)  # fmt: skip
def test_times_of_day_at_ten_past_two(text: str, expected: str) -> None:
    assert time(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in ten minutes", "2026-11-21T14:20"), ("in half an hour", "2026-11-21T14:40"),
        ("an hour and a half from now", "2026-11-21T15:40"), ("now", "2026-11-21T14:10"),
        ("tomorrow at noon", "2026-11-22T12:00"), ("at six tomorrow", "2026-11-22T06:00"),
        ("tomorrow at five", "2026-11-22T17:00"), ("tomorrow morning at 7.30", "2026-11-22T07:30"),
        ("tomorrow evening at half past seven", "2026-11-22T19:30"),
        ("tonight at eight", "2026-11-21T20:00"),
        ("tonight at eight pm", "2026-11-21T20:00"),
        ("five pm this evening", "2026-11-21T17:00"),
        ("tonight at two am", "2026-11-22T02:00"),
        ("tomorrow morning at 8 am", "2026-11-22T08:00"),
        ("tonight at twelve am", "2026-11-22T00:00"),
        ("tonight at two", "2026-11-22T02:00"), ("tonight at twelve", "2026-11-22T00:00"),
        ("tonight at midnight", "2026-11-22T00:00"), ("tomorrow at midnight", "2026-11-23T00:00"),
        ("this evening at seven", "2026-11-21T19:00"), ("today at four", "2026-11-21T16:00"),
        ("today at two", None), ("today at one pm", None), ("friday at six", "2026-11-27T06:00"),
        ("next friday at 9", "2026-11-27T09:00"), ("saturday at six", "2026-11-21T18:00"),
        ("saturday at one pm", "2026-11-28T13:00"), ("monday week at ten", "2026-11-30T10:00"),
        ("the third of march at six thirty am", "2027-03-03T06:30"),
        ("in two days", "2026-11-23T14:10"), ("in two days at six pm", "2026-11-23T18:00"),
        ("in a month at nine", "2026-12-21T09:00"), ("christmas at noon", "2026-12-25T12:00"),
        ("at six on the third", "2026-12-03T06:00"),
    ],
)  # fmt: skip
def test_times_of_a_day(text: str, expected: str | None) -> None:
    assert time(text) == expected


@pytest.mark.parametrize(
    "text",
    ["tomorrow", "this evening", "in the morning", "banana", "second", "25:00", "12:60", "13 am",
     "six seven eight", "noon midnight", "tomorrow friday at six", "six pm am",
     "tonight at nine am", "this evening at noon", "six pm tomorrow morning", "18:00 am",
     "06:00 in the evening", "in ten", "pm", "half past", "quarter to", "at",
     "six in ten minutes", "sixty", "-5", "the", "ten past", "in 999999999999 days",
     "in 99999999 years at six", "3/4/2027 at six", "eleven pm in the morning"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert time(text) is None


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [((5, 59), "six", "06:00"), ((6, 0), "six", "18:00"), ((18, 0), "six", "06:00"),
     ((23, 59), "twelve", "00:00"), ((0, 0), "twelve", "12:00"), ((11, 59), "twelve", "12:00")],
)  # fmt: skip
def test_an_hour_without_more_is_the_next_one(
    now: tuple[int, int], text: str, expected: str
) -> None:
    moment_now = SATURDAY.replace(hour=now[0], minute=now[1])
    assert time(text, moment_now) == expected
    ahead = moment_of(resolve("time", text, moment_now), moment_now) - moment_now
    assert timedelta() < ahead <= timedelta(hours=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-21"), ("tomorrow", "2026-11-22"), ("yesterday", "2026-11-20"),
        ("the day after tomorrow", "2026-11-23"), ("friday", "2026-11-27"),
        ("on friday", "2026-11-27"),
        ("saturday", "2026-11-28"), ("sunday", "2026-11-22"), ("next friday", "2026-11-27"),
        ("next sunday", "2026-11-29"), ("last friday", "2026-11-20"), ("monday week", "2026-11-30"),
        ("friday next week", "2026-11-27"), ("a week on tuesday", "2026-12-01"),
        ("a week tomorrow", "2026-11-29"), ("two weeks from friday", "2026-12-11"),
        ("in three days", "2026-11-24"), ("in a fortnight", "2026-12-05"),
        ("ten days ago", "2026-11-11"),
        ("in a month", "2026-12-21"), ("two years from now", "2028-11-21"),
        ("the third of march", "2027-03-03"), ("march 3rd", "2027-03-03"),
        ("3 march", "2027-03-03"),
        ("march the third twenty thirty", "2030-03-03"), ("the twenty first", "2026-11-21"),
        ("the twentieth", "2026-12-20"), ("the 31st", "2026-12-31"), ("2027-02-28", "2027-02-28"),
        ("24/12/2026", "2026-12-24"), ("24.12.2026", "2026-12-24"), ("christmas", "2026-12-25"),
        ("new year's eve", "2026-12-31"), ("new year's day", "2027-01-01"),
        ("easter", "2027-03-28"),
        ("july 4th 1776", "1776-07-04"), ("february 29", "2028-02-29"),
        ("christmas 2030", "2030-12-25"),
        ("may 21st", "2027-05-21"), ("november 21st", "2026-11-21"),
        ("november 20th", "2027-11-20"),
    ],
)  # fmt: skip
def test_days_seen_from_a_saturday(text: str, expected: str) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    "text",
    ["3/4/2027", "29 february 2027", "2027-02-30", "february 30", "may", "next week", "3", "the",
     "next month", "in 99999999 years", "banana", "the 32nd", "the third of banana",
     "friday monday",
     "in half a month", "the weekend", "march"],
)  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    assert day(text) is None


def test_the_end_of_a_month_and_of_a_year() -> None:
    january = datetime(2027, 1, 31, 12, tzinfo=UTC)
    assert day("in a month", january) == "2027-02-28"
    assert day("in a month", january.replace(year=2028)) == "2028-02-29"
    assert day("the 30th", january) == "2027-03-30"
    assert day("tomorrow", datetime(2027, 12, 31, 23, 59, tzinfo=UTC)) == "2028-01-01"
    assert day("in a year", datetime(2028, 2, 29, tzinfo=UTC)) == "2029-02-28"
    assert day("tomorrow", datetime(9999, 12, 31, tzinfo=UTC)) is None


def test_easter_sundays() -> None:
    known = {1818: (3, 22), 2000: (4, 23), 2024: (3, 31), 2026: (4, 5), 2038: (4, 25)}
    assert {year: (easter(year).month, easter(year).day) for year in known} == known


def test_spring_forward_leaves_an_hour_out() -> None:
    # Berlin, 28th March 2027: after 1:59 comes 3:00.
    before = datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN)
    assert clock(moment_of({"hour": 2, "minute": 30}, before)) == "3:30 am"
    assert clock(later(before, 3600)) == "3:30 am"
    night = datetime(2027, 3, 27, 22, 0, tzinfo=BERLIN)
    due = moment_of(resolve("time", "seven", night), night)
    assert (clock(due), due.timestamp() - night.timestamp()) == ("7 am", 8 * 3600)


def test_autumn_back_has_an_hour_twice() -> None:
    # Berlin, 25th October 2026: after 2:59 comes 2:00 again.
    before = datetime(2026, 10, 25, 0, 0, tzinfo=BERLIN)
    first = moment_of({"hour": 2, "minute": 30}, before)
    assert first.timestamp() - before.timestamp() == 2.5 * 3600
    second = at(first.date(), 2, 30, first + timedelta(minutes=1))
    assert second.timestamp() - first.timestamp() == 3600
    assert later(before, 4 * 3600).hour == 3


def test_every_time_said_is_understood_again() -> None:
    numbers = random.Random(11)
    zones = [BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"), UTC]
    for _ in range(300):
        now = datetime(2026, 1, 1, tzinfo=numbers.choice(zones)) + timedelta(
            minutes=numbers.randrange(2 * 366 * 1440)
        )
        due = later(now, 60 * numbers.randint(1, 5 * 1440))
        said = moment(due, now)
        found = moment_of(resolve("time", said, now), now)
        assert (found.date(), clock(found)) == (due.date(), clock(due)), (now, due, said)


def test_times_come_out_as_they_are_said() -> None:
    assert moment(SATURDAY.replace(hour=18, minute=5), SATURDAY) == "at 6:05 pm"
    assert moment(datetime(2026, 11, 22, 0, 0, tzinfo=BERLIN), SATURDAY) == "at midnight"
    assert moment(datetime(2026, 11, 24, 9, 0, tzinfo=BERLIN), SATURDAY) == "on Tuesday at 9 am"
    assert "2027" in moment(datetime(2027, 3, 2, 12, 0, tzinfo=BERLIN), SATURDAY)


def test_the_clock_of_this_computer_has_a_zone() -> None:
    assert local_now({"TZ": "Asia/Tokyo"}).tzinfo == ZoneInfo("Asia/Tokyo")
    assert local_now({"TZ": ":Europe/Berlin"}).tzinfo == BERLIN
    for broken in ("", "No/Where", "../../etc/passwd", "EST5EDT,M3.2.0,M11.1.0"):
        assert local_now({"TZ": broken}).tzinfo is not None
    assert abs(local_now({"TZ": "UTC"}).timestamp() - datetime.now(UTC).timestamp()) < 5
