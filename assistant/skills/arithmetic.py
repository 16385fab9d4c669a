"""Arithmetic in words: `what's fifteen percent of eighty`."""

from __future__ import annotations

from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World
from assistant.skills.sum_numbers import NoSum, show
from assistant.skills.sums import evaluate

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
    ),
    slots={"number": "number", "percent": "percent"},
)


class Arithmetic:
    """Works out sums. The words are read as a whole: what is done to the numbers stands between
    the slots."""

    name = "arithmetic"
    intents = (COMPUTE,)

    def handle(self, understanding: Understanding, world: World) -> Response:
        try:
            result = evaluate(understanding.text)
        except NoSum as trouble:
            return Response(str(trouble))
        shown = show(result.value, result.exact)
        said = world.one_of(f"That's {shown}.", f"It's {shown}.", f"That makes {shown}.")
        return Response(
            said, (Action("arithmetic.result", {"sum": understanding.text, "result": shown}),)
        )
