"""A home that exists only here: rooms with light, heating and blinds, and music for all.

The state is a value; what is done to it makes a new one. `VirtualHome` holds the newest, and
carries out the same actions that `home_assistant` sends to a real home:

    home.light    room, and any of: on, brightness (percent), colour ({"name", "hex"})
    home.heating  room, and any of: on, target (degrees Celsius)
    home.blinds   room, open (percent; 0 is closed)
    home.music    any of: playing, volume (percent), track (one of `TRACKS`)
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from assistant.errors import BadOption
from assistant.skills.base import Action

ROOMS = ("kitchen", "living room", "bedroom", "bathroom", "hall", "office", "garden")
OUTDOORS = ("garden",)
"""Rooms with nothing but light."""
TRACKS = ("Slow River", "Paper Lanterns", "Northbound", "Rain on Tin", "Blue Hour Waltz",
          "Copper Kettle")  # fmt: skip
"""Of no real music: invented, and silent."""
COLDEST, WARMEST = 5.0, 30.0
"""Degrees Celsius that a room can be set to."""
WHITE = ("warm white", "#ffd8a8")

_HEX = re.compile(r"#[0-9a-f]{6}")
_NAME = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,3}")


def _check(fits: bool, message: str) -> None:
    if not fits:
        raise BadOption(message)


def _percent(what: str, number: Any, least: int = 0) -> None:
    whole = isinstance(number, int) and not isinstance(number, bool)
    _check(whole and least <= number <= 100, f"{what} goes from {least} to 100 percent.")


@dataclass(frozen=True)
class Light:
    """A lamp."""

    on: bool = False
    brightness: int = 100
    """Percent, from 1, when it is on."""
    colour: str = WHITE[0]
    hex: str = WHITE[1]
    """`#rrggbb`, lower case."""

    def __post_init__(self) -> None:
        _check(isinstance(self.on, bool), "A light is on or off.")
        _percent("Brightness", self.brightness, least=1)
        _check(
            isinstance(self.hex, str) and _HEX.fullmatch(self.hex) is not None,
            "A light's colour is written like #ffd9a0.",
        )
        _check(
            isinstance(self.colour, str) and _NAME.fullmatch(self.colour) is not None,
            "A light's colour has a name of a few words.",
        )


@dataclass(frozen=True)
class Room:
    """What a room has. Outdoors there is no heating and are no blinds: None."""

    name: str
    light: Light = field(default_factory=Light)
    heating: bool | None = True
    """Whether the radiator is on."""
    target: float | None = 20.0
    """Degrees Celsius that it keeps."""
    blinds: int | None = 100
    """Percent open."""

    def __post_init__(self) -> None:
        _check(self.name in ROOMS, f"There is no room called {self.name}.")
        if self.name in OUTDOORS:
            bare = self.heating is None and self.target is None and self.blinds is None
            _check(bare, f"The {self.name} has neither heating nor blinds.")
            return
        _check(isinstance(self.heating, bool), "Heating is on or off.")
        number = isinstance(self.target, int | float) and not isinstance(self.target, bool)
        _check(
            number and COLDEST <= (self.target or 0) <= WARMEST,
            f"Heating goes from {COLDEST:g} to {WARMEST:g} degrees.",
        )
        _percent("A blind", self.blinds)


@dataclass(frozen=True)
class Music:
    """What is played, everywhere at once."""

    playing: bool = False
    volume: int = 40
    """Percent."""
    track: str = TRACKS[0]

    def __post_init__(self) -> None:
        _check(isinstance(self.playing, bool), "Music plays or does not.")
        _percent("Volume", self.volume)
        _check(self.track in TRACKS, f"There is no track called {self.track}.")


def _rooms() -> tuple[Room, ...]:
    return tuple(
        Room(name, heating=None, target=None, blinds=None) if name in OUTDOORS else Room(name)
        for name in ROOMS
    )


@dataclass(frozen=True)
class HomeState:
    """The whole home."""

    rooms: tuple[Room, ...] = field(default_factory=_rooms)
    """All of `ROOMS`, in their order."""
    music: Music = field(default_factory=Music)

    def __post_init__(self) -> None:
        _check(tuple(room.name for room in self.rooms) == ROOMS, "A home has each room once.")

    def room(self, name: str) -> Room:
        """
        Raises:
            BadOption: there is no such room.
        """
        found = next((room for room in self.rooms if room.name == name), None)
        if found is None:
            raise BadOption(f"There is no room called {name}. I know {', '.join(ROOMS)}.")
        return found

    def with_room(self, room: Room) -> HomeState:
        return replace(
            self, rooms=tuple(room if old.name == room.name else old for old in self.rooms)
        )

    def as_json(self) -> dict[str, Any]:
        """
        Returns:
            `{"rooms": {"kitchen": {"light": {..}, "heating", "target", "blinds"}, ..}, "music"}`
        """
        rooms = {room.name: asdict(room) for room in self.rooms}
        for room in rooms.values():
            del room["name"]
        return {"rooms": rooms, "music": asdict(self.music)}

    @classmethod
    def from_json(cls, data: Any) -> HomeState:
        """
        Raises:
            BadOption: it is not what `as_json` writes.
        """
        try:
            rooms = {name: dict(room) for name, room in dict(data["rooms"]).items()}
            lights = {name: Light(**room.pop("light")) for name, room in rooms.items()}
            read = {name: Room(name, lights[name], **room) for name, room in rooms.items()}
            return cls(tuple(read[name] for name in ROOMS), Music(**data["music"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BadOption(
                "The home's state can't be read; it has to be one that I wrote."
            ) from error


# --- what can be done -----------------------------------------------------------------------------


def set_light(state: HomeState, room: str, **changes: Any) -> HomeState:
    """changes : any of on, brightness, colour ({"name", "hex"})"""
    found = state.room(room)
    new: dict[str, Any] = {}
    new |= {name: changes[name] for name in ("on", "brightness") if name in changes}
    if "colour" in changes:
        colour = changes["colour"]
        _check(
            isinstance(colour, Mapping) and {"name", "hex"} <= set(colour),
            "A colour has a name and its red, green and blue.",
        )
        new |= {"colour": colour["name"], "hex": colour["hex"]}
    return state.with_room(replace(found, light=replace(found.light, **new)))


def set_heating(state: HomeState, room: str, **changes: Any) -> HomeState:
    """changes : any of on, target (degrees Celsius)"""
    found = state.room(room)
    _check(found.target is not None, f"There is no heating in the {room}.")
    names = (("on", "heating"), ("target", "target"))
    new = {field: changes[name] for name, field in names if name in changes}
    return state.with_room(replace(found, **new))


def set_blinds(state: HomeState, room: str, **changes: Any) -> HomeState:
    """changes : open (percent)"""
    found = state.room(room)
    _check(found.blinds is not None, f"There are no blinds in the {room}.")
    return state.with_room(replace(found, blinds=changes["open"]) if "open" in changes else found)


def set_music(state: HomeState, **changes: Any) -> HomeState:
    """changes : any of playing, volume, track"""
    names = ("playing", "volume", "track")
    new = {name: changes[name] for name in names if name in changes}
    return replace(state, music=replace(state.music, **new))


def apply(state: HomeState, action: Action) -> HomeState:
    """The state after an action.

    Raises:
        BadOption: there is no such action or room, or a value is out of range.
    """
    details = dict(action.details)
    if action.name == "home.music":
        return set_music(state, **details)
    makers = {"home.light": set_light, "home.heating": set_heating, "home.blinds": set_blinds}
    if action.name not in makers:
        raise BadOption(f"A home can't do {action.name}.")
    room = details.pop("room", None)
    _check(isinstance(room, str), "That needs a room.")
    return makers[action.name](state, str(room), **details)


class VirtualHome:
    """The newest state, for any number of threads.

    keep : told every new state as JSON, to write it down
    """

    def __init__(
        self,
        state: HomeState | None = None,
        keep: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> None:
        self._state = state or HomeState()
        self._keep = keep
        self._lock = threading.Lock()

    @property
    def now(self) -> HomeState:
        return self._state

    def rooms(self) -> Sequence[str]:
        return ROOMS

    def state(self) -> Mapping[str, Any]:
        return self._state.as_json()

    def do(self, action: Action) -> None:
        """
        Raises:
            BadOption: as `apply` does; nothing is changed then.
        """
        with self._lock:
            self._state = apply(self._state, action)
            if self._keep:
                self._keep(self._state.as_json())
