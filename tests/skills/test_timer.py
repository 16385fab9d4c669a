"""Timers and alarms."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant.messages import Dialogue
from assistant.skills.timer import due
from tests.skills.talk import BERLIN, SATURDAY, Talk


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return Talk(tmp_path)


def labels(talk: Talk) -> list[tuple[str, float]]:
    return [(alert.label, alert.seconds) for alert in talk.world.store.alerts("timer")]


def both(talk: Talk) -> None:
    talk("pasta timer for 8 minutes", "timer.set", name="pasta", duration="8 minutes")
    talk("tea timer for 3 minutes", "timer.set", name="tea", duration="3 minutes")


def test_it_rings_once_when_its_time_has_come(talk: Talk) -> None:
    talk("tea timer for 3 minutes", "timer.set", name="tea", duration="3 minutes")
    assert due(talk.world.store, talk.time + timedelta(seconds=179)) == []
    rung = due(talk.world.store, talk.time + timedelta(seconds=180))
    assert [response.text for response in rung] == ["Your tea timer is done."]
    assert rung[0].actions[0].name == "timer.rings"
    assert due(talk.world.store, talk.time + timedelta(hours=1)) == []


def test_what_rang_while_nothing_ran_is_told_with_its_time(talk: Talk) -> None:
    talk("set an alarm for six", "alarm.set", time="six")
    talk("remind me to swim at six", "reminder.set", phrase="swim", time="six")
    late = due(talk.world.store, talk.time + timedelta(days=1))
    assert [response.text for response in late] == [
        "I missed your alarm: it was due yesterday at 6 pm.",
        "I missed “swim”: it was due yesterday at 6 pm.",
    ]


def test_asked_after(talk: Talk) -> None:
    assert "timer" in talk("how long is left", "timer.check")
    both(talk)
    talk.wait(60)
    assert "two minutes" in talk("how long has the tea got", "timer.check", name="tea").lower()
    said = talk("how long is left", "timer.check").lower()
    assert "seven minutes on the pasta timer" in said and "two minutes on the tea timer" in said
    assert "no rice timer" in talk("rice timer", "timer.check", name="rice")


def test_longer_and_shorter_is_about_the_one_just_set(talk: Talk) -> None:
    both(talk)
    talk("make it five minutes longer", "timer.extend", duration="five minutes")
    assert dict(labels(talk)) == {"pasta": 480, "tea": 480}
    talk("make it a minute shorter", "timer.shorten", duration="a minute")
    assert dict(labels(talk))["tea"] == 420
    talk("add a minute to the pasta timer", "timer.extend", duration="a minute", name="pasta")
    assert dict(labels(talk))["pasta"] == 540
    talk("make it a minute longer", "timer.extend", duration="a minute")
    assert dict(labels(talk)) == {"pasta": 600, "tea": 420}


def test_it_is_not_made_shorter_than_nothing(talk: Talk) -> None:
    both(talk)
    assert "only three minutes left" in talk(
        "make it an hour shorter", "timer.shorten", duration="an hour"
    )
    assert dict(labels(talk))["tea"] == 180


def test_with_several_it_asks_which(talk: Talk) -> None:
    both(talk)
    talk.dialogue = Dialogue()
    assert "Which one" in talk("stop the timer", "timer.cancel")
    talk("the pasta one")
    assert talk.actions == ["timer.cancelled"] and labels(talk) == [("tea", 180)]
    talk("stop the timer", "timer.cancel")
    assert labels(talk) == []
    assert "no timer" in talk("stop the timer", "timer.cancel")


@pytest.mark.parametrize("answer", ["the eight minute one", "8 minutes", "pasta", "the last one",
                                    "the one for the pasta", "the second"])  # fmt: skip
def test_which_may_be_told_by_its_length_or_place(talk: Talk, answer: str) -> None:
    both(talk)
    talk.dialogue = Dialogue()
    talk("stop the timer", "timer.cancel")
    talk(answer)
    assert labels(talk) == [("tea", 180)]


def test_cancelled_by_length_by_an_unknown_name_and_all(talk: Talk) -> None:
    both(talk)
    talk("stop the 3 minute timer", "timer.cancel", duration="3 minute")
    assert labels(talk) == [("pasta", 480)]
    assert "no such timer" in talk("stop the rice timer", "timer.cancel", name="rice")
    both(talk)
    assert talk("stop all timers", "timer.clear") == "All three timers are off."
    assert "no timer" in talk("stop all timers", "timer.clear")


@pytest.mark.parametrize("length", ["0 seconds", "500 days", "900000000000 weeks"])
def test_lengths_that_no_timer_has(talk: Talk, length: str) -> None:
    talk(f"timer for {length}", "timer.set", duration=length)
    assert talk.asked == "duration" and labels(talk) == []
    talk("ten minutes")
    assert labels(talk) == [("", 600)]


def test_there_is_a_most(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.skills.timer.MOST", 3)
    for _ in range(3):
        talk.world.store.add_alert("timer", talk.time, "", 1)
    assert "cancel some" in talk("timer 5 minutes", "timer.set", duration="5 minutes")


def test_a_timer_runs_through_a_change_of_the_clocks(tmp_path: Path) -> None:
    talk = Talk(tmp_path, now=datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN))
    talk("timer for an hour", "timer.set", duration="an hour")
    alert = talk.world.store.alerts()[0]
    assert alert.due.timestamp() - talk.time.timestamp() == 3600
    assert alert.due.astimezone(BERLIN).hour == 3


def test_alarms_are_set_told_moved_and_cancelled(talk: Talk) -> None:
    assert "6 pm" in talk("set an alarm for six", "alarm.set", time="six")
    assert "tomorrow at 7 am" in talk(
        "wake me at seven tomorrow", "alarm.set", time="seven", date="tomorrow"
    )
    assert len(talk.world.store.alerts("alarm")) == 2
    assert "two alarms: at 6 pm and tomorrow at 7 am" in talk("which alarms", "alarm.check")
    assert talk("is there one at six", "alarm.check", time="six") == "Yes, at 6 pm."
    assert "none at 8 pm" in talk("is there one at eight", "alarm.check", time="eight")
    talk("cancel the alarm at six", "alarm.cancel", time="six")
    assert "in 16 hours and 50 minutes" in talk("when is my alarm", "alarm.check")
    assert "8 pm" in talk("make it eight instead", "alarm.move", time="eight")
    assert talk("cancel all alarms", "alarm.cancel") == "The alarm is off."
    assert "no alarm" in talk("move my alarm to six", "alarm.move", time="six")


def test_the_same_alarm_is_kept_once(talk: Talk) -> None:
    talk("alarm at six", "alarm.set", time="six")
    talk("alarm at six", "alarm.set", time="six")
    assert len(talk.world.store.alerts()) == 1


def test_a_time_that_has_passed_is_asked_again(talk: Talk) -> None:
    talk("alarm today at one pm", "alarm.set", time="today at one pm")
    assert talk.asked == "time"
    talk("four")
    assert talk.world.store.alerts()[0].due == SATURDAY.replace(hour=16, minute=0)


def test_far_away_is_refused(talk: Talk) -> None:
    assert "too far" in talk(
        "alarm on christmas 2040 at six", "alarm.set", time="christmas 2040 at six"
    )
    assert talk.world.store.alerts() == []


def test_later_moves_an_alarm_or_a_reminder_that_was_talked_about(talk: Talk) -> None:
    talk("timer for an hour", "timer.set", duration="an hour")
    talk("alarm at six", "alarm.set", time="six")
    talk("make it ten minutes later", "timer.extend", duration="ten minutes")
    assert talk.world.store.alerts("alarm")[0].due == SATURDAY.replace(hour=18, minute=10)
    talk("remind me to swim at seven", "reminder.set", phrase="swim", time="seven")
    talk("make it an hour later", "timer.extend", duration="an hour")
    assert talk.world.store.alerts("reminder")[0].due == SATURDAY.replace(hour=20, minute=0)
    assert labels(talk) == [("", 3600)]
