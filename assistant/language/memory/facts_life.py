"""Rules for where the user lives and what they do, like and feel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.language.memory.clauses import number, trimmed
from assistant.language.memory.rules import (
    ADVERBS,
    Fact,
    Rules,
    canonical,
    is_job,
    languages_in,
    place,
    things,
)
from assistant.language.memory.words import FEELINGS, VAGUE

RULES = Rules()

_IN = r"(?:in|at|near|on|by|outside|with|close to|just outside)"
_LIKING = (
    r"(?:like|love|enjoy|adore|prefer|fancy|am into|am fond of|like to|love to|"
    r"enjoy to|collect)"
)
_DISLIKING = r"(?:hate|dislike|loathe|detest|despise|can't stand|can't bear|can't abide|am sick of)"


@RULES.add("i i've we we're i'm", r"(?:i|we)(?:'ve|'m|'re| have| am| are)? " + ADVERBS
           + r"(?:been )?(?:liv(?:e|ed|ing)|resid(?:e|ing)|stay(?:ing)?|based)(?: \w+ly)? ("
           + _IN + r") (.+)")  # fmt: skip
def _home(found: re.Match[str]) -> Iterator[Fact]:
    if re.match(r"(?:i|we) lived\b", found[0], re.I):
        return  # That was before.
    value = place(re.sub(r"^(?:the city of|a city called|a town called) ", "", found[2]))
    company = re.match(r"(.{0,40}) in (\w.*)", value)
    if found[1].lower() == "with" and not company:
        yield Fact("detail", f"live with {value}", "home")
    elif value:
        if company and found[1].lower() == "with":
            value = place(company[2])
        prefix = "" if found[1].lower() in ("in", "with") else found[1].lower() + " "
        yield Fact("home", prefix + value)


@RULES.add("i i've we we've", r"(?:i|we)(?:'ve| have)? (?:just |recently )?moved (?:here )?"
           r"(?:back |house )?(to|from) (.+)")  # fmt: skip
def _moved(found: re.Match[str]) -> Iterator[Fact]:
    there = re.search(r"(.+?) (to|from) (.+)", found[2])
    if there:
        home, origin = (there[1], there[3]) if found[1] == "to" else (there[3], there[1])
        yield Fact("home", place(home))
        yield Fact("origin", place(origin))
    else:
        yield Fact("home" if found[1].lower() == "to" else "origin", place(found[2]))


@RULES.add("i i'm we we're", r"(?:i|we)(?:'m|'re| am| are)? " + ADVERBS
           + r"(?:originally )?(?:come |came |hail )?(?:originally )?from (.+)")  # fmt: skip
def _origin(found: re.Match[str]) -> Iterator[Fact]:
    value = re.split(r" (?:but|and) ", found[1])[0]
    if value.split()[0].lower() not in ("work", "school", "now", "home"):
        yield Fact("origin", place(value))


@RULES.add("i i've", r"(?:i|i've) (?:was )?(grew up|been raised|raised|brought up|born)"
           r"(?: and (?:raised|bred))? (in|on|at|near|by) (.+)")  # fmt: skip
def _raised(found: re.Match[str]) -> Iterator[Fact]:
    if found[1].lower() != "born":
        yield Fact("raised", place(found[3]))
    elif re.match(r"(?:the year )?\d{4}\b", found[3]):
        yield Fact("born", trimmed(found[3]))
    elif found[2].lower() == "on" or re.search(r"\d", found[3]):
        yield Fact("birthday", trimmed(f"{found[2]} {found[3]}"))
    else:
        yield Fact("birthplace", place(found[3]))


@RULES.add("i i'm i've", r"(?:i'm|i|i've been) " + ADVERBS + r"work(?:ing)? (as|for|at|in) (.+)")
def _work(found: re.Match[str]) -> Iterator[Fact]:
    rest, how = found[2], found[1].lower()
    if how == "as":
        job = re.match(r"(?:an? |the )?(.+?)(?: (at|for|in) (.+))?$", trimmed(rest, 12), re.I)
        if job:
            yield Fact("job", job[1])
            if job[3]:
                yield Fact("work", f"{job[2]} {job[3]}")
    else:
        yield Fact("work", f"{how} {trimmed(rest)}")


@RULES.add("i i'm i've", r"(?:i'm|i|i've been) " + ADVERBS + r"(?:stud(?:y|ying)|read(?:ing)? for|"
           r"doing a degree in) (.+)")  # fmt: skip
def _study(found: re.Match[str]) -> Iterator[Fact]:
    parts = re.match(r"(.*?)(?:^| )(?:at|in) (.+)", trimmed(found[1], 12))
    subject = parts[1] if parts else trimmed(found[1])
    if subject and not subject.lower().startswith(("for ", "hard")):
        yield Fact("study", subject)
    if parts:
        yield Fact("school", place(parts[2]))


@RULES.add("i i'm", r"(?:i|i'm) " + ADVERBS + r"(?:used to be|was) (?:an? )?(.+)")
def _formerly(found: re.Match[str]) -> Iterator[Fact]:
    if is_job(trimmed(found[1])):
        yield Fact("job", trimmed(found[1]), denied=True)


@RULES.add("i i'm", r"(?:i can |i |i'm )" + ADVERBS + r"(?:speak|learn(?:ing)?|fluent in) (.+)")
def _language(found: re.Match[str]) -> Iterator[Fact]:
    for language in languages_in(found[1]):
        yield Fact("language", language)


@RULES.add(
    "i i've i'm", r"(?:i|i've been|i'm)(?: have)? " + ADVERBS + r"(?:can )?play(?:ing|ed)? (.+)"
)
def _plays(found: re.Match[str]) -> Iterator[Fact]:
    value = re.sub(r"^(?:the|some) ", "", trimmed(found[1]), flags=re.I)
    value = re.split(r" (?:in|at|with|for|on) ", value)[0]
    if value.split()[0].lower() not in VAGUE:
        yield Fact("plays", value)


@RULES.add("i i'm we", r"(?:i|we|i'm)(?:'m| am)? " + ADVERBS + r"(?:allergic to) (.+)")
@RULES.add("i", r"i " + ADVERBS + r"(?:have|suffer from) (?:an? )?(?:\w+ )?allergy to (.+)")
@RULES.add("i", r"i " + ADVERBS + r"have an? (\w+) allergy")
def _allergy(found: re.Match[str]) -> Iterator[Fact]:
    for thing in re.split(r",? and (?=\w+$)|, ", trimmed(found[1])):
        yield Fact("allergy", thing)


@RULES.add("i", r"i (?:really |also |just )?(?:don't|do not|no longer|never|didn't) "
           r"(?:really |much |even |ever )?(like|love|enjoy|eat|drink|live|work|have|play|speak)"
           r"(?: (?:in|at|as|for|an|a|any)\b)? ?(.*)")  # fmt: skip
def _not(found: re.Match[str]) -> Iterator[Fact]:
    verb, value = found[1].lower(), trimmed(found[2])
    if verb in ("like", "love", "enjoy", "eat", "drink"):
        if value and value.split()[0].lower() not in VAGUE:
            yield Fact("like", value, denied=True)
            yield Fact(
                "dislike", value if verb in ("like", "love", "enjoy") else f"to {verb} {value}"
            )
    elif verb == "have":
        about = canonical(value)
        if about:
            yield Fact("none", value, about)
    else:
        kinds = {"live": ("home",), "work": ("job", "work"), "play": ("plays",)}
        for kind in kinds.get(verb, ("language",)):
            yield Fact(kind, value or "?", denied=True)


@RULES.add("i i'm i've we", r"(?:i'm|i|we) " + ADVERBS + r"(?:" + _LIKING[3:-1] + r"|into|fond of|"
           r"keen on|crazy about|mad about|obsessed with) (.+)")  # fmt: skip
def _likes(found: re.Match[str]) -> Iterator[Fact]:
    rest = re.sub(r"^to (?=\w)", "to ", found[1], flags=re.I)
    for thing in things(rest) if not rest.lower().startswith("to ") else [trimmed(rest)]:
        yield Fact("like", thing)
        yield Fact("dislike", thing, denied=True)


@RULES.add("really", r"really (?:into|fond of|keen on|like|love) (.+)")
def _really(found: re.Match[str]) -> Iterator[Fact]:
    yield from _likes(found)


@RULES.add("i i'm we", r"(?:i'm|i|we) " + ADVERBS + r"(?:" + _DISLIKING[3:-1] + r"|scared of|"
           r"afraid of|terrified of) (.+)")  # fmt: skip
def _dislikes(found: re.Match[str]) -> Iterator[Fact]:
    kind = "fear" if re.search(r"(?:scared|afraid|terrified) of", found[0], re.I) else "dislike"
    for thing in things(found[1]):
        yield Fact(kind, thing)
        yield Fact("like", thing, denied=True)


@RULES.add("i", r"i can't (eat|drink|have) (.+)")
def _cannot(found: re.Match[str]) -> Iterator[Fact]:
    yield Fact("avoids", f"{found[1].lower()} {trimmed(found[2])}")


@RULES.add("i", r"i (?:feel|am feeling|have been feeling) " + ADVERBS + r"(.+)")
@RULES.add("i'm", r"i'm feeling (.+)")
def _feeling(found: re.Match[str]) -> Iterator[Fact]:
    words = re.findall(r"\w+", found[1].lower())[:4]
    if any(word in FEELINGS for word in words):
        yield Fact("feeling", trimmed(found[1]))


@RULES.add("my", r"my favourite (.{1,40}?)(?: of all time| right now| to \w+)? (?:is|are|was) (.+)")
def _favourite(found: re.Match[str]) -> Iterator[Fact]:
    if not re.match(r"(?:not|a secret|hard)\b", found[2], re.I):
        yield Fact("favourite", trimmed(found[2]), found[1].lower())


@RULES.add("my", r"my (?:birthday|birth day|bday)(?:'s| is| was|s)? (.+)")
def _birthday(found: re.Match[str]) -> Iterator[Fact]:
    if re.search(r"\d|january|february|march|april|may|june|july|august|september|october|november"
                 r"|december|tomorrow|today|next|christmas|first|second|third|week|day", found[1],
                 re.I):  # fmt: skip
        yield Fact("birthday", trimmed(found[1]))


@RULES.add("my", r"my (job|profession|occupation|home ?town|age|hobby|hobbies|mother tongue|"
           r"(?:native|first) language|nationality|city)(?: is| are|'s) (.+)")  # fmt: skip
def _my(found: re.Match[str]) -> Iterator[Fact]:
    what, value = found[1].lower(), trimmed(found[2])
    if what == "age":
        if number(value):
            yield Fact("age", str(number(value)))
    elif what.endswith("language") or what == "mother tongue":
        yield from (Fact("language", language) for language in languages_in(value))
    elif what.startswith("hobb"):
        yield from (Fact("like", thing) for thing in re.split(r", (?:and )?| and ", value))
    else:
        kind = {"city": "home", "nationality": "self"}.get(what, "job")
        kind = "raised" if what.startswith("home") else kind
        yield Fact(kind, place(value) if kind in ("raised", "home") else value)
