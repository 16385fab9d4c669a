"""Counting aloud: up, down, from a number, in steps."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.language.numbers import BELOW_HUNDRED
from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World, find
from assistant.skills.sum_numbers import read_number

MOST = 100
"""Numbers that are said in one go."""
DEFAULT_END = 10
LARGEST = 10**12

COUNT = Intent(
    "counting.count",
    examples=(
        "count to {end} [please]",
        "[please] count [up] to {end} [for me|for us|out loud|aloud|slowly]",
        "count [up|out loud|aloud] to {end} for (the kids|the children|my son|my daughter|the "
        "baby|us all|hide and seek|the game)",
        "(we're playing hide and seek|the kids are hiding|my son can't sleep|i'm exercising) "
        "count to {end}",
        "count [up] from {start} to {end} [please|for me|for the kids]",
        "count from {start} (to|up to|till|until|through to|all the way to) {end}",
        "count (upwards|up|forwards) from {start} [to {end}]",
        "(can|could|would) you [please] count [up|down] to {end} [for me|for us|for the kids]",
        "(can|could|would) you [please] count from {start} to {end}",
        "(can|could|would) you [please] count (down|backwards) from {start} [to {end}]",
        "(can|could|would) you count from {start} to {end} (by|in) {step}",
        "(can|could) you count to {end} (by|in) {step}",
        "would you mind counting [up] (to {end}|from {start} to {end})",
        "count down from {start} [please|for me|for us|for the kids]",
        "count (backwards|down|back) from {start} [to {end}|down to {end}] [please]",
        "(do|give me|give us|start) a countdown from {start} [to {end}]",
        "countdown from {start} [to {end}]",
        "count [up] to {end} (by|in) {step}",
        "count (by|in) {step} [up] to {end}",
        "count (by|in) {step} from {start} to {end}",
        "count from {start} to {end} (by|in) {step}",
        "count (by|in) steps of {step} from {start} to {end}",
        "count [up] from {start} (by|in) {step}",
        "count to {end} in steps of {step}",
        "count down from {start} [to {end}] (by|in) {step}",
        "(let me|let us|i want to|i'd like to) hear you count (to {end}|up to {end}|from "
        "{start} to {end}|down from {start})",
        "(let me|let us|i want to) hear you count (backwards|down|up) from {start} to {end}",
        "(i want|i'd like|i need) you to count (to {end}|from {start} to {end}|down from {start})",
        "how (far|high) can you count",
        "(start counting|count something|can you count|count for me|count)",
        "start counting (at|from) {start} [to {end}]",
        "(say|recite|name|list|tell me|read out) [all] the numbers from {start} to {end}",
        "(say|recite|list) the numbers (up to|to) {end}",
        "(list|say|name) the numbers (between|from) {start} (and|to) {end}",
        "let's count (to {end}|from {start} to {end}) [together]",
        "count with me (to {end}|from {start} to {end})",
        "count every {step} numbers up to {end}",
        "count [all] the (even|odd) numbers (to|up to) {end}",
        "count the (even|odd) numbers from {start} to {end}",
        "teach (my son|the kids|my daughter) to count to {end}",
        "help the kids count to {end}",
        "go (from {start} to {end}|up to {end}) one by one",
    ),
    slots={"start": "number", "end": "number", "step": "number"},
)


@dataclass(frozen=True)
class Plan:
    """What is counted."""

    start: int
    end: int
    step: int
    """Above 0; which way to go, start and end say."""

    @property
    def length(self) -> int:
        return abs(self.end - self.start) // self.step + 1

    def numbers(self) -> list[int]:
        """The first `MOST` of them, in order."""
        way = 1 if self.end >= self.start else -1
        return [self.start + way * self.step * i for i in range(min(self.length, MOST))]


class Counting:
    """Counts aloud, up to a hundred numbers at a time."""

    name = "counting"
    intents = (COUNT,)

    def handle(self, understanding: Understanding, world: World) -> Response:
        text = f" {understanding.text.lower()} "
        start, end, step = (_whole(understanding, name) for name in ("start", "end", "step"))
        wrong = [name for name in ("start", "end", "step") if find(understanding, name)
                 and _whole(understanding, name) is None]  # fmt: skip
        if wrong:
            return Response("I can only count whole numbers of a sensible size.")
        plan = _plan(text, start, end, step)
        if plan is None:
            return Response("A step of nothing gets us nowhere. Give me one above zero.")
        numbers = plan.numbers()
        said = ", ".join(f"{number:,}" for number in numbers)
        details = {"start": plan.start, "end": plan.end, "step": plan.step, "numbers": numbers}
        if plan.length > MOST:
            rest = world.one_of("and so on.", "and so on: that is as far as I go in one breath.")
            said = f"{', '.join(str(number) for number in numbers[:10])}, {rest}"
            details["numbers"] = numbers[:10]
            return Response(f"That would take a while. {said}", (Action("counted", details),))
        return Response(f"{said}.", (Action("counted", details),))


def _plan(text: str, start: int | None, end: int | None, step: int | None) -> Plan | None:
    """None if the step leads nowhere."""
    down = bool(re.search(r"\b(down|backwards?|countdown)\b", text))
    step = 1 if step is None else abs(step)
    if re.search(r"\b(even|odd) numbers\b", text):
        step, start = 2, start if start is not None else 1 + (" even " in text)
    if not step:
        return None
    if down:
        if start is None:
            start, end = (end, None) if end is not None else (DEFAULT_END, None)
        end = 0 if end is None else end
        return Plan(max(start or 0, end), min(start or 0, end), step)
    if start is None:
        start = step if step > 1 else 1
        if end is not None and end < start:
            start = 0 if end >= 0 else -1
    if end is None:
        end = start + step * (DEFAULT_END - 1)
    return Plan(start, end, step)


def _whole(understanding: Understanding, name: str) -> int | None:
    """A slot as a whole number; also `twos`, `fives`. None if it is missing or is none."""
    slot = find(understanding, name)
    if slot is None:
        return None
    number = slot.value
    if isinstance(number, bool) or not isinstance(number, int | float):
        number = _plural(slot.text)
    if number is None or number != number or abs(number) > LARGEST or number != int(number):
        return None
    return int(number)


def _plural(text: str) -> float | None:
    """`twos` is two, `sixes` six, `twenties` twenty."""
    word = text.lower().strip()
    for ending, instead in (("", ""), ("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and (stem := word[: len(word) - len(ending)] + instead):
            if stem in BELOW_HUNDRED:
                return BELOW_HUNDRED[stem]
            if (number := read_number(stem)) is not None:
                return float(number)
    return None
