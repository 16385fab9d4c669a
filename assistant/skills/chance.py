"""Chance: a coin, dice, a number, one of several."""

from __future__ import annotations

import re

from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World, find, find_all
from assistant.skills.sum_numbers import read_number

MOST_COINS, MOST_DICE = 100, 100
MOST_SIDES = 1_000_000
LARGEST = 10**15

COIN = Intent(
    "chance.coin",
    examples=(
        "(flip|toss|throw) a coin [please]",
        "[please] (flip|toss) a coin [for me]",
        "(can|could|would) you [please] (flip|toss) a coin [for me]",
        "heads or tails",
        "(flip|toss) {number} coins",
        "(flip|toss) a coin {number} times",
        "let's (flip|toss) a coin",
        "(i need|do|give me) a coin (flip|toss)",
        "coin (flip|toss) [please]",
        "flip it heads or tails",
        "let a coin decide",
        "let's (settle|decide) (it|this) (with|by) a coin [toss]",
        "is it heads or tails",
        "throw a coin and tell me (what|which side) it is",
        "toss (me|us) a coin",
        "would you throw {number} coins for us",
    ),
    slots={"number": "number"},
)
DICE = Intent(
    "chance.dice",
    examples=(
        "(roll|throw) (a|the) (die|dice) [please]",
        "[please] roll (a dice|the dice|a die) [for me]",
        "(can|could|would) you [please] (roll|throw) (a die|a dice|the dice) [for me]",
        "(roll|throw) {number} dice",
        "(roll|throw) {number} {sides} sided dice",
        "roll a {sides} sided (die|dice)",
        "roll {number} d {sides}",
        "roll a d {sides}",
        "{number} d {sides} [please]",
        "give me a dice roll",
        "(i need|let me have) a (dice roll|roll of the dice)",
        "roll the dice for me will you",
        "throw a die with {sides} sides",
        "roll {number} dice with {sides} sides [each]",
        "dice roll [please]",
        "it's my turn roll the dice",
        "let's roll (a die|some dice|the dice)",
        "roll (a pair of|a couple of) dice",
        "what (does|do) the dice say",
        "roll (one|another) die",
    ),
    slots={"number": "number", "sides": "number"},
)
NUMBER = Intent(
    "chance.number",
    examples=(
        "(pick|choose|give me|tell me|say|think of) a [random] number",
        "(pick|choose|give me|tell me) a [random] number between {low} and {high}",
        "(pick|choose|think of|say) a number from {low} to {high}",
        "random number [please]",
        "[a] random number (between|from) {low} (and|to) {high}",
        "(can|could|would) you [please] (pick|choose|give me) a random number",
        "(can|could|would) you [please] (pick|choose) a number between {low} and {high}",
        "give me a [random] number (up to|below|no higher than) {high}",
        "i need a random number [between {low} and {high}]",
        "generate a random number [from {low} to {high}]",
        "any number between {low} and {high} [please]",
        "draw a number between {low} and {high}",
        "draw a number for the raffle",
        "name a number from {low} to {high}",
        "what's your number between {low} and {high}",
        "some number from {low} up to {high}",
    ),
    slots={"low": "number", "high": "number"},
)
PICK = Intent(
    "chance.pick",
    examples=(
        "(pick|choose) [one of] {item} or {item}",
        "(pick|choose) [one of] {item} {item} or {item}",
        "(pick|choose) between {item} and {item} [for me]",
        "[please] (choose|decide) between {item} {item} and {item}",
        "should (i|we) (have|take|get|choose|do) {item} or {item}",
        "(can|could|would) you [please] (pick|choose|decide) between {item} and {item}",
        "{item} or {item} you (decide|choose|pick)",
        "help me (choose|decide) between {item} and {item}",
        "i can't decide between {item} and {item}",
        "which (one|is it) {item} or {item}",
        "(pick|choose) at random {item} {item} or {item}",
        "make (a|the) choice for me {item} or {item}",
        "randomly (pick|choose) (from|one of) {item} {item} and {item}",
        "what shall it be {item} or {item}",
        "draw one of {item} {item} {item} and {item}",
        "who goes first {item} or {item}",
        "yes or no [you decide]",
        "(tell me|just say) yes or no",
    ),
    slots={"item": "item"},
)


