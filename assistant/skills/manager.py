"""The dialogue of commands: what is missing is asked for, and the next turn is taken for it.

All state is in a `Dialogue`, one for each conversation:

    (Understanding, Dialogue, World) -> (Response, Dialogue)
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.errors import AssistantError, BadOption, StoreDamaged
from assistant.messages import Dialogue, Pending, Slot, Understanding
from assistant.skills.base import GoesOn, Intent, Response, Skill, World, value
from assistant.skills.values import CLOSED, resolve

TRIES = 2
"""Questions about one slot, before the user seems to talk of something else."""
SURE = 0.9
"""Confidence from which a turn is a new command, where any words could be the answer."""
OFTEN_ASKED_FOR = ("home", "control", "list", "writing")
"""Skills whose commands are what people are reminded of or take notes of: `turn off the stove`."""

CANCEL = re.compile(
    r"(?:(?:oh|ok|okay|no|actually|please|sorry|well)\s+)*"
    r"(?:cancel(?: (?:it|that|this))?|never ?mind(?: (?:it|that))?|forget (?:about )?(?:it|that)"
    r"|stop(?: (?:it|that))?|leave it|no thanks|no thank you|nothing|abort|quit|skip (?:it|that)"
    r"|do(?:n't| not) bother|(?:it )?does(?:n't| not) matter|let it be|drop it|i changed my mind"
    r"|i(?:'ve| have) changed my mind|not now)(?:\s+(?:please|then|thanks|thank you))*"
)
FOLLOW_UP = re.compile(
    r"(?:(?:and|but|so|ok|okay|now)\s+)*(?:(?:what|how) about|and|what is it|what's it)\s+"
    r"(?P<rest>.+)"
)
LEAD_IN = re.compile(
    r"^(?:(?:make (?:it|that)|let's say|let us say|say|i think|i'd say|i mean|i meant|i said|it's"
    r"|that's|to|for|how about|perhaps|oh|ok|okay|yes|no|the one (?:for|called|at)|remind me to"
    r"|remind me|that)\s+)+"
)
AGAIN = ("Sorry, I didn't get that. {}", "I'm not sure I understood. {}", "Once more, please: {}")


class Manager:
    """Knows all skills; holds nothing of any conversation."""

    def __init__(self, skills: Sequence[Skill]) -> None:
        """
        Raises:
            BadOption: two skills have an intent of the same name.
        """
        self.skills: dict[str, Skill] = {}
        self.intents: dict[str, Intent] = {}
        for skill in skills:
            for intent in skill.intents:
                if intent.name in self.intents:
                    raise BadOption(f"Two skills have an intent {intent.name}: rename one.")
                self.skills[intent.name], self.intents[intent.name] = skill, intent

    def turn(
        self, understanding: Understanding, dialogue: Dialogue, world: World
    ) -> tuple[Response | None, Dialogue]:
        """What a turn comes to, and where the conversation stands then.

        No response: it is no command, and the conversation should answer. Raises nothing that a
        skill raises.
        """
        world = replace(world, last=dialogue.last)
        if dialogue.pending:
            return self._pending(understanding, dialogue.pending, dialogue, world)
        if again := self._follow_up(understanding, dialogue.last, world):
            return self._do(again, dialogue, world)
        if understanding.intent not in self.intents:
            return None, dialogue
        return self._do(understanding, dialogue, world)

    # --- a command that waits ---

    def _pending(
        self, understanding: Understanding, pending: Pending, dialogue: Dialogue, world: World
    ) -> tuple[Response | None, Dialogue]:
        free = replace(dialogue, pending=None)
        said = _plain(understanding.text)
        if not said:
            return Response(pending.question, asks=pending.asked), dialogue
        if CANCEL.fullmatch(said):
            text = world.one_of("All right, never mind.", "Okay, forget it.", "Fine, I'll drop it.")
            return Response(text), free
        if self._replaces(understanding, pending, world):
            return self.turn(understanding, free, world)
        if whole := self._answered(understanding, pending, world):
            return self._do(whole, free, world)
        if understanding.intent in self.intents:
            return self.turn(understanding, free, world)
        if pending.tries >= TRIES:
            return self.turn(understanding, free, world)
        text = world.one_of(*AGAIN).format(pending.question)
        again = replace(pending, tries=pending.tries + 1)
        return Response(text, asks=pending.asked), replace(dialogue, pending=again)

    def _replaces(self, understanding: Understanding, pending: Pending, world: World) -> bool:
        """Whether a turn is a new command though its words could be the answer."""
        if understanding.intent not in self.intents or understanding.confidence < SURE:
            return False
        type = self.intents[pending.intent].slots[pending.asked]
        if type in CLOSED or understanding.intent == pending.intent:
            return False  # what is an answer is taken for one, before anything else
        if type == "phrase" and self.skills[understanding.intent].name in OFTEN_ASKED_FOR:
            return False
        return not self._missing(self._valued(understanding, world))

    def _answered(
        self, understanding: Understanding, pending: Pending, world: World
    ) -> Understanding | None:
        """The command with what the turn adds to it; None if it adds nothing."""
        start = len(pending.text) + 2
        text = f"{pending.text}, {understanding.text}"
        found = self._same_command(understanding, pending, world) or self._raw(
            understanding.text, pending, world
        )
        if not found:
            return None
        moved = [replace(slot, start=slot.start + start, end=slot.end + start) for slot in found]
        new = {slot.type for slot in found}
        kept = [slot for slot in pending.slots if slot.type not in new]
        return Understanding(
            text, pending.intent, 1.0, (*kept, *moved), understanding.seconds
        )  # fmt: skip

    def _same_command(
        self, understanding: Understanding, pending: Pending, world: World
    ) -> list[Slot]:
        """`set it for ten minutes`, when a timer's length was asked."""
        if understanding.intent != pending.intent:
            return []
        slots = self._valued(understanding, world).slots
        known = [slot for slot in slots if slot.value is not None]
        return known if any(slot.type == pending.asked for slot in known) else []

    def _raw(self, text: str, pending: Pending, world: World) -> list[Slot]:
        """The turn itself as the slot that was asked for, or as another that the command may have:
        a length or a day, where a time was asked for."""
        slots = self.intents[pending.intent].slots
        bare = LEAD_IN.sub("", text.strip())
        before = [slot.text for slot in pending.slots if slot.type == pending.asked]
        others = [
            name
            for name, type in slots.items()
            if slots[pending.asked] == "time" and type in ("duration", "date")
        ]
        for name in (pending.asked, *others):
            texts = [text, bare]
            if name == pending.asked and slots[name] == "time":
                # `tomorrow` said before and `six` now are one time together.
                texts = [f"{old} at {bare}" for old in before] + texts
            elif slots[name] not in CLOSED:
                texts = [bare]
            for one in texts:
                known = resolve(slots[name], one, world.now())
                if known is not None:
                    return [Slot(name, one, known, 0, len(text))]
        return []

    # --- doing ---

    def _follow_up(
        self, understanding: Understanding, last: Understanding | None, world: World
    ) -> Understanding | None:
        """`and in tokyo?`: the last command with another value, or what its skill makes of it."""
        if last is None or last.intent not in self.intents:
            return None
        skill = self.skills[last.intent]
        if isinstance(skill, GoesOn) and (whole := skill.goes_on(understanding, last, world)):
            return whole
        match = FOLLOW_UP.fullmatch(_plain(understanding.text))
        if not match:
            return None
        for name, type in self.intents[last.intent].slots.items():
            rest = match["rest"]
            if type not in CLOSED or type == "confirm":
                continue
            known = resolve(type, rest, world.now())
            if known is None:
                continue
            kept = tuple(slot for slot in last.slots if slot.type != name)
            at = max(0, understanding.text.lower().find(rest))
            rest = re.sub(r"^(?:in|for|at|on|the) ", "", rest)
            slot = Slot(
                name, rest, known, at, min(len(understanding.text), at + len(match["rest"]))
            )
            return replace(understanding, intent=last.intent, slots=(*kept, slot))
        return None

    def _do(
        self, understanding: Understanding, dialogue: Dialogue, world: World
    ) -> tuple[Response, Dialogue]:
        understanding = self._valued(understanding, world)
        intent = self.intents[understanding.intent or ""]
        if missing := self._missing(understanding):
            question = intent.ask.get(missing, f"Which {missing.replace('_', ' ')}?")
            return self._ask(Response(question, asks=missing), understanding, dialogue)
        response, done = self._handled(understanding, world)
        if response.asks in intent.slots:
            return self._ask(response, understanding, dialogue)
        last = understanding if done else dialogue.last
        return replace(response, asks=None), Dialogue(None, last)

    def _ask(
        self, response: Response, understanding: Understanding, dialogue: Dialogue
    ) -> tuple[Response, Dialogue]:
        assert response.asks is not None and understanding.intent is not None
        pending = Pending(
            understanding.intent, understanding.text, understanding.slots, response.asks,
            _question(response.text),
        )  # fmt: skip
        return response, replace(dialogue, pending=pending)

    def _handled(self, understanding: Understanding, world: World) -> tuple[Response, bool]:
        """The skill's response, and whether it was done rather than refused."""
        skill = self.skills[understanding.intent or ""]
        try:
            try:
                return skill.handle(understanding, world), True
            except StoreDamaged as damage:
                # The file is a fresh one now: the command can be done, but what happened is told.
                response = skill.handle(understanding, world)
                return replace(response, text=f"{damage} {response.text}"), True
        except AssistantError as error:
            return Response(str(error)), False
        except Exception:
            logging.getLogger(__name__).exception("%s failed", understanding.intent)
            return Response("Something went wrong with that, and it isn't your fault."), False

    def _valued(self, understanding: Understanding, world: World) -> Understanding:
        """Slots that the intent knows, with values where they can be told."""
        types = self.intents[understanding.intent or ""].slots
        slots = (
            replace(slot, value=resolve(types[slot.type], slot.text, world.now()))
            if slot.value is None
            else slot
            for slot in understanding.slots
            if slot.type in types
        )
        return replace(understanding, slots=tuple(slots))

    def _missing(self, understanding: Understanding) -> str | None:
        """The first slot that has to be there and isn't."""
        required = self.intents[understanding.intent or ""].required
        return next((name for name in required if value(understanding, name) is None), None)


def _question(text: str) -> str:
    """The last sentence, which asks."""
    return re.split(r"(?<=[.!?]) ", text)[-1]


def _plain(text: str) -> str:
    """In small letters, without punctuation."""
    text = text.lower().replace("\u2019", "'")
    return " ".join("".join(c if c.isalnum() or c in "':" else " " for c in text).split())
