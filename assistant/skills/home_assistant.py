"""A real home: the same actions, sent to a Home Assistant server by its REST API.

    POST {url}/api/services/{domain}/{service}     Authorization: Bearer {token}

(https://developers.home-assistant.io/docs/api/rest). Which entities a room has, a file says:

    {
      "url": "http://homeassistant.local:8123",
      "token": "made in Home Assistant under Profile, Security, Long-lived access tokens",
      "rooms": {"kitchen": {"light": ["light.kitchen"], "heating": "climate.kitchen",
                            "blinds": "cover.kitchen"}},
      "music": "media_player.living_room"
    }

Instead of `token` there can be `token_file`, a path. Nothing but this server is ever asked.
"""

from __future__ import annotations

import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import AssistantError, BadOption
from assistant.skills.base import Action
from assistant.skills.home_state import ROOMS, HomeState, apply

TIMEOUT = 5.0
"""Seconds to wait for the server."""
MOST_BYTES = 1_000_000
"""Of an answer."""
DEVICES = {"light": "light", "heating": "climate", "blinds": "cover"}
"""What a room can have -> the domain of its entities."""
_ENTITY = re.compile(r"([a-z_]+)\.[a-z0-9_]+")
Call = tuple[str, str, dict[str, Any]]
"""Domain, service, data."""


class HomeTrouble(AssistantError):
    """The home did not do it; says why and what may help."""


@dataclass(frozen=True)
class Config:
    """Where the server is and what each room has."""

    url: str
    """Without a slash at its end."""
    token: str = field(repr=False)
    rooms: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Room -> `light`, `heating`, `blinds` -> entity ids."""
    music: tuple[str, ...] = ()
    """Entity ids."""


def read_config(path: Path) -> Config:
    """
    Raises:
        BadOption: the file can't be read, or does not say what it has to.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadOption(f"{path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadOption(f"{path} is no JSON: {error}.") from error
    if not isinstance(data, dict):
        raise BadOption(f"{path} has to hold an object with url, token and rooms.")
    known = {"url", "token", "token_file", "rooms", "music"}
    if unknown := sorted(set(data) - known):
        raise BadOption(f"{path} has {unknown[0]!r}; known are {', '.join(sorted(known))}.")
    rooms = data.get("rooms", {})
    if not isinstance(rooms, dict) or not all(isinstance(room, dict) for room in rooms.values()):
        raise BadOption(f"{path}: rooms has to be an object of objects.")
    for name, room in rooms.items():
        if name not in ROOMS:
            raise BadOption(f"{path}: no room is called {name!r}; use {', '.join(ROOMS)}.")
        if unknown := sorted(set(room) - set(DEVICES)):
            raise BadOption(f"{path}: {name} has {unknown[0]!r}; known are {', '.join(DEVICES)}.")
    return Config(
        url=_url(data.get("url"), path),
        token=_token(data, path),
        rooms={
            name: {device: _entities(ids, DEVICES[device], path) for device, ids in room.items()}
            for name, room in rooms.items()
        },
        music=_entities(data.get("music", []), "media_player", path),
    )


def _url(url: Any, path: Path) -> str:
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.username or parts.query or parts.fragment:
        raise BadOption(f"{path}: url has to be like http://homeassistant.local:8123.")
    return str(url).rstrip("/")


def _token(data: Mapping[str, Any], path: Path) -> str:
    token = data.get("token")
    if token is None and isinstance(data.get("token_file"), str):
        try:
            token = (path.parent / data["token_file"]).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise BadOption(f"{path}: the token_file can't be read.") from error
    if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]+", token):
        raise BadOption(f"{path}: token has to be one that Home Assistant made, in one line.")
    return token


