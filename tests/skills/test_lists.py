"""Lists, notes and reminders."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.skills.lists import MOST, split_items
from assistant.skills.pick import by_words, numbered
from tests.skills.talk import SATURDAY, Talk


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return Talk(tmp_path)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("milk and eggs", ["milk", "eggs"]),
        ("milk, some eggs, and bread", ["milk", "eggs", "bread"]),
        ("mac and cheese and milk", ["mac and cheese", "milk"]), ("a dozen eggs", ["a dozen eggs"]),
        ("milk, milk and Milk", ["milk"]), ("salt & pepper plus wine", ["salt", "pepper", "wine"]),
        ("sandwiches", ["sandwiches"]), (" , and ", []), ("", []),
    ],
)  # fmt: skip
def test_several_items_at_once(text: str, items: list[str]) -> None:
    assert [one for one in split_items([text]) if one != "and"] == items


@pytest.mark.parametrize(
    ("more", "items"),
    [
        ("and salt", ["milk", "salt"]),
        ("And some salt, please.", ["milk", "salt"]),
        ("oh and two eggs and bread too", ["milk", "two eggs", "bread"]),
        ("also salt and pepper", ["milk", "salt and pepper"]),
        ("and milk", ["milk"]),
        ("and you?", ["milk"]),
        ("and then?", ["milk"]),
        ("and what's on it", ["milk"]),
        ("and that was that", ["milk"]),
        ("and so on and so forth with so many words that it is no thing", ["milk"]),
        ("salt", ["milk"]),
        ("and", ["milk"]),
    ],
)
def test_more_is_added_with_nothing_but_an_and(talk: Talk, more: str, items: list[str]) -> None:
    talk("put milk on my list", "list.add", item="milk")
    talk(more)
    assert talk.world.store.items("shopping") == items


def test_more_goes_on_the_list_that_was_spoken_of_and_only_at_once(talk: Talk) -> None:
    talk("put tape on the party list", "list.add", item="tape", name="party")
    talk("and balloons")
    talk("and candles")
    assert talk.world.store.items("party") == ["tape", "balloons", "candles"]
    talk("how lovely")
    assert talk("and cake") == ""
    assert talk.world.store.items("party") == ["tape", "balloons", "candles"]


def test_add_read_check_remove(talk: Talk) -> None:
    assert "empty" in talk("what's on my list", "list.read") or "nothing" in (
        talk.response.text if talk.response else ""
    )
    talk(
        "add milk and two eggs to my shopping list",
        "list.add",
        item="milk and two eggs",
        name="shopping",
    )
    assert talk.world.store.items("shopping") == ["milk", "two eggs"]
    assert "already" in talk("add Milk", "list.add", item="Milk")
    assert "on it already" in talk("add milk and rice", "list.add", item="milk and rice")
    assert "milk, two eggs and rice" in talk("what's on the list", "list.read")
    assert talk("is milk on the list", "list.check", item="milk").startswith("Yes, milk")
    assert talk("is wine on the list", "list.check", item="wine").startswith("No, wine")
    talk("take the eggs off", "list.remove", item="the eggs")
    assert talk.world.store.items("shopping") == ["milk", "rice"]
    assert "can't find" in talk("take wine off", "list.remove", item="wine")
    assert talk.world.store.items("shopping") == ["milk", "rice"]


def test_lists_of_any_name(talk: Talk) -> None:
    talk("put tent on the camping list", "list.add", item="tent", name="camping")
    talk("add rope too", "list.add", item="rope")
    assert talk.world.store.items("camping") == ["tent", "rope"]
    talk("put call mum and dad on my to do list", "list.add", item="call mum and dad", name="to do")
    assert talk.world.store.items("to-do") == ["call mum and dad"]
    assert "to-do list" in talk("what do i have to do today", "list.read")
    assert "groceries" not in talk("read my groceries list", "list.read", name="groceries")
    assert "camping (two things)" in talk("which lists are there", "list.names")


def test_clearing_asks_first(talk: Talk) -> None:
    assert "already" in talk("clear the list", "list.clear")
    talk("we need to buy milk", "list.add", item="milk")
    assert "one thing" in talk("clear the list", "list.clear") and talk.asked == "confirm"
    talk("no")
    assert talk.world.store.items("shopping") == ["milk"]
    talk("clear the list", "list.clear")
    talk("what do you mean")
    assert talk.world.store.items("shopping") == ["milk"] and talk.asked == "confirm"
    talk("yes, please")
    assert talk.world.store.items("shopping") == [] and talk.actions == ["list.cleared"]


def test_two_that_fit_are_asked_about(talk: Talk) -> None:
    talk("add red wine and white wine", "list.add", item="red wine and white wine")
    assert "red wine or white wine" in talk("remove the wine", "list.remove", item="the wine")
    talk("the white one")
    assert talk.world.store.items("shopping") == ["red wine"]


def test_a_list_has_an_end(talk: Talk) -> None:
    talk.world.store.add_items("shopping", [str(number) for number in range(MOST)])
    assert "full" in talk("add milk", "list.add", item="milk")
    assert "more" in talk("read the list", "list.read")


def test_notes_are_written_found_and_thrown_away(talk: Talk) -> None:
    assert "no notes" in talk("read my notes", "note.read")
    talk("take a note", "note.add")
    talk("The wifi code is 12 34.")
    talk("note that the key is under the mat", "note.add", phrase="the key is under the mat")
    assert "two notes" in talk("read my notes", "note.read")
    assert talk("my last note", "note.read") == "Today: the key is under the mat."
    assert "12 34" in talk("what about the wifi code", "note.read", phrase="wifi code")
    assert "no note about" in talk("a note about cheese", "note.read", phrase="cheese")
    talk("delete the note about the key", "note.remove", phrase="the key")
    assert [note.text for note in talk.world.store.notes()] == ["The wifi code is 12 34"]
    talk("delete all notes", "note.remove")
    talk("nope")
    assert len(talk.world.store.notes()) == 1
    talk("delete all notes", "note.remove")
    talk("yes")
    assert talk.world.store.notes() == [] and talk.actions == ["note.removed"]


def test_reminders_are_set_told_and_cancelled(talk: Talk) -> None:
    assert "no reminders" in talk("my reminders", "reminder.list") or talk.response
    talk("remind me to call mum at six", "reminder.set", phrase="call mum", time="six")
    assert talk.world.store.alerts("reminder")[0].due == SATURDAY.replace(hour=18, minute=0)
    talk("remind me in ten minutes to swim", "reminder.set", phrase="swim", duration="ten minutes")
    assert "At 2:20 pm: swim. At 6 pm: call mum." in talk("my reminders", "reminder.list")
    talk("remind me", "reminder.set")
    talk("to feed the cat")
    talk("tomorrow at noon")
    assert talk.world.store.alerts("reminder")[-1].label == "feed the cat"
    assert "no such" in talk("cancel the reminder about wine", "reminder.cancel", phrase="wine")
    assert "Which one" in talk("what was it cancel the reminder", "reminder.cancel")
    talk.dialogue = type(talk.dialogue)()
    talk("cancel the reminder about the cat", "reminder.cancel", phrase="the cat")
    assert len(talk.world.store.alerts("reminder")) == 2
    assert talk("cancel all reminders", "reminder.cancel") == "Both reminders are gone."


def test_a_length_for_an_answer_to_when(talk: Talk) -> None:
    talk("remind me to swim", "reminder.set", phrase="swim")
    talk("ten minutes")
    assert talk.world.store.alerts()[0].due == SATURDAY.replace(minute=20)


def test_what_is_meant_among_several() -> None:
    things = ["two eggs", "milk", "oat milk", "call mum about the party"]
    assert by_words("the eggs", things) == [0]
    assert by_words("milk", things) == [1]
    assert by_words("the party", things) == [3]
    assert by_words("wine", things) == by_words("the", things) == by_words("", things) == []
    assert numbered("the second one", 4) == 1 and numbered("number three", 4) == 2
    assert numbered("the last one", 4) == 3 and numbered("5", 4) is None
    assert numbered("the last one", 0) is None and numbered("milk", 4) is None
