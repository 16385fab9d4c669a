"""The cards of the tab Commands, and the line to try."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from assistant.errors import BadModel
from assistant.skills import SKILLS
from assistant.skills.base import Intent, Response, Skill
from assistant.ui.commands_tab import MOST, TRIED, cards, examples, tried
from tests.ui.doing import DoingAssistant


class Hostile:
    name = "hostile"
    intents = (
        Intent(
            "hostile.one", ("say <b>this</b> [aloud]", "well", "say {word} now"), {"word": "word"}
        ),
        Intent("hostile.two", ("only {word}",), {"word": "word"}),
    )

    def handle(self, *_: Any) -> Response:
        return Response("")


@pytest.fixture
def assistant() -> Any:
    return DoingAssistant()


@pytest.mark.parametrize("skill", SKILLS, ids=lambda skill: skill.name)
def test_every_skill_has_whole_sentences(skill: Skill) -> None:
    said = examples(skill)
    assert said
    assert all(text[0].isupper() and not re.search(r"[{}|\[\]()]", text) for text in said)


def test_every_skill_has_a_card_with_its_examples() -> None:
    page = cards(SKILLS)
    assert page.count("<section") == len(SKILLS)
    assert page.count('<button type="button">') == sum(len(examples(skill)) for skill in SKILLS)


def test_a_skill_without_chosen_examples_shows_what_needs_no_value() -> None:
    assert examples(Hostile()) == ("Say <b>this</b> aloud",)
    assert len(examples(Hostile())) <= MOST
    assert "<b>this" not in cards([Hostile()]) and "&lt;b&gt;this" in cards([Hostile()])


def test_trying_shows_and_does_nothing(assistant: Any) -> None:
    page = tried(assistant, " turn on the kitchen light ")
    assert "Home: light on" in page and "<mark" in page
    light = assistant.commands().home.state()["rooms"]["kitchen"]["light"]
    assert not light["on"]
    assert "Not taken for a command" in tried(assistant, "good morning")
    assert tried(assistant, "  ") == TRIED


def test_own_phrases_are_tried_with_what_they_stand_for(assistant: Any) -> None:
    command = "turn on the kitchen light then set a timer for one minute"
    assistant.commands().store.teach("<b>movie</b> time", command)
    page = tried(assistant, "<b>movie</b> time")
    assert "Home: light on" in page and "Timer: set" in page
    assert "&lt;b&gt;movie" in page and "<b>movie" not in page


def test_a_missing_network_is_told(assistant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise BadModel("There is no <network>.")

    monkeypatch.setattr(assistant, "understand", missing)
    assert "no &lt;network&gt;" in tried(assistant, "hello")


def test_endless_sentences_are_cut(assistant: Any) -> None:
    assert len(tried(assistant, "very " * 10_000)) < 5_000
    assistant._commands = replace(assistant.commands(), understander=None)
    assert "Not taken" in tried(assistant, "hello")
