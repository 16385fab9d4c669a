"""Answers to questions about what the user said of themselves.

Each question is a pattern and a function from the notes to an answer; when the fact is not
known the answer says so and asks. What no pattern covers is looked for in the user's own
sentences, word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.language.memory import answers_life, answers_self
from assistant.language.memory.clauses import capitalised, clean, without_leads
from assistant.language.memory.forget import forgetting
from assistant.language.memory.notes import Notes, content
from assistant.language.memory.person import sentence, to_second_person
from assistant.language.memory.questions import TRY
from assistant.language.memory.rules import Fact

QUESTIONS = [*answers_self.QUESTIONS.known, *answers_life.QUESTIONS.known]


def answer(notes: Notes, text: str, forgotten: Sequence[Fact] = ()) -> str | None:
    """The answer to a question about the user; None if the text is no such question."""
    wish = forgetting(text)
    if wish:
        return _forgot(notes, wish.what, forgotten)
    if len(text) > 300:
        return None
    question = clean(text).strip(" .!?")
    rest, _ = without_leads(question)
    for candidate in _last_sentences(rest):
        found = _answered(notes, candidate)
        if found:
            return found
    return None


def _last_sentences(text: str) -> Iterable[str]:
    """The text, then what follows its first sentence or clause: "I'm off. What's my name"."""
    yield text
    parts = re.split(r"[.!?] |, (?:and |but |so )?| (?:and|but|so) (?=what|where|who|how|do)", text)
    for part in parts[1:4]:
        yield without_leads(part.strip(" .!?"))[0]


def _answered(notes: Notes, question: str) -> str | None:
    known = re.match(TRY + r"who(?:'s| is| was) ([\w'-]+(?: [\w'-]+)?)\W*$", question, re.I)
    for fact in reversed(notes.all("person", "pet")) if known else ():
        if known and fact.value and known[1].lower() in fact.value.lower().split(" and "):
            return sentence(f"{capitalised(known[1])} is your {fact.about}, as you told me")
    if not re.search(r"\b(?:i|i'm|i've|my|me|mine|we|our|happening)\b", question, re.I):
        return None
    for pattern, function in QUESTIONS:
        found = pattern.match(question)
        if found:
            text = function(notes, found)
            if text:
                return text
    return _looked_up(notes, question)


def _forgot(notes: Notes, what: str, gone: Sequence[Fact]) -> str:
    if what == "everything":
        variants = ["Done. Everything you told me is forgotten.",
                    "All right, I have forgotten all of it. We start afresh.",
                    "It is gone: I no longer know anything that you told me."]  # fmt: skip
    elif gone:
        variants = ["Done, I have forgotten that.", "All right, that is forgotten.",
                    "It is gone from my memory."]  # fmt: skip
    else:
        variants = ["I had kept nothing of that kind, so there is nothing to forget.",
                    "There was nothing like that in my memory, but all right."]  # fmt: skip
    return notes.fresh(variants, what)


def _with_names(notes: Notes, text: str) -> str:
    """With capitals for the names that we know, which speech leaves without."""
    names = [word for f in notes.all("name", "person", "pet") for word in f.value.split()]
    for name in names:
        if name[:1].isupper():
            text = re.sub(rf"\b{re.escape(name.lower())}\b", name, text)
    return text


def _looked_up(notes: Notes, question: str) -> str | None:
    """ "What do I drive?" -> the sentence that has "drive" in it."""
    asked = re.match(
        TRY + r"(?:what|where|who|when|which|how|did|do|have|am|was|is|are)\b.*\b"
        r"(?:i|my|i'm|we|our|me)\b", question, re.I)  # fmt: skip
    advice = re.search(r"\b(?:should|can|could|would|must|may|will|shall|need|want|have to)\b|"
                       r"^what do i do|^how (?:do|can) i|do you ", question, re.I)  # fmt: skip
    words = content(question)
    if not asked or not words:
        return None
    best = max(
        notes.statements,
        key=lambda s: (len(words & content(s.text)), s.turn),
        default=None,
    )
    enough = best and len(words & content(best.text)) >= max(1, (len(words) + 1) // 2)
    if best and enough and not advice:
        return sentence(f"you told me that {_with_names(notes, to_second_person(best.text))}")
    said = re.search(r"\b(?:did i (?:say|tell you|mention)|have i told you|i (?:said|told you))\b",
                     question, re.I)  # fmt: skip
    if said:
        return notes.fresh(["I don't think you have told me about that. Tell me now?",
                            "You haven't told me that, as far as I remember."],
                            question)  # fmt: skip
    return None
