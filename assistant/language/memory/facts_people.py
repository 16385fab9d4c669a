"""Rules for the user's people and animals, and for what else they have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.language.memory.clauses import name_in, trimmed
from assistant.language.memory.rules import (
    ADJECTIVES,
    ADVERBS,
    RELATED,
    Fact,
    Rules,
    canonical,
    is_pet,
)
from assistant.language.memory.words import GIVEN_NAMES

RULES = Rules()

_DETAIL = (
    r"(?:is|was|isn't|lives?|lived|works?|worked|has|had|likes?|loves?|hates?|plays?|studies|study|"
    r"speaks?|died|passed|makes?|bakes?|cooks?|sings?|owns?|comes?|moved|wants?|can't|can|always|"
    r"never|just|and i|turned|eats?|sleeps?|are|were|have|thinks?|writes?|paints?|teaches|barks?)"
)


@RULES.add(
    "my our", r"(?:my|our) " + ADJECTIVES + rf"(?P<who>{RELATED})(?:'?s)? name(?:'s| is|s)? (.+)"
)
def _their_name(found: re.Match[str]) -> Iterator[Fact]:
    yield from _person(found["who"], found[2])


@RULES.add("my our", r"(?:my|our) " + ADJECTIVES + rf"(?P<who>{RELATED})"
           r"(?: (?:is|are|was)|'s)? (?:called|named) (.+)")  # fmt: skip
def _their_called(found: re.Match[str]) -> Iterator[Fact]:
    yield from _person(found["who"], found[2])


@RULES.add("my our", rf"(?:my|our) {ADJECTIVES}(?P<who>{RELATED})(?:,? (?P<name>[\w'-]+),?)?"
           rf"(?:'s)?(?: (?P<detail>{_DETAIL} .+|{_DETAIL}$))?")  # fmt: skip
def _theirs(found: re.Match[str]) -> Iterator[Fact]:
    """ "my sister Kim", "my husband Mark is a chef", "my dad likes fishing"."""
    about, name, detail = canonical(found["who"]), found["name"] or "", found["detail"] or ""
    rest = found.string[found.end("who") :].strip(" ,")
    if re.match(rf"{_DETAIL}\b", rest, re.I):
        name, detail = "", rest
    known = name and (name[0].isupper() or name.lower() in GIVEN_NAMES)
    called = re.match(r"is (\w+)$", detail)
    called = called if called and name_in(called[1], announced=False) else None
    value = (
        name_in(rest, announced=False)
        if known
        else name_in(called[1], announced=False)
        if called
        else ""
    )
    yield Fact("pet" if is_pet(about) else "person", value, about)
    if detail and not called:
        yield Fact("detail", trimmed(detail, 12), about)


@RULES.add("he she it they he's she's it's they're", r"(?P<who>he|she|it|they)(?:'s|'re| is| are) "
           r"(?:called|named) (.+)")  # fmt: skip
@RULES.add(
    "his her its their it's", r"(?P<who>his|her|its|their|it'?s) names?(?:'s| is| are|s)? (.+)"
)
def _pronoun_name(found: re.Match[str]) -> Iterator[Fact]:
    about = {"his": "he", "her": "she", "its": "it", "their": "they"}.get(
        found["who"].lower(), found["who"].lower()
    )
    value = _names(found[2])
    if value:
        yield Fact("person", value, about)


@RULES.add("he she he's she's", r"(?P<who>he|she)(?:'s (?P<is>.+)| (?P<does>" + _DETAIL + r" .+))")
def _pronoun_detail(found: re.Match[str]) -> Iterator[Fact]:
    detail = f"is {found['is']}" if found["is"] else found["does"]
    yield Fact("detail", trimmed(detail, 12), found["who"].lower())


def _names(text: str) -> str:
    """ "Tom and Jerry": one name or several."""
    parts = re.split(r",? and |, ", text)[:5]
    names = [name_in(part, announced=True) for part in parts if part]
    names = [name for name in names if name]
    together = [", ".join(names[:-1]), names[-1]] if len(names) > 1 else names
    return " and ".join(together)


def _person(who: str, name: str) -> Iterator[Fact]:
    about = canonical(who)
    value = _names(name)
    if value:
        yield Fact("pet" if is_pet(about) else "person", value, about)


_OWNING = re.compile(
    rf"(?P<count>an?|one|two|three|four|five|six|seven|eight|ten|\d+|some|many|no|twin)?(?:^| )"
    rf"(?P<middle>(?:[\w-]+ ){{0,3}}?)(?P<who>{RELATED})(?:,? (?:called|named|who(?:se name)? is"
    rf"(?: called)?|and (?:his|her|its) name is) (?P<names>.+)|"
    rf",? (?P<bare>\S+(?: and \S+)?))?(?:\W|$)",
    re.I,
)


@RULES.add("i i've we we've", r"(?:i|we)(?:'ve)? ?" + ADVERBS + r"(?:(?:have )?(?:just |recently )?"
           r"(?:got|have|own|keep|adopted|bought)|(?=no )) ?(.+)")  # fmt: skip
def _has(found: re.Match[str]) -> Iterator[Fact]:
    if re.match(r"(?:been|had|done|seen|to|never|nothing|no idea)\b", found[1], re.I):
        return
    parts = re.split(r",? and (?=(?:an?|two|three|four) )|, (?=(?:an?|two|three|four) )", found[1])
    for part in parts[:4]:
        owned = _OWNING.match(part)
        start = owned and owned.start("who") == 0
        if owned and (owned["count"] or owned["names"] or start):
            yield from _owned(owned)
        elif re.match(r"(?:an?|the|some|two|three|my own|lots of|\d+) ", part, re.I):
            yield Fact("has", trimmed(part))


def _owned(owned: re.Match[str]) -> Iterator[Fact]:
    """ "two cats called Tom and Jerry", "a wife, Kim", "no pets"."""
    about = canonical(owned["who"])
    if (owned["count"] or "").lower() in ("no", "never"):
        yield Fact("none", owned["who"], about)
        return
    value = _names(owned["names"]) if owned["names"] else ""
    value = value or _proper(owned["bare"])
    yield Fact("pet" if is_pet(about) else "person", value, about)
    count = f"{owned['count'] or ''} {owned['middle']}{owned['who']}"
    yield Fact("owns", " ".join(count.split()), about)


def _proper(words: str | None) -> str:
    """Names that nothing announces, so they need a capital."""
    return _names(words) if words and words[0].isupper() else ""
