"""One turn after another through phrases, understanding and skills, and what lasts of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant.errors import BadOption, StoreError
from assistant.messages import Action, Dialogue, Slot, Understanding
from assistant.skills import phrases
from assistant.skills.base import World
from assistant.skills.commands import Commands, my_commands
from assistant.skills.help import Help
from assistant.skills.store import SqliteStore
from tests.skills.talk import SATURDAY


class Known:
    """Understands the few sentences that it is told."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def understand(self, text: str, now: datetime) -> Understanding:
        self.asked.append(text)
        known = {
            "kitchen light on": ("home.light_on", [("room", "kitchen", "kitchen")]),
            "set a timer": ("timer.set", []),
            "timer for two minutes": ("timer.set", [("duration", "two minutes", 120.0)]),
            "be silent": ("control.stop", []),
            "nothing in particular, just everything": ("home.all_off", []),
            "Everything off!": ("home.all_off", []),
        }
        intent, found = known.get(text, (None, []))
        slots = tuple(
            Slot(name, said, value, text.index(said), text.index(said) + len(said))
            for name, said, value in found
        )
        return Understanding(text, intent, 0.9, slots, 0.0)


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "refrain.db")


def lit(commands: Commands, room: str) -> bool:
    return bool(commands.home.state()["rooms"][room]["light"]["on"])


def test_a_command_is_done_and_the_home_is_found_as_it_was_left(store: SqliteStore) -> None:
    commands = my_commands(Known(), store)
    assert not lit(commands, "kitchen")
    outcome = commands.turn("kitchen light on", Dialogue())
    assert outcome.response and [a.name for a in outcome.response.actions] == ["home.light"]
    assert outcome.dialogue.last and outcome.dialogue.last.intent == "home.light_on"
    assert lit(my_commands(Known(), store), "kitchen")
    assert not lit(my_commands(Known(), store), "bedroom")


def test_talk_is_left_to_the_conversation_and_changes_nothing(store: SqliteStore) -> None:
    before = Dialogue(None, Understanding("x", "clock.time", 1.0, (), 0.0))
    outcome = my_commands(Known(), store).turn("what a day", before)
    assert outcome.response is None and outcome.dialogue == before
    assert outcome.understanding == Understanding("what a day", None, 0.9, (), 0.0)
    assert not store.path.exists()


def test_without_a_network_nothing_is_a_command(store: SqliteStore) -> None:
    store.teach("movie time", "kitchen light on")
    commands = my_commands(None, store)
    assert commands.turn("movie time", Dialogue()).response is None
    assert commands.understand("set a timer").intent is None


def test_a_question_and_its_answer_are_one_command(store: SqliteStore) -> None:
    commands = my_commands(Known(), store)
    asked = commands.turn("set a timer", Dialogue())
    assert asked.response and asked.response.asks == "duration"
    done = commands.turn("ten minutes", asked.dialogue)
    assert done.response and done.response.actions[0].details["seconds"] == 600
    assert store.alerts("timer")[0].seconds == 600


def test_a_phrase_of_ones_own_does_all_that_it_stands_for(store: SqliteStore) -> None:
    store.teach("movie time", "kitchen light on and then timer for two minutes")
    known = Known()
    commands = my_commands(known, store)
    outcome = commands.turn("Movie time!", Dialogue())
    assert known.asked == ["kitchen light on", "timer for two minutes"]
    assert outcome.response
    assert [a.name for a in outcome.response.actions] == ["home.light", "timer.started"]
    assert "kitchen" in outcome.response.text and "minutes" in outcome.response.text
    assert lit(commands, "kitchen") and store.alerts("timer")


class Retrained(Known):
    """Finds a phrase of the user's in `could we have ... now`, as a network does that has learnt
    it."""

    def understand(self, text: str, now: datetime) -> Understanding:
        start, end = len("could we have "), len(text) - len(" now")
        if not (text.startswith("could we have ") and text.endswith(" now")):
            return super().understand(text, now)
        self.asked.append(text)
        slot = Slot("phrase", text[start:end], text[start:end], start, end)
        return Understanding(text, phrases.SAID, 0.8, (slot,), 0.0)


def test_a_phrase_that_the_network_finds_is_done(store: SqliteStore) -> None:
    store.teach("movie time", "kitchen light on and then timer for two minutes")
    commands = my_commands(Retrained(), store)
    said = "could we have movie tyme now"
    assert phrases.translate(said, store.taught()) is None
    read = commands.understand(said)
    assert read.intent == phrases.SAID
    assert read.slots[0].value == "kitchen light on; timer for two minutes"
    outcome = commands.turn(said, Dialogue())
    assert outcome.response
    assert [a.name for a in outcome.response.actions] == ["home.light", "timer.started"]
    assert lit(commands, "kitchen") and len(store.alerts("timer")) == 1


def test_what_is_no_phrase_any_more_is_no_command(store: SqliteStore) -> None:
    commands = my_commands(Retrained(), store)
    read = commands.understand("could we have movie time now")
    assert (read.intent, read.slots) == (None, ())
    assert read.confidence == pytest.approx(0.2)
    assert commands.turn("could we have movie time now", Dialogue()).response is None


