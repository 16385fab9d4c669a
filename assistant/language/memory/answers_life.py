"""Answers to questions about what the user likes, has and plans, and about their people."""

from __future__ import annotations

import re

from assistant.language.memory.notes import Notes, content
from assistant.language.memory.person import listed, to_second_person
from assistant.language.memory.questions import (
    END,
    WHAT,
    Questions,
    article,
    located,
    told,
    unknown,
)
from assistant.language.memory.rules import RELATED, canonical, is_pet
from assistant.language.memory.words import CHILDREN, FAMILY

QUESTIONS = Questions()

_WHO = rf"(?:best |older |younger |little |big |elder |old |new )*(?P<who>{RELATED})"


def _mine(values: list[str]) -> list[str]:
    """The latest few, in the second person."""
    return [to_second_person(value) for value in values[-4:]]


@QUESTIONS.asks(WHAT + r"my favou?rite (?P<what>(?:(?! (?:is|are|was) ).)+?)(?: is| are)?" + END)
@QUESTIONS.asks(
    r"(?:what|which) (?P<what>[\w ]{2,30}) (?:do i|i|did i say i) (?:like|love) (?:best|most)" + END
)
def _favourite(notes: Notes, found: re.Match[str]) -> str:
    what = found["what"].lower()
    for fact in reversed(notes.all("favourite")):
        if fact.about == what or content(fact.about) == content(what):
            return told(notes, f"your favourite {what} is {to_second_person(fact.value)}")
    return unknown(notes, f"your favourite {what}", "What is it?")


@QUESTIONS.asks(
    r"(?:what(?: \w+){0,2}|which(?: \w+){1,2}) (?:do i|did i say (?:that )?i|"
    r"did i tell you (?:that )?i|i said i|i|things do i|am i) "
    r"(?:really |also |most )?(?:like|love|enjoy|into|keen on|fond of)(?: to \w+| doing)?" + END
)
@QUESTIONS.asks(WHAT + r"my (?:likes|hobby|hobbies|interests|passions?)(?: are| is)?" + END)
def _likes(notes: Notes, found: re.Match[str]) -> str:
    liked = _mine([fact.value for fact in notes.all("like")])
    plays = notes.value("plays")
    if "hobb" in found[0].lower() and plays:
        return told(
            notes, f"you play {plays}" + (f" and you like {listed(liked)}" if liked else "")
        )
    if liked:
        return told(notes, f"you like {listed(liked)}")
    favourite = notes.last("favourite")
    if favourite:
        value = to_second_person(favourite.value)
        return told(notes, f"your favourite {favourite.about} is {value}")
    return unknown(notes, "what you like", "What do you like?")


@QUESTIONS.asks(
    r"what (?:\w+ )?(?:do i|did i say (?:that )?i|i|don't i|can't i|do i not|can i not) ?"
    r"(?:really |most )?(?:hate|dislike|detest|not like|don't like|like|stand|bear|can't stand)"
    + END
)
def _dislikes(notes: Notes, found: re.Match[str]) -> str:
    disliked = _mine([fact.value for fact in notes.all("dislike")])
    if disliked:
        return told(notes, f"you don't like {listed(disliked)}")
    return unknown(notes, "what you dislike", "What is it?")


@QUESTIONS.asks(r"do i (?:really |still )?(?:like|love|enjoy|hate|dislike) (?P<what>.+?)" + END)
def _whether(notes: Notes, found: re.Match[str]) -> str:
    what, ours = found["what"], content(found["what"]) or {found["what"].lower()}
    for fact in reversed(notes.all("like", "dislike")):
        if ours <= content(fact.value):
            thing = to_second_person(what)
            liking = "like" if fact.kind == "like" else "don't like"
            word = "Yes" if fact.kind == "like" else "No"
            if re.search(r"\b(?:hate|dislike)\b", found[0], re.I):
                word = "No" if word == "Yes" else "Yes"
            return notes.fresh([f"{word}, you told me that you {liking} {thing}.",
                                f"{word}: you said you {liking} {thing}."], what)  # fmt: skip
    return unknown(notes, f"whether you like {to_second_person(what)}", "Do you?")


