"""A turn that may be a command: taken apart, done, and what came of it.

    text -> the user's own phrases -> Understander -> Manager -> a skill -> Outcome
                      ^------ a phrase in it ---'

Holds what all conversations share (the user's store, the home); what belongs to one of them is in
its `Dialogue`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from assistant.errors import AssistantError, StoreDamaged
from assistant.messages import Action, Dialogue, Understanding
from assistant.skills import SKILLS, phrases, timer
from assistant.skills.base import Home, Response, Skill, Store, World, find
from assistant.skills.home_state import HomeState, VirtualHome
from assistant.skills.manager import CANCEL, Manager
from assistant.skills.store import SqliteStore
from assistant.skills.when import local_now

HOME = "home"
"""Setting in the store that keeps the virtual home."""


class Understands(Protocol):
    """What takes a turn apart; see `assistant.language.understand.Understander`."""

    def understand(self, text: str, now: datetime) -> Understanding: ...


@dataclass(frozen=True)
class Outcome:
    """What came of one turn."""

    understanding: Understanding
    dialogue: Dialogue
    """Where the commands stand now."""
    response: Response | None
    """None: it was no command, and the conversation should answer."""


@dataclass(frozen=True)
class Commands:
    """Understands commands and does them. Safe to share between threads."""

    understander: Understands | None
    """Without it nothing is a command."""
    store: Store
    home: Home
    now: Callable[[], datetime] = local_now
    skills: tuple[Skill, ...] = SKILLS
    random: random.Random = field(default_factory=random.Random)
    talk: Callable[[str], bool] = lambda text: False
    """Whether a turn is talk, whatever it resembles: what the persona knows word for word."""
    untold: list[str] = field(default_factory=list)
    """What the user has to be told with the next command: that the store was damaged."""

    def understand(self, text: str) -> Understanding:
        """What one turn by itself asks for.

        The value of a phrase that the network finds is what it stands for; see `phrases.SAID`.
        """
        if self.understander is None:
            return Understanding(text, None, 1.0, (), 0.0)
        found = self.understander.understand(text, self.now())
        if found.intent == phrases.SAID:
            return self._looked_up(found)
        return found if self._asked_for(found) else _talk(found)

    def turn(self, text: str, dialogue: Dialogue, said: Sequence[str] = ()) -> Outcome:
        """Do what a turn asks for.

        said : the assistant's earlier answers in this conversation, the oldest first

        Raises nothing that a skill or the store raises: what can't be done is said.
        """
        if self.understander is None:
            return Outcome(self.understand(text), dialogue, None)
        world = World(self.now, self.store, self.random, self.home, said)
        steps = self._translated(text, dialogue)
        first = self._taken_for(steps[0], dialogue)
        if steps == (text,) and first.intent == phrases.SAID and not dialogue.pending:
            steps = phrases.steps(first.slots[0].value)
            first = self._taken_for(steps[0], dialogue)
        outcomes: list[Outcome] = []
        for place, step in enumerate(steps):
            understanding = self._taken_for(step, dialogue) if place else first
            response, dialogue = Manager(self.skills).turn(understanding, dialogue, world)
            outcomes.append(Outcome(understanding, dialogue, response))
        outcome = _together(outcomes)
        if self.untold and outcome.response:
            text = f"{self.untold.pop()} {outcome.response.text}"
            outcome = replace(outcome, response=replace(outcome.response, text=text))
        return outcome

    def _taken_for(self, text: str, dialogue: Dialogue) -> Understanding:
        """A turn by itself; an answer to a question may be talk at any other time."""
        if not dialogue.pending and self.talk(text):
            return Understanding(text, None, 1.0, (), 0.0)
        return self.understand(text)

    def _asked_for(self, found: Understanding) -> bool:
        """Whether the words are there without which a command is never meant."""
        intent = Manager(self.skills).intents.get(found.intent or "")
        needs = intent.needs if intent else ""
        return re.search(needs, found.text.lower().strip(" .!?")) is not None

    def _looked_up(self, found: Understanding) -> Understanding:
        """With what the phrase stands for; no command if it is none of the user's (any more)."""
        slot = find(found, "phrase")
        try:
            meant = phrases.translate(slot.text, self.store.taught()) if slot else None
        except AssistantError:
            meant = None  # a turn has read the store before, and told what is wrong with it
        if slot is None or meant is None or not meant.commands:
            return _talk(found)
        return replace(found, slots=(replace(slot, value="; ".join(meant.commands)),))

    def rings(self) -> list[Response]:
        """What has to ring now, each once; see `timer.due`.

        Raises:
            StoreError: the store can't be read.
        """
        return timer.due(self.store, self.now())

    def _translated(self, text: str, dialogue: Dialogue) -> tuple[str, ...]:
        """The commands that the user's own phrase stands for, or the text itself."""
        if dialogue.pending and CANCEL.fullmatch(phrases.plain(text)):
            return (text,)
        try:
            found = phrases.translate(text, self.store.taught())
        except StoreDamaged as error:
            self.untold.append(str(error))
            return (text,)
        except AssistantError:
            return (text,)  # the skill that needs the store says what is wrong with it
        return found.commands if found and found.commands else (text,)


def my_commands(
    understander: Understands | None,
    store: Store | None = None,
    home: Home | None = None,
    talk: Callable[[str], bool] = lambda text: False,
) -> Commands:
    """With the user's own store, and a home of their own or the virtual one as it was left."""
    store = store or SqliteStore()
    untold: list[str] = []
    return Commands(understander, store, home or _virtual(store, untold), talk=talk, untold=untold)


def _virtual(store: Store, untold: list[str]) -> VirtualHome:
    def keep(state: object) -> None:
        store.put(HOME, state)

    try:
        left = store.get(HOME)
        return VirtualHome(None if left is None else HomeState.from_json(left), keep)
    except StoreDamaged as error:
        untold.append(str(error))
    except AssistantError:
        pass  # the first command that needs the store says what is wrong with it
    return VirtualHome(keep=keep)


def _together(outcomes: Sequence[Outcome]) -> Outcome:
    """Several commands of one phrase as one outcome: the last one's, with what all have done."""
    last = outcomes[-1]
    responses = [outcome.response for outcome in outcomes if outcome.response]
    if not responses:
        return last
    texts = dict.fromkeys(response.text for response in responses if response.text)
    actions: tuple[Action, ...] = sum((response.actions for response in responses), ())
    return replace(last, response=replace(responses[-1], text=" ".join(texts), actions=actions))


def _talk(found: Understanding) -> Understanding:
    """What was taken for a command, and is none."""
    return replace(found, intent=None, confidence=1 - found.confidence, slots=())
