"""What a skill is: its intents with sentences to learn them from, and what it does and answers.

    Understanding -> Manager -> Skill.handle(understanding, world) -> Response

A skill has no state of its own: what lasts stands in the `Store`, what was said in the `World`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

from assistant.errors import BadTemplate
from assistant.messages import Action, Slot, Understanding
from assistant.skills.templates import Gap, Piece, Sentence, expand, slots_of

__all__ = [
    "Action",
    "Alert",
    "AlertKind",
    "Gap",
    "Home",
    "Intent",
    "Note",
    "Piece",
    "Response",
    "Sentence",
    "Skill",
    "Store",
    "Taught",
    "World",
    "expand",
    "find",
    "find_all",
    "slots_of",
    "value",
]


@dataclass(frozen=True)
class Intent:
    """One thing that can be asked for."""

    name: str
    """`timer.set`: the skill, then what it does."""
    examples: tuple[str, ...]
    """Templates, see `templates`: `[please] start a {name} timer (for|of) {duration}`."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """Name in the templates -> type of the value (see `values`). `Slot.type` is the name: it is
    what the network labels. It is the same as the type, unless a command has two of one type."""
    required: tuple[str, ...] = ()
    """Slots without which nothing can be done; the manager asks for them in this order."""
    ask: Mapping[str, str] = field(default_factory=dict)
    """Slot -> the question when it is missing."""
    needs: str = ""
    """A regular expression that is in every way of asking for it, in lower case: for what would be
    a nuisance if it was done by mistake."""

    def __post_init__(self) -> None:
        """
        Raises:
            BadTemplate: a template can't be read, or names a slot that `slots` doesn't.
        """
        for template in self.examples:
            if unknown := [name for name in slots_of(template) if name not in self.slots]:
                raise BadTemplate(
                    f"“{template}” of {self.name} has {{{unknown[0]}}}, which is no slot of it."
                )
        for name in (*self.required, *self.ask):
            if name not in self.slots:
                raise BadTemplate(f"{self.name} asks for {name}, which is no slot of it.")


@dataclass(frozen=True)
class Response:
    """What a command comes to."""

    text: str
    """What is said."""
    actions: tuple[Action, ...] = ()
    """What was done, in order."""
    asks: str | None = None
    """The slot that is still needed: the next turn is taken for it."""


AlertKind = Literal["timer", "alarm", "reminder"]


@dataclass(frozen=True)
class Alert:
    """Something that makes itself heard at a time."""

    id: int
    kind: AlertKind
    label: str
    """A timer's or alarm's name, what a reminder is about; may be empty."""
    due: datetime
    """Aware."""
    seconds: float
    """How long a timer runs in all; 0 for what has no length."""


@dataclass(frozen=True)
class Note:
    """Something written down."""

    id: int
    text: str
    made: datetime
    """Aware."""


@dataclass(frozen=True)
class Taught:
    """A phrase of the user's own and what it stands for."""

    id: int
    phrase: str
    """`movie time`; may hold slots as templates do."""
    command: str
    """What it means, as it would be said: `dim the lights`."""


class Store(Protocol):
    """What lasts. Every call is one transaction; times are aware; lists keep their order."""

    def list_names(self) -> list[str]: ...

    def items(self, name: str) -> list[str]: ...

    def add_items(self, name: str, items: Sequence[str]) -> list[str]:
        """Those that were not on it yet."""

    def remove_items(self, name: str, items: Sequence[str]) -> list[str]:
        """Those that were on it."""

    def clear_list(self, name: str) -> int:
        """How many items it had."""

    def notes(self) -> list[Note]: ...

    def add_note(self, text: str, made: datetime) -> Note: ...

    def remove_note(self, id: int) -> bool: ...

    def alerts(self, kind: AlertKind | None = None) -> list[Alert]:
        """The next one first."""

    def add_alert(
        self, kind: AlertKind, due: datetime, label: str = "", seconds: float = 0.0
    ) -> Alert: ...

    def move_alert(self, id: int, due: datetime, seconds: float = 0.0) -> bool: ...

    def remove_alert(self, id: int) -> bool: ...

    def due(self, now: datetime) -> list[Alert]:
        """Those whose time has come, taken off: each is handed out once, to one caller."""

    def taught(self) -> list[Taught]: ...

    def teach(self, phrase: str, command: str) -> Taught:
        """A phrase that is taught already gets the new meaning."""

    def change_taught(self, id: int, phrase: str, command: str) -> bool: ...

    def remove_taught(self, id: int) -> bool: ...

    def get(self, key: str) -> Any:
        """A setting as it was put; None if there is none."""

    def put(self, key: str, value: Any) -> None:
        """Keeps anything that JSON can hold."""


class Home(Protocol):
    """Lights, heating, blinds and music, drawn or real."""

    def rooms(self) -> Sequence[str]: ...

    def state(self) -> Mapping[str, Any]:
        """Everything, as JSON can hold it."""

    def do(self, action: Action) -> None:
        """Carries out an action named `home.*`.

        Raises:
            AssistantError: it can't be done; the text says why.
        """


@dataclass
class World:
    """What a skill may look at and change."""

    now: Callable[[], datetime]
    """Aware, in the user's time zone."""
    store: Store
    random: random.Random = field(default_factory=random.Random)
    home: Home | None = None
    said: Sequence[str] = ()
    """What we said in this conversation, the oldest first."""
    last: Understanding | None = None
    """The last command that was done, for "make it five minutes longer"."""

    def one_of(self, *texts: str) -> str:
        """One of several ways to say the same."""
        return self.random.choice(texts)


class Skill(Protocol):
    """One file of what can be done."""

    @property
    def name(self) -> str: ...

    @property
    def intents(self) -> tuple[Intent, ...]: ...

    def handle(self, understanding: Understanding, world: World) -> Response:
        """Does what is asked. `required` slots are there, with values; others may be missing, or
        have the value None if their text makes no sense.

        Raises:
            AssistantError: it can't be done; the text is said.
        """


@runtime_checkable
class GoesOn(Protocol):
    """A skill whose last command a turn may go on from, though it is none by itself."""

    def goes_on(
        self, understanding: Understanding, last: Understanding, world: World
    ) -> Understanding | None:
        """The turn as a whole command; None if it has nothing to do with the last one."""


def find(understanding: Understanding, name: str) -> Slot | None:
    """The first slot of a name."""
    return next((slot for slot in understanding.slots if slot.type == name), None)


def find_all(understanding: Understanding, name: str) -> list[Slot]:
    """All slots of a name, in order."""
    return [slot for slot in understanding.slots if slot.type == name]


def value(understanding: Understanding, name: str) -> Any:
    """The first value of a name that is known; None if there is none."""
    values = (slot.value for slot in find_all(understanding, name))
    return next((one for one in values if one is not None), None)
