"""The persona that comes with the project: enough to say, in its own voice, and never untrue."""

from __future__ import annotations

import re
import time
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


def test_what_it_says_unasked_is_short_and_claims_no_life(persona: Persona) -> None:
    cued = {reply for occasion in persona.occasions for reply in occasion.replies}
    assert len({prompt_key(reply) for reply in persona.follow_ups}) == len(persona.follow_ups)
    assert len({prompt_key(reply) for reply in cued}) == len(cued)
    assert len(persona.follow_ups) >= 400 and len(cued) >= 800
    for reply in cued.union(persona.follow_ups):
        assert len(reply.split()) <= 30, reply
        assert re.match(r"[A-Z]", reply) and re.search(r"[.!?]$", reply), reply
        assert reply.isascii() and reply.isprintable() and "{" not in reply, reply
        assert not persona.denies(reply), reply
        assert not unsafe(reply), reply


@pytest.mark.parametrize(
    ("said", "occasion"),
    [
        ("My cat has been missing since Tuesday.", "pet missing"),
        ("Our dog died in spring.", "pet died"),
        ("We lost the final again!", "lost match"),
        ("I burnt the potatoes.", "burnt"),
        ("I failed my exam", "failed"),
        ("She passed her exam!", "passed"),
        ("My grandmother passed away.", "death"),
        ("Should I tell him?", "should i ask"),
        ("Me too!", "me too"),
        ("How do I reset my router?", "how to do it"),
        ("What's the easiest way to peel garlic?", "how to do it"),
        ("How does a fridge work?", "how it works"),
        ("What is inflation?", "how it works"),
        ("Why are the leaves red?", "how it works"),
        ("Who invented the zip?", "who and when"),
        ("How many planets are there?", "who and when"),
        ("So when did the old bridge fall down?", "who and when"),
        ("Tell me something surprising about octopuses.", "tell me of it"),
        ("Translate good morning into French", "other languages"),
    ],
)
def test_a_cue_finds_its_occasion(persona: Persona, said: str, occasion: str) -> None:
    assert occasion in {one.name for one in persona.occasions if one.calls(normalise(said))}


@pytest.mark.parametrize(
    ("said", "occasion"),
    [
        ("My grandmother passed away.", "passed"),
        ("Our cat is gone.", "cats"),
        ("Our cat died.", "cats"),
        ("I lost my ring.", "lost match"),
        ("I lost my ring.", "death"),
        ("Nobody remembered my birthday.", "birthday"),
        ("The whole thing is a category error.", "cats"),
        ("I'm giving up on life.", "giving up"),
        ("The doctor says it is cancer.", "doctor"),
        ("My husband yelled at me and hit me.", "quarrel"),
        ("How do I tell my mum?", "how to do it"),
        ("How do I stop crying all the time?", "how to do it"),
        ("How do I get over her?", "how to do it"),
        ("How do you feel?", "how to do it"),
        ("How do you know that?", "how to do it"),
        ("Why is it so hard?", "how it works"),
        ("What is love?", "how it works"),
        ("What is wrong?", "how it works"),
        ("When is your birthday?", "who and when"),
        ("Who is she?", "who and when"),
        ("How old are you?", "who and when"),
        ("Where do I live?", "who and when"),
        ("Tell me something about yourself.", "tell me of it"),
        ("I translate letters for a living.", "other languages"),
    ],
)
def test_a_cue_is_no_cue_where_it_would_hurt(persona: Persona, said: str, occasion: str) -> None:
    assert occasion not in {one.name for one in persona.occasions if one.calls(normalise(said))}


def test_looking_for_cues_takes_no_time(persona: Persona) -> None:
    """Patterns that backtrack would show on a long turn that nearly fits."""
    turns = ["my cat " * 85, "a" * 600, "lost the " * 66, "i have a new " * 46, " " * 600]
    begun = time.process_time()
    for turn in turns:
        for occasion in persona.occasions:
            occasion.calls(turn)
    # A few milliseconds each; the bound leaves room for slow machines.
    assert (time.process_time() - begun) / len(turns) < 0.1


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
