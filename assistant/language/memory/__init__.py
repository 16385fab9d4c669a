"""What this conversation has established about the user, and how to put it to use.

Nothing is stored: `remember` reads the whole history anew, with a cache for each turn's text, so
that any number of people can share the assistant. Rules and not a network do the reading: what
they find can be shown, tested and taken back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.language.memory import answers, talk
from assistant.language.memory.facts import Reading, read
from assistant.language.memory.forget import Forgetting, forgets, forgetting
from assistant.language.memory.notes import Notes, Statement, content, key
from assistant.language.memory.rules import Fact, is_pet
from assistant.language.memory.words import CANONICAL
from assistant.messages import Turn

TURN_LIMIT = 400
"""The latest turns that are read; a longer talk has few people patient enough."""

_SINGLE = frozenset(
    """name age birthday home origin raised birthplace born job study school full_name
    last_name""".split()
)
"""Kinds of which only the latest holds."""
_ASKED = (
    ("name", re.compile(r"(?:what(?:'s| is) your name|your name\?|call you\?|who are you\?|"
                        r"who am i (?:talking|speaking) (?:to|with)|tell me your name)", re.I)),
    ("home", re.compile(r"where (?:do you live|are you (?:based|living)|is home)", re.I)),
    ("age", re.compile(r"(?:how old are you|what(?:'s| is) your age)", re.I)),
    ("job", re.compile(r"(?:what do you do(?: for a living)?\?|what(?:'s| is) your job|"
                       r"your line of work)", re.I)),
    ("other", re.compile(r"(?:what(?:'s| is| are) (?:his|her|its|their|the|your \w+'s) names?|"
                         r"(?:is|are) (?:he|she|it|they|your \w+) called)", re.I)),
)  # fmt: skip
_NEGATED = r"(?:don't|do not|haven't|have not|have no|aren't|are not|never)"


@dataclass(frozen=True)
class Memory:
    """What is known of the user, as of the end of a history."""

    notes: Notes
    forgotten: tuple[Fact, ...] = ()
    """What the last turn took back."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All that hold, oldest first."""
        return self.notes.facts

    @property
    def name(self) -> str | None:
        """What to call the user."""
        return self.notes.value("name") or None

    def answer(self, text: str) -> str | None:
        """The answer to a question about what the user said; None if it is no such question.

        A wish to forget is confirmed here too.
        """
        return answers.answer(self.notes, text, self.forgotten)

    def remark(self, turn_number: int, seed: int) -> str | None:
        """A sentence that takes up something the user said, now and then, else None.

        Args:
            turn_number: of the reply that is being made; for the same one the same remark.
            seed: another one picks another moment and another fact.
        """
        return talk.remark(self.notes, turn_number, seed)

    def acknowledge(self, text: str, history: Sequence[Turn] = ()) -> str | None:
        """What to say to a turn that only tells a fact ("I live in Leeds"); None for others."""
        asked, early = _situation(history[:-1]) if history else ("", True)
        return talk.acknowledge(self.notes, read(text, asked, early))

    def contradicts(self, reply: str) -> bool:
        """Whether a reply goes against what the user said."""
        return _misnames(self.notes, reply) or _denies(self.notes, reply)


def remember(history: Sequence[Turn]) -> Memory:
    """Read a conversation from its start; the same history gives the same memory."""
    first = max(0, len(history) - TURN_LIMIT)
    facts: list[Fact] = []
    statements: list[Statement] = []
    forgotten: tuple[Fact, ...] = ()
    for place in range(first, len(history)):
        turn = history[place]
        forgotten = () if turn.speaker == "user" else forgotten
        if turn.speaker != "user":
            continue
        wish = forgetting(turn.text)
        if wish:
            facts, statements, forgotten = _forget(wish, facts, statements, place)
            continue
        asked, early = _situation(history[max(0, place - 6) : place], place)
        reading = read(turn.text, asked, early)
        statements += [Statement(text, place) for text in reading.statements]
        _learn(facts, reading, place)
    said = frozenset(key(turn.text) for turn in history if turn.speaker == "assistant")
    return Memory(Notes(tuple(facts), tuple(statements), said, len(history)), forgotten)


def told(text: str, history: Sequence[Turn]) -> bool:
    """Whether a turn asks for something that the user said earlier: then it is no command.

    history : the turns before it
    """
    if not history or forgetting(text) is not None:
        return False
    answer = remember(history).answer(text)
    return answer is not None and answer != remember(()).answer(text)


def _situation(earlier: Sequence[Turn], place: int | None = None) -> tuple[str, bool]:
    """What the assistant asked for last, and whether people have only just met."""
    count = len(earlier) if place is None else place
    if not earlier or earlier[-1].speaker != "assistant":
        return "", count < 4
    text = earlier[-1].text[-300:]
    asked = next((slot for slot, pattern in _ASKED if pattern.search(text)), "")
    return asked, count < 4


def _learn(facts: list[Fact], reading: Reading, place: int) -> None:
    """Add the facts of one turn, in place; later ones replace what can't hold beside them."""
    for found in reading.facts:
        fact = _resolved(replace(found, turn=place), facts)
        if fact is None:
            continue
        if fact.denied:
            facts[:] = [old for old in facts if not _denied(old, fact)]
        elif fact.kind == "none":
            facts[:] = [old for old in facts if not _owned(old, fact.about)]
            facts.append(fact)
        else:
            facts[:] = [old for old in facts if not _replaced(old, fact)]
            if fact.value or not any(_same_one(old, fact) for old in facts):
                facts.append(fact)


