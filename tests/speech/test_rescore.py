"""A recurrent model's say, against its own predictions one step at a time."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from assistant.checkpoint import save_model
from assistant.errors import BadModel
from assistant.language.tokenizer import START_ID
from assistant.speech.decode import DecoderSettings, Hypothesis
from assistant.speech.rescore import RESCORER, Rescorer
from tests import tiny

SUBWORDS = tiny.subwords()
MODEL = tiny.language_model(vocabulary=len(SUBWORDS))
TEXTS = ["the kettle is singing", "i am fine", "", "feed the kitten again and again"]


def step_by_step(text: str) -> float:
    total, state, last = 0.0, None, START_ID
    for index in [*SUBWORDS.encode(text), START_ID]:
        with torch.inference_mode():
            probabilities, state = MODEL.step(torch.tensor([last]), state)
        total += float(probabilities[0, index])
        last = index
    return total


def test_a_sentence_scores_as_its_steps_whatever_stands_beside_it() -> None:
    rescorer = Rescorer(MODEL, SUBWORDS)
    found = rescorer.log_probabilities([text.split() for text in TEXTS])
    assert found == pytest.approx([step_by_step(text) for text in TEXTS], abs=1e-4)
    assert rescorer.log_probabilities([]) == []


def test_ranking_by_hand() -> None:
    settings = DecoderSettings(rescored_language=2.0, rescored_recurrent=0.5, rescored_word=-1.0)

    class Told(Rescorer):
        def log_probabilities(self, sentences: object) -> list[float]:
            return [math.log(1e-8), math.log(1e-2)]

    hypotheses = [
        Hypothesis(("see", "two"), 0.0, sound=-1.0, language=-2.0),
        Hypothesis(("sea",), -1.0, sound=-2.0, language=-3.0),
    ]
    sea, see = Told(MODEL, SUBWORDS).ranked(hypotheses, settings)
    assert (sea.words, sea.score) == (("sea",), pytest.approx(-2 - 6 - 1 - 1))
    assert (see.words, see.score) == (("see", "two"), pytest.approx(-1 - 4 - 4 - 2))
    assert (see.sound, see.language) == (-1.0, -2.0)
    assert Told(MODEL, SUBWORDS).ranked(hypotheses, settings)[0] == sea


def test_it_is_read_from_the_model_folder(tmp_path: Path) -> None:
    assert Rescorer.load(tmp_path) is None
    folder = tmp_path / RESCORER
    save_model(folder, MODEL, "language_model", MODEL.config, {"text": SUBWORDS})
    rescorer = Rescorer.load(tmp_path)
    assert rescorer is not None
    assert rescorer.log_probabilities([["soup"]])[0] == pytest.approx(step_by_step("soup"), abs=0.1)
    save_model(folder, tiny.ctc(), "ctc", tiny.ctc().config, {})
    with pytest.raises(BadModel, match="no language model"):
        Rescorer.load(tmp_path)