class Chance:
    """Flips coins, rolls dice, draws numbers and picks one of several."""

    name = "chance"
    intents = (COIN, DICE, NUMBER, PICK)

    def handle(self, understanding: Understanding, world: World) -> Response:
        handlers = {COIN.name: _coin, DICE.name: _dice, NUMBER.name: _number, PICK.name: _pick}
        return handlers[understanding.intent or ""](understanding, world)


def _coin(understanding: Understanding, world: World) -> Response:
    count = _whole(understanding, "number", 1)
    if count is None or not 1 <= count <= MOST_COINS:
        return Response(f"I can flip from 1 to {MOST_COINS} coins.")
    sides = [world.random.choice(("heads", "tails")) for _ in range(count)]
    action = Action("chance.coin", {"sides": sides})
    if count == 1:
        side = sides[0]
        return Response(world.one_of(f"{side.capitalize()}.", f"It's {side}."), (action,))
    heads = sides.count("heads")
    shown = f": {', '.join(sides)}" if count <= 10 else ""
    return Response(f"{heads} heads and {count - heads} tails{shown}.", (action,))


def _dice(understanding: Understanding, world: World) -> Response:
    said = re.search(r"\b(\d{1,4})? ?d ?(\d{1,8})\b", understanding.text.lower())
    two = re.search(r"\b(pair|couple) of\b", understanding.text.lower())
    count = _whole(understanding, "number", 2 if two else 1)
    sides = _whole(understanding, "sides", 6)
    if said and not find(understanding, "sides"):  # `2d6`, as gamers write it
        count, sides = int(said[1] or 1), int(said[2])
    if count is None or not 1 <= count <= MOST_DICE:
        return Response(f"I can roll from 1 to {MOST_DICE} dice.")
    if sides is None or not 2 <= sides <= MOST_SIDES:
        return Response("Dice of mine have at least 2 sides, and at most a million.")
    rolls = [world.random.randint(1, sides) for _ in range(count)]
    action = Action("chance.dice", {"rolls": rolls, "sides": sides, "total": sum(rolls)})
    if count == 1:
        one = rolls[0]
        shown = world.one_of(f"It's {one}.", f"You get {one}.", f"The die says {one}.")
        return Response(shown, (action,))
    shown = f": {', '.join(map(str, rolls))}" if count <= 20 else ""
    return Response(f"{sum(rolls)} in all{shown}.", (action,))


def _number(understanding: Understanding, world: World) -> Response:
    low, high = _whole(understanding, "low", 1), _whole(understanding, "high", 100)
    if low is None or high is None:
        return Response("I can draw whole numbers, from one to another. Which two?")
    if re.search(r"\b(below|under|less than)\b", understanding.text.lower()):
        high -= 1
    if low > high:
        low, high = (0, high) if find(understanding, "low") is None and high >= 0 else (high, low)
    drawn = world.random.randint(low, high)
    said = world.one_of(f"{drawn:,}.", f"Let's say {drawn:,}.", f"How about {drawn:,}?")
    return Response(said, (Action("chance.number", {"low": low, "high": high, "drawn": drawn}),))


def _pick(understanding: Understanding, world: World) -> Response:
    items = list(dict.fromkeys(slot.text.strip() for slot in find_all(understanding, "item")))
    items = [item for item in items if item]
    if not items and re.search(r"\byes or no\b", understanding.text.lower()):
        items = ["yes", "no"]
    if len(items) < 2:
        return Response("Between which things? Say it like “tea or coffee”.")
    picked = world.random.choice(items)
    begun = picked[:1].upper() + picked[1:]
    said = world.one_of(f"{begun}.", f"I'd say {picked}.", f"{begun} it is.")
    return Response(said, (Action("chance.pick", {"items": items, "picked": picked}),))


def _whole(understanding: Understanding, name: str, default: int) -> int | None:
    """A slot as a whole number, `default` if it is missing, None if it is no such number."""
    slot = find(understanding, name)
    if slot is None:
        return default
    number = slot.value
    if isinstance(number, bool) or not isinstance(number, int | float):
        number = read_number(slot.text)
    if number is None or number != number or abs(number) > LARGEST or number != int(number):
        return None
    return int(number)
