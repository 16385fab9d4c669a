"""What the answers to questions about the user share: the register, and ways to say things."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.language.memory.notes import Notes
from assistant.language.memory.person import sentence, to_second_person

Answer = Callable[[Notes, "re.Match[str]"], "str | None"]

TRY = (
    r"(?:(?:do|did|can|could|will|would) you (?:still |even |maybe |perhaps )?(?:know|remember|"
    r"recall|tell me|guess|say|"
    r"remind me)(?: of| about)? |(?:please )?(?:tell|remind) me (?:again )?(?:of |about )?|"
    r"i (?:asked|wonder if you (?:know|remember)|forgot|bet you (?:don't )?(?:know|remember)) |"
    r"have i told you |did i (?:ever )?(?:tell you|say|mention) |so |again |"
    r"(?:say|you know|you remember|remember) (?=what|my|who|where|how|when))*"
)
WHAT = r"(?:what(?:'s|s| is| was| are| were)? )?"
END = r"(?: again| now| then| please| by the way| called| said| though)*\W*$"


class Questions:
    """Patterns of questions and what answers them; the first that has an answer counts."""

    def __init__(self) -> None:
        self.known: list[tuple[re.Pattern[str], Answer]] = []

    def asks(self, pattern: str) -> Callable[[Answer], Answer]:
        """Register an answer; "do you remember" and the like may come before the pattern."""

        def add(function: Answer) -> Answer:
            self.known.append((re.compile(TRY + pattern, re.I), function))
            return function

        return add


def unknown(notes: Notes, what: str, ask: str) -> str:
    variants = [
        f"You haven't told me {what} yet. {ask}",
        f"I don't know {what}: you haven't told me. {ask}",
        f"I'm afraid you haven't told me {what}. {ask}",
    ]
    return notes.fresh([v.strip() for v in variants], what)


def told(notes: Notes, fact: str) -> str:
    """A fact in the second person, said in one of several ways."""
    variants = [
        sentence(fact),
        sentence(f"you told me that {fact}"),
        sentence(f"as you said, {fact}"),
        sentence(f"if I remember rightly, {fact}"),
    ]
    return notes.fresh(variants, fact)


def located(place: str) -> str:
    """ "Leeds" -> "in Leeds", "near York" as it is."""
    if re.match(r"(?:in|at|near|on|by|outside|with|close|just) ", place, re.I):
        return to_second_person(place)
    return f"in {to_second_person(place)}"


def article(noun: str) -> str:
    if re.match(r"(?:an?|the|my) ", noun, re.I) or noun.endswith("s"):
        return ""
    return "an " if noun[:1].lower() in "aeiou" else "a "
