"""What is measured of live writing, on toy models."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from assistant.language.complete import Completer
from assistant.language.tokenizer import START_ID
from assistant.language.write import Writer
from bench import writing
from bench.writing import FiveGram, Position, latency, matches, threshold
from tests import tiny
from training.ngram import KneserNey

WORDS = tiny.subwords()
LINE = "what shall we cook this evening? let's make soup. "


@pytest.fixture(scope="module")
def model() -> KneserNey:
    sequences = [[START_ID, *WORDS.encode(LINE)]] * 3
    return KneserNey.train(sequences, 5, len(WORDS), sentences=False)


def test_a_distribution_is_what_the_model_says_of_each_id(model: KneserNey) -> None:
    ids = [START_ID, *WORDS.encode("what shall we soup")]
    for length in range(len(ids)):
        found = model.following(ids[:length])
        context = [-1] * (4 - min(4, length)) + ids[max(0, length - 4) : length]
        rows = np.array([[*context, word] for word in range(len(WORDS))])
        np.testing.assert_allclose(found, model.last_word(rows) * np.log(10), atol=1e-5)
        assert np.exp(found).sum() == pytest.approx(1, abs=1e-3)


def test_an_n_gram_model_completes_in_the_place_of_a_network(model: KneserNey) -> None:
    completer = Completer(FiveGram(model), WORDS)  # type: ignore[arg-type]
    assert completer.continuations("what shall we co", 5, START_ID)[-1][0] == "ok this evening?"


def test_its_state_is_the_last_ids(model: KneserNey) -> None:
    gram = FiveGram(model)
    ids = torch.tensor([[5, 6, 7, 8, 9, 10]])
    whole = gram.read(ids)
    parts = gram.read(ids[:, 4:], gram.read(ids[:, :4]))
    assert whole[0][0].tolist() == parts[0][0].tolist() == [[[7, 8, 9, 10]]]


PLACES = [Position("so ", "it goes on", ""), Position("so ", "it going on", "")]


@pytest.mark.parametrize(
    ("shown", "right"),
    [("it", [True, True]), ("it go", [False, False]), ("it goes", [True, False])],
)
def test_a_match_is_of_whole_words(shown: str, right: list[bool]) -> None:
    found = matches(PLACES, [[(shown, 0.5)]] * 2, 0.1)
    assert found[len(shown.split())] == right
    assert not any(matches(PLACES, [[(shown, 0.5)], []], 0.6).values())


def test_the_longest_that_is_worth_it_counts() -> None:
    options = [("it", 0.2), ("it goes", 0.4), ("it goes off", 0.1)]
    assert matches(PLACES[:1], [options], 0.1)[2] == [True]
    assert not any(matches(PLACES[:1], [options], 0.5).values())


def test_the_threshold_is_what_half_reach() -> None:
    assert threshold([[("a", 0.1)], [("a", 0.2), ("a b", 0.9)], [("a", 0.3)], [], []]) == 0.1


def test_speed_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "TYPED", ("we cook",))
    network = tiny.language_model(vocabulary=len(WORDS))
    figures = list(latency(Writer(tiny.loaded("language_model", network, WORDS))))
    assert [figure.unit for figure in figures] == ["ms"] * 4
    assert all(figure.p50 > 0 and figure.runs == 8 for figure in figures)
    assert figures[0].p50 <= figures[1].p50, "p90 is not below p50"


@pytest.mark.parametrize(
    ("ids", "count"),
    [
        ([], 0),
        ([1, 2, 3], 0),
        ([1, 2, 3, 1, 2, 3], 1),
        ([1, 1, 1, 1, 1], 2),
        ([1, 2, 3, 4, 1, 2, 4], 0),
        ([1, 2, 3, 9, 1, 2, 3, 9, 1, 2, 3], 5),
    ],
)
def test_repeats_by_hand(ids: list[int], count: int) -> None:
    assert writing.repeated(ids, length=3) == count


def test_loops_are_measured_with_and_without_the_cache() -> None:
    network = tiny.language_model(vocabulary=len(WORDS))
    writer = Writer(tiny.loaded("language_model", network, WORDS))
    figures = list(writing.loops(writer, tokens=20, texts=2))
    assert len(figures) == 9
    assert all(0 <= figure.p50 <= 100 for figure in figures)
