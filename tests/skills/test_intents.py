"""The sentences that commands are learned from: enough of them, distinct, and all can be done."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from assistant.messages import Dialogue, Slot, Understanding
from assistant.skills import SKILLS as ALL
from assistant.skills.base import Gap, Intent, expand
from assistant.skills.templates import plain
from assistant.skills.values import RESOLVERS, resolve
from tests.skills.talk import SKILLS, Talk

INTENTS = [intent for skill in SKILLS for intent in skill.intents]
TEXTS = {"duration": "ten minutes", "time": "six", "date": "tomorrow", "city": "tokyo",
         "item": "milk", "name": "tea", "phrase": "call mum", "confirm": "yes"}  # fmt: skip


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: intent.name)
def test_there_are_enough_sentences_as_they_are_said(intent: Intent) -> None:
    assert 15 <= len(intent.examples) <= 150
    sentences = {plain(sentence) for template in intent.examples for sentence in expand(template)}
    assert len(sentences) >= 30
    for sentence in sentences:
        assert sentence == sentence.lower() and not set(sentence) & set('.,?!"')
    assert all(type in RESOLVERS for type in intent.slots.values())
    assert all(question.endswith("?") for question in intent.ask.values())


def test_what_a_command_needs_is_in_every_way_of_asking_for_it() -> None:
    needing = [intent for skill in ALL for intent in skill.intents if intent.needs]
    assert "home.all_off" in {intent.name for intent in needing}
    for intent in needing:
        for template in intent.examples:
            for sentence in expand(template):
                assert re.search(intent.needs, plain(sentence)), plain(sentence)


def test_no_sentence_is_of_two_intents() -> None:
    found = Counter(
        text
        for intent in INTENTS
        for text in {plain(s) for template in intent.examples for s in expand(template)}
    )
    assert [text for text, count in found.items() if count > 1] == []


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: intent.name)
def test_every_template_can_be_done(intent: Intent, tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.world.store.add_items("shopping", ["bread", "milk"])
    talk.world.store.add_alert("timer", talk.time.replace(hour=20), "tea", 600)
    talk.world.store.add_alert("timer", talk.time.replace(hour=21), "", 300)
    talk.world.store.add_alert("alarm", talk.time.replace(hour=18))
    for template in intent.examples:
        text, slots = "", []
        for piece in expand(template)[-1]:
            if isinstance(piece, Gap):
                said = TEXTS[piece.name]
                known = resolve(intent.slots[piece.name], said, talk.time)
                slots.append(Slot(piece.name, said, known, len(text), len(text) + len(said)))
            text += said if isinstance(piece, Gap) else piece
        turn = Understanding(text, intent.name, 1.0, tuple(slots), 0.0)
        response, _ = talk.manager.turn(turn, Dialogue(), talk.world)
        assert response and response.text and "went wrong" not in response.text, text
        assert response.text[-1] in ".?!", response.text
