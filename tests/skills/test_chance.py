"""Coins, dice, numbers and choices: fair, within limits, and the same for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.skills.chance import Chance
from tests.skills.commands import Asked, filled, understood, world


@pytest.fixture
def ask() -> Asked:
    return Asked(Chance())


def test_a_coin_has_two_sides(ask: Asked) -> None:
    sides = Counter()
    for _ in range(200):
        assert ask("chance.coin", "flip a coin").lower().strip(".").removeprefix("it's ") in (
            "heads", "tails",
        )  # fmt: skip
        sides[ask.details["sides"][0]] += 1
    assert min(sides["heads"], sides["tails"]) > 60


def test_several_coins_are_counted(ask: Asked) -> None:
    text = ask("chance.coin", "flip [four](number) coins")
    assert len(ask.details["sides"]) == 4
    assert f"{ask.details['sides'].count('heads')} heads" in text
    for number in ("zero", "a thousand", "two and a half"):
        ask("chance.coin", f"flip [{number}](number) coins")
        assert ask.response.actions == ()


@pytest.mark.parametrize(
    ("marked", "count", "sides"),
    [
        ("roll a die", 1, 6),
        ("roll [three](number) dice", 3, 6),
        ("roll [two](number) d [six](sides)", 2, 6),
        ("roll a [twenty](sides) sided die", 1, 20),
        ("roll a d [twenty](sides)", 1, 20),
        ("roll 2d6", 2, 6),
        ("3 d 8 please", 3, 8),
        ("roll a d20", 1, 20),
        ("roll a pair of dice", 2, 6),
    ],
)
def test_dice(ask: Asked, marked: str, count: int, sides: int) -> None:
    seen = set()
    for _ in range(100):
        text = ask("chance.dice", marked)
        details = ask.details
        assert len(details["rolls"]) == count and details["sides"] == sides
        assert details["total"] == sum(details["rolls"]) and str(details["total"]) in text
        seen |= set(details["rolls"])
    assert seen <= set(range(1, sides + 1)) and len(seen) > 4


@pytest.mark.parametrize(
    "marked",
    ["roll [zero](number) dice", "roll [5000](number) dice", "roll a [one](sides) sided die",
     "roll 9999d9999", "roll a d 99999999", "roll [many](number) dice"],
)  # fmt: skip
def test_odd_dice_are_refused(ask: Asked, marked: str) -> None:
    ask("chance.dice", marked)
    assert ask.response.actions == ()


@pytest.mark.parametrize(
    ("marked", "low", "high"),
    [
        ("a random number", 1, 100),
        ("a number between [five](low) and [seven](high)", 5, 7),
        ("a number between [seven](low) and [five](high)", 5, 7),
        ("a number below [ten](high)", 1, 9),
        ("a number up to [three](high)", 1, 3),
        ("a number from [minus two](low) to [two](high)", -2, 2),
        ("a number from [four](low) to [four](high)", 4, 4),
    ],
)
def test_numbers_reach_both_ends(ask: Asked, marked: str, low: int, high: int) -> None:
    drawn = []
    for _ in range(400):
        ask("chance.number", marked)
        drawn.append(ask.details["drawn"])
    assert min(drawn) >= low and max(drawn) <= high
    if high - low < 10:
        assert set(drawn) == set(range(low, high + 1))


def test_one_of_several_is_picked(ask: Asked) -> None:
    seen = set()
    for _ in range(60):
        text = ask("chance.pick", "pick [tea](item) [coffee](item) or [milk](item)")
        assert ask.details["picked"] in text.lower()
        seen.add(ask.details["picked"])
    assert seen == {"tea", "coffee", "milk"}
    assert ask("chance.pick", "yes or no") and ask.details["items"] == ["yes", "no"]


def test_one_thing_is_no_choice(ask: Asked) -> None:
    for marked in ("pick [tea](item)", "pick [tea](item) or [tea](item)", "pick one"):
        ask("chance.pick", marked)
        assert ask.response.actions == ()


def test_the_same_seed_gives_the_same_luck() -> None:
    skill = Chance()
    heard = understood(skill, "chance.dice", "roll [nine](number) dice")
    assert skill.handle(heard, world(seed=5)) == skill.handle(heard, world(seed=5))
    assert skill.handle(heard, world(seed=5)) != skill.handle(heard, world(seed=6))


def test_every_sentence_of_the_templates_is_answered() -> None:
    fillers = {"number": "two", "sides": "eight", "low": "one", "high": "nine", "item": "tea"}
    skill, place = Chance(), world()
    for heard in filled(skill, fillers):
        response = skill.handle(heard, place)
        assert response.actions or heard.intent == "chance.pick", heard.text
