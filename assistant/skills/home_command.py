"""What a command to the home is about: which rooms, what `it` is, and saying what was done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import AssistantError
from assistant.messages import Understanding
from assistant.skills.base import Action, Home, Response, World, find_all

LAST = "home.last"
"""The setting that remembers what `it` is: `{"device", "rooms"}`."""
EVERYWHERE = "everywhere"
ALL = re.compile(r"\b(all|every|everything|everywhere|whole|entire)\b")
_IT = re.compile(r"\b(it|that|them|again|here)\b")


class NotClear(AssistantError):
    """A command that lacks something: `asks` names the slot."""

    def __init__(self, text: str, asks: str | None = None) -> None:
        super().__init__(text)
        self.asks = asks


@dataclass(frozen=True)
class Command:
    """What a handler looks at."""

    understanding: Understanding
    world: World
    home: Home

    @property
    def text(self) -> str:
        return self.understanding.text.lower()

    @property
    def state(self) -> Mapping[str, Any]:
        return self.home.state()

    @property
    def lights(self) -> dict[str, Mapping[str, Any]]:
        return {name: room["light"] for name, room in self.state["rooms"].items()}

    @property
    def heated(self) -> list[str]:
        return [name for name, room in self.state["rooms"].items() if room["target"] is not None]

    @property
    def shaded(self) -> list[str]:
        return [name for name, room in self.state["rooms"].items() if room["blinds"] is not None]

    def last(self) -> Mapping[str, Any]:
        """What `it` is; nothing unless the last command was the home's."""
        before = self.world.last
        if before is None or not (before.intent or "").startswith("home."):
            return {}
        kept = self.world.store.get(LAST)
        return kept if isinstance(kept, Mapping) else {}

    def named(self) -> list[str]:
        """The rooms that are said.

        Raises:
            NotClear: it is a room that is not there.
        """
        rooms: list[str] = []
        for slot in find_all(self.understanding, "room"):
            room = slot.value
            if room == EVERYWHERE:
                return list(self.home.rooms())
            if room not in self.home.rooms():
                raise NotClear(
                    f"I know no room called “{slot.text.strip()}” here. There is "
                    f"{listed([f'the {name}' for name in self.home.rooms()])}."
                )
            rooms.append(room)
        return list(dict.fromkeys(rooms))

    def rooms(self, device: str, otherwise: Sequence[str], follows: bool = False) -> list[str]:
        """The rooms that are meant: those said, else those of a moment ago, else `otherwise`.

        follows : whether it goes on from a moment ago without an `it`, as `warmer` does
        """
        if named := self.named():
            return named
        last = self.last()
        refers = (follows and last.get("device") == device) or _IT.search(self.text)
        if last.get("rooms") and refers and not ALL.search(self.text):
            return [room for room in last["rooms"] if room in self.home.rooms()]
        return list(otherwise)


def burning(command: Command) -> list[str]:
    return [room for room, light in command.lights.items() if light["on"]]


def having(able: Sequence[str], rooms: Sequence[str], what: str) -> list[str]:
    found = [room for room in rooms if room in able]
    if not found:
        verb = "are" if what == "blinds" else "is"
        raise NotClear(f"There {verb} no {what} in {listed([f'the {room}' for room in rooms])}.")
    return found


def do(
    command: Command, device: str, rooms: Sequence[str], actions: Sequence[Action], said: str
) -> Response:
    """Carries the actions out and says so; if one fails, what was done and why no more was."""
    done: list[Action] = []
    for action in actions:
        try:
            command.home.do(action)
        except AssistantError as trouble:
            part = f"I did {len(done)} of {len(actions)} things. " if done else ""
            return Response(f"{part}{trouble}", tuple(done))
        done.append(action)
    remember(command, device, rooms)
    return Response(said, tuple(done))


def remember(command: Command, device: str, rooms: Sequence[str]) -> None:
    """What `it` will be."""
    command.world.store.put(LAST, {"device": device, "rooms": list(rooms)})


def listed(parts: Iterable[str]) -> str:
    """`a, b and c`."""
    *before, last = list(parts)
    return f"{', '.join(before)} and {last}" if before else last


_PLURAL = {"light": "lights", "heating": "heating", "blinds": "blinds"}


def subject(device: str, rooms: Sequence[str], command: Command) -> str:
    """`The kitchen light is`, `All lights are`, `The blinds in the hall and the office are`."""
    able = {"light": list(command.lights), "heating": command.heated, "blinds": command.shaded}
    name = device if len(rooms) == 1 else _PLURAL[device]
    verb = "are" if name in ("lights", "blinds") else "is"
    if len(rooms) == 1:
        return f"The {rooms[0]} {name} {verb}"
    if set(rooms) == set(able[device]):
        return f"All {name} {verb}" if device != "heating" else "The heating is"
    if device == "light" and set(rooms) == set(command.heated):
        return "All lights indoors are"
    return f"The {name} in {listed([f'the {room}' for room in rooms])} {verb}"
