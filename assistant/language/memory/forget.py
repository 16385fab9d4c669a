"""Forgetting at the user's wish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.language.memory.clauses import clean, trimmed, without_leads
from assistant.language.memory.facts import read
from assistant.language.memory.notes import content
from assistant.language.memory.rules import Fact, canonical


@dataclass(frozen=True)
class Forgetting:
    """What is to be forgotten."""

    what: Literal["everything", "last", "this"]
    text: str = ""
    """In the user's words, if it is one thing: "my name", "that I like tea"."""
    facts: tuple[Fact, ...] = ()
    """What "that I like tea" reads as."""


_WISH = re.compile(
    r"(?:please |can you |could you |will you |would you |you can |you should |i want you to |"
    r"i'd like you to |just |now )*"
    r"(?:forget|erase|delete|wipe|clear|don't remember|stop remembering|unlearn)(?: about)?"
    r"(?: (?P<what>.+))?$",
    re.I,
)
_EVERYTHING = re.compile(
    r"(?:everything|it all|all of (?:it|that|this)|all (?:that )?(?:i|you)\b|all about me|me$|"
    r"about me"
    r"|what(?:ever)? you (?:know|remember|have learn)|your memory|the memory|my data|my details"
    r"|our (?:whole )?conversation|this conversation|the conversation)",
    re.I,
)
_LAST = re.compile(
    r"(?:what|that|the (?:last )?thing|all)? ?(?:i (?:just |have just )?(?:said|told you|"
    r"mentioned|wrote))"
    r"|i (?:ever )?(?:said|told you|mentioned) that|(?:that|this)$|the last (?:thing|bit|part)",
    re.I,
)
_IDLE = re.compile(r"(?:it|about it|that for now|the time|the past|the weather)\W*$", re.I)


def forgetting(text: str) -> Forgetting | None:
    """What a turn wants forgotten; None if it wants nothing forgotten."""
    if not re.search(r"forget|erase|delete|wipe|clear|remember|unlearn", text[:800], re.I):
        return None
    rest, _ = without_leads(clean(text).split(". ")[0].strip(" .!?"))
    wish = _WISH.match(rest)
    if not wish:
        return None
    what = trimmed(re.sub(r" please$", "", wish["what"] or "", flags=re.I), 30)
    if not what or _IDLE.match(what):
        return None
    if _EVERYTHING.match(what):
        return Forgetting("everything", what)
    if _LAST.match(what) and not re.search(r" about | that i ", what, re.I):
        return Forgetting("last", what)
    told = re.sub(r"^(?:the fact )?that (?=i|my|we)|^(?:what i (?:just )?(?:said|told you) about) ",
                  "", what, flags=re.I)  # fmt: skip
    mine = re.match(r"(?:i|i'm|i've|my|me|we|our|where i|how old|what i|when i)\b", told, re.I)
    if not mine and told == what:
        return None  # "Forget the dishes": nothing of ours.
    return Forgetting("this", told, read(told).facts)


_KINDS = {
    "name": "name", "age": "age", "old": "age", "birthday": "birthday", "born": "birthday",
    "address": "home", "live": "home", "home": "home", "city": "home", "job": "job", "work": "job",
    "from": "origin", "plans": "plan", "plan": "plan", "likes": "like", "like": "like",
    "hobbies": "like", "dislikes": "dislike", "allergy": "allergy", "allergies": "allergy",
    "pets": "pet", "pet": "pet", "family": "person", "study": "study", "language": "language",
    "languages": "language", "feelings": "feeling",
}  # fmt: skip


def forgets(wish: Forgetting, fact: Fact, facts: Sequence[Fact], place: int) -> bool:
    """Whether this fact is to go."""
    if wish.what == "everything":
        return True
    if wish.what == "last":
        return fact.turn >= place - 2
    for told in wish.facts:
        if (told.kind, told.about) == (fact.kind, fact.about) and (
            content(told.value) <= content(fact.value) or not told.value
        ):
            return True
    words = re.findall(r"[\w-]+", wish.text.lower().replace("'s", ""))
    abouts = {canonical(word) for word in words} - {""}
    if abouts:
        return fact.about in abouts
    if wish.facts:
        return False
    if len(words) <= 5 and any(_KINDS.get(word) == fact.kind for word in words):
        return fact.kind != "name" or "name" in words
    if "favourite" in words and fact.kind == "favourite":
        return fact.about in wish.text.lower()
    ours = content(wish.text)
    return bool(ours) and ours <= content(fact.value)
