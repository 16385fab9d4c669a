# ruff: noqa: E501  (templates are one a line)
"""Arithmetic in words: `what's fifteen percent of eighty`."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World
from assistant.skills.sum_goes_on import goes_on
from assistant.skills.sum_numbers import NoSum, Number, show
from assistant.skills.sums import evaluate

MOST_WORDS = 40
"""Of a sum that is looked for among other words."""

COMPUTE = Intent(
    "arithmetic.compute",
    examples=(
        "(what is|what's|calculate|work out) {number} (plus|minus|times) {number}",
        "{number} (plus|minus|times|divided by|multiplied by|over) {number}",
        "{number} (plus|times) {number} (is|makes|equals) what",
        "what does {number} (plus|minus|times|take away) {number} (equal|make)",
        "what is {number} take away {number}",
        "how much is {number} (plus|minus|times|divided by|multiplied by) {number}",
        "what do you get if you (add {number} to|divide {number} by) {number}",
        "(could|can|would) you [please] (work out|calculate) {number} plus {number} [for me]",
        "(tell me|do you know) what {number} (times|divided by) {number} is",
        "add {number} (and|to) {number} [please]",
        "[please] (subtract|take) {number} from {number}",
        "(divide|multiply) {number} by {number} [for me]",
        "{number} (plus|minus) {number} (plus|minus|times) {number}",
        "what's {number} times {number} (plus|minus|divided by) {number}",
        "(what's|what is|calculate|work out|give me) {percent} of {number}",
        "{percent} of {number} [please]",
        "how much (is|would be) {percent} of {number}",
        "(what's|how much is) {number} (plus|minus) {percent}",
        "what do i pay with {percent} off {number}",
        "take {percent} off {number}",
        "[what is|what's] the square root of {number}",
        "(what's|tell me|find|i need) the (square|cube) root of {number}",
        "[what's] {number} squared",
        "(what is|how much is) {number} (squared|cubed)",
        "what's {number} to the power of {number}",
        "{number} to the power of {number}",
        "raise {number} to the power of {number}",
        "[what's|what is] (half|a third|a quarter|three quarters|two thirds) of {number}",
        "(what's|how much is) (double|twice|half) {number}",
        "what is the (sum|product) of {number} and {number}",
        "(what's|tell me) the difference between {number} and {number}",
        "how (many times|often) does {number} go into {number}",
        "what is the average of {number} {number} and {number}",
        "quick maths what's {number} (plus|minus|times) {number}",
        "(i need to know|help me with) {number} (times|divided by|minus) {number}",
        "if i have {number} and take away {number} what is left",
        "{number} factorial",
        "what's the remainder of {number} divided by {number}",
        "(can|could|would) you [please] (work out|calculate|compute|tell me) {number} (minus|times|divided by|multiplied by) {number}",
        "(can|could|would) you [please] (add|sum) {number} and {number} [for me]",
        "(can|could|would) you [please] (multiply|divide) {number} by {number}",
        "(can|could|would) you [please] (subtract|take) {number} from {number}",
        "(can|could|would) you [please] tell me what {number} (plus|minus|times|divided by) {number} is",
        "(can|could|would) you [please] (work out|calculate) {percent} of {number} [for me]",
        "(compute|calculate|work out|figure out) {number} (plus|minus|times|divided by|multiplied by|over) {number} [for me]",
        "(figure out|reckon|do) {number} (plus|minus|times|divided by) {number}",
        "(what does|what would) {number} (plus|minus|times|divided by|multiplied by) {number} (come to|give|equal|make|be)",
        "(what do|what'll) {number} and {number} (make|come to|add up to)",
        "(what's|what is|how much is|how much are) {number} and {number} [together]",
        "(what's|what is) {number} (over|multiplied by|divided by|less) {number}",
        "(what's|what is) {number} (plus|and) {number} (plus|and) {number}",
        "(what's|what is) {number} (divided|multiplied) by {number} (plus|minus) {number}",
        "{number} and {number} makes (what|how much)",
        "{number} (plus|minus|times|divided by) {number} equals",
        "{number} (plus|minus|times|divided by) {number} is (how much|what)",
        "(sum up|add up|add together|add) {number} {number} and {number}",
        "(add up|add together) {number} and {number}",
        "take {number} away from {number} [what's left]",
        "if i add {number} to {number} what do i get",
        "if i take away {number} from {number} what do i get",
        "(how much|what) do i get if i (multiply|divide) {number} by {number}",
        "(how much|what) do i have if i (add {number} to|take {number} from) {number}",
        "i need (the sum of|the product of|to know) {number} and {number}",
        "(i'd like|i need|i want) to (know|work out) {number} (plus|minus|times|divided by) {number}",
        "tell me {number} (plus|minus|times|divided by|multiplied by) {number} [please]",
        "do you know {number} (times|plus|minus|divided by) {number}",
        "(what's|what is|find|tell me|i need) {percent} of {number} [please]",
        "what would {percent} of {number} be",
        "how much is {percent} off {number}",
        "what's {number} with {percent} off",
        "(what's|what is) {number} (less|minus|plus) {percent}",
        "add {percent} to {number}",
        "a {percent} tip on {number}",
        "how much (is|would be) a {percent} tip on {number}",
        "(work out|calculate) a {percent} tip on {number}",
        "(what's|what is|calculate|work out|give me|find|compute) the (square|cube) root of {number}",
        "(square|cube) root of {number} [please]",
        "(can|could) you [please] (find|work out|calculate|tell me) the (square|cube) root of {number}",
        "(what's|what is|calculate|work out) {number} (squared|cubed|factorial)",
        "{number} (squared|cubed) [is what|please]",
        "square {number} [for me]",
        "(calculate|work out|what is) {number} to the (power of|power) {number}",
        "(what's|what is|how much is|calculate) (half|a third|a quarter|three quarters|two thirds|a fifth|a tenth) of {number}",
        "(double|halve|triple) {number} [please]",
        "what's (double|twice|half|triple) {number}",
        "(half|twice|double|a quarter|a third) of {number} please",
        "(split|share) {number} (between|among) {number} [people]",
        "{number} (split|divided|shared) between {number} [people]",
        "divide {number} (between|among) {number}",
        "how many times does {number} (fit|go) in {number}",
        "(what's|calculate|find|give me) the (sum|product|difference) of {number} and {number}",
        "(what's|calculate|find) the average of {number} and {number}",
    ),
    slots={"number": "number", "percent": "percent"},
)


class Arithmetic:
    """Works out sums. The words are read as a whole: what is done to the numbers stands between
    the slots."""

    name = "arithmetic"
    intents = (COMPUTE,)

    def goes_on(
        self, understanding: Understanding, last: Understanding, world: World
    ) -> Understanding | None:
        """`and times two?` as the whole sum, with the result of the last one in it."""
        try:
            whole = goes_on(understanding.text, _evaluated(last).value)
        except NoSum:
            return None
        if whole is None:
            return None
        return replace(understanding, text=whole, intent=COMPUTE.name, slots=())

    def handle(self, understanding: Understanding, world: World) -> Response:
        try:
            result = _evaluated(understanding)
        except NoSum as trouble:
            return Response(str(trouble))
        shown = show(result.value, result.exact)
        said = world.one_of(f"That's {shown}.", f"It's {shown}.", f"That makes {shown}.")
        return Response(
            said, (Action("arithmetic.result", {"sum": understanding.text, "result": shown}),)
        )


_MEANT = (
    (r"\bhalve\b", "half of"),
    (r"\bshared (?:between|among)\b", "divided by"),
    (r"\b(split|share|divided?|shared)\b(.*?)\b(between|among)\b", r"\1\2 by "),
    (r"\b(split|share)\b", "divide"),
    (r"\btip on\b", "of"),
    (r"\bwith (.+? percent) off\b", r"minus \1"),
)
"""Ways to say a sum that `evaluate` doesn't read -> ones that it does."""


