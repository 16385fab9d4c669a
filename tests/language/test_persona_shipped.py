"""The persona that comes with the project: enough to say, in its own voice, and never untrue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.language.normalise import normalise
from assistant.language.persona import EXACT_MATCH, Persona, PersonaFinder, read_persona
from assistant.language.persona.file import prompt_key
from assistant.language.safety import unsafe

SHIPPED = Path(__file__).parents[2] / "assets" / "persona.yaml"


@pytest.fixture(scope="module")
def persona() -> Persona:
    return read_persona(SHIPPED)


@pytest.fixture(scope="module")
def finder(persona: Persona) -> PersonaFinder:
    return PersonaFinder(persona)


def test_there_is_enough_to_say(persona: Persona) -> None:
    assert persona.name == "Refrain"
    assert len(persona.topics) >= 90
    assert sum(len(topic.prompts) for topic in persona.topics) >= 700
    assert sum(len(topic.replies) for topic in persona.topics) >= 450
    assert len(persona.denials) >= 40
    jokes = next(topic for topic in persona.topics if topic.name == "joke")
    assert len(jokes.replies) >= 20


def test_every_prompt_finds_its_own_topic_first(persona: Persona, finder: PersonaFinder) -> None:
    for topic in persona.topics:
        for prompt in topic.prompts:
            best = finder.find(prompt.capitalize() + "?", ())[0]
            assert best.topic == topic.name, prompt
            assert best.match == (EXACT_MATCH if topic.exact else 1), prompt


def test_replies_are_short_sentences_that_agree_with_the_persona(persona: Persona) -> None:
    for topic in persona.topics:
        filled = [persona.filled(reply, "Ada") for reply in topic.replies]
        assert len({prompt_key(reply) for reply in filled if reply}) == len(filled), topic.name
        for reply in filled:
            assert reply is not None
            assert len(reply.split()) <= 36, reply
            assert re.match(r'["A-Z]', reply) and re.search(r'[.!?]"?$', reply), reply
            assert "{" not in reply and "  " not in reply and reply.isprintable(), reply
            assert not persona.denies(reply), reply
            assert not unsafe(reply), reply


def test_about_half_of_the_replies_ask_back(persona: Persona) -> None:
    replies = [reply for topic in persona.topics for reply in topic.replies]
    assert 0.4 < sum(reply.rstrip('"').endswith("?") for reply in replies) / len(replies) < 0.7


def test_prompts_are_plain_words(persona: Persona) -> None:
    for topic in persona.topics:
        assert len(topic.prompts) >= 5 and len(topic.replies) >= 3, topic.name
        for prompt in topic.prompts:
            assert prompt == normalise(prompt) and not prompt.endswith((".", "?")), prompt


@pytest.mark.parametrize(
    "claim",
    [
        "My name is Robert.",
        "I have two cats and a dog",
        "I've a little daughter",
        "i'm a teacher at a high school",
        "My wife is from Spain.",
        "I went to the beach yesterday.",
        "I live in a small town",
        "I was born in March",
        "I work at a bank",
        "I'm 25 years old!",
        "I am human, of course.",
        "I'm married",
        "I just ate a sandwich",
        "I drive a truck",
        "my parents are doctors",
        "I'm ChatGPT.",
        "I can look it up for you.",
        "When I was young, we had no phone.",
        "I've been to London twice.",
        "Let's meet at the station.",
        "Come to my place",
    ],
)
def test_denies_what_it_is_not(persona: Persona, claim: str) -> None:
    assert persona.denies(claim)


@pytest.mark.parametrize(
    "claim",
    [
        "My name is Refrain.",
        "You have two cats, you said.",
        "Is your wife from Spain?",
        "I have no pets.",
        "I am a small network.",
        "I like rain on windows.",
        "What did you eat?",
        "I'm sorry to hear that.",
        "I was about to ask you the same.",
        "That's my favourite.",
    ],
)
def test_does_not_deny_the_harmless(persona: Persona, claim: str) -> None:
    assert not persona.denies(claim)
