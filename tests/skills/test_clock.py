"""The time and the date, here and elsewhere."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.skills.talk import BERLIN, Talk


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return Talk(tmp_path)


def test_here(talk: Talk) -> None:
    assert "2:10 pm" in talk("what time is it", "clock.time")
    assert "Saturday, 21st November 2026" in talk("what day is it", "clock.date")
    assert not talk.world.store.path.parent.exists()  # type: ignore[attr-defined]


def test_elsewhere(talk: Talk) -> None:
    assert "10:10 pm" in talk("time in tokyo", "clock.time", city="tokyo")
    assert "Rio de Janeiro" in talk("time in rio de janeiro", "clock.time", city="rio de janeiro")
    assert "Gotham" in talk("time in gotham", "clock.time", city="gotham")
    assert "tomorrow already" in talk("time in fiji", "clock.time", city="fiji")
    assert "Sunday" in talk("what day is it in fiji", "clock.date", city="fiji")
    talk.time = talk.time.replace(hour=3)
    assert "still yesterday" in talk("time in hawaii", "clock.time", city="hawaii")


def test_summer_time_elsewhere_begins_on_another_day(tmp_path: Path) -> None:
    talk = Talk(tmp_path, now=datetime(2027, 3, 20, 12, 0, tzinfo=BERLIN))
    assert "7:00 am" in talk("time in boston", "clock.time", city="boston")
    talk.time = datetime(2027, 4, 20, 12, 0, tzinfo=BERLIN)
    assert "6:00 am" in talk("time in boston", "clock.time", city="boston")


@pytest.mark.parametrize(("hour", "minute", "said"), [(0, 0, "midnight"), (12, 0, "noon"),
                                                      (0, 5, "12:05 am"),
                                                      (12, 5, "12:05 pm")])  # fmt: skip
def test_noon_and_midnight(talk: Talk, hour: int, minute: int, said: str) -> None:
    talk.time = talk.time.replace(hour=hour, minute=minute)
    assert said in talk("what time is it", "clock.time").lower()


def test_the_day_of_a_date(talk: Talk) -> None:
    assert "Friday" in talk("what day is christmas", "clock.weekday", date="christmas")
    assert "was" in talk("what day was july 4th 1776", "clock.weekday", date="july 4th 1776")
    assert "today" in talk("what day is today", "clock.weekday", date="today")
    assert talk("what day is it", "clock.weekday") == "Which day do you mean?"
    assert "Thursday" in talk("new year's eve")


def test_days_until(talk: Talk) -> None:
    assert "34 days" in talk("days until christmas", "clock.until", date="christmas")
    assert talk("days until today", "clock.until", date="today") == "That's today!"
    assert "tomorrow" in talk("days until tomorrow", "clock.until", date="tomorrow")
    assert talk("how long ago was it", "clock.until") == "Until which day?"
    assert "ten days ago" in talk("november 11th 2026")
    assert "126 days" not in talk("and easter?") and talk.actions == ["clock.until"]
