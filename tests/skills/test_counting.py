"""Counting up, down and in steps."""

from __future__ import annotations

import pytest

from assistant.skills.counting import MOST, Counting
from tests.skills.commands import Asked, filled, world


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("count to [five](end)", "1, 2, 3, 4, 5."),
        ("count from [three](start) to [six](end)", "3, 4, 5, 6."),
        ("count down from [three](start)", "3, 2, 1, 0."),
        ("count backwards from [five](start) to [two](end)", "5, 4, 3, 2."),
        ("count down to [eight](end) from [ten](start)", "10, 9, 8."),
        ("count to [ten](end) by [twos](step)", "2, 4, 6, 8, 10."),
        ("count to [sixty](end) in [twenties](step)", "20, 40, 60."),
        ("count from [ten](start) to [one](end)", "10, 9, 8, 7, 6, 5, 4, 3, 2, 1."),
        ("count from [one](start) to [ten](end) in steps of [four](step)", "1, 5, 9."),
        ("count to [ten](end) by [twenty](step)", "0."),
        ("count the even numbers to [eight](end)", "2, 4, 6, 8."),
        ("count the odd numbers to [seven](end)", "1, 3, 5, 7."),
        ("count to [zero](end)", "0."),
        ("count to [minus three](end)", "-1, -2, -3."),
        ("count from [minus one](start) to [one](end)", "-1, 0, 1."),
        ("count", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10."),
        ("start counting at [7](start)", "7, 8, 9, 10, 11, 12, 13, 14, 15, 16."),
    ],
)
def test_it_counts(marked: str, said: str) -> None:
    assert Asked(Counting())("counting.count", marked) == said


def test_nobody_has_to_listen_to_a_million() -> None:
    ask = Asked(Counting())
    text = ask("counting.count", "count to [one million](end)")
    assert "1, 2, 3" in text and "and so on" in text and len(ask.details["numbers"]) == 10
    assert ask("counting.count", f"count to [{MOST}](end)").endswith(f"{MOST}.")


@pytest.mark.parametrize(
    "marked",
    [
        "count to [ten](end) by [zero](step)",
        "count to [two point five](end)",
        "count to [banana](end)",
        "count to [1000000000000000](end)",
    ],
)
def test_what_leads_nowhere_is_refused(marked: str) -> None:
    ask = Asked(Counting())
    ask("counting.count", marked)
    assert ask.response.actions == ()


def test_every_sentence_of_the_templates_is_answered() -> None:
    skill, place = Counting(), world()
    for heard in filled(skill, {"start": "two", "end": "eight", "step": "twos"}):
        assert skill.handle(heard, place).actions, heard.text
