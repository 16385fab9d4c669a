# ruff: noqa: E501  (templates are one a line)
"""Conversion of units: `how many cups are in two litres`."""

from __future__ import annotations

from fractions import Fraction

from assistant.messages import Slot, Understanding
from assistant.skills.base import Action, Intent, Response, World, find, find_all
from assistant.skills.measures import Unit, convert, unit_named
from assistant.skills.sum_numbers import read_number, show

FIGURES = 6
"""Significant figures of an answer that is not whole."""

CONVERT = Intent(
    "units.convert",
    examples=(
        "convert {number} {unit} (to|into|in) {target}",
        "[please] convert {number} {unit} (to|into) {target} [for me]",
        "(what is|what's|how much is) {number} {unit} in {target}",
        "{number} {unit} (in|to|as) {target} [please]",
        "how many {target} (are|are there|is) in {number} {unit}",
        "how many {target} (in|make|make up) {number} {unit}",
        "how many {target} is {number} {unit}",
        "how many {target} (are there in|in|make|go into) (a|an|one) {unit}",
        "how many {target} does (a|an|one) {unit} have",
        "(could|can|would) you [please] (convert|change|turn) {number} {unit} (to|into) {target}",
        "(tell me|do you know) (what|how much) {number} {unit} is in {target}",
        "{number} {unit} is how many {target}",
        "i need {number} {unit} (in|as) {target}",
        "(give me|show me|say) {number} {unit} in {target}",
        "(change|switch|turn) {number} {unit} (to|into) {target}",
        "what do {number} {unit} make in {target}",
        "what would {number} {unit} be in {target}",
        "express {number} {unit} in {target}",
        "the recipe says {number} {unit} what is that in {target}",
        "how (long|far|heavy|hot|fast|big|much) is {number} {unit} in {target}",
        "if it's {number} {unit} how many {target} is that",
        "{number} {unit} {number} [{unit}] in {target}",
        "what's {number} {unit} [and] {number} {unit} in {target}",
        "a {unit} in {target}",
        "what is (a|an|one) {unit} in {target}",
        "in {target} how much is {number} {unit}",
        "how hot is {number} degrees {unit} in {target}",
        "what's {number} degrees {unit} in {target}",
        "(what's|what is|how much is|how many is) {number} {unit} (in|as|converted to|expressed in) {target} [please]",
        "(what's|what are) {number} {unit} in {target}",
        "(what do|what does|what would) {number} {unit} (come to|equal|make|be|weigh) in {target}",
        "how (many|much) {target} (do|does|would) {number} {unit} (make|equal|come to)",
        "how (many|much) {target} (do|does) (a|an|one) {unit} (make|have|equal)",
        "how many {target} (are|is) there in {number} {unit}",
        "how many {target} are {number} {unit}",
        "how many {target} (equal|to|per) (a|an|one) {unit}",
        "how many {target} (would|will) {number} {unit} be",
        "how many {target} (is|are) (a|an|one) {unit}",
        "how many {target} do i (get|need) for {number} {unit}",
        "how many {target} (fit|are) in (a|an|{number}) {unit}",
        "(can|could|would) you [please] (convert|change|turn|put) {number} {unit} (to|into|in) {target} [for me]",
        "(can|could|would) you [please] (tell me|work out) how many {target} (is|are|are in) {number} {unit}",
        "(can|could|would) you [please] (tell me|give me|say) {number} {unit} in {target}",
        "(can|could) you tell me what {number} {unit} (is|are) in {target}",
        "(tell me|do you know|i need to know|i want to know) (how many|how much) {target} (is|are|are in|make) {number} {unit}",
        "(tell me|do you know|i need to know) (what|how much) {number} {unit} (is|are) in {target}",
        "(convert|change|turn|translate|transform|switch) {number} {unit} (to|into) {target} [please|for me]",
        "convert (to|into) {target} {number} {unit}",
        "{number} {unit} (to|into|as|in) {target} [please]",
        "{number} {unit} in {target} is (what|how much|how many)",
        "{number} {unit} (equals|is|are|makes) how (many|much) {target}",
        "{number} {unit} how many {target} [is that|would that be]",
        "{number} {unit} what's that in {target}",
        "i have {number} {unit} (how many|how much) {target} is that",
        "i have {number} {unit} what's that in {target}",
        "i've got {number} {unit} how many {target} is that",
        "(i'm|he's|she's) {number} {unit} what's that in {target}",
        "(the oven|the recipe|the label|it) says {number} {unit} (what's that|how much is that|what is that) in {target}",
        "it's {number} {unit} (what's|what is) that in {target}",
        "i'd like {number} {unit} in {target}",
        "i want to (convert|turn) {number} {unit} (to|into) {target}",
        "(give|show|tell) me the {target} (for|of|in) {number} {unit}",
        "in {target} (what is|what's|what are) {number} {unit}",
        "what is that in {target} {number} {unit}",
        "how (far|long|heavy|tall|big|hot|fast) (is|are) {number} {unit} (in|measured in) {target}",
        "how tall is {number} {unit} {number} in {target}",
        "(what's|what is) {number} {unit} {number} in {target}",
        "{number} degrees {unit} (to|in|into) {target} [please]",
        "convert {number} degrees {unit} (to|into) {target}",
        "(what's|what is|how much is) (a|an|one) {unit} (in|as) {target}",
        "a {unit} is how many {target}",
        "(a|an|one) {unit} (in|to|into|as) {target}",
    ),
    slots={"number": "number", "unit": "unit", "target": "unit"},
    required=("unit", "target"),
    ask={"unit": "What should I convert?", "target": "Into which unit?"},
)
_SMALLER = {"foot": "inch", "pound": "ounce", "stone": "pound", "hour": "minute",
            "minute": "second", "meter": "centimeter"}  # fmt: skip
