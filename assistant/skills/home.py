"""The home by voice: lights, heating, blinds and music, in the rooms that there are.

Each command becomes absolute actions (`home.light` with on, brightness, colour), so that a drawn
home and a real one do the same, and doing it twice is doing it once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.messages import Understanding
from assistant.skills.base import Action, Response, World, value
from assistant.skills.home_command import (
    Command,
    NotClear,
    burning,
    do,
    having,
    listed,
    remember,
    subject,
)
from assistant.skills.home_intents import INTENTS
from assistant.skills.home_light import (
    brighter,
    brightness,
    colour_lights,
    dimmer,
    light_off,
    light_on,
    switch_lights,
)
from assistant.skills.home_state import COLDEST, TRACKS, WARMEST

STEP = 20
"""Percent that `louder` and `quieter` change the music."""
WARMTH = 1.0
"""Degrees Celsius that `warmer` and `cooler` change."""


class HomeSkill:
    """Switches what is in the home."""

    name = "home"
    intents = INTENTS

    def handle(self, understanding: Understanding, world: World) -> Response:
        if world.home is None:
            return Response("There is no home that I could control here.")
        try:
            handler = _HANDLERS[understanding.intent or ""]
            return handler(Command(understanding, world, world.home))
        except NotClear as unclear:
            return Response(str(unclear), asks=unclear.asks)


# --- heating --------------------------------------------------------------------------------------


def _with_heating(command: Command, follows: bool = False) -> list[str]:
    """
    Raises:
        NotClear: all that was named is outdoors.
    """
    rooms = command.rooms("heating", command.heated, follows)
    return having(command.heated, rooms, "heating")


def _heat_set(command: Command) -> Response:
    degrees = value(command.understanding, "number")
    if degrees is None:
        raise NotClear("To how many degrees?", asks="number")
    if not COLDEST <= degrees <= WARMEST:
        raise NotClear(
            f"I can set from {COLDEST:g} to {WARMEST:g} degrees. What should it be?", asks="number"
        )
    rooms = _with_heating(command, follows=True)
    return _heat(command, rooms, dict.fromkeys(rooms, float(degrees)))


def _warmer(command: Command) -> Response:
    return _change_heat(command, +1)


def _cooler(command: Command) -> Response:
    return _change_heat(command, -1)


def _change_heat(command: Command, way: int) -> Response:
    asked = value(command.understanding, "number")
    step = way * (WARMTH if asked is None else abs(asked))
    rooms = _with_heating(command, follows=True)
    now = {room: command.state["rooms"][room] for room in rooms}
    wanted = {room: min(WARMEST, max(COLDEST, at["target"] + step)) for room, at in now.items()}
    if all(wanted[room] == at["target"] and at["heating"] for room, at in now.items()):
        end = "as warm as I may make it" if way > 0 else "as cool as I may make it"
        return Response(f"{subject('heating', rooms, command)} {end}.")
    return _heat(command, rooms, wanted)


def _heat(command: Command, rooms: Sequence[str], wanted: Mapping[str, float]) -> Response:
    actions = [
        Action("home.heating", {"room": room, "on": True, "target": target})
        for room, target in wanted.items()
    ]
    levels = sorted(set(wanted.values()))
    if len(levels) == 1:
        said = f"{subject('heating', rooms, command)} set to {levels[0]:g} degrees."
    else:
        said = f"Now it's {listed([f'{wanted[room]:g} degrees in the {room}' for room in wanted])}."
    return do(command, "heating", rooms, actions, said)


def _heat_on(command: Command) -> Response:
    return _switch_heating(command, True, _with_heating(command))


def _heat_off(command: Command) -> Response:
    return _switch_heating(command, False, _with_heating(command))


def _switch_heating(command: Command, on: bool, rooms: Sequence[str]) -> Response:
    rooms = having(command.heated, rooms, "heating")
    word = "on" if on else "off"
    whose = subject("heating", rooms, command)
    if all(command.state["rooms"][room]["heating"] == on for room in rooms):
        remember(command, "heating", rooms)
        return Response(f"{whose} {word} already.")
    actions = [Action("home.heating", {"room": room, "on": on}) for room in rooms]
    return do(command, "heating", rooms, actions, f"{whose} {word}.")


# --- blinds ---------------------------------------------------------------------------------------


def _blinds_open(command: Command) -> Response:
    percent = value(command.understanding, "percent")
    half = re.search(r"\bhalf ?way|\bhalf\b", command.text)
    return _set_blinds(command, round(percent) if percent is not None else 50 if half else 100)


def _blinds_close(command: Command) -> Response:
    return _set_blinds(command, 0)


def _set_blinds(command: Command, share: int, rooms: Sequence[str] = ()) -> Response:
    rooms = having(command.shaded, rooms or command.rooms("blinds", command.shaded), "blinds")
    word = {0: "closed", 100: "open"}.get(share, f"{share} percent open")
    whose = subject("blinds", rooms, command)
    if all(command.state["rooms"][room]["blinds"] == share for room in rooms):
        remember(command, "blinds", rooms)
        return Response(f"{whose} {word} already.")
    actions = [Action("home.blinds", {"room": room, "open": share}) for room in rooms]
    return do(command, "blinds", rooms, actions, f"{whose} {word}.")


# --- music ----------------------------------------------------------------------------------------


def _music_play(command: Command) -> Response:
    track = next((name for name in TRACKS if name.lower() in command.text), None)
    return _play(command, track or command.state["music"]["track"])


def _play(command: Command, track: str) -> Response:
    actions = [Action("home.music", {"playing": True, "track": track})]
    said = command.world.one_of(f"Playing “{track}”.", f"Here is “{track}”.")
    return do(command, "music", (), actions, said)


def _music_stop(command: Command) -> Response:
    if not command.state["music"]["playing"]:
        remember(command, "music", ())
        return Response("No music is playing.")
    said = command.world.one_of("The music is off.", "I've stopped the music.")
    return do(command, "music", (), [Action("home.music", {"playing": False})], said)


def _music_next(command: Command) -> Response:
    now = command.state["music"]["track"]
    at = TRACKS.index(now) if now in TRACKS else -1
    return _play(command, TRACKS[(at + 1) % len(TRACKS)])


def _music_volume(command: Command) -> Response:
    percent = value(command.understanding, "percent")
    now = command.state["music"]["volume"]
    if percent is None:
        # Too loud asks for less, though it says loud; too quiet does not.
        less = (
            r"\b(down|(?<!too )quiet|quieter|quietly|softer|softly|low|lower|less|reduce|"
            r"decrease|too loud)\b"
        )
        percent = now - STEP if re.search(less, command.text) else now + STEP
    volume = min(100, max(0, round(percent)))
    if volume == now:
        return Response(f"The music is at {volume} percent already.")
    action = Action("home.music", {"volume": volume})
    return do(command, "music", (), [action], f"The music is at {volume} percent.")


# --- all of it, and what it is --------------------------------------------------------------------


def _all_off(command: Command) -> Response:
    rooms = command.named() or list(command.home.rooms())
    state = command.state
    actions = [
        Action("home.light", {"room": room, "on": False})
        for room in rooms
        if state["rooms"][room]["light"]["on"]
    ]
    actions += [
        Action("home.heating", {"room": room, "on": False})
        for room in rooms
        if state["rooms"][room]["heating"]
    ]
    whole = len(rooms) == len(command.home.rooms())
    if whole and state["music"]["playing"]:
        actions.append(Action("home.music", {"playing": False}))
    where = "" if whole else f" in {listed([f'the {room}' for room in rooms])}"
    if not actions:
        return Response(f"Everything is off already{where}.")
    return do(command, "all", rooms, actions, f"Everything is off{where}.")


def _it_off(command: Command) -> Response:
    return _switch_it(command, False)


def _it_on(command: Command) -> Response:
    return _switch_it(command, True)


def _switch_it(command: Command, on: bool) -> Response:
    last = command.last()
    device, rooms = last.get("device"), [r for r in last.get("rooms", ()) if r in command.lights]
    if device == "light" and rooms:
        return switch_lights(command, on, rooms)
    if device == "heating" and rooms:
        return _switch_heating(command, on, rooms)
    if device == "blinds" and rooms:
        return _set_blinds(command, 100 if on else 0, rooms)
    if device == "music":
        return _play(command, command.state["music"]["track"]) if on else _music_stop(command)
    if device == "all" and not on:
        return _all_off(command)
    word = "on" if on else "off"
    return Response(f"What should I turn {word}? Say it like “the kitchen light {word}”.")


def _status(command: Command) -> Response:
    rooms, state = command.named(), command.state
    said = [_of_room(name, state["rooms"][name]) for name in rooms[:3]]
    if not rooms or len(rooms) > 3:
        lit = [f"the {room}" for room in burning(command)]
        warm = [room for room in command.heated if state["rooms"][room]["heating"]]
        levels = sorted({state["rooms"][room]["target"] for room in warm})
        said = [f"The light is on in {listed(lit)}." if lit else "No light is on."]
        if levels:
            span = f"{levels[0]:g}" if len(levels) == 1 else f"{levels[0]:g} to {levels[-1]:g}"
            said.append(f"The heating is set to {span} degrees.")
        else:
            said.append("The heating is off.")
        shut = [f"the {room}" for room in command.shaded if not state["rooms"][room]["blinds"]]
        said += [f"The blinds are closed in {listed(shut)}."] if shut else []
    music = state["music"]
    if not rooms:
        playing = f"“{music['track']}” is playing." if music["playing"] else "No music is playing."
        said.append(playing)
    return Response(" ".join(said), (Action("home.status", {"rooms": rooms}),))


def _of_room(name: str, room: Mapping[str, Any]) -> str:
    light = room["light"]
    lit = f"on, {light['colour']}, at {light['brightness']} percent" if light["on"] else "off"
    parts = [f"the light is {lit}"]
    if room["target"] is not None:
        parts.append(
            f"the heating is set to {room['target']:g} degrees"
            if room["heating"]
            else "the heating is off"
        )
    if room["blinds"] is not None:
        share = {0: "closed", 100: "open"}.get(room["blinds"], f"{room['blinds']} percent open")
        parts.append(f"the blinds are {share}")
    return f"In the {name} {listed(parts)}."


_HANDLERS: dict[str, Callable[[Command], Response]] = {
    "home.light_on": light_on, "home.light_off": light_off, "home.brightness": brightness,
    "home.brighter": brighter, "home.dimmer": dimmer, "home.colour": colour_lights,
    "home.heat_set": _heat_set, "home.warmer": _warmer, "home.cooler": _cooler,
    "home.heat_on": _heat_on, "home.heat_off": _heat_off, "home.blinds_open": _blinds_open,
    "home.blinds_close": _blinds_close, "home.music_play": _music_play,
    "home.music_stop": _music_stop, "home.music_next": _music_next,
    "home.music_volume": _music_volume, "home.all_off": _all_off, "home.it_off": _it_off,
    "home.it_on": _it_on, "home.status": _status,
}  # fmt: skip