@QUESTIONS.asks(r"what (?:instruments?|games?|sports?|music) (?:do i|i|can i) play" + END)
@QUESTIONS.asks(r"what (?:do i|i|can i) play" + END)
def _plays(notes: Notes, found: re.Match[str]) -> str:
    value = notes.value("plays")
    if not value:
        return unknown(notes, "what you play", "Do you play something?")
    the = "the " if "instrument" in found[0] else ""
    return told(notes, f"you play {the}{value}")


# --- people and animals ----------------------------------------------------------------------


@QUESTIONS.asks(WHAT + rf"my {_WHO}(?:'?s'?)? names?(?: is| are)?" + END)
@QUESTIONS.asks(rf"what(?:'s|s| is| are| do i call| did i (?:call|name))? (?:my|the name of my|"
    rf"the names of my) "
                rf"{_WHO}(?: is| are)?(?: (?:called|named))?" + END)  # fmt: skip
@QUESTIONS.asks(rf"who(?:'s|s| is| are) my {_WHO}(?: is)?" + END)
@QUESTIONS.asks(rf"(?:the )?name of my {_WHO}" + END)
def _their_name(notes: Notes, found: re.Match[str]) -> str:
    about, spoken = canonical(found["who"]), found["who"].lower()
    names = [
        fact.value for fact in notes.all("person", "pet") if fact.about == about and fact.value
    ]
    detail = notes.value("detail", about)
    if not names:
        have = any(f.about == about for f in notes.all("person", "pet", "owns"))
        verb = "are" if spoken.endswith("s") and not spoken.endswith("ss") else "is"
        what = f"what your {spoken} {verb} called"
        return unknown(notes, what, "Tell me!" if have else "")
    if found[0].lower().startswith("who") and detail:
        return told(notes, f"{names[-1]} is your {spoken} and {to_second_person(detail)}")
    plural = len(names) > 1 or " and " in names[-1]
    if spoken.endswith("s") and plural:
        return told(notes, f"your {spoken} are called {listed(names)}")
    if len(names) > 1:
        return told(notes, f"you mentioned {listed(names)}")
    return told(notes, f"your {spoken} is called {names[-1]}")


@QUESTIONS.asks(
    r"(?:what|anything|all|everything)? ?(?:do you know|do you remember|did i (?:say|tell you)|"
    rf"have i told you|you know)? ?about my {_WHO}" + END
)
def _about(notes: Notes, found: re.Match[str]) -> str:
    about, spoken = canonical(found["who"]), found["who"].lower()
    told_of = [f for f in notes.facts if about == f.about]
    if not told_of:
        return unknown(notes, f"anything about your {spoken}", "What should I know?")
    names = [f.value for f in told_of if f.kind in ("person", "pet") and f.value]
    said = [f"you have {_described(notes, about)}"]
    subject = names[0] if len(names) == 1 and " and " not in names[0] else f"your {about}"
    details = [to_second_person(f.value) for f in told_of if f.kind == "detail"]
    return told(notes, listed(said + [f"{subject} {detail}" for detail in details[-2:]]))


@QUESTIONS.asks(r"(?:do|have) i (?:have|got|own|keep)?(?: any| an?)? ?(?:pets?|animals?)" + END)
@QUESTIONS.asks(r"(?:what|which) (?:pets?|animals?) (?:do i|have i|i) (?:have|got|own)?" + END)
def _pets(notes: Notes, found: re.Match[str]) -> str:
    return _mentioned(notes, "pets", [f.about for f in notes.all("pet")], "pet")


@QUESTIONS.asks(r"(?:do|have) i (?:have|got) (?:any |an? )?(?:kids|children)" + END)
def _children(notes: Notes, found: re.Match[str]) -> str:
    people = notes.all("person")
    return _mentioned(notes, "children", [f.about for f in people if f.about in CHILDREN], "child")