"""What a second number without a unit counts: `six foot two`."""


class Units:
    """Turns lengths, weights, volumes, temperatures, speeds, areas and more into each other."""

    name = "units"
    intents = (CONVERT,)

    def handle(self, understanding: Understanding, world: World) -> Response:
        units = [_unit(slot) for slot in find_all(understanding, "unit")]
        asked = find(understanding, "target")
        target = _unit(asked) if asked else None
        if not units or units[0] is None:
            return Response("What should I convert?", asks="unit")
        if target is None:
            return Response(f"Into which unit should I convert {units[0].plural}?", asks="target")
        known = [_fluid(unit, target) for unit in units if unit is not None]
        target = _fluid(target, known[0])
        for unit in known:
            if unit.kind != target.kind:
                return Response(_mismatch(unit, target))
        parts = _parts(understanding, known)
        if any(amount * unit.factor + unit.zero < 0 for amount, unit in parts if unit.zero):
            return Response("Nothing can be that cold: absolute zero is -273.15 degrees Celsius.")
        return _answer(parts, target, world)


def _parts(understanding: Understanding, units: list[Unit]) -> list[tuple[Fraction, Unit]]:
    """How much of each unit: `six foot two` is six feet and two inches."""
    slots = find_all(understanding, "number")
    amounts = [number for slot in slots if (number := _amount(slot)) is not None]
    if len(units) == 1 and len(amounts) == 2:
        smaller = unit_named(_SMALLER.get(units[0].name, ""))
        units = [*units, smaller] if smaller else units
    return list(zip(amounts or [Fraction(1)], units, strict=False))


def _answer(parts: list[tuple[Fraction, Unit]], target: Unit, world: World) -> Response:
    result = convert(*parts[0], target)
    for amount, unit in parts[1:]:
        result += amount * unit.factor / target.factor
    said = " ".join(_said(amount, unit) for amount, unit in parts)
    number, exact = _rounded(result)
    answer = f"{number} {target.singular if number == '1' else target.plural}"
    verb = world.one_of("is", "is", "makes")
    details = {"from": said, "to": answer, "exact": exact}
    text = f"{said} {verb} {'' if exact else 'about '}{answer}."
    return Response(text, (Action("units.result", details),))


def _unit(slot: Slot) -> Unit | None:
    named = unit_named(slot.value) if isinstance(slot.value, str) else None
    return named or unit_named(slot.text)


def _fluid(unit: Unit, other: Unit) -> Unit:
    """The ounces of a volume are fluid ones."""
    fluid = unit.name == "ounce" and other.kind == "volume"
    return unit_named("fluid_ounce") or unit if fluid else unit


def _amount(slot: Slot) -> Fraction | None:
    if isinstance(slot.value, int | float) and not isinstance(slot.value, bool):
        return Fraction(str(slot.value)) if abs(slot.value) < 1e30 else None
    return read_number(slot.text)


def _said(amount: Fraction, unit: Unit) -> str:
    return f"{show(amount)} {unit.singular if amount == 1 else unit.plural}"


def _mismatch(unit: Unit, target: Unit) -> str:
    return (
        f"{unit.plural.capitalize()} measure {unit.kind} and {target.plural} {target.kind}, "
        "so one can't be turned into the other."
    )


def _rounded(value: Fraction) -> tuple[str, bool]:
    """Whole numbers in full, others to a few figures; and whether nothing was lost."""
    if value.denominator == 1:
        return show(value), abs(value) < 10**15
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    smaller = 0
    while not whole and abs(value) * 10**smaller < Fraction(1, 10):
        smaller += 1
    places = min(max(FIGURES - whole, 2) + smaller, 20)
    rounded = Fraction(round(value * 10**places), 10**places)
    return show(rounded), rounded == value
