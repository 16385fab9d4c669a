"""Adapting to a text: nothing changes without it, a repeated text gets cheaper with it."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional as F

from assistant.errors import BadOption
from assistant.language.cache import Cache, CacheSettings
from tests import tiny
from training.adaptive import SEGMENT, Adaptation, nats

IDS = [2, *([7, 8, 9, 10, 11, 12, 13] * 30)]


def static(ids: list[int], marks: set[int]) -> float:
    model = tiny.language_model()
    with torch.no_grad():
        logits, _ = model(torch.tensor([ids[:-1]]))
        costs = F.cross_entropy(logits[0], torch.tensor(ids[1:]), reduction="none")
    return sum(
        float(cost) for cost, index in zip(costs, ids[1:], strict=True) if index not in marks
    )


@pytest.mark.parametrize("length", [2, SEGMENT, SEGMENT + 1, SEGMENT + 2, 200])
def test_without_it_nothing_changes(length: int) -> None:
    ids = IDS[:length]
    assert nats(tiny.language_model(), ids, Adaptation(), set()) == pytest.approx(
        static(ids, set()), rel=1e-4
    )


def test_marks_are_not_counted() -> None:
    ids = [2, 7, 8, 3, 9, 10]
    assert nats(tiny.language_model(), ids, Adaptation(), {3}) == pytest.approx(
        static(ids, {3}), rel=1e-4
    )


@pytest.mark.parametrize("wishes", [Adaptation(CacheSettings(0.2, 0.1)), Adaptation(rate=1.0)])
def test_a_text_that_repeats_itself_gets_cheaper(wishes: Adaptation) -> None:
    assert nats(tiny.language_model(), IDS, wishes, set()) < 0.9 * static(IDS, set())


def test_the_weights_are_as_before() -> None:
    model = tiny.language_model()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    nats(model, IDS, Adaptation(rate=0.5), set())
    assert all(value.equal(before[name]) for name, value in model.state_dict().items())


def test_the_first_segment_is_predicted_before_anything_is_learnt() -> None:
    ids = IDS[: SEGMENT + 1]
    learnt = nats(tiny.language_model(), ids, Adaptation(rate=5.0), set())
    assert learnt == pytest.approx(static(ids, set()), rel=1e-4)


def test_the_cache_is_that_of_the_product() -> None:
    """Segment after segment as step after step with `Cache.mixed`; marks are read as well."""
    settings = CacheSettings(0.3, window=40)
    model, ids = tiny.language_model(), IDS[: 2 * SEGMENT + 5]
    ids[10] = 3
    cache, total = Cache.empty(settings, model), 0.0
    with torch.inference_mode():
        seen, _ = model.features(torch.tensor([ids[:-1]]))
        log_probs = model.predict(seen)[0].log_softmax(-1)
        for place, following in enumerate(ids[1:]):
            here = seen[0, place : place + 1]
            if following != 3:
                total -= float(cache.mixed(log_probs[place : place + 1], here)[0, following])
            cache = cache.after(here, torch.tensor([following]))
    found = nats(tiny.language_model(), ids, Adaptation(settings), {3})
    assert found == pytest.approx(total, rel=1e-4)


def test_both_at_once() -> None:
    """The gradient goes past the cache: what it holds is no number that is learnt."""
    both = nats(tiny.language_model(), IDS, Adaptation(CacheSettings(0.2), rate=1.0), set())
    assert math.isfinite(both)
    assert both < static(IDS, set())


@pytest.mark.parametrize(
    "bad", [{"rate": -0.1}, {"rate": math.nan}, {"pull": 1.5}, {"pull": math.nan}]
)
def test_impossible_settings(bad: dict[str, float]) -> None:
    with pytest.raises(BadOption):
        Adaptation(**bad)  # type: ignore[arg-type]