def test_a_found_phrase_does_not_answer_a_question_and_no_circle_is_endless(
    store: SqliteStore,
) -> None:
    store.teach("movie time", "kitchen light on")
    store.teach("round and round", "could we have round and round now")
    commands = my_commands(Retrained(), store)
    asked = commands.turn("set a timer", Dialogue())
    again = commands.turn("could we have movie time now", asked.dialogue)
    assert again.response and again.response.asks == "duration"
    assert not lit(commands, "kitchen")
    assert commands.turn("could we have round and round now", Dialogue()).response is None


def test_cancel_is_no_phrase_of_ones_own_while_something_is_asked(store: SqliteStore) -> None:
    commands = my_commands(Known(), store)
    asked = commands.turn("set a timer", Dialogue())
    dropped = commands.turn("never mind", asked.dialogue)
    assert dropped.dialogue.pending is None and not store.alerts()


def test_what_rings_is_handed_out_once(store: SqliteStore) -> None:
    time = [SATURDAY]
    commands = Commands(Known(), store, my_commands(None, store).home, now=lambda: time[0])
    commands.turn("timer for two minutes", Dialogue())
    assert commands.rings() == []
    time[0] += timedelta(seconds=121)
    (ring,) = commands.rings()
    assert ring.actions[0].name == "timer.rings"
    assert commands.rings() == []


def test_a_damaged_store_is_told_with_what_was_done_all_the_same(store: SqliteStore) -> None:
    store.teach("movie time", "kitchen light on")
    store.path.write_bytes(b"not a database, but long enough to look like a file" * 40)
    commands = my_commands(Known(), SqliteStore(store.path))
    outcome = commands.turn("timer for two minutes", Dialogue())
    assert outcome.response and outcome.response.actions[0].name == "timer.started"
    assert len([path for path in store.path.parent.iterdir() if path != store.path]) >= 1
    assert "damaged" in outcome.response.text
    assert store.alerts("timer")[0].seconds == 120


def test_a_store_that_can_not_be_used_is_told_and_not_raised(tmp_path: Path) -> None:
    class Shut(SqliteStore):
        def taught(self):
            raise StoreError("The file is busy.")

        def alerts(self, kind=None):
            raise StoreError("The file is busy.")

    shut = Shut(tmp_path / "refrain.db")
    outcome = my_commands(Known(), shut).turn("timer for two minutes", Dialogue())
    assert outcome.response and "busy" in outcome.response.text


def test_a_home_that_was_kept_by_nobody_we_know_is_begun_anew(store: SqliteStore) -> None:
    store.put("home", {"rooms": 3})
    assert not lit(my_commands(Known(), store), "kitchen")


def test_an_action_that_no_home_knows_changes_nothing(store: SqliteStore) -> None:
    commands = my_commands(Known(), store)
    with pytest.raises(BadOption):
        commands.home.do(Action("home.dance", {"room": "kitchen"}))
    assert store.get("home") is None


def test_what_the_persona_knows_word_for_word_is_talk_unless_something_is_asked(
    store: SqliteStore,
) -> None:
    known = Known()
    commands = my_commands(known, store, talk=lambda text: text in ("set a timer", "ten minutes"))
    assert commands.turn("set a timer", Dialogue()).response is None
    assert known.asked == []
    asked = Commands(known, store, commands.home).turn("set a timer", Dialogue())
    assert commands.turn("ten minutes", asked.dialogue).response
    assert known.asked[-1] == "ten minutes"  # it may be more than the bare answer
    assert store.alerts("timer")[0].seconds == 600


def test_a_phrase_of_ones_own_comes_before_the_persona(store: SqliteStore) -> None:
    store.teach("movie time", "kitchen light on")
    commands = my_commands(Known(), store, talk=lambda text: text == "movie time")
    assert commands.turn("movie time", Dialogue()).response and lit(commands, "kitchen")


def test_who_asks_for_help_again_hears_other_sentences(store: SqliteStore) -> None:
    place = World(lambda: SATURDAY, store)
    asked = Understanding("what can you do", "help.list", 1.0, (), 0.0)
    told: list[str] = []
    for _ in range(4):
        told.append(Help().handle(asked, replace(place, said=tuple(told))).text)
    assert len(set(told)) == 4
    assert Help().handle(asked, replace(place, said=tuple(told))).text == told[0]


def test_a_store_that_is_damaged_while_it_is_used_is_told_once(store: SqliteStore) -> None:
    store.put("x", 1)
    commands = my_commands(Known(), store)
    store.path.write_bytes(b"not a database, but long enough to look like a file" * 40)
    first = commands.turn("timer for two minutes", Dialogue())
    second = commands.turn("kitchen light on", first.dialogue)
    assert first.response and "damaged" in first.response.text
    assert second.response and "damaged" not in second.response.text


def test_nothing_is_switched_off_by_a_sentence_that_names_no_switching(store: SqliteStore) -> None:
    commands = Commands(Known(), store, my_commands(None, store).home)
    commands.turn("kitchen light on", Dialogue())
    assert commands.turn("nothing in particular, just everything", Dialogue()).response is None
    assert lit(commands, "kitchen")
    found = commands.understand("nothing in particular, just everything")
    assert (found.intent, found.slots) == (None, ()) and found.confidence == pytest.approx(0.1)
    assert commands.turn("Everything off!", Dialogue()).response
    assert not lit(commands, "kitchen")
