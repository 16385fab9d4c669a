# ruff: noqa: E501  (templates are one a line)
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
        "(flip|toss|throw|spin) (a|the|that) coin [for me|for us|please] [and tell me the result]",
        "(flip|toss) (one|me a|us a|another) coin",
        "(flip|toss) (a quarter|a penny|a virtual coin)",
        "(flip|toss|throw) {number} coins [for me|please]",
        "(flip|toss|throw) (a|the) coin {number} times [please]",
        "(can|could|would) you [please] (flip|toss|throw) {number} coins",
        "(can|could|would) you [please] (flip|toss) a coin {number} times",
        "(can|could|would) you [please] (flip|toss|throw) (the|me a|us a) coin",
        "(can|could|would) you [please] do a coin (toss|flip)",
        "(can|could) (i|we) (get|have) a coin (toss|flip) [please]",
        "do a coin (toss|flip) [for me|for us]",
        "(heads|tails) or (heads|tails) [you flip|flip a coin]",
        "(call it|is it|what is it|quick|tell me) heads or tails",
        "(i|we) (want|need) (you to flip|you to toss) a coin",
        "(let's|we'll) (flip|toss) for it",
        "let's (toss|flip) a coin and see",
        "let the coin (decide|choose)",
        "we can't (decide|agree) (flip|toss) a coin",
        "(settle|decide) (this|it) with a coin (toss|flip)",
        "i'd like (a coin toss|a coin flip|to flip a coin)",
        "(flip|toss) again",
        "one coin (toss|flip) [please]",
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
        "(roll|throw|chuck|cast) (a|the|some|my) (die|dice) [for me|for us|please]",
        "(roll|throw) me (a die|a dice|the dice|{number} dice)",
        "(roll|throw) {number} dice [for me|please]",
        "(roll|throw) {number} [regular|normal|six sided] dice",
        "(can|could|would) you [please] (roll|throw) {number} dice [for me]",
        "(can|could|would) you [please] (roll|throw) {number} {sides} sided dice",
        "(can|could|would) you [please] (roll|throw) a {sides} sided (die|dice)",
        "(can|could|would) you [please] roll a d {sides}",
        "(can|could|would) you [please] roll {number} d {sides}",
        "(i need|i want|give me|let me have) {number} d {sides}",
        "(i need|i want|give me) a roll of {number} dice",
        "(i need|i want) {number} dice rolled",
        "(throw|roll) a die with {sides} (sides|faces)",
        "(roll|throw) {number} dice (of|with) {sides} sides",
        "roll one {sides} sided (die|dice)",
        "roll a {sides} sided one",
        "a {sides} sided (die|dice) [roll] [please]",
        "a d {sides} [roll] please",
        "{number} dice [please]",
        "{number} {sides} sided dice [please]",
        "roll (for initiative|to hit|it|again|them again|the dice again)",
        "roll two [dice]",
        "throw (the dice|both dice|a couple of dice)",
        "what do i (roll|get) with {number} dice",
        "my go (roll|throw) the dice",
        "(let's|shall we) (roll|throw) {number} dice",
        "(can|could) (i|we) have a dice roll [please]",
        "do a dice roll [for me]",
        "we lost our dice (roll|throw) one for us",
        "we're playing a board game roll (the dice|a die|{number} dice)",
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
        "(pick|choose|give me|tell me|name|say|draw|generate|think of) (a|any|some|one) [random] number between {low} and {high} [please]",
        "(pick|choose|give me|tell me|name|say|draw|generate|think of) (a|any|some|one) [random] number from {low} (to|up to|through) {high} [please]",
        "(pick|choose|generate|draw) (a|one) number at random [between {low} and {high}|from {low} to {high}]",
        "(pick|choose|give me|say|draw) something between {low} and {high}",
        "(can|could|would) you [please] (give|tell) me (a|any) [random] number between {low} and {high}",
        "(can|could|would) you [please] (think of|come up with|generate|draw|say) a [random] number [between {low} and {high}]",
        "(can|could|would) you [please] (pick|choose|give me|generate) a [random] number from {low} to {high}",
        "(can|could) (i|we) (have|get) a random number [please]",
        "(can|could) (i|we) (have|get) a [random] number between {low} and {high}",
        "(i|we) (need|want) a [random] number (between|from) {low} (and|to) {high}",
        "i'd like a random number [between {low} and {high}|from {low} to {high}]",
        "(give me|pick|choose|say|name) a [random] number (up to|below|under|not above|no bigger than) {high}",
        "a [random] number (up to|below|under) {high} [please]",
        "(random|lucky|any) number (from|between) {low} (to|and) {high} [please]",
        "(from|between) {low} (to|and) {high} pick (a|any|one) number",
        "somewhere between {low} and {high} [you pick]",
        "let's have a [random] number between {low} and {high}",
        "come up with a [random] number [between {low} and {high}]",
        "make up a number [between {low} and {high}]",
        "generate a number [for me]",
        "(pick|choose|give me|draw) my (lottery|lucky) number",
        "a random number please",
        "surprise me with a number [between {low} and {high}]",
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
        "(pick|choose|select|draw) one of these [at random] {item} {item} or {item}",
        "(pick|choose|select|draw) one of these [at random] {item} {item} and {item}",
        "(pick|choose|select) one of these [for me] {item} or {item}",
        "(pick|choose|select) one at random {item} {item} or {item}",
        "(pick|choose|select|draw) (one|someone|something) {item} or {item}",
        "(pick|choose|select) (for me|for us) {item} or {item}",
        "(pick|choose|select) (for me|for us|one) {item} {item} or {item}",
        "(pick|choose|select|draw) (from|out of) {item} {item} (and|or) {item}",
        "(pick|choose|decide) between {item} {item} (and|or) {item} [for me|for us]",
        "(can|could|would) you [please] (pick|choose) [one of] {item} {item} (and|or) {item}",
        "(can|could|would) you [please] (pick|choose) one {item} or {item}",
        "(can|could|would) you [please] decide for (me|us) {item} or {item}",
        "(can|could|would) you [please] help me (choose|decide|pick) between {item} and {item}",
        "help (me|us) (choose|decide|pick) [between] {item} or {item}",
        "help (me|us) (choose|decide|pick) between the {item} and the {item}",
        "help (me|us) (choose|decide) between {item} {item} and {item}",
        "help (me|us) decide should it be {item} or {item}",
        "(i'm|we're) torn between {item} and {item} [you choose|help]",
        "(i|we) can't (choose|decide|make up my mind) [between] {item} or {item} [you pick]",
        "(i|we) can't choose between the {item} and the {item}",
        "what (should|shall) (i|we) (pick|choose|have|take) {item} or {item}",
        "which should (i|we) (pick|choose|have|take|get) {item} or {item}",
        "shall (i|we) (have|take|get|do|go for) {item} or {item}",
        "should (i|we) (have|go for|pick|buy|cook|make) {item} {item} or {item}",
        "should it be {item} or {item}",
        "{item} or {item} (what do you say|which one|which is it|pick one|choose one|your pick)",
        "{item} or the {item} you (choose|decide|pick)",
        "{item} {item} or {item} (you choose|you decide|pick one|you pick)",
        "(let fate decide|let chance decide|surprise me) {item} or {item}",
        "(make|take) a (decision|choice|pick) {item} or {item}",
        "(make|take) a random (pick|choice) (from|of|between) {item} {item} and {item}",
        "you (decide|choose|pick) {item} or {item}",
        "(tell|give) me one [of] {item} {item} or {item}",
        "(tell me|say) which {item} or {item}",
        "who (does|should do|has to do) it {item} or {item}",
        "who (starts|begins|is it|should start) {item} {item} or {item}",
        "choose randomly between {item} and {item}",
        "randomly (pick|choose|select) {item} or {item}",
        "give me a yes or no",
        "decide yes or no [for me]",
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
