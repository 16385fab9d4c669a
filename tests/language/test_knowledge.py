"""Whether knowledge is wanted, and what is said where it isn't there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from assistant.checkpoint import LoadedModel, load_model
from assistant.errors import BadModel
from assistant.language.fit import ReplyEncoder
from assistant.language.knowledge import (
    _SENTENCE,
    LOOK,
    OFFERED,
    SENTENCES,
    Admissions,
    KnowledgeSense,
    fingerprint,
)
from assistant.language.persona import Persona
from assistant.messages import Turn
from assistant.models.knowledge import Knowledge, KnowledgeConfig
from assistant.stages import BUNDLED
from tests import tiny

WORDS = tiny.subwords()
ENCODER = ReplyEncoder(tiny.loaded("encoder", tiny.encoder(vocabulary=len(WORDS)), WORDS))


def loaded(threshold: float = 0.5, bias: float | None = None) -> LoadedModel:
    """A toy network; with a bias, one that always says the same."""
    torch.manual_seed(0)
    model = Knowledge(KnowledgeConfig(embedding=8, hidden=4)).eval()
    if bias is not None:
        torch.nn.init.zeros_(model.output.weight)
        torch.nn.init.constant_(model.output.bias, bias)
    features = {"threshold": threshold, "vectors": fingerprint(ENCODER)}
    return LoadedModel("knowledge", model, model.config, {}, features, {}, Path("toy"))


def test_alone_as_padded_in_a_batch() -> None:
    model = loaded().model
    long, short = torch.randn(1, 7, 8), torch.randn(1, 3, 8)
    both = torch.zeros(2, 7, 8)
    both[0], both[1, :3] = long[0], short[0]
    both[1, 3:] = 50.0  # whatever stands in the padding
    with torch.inference_mode():
        together = model(both, torch.tensor([7, 3]))
        alone = [model(x, torch.tensor([x.shape[1]]))[0] for x in (long, short)]
    assert together.tolist() == pytest.approx([float(one) for one in alone], abs=1e-5)


def test_each_of_the_last_sentences_is_judged() -> None:
    sense = KnowledgeSense(ENCODER, loaded())
    asked, told = sense.probability("what shall we cook?"), sense.probability("i am fine.")
    assert 0 < asked < 1
    assert asked != told
    for text in (
        "i am fine. What shall we cook?",
        "What shall we cook? i am fine.",
        "What shall we cook?\ni am fine.",
    ):
        assert sense.probability(text) == pytest.approx(max(asked, told), abs=1e-6), text
    long_ago = "what shall we cook?" + " i am fine." * SENTENCES
    assert sense.probability(long_ago) == pytest.approx(told, abs=1e-6)
    assert sense.probability("soup " * LOOK) > 0


def test_an_abbreviation_ends_no_sentence() -> None:
    for text in ("how tall is mt. soup?", "who was dr. kettle?", "prof. soup and mrs. soup"):
        assert len(_SENTENCE.split(text)) == 1, text
    assert len(_SENTENCE.split("it was soup. was it?")) == 2


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_wants_nothing(text: str) -> None:
    sense = KnowledgeSense(ENCODER, loaded(bias=9.0))
    assert sense.probability(text) == 0 and not sense.wants(text)


def test_the_threshold_decides() -> None:
    for threshold, wanted in ((0.5, True), (0.51, False)):
        assert KnowledgeSense(ENCODER, loaded(threshold, bias=0.0)).wants("soup?") is wanted


def test_other_networks_are_refused() -> None:
    good = loaded()
    with pytest.raises(BadModel, match="does not hold"):
        KnowledgeSense(ENCODER, replace(good, kind="activity"))
    with pytest.raises(BadModel, match="another reply encoder"):
        KnowledgeSense(ENCODER, replace(good, features={**good.features, "vectors": "0" * 16}))
    with pytest.raises(BadModel, match="another reply encoder"):
        KnowledgeSense(ENCODER, replace(good, features={}))


def test_admissions_only_where_knowledge_is_wanted_and_none_twice() -> None:
    texts = tuple(f"I know nothing of that, {number}." for number in range(OFFERED + 1))
    persona = Persona("Kettle", {}, (), admissions=(*texts, "Ask {user}."))
    history = [Turn("user", "who invented soup?")]
    assert Admissions(persona, KnowledgeSense(ENCODER, loaded(bias=-1.0))).find("x", history) == []
    finder = Admissions(persona, KnowledgeSense(ENCODER, loaded(bias=1.0)))
    said: list[str] = []
    for number in range(len(texts)):
        found = finder.find("who invented soup?", history)
        assert 1 <= len(found) <= OFFERED
        assert all(one.admits and one.cued and not one.ids for one in found)
        assert not {one.text for one in found} & set(said)
        said.append(found[0].text)
        history += [Turn("assistant", found[0].text.upper()), Turn("user", f"and {number}?")]
    assert sorted(said) == sorted(texts)
    assert finder.find("and then?", history) == []
    assert [one.text for one in finder.find("and then?", history, "Ida")] == ["Ask Ida."]


def test_an_answer_to_our_question_wants_nothing() -> None:
    persona = Persona("Kettle", {}, (), admissions=("No idea.",))
    finder = Admissions(persona, KnowledgeSense(ENCODER, loaded(bias=1.0)))
    for ours, theirs, found in (
        ("Where to?", "to the coast", 0),
        ("Where to?", "and how far is that", 1),
        ("Where to?", "the coast. Is it far?", 1),
        ("Go on.", "boiling point of soup", 1),
    ):
        history = [Turn("user", "hi"), Turn("assistant", ours), Turn("user", theirs)]
        assert len(finder.find(theirs, history)) == found, theirs


def test_the_bundled_network_tells_questions_from_talk() -> None:
    encoder = ReplyEncoder(load_model(BUNDLED / "reply_encoder"))
    sense = KnowledgeSense(encoder, load_model(BUNDLED / "knowledge"))
    asked = ["Who invented the thermos flask?", "how deep is the north sea", "define osmosis"]
    asked += ["Why is the sea salty? I always wondered.", "How tall is Mt. Fuji?"]
    talked = ["Why is my sister so grumpy?", "how do i tell him", "I'm fine, thanks. And you?"]
    assert [sense.wants(text) for text in asked + talked] == [True] * 5 + [False] * 3
