"""What we say by ourselves about what the user told: at once, and now and then later.

Nothing here is true of anybody: a sentence is made from a fact and asks for what is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.language.memory.facts import Reading
from assistant.language.memory.notes import Notes, chance, key
from assistant.language.memory.person import sentence, to_second_person
from assistant.language.memory.questions import article, located
from assistant.language.memory.rules import Fact, is_pet

_PRONOUNS = ("he", "she", "it", "they")
EVERY = 5
"""Turns of the assistant between two remarks, at least."""
RARELY = 3
"""One in so many of the turns in which a remark could be made has one."""

_SAD = re.compile(
    r"\b(?:died|dead|dying|passed away|late|lost|loss|ill|sick|unwell|hospital|cancer|divorc\w*|"
    r"broke up|left me|funeral|miss(?:ing)?|cry\w*|accident|fired|failed|hurts?|worr\w+|alone|"
    r"lonely|sad|depress\w*|stress\w*|scared|afraid|hate)\b",
    re.I,
)
"""Words that call for more than a cheerful question: others answer those."""

_ACKNOWLEDGED: dict[str, tuple[str, ...]] = {
    "name": (
        "Nice to meet you, {value}. What brings you here?",
        "Hello {value}, I'm glad to know your name. How is your day going?",
        "{value}, good. I'll remember that. What shall we talk about?",
        "A pleasure, {value}. What have you been up to?",
    ),
    "age": (
        "{value}, noted. Do you feel it, or does the number surprise you at times?",
        "{value}! And what do you like best about this time of life?",
    ),
    "birthday": (
        "I'll keep that in mind. How do you like to celebrate?",
        "Good to know. Do you make much of birthdays?",
    ),
    "home": (
        "What is it like, living {located}?",
        "And do you like it {located}?",
        "Have you been {located} for long?",
    ),
    "origin": (
        "I have never been anywhere, so tell me: what is {value} like?",
        "What do you miss most about {value}?",
    ),
    "raised": ("What was it like to grow up {located}?", "Do you ever go back {located}?"),
    "job": (
        "What is the best part of being {a_value}?",
        "How did you come to be {a_value}?",
        "Do you enjoy being {a_value}?",
    ),
    "work": ("How do you like it there?", "What is a usual day there like?"),
    "study": (
        "What drew you to {value}?",
        "Which part of {value} do you like best?",
    ),
    "like": (
        "What do you like about {value}?",
        "How did you come to like {value}?",
        "I'll remember that you like {value}. What else do you enjoy?",
        "Good to know. When did that start?",
    ),
    "dislike": (
        "I'll remember that. What puts you off?",
        "Fair enough. Was it always like that?",
    ),
    "favourite": (
        "A good choice. What makes it your favourite?",
        "I'll remember. Was it always {value}?",
    ),
    "allergy": (
        "That can't be easy. Do you have to be careful often?",
        "I'll bear that in mind. When did you find out?",
    ),
    "language": ("How did you learn it?", "Do you speak it often?"),
    "plays": ("How long have you been playing?", "What got you into that?"),
    "named pet": (
        "{value} is a good name for {a_about}. What is {value} like?",
        "How did {value} come to live with you?",
        "I'd like to hear more about {value}. What does a day with {value} look like?",
    ),
    "pet": ("What is your {about} called?", "What is your {about} like?"),
    "named person": (
        "{value}, I see. Are the two of you close?",
        "Thank you for telling me about {value}. What is {value} like?",
        "Do you and {value} spend a lot of time together?",
    ),
    "person": ("What is your {about} like?", "Tell me a little about your {about}."),
    "several": (
        "{value}, lovely names. What are they like?",
        "I'd like to hear more about {value}. Who gets up to the most mischief?",
    ),
    "plan": (
        "How do you feel about it?",
        "Are you looking forward to it?",
        "I hope it goes well. Have you been preparing?",
    ),
    "has": ("Have you had it for long?", "What do you like about it?"),
    "self": ("Tell me a little more about that.", "How has that been for you?"),
}
_REMARKS: dict[str, tuple[str, ...]] = {
    "named pet": ("How is {value}, by the way?", "What is {value} up to today?"),
    "several pets": ("How are {value}, by the way?",),
    "named person": ("How is {value} these days, by the way?", "And how is your {about} {value}?"),
    "several people": ("How are {value}, by the way?",),
    "plan": (
        "By the way, you mentioned that {when} {you}. Is everything ready?",
        "I was thinking of what you said: {when} {you}. How do you feel about it?",
    ),
    "job": ("How is work at the moment, by the way?",),
    "home": ("How are things {located} today?",),
    "study": ("How are your studies going, by the way?",),
    "like": (
        "You told me that you like {value}. Have you had time for that lately?",
        "I remember that you like {value}. Is there anything new there?",
    ),
    "plays": ("Have you been playing {value} lately?",),
}


def acknowledge(notes: Notes, reading: Reading) -> str | None:
    """A warm answer to a turn that tells something and nothing else, None for other turns."""
    if not reading.bare or any(_SAD.search(statement) for statement in reading.statements):
        return None
    facts = _together([fact for fact in reading.facts if not fact.denied])
    ranked = sorted(facts, key=lambda fact: _ORDER.get(fact.kind, 9))
    for fact in ranked:
        variants = _filled(fact, _ACKNOWLEDGED.get(_acknowledged(fact), ()))
        text = notes.unsaid(variants, f"{fact.kind} {fact.value}") if variants else None
        if text:
            greeting = fact.kind != "name" and any(f.kind == "name" for f in facts)
            name = next((f.value for f in facts if f.kind == "name"), "")
            return f"Nice to meet you, {name}. {text}" if greeting else text
    return None


def _together(facts: Sequence[Fact]) -> list[Fact]:
    """ "I have a cat, her name is Mimi" is one fact in two clauses."""
    names = [fact.value for fact in facts if fact.about in _PRONOUNS and fact.value]
    return [
        replace(fact, value=names[0])
        if names and fact.kind in ("pet", "person") and not fact.value
        else fact
        for fact in facts
    ]


_ORDER = {
    kind: place
    for place, kind in enumerate(
        "plan pet person job study home like favourite plays work language origin age name".split()
    )
}


def _acknowledged(fact: Fact) -> str:
    if fact.kind not in ("pet", "person"):
        return fact.kind
    if fact.about in _PRONOUNS:
        return ""
    if " and " in fact.value:
        return "several"
    return f"named {fact.kind}" if fact.value else fact.kind


def remark(notes: Notes, turn_number: int, seed: int) -> str | None:
    """A sentence that takes up a fact, at most every `EVERY` turns; never the same fact twice.

    The fact must be a few turns old: what was said just now needs no reminding.
    """
    if turn_number < EVERY or turn_number % EVERY:
        return None
    moment = f"{turn_number} {seed}"
    if chance(moment, RARELY):
        return None
    sad = {statement.turn for statement in notes.statements if _SAD.search(statement.text)}
    if notes.turns - 1 in sad:
        return None  # whoever is sad now wants no change of subject
    lost = {fact.about for fact in notes.facts if fact.about and fact.turn in sad}
    left: list[tuple[Fact, list[str]]] = []
    for fact in notes.facts:
        variants = _filled(fact, _REMARKS.get(_remarked(fact), ()))
        said = any(key(variant) in text for variant in variants for text in notes.said)
        mourned = fact.turn in sad or (fact.about and fact.about in lost)
        if variants and not said and not mourned and fact.turn < notes.turns - 4:
            left.append((fact, variants))
    if not left:
        return None
    _, variants = left[chance(moment + "fact", len(left))]
    return variants[chance(moment + "words", len(variants))]


def _remarked(fact: Fact) -> str:
    if fact.kind == "pet" and fact.value:
        return "several pets" if " and " in fact.value else "named pet"
    if fact.kind == "person" and fact.value:
        return "several people" if " and " in fact.value else "named person"
    return "" if fact.kind in ("pet", "person") else fact.kind


def _filled(fact: Fact, forms: tuple[str, ...]) -> list[str]:
    value = to_second_person(fact.value)
    fields = {
        "value": value,
        "a_value": article(value) + value,
        "about": fact.about,
        "a_about": article(fact.about) + fact.about,
        "located": located(fact.value),
        "when": fact.about,
        "you": value,
        "kind": "pet" if is_pet(fact.about) else "person",
    }
    return [sentence(form.format(**fields)) for form in forms]
