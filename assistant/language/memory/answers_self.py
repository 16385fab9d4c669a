"""Answers to questions about who the user is: name, age, home, trade."""

from __future__ import annotations

import re

from assistant.language.memory.notes import Notes
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

QUESTIONS = Questions()


@QUESTIONS.asks(WHAT + r"(?:my (?:first |own |real )?name(?:'s)?)(?: is)?" + END)
@QUESTIONS.asks(r"what (?:do|should|can|would) (?:you|i) (?:call|be called)(?: me| myself)?" + END)
@QUESTIONS.asks(r"what (?:am i|i'm) (?:called|named)" + END)
@QUESTIONS.asks(r"who (?:am i|i'm|i am)" + END)
@QUESTIONS.asks(r"(?:have you )?(?:forgotten|forget|know) my name" + END)
@QUESTIONS.asks(r"(?:did|do) you (?:forget|get|catch|have) my name" + END)
def _name(notes: Notes, found: re.Match[str]) -> str:
    name = notes.value("name")
    if not name:
        return unknown(notes, "your name", "What is it?")
    return notes.fresh([f"Your name is {name}.", f"You're {name}, of course.",
                        f"You told me that your name is {name}."], "name")  # fmt: skip


@QUESTIONS.asks(r"(?:how old (?:am i|i'm|i am)|" + WHAT + r"my age)(?: is)?" + END)
def _age(notes: Notes, found: re.Match[str]) -> str:
    age = notes.value("age")
    return told(notes, f"you are {age}") if age else unknown(notes, "how old you are", "May I ask?")


@QUESTIONS.asks(r"(?:(?:where|(?:what|which) (?:city|town|place|country)) (?:do i|am i|i|i'm|do we)"
       r"(?: currently| actually)? ?(?:live|living|stay|based)(?: in)?|" + WHAT
       + r"my (?:address|home|city))(?: is)?" + END)  # fmt: skip
def _home(notes: Notes, found: re.Match[str]) -> str:
    home = notes.value("home")
    if not home:
        return unknown(notes, "where you live", "Where is it?")
    return told(notes, f"you live {located(home)}")


@QUESTIONS.asks(r"(?:where|(?:what|which) (?:city|town|country)) (?:do i|am i|i'm|"
    r"i)(?: originally)?"
       r" ?(?:come )?from" + END)  # fmt: skip
def _origin(notes: Notes, found: re.Match[str]) -> str:
    value = notes.value("origin") or notes.value("raised") or notes.value("birthplace")
    if value:
        return told(notes, f"you are from {value}")
    nation = next((f.value for f in notes.all("self") if f.value.istitle()), "")
    return told(notes, f"you are {nation}") if nation else unknown(notes, "where you are from", "")


@QUESTIONS.asks(r"where (?:did i|i|was i) (?:grow up|grew up|raised)" + END)
def _raised(notes: Notes, found: re.Match[str]) -> str:
    value = notes.value("raised") or notes.value("birthplace")
    if not value:
        return unknown(notes, "where you grew up", "Where was it?")
    return told(notes, f"you grew up {located(value)}")


@QUESTIONS.asks(r"(?:when(?:'s|s| is| was)? my birthday|when (?:was i|i was) born|" + WHAT
       + r"my (?:birthday|date of birth))(?: is)?" + END)  # fmt: skip
def _birthday(notes: Notes, found: re.Match[str]) -> str:
    value, year = notes.value("birthday"), notes.value("born")
    if year and not (value and "birthday" in found[0].lower()):
        return told(notes, f"you were born in {year}" + f", {value}" * bool(value))
    return (
        told(notes, f"your birthday is {value}")
        if value
        else unknown(notes, "when your birthday is", "When is it?")
    )


@QUESTIONS.asks(r"(?:what do i do (?:for|at) (?:a living|work|my living|my job)|" + WHAT
       + r"my (?:job|profession|occupation|trade|line of work)(?: is)?|what (?:do i|am i|was i) "
       r"(?:work(?:ing)?|employed)(?: as)?|what i do for (?:a living|work))" + END)  # fmt: skip
@QUESTIONS.asks(r"what do i (?P<vague>do)" + END)
def _job(notes: Notes, found: re.Match[str]) -> str | None:
    job, work, study = (notes.last(kind) for kind in ("job", "work", "study"))
    if job:
        a = article(job.value)
        return told(notes, f"you are {a}{job.value}" + (f" {work.value}" if work else ""))
    if work:
        return told(notes, f"you work {to_second_person(work.value)}")
    if study:
        return told(notes, f"you study {study.value}")
    vague = "vague" in found.groupdict()
    return None if vague else unknown(notes, "what you do for a living", "What is it?")


@QUESTIONS.asks(r"where (?:do i|i|am i) (?:work|working|employed)" + END)
def _work(notes: Notes, found: re.Match[str]) -> str:
    work = notes.value("work")
    if not work:
        return unknown(notes, "where you work", "Where is it?")
    return told(notes, f"you work {to_second_person(work)}")


@QUESTIONS.asks(r"(what|where) (?:do i|am i|i) (?:study|studying|learn)" + END)
def _study(notes: Notes, found: re.Match[str]) -> str:
    study, school = notes.value("study"), notes.value("school")
    if not (school if found[1].lower() == "where" else study):
        return unknown(notes, f"{found[1].lower()} you study", "")
    return told(
        notes, " ".join(["you study", study, f"in {school}" * bool(school)]).replace("  ", " ")
    )


@QUESTIONS.asks(r"(?:what|which|how many) languages? (?:do|can|did) i (?:speak|know)" + END)
def _languages(notes: Notes, found: re.Match[str]) -> str:
    spoken = [fact.value for fact in notes.all("language")]
    if not spoken:
        return unknown(notes, "which languages you speak", "Which are they?")
    return told(notes, f"you speak {listed(spoken)}")


@QUESTIONS.asks(r"how (?:am|was|did|do) i (?:feeling|feel)" + END)
def _feeling(notes: Notes, found: re.Match[str]) -> str | None:
    feeling = notes.value("feeling")
    return told(notes, f"you were {feeling}") if feeling else None


@QUESTIONS.asks(r"am i (married|single|vegetarian|vegan|retired|engaged|divorced|pregnant)" + END)
def _state(notes: Notes, found: re.Match[str]) -> str:
    state = found[1].lower()
    said = {fact.value.lower() for fact in notes.all("self")}
    spouse = notes.last("person", "wife") or notes.last("person", "husband")
    if state in said:
        return told(notes, f"you are {state}")
    if state == "married" and spouse:
        return f"Yes, you mentioned your {spouse.about}."
    return unknown(notes, f"whether you are {state}", "Are you?")


@QUESTIONS.asks(r"(?:what (?:am i|i'm|i am) allergic to|" + WHAT + r"my allerg(?:y|ies)|"
    r"am i allergic to"
       r" ?(?P<thing>.*)|do i have (?:an|any) allerg(?:y|ies).*)" + END)  # fmt: skip
def _allergy(notes: Notes, found: re.Match[str]) -> str:
    known = [fact.value for fact in notes.all("allergy")]
    if not known:
        return unknown(notes, "about any allergies", "Do you have some?")
    return told(notes, f"you are allergic to {listed(known)}")