def _resolved(fact: Fact, facts: Sequence[Fact]) -> Fact | None:
    """ "He", "she" and "it" made into whom they mean: the last one who can be meant."""
    if fact.about == "correction":
        known = any(old.kind == "name" for old in facts)
        return replace(fact, about="") if known else None
    if fact.about not in ("he", "she", "it", "they"):
        return fact
    for old in reversed(facts):
        if old.kind in ("person", "pet") and _can_be(fact.about, old):
            kind = old.kind if fact.kind == "person" else fact.kind
            return replace(fact, kind=kind, about=old.about)
    return None


def _can_be(pronoun: str, old: Fact) -> bool:
    female = old.about in _FEMALE
    male = old.about in _MALE
    return {"he": not female, "she": not male, "it": is_pet(old.about)}.get(pronoun, True)


_FEMALE = frozenset(
    "mother sister daughter wife girlfriend grandmother aunt niece granddaughter stepmother".split()
)
_MALE = frozenset(
    "father brother son husband boyfriend grandfather uncle nephew grandson stepfather".split()
)


def _denied(old: Fact, fact: Fact) -> bool:
    if old.kind != fact.kind:
        return False
    ours = content(fact.value) or {fact.value.lower()}
    theirs = content(old.value) or {old.value.lower()}
    return not fact.value or ours == theirs or (ours <= theirs and fact.kind != "name")


def _owned(old: Fact, about: str) -> bool:
    if about == "pet":
        return is_pet(old.about)
    return old.about == about and old.kind in ("pet", "person", "owns", "detail")


def _replaced(old: Fact, new: Fact) -> bool:
    if new.kind in ("person", "pet", "owns") and old.kind == "none":
        return old.about == new.about or (old.about == "pet" and is_pet(new.about))
    if old.kind != new.kind:
        return False
    if new.kind in ("favourite", "owns"):
        return old.about == new.about
    if new.kind in ("person", "pet"):
        return old.about == new.about and not old.value
    return new.kind.replace(" ", "_") in _SINGLE or (
        old.value.lower() == new.value.lower() and old.about == new.about
    )


def _same_one(old: Fact, new: Fact) -> bool:
    return old.kind == new.kind and old.about == new.about


def _forget(
    wish: Forgetting, facts: list[Fact], statements: list[Statement], place: int
) -> tuple[list[Fact], list[Statement], tuple[Fact, ...]]:
    gone = [fact for fact in facts if forgets(wish, fact, facts, place)]
    words = [content(fact.value) | content(fact.about) for fact in gone]

    def goes(statement: Statement) -> bool:
        if wish.what == "everything":
            return True
        if wish.what == "last":
            return statement.turn >= place - 2
        ours = content(statement.text)
        return any(word and word <= ours | {"name"} for word in words)

    left = [fact for fact in facts if fact not in gone]
    return left, [s for s in statements if not goes(s)], tuple(gone)


_ADDRESS = re.compile(
    r"(?:^|[.!?] )(?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear|[Tt]hanks|[Tt]hank you|[Ss]orry|[Yy]es|[Nn]o|"
    r"[Gg]ood (?:morning|evening|night|afternoon)|[Ww]elcome(?: back)?|[Gg]oodbye|[Bb]ye),? "
    r"([A-Z][a-z]+)(?=[,.!?]|$)|, ([A-Z][a-z]+)[.!?]|[Nn]ice to meet you,? ([A-Z][a-z]+)"
    r"|\b[Yy]our name is ([A-Z][a-z]+)|\b[Yy]ou(?:'re| are) called ([A-Z][a-z]+)"
)
_NOT_ADDRESSED = frozenset(
    """I There Everyone All Sir Madam You Yes No Please Monday Tuesday Wednesday Thursday Friday
    Saturday Sunday January February March April May June July August September October November
    December God Refrain""".split()
)


def _misnames(notes: Notes, reply: str) -> bool:
    """It calls the user by a name that is neither theirs nor that of one of theirs."""
    name = notes.value("name")
    if not name:
        return False
    known = {word for f in notes.facts for word in re.findall(r"\w+", f.value)}
    for found in _ADDRESS.finditer(reply[:1000]):
        spoken = next(group for group in found.groups() if group)
        outright = found[3] or found[4] or found[5]
        if outright and spoken not in name.split():
            return True
        listed = found[2] and re.search(r" (?:in|of|from|and|at|to|like|is|was|near) [^.!?]*$",
                                        reply[: found.start()][-80:])  # fmt: skip
        if spoken not in known and spoken not in _NOT_ADDRESSED and not listed:
            return True
    return False


def _denies(notes: Notes, reply: str) -> bool:
    """ "You don't have a dog" of one who has; "you live in Rome" of one who lives in Leeds."""
    reply = reply[:1000].replace("\u2019", "'")
    for found in re.finditer(rf"\byou {_NEGATED} (?:have |got |like |love |any |an? )*(\w+)", reply,
                             re.I):  # fmt: skip
        word = found[1].lower()
        about = CANONICAL.get(word, "")
        if any(_owned(fact, about) for fact in notes.facts if about and fact.kind != "none"):
            return True
        liking = re.search(r"n't (?:like|love)|not (?:like|love)", found[0], re.I)
        if liking and any(content(word) <= content(f.value) for f in notes.all("like")):
            return True
    wrong = (
        ("home", r"\b[Yy]ou live in ([A-Z]\w+)"),
        ("origin", r"\b[Yy]ou(?:'re| are| come) from ([A-Z]\w+)"),
        ("age", r"\b[Yy]ou(?:'re| are) (\d+)(?: years|[.!,?]|$)"),
    )
    for kind, pattern in wrong:
        said = re.search(pattern, reply)
        value = notes.value(kind)
        if said and value and said[1].lower() not in value.lower():
            return True
    return False
