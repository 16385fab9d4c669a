"""Skills that only answer: help, writing and what takes the internet."""

from __future__ import annotations

import pytest

from assistant.skills.arithmetic import Arithmetic
from assistant.skills.chance import Chance
from assistant.skills.clock import Clock
from assistant.skills.control import Control
from assistant.skills.counting import Counting
from assistant.skills.help import ABOUTS, Help, topic
from assistant.skills.home import HomeSkill
from assistant.skills.internet import Internet
from assistant.skills.lists import Lists
from assistant.skills.notes import Notes
from assistant.skills.reminder import Reminders
from assistant.skills.spelling import Spelling
from assistant.skills.teach import Teach
from assistant.skills.timer import Timers
from assistant.skills.units import Units
from assistant.skills.writing import Writing, style_of
from tests.skills.commands import Asked, filled, world


def test_help_lists_skills_with_examples() -> None:
    ask = Asked(Help())
    text = ask("help.list", "what can you do")
    assert "set a timer" in text and "kitchen light" in text
    assert set(ask.details["skills"]) == {about.title for about in ABOUTS.values()}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("what can you do with timers", "timer"),
        ("how do i set an alarm", "timer"),
        ("how do lists work", "list"),
        ("help me with the lights", "home"),
        ("what can i say about the blinds", "home"),
        ("how can i teach you a phrase", "teach"),
        ("how do i make a note", "note"),
        ("explain spelling", "spelling"),
        ("what do i say to roll dice", "chance"),
        ("can you convert units", "units"),
        ("help", None),
        ("help me with my homework", None),
        ("", None),
    ],
)
def test_help_about_one_thing(text: str, name: str | None) -> None:
    assert topic(text) == name


def test_help_knows_each_skill() -> None:
    skills = (Arithmetic, Chance, Clock, Control, Counting, Help, HomeSkill, Internet, Lists, Notes,
              Reminders, Spelling, Teach, Timers, Units, Writing)  # fmt: skip
    assert set(ABOUTS) == {skill.name for skill in skills}


def test_help_about_one_thing_gives_its_sentences() -> None:
    ask = Asked(Help())
    text = ask("help.about", "help me with units")
    assert ABOUTS["units"].examples[0] in text and "timer" not in text
    assert "timer" in ask("help.about", "help me with my homework")  # then everything
    assert "online" in ask("help.about", "help with the weather")


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("write me something in the style of shakespeare", "play"),
        ("write a story", "novel"),
        ("write an article", "article"),
        ("write like Jane Austen", "novel"),
        ("write a dialogue between two friends", "talk"),
        ("make up a conversation", "talk"),
        ("write a conversation in the style of shakespeare", "play"),
        ("write something", None),
        ("write about playing fields", None),
        ("", None),
    ],
)
def test_styles_by_their_words(text: str, style: str | None) -> None:
    assert style_of(text) == style


def test_writing_hands_on_style_and_prompt() -> None:
    ask = Asked(Writing())
    assert ask("writing.write", "write me something in the style of shakespeare")
    assert ask.response.actions[0].name == "write"
    assert ask.details == {"style": "play", "prompt": "", "about": ""}
    ask("writing.write", "write a story about [a play in the park](prompt)")
    assert ask.details["style"] == "novel" and "a play in the park" in ask.details["prompt"]
    ask("writing.write", "write a novel that begins with [The lamp went out](prompt)")
    assert ask.details["prompt"] == "The lamp went out"


def test_a_conversation_begins_with_a_dash_and_leaves_the_answer_open() -> None:
    ask = Asked(Writing())
    ask("writing.write", "write a short dialogue")
    assert (ask.details["style"], ask.details["prompt"]) == ("talk", "- ")
    ask("writing.write", "write a conversation about [the lamp](prompt)")
    prompt = ask.details["prompt"]
    assert "the lamp" in prompt
    assert prompt.startswith("- ") and prompt.endswith("\n- ")


def test_the_internet_is_refused_plainly() -> None:
    ask = Asked(Internet())
    for intent in Internet.intents:
        text = ask(intent.name, "and now")
        assert "internet" in text or "online" in text or "goes out" in text
        assert ask.details == {"about": intent.name.removeprefix("internet.")}


def test_every_sentence_of_the_templates_is_answered() -> None:
    fillers = {"prompt": "the sea", "city": "Paris", "date": "tomorrow", "phrase": "red shoes",
               "name": "acme"}  # fmt: skip
    for skill in (Help(), Writing(), Internet()):
        place = world()
        for heard in filled(skill, fillers):
            assert skill.handle(heard, place).actions, heard.text
            if heard.intent == "help.about":
                assert topic(heard.text), heard.text
