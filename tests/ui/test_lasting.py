"""What stands beside the conversation."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.skills.base import Action
from assistant.skills.commands import Commands
from assistant.skills.home_state import VirtualHome
from assistant.skills.store import SqliteStore
from assistant.ui.lasting import (
    ITEMS_SHOWN,
    LISTS_SHOWN,
    NOTES_SHOWN,
    SECTIONS,
    look,
    sections,
    skeleton,
    trouble,
)

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=ZoneInfo("Europe/Berlin"))
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    return Commands(None, SqliteStore(tmp_path / "refrain.db"), VirtualHome(), now=lambda: NOW)


def shown(commands: Commands, now: datetime = NOW) -> dict[str, str]:
    return sections(look(commands), now)


def test_an_untouched_home_is_nothing_to_show(commands: Commands) -> None:
    assert not look(commands).is_anything
    page = shown(commands)
    assert (page["alerts"], page["lists"], page["notes"], page["summary"]) == ("", "", "", "")
    commands.home.do(Action("home.light", {"room": "hall", "on": True}))
    assert look(commands).is_anything
    assert shown(commands)["summary"] == "one light on"
    assert 'class="glow"' in shown(commands)["home"]


@pytest.mark.parametrize("what", ["alert", "list", "note"])
def test_whatever_lasts_is_something(commands: Commands, what: str) -> None:
    if what == "alert":
        commands.store.add_alert("alarm", NOW + timedelta(hours=1))
    elif what == "list":
        commands.store.add_items("shopping", ["milk"])
    else:
        commands.store.add_note("the key is under the pot", NOW)
    assert look(commands).is_anything


def test_a_timer_has_what_a_countdown_needs_and_nothing_that_changes(commands: Commands) -> None:
    """What would be drawn anew each second would be sent each second."""
    due = NOW + timedelta(seconds=90)
    commands.store.add_alert("timer", due, "pasta", 120)
    page = shown(commands)["alerts"]
    stamp = round(1000 * due.timestamp())
    assert f'data-due="{stamp}"' in page and f'data-ends="{stamp}"' in page
    assert 'data-total="120"' in page and "Pasta timer" in page
    assert shown(commands, NOW + timedelta(seconds=30)) == shown(commands)


def test_alarms_and_reminders_have_their_time(commands: Commands) -> None:
    commands.store.add_alert("alarm", NOW + timedelta(hours=13), "school")
    commands.store.add_alert("reminder", NOW + timedelta(hours=1), "call mum")
    page = shown(commands)
    assert "School alarm" in page["alerts"] and "tomorrow at 7 am" in page["alerts"]
    assert "Call mum" in page["alerts"]
    assert ">7 pm</time>" in page["summary"], "the next one stands in the summary"


def test_lists_and_notes(commands: Commands) -> None:
    commands.store.add_items("shopping", ["milk", "eggs"])
    commands.store.add_items("to-do", ["wash up"])
    commands.store.add_note("the first", NOW - timedelta(days=1))
    commands.store.add_note("the second", NOW)
    page = shown(commands)
    assert page["lists"].index("Shopping") < page["lists"].index("To-do")
    assert "<li>milk</li><li>eggs</li>" in page["lists"]
    assert page["notes"].index("the second") < page["notes"].index("the first")
    assert "yesterday" in page["notes"]


def test_a_thousand_things_are_counted(commands: Commands) -> None:
    commands.store.add_items("long", [f"thing {n}" for n in range(1000)])
    for number in range(LISTS_SHOWN + 4):
        commands.store.add_items(f"list {number}", ["x"])
    for number in range(NOTES_SHOWN + 3):
        commands.store.add_note(f"note {number}", NOW)
    page = shown(commands)
    assert page["lists"].count("<li>thing") == ITEMS_SHOWN
    assert f"and {1000 - ITEMS_SHOWN} more" in page["lists"] and ">1000<" in page["lists"]
    assert page["lists"].count("<details") == LISTS_SHOWN and "and 5 more lists" in page["lists"]
    assert page["notes"].count("<li>note") == NOTES_SHOWN and "and 3 more" in page["notes"]
    assert len("".join(page.values())) < 60_000


def test_what_people_keep_is_no_html(commands: Commands) -> None:
    hostile = HOSTILE + "\"'>"
    commands.store.add_items(hostile, [hostile])
    commands.store.add_note(hostile, NOW)
    for kind in ("timer", "alarm", "reminder"):
        commands.store.add_alert(kind, NOW + timedelta(hours=1), hostile, 60)
    page = "".join(shown(commands).values()) + trouble(hostile)
    assert "<img" not in page and "onerror=alert(1)>" not in page


def test_the_skeleton_has_a_place_for_everything() -> None:
    page = skeleton()
    for name in (*SECTIONS, "summary", "trouble"):
        assert page.count(f'data-part="{name}"') == 1
    assert page.startswith('<details class="beside"') and " hidden>" in page
