"""The dialogue of commands: asking, filling, cancelling, replacing, and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import AssistantError, BadOption
from assistant.messages import Dialogue, Slot, Understanding
from assistant.skills.base import Action, Intent, Response, World
from assistant.skills.clock import Clock
from assistant.skills.manager import TRIES, Manager
from tests.skills.talk import Talk


class Broken:
    """Fails in each way."""

    name = "home"
    intents = (Intent("broken.told", ("a",)), Intent("broken.bug", ("b",)),
               Intent("home.light", ("c {room}",), {"room": "room"}))  # fmt: skip

    def handle(self, understanding: Understanding, world: World) -> Response:
        if understanding.intent == "broken.told":
            raise AssistantError("The lamp is out of reach.")
        if understanding.intent == "broken.bug":
            raise ZeroDivisionError
        return Response("Done.", (Action("home.light"),))


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return Talk(tmp_path, Broken())


def test_what_is_no_command_is_left_to_the_conversation(talk: Talk) -> None:
    assert talk("how are you") == "" and talk.response is None
    assert talk("do it", "unknown.intent") == ""
    assert talk.dialogue == Dialogue()


def test_what_is_missing_is_asked_and_the_next_turn_fills_it(talk: Talk) -> None:
    assert talk("set a timer", "timer.set") == "For how long?"
    assert talk.response and talk.response.asks == "duration"
    assert "Ten minutes" in talk("ten minutes").replace("ten", "Ten")
    assert talk.actions == ["timer.started"] and talk.asked is None
    last = talk.dialogue.last
    assert last and last.text == "set a timer, ten minutes"
    slot = last.slots[0]
    assert (last.text[slot.start : slot.end], slot.value) == ("ten minutes", 600)


def test_the_words_count_whatever_the_network_made_of_them(talk: Talk) -> None:
    talk("set a timer", "timer.set")
    talk("ten minutes", "timer.extend", duration="ten minutes")
    assert talk.actions == ["timer.started"]
    talk("remind me at six", "reminder.set", time="six")
    talk("turn off the kitchen light", "home.light", room="kitchen")
    assert talk.actions == ["reminder.set"]
    assert talk.world.store.alerts("reminder")[0].label == "turn off the kitchen light"


@pytest.mark.parametrize("answer", ["make it ten minutes", "ten minutes please", "for 10 mins",
                                    "Ten Minutes.", "um, ten minutes",
                                    "let's say ten minutes"])  # fmt: skip
def test_an_answer_may_have_words_around_it(talk: Talk, answer: str) -> None:
    talk("set a timer", "timer.set")
    talk(answer)
    assert [alert.seconds for alert in talk.world.store.alerts()] == [600]


def test_the_network_finds_the_answer_in_a_sentence(talk: Talk) -> None:
    talk("put something on my list", "list.add")
    talk("add milk to it", "list.add", item="milk")
    assert talk.world.store.items("shopping") == ["milk"]


def test_a_time_is_put_together_from_two_turns(talk: Talk) -> None:
    assert talk("remind me tomorrow to swim", "reminder.set", date="tomorrow", phrase="swim") == (
        "At what time?"
    )
    talk("nine")
    assert "tomorrow at 9 am" in (talk.response.text if talk.response else "").lower()
    talk("set an alarm", "alarm.set")
    talk("on friday")
    assert talk.asked == "time"
    talk("at half past six in the morning")
    due = talk.world.store.alerts("alarm")[0].due.astimezone(talk.time.tzinfo)
    assert (due.day, due.hour, due.minute) == (27, 6, 30)


def test_a_day_in_the_time_slot_waits_for_its_hour(talk: Talk) -> None:
    talk("wake me tomorrow", "alarm.set", time="tomorrow")
    assert talk.asked == "time"
    talk("seven")
    due = talk.world.store.alerts("alarm")[0].due.astimezone(talk.time.tzinfo)
    assert (due.day, due.hour) == (22, 7)


@pytest.mark.parametrize("words", ["cancel", "Never mind.", "nevermind", "oh, forget it", "stop",
                                   "no thanks", "actually, cancel that please",
                                   "it doesn't matter"])  # fmt: skip
@pytest.mark.parametrize("command", [("set a timer", "timer.set"), ("remind me", "reminder.set"),
                                     ("take a note", "note.add")])  # fmt: skip
def test_cancel_works_anywhere(talk: Talk, words: str, command: tuple[str, str]) -> None:
    talk(*command)
    assert talk(words, "control.stop") and talk.actions == []
    assert talk.asked is None
    assert talk.world.store.alerts() == [] and talk.world.store.notes() == []


def test_cancel_without_anything_to_cancel_is_the_networks_to_tell(talk: Talk) -> None:
    assert talk("cancel") == ""


def test_a_new_command_replaces_one_that_waits(talk: Talk) -> None:
    talk("set a timer", "timer.set")
    talk("what time is it", "clock.time")
    assert talk.actions == ["clock.time"] and talk.asked is None
    talk("take a note", "note.add")
    talk("what time is it", "clock.time")
    assert talk.actions == ["clock.time"] and talk.world.store.notes() == []
    talk("take a note", "note.add")
    talk("what time it is", "clock.time", confidence=0.6)
    assert [note.text for note in talk.world.store.notes()] == ["what time it is"]


def test_after_some_tries_the_conversation_goes_on(talk: Talk) -> None:
    talk("set a timer", "timer.set")
    for _ in range(TRIES - 1):
        assert "For how long?" in talk("my sister likes tea")
    assert talk("my sister likes tea") == "" and talk.asked is None


def test_silence_asks_again_without_end(talk: Talk) -> None:
    talk("set a timer", "timer.set")
    for _ in range(5):
        assert talk("  ") == "For how long?"
    assert talk.asked == "duration"


def test_follow_ups_use_the_last_command_again(talk: Talk) -> None:
    talk("what time is it", "clock.time")
    assert "10:10 pm" in talk("and in tokyo?")
    assert "8:10 am" in talk("what about New York", "clock.time")
    assert "Paris" in talk("how about paris")
    assert talk("what about you") == ""
    assert talk("and then?") == ""


def test_a_follow_up_needs_a_last_command_with_such_a_slot(talk: Talk) -> None:
    assert talk("and in tokyo?") == ""
    talk("take a note milk", "note.add", phrase="milk")
    assert talk("and in tokyo?") == ""


def test_the_error_of_a_skill_is_said(talk: Talk) -> None:
    assert talk("a", "broken.told") == "The lamp is out of reach."
    assert "went wrong" in talk("b", "broken.bug")
    assert talk.dialogue.last is None


def test_a_damaged_store_is_told_and_the_command_is_done_all_the_same(talk: Talk) -> None:
    path = talk.world.store.path  # type: ignore[attr-defined]
    path.parent.mkdir()
    path.write_bytes(b"rubbish" * 1000)
    said = talk("note that it rains", "note.add", phrase="it rains")
    assert "damaged" in said and "it rains" in said
    assert [note.text for note in talk.world.store.notes()] == ["it rains"]


def test_two_conversations_do_not_know_of_each_other(talk: Talk) -> None:
    talk("set a timer", "timer.set")
    ten = talk.understand("ten minutes", None)
    response, fresh = talk.manager.turn(ten, Dialogue(), talk.world)
    assert response is None and fresh == Dialogue() and talk.asked == "duration"


def test_slots_are_given_values_and_strange_ones_are_dropped(talk: Talk) -> None:
    bare = Slot("duration", "two minutes", None, 12, 23)
    strange = Slot("banana", "set", "x", 0, 3)
    turn = Understanding("set a timer two minutes", "timer.set", 0.9, (strange, bare), 0.0)
    response, _ = talk.manager.turn(turn, Dialogue(), talk.world)
    assert response and response.actions[0].details["seconds"] == 120


def test_a_slot_that_makes_no_sense_is_asked_for(talk: Talk) -> None:
    assert talk("set a timer for the moon", "timer.set", duration="the moon") == "For how long?"


def test_an_intent_belongs_to_one_skill() -> None:
    with pytest.raises(BadOption, match="clock.time"):
        Manager((Clock(), Clock()))
