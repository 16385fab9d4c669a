"""How a persona's replies are found and chosen; with the shipped one and with small ones."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from assistant.language.persona import (
    EXACT_ANSWER,
    EXACT_MATCH,
    TOPICS,
    FollowUps,
    Occasion,
    Persona,
    PersonaFinder,
    Topic,
    read_persona,
)
from assistant.language.persona.follow_ups import BEFORE, CUED, NOW, OFFERED, TOLD
from assistant.messages import Turn

SHIPPED = Path(__file__).parents[2] / "assets" / "persona.yaml"


@pytest.fixture(scope="module")
def persona() -> Persona:
    return read_persona(SHIPPED)


@pytest.fixture(scope="module")
def finder(persona: Persona) -> PersonaFinder:
    return PersonaFinder(persona)


def small(*topics: Topic) -> Persona:
    return Persona("Echo", {}, topics)


TEA = Topic("tea", ("do you like tea", "is tea nice"), ("Tea one.", "Tea two.", "Tea, {user}."), 1)
SEA = Topic("sea", ("do you like the sea",), ("Sea one.",), 2, once=True)
OK = Topic("ok", ("ok", "fine"), ("Go on.",), 3, exact=True)


# --- finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("What's your name?", "your_name"),
        ("hey Refrain, what\u2019s your name", "your_name"),
        ("whats ur favrite color", "favourite_colour"),
        ("who is your maker?", "who_made_you"),
        ("could you tell me another joke please", "joke"),
        ("Hi! How are you?", "how_are_you"),
        ("I feel really lonely tonight.", "user_lonely"),
        ("My dog died yesterday.", "user_grief"),
        ("I had a long day at the office. Do you ever sleep?", "sleep"),
        ("Do u have feelngs", "feelings"),
    ],
)
def test_other_words_for_the_same(finder: PersonaFinder, text: str, topic: str) -> None:
    best = finder.find(text, ())[0]
    assert best.topic == topic and best.match >= 0.6 and best.source == "persona"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what is my name", "your_name"),
        ("what is the name of the capital of france", "your_name"),
        ("how old is the universe", "how_old_are_you"),
        ("where do I live", "where_do_you_live"),
        ("my favourite colour is green", "favourite_colour"),
        ("i don't hate you", "insult"),
        ("great story", "story"),
        ("nice poem", "poem"),
        ("who invented the telephone", "who_made_you"),
        ("do you think i should buy the red shoes", "opinion"),
    ],
)
def test_words_that_only_look_alike(finder: PersonaFinder, text: str, topic: str) -> None:
    found = {candidate.topic: candidate.match for candidate in finder.find(text, ())}
    assert found.get(topic, 0) < 0.6


def test_ordinary_talk_asks_for_no_topic(finder: PersonaFinder) -> None:
    talk = """i went to the market this morning and bought some tomatoes
    my brother just moved to a new flat
    the dentist said everything looks fine
    we had pasta for dinner yesterday
    i finally finished that long book about the sea
    the children are playing in the garden
    can you believe how expensive coffee has become
    last summer we drove across spain
    there is a new bakery around the corner
    the soup needs more salt
    could you pass me the newspaper
    it took me two hours to get home"""
    for text in talk.split("\n"):
        assert all(candidate.match < 0.5 for candidate in finder.find(text, ())), text


def test_prompts_held_out_are_found_and_sure_ones_are_right(persona: Persona) -> None:
    kept, held = [], []
    for topic in persona.topics:
        if not topic.exact:
            held += [(prompt, topic.name) for prompt in topic.prompts[1::3]]
            prompts = [p for i, p in enumerate(topic.prompts) if i % 3 != 1]
            kept.append(replace(topic, prompts=tuple(prompts)))
    finder = PersonaFinder(replace(persona, topics=tuple(kept)))
    found = [(finder.find(prompt, ())[:1], name) for prompt, name in held]
    right = [bool(best) and best[0].topic == name for best, name in found]
    sure = [best[0].topic == name for best, name in found if best and best[0].match >= 0.6]
    assert sum(right) / len(right) > 0.5
    assert len(sure) > 0.2 * len(held)
    assert sum(sure) / len(sure) > 0.9


@pytest.mark.parametrize("text", ["", "   ", "?!", "\U0001f600", "\x00\x07", "\ud800", "...", "()"])
def test_nothing_is_found_in_nothing(finder: PersonaFinder, text: str) -> None:
    assert finder.find(text, ()) == []


@pytest.mark.parametrize("text", ["a" * 2000, "word " * 400, "?" * 2000, "do you " * 280])
def test_long_turns_are_no_trouble(finder: PersonaFinder, text: str) -> None:
    begun = time.process_time()
    found = finder.find(text, ())
    assert time.process_time() - begun < 0.25
    assert len(found) <= TOPICS and all(0 <= c.match <= 1 for c in found)


def test_best_topics_first_and_three_at_most(finder: PersonaFinder) -> None:
    for text in ("what do you like", "how is your favourite", "tell me a story or a joke"):
        found = finder.find(text, ())
        assert len({c.topic for c in found}) == len(found) <= TOPICS
        assert [c.match for c in found] == sorted((c.match for c in found), reverse=True)


def test_a_word_after_a_question_is_rather_an_answer_to_it() -> None:
    finder = PersonaFinder(small(TEA, OK))
    told, asked = (
        [Turn("user", "hi"), Turn("assistant", text), Turn("user", "fine")]
        for text in ("Hello.", "How is your tea? ")
    )
    assert finder.find("fine", told)[0].match == EXACT_MATCH
    assert finder.find("fine", asked)[0].match == EXACT_ANSWER < EXACT_MATCH


def test_exact_topics_only_for_the_whole_turn() -> None:
    finder = PersonaFinder(small(TEA, OK))
    assert [c.topic for c in finder.find(" OK!! ", ())] == ["ok"]
    assert "ok" not in [c.topic for c in finder.find("ok do you like tea", ())]
    assert finder.find("ok, do you like tea?", ())[0].match == 1


def test_a_persona_of_back_channels_only() -> None:
    finder = PersonaFinder(small(OK))
    assert [c.text for c in finder.find("fine", ())] == ["Go on."]
    assert finder.find("do you like tea", ()) == []


# --- the encoder ----------------------------------------------------------------------------------


class FakeEncoder:
    """One direction for each subject that a text names, so that nothing else counts."""

    def __init__(self) -> None:
        self.seen = 0

    def prompts(self, texts: Sequence[str]) -> Tensor:
        self.seen += len(texts)
        drinks = torch.tensor([["tea" in t or "beverage" in t, "sea" in t] for t in texts])
        return torch.nn.functional.normalize(drinks.float() + 1e-6, dim=1)


def test_the_encoder_helps_where_words_differ() -> None:
    without = PersonaFinder(small(TEA, SEA)).find("which beverage pleases the speaker", ())
    finder = PersonaFinder(small(TEA, SEA), FakeEncoder())
    found = finder.find("which beverage pleases the speaker", ())
    assert [c.topic for c in found] == ["tea"]
    assert found[0].match > max((c.match for c in without), default=0)
    assert found[0].match < 0.6, "vectors alone are never sure"


def test_prompts_are_encoded_once() -> None:
    encoder = FakeEncoder()
    finder = PersonaFinder(small(TEA, SEA), encoder)
    assert encoder.seen == 0
    for _ in range(3):
        finder.find("do you like tea", ())
    assert encoder.seen == 3 + 3


# --- choosing -------------------------------------------------------------------------------------


def converse(finder: PersonaFinder, text: str, turns: int, user: str | None = None) -> list[str]:
    """What is said when the user says the same again and again."""
    history: list[Turn] = []
    said = []
    for _ in range(turns):
        found = finder.find(text, history, user)
        if not found:
            break
        said.append(found[0].text)
        history += [Turn("user", text), Turn("assistant", found[0].text)]
    return said


def test_nothing_is_said_twice_before_all_is_said(persona: Persona, finder: PersonaFinder) -> None:
    for topic in persona.topics:
        nameless = [reply for reply in topic.replies if "{user}" not in reply]
        said = converse(finder, topic.prompts[0], len(nameless))
        assert len(set(said)) == len(nameless), topic.name


def test_when_all_is_said_the_oldest_comes_again() -> None:
    said = converse(PersonaFinder(small(TEA)), "do you like tea", 6, "Ada")
    assert sorted(said[:3]) == ["Tea one.", "Tea two.", "Tea, Ada."]
    assert said[3:] == said[:3]


def test_once_means_once() -> None:
    assert converse(PersonaFinder(small(SEA)), "do you like the sea", 5) == ["Sea one."]


def test_the_users_name_only_where_it_is_known() -> None:
    finder = PersonaFinder(small(TEA))
    assert not any("{" in text or "," in text for text in converse(finder, "is tea nice", 8))
    assert "Tea, Ada." in converse(finder, "is tea nice", 3, "Ada")


def test_a_topic_that_needs_a_name_is_silent_without() -> None:
    finder = PersonaFinder(small(replace(TEA, replies=("Tea, {user}.",))))
    assert finder.find("is tea nice", ()) == []
    assert finder.find("is tea nice", (), "Ada")[0].text == "Tea, Ada."


def test_what_was_said_counts_however_it_was_typed() -> None:
    history = [Turn("assistant", "tea ONE"), Turn("user", "Tea two.")]
    assert PersonaFinder(small(TEA)).find("is tea nice", history)[0].text == "Tea two."


def test_the_same_history_gives_the_same_reply_and_others_differ(finder: PersonaFinder) -> None:
    histories = [[Turn("user", str(i)), Turn("assistant", "Hm.")] for i in range(30)]
    first = [finder.find("tell me a joke", history)[0].text for history in histories]
    again = [finder.find("tell me a joke", history)[0].text for history in histories]
    assert first == again
    assert len(set(first)) > 8


def test_the_order_does_not_hang_on_pythons_hash() -> None:
    # Python's own hash of text would give another order in each run.
    said = converse(PersonaFinder(small(TEA)), "do you like tea", 3, "Ada")
    assert said == ["Tea one.", "Tea, Ada.", "Tea two."]


def test_finding_is_fast(finder: PersonaFinder) -> None:
    history = [Turn("assistant", f"This is sentence number {i}, said before.") for i in range(40)]
    texts = ["whats ur favrite coluor", "hello how are you", "we had lunch. what do you like"] * 10
    begun = time.process_time()
    for text in texts:
        finder.find(text, history)
    # A few milliseconds each; the bound leaves room for slow machines.
    assert (time.process_time() - begun) / len(texts) < 0.02


class ByFirstLetter:
    """A reply fits a turn that begins with the same letter."""

    def replies(self, texts: Sequence[str]) -> Tensor:
        return torch.eye(26)[[(ord(text.lower()[0]) - 97) % 26 for text in texts]]

    def contexts(self, histories: Sequence[Sequence[Turn]]) -> Tensor:
        return self.replies([turns[-1].text for turns in histories])


def test_follow_ups_are_those_that_fit_and_were_not_said() -> None:
    persona = Persona("Kettle", {}, (), follow_ups=("And then?", "Been there?", "{user}, how so?"))
    finder = FollowUps(persona, ByFirstLetter())
    history = [Turn("user", "a day at sea")]
    first, *_ = finder.find("a day at sea", history)
    assert (first.text, first.source, first.match) == ("And then?", "persona", 0.0)
    history += [Turn("assistant", "and then"), Turn("user", "all was well")]
    assert [c.text for c in finder.find("all was well", history)] == ["Been there?"]
    assert "Ida, how so?" in [c.text for c in finder.find("x", history, "Ida")]
    assert FollowUps(Persona("Kettle", {}, ()), ByFirstLetter()).find("a", history) == []


def occasion(name: str, cue: str, *replies: str) -> Occasion:
    return Occasion(name, (re.compile(rf"\b{cue}\b"),), (), replies)


def test_a_cue_calls_for_its_replies_and_fades() -> None:
    sea, bees = (
        occasion("sea", "sea", "Big waves?"),
        occasion("bees", "bees?", "Zzz!", "All quiet?"),
    )
    persona = Persona("Kettle", {}, (), follow_ups=("And then?",), occasions=(sea, bees))
    finder = FollowUps(persona, ByFirstLetter())
    history = [Turn("user", "A day at SEA!")]
    cued, open_ended = finder.find("", history)
    assert (cued.text, cued.topic, cued.cued, cued.match) == ("Big waves?", "sea", NOW, 0)
    assert (open_ended.text, open_ended.topic, open_ended.cued) == ("And then?", "", 0)
    history += [Turn("assistant", "Big waves?"), Turn("user", "Big, and a bee stung me")]
    found = {one.text: (one.topic, one.cued) for one in finder.find("", history)}
    # What was said does not come again, and a cue of the turn before counts for less.
    assert found == {"Zzz!": ("bees", NOW), "All quiet?": ("bees", NOW), "And then?": ("", 0.0)}
    history[1] = Turn("assistant", "And then?")
    found = {one.text: (one.topic, one.cued) for one in finder.find("", history)}
    assert found["Big waves?"] == ("sea", BEFORE) and "And then?" not in found
    history += [Turn("assistant", "Ouch."), Turn("user", "yes"), Turn("assistant", "Hm?")]
    history += [Turn("user", "indeed")]
    assert [one.text for one in finder.find("", history)] == []


def test_what_it_admits_is_said_where_knowledge_is_wanted() -> None:
    why = replace(occasion("why", "why", "Ask a book."), admits=True)
    persona = Persona("Kettle", {}, (), occasions=(why,))
    asked = [Turn("user", "why is tea hot")]
    [found] = FollowUps(persona, ByFirstLetter()).find("", asked)
    assert found.admits and found.cued == NOW
    later = [*asked, Turn("assistant", "Hm."), Turn("user", "because")]
    [found] = FollowUps(persona, ByFirstLetter()).find("", later)
    assert not found.admits  # nobody asks for it now
    heard: list[str] = []

    def never(text: str) -> bool:
        heard.append(text)
        return False

    assert FollowUps(persona, ByFirstLetter(), never).find("", asked) == []
    assert heard == ["why is tea hot"]


def test_a_longer_cue_is_a_better_one() -> None:
    how, tea = (
        occasion("how", "how (do|can) i", "Ask somebody."),
        occasion("tea", "tea|of tea", "Milk?"),
    )
    finder = FollowUps(Persona("K", {}, (), occasions=(how, tea)), ByFirstLetter())
    found = finder.find("", [Turn("user", "How do I make a pot of tea?")])
    assert {one.topic: one.cued for one in found} == {"how": NOW * TOLD, "tea": NOW}


def test_only_the_best_follow_ups_are_offered() -> None:
    every = tuple(f"{letter}{number} it is." for number in range(9) for letter in "abcdef")
    bees = occasion("bees", "bees", *(f"Bees {number}." for number in range(3 * CUED)))
    finder = FollowUps(Persona("K", {}, (), follow_ups=every, occasions=(bees,)), ByFirstLetter())
    found = finder.find("", [Turn("user", "are bees busy")])
    assert sum(one.cued == NOW for one in found) == CUED and len(found) == CUED + OFFERED
    best = [one.text for one in found if not one.cued][:9]
    assert all(text.startswith("a") for text in best)


@pytest.mark.parametrize("text", ["", " ", "bees " * 2000, "\x00\ud800 bees", "(" * 600])
def test_hostile_turns_are_only_text_to_cues(text: str) -> None:
    bees = occasion("bees", "bees", "Zzz!")
    finder = FollowUps(Persona("K", {}, (), occasions=(bees,)), ByFirstLetter())
    found = finder.find(text, [Turn("user", "a" + text)])
    assert [one.text for one in found] == (["Zzz!"] if " bees" in "a" + text else [])
