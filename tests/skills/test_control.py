"""Volume, once more, stop, forget."""

from __future__ import annotations

import pytest

from assistant.skills.base import Action
from assistant.skills.control import Control
from tests.skills.commands import Asked, filled, world


def test_louder_and_quieter_are_steps() -> None:
    ask = Asked(Control())
    ask("control.louder", "louder")
    assert ask.response.actions == (Action("voice.volume", {"by": 20}),)
    ask("control.quieter", "lower the volume by [ten percent](percent)")
    assert ask.response.actions == (Action("voice.volume", {"by": -10}),)


@pytest.mark.parametrize(
    ("marked", "level"),
    [
        ("volume to [forty percent](percent)", 40),
        ("volume [six](number)", 60),
        ("volume [ten](number)", 100),
        ("volume [45](number)", 45),
        ("volume [0](number)", 0),
        ("full volume", 100),
        ("half volume please", 50),
    ],
)
def test_a_level(marked: str, level: int) -> None:
    ask = Asked(Control())
    assert f"{level} percent" in ask("control.volume", marked)
    assert ask.response.actions == (Action("voice.volume", {"to": level}),)


def test_an_unclear_level_is_asked_for() -> None:
    ask = Asked(Control())
    ask("control.volume", "volume [eleventy](percent)")
    assert ask.response.asks == "percent" and not ask.response.actions
    ask("control.volume", "volume [five hundred](number)")
    assert ask.response.asks == "number"


def test_the_last_answer_is_said_again() -> None:
    ask = Asked(Control(), world(said=("First.", "Second.", " ")))
    assert ask("control.repeat", "say that again") == "Second."
    assert ask.response.actions[0].name == "repeat"
    assert "not said" in Asked(Control())("control.repeat", "pardon")


@pytest.mark.parametrize(
    ("intent", "action"),
    [
        ("control.stop", "stop"),
        ("control.quiet", "voice.mute"),
        ("control.speak", "voice.unmute"),
        ("control.slower", "voice.rate"),
        ("control.faster", "voice.rate"),
        ("control.forget", "forget.last"),
        ("control.forget_all", "forget.all"),
    ],
)
def test_the_app_is_told_what_to_do(intent: str, action: str) -> None:
    ask = Asked(Control())
    text = ask(intent, "so be it")
    assert [one.name for one in ask.response.actions] == [action]
    assert bool(text) is (intent != "control.stop")  # who wants silence gets it


def test_slower_and_faster_undo_each_other() -> None:
    ask = Asked(Control())
    ask("control.slower", "slower")
    slower = ask.details["by"]
    ask("control.faster", "faster")
    assert slower < 0 and slower + ask.details["by"] == 0


def test_every_sentence_of_the_templates_is_answered() -> None:
    skill, place = Control(), world(said=("Hello.",))
    for heard in filled(skill, {"percent": "thirty percent", "number": "five"}):
        assert skill.handle(heard, place).actions, heard.text
