"""The drawn home: what can be done to it, and what can't."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from assistant.errors import BadOption
from assistant.skills.base import Action
from assistant.skills.home_state import (
    COLDEST,
    OUTDOORS,
    ROOMS,
    TRACKS,
    WARMEST,
    HomeState,
    Light,
    Music,
    VirtualHome,
    apply,
)

BLUE = {"name": "blue", "hex": "#0000ff"}


def after(*actions: tuple[str, dict[str, Any]]) -> HomeState:
    state = HomeState()
    for name, details in actions:
        state = apply(state, Action(name, details))
    return state


def test_it_begins_dark_and_silent_with_every_room() -> None:
    state = HomeState()
    assert tuple(room.name for room in state.rooms) == ROOMS
    assert not any(room.light.on for room in state.rooms)
    assert not state.music.playing
    assert state.room("garden").target is None and state.room("garden").blinds is None


def test_an_action_changes_its_room_and_nothing_else() -> None:
    state = after(("home.light", {"room": "kitchen", "on": True, "brightness": 30}))
    assert state.room("kitchen").light == Light(on=True, brightness=30)
    others = [room for room in state.rooms if room.name != "kitchen"]
    assert others == [room for room in HomeState().rooms if room.name != "kitchen"]
    assert state.music == Music()


def test_the_old_state_stays_as_it_was() -> None:
    before = HomeState()
    apply(before, Action("home.light", {"room": "hall", "on": True}))
    assert before == HomeState()


def test_all_kinds_of_actions() -> None:
    state = after(
        ("home.light", {"room": "bedroom", "on": True, "colour": BLUE}),
        ("home.heating", {"room": "bedroom", "target": 17.5}),
        ("home.heating", {"room": "hall", "on": False}),
        ("home.blinds", {"room": "office", "open": 40}),
        ("home.music", {"playing": True, "volume": 80, "track": TRACKS[2]}),
    )
    light = state.room("bedroom").light
    assert (light.colour, light.hex, light.on) == ("blue", "#0000ff", True)
    assert state.room("bedroom").target == 17.5
    assert state.room("hall").heating is False
    assert state.room("office").blinds == 40
    assert state.music == Music(True, 80, TRACKS[2])


@pytest.mark.parametrize(
    ("name", "details"),
    [
        ("home.light", {"room": "attic", "on": True}),
        ("home.light", {"on": True}),
        ("home.light", {"room": None, "on": True}),
        ("home.light", {"room": "hall", "on": "yes"}),
        ("home.light", {"room": "hall", "brightness": 0}),
        ("home.light", {"room": "hall", "brightness": 101}),
        ("home.light", {"room": "hall", "brightness": 50.5}),
        ("home.light", {"room": "hall", "brightness": True}),
        ("home.light", {"room": "hall", "colour": "red"}),
        ("home.light", {"room": "hall", "colour": {"name": "red", "hex": "red"}}),
        ("home.light", {"room": "hall", "colour": {"name": "<b>", "hex": "#ff0000"}}),
        ("home.light", {"room": "hall", "colour": {"name": "red", "hex": '#ff0000"/>'}}),
        ("home.heating", {"room": "garden", "on": True}),
        ("home.heating", {"room": "hall", "target": WARMEST + 0.5}),
        ("home.heating", {"room": "hall", "target": COLDEST - 0.5}),
        ("home.heating", {"room": "hall", "target": float("nan")}),
        ("home.heating", {"room": "hall", "target": None}),
        ("home.blinds", {"room": "garden", "open": 10}),
        ("home.blinds", {"room": "hall", "open": -1}),
        ("home.blinds", {"room": "hall", "open": "all"}),
        ("home.music", {"volume": 200}),
        ("home.music", {"track": "Bohemian Rhapsody"}),
        ("home.music", {"playing": None}),
        ("home.oven", {"room": "kitchen", "on": True}),
        ("timer.start", {}),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, details: dict[str, Any]) -> None:
    with pytest.raises(BadOption):
        apply(HomeState(), Action(name, details))


def test_it_goes_through_json() -> None:
    state = after(
        ("home.light", {"room": "garden", "on": True, "colour": BLUE}),
        ("home.heating", {"room": "office", "on": False}),
        ("home.music", {"playing": True}),
    )
    assert HomeState.from_json(json.loads(json.dumps(state.as_json()))) == state


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.clear(),
        lambda data: data["rooms"].pop("hall"),
        lambda data: data["rooms"].update(cellar=data["rooms"]["hall"]),
        lambda data: data["rooms"]["hall"].pop("light"),
        lambda data: data["rooms"]["hall"]["light"].update(hex="url(x)"),
        lambda data: data["rooms"]["hall"]["light"].update(extra=1),
        lambda data: data["rooms"]["hall"].update(blinds="open"),
        lambda data: data.update(music=[]),
        lambda data: data.update(rooms=None),
    ],
)
def test_a_broken_record_is_refused(change: Any) -> None:
    data = HomeState().as_json()
    change(data)
    with pytest.raises(BadOption):
        HomeState.from_json(data)


def test_no_record_at_all_is_refused() -> None:
    for data in (None, [], "home", 3):
        with pytest.raises(BadOption):
            HomeState.from_json(data)


def test_the_home_keeps_each_new_state_and_nothing_of_a_failure() -> None:
    kept: list[Any] = []
    home = VirtualHome(keep=kept.append)
    home.do(Action("home.light", {"room": "hall", "on": True}))
    with pytest.raises(BadOption):
        home.do(Action("home.light", {"room": "hall", "brightness": 900}))
    assert len(kept) == 1 and kept[0]["rooms"]["hall"]["light"]["on"] is True
    assert home.state() == kept[0] and list(home.rooms()) == list(ROOMS)


def test_no_change_of_several_threads_is_lost() -> None:
    home = VirtualHome()

    def light(room: str) -> None:
        for level in range(1, 60):
            home.do(Action("home.light", {"room": room, "on": True, "brightness": level}))

    threads = [threading.Thread(target=light, args=(room,)) for room in ROOMS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(room.light == Light(on=True, brightness=59) for room in home.now.rooms)
    assert set(OUTDOORS) < set(ROOMS)