def _evaluated(understanding: Understanding) -> Number:
    """The sum that is asked for, with as few words around it left out as will do.

    Raises:
        NoSum: there is none; as it is said of the whole text.
    """
    try:
        return evaluate(understanding.text)
    except NoSum as trouble:
        first = trouble
    meant = understanding.text
    for pattern, words in _MEANT:
        meant = re.sub(pattern, words, meant, flags=re.IGNORECASE)
    added = [slot.text for slot in understanding.slots if slot.type == "number"]
    together = re.search(
        r"\b(add|sum|makes?|together|come to)\b|\b(?:what's|what is|how much(?: is| are)?|to know) "
        r"(?:\S+ ){1,3}and\b",
        understanding.text.lower(),
    )
    sums = [understanding.text, meant, *([" plus ".join(added)] if together else [])]
    for text in dict.fromkeys(sums):
        found = _inside(text.split())
        if found is not None and understanding.slots:
            return found
    raise first


def _inside(words: list[str]) -> Number | None:
    """The first sum within a text: words after it go first, then what stands before it."""
    if len(words) > MOST_WORDS:
        return None
    for begin in range(len(words)):
        for end in range(len(words), begin + 2, -1):
            try:
                return evaluate(" ".join(words[begin:end]))
            except NoSum:
                continue
    return None
