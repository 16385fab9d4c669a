"""The drawn home: its structure, what it says, and what it must not hold."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from assistant.skills.base import Action
from assistant.skills.home_state import ROOMS, HomeState, Light, apply
from assistant.ui.home_picture import PLAN, describe, draw, page

RED = {"name": "red", "hex": "#ff0000"}


def state(*actions: tuple[str, dict[str, Any]]) -> HomeState:
    now = HomeState()
    for name, details in actions:
        now = apply(now, Action(name, details))
    return now


def tree(now: HomeState) -> ElementTree.Element:
    return ElementTree.fromstring(draw(now))  # also tells whether all tags nest


def room(now: HomeState, name: str) -> ElementTree.Element:
    return next(one for one in tree(now).iter("svg") if one.get("data-room") == name)


def classed(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in element.iter() if name in (one.get("class") or "").split()]


def test_every_room_is_drawn_once() -> None:
    drawn = [one.get("data-room") for one in tree(HomeState()).iter("svg")]
    assert sorted(name for name in drawn if name) == sorted(ROOMS)
    assert set(PLAN) | {"garden"} == set(ROOMS)


def test_a_lamp_glows_in_its_colour_and_brightness() -> None:
    dark = HomeState()
    assert not classed(room(dark, "hall"), "glow")
    colour = {"room": "hall", "on": True, "colour": RED}
    faint = room(state(("home.light", colour | {"brightness": 10})), "hall")
    strong = room(state(("home.light", colour | {"brightness": 100})), "hall")
    assert classed(faint, "glow")[0].get("fill") == "#ff0000"
    assert classed(faint, "lamp")[0].get("fill") == "#ff0000"
    glow = [float(classed(one, "glow")[0].get("opacity") or 0) for one in (faint, strong)]
    assert 0 < glow[0] < glow[1] <= 1
    assert not classed(room(state(("home.light", colour)), "kitchen"), "glow")


def test_blinds_cover_as_much_as_they_are_closed() -> None:
    assert not classed(room(HomeState(), "office"), "blind")
    heights = [
        float(
            classed(
                room(state(("home.blinds", {"room": "office", "open": share})), "office"), "blind"
            )[0].get("height")
            or 0
        )
        for share in (75, 50, 0)
    ]
    assert heights == [11, 22, 44]


def test_radiator_and_degrees() -> None:
    warm = room(state(("home.heating", {"room": "hall", "target": 21.5})), "hall")
    cold = room(state(("home.heating", {"room": "hall", "on": False})), "hall")
    assert classed(warm, "on") and [one.text for one in classed(warm, "value")] == ["21.5°"]
    assert classed(cold, "off") and [one.text for one in classed(cold, "value")] == ["off"]
    assert not classed(room(HomeState(), "garden"), "radiator")


@pytest.mark.parametrize(("volume", "notes"), [(0, 0), (10, 1), (50, 2), (100, 3)])
def test_notes_fly_when_music_plays(volume: int, notes: int) -> None:
    playing = state(("home.music", {"playing": True, "volume": volume}))
    assert len(classed(tree(playing), "note")) == notes
    assert not classed(tree(state(("home.music", {"volume": volume}))), "note")


def test_the_words_say_the_whole_state() -> None:
    now = state(
        ("home.light", {"room": "kitchen", "on": True, "brightness": 30, "colour": RED}),
        ("home.blinds", {"room": "kitchen", "open": 0}),
        ("home.heating", {"room": "hall", "on": False}),
        ("home.music", {"playing": True, "volume": 70}),
    )
    said = describe(now)
    assert "Kitchen: light on, red, 30 percent, heating 20 degrees, blinds closed." in said
    assert "Hall: light off, heating off, blinds open." in said
    assert "Garden: light off." in said
    assert "Playing “Slow River” at 70 percent." in said
    drawing = next(tree(now).iter("svg"))
    assert drawing.get("role") == "img" and drawing.get("aria-label") == said


def test_nothing_is_run_fetched_or_named_twice() -> None:
    for text in (draw(HomeState()), page(HomeState())):
        assert not re.search(r"<script|\son\w+=|javascript:|https?://|url\(|<use|\sid=", text)
    assert draw(HomeState()) == draw(HomeState())


def test_text_is_escaped() -> None:
    """No state can hold markup; if one did, the drawing would not."""
    light = object.__new__(Light)
    for name, value in {"on": True, "brightness": 50, "colour": '"><b>', "hex": "#ff0000"}.items():
        object.__setattr__(light, name, value)
    now = HomeState()
    object.__setattr__(now.rooms[0], "light", light)
    assert "<b>" not in draw(now)
    ElementTree.fromstring(draw(now))


def test_a_page_of_its_own_follows_the_system() -> None:
    text = page(HomeState())
    assert text.startswith("<!doctype html>") and "prefers-color-scheme: dark" in text
    assert 'name="viewport"' in text and draw(HomeState()) in text
