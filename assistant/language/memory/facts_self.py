"""Rules for who the user is: name, age, trade, feelings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.language.memory.clauses import name_in, number, trimmed
from assistant.language.memory.rules import ADVERBS, Fact, Rules, is_job, place, things
from assistant.language.memory.words import FEELINGS, NATIONALITIES

RULES = Rules()


@RULES.add(
    "my the", r"(?:my|the) (?:(first|real|actual|full|middle|last|given) )?name(?:'s| is|s)? (.+)"
)
@RULES.add("name's name", r"name(?:'s| is|)(?P<which>) (.+)")
def _name(found: re.Match[str]) -> Iterator[Fact]:
    rest = re.sub(r"^(?:actually|now|really|just|also|like) ", "", found[2], flags=re.I)
    denied = re.match(r"(?:not|isn't) (.+)", rest, re.I)
    if denied:
        yield Fact("name", name_in(denied[1], announced=True), denied=True)
        after = re.search(r" (?:but|it's) (\w.*)", denied[1], re.I)
        if after and name_in(after[1], announced=True):
            yield Fact("name", name_in(after[1], announced=True))
        return
    name = name_in(rest, announced=len(rest.split()) < 3 or rest[:1].isupper() or _runs_on(rest))
    if name:
        kind = {"full": "full name", "middle": "middle name", "last": "last name"}.get(
            (found[1] or "").lower(), "name"
        )
        yield Fact(kind, name)


def _runs_on(text: str) -> bool:
    """After its first word another sentence begins, as speech has it."""
    second = text.split()[1].lower()
    return second in "and i i'm by but from what how nice so or im".split() or "," in text[:20]


@RULES.add("my", r"my name isn't (\S+)(?:,? (?:it's|but) (.+))?")
def _not_name(found: re.Match[str]) -> Iterator[Fact]:
    yield Fact("name", name_in(found[1], announced=True), denied=True)
    if found[2] and name_in(found[2], announced=True):
        yield Fact("name", name_in(found[2], announced=True))


@RULES.add("that's that", r"that(?:'s| is)(?: not|n't) my (?:real )?name")
@RULES.add("don't", r"don't call me (?P<x>.+)")
def _no_name(found: re.Match[str]) -> Iterator[Fact]:
    yield Fact("name", "", denied=True)


@RULES.add(
    "call you just please everyone everybody people friends they my most",
    r"(?:(?:you (?:can|may|should) |just |please |my friends |most people |(?:every|some)\w+ |"
    r"people "
    r"|friends |they )(?:just |all )?)*calls? me (.+)",
)
def _called(found: re.Match[str]) -> Iterator[Fact]:
    name = name_in(found[1], announced=True)
    if name:
        yield Fact("name", name)


@RULES.add("i", r"i (?:go by|am known as) (.+)")
@RULES.add("i'm", r"i'm " + ADVERBS + r"(?:called|named|known as) (.+)")
def _am_called(found: re.Match[str]) -> Iterator[Fact]:
    name = name_in(found[1], announced=True)
    if name:
        yield Fact("name", name)


@RULES.add("i'm", r"i'm (?:not|no longer) (?:an? )?(.+)")
def _am_not(found: re.Match[str]) -> Iterator[Fact]:
    value = trimmed(re.sub(r",? (?:just |only )?an? .*", "", found[1]))
    bare = value.removeprefix("from ").removeprefix("in ")
    for kind in ("job", "self", "name", "origin", "home", "age", "feeling", "like"):
        yield Fact(kind, bare or "?", denied=True)
    instead = re.search(r",? (?:i'm )?(?:just |only )?an? (.+)", found[1], re.I)
    if instead and is_job(instead[1]):
        yield Fact("job", trimmed(instead[1]))


@RULES.add(
    "i'm", r"i'm " + ADVERBS + r"(?:almost |nearly |only |about |already )?(\S+(?:[ -]\S+)?.*)"
)
def _am_aged(found: re.Match[str]) -> Iterator[Fact]:
    age = number(found[1])
    rest = re.sub(r"^[\w-]+", "", found[1]).strip()
    if age and age > 1 and (_ends_age(rest) or _ends_age(rest.partition(" ")[2])):
        yield Fact("age", str(age))


def _ends_age(rest: str) -> bool:
    return not rest or bool(
        re.match(r"(?:years?[ -]old|years? of age|now|today|yo\b|y/o|,|and)", rest)
    )


@RULES.add("i i've", r"(?:i|i've) (?:just |have |will |have just )?(?:turn|turned) (.+)")
def _turned(found: re.Match[str]) -> Iterator[Fact]:
    age = number(found[1])
    if age and not re.search(r"next|soon|tomorrow", found[1], re.I):
        yield Fact("age", str(age + ("last year" in found[1].lower())))


@RULES.add("i'm", r"i'm (.+)")
def _am(found: re.Match[str]) -> Iterator[Fact]:
    """A name with what follows it, a job, a feeling, a nationality, or what one is."""
    rest = found[1]
    head, comma, tail = rest.partition(", ")
    if comma and name_in(head, announced=False):
        yield Fact("name", name_in(head, announced=False))
        rest = tail
    aged = re.match(r"(?:an? )?([\w-]+?(?: [a-z]+)??)[ -]years?[ -]olds? (.+)", rest, re.I)
    if aged and number(aged[1].replace("-", " ")):
        yield Fact("age", str(number(aged[1].replace("-", " "))))
        rest = "a " + aged[2]
    role = re.match(r"(?:an?|the|training to be an?|working as an?) (.+)", rest, re.I)
    if role:
        yield from _role(role[1])
        return
    words = re.findall(r"[\w'-]+", rest.lower())
    words = [w for w in words if w not in ("so", "very", "a", "bit", "really", "feeling", "quite")]
    words = [w for w in words if w not in ("pretty", "too", "rather", "also", "just", "still")]
    if words and words[0] in FEELINGS and number(rest) is None:
        yield Fact("feeling", trimmed(re.sub(r"^feeling ", "", rest)))
    elif len(words) == 1 and words[0] in NATIONALITIES:
        yield Fact("self", words[0].capitalize())
    elif len(words) == 1 and words[0] in _STATES:
        yield Fact("self", trimmed(rest))


_STATES = frozenset(
    "married single divorced widowed engaged retired pregnant unemployed vegetarian vegan deaf "
    "blind left-handed gay religious self-employed".split()
)


def _role(text: str) -> Iterator[Fact]:
    """ "painter from Ghent", "nurse at the hospital", "vegetarian", "big fan of jazz"."""
    fan = re.match(r"(?:big |huge |great )?(?:fan|lover) of (.+)", text, re.I)
    if fan:
        yield from (Fact("like", thing) for thing in things(fan[1]))
        return
    if re.match(r"(?:bit|little|lot|few|tad|while|member of)\b", text, re.I):
        feeling = re.match(r"(?:little |bit |tad )+(\w+)", text, re.I)
        if feeling and feeling[1].lower() in FEELINGS:
            yield Fact("feeling", f"a bit {feeling[1].lower()}")
        return
    noun, _, home = re.sub(r" from ", "\0", trimmed(text, 14)).partition("\0")
    noun = re.split(r" (?:in|at|for|with|who|and|near) ", noun)[0].rstrip(",")
    if is_job(noun.removeprefix("retired ")):
        yield Fact("job", noun)
    elif len(noun.split()) <= 4:
        yield Fact("self", noun)
    employer = re.search(r" (?:at|for) (.+)", text)
    if employer and is_job(noun):
        yield Fact("work", trimmed(employer[0].strip()))
    if home:
        yield Fact("origin", place(home))
