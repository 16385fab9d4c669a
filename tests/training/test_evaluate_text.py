"""What is scored beside plain bits: the cache, chunk by chunk and in one text."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from assistant.language.cache import Cache
from assistant.models.language_model import LanguageModel
from tests import tiny
from tests.training.corpora import put
from training import text_scores
from training.adaptive import Adaptation, nats
from training.data.text import STYLES
from training.evaluate_text import cache_rates, evaluate_folder, known_styles
from training.text_scores import CACHE, bits_per_character, cached_bits

WORDS = tiny.subwords()
MARK = "<letter>"
CHUNKS = ["hello, how are you?", "the kettle is singing again. " * 8, "soup"]


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return tiny.language_model(vocabulary=len(WORDS))


def joined(chunks: list[str]) -> list[int]:
    return [index for chunk in chunks for index in (WORDS.id(MARK), *WORDS.encode(chunk))]


@pytest.mark.parametrize("stretch", [1, 7, 64, 10**6])
def test_how_much_is_read_at_once_changes_nothing(
    model: LanguageModel, stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, marks = joined(CHUNKS), set(WORDS.marks)
    expected = cached_bits(model, ids, marks)
    monkeypatch.setattr(text_scores, "STRETCH", stretch)
    assert cached_bits(model, ids, marks) == pytest.approx(expected, rel=1e-4)


def test_each_figure_is_read_as_it_says(model: LanguageModel) -> None:
    rates = cache_rates(model, WORDS, CHUNKS, MARK)
    marks = set(WORDS.marks)
    apart = sum(nats(model, joined([chunk]), Adaptation(CACHE), marks) for chunk in CHUNKS)
    assert rates["cache"] == pytest.approx(apart / math.log(2), rel=1e-4), "fresh for each chunk"
    runs_on = [nats(model, joined(CHUNKS), how, marks) for how in (Adaptation(), Adaptation(CACHE))]
    assert rates["one_text"] == pytest.approx(runs_on[0] / math.log(2), rel=1e-4)
    assert rates["one_text_cache"] == pytest.approx(runs_on[1] / math.log(2), rel=1e-4)
    assert rates["cache"] < bits_per_character(model, WORDS, CHUNKS, MARK).bits, "it repeats itself"


@torch.inference_mode()
def test_the_state_runs_on_in_one_text(model: LanguageModel) -> None:
    ids = joined(["soup", "soup"])
    logits, _ = model(torch.tensor([ids[:-1]]))
    costs = F.cross_entropy(logits[0], torch.tensor(ids[1:]), reduction="none")
    kept = [cost for cost, index in zip(costs.tolist(), ids[1:], strict=True)
            if index != WORDS.id(MARK)]  # fmt: skip
    expected = sum(kept) / math.log(2)
    assert cache_rates(model, WORDS, ["soup", "soup"], MARK)["one_text"] == pytest.approx(expected)
    assert len(Cache.empty(CACHE, model).followed) == 0


def test_a_network_is_scored_on_the_styles_that_it_has_learnt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for corpus in STYLES:
        for split in ("train", "dev"):
            put(tmp_path, corpus, split, ["The kettle sang.", "And the soup was ready."] * 3)
    monkeypatch.setenv("REFRAIN_DATA", str(tmp_path))
    older = tiny.subwords().__class__(WORDS.merges, ["<novel>", "<play>"])
    newer = older.with_controls(["<talk>"])
    assert list(known_styles(older)) == ["gutenberg", "tinyshakespeare"]
    assert list(known_styles(newer)) == ["gutenberg", "tinyshakespeare", "synthetic_persona_chat"]
    network = tiny.language_model(vocabulary=len(newer))
    found = evaluate_folder(tiny.loaded("language_model", network, newer), "dev")
    assert list(found["corpora"]) == list(known_styles(newer))
    assert found["cache"]["share"] == CACHE.share
    for name in ("", "cache_", "one_text_", "one_text_cache_", "kn5_"):
        rates = [row[f"{name}bits_per_character"] for row in found["corpora"].values()]
        assert min(rates) <= found["all"][f"{name}bits_per_character"] <= max(rates)