@QUESTIONS.asks(r"(?:who is in my family|what do you know about my family|"
    r"(?:tell me )?about my family)"
                + END)  # fmt: skip
def _family(notes: Notes, found: re.Match[str]) -> str:
    people = notes.all("person")
    return _mentioned(notes, "family", [f.about for f in people if f.about in FAMILY], "family")


def _mentioned(notes: Notes, what: str, abouts: list[str], none: str) -> str:
    """ "You have a dog called Rex and two cats."."""
    if abouts:
        owned = [_described(notes, about) for about in dict.fromkeys(abouts)]
        return told(notes, f"you have {listed(owned)}")
    if notes.last("none", none):
        return notes.fresh([f"No, you said you have no {what}.",
                            f"You told me that you have no {what}."], what)  # fmt: skip
    ask = "Is there anyone?" if what == "family" else "Do you have any?"
    return unknown(notes, f"about any {what}" if what != "family" else "about your family", ask)


def _described(notes: Notes, about: str) -> str:
    owned = notes.value("owns", about) or f"{article(about)}{about}"
    names = [f.value for f in notes.all("person", "pet") if f.about == about and f.value]
    return f"{owned} called {listed(names)}" if names else owned


@QUESTIONS.asks(rf"(?:do|have) i (?:have|got) (?:an?|any) (?:\w+ )?{_WHO}" + END)
def _have(notes: Notes, found: re.Match[str]) -> str | None:
    about = canonical(found["who"])
    if any(f.about == about for f in notes.all("person", "pet")):
        return f"Yes, you have {_described(notes, about)}."
    if notes.last("none", about) or (is_pet(about) and notes.last("none", "pet")):
        return f"No, you told me that you have no {found['who'].lower()}."
    return unknown(notes, f"whether you have a {found['who'].lower()}", "Do you?")


@QUESTIONS.asks(rf"how many {_WHO} (?:do i|have i|i) (?:have|got)" + END)
def _count(notes: Notes, found: re.Match[str]) -> str:
    about = canonical(found["who"])
    owned = notes.value("owns", about)
    if not owned:
        return unknown(notes, f"how many {found['who'].lower()} you have", "How many are there?")
    return told(notes, f"you have {_described(notes, about)}")


@QUESTIONS.asks(r"what (?:do|did|have) i (?:just )?(?:get|got|buy|bought|own|have)" + END)
def _owned(notes: Notes, found: re.Match[str]) -> str | None:
    had = notes.all("has", "owns")
    return told(notes, f"you have {to_second_person(had[-1].value)}") if had else None


@QUESTIONS.asks(rf"(?:what does|where does|how (?:old )?is|what is|what's) my {_WHO}(?: (?:do|"
    rf"like|live|work|love"
                rf"|doing|like to \w+)(?: for (?:a living|work))?)?" + END)  # fmt: skip
def _detail(notes: Notes, found: re.Match[str]) -> str | None:
    about = canonical(found["who"])
    details = [f.value for f in notes.all("detail") if f.about == about]
    asked = content(re.sub(rf"\b{found['who']}\b", "", found[0], flags=re.I))
    fitting = [d for d in details if asked & content(d)] or details
    if not fitting:
        return None
    return told(notes, f"your {found['who'].lower()} {to_second_person(fitting[-1])}")


# --- plans and everything --------------------------------------------------------------------


@QUESTIONS.asks(WHAT + r"my plans?(?: are| is)?(?: (?:for|on) (?P<when>.+?))?(?: are| is)?" + END)
@QUESTIONS.asks(r"what (?:am i|i'm|are we) (?:doing|planning|up to|going to do)(?: (?:on|for|at))?"
                r"(?: (?P<when>.+?))?" + END)  # fmt: skip
