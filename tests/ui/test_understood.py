"""What a turn was taken for, as a page shows it."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from assistant.messages import Action, Slot, Understanding
from assistant.skills import SKILLS
from assistant.ui.understood import (
    COLOURS,
    KINDS,
    SHOWN,
    action_text,
    as_html,
    hue,
    intent_name,
    marked,
    sureness,
    value_text,
)

HOSTILE = "<img src=x onerror=alert(1)>"


def understood(marked_text: str, intent: str = "timer.set", **values: Any) -> Understanding:
    """`set a timer for [ten minutes|duration]`"""
    text, slots = "", []
    for part in marked_text.replace("]", "[").split("["):
        if "|" in part:
            said, name = part.split("|")
            start = len(text)
            slots.append(Slot(name, said, values.get(name), start, start + len(said)))
            text += said
        else:
            text += part
    return Understanding(text, intent, 0.976, tuple(slots), 0.0)


def test_the_sentence_is_whole_and_what_it_names_is_marked() -> None:
    page = marked(understood("set a [pasta|name] timer for [ten minutes|duration] please"))
    tree = ElementTree.fromstring(f"<p>{page}</p>")
    marks = list(tree.iter("mark"))
    assert [(mark.text, mark[0].text) for mark in marks] == [
        ("pasta", "name"),
        ("ten minutes", "duration"),
    ]
    for mark in marks:
        mark.remove(mark[0])
    assert "".join(tree.itertext()) == "set a pasta timer for ten minutes please"


def test_slots_that_fit_nowhere_are_not_marked() -> None:
    """Of an earlier sentence, overlapping or empty: the sentence stays what it was."""
    places = [(0, 3), (2, 6), (4, 4), (9, 99)]
    slots = tuple(Slot("name", "x", None, *place) for place in places)
    page = marked(Understanding("abcdef", "timer.set", 1.0, slots, 0.0))
    assert page.count("<mark") == 1
    assert page.startswith("<mark") and page.endswith("def")


@pytest.mark.parametrize(
    ("kind", "known", "told"),
    [
        ("duration", 600, "ten minutes (600 seconds)"),
        ("duration", 1, "a second (1 second)"),
        ("time", {"hour": 18, "minute": 30}, "6:30 pm"),
        ("time", "2026-11-22T07:00:00+01:00", "Sunday, 22nd November 2026, 7 am"),
        ("date", "2026-11-22", "Sunday, 22nd November 2026"),
        ("number", 12345, "12,345"),
        ("percent", 30, "30 percent"),
        ("colour", {"name": "red", "hex": "#ff0000"}, "red (#ff0000)"),
        ("confirm", False, "no"),
        ("room", "kitchen", "kitchen"),
        ("duration", None, "not clear"),
        ("time", "no time at all", "no time at all"),
        ("time", {"hour": 99}, '{"hour": 99}'),
        ("unknown", ["a"], '["a"]'),
    ],
)
def test_values_in_words(kind: str, known: Any, told: str) -> None:
    assert value_text(kind, known) == told


def test_endless_values_are_cut() -> None:
    assert len(value_text("phrase", "very " * 1000)) < 300


@pytest.mark.parametrize(
    ("confidence", "told"),
    [(1.0, "100 % sure"), (0.9999, "99 % sure"), (0.5, "50 % sure"), (7.0, "100 % sure")],
)
def test_never_quite_sure_unless_it_is(confidence: float, told: str) -> None:
    assert sureness(Understanding("x", None, confidence, (), 0.0)) == told


def test_no_command_is_one_line() -> None:
    page = as_html(Understanding("hello", None, 0.971, (), 0.0))
    assert page.count("<p") == 1 and "Not taken for a command (97 % sure)" in page


def test_every_intent_has_a_name_for_people() -> None:
    names = [intent_name(intent) for intent in KINDS]
    assert len(set(names)) == len(names)
    assert all(name[0].isupper() and "_" not in name and "." not in name for name in names)
    assert set(KINDS) == {intent.name for skill in SKILLS for intent in skill.intents}


def test_the_same_slot_has_the_same_colour() -> None:
    names = {name for slots in KINDS.values() for name in slots}
    assert all(hue(name) in range(COLOURS) for name in names | {"", "日本"})
    assert hue("duration") != hue("room")


def test_a_colour_shows_itself_only_if_it_is_one() -> None:
    red = understood(
        "make it [red|colour]", "home.colour", colour={"name": "red", "hex": "#ff0000"}
    )
    assert "background:#ff0000" in as_html(red)
    bad = {"name": "red", "hex": "red;background:url(//x)"}
    assert (
        "style"
        not in as_html(understood("make it [red|colour]", "home.colour", colour=bad)).split(
            "<table>"
        )[1]
    )


def test_what_people_say_is_no_html() -> None:
    said = Understanding(
        HOSTILE, HOSTILE, 0.9, (Slot(HOSTILE, HOSTILE, HOSTILE, 0, 5),), 0.0
    )  # fmt: skip
    page = as_html(said, [Action(HOSTILE, {HOSTILE: HOSTILE, "items": [HOSTILE]})])
    assert "<img" not in page


@pytest.mark.parametrize(
    ("name", "details", "told"),
    [
        ("home.light", {"room": "kitchen", "on": True}, "Home light: kitchen, on"),
        ("home.light", {"room": "hall", "on": False}, "Home light: hall, off"),
        ("home.blinds", {"room": "office", "open": 40}, "Home blinds: office, open 40 percent"),
        ("timer.started", {"id": 3, "kind": "timer", "label": "", "seconds": 90.0},
         "Timer started: a minute and 30 seconds"),
        ("list.added", {"list": "shopping", "items": ["milk", "eggs"]},
         "List added: shopping list, items milk, eggs"),
        ("voice.volume", {"to": 30}, "Voice volume: to 30 percent"),
        ("chance.dice", {"rolls": [3, 4], "total": 7}, "Chance dice: rolls 3, 4, total 7"),
        ("stop", {}, "Stop"),
        ("timer.checked", {"timers": [{"id": 1, "kind": "timer", "label": ""},
                                      {"id": 2, "kind": "timer", "label": "tea"}]},
         "Timer checked: timers timer, tea"),
        ("help.shown", {"skills": {"units": ["a"], "sums": ["b"]}}, "Help shown: skills 2 in all"),
        ("odd.one", {"due": "soon", "seconds": "few", "target": "warm", "on": None},
         "Odd one: due soon, seconds few, target warm"),
    ],
)  # fmt: skip
def test_actions_in_words(name: str, details: dict[str, Any], told: str) -> None:
    assert action_text(Action(name, details)) == told


def test_a_thousand_things_are_counted() -> None:
    items = [f"thing {n}" for n in range(1000)]
    told = action_text(Action("list.read", {"list": "all", "items": items}))
    assert f"and {1000 - SHOWN} more" in told and len(told) < 400
    page = as_html(understood("x"), [Action("home.light", {"room": str(n)}) for n in range(1000)])
    assert page.count("<li>") == SHOWN + 1