def _entities(ids: Any, domain: str, path: Path) -> tuple[str, ...]:
    listed = [ids] if isinstance(ids, str) else ids
    if not isinstance(listed, list):
        raise BadOption(f"{path}: {ids!r} is neither an entity id nor a list of them.")
    for one in listed:
        found = _ENTITY.fullmatch(one) if isinstance(one, str) else None
        if not found or found[1] != domain:
            raise BadOption(f"{path}: {one!r} has to be an entity like {domain}.kitchen.")
    return tuple(listed)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to somebody else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class HomeAssistant:
    """Sends actions, and keeps what it sent: what else happens in the home, it does not see."""

    def __init__(
        self, config: Config, state: HomeState | None = None, timeout: float = TIMEOUT
    ) -> None:
        self.config = config
        self.timeout = timeout
        self._state = state or HomeState()
        self._lock = threading.Lock()
        # A server in the house is not behind a proxy.
        self._opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))

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
            BadOption: there is no such action, or a value is out of range.
            HomeTrouble: the room has no such thing, or the server did not do it.
        """
        with self._lock:
            new = apply(self._state, action)
            for domain, service, data in calls(action, self.config, self._state):
                self._post(domain, service, data)
            self._state = new

    def _post(self, domain: str, service: str, data: Mapping[str, Any]) -> None:
        request = urllib.request.Request(
            f"{self.config.url}/api/services/{domain}/{service}",
            data=json.dumps(data).encode(),
            headers={
                "Authorization": f"Bearer {self.config.token}",
                "Content-Type": "application/json",
            },
            method="POST",
        )
        try:
            with self._opener.open(request, timeout=self.timeout) as answer:
                body = answer.read(MOST_BYTES)
        except urllib.error.HTTPError as error:
            error.close()
            raise HomeTrouble(_refused(error.code)) from None
        except TimeoutError:
            raise HomeTrouble("Your home did not answer in time. Please try again.") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise HomeTrouble("Your home did not answer in time. Please try again.") from None
            raise HomeTrouble(
                "I can't reach your home. Is Home Assistant running, and its address right?"
            ) from None
        except Exception as error:  # http.client's own kinds, for what is no HTTP
            raise HomeTrouble(_NOT_HOME) from error
        try:
            json.loads(body)
        except (ValueError, RecursionError):
            raise HomeTrouble(_NOT_HOME) from None


_NOT_HOME = "Something answered that is no Home Assistant. Is the address right?"


def _refused(code: int) -> str:
    if code in (401, 403):
        return "Your home does not let me in. The token may be wrong or revoked: make a new one."
    if 300 <= code < 400:
        return "Your home has moved to another address. Please put the new one into the settings."
    if code == 404:
        return "Your home does not know that. Is the address right, and the device still there?"
    if code == 400:
        return "Your home did not accept that. Is the device what the settings say it is?"
    return f"Your home had a problem of its own (error {code}). Please try again later."


def calls(action: Action, config: Config, before: HomeState) -> Iterator[Call]:
    """What has to be sent for an action.

    before : the state that it changes: another track means to skip

    Raises:
        HomeTrouble: the settings name no entity for it.
    """
    details = action.details
    if action.name == "home.music":
        yield from _music(details, list(config.music), before)
        return
    device = action.name.removeprefix("home.")
    room = str(details["room"])
    ids = list(config.rooms.get(room, {}).get(device, ()))
    if not ids:
        raise HomeTrouble(f"The settings of your home name no {device} in the {room}. Add it.")
    makers = {"light": _light, "heating": _heating, "blinds": _blinds}
    yield from makers[device](details, ids)


def _light(details: Mapping[str, Any], ids: list[str]) -> Iterator[Call]:
    if details.get("on") is False:
        yield "light", "turn_off", {"entity_id": ids}
        return
    data: dict[str, Any] = {"entity_id": ids}
    if "brightness" in details:
        data["brightness_pct"] = details["brightness"]
    if "colour" in details:
        digits = details["colour"]["hex"].removeprefix("#")
        data["rgb_color"] = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    yield "light", "turn_on", data


def _heating(details: Mapping[str, Any], ids: list[str]) -> Iterator[Call]:
    if details.get("on") is False:
        yield "climate", "turn_off", {"entity_id": ids}
        return
    if details.get("on"):
        yield "climate", "turn_on", {"entity_id": ids}
    if "target" in details:
        data = {"entity_id": ids, "temperature": details["target"]}
        yield "climate", "set_temperature", data


def _blinds(details: Mapping[str, Any], ids: list[str]) -> Iterator[Call]:
    share = details["open"]
    if share in (0, 100):
        yield "cover", "open_cover" if share else "close_cover", {"entity_id": ids}
    else:
        yield "cover", "set_cover_position", {"entity_id": ids, "position": share}


def _music(details: Mapping[str, Any], ids: list[str], before: HomeState) -> Iterator[Call]:
    if not ids:
        raise HomeTrouble("The settings of your home name no player of music. Add it.")
    if "volume" in details:
        data = {"entity_id": ids, "volume_level": details["volume"] / 100}
        yield "media_player", "volume_set", data
    if details.get("playing") is False:
        yield "media_player", "media_pause", {"entity_id": ids}
    elif details.get("playing"):
        # The titles of the drawn home are invented: of a real player, another one is the next.
        other = before.music.playing and details.get("track", before.music.track)
        skip = bool(other) and other != before.music.track
        yield "media_player", "media_next_track" if skip else "media_play", {"entity_id": ids}
