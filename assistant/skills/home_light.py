"""Lights: on, off, how bright and in which colour."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.skills.base import Action, Response, value
from assistant.skills.home_command import (
    ALL,
    Command,
    NotClear,
    burning,
    do,
    listed,
    remember,
    subject,
)

STEP = 20
"""Percent that `brighter` and `dimmer` change."""


def light_on(command: Command) -> Response:
    return switch_lights(command, True, _lit_rooms(command, True))


def light_off(command: Command) -> Response:
    return switch_lights(command, False, _lit_rooms(command, False))


def _lit_rooms(command: Command, on: bool) -> list[str]:
    """Which lights are to be switched.

    Raises:
        NotClear: one light was named, and it may be any.
    """
    lights = command.lights
    rooms = meant(command)
    if rooms:
        return rooms
    many = ALL.search(command.text) or re.search(r"\blights\b", command.text)
    if many or not re.search(r"\b(light|lamp|dark)\b", command.text):
        return list(lights) if not on else _indoors(command)
    lit = [room for room, light in lights.items() if light["on"]]
    if not on and len(lit) <= 1:
        return lit or list(lights)
    raise NotClear("In which room?", asks="room")


def _indoors(command: Command) -> list[str]:
    return command.heated or list(command.lights)


def meant(command: Command) -> list[str]:
    """The rooms that are said or were a moment ago; `the lights` are more than that one."""
    return command.rooms("light", (), follows=not re.search(r"\blights\b", command.text))


def switch_lights(command: Command, on: bool, rooms: Sequence[str]) -> Response:
    lights, word = command.lights, "on" if on else "off"
    if all(lights[room]["on"] == on for room in rooms):
        remember(command, "light", rooms)
        return Response(f"{subject('light', rooms, command)} {word} already.")
    actions = [Action("home.light", {"room": room, "on": on}) for room in rooms]
    # Said of what is so now, whether or not it was so before.
    said = command.world.one_of(
        f"{subject('light', rooms, command)} {word}.",
        f"{subject('light', rooms, command)} now {word}.",
    )
    return do(command, "light", rooms, actions, said)


def brightness(command: Command) -> Response:
    percent = value(command.understanding, "percent")
    if percent is None:
        raise NotClear("To how many percent, from 0 to 100?", asks="percent")
    rooms = meant(command) or burning(command) or _indoors(command)
    return _dim(command, rooms, {room: round(percent) for room in rooms})


def brighter(command: Command) -> Response:
    return _change_light(command, +1)


def dimmer(command: Command) -> Response:
    return _change_light(command, -1)


def _change_light(command: Command, way: int) -> Response:
    rooms = meant(command) or burning(command)
    if not rooms:
        raise NotClear("No light is on. In which room should I change it?", asks="room")
    asked = value(command.understanding, "percent")
    step = way * (STEP if asked is None else round(asked))
    now = {room: command.lights[room] for room in rooms}
    start = {room: light["brightness"] if light["on"] else 0 for room, light in now.items()}
    # `Dimmer` never switches a light off, and of one that is off makes a faint one.
    wanted = {room: min(100, max(start[room] + step, 10)) for room in rooms}
    if all(wanted[room] == start[room] for room in rooms):
        end = "as bright as it gets" if way > 0 else "as dim as I make it; I can turn it off"
        remember(command, "light", rooms)
        return Response(f"{subject('light', rooms, command)} {end}.")
    return _dim(command, rooms, wanted)


def _dim(command: Command, rooms: Sequence[str], wanted: Mapping[str, int]) -> Response:
    actions = [
        Action("home.light", {"room": room, "on": True, "brightness": percent})
        if percent > 0
        else Action("home.light", {"room": room, "on": False})
        for room, percent in wanted.items()
    ]
    levels = sorted(set(wanted.values()))
    whose = subject("light", rooms, command)
    if levels == [0]:
        return do(command, "light", rooms, actions, f"{whose} off.")
    if len(levels) == 1:
        return do(command, "light", rooms, actions, f"{whose} at {levels[0]} percent.")
    said = [f"the {room} at {percent} percent" for room, percent in wanted.items()]
    return do(command, "light", rooms, actions, f"Now it's {listed(said)}.")


def colour_lights(command: Command) -> Response:
    colour = value(command.understanding, "colour")
    if not isinstance(colour, Mapping):
        raise NotClear("Which colour?", asks="colour")
    rooms = meant(command) or burning(command)
    if not rooms:
        raise NotClear("No light is on. In which room should I change it?", asks="room")
    actions = [
        Action("home.light", {"room": room, "on": True, "colour": dict(colour)}) for room in rooms
    ]
    return do(command, "light", rooms, actions,
              f"{subject('light', rooms, command)} {colour['name']}.")  # fmt: skip
