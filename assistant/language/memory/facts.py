"""What a turn of the user says of themselves, by patterns; one turn at a time, no history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.memory import facts_life, facts_people, facts_self
from assistant.language.memory.clauses import Clause, clauses, name_in, number, trimmed
from assistant.language.memory.rules import Fact, is_job, place
from assistant.language.memory.words import GIVEN_NAMES, NOT_NAMES


@dataclass(frozen=True)
class Reading:
    """What one turn gives."""

    facts: tuple[Fact, ...]
    statements: tuple[str, ...]
    """Clauses about the user in the user's words."""
    bare: bool
    """It says nothing but that: no question, no more."""


_TIME = re.compile(
    r"\b(?:(?:the )?day after tomorrow|tomorrow(?: morning| afternoon| evening| night)?|tonight|"
    r"later today|this (?:evening|afternoon|weekend|week|month|summer|autumn|winter|spring|year|"
    r"friday|saturday|sunday|monday|tuesday|wednesday|thursday)|"
    r"next (?:week|month|year|weekend|summer|autumn|winter|spring|monday|tuesday|wednesday|"
    r"thursday|"
    r"friday|saturday|sunday)|(?:on )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"(?: morning| afternoon| evening| night)?|at (?:the weekend|christmas|easter)|"
    r"in (?:january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"in (?:a|two|three|four|five|six|ten|\d{1,2}) (?:hours|days?|weeks?|months?)|soon)\b",
    re.I,
)
_FUTURE = re.compile(
    r"(?:i'm|we're|we are) (?:going|getting|off|\w+ing)\b|(?:i'll|we'll|i will|we will)\b|"
    r"(?:i|we) (?:have|need|must|want|plan|hope)\b|i've got\b|"
    r"(?:my|our) [\w ]{1,40}(?: is| are|'s) (?:coming|visiting|going|getting|on|\w+ing)\b|"
    r"there's|there is|it's my",
    re.I,
)
_PAST = re.compile(r"(?:i|we) have (?:been|had|done|seen|gone)\b", re.I)


_TABLES = [table.RULES.by_head for table in (facts_self, facts_life, facts_people)]
RULES = {
    head: [rule for table in _TABLES for rule in table.get(head, ())]
    for head in {head for table in _TABLES for head in table}
}


@lru_cache(maxsize=4096)
def read(text: str, asked: str = "", early: bool = False) -> Reading:
    """The facts of one turn.

    Args:
        text: as the user typed or said it.
        asked: what the assistant asked for just before: "name", "home", "age", "job" or "other".
        early: people have only just met, so that "im keanu" is a name.
    """
    facts: list[Fact] = []
    statements: list[str] = []
    bare, any_clause = True, False
    for clause in clauses(text):
        if not clause.text:
            continue
        any_clause = True
        if clause.question:
            bare = False
            continue
        found = list(_facts(clause, asked, early))
        facts += found
        if any(fact.kind == "name" and fact.denied for fact in found):
            asked = asked or "name"  # "My name isn't Bob, it's Rob."
        if clause.text.split(" ")[0].lower() in ("i", "i'm", "i've", "i'll", "my", "we", "our"):
            statements.append(clause.text)
        bare = bare and bool(found)
    return Reading(tuple(facts), tuple(statements), bare and any_clause)


def _facts(clause: Clause, asked: str, early: bool) -> Iterator[Fact]:
    text = clause.text
    when = _TIME.match(text)
    if when:  # "Tomorrow I'm going": the time comes last, as it mostly does.
        text = f"{text[when.end() :].strip(' ,')} {when[0]}"
    head = re.split(r"[\s,]", text, maxsplit=1)[0].lower()
    if asked:
        answer = _answered(text, asked)
        if answer:
            yield answer
            return
    plan = _plan(text)
    if plan:
        yield plan
    for pattern, rule in RULES.get(head, ()):
        found = pattern.match(text)
        if found:
            facts = list(rule(found))
            if facts and not (plan and facts[0].kind in ("has", "self", "like", "detail")):
                yield from facts
                return
    if not plan:
        yield from _named(clause, head, asked, early)


def _answered(text: str, asked: str) -> Fact | None:
    """A bare answer to the assistant's question: "Leeds", "in Leeds", "34", "Bob"."""
    short = re.sub(
        r"^(?:it's|it is|its|i'm|in|at|just|a|an|called) ", "", trimmed(text), flags=re.I
    )
    words = short.split()
    if not 1 <= len(words) <= 4 or words[0].lower() in ("i", "my", "not", "don't", "that's"):
        return None
    if asked == "age":
        age = number(short)
        return Fact("age", str(age)) if age else None
    if asked == "name":
        name = name_in(short, announced=len(words) <= 2)
        return Fact("name", name) if name else None
    if asked == "home" and (words[0].lower() not in NOT_NAMES or text.lower().startswith("in ")):
        return Fact("home", place(short))
    if asked == "job" and is_job(short):
        return Fact("job", short.lower())
    if asked == "other" and len(words) <= 2:
        name = name_in(short, announced=True)
        return Fact("person", name, "it") if name else None
    return None


def _named(clause: Clause, head: str, asked: str, early: bool) -> Iterator[Fact]:
    """ "It's Ben" and "im keanu", which are names only where one is expected."""
    found = re.match(r"(?:it's|it is|its|i'm|this is|i meant?|i said) (.+)", clause.text, re.I)
    if not found or len(clause.text.split()) > 5:
        return
    own = head == "i'm"
    # "It's Bob" as somebody's second line can hardly mean another.
    introduced = early and found[1].strip(" .!").lower() in GIVEN_NAMES
    if own or introduced or asked == "name" or clause.correcting:
        rest = found[1]
        short = len(rest.split()) == 1 and not re.search(r"(?:ing|ed|ly|ful|ous|less)\W*$", rest)
        announced = short and (asked == "name" or early or (clause.correcting and not own))
        name = name_in(rest, announced=announced)
        if name and len(rest.split()) <= len(name.split()) + 1:
            yield Fact("name", name, "" if own or introduced or asked == "name" else "correction")


def _plan(text: str) -> Fact | None:
    when = _TIME.search(text)
    if not when or not _FUTURE.match(text) or _PAST.match(text):
        return None
    rest = f"{text[: when.start()]} {text[when.end() :]}"
    return Fact("plan", trimmed(" ".join(rest.split()), 14), _day(when[0]))


def _day(when: str) -> str:
    names = "monday tuesday wednesday thursday friday saturday sunday christmas easter may".split()
    months = "january february march april june july august september october november december"
    return " ".join(
        word.capitalize() if word in names + months.split() else word
        for word in when.lower().split()
    )