@QUESTIONS.asks(
    r"what(?:'s| is) happening (?P<when>(?:next|tomorrow|on|this|in) ?.*?)(?: for me)?" + END
)
@QUESTIONS.asks(r"(?:do i have|have i got) (?:any(?:thing)? )?(?:plans?|planned|on)"
                r"(?: (?:for )?(?P<when>.+?))?" + END)  # fmt: skip
@QUESTIONS.asks(
    r"what (?:do i have|have i got)(?: (?:on|planned))? (?P<when>tomorrow|next .+|on .+)" + END
)
@QUESTIONS.asks(r"what did i say (?:about|i (?:am|was|'m) doing) (?P<when>.+?)" + END)
def _plans(notes: Notes, found: re.Match[str]) -> str | None:
    when = re.sub(r"^(?:on|for|at|in) ", "", (found["when"] or "").lower())
    plans = notes.all("plan")
    if when:
        plans = [
            p for p in plans if set(when.split()) & set(p.about.lower().split()) - {"next", "this"}
        ]
    if plans:
        return told(notes, listed([f"{p.about} {to_second_person(p.value)}" for p in plans[-3:]]))
    if when and "did i say" in found[0].lower():
        return None
    if re.search(r"\bdoing\W*$|what are we|right now|here", found[0], re.I):
        return None
    return unknown(notes, "about any plans" + (f" for {when}" if when else ""), "What is planned?")


@QUESTIONS.asks(
    r"when(?:'s|s| is| are| do i have| am i| do i)? (?:my |the |our |we |i )?(?P<what>[\w ]{2,40}?)"
    + END
)
def _when(notes: Notes, found: re.Match[str]) -> str | None:
    ours = content(found["what"])
    for plan in reversed(notes.all("plan")):
        if ours and ours & content(plan.value):
            return told(notes, f"{to_second_person(plan.value)} {plan.about}")
    return None


@QUESTIONS.asks(
    r"(?:what (?:do|did|have) you (?:already )?(?:know|remember|learn(?:ed|t)?|"
    r"recall)(?: about)? ?(?:me|of me)?|"
    r"what (?:have i|did i|i) (?:tell|told|say|said)(?: to)? ?(?:you)?(?: (?:about me|"
    r"about myself|so far|before|earlier"
    r"|of myself))?|(?:everything|anything|all) (?:you know )?about me|what (?:is|"
    r"do you have) in your memory.*|"
    r"about me)" + END
)
def _everything(notes: Notes, found: re.Match[str]) -> str:
    known = _summary(notes)
    if not known:
        return unknown(notes, "anything about yourself", "Tell me something?")
    return told(notes, listed(known[:6]))


def _summary(notes: Notes) -> list[str]:
    """What is known, most telling first, as clauses in the second person."""
    said: list[str] = []
    for kind, form in (("name", "your name is {}"), ("age", "you are {}"), ("job", "you are {}"),
                       ("home", "you live {}"), ("origin", "you are from {}"),
                       ("study", "you study {}"), ("birthday", "your birthday is {}")):  # fmt: skip
        value = notes.value(kind)
        if value:
            shown = article(value) + value if kind == "job" else value
            said.append(form.format(located(value) if kind == "home" else to_second_person(shown)))
    have = [f.about for f in notes.all("person", "pet") if f.value or notes.value("owns", f.about)]
    if have:
        said.append(
            "you have " + listed([_described(notes, about) for about in dict.fromkeys(have)])
        )
    for kind, form in (("like", "you like {}"), ("dislike", "you don't like {}"),
                       ("allergy", "you are allergic to {}"), ("language",
                       "you speak {}")):  # fmt: skip
        values = _mine([fact.value for fact in notes.all(kind)])
        if values:
            said.append(form.format(listed(values)))
    said += [
        f"your favourite {f.about} is {to_second_person(f.value)}" for f in notes.all("favourite")
    ]
    said += [f"{f.about} {to_second_person(f.value)}" for f in notes.all("plan")[-2:]]
    if not said:
        said = [to_second_person(s.text) for s in notes.statements[-3:]]
    return said
