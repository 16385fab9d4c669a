"""BM25 by hand."""

from __future__ import annotations

import math

import pytest

from training.bm25 import Bm25


def test_a_hand_worked_score() -> None:
    """N = 3 documents of 2, 3 and 1 words, so that the mean is 2."""
    index = Bm25([["tea", "please"], ["tea", "tea", "now"], ["rain"]])
    tea = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))  # two of three have it: ln 1.6
    now = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))  # one has it: ln (8 / 3)
    # Length 2 is the mean: f / norm part is 1 * 2.2 / (1 + 1.2) = 1.
    # Length 3: the norm is 1.2 * (0.25 + 0.75 * 1.5) = 1.65.
    second = tea * 2 * 2.2 / (2 + 1.65) + now * 1 * 2.2 / (1 + 1.65)
    assert index.scores(["tea", "now"]).tolist() == pytest.approx([tea, second, 0], abs=1e-6)


def test_rare_words_and_short_documents_count_for_more() -> None:
    index = Bm25([["a", "b"], ["a", "c"], ["a", "b", "d", "d", "d"]])
    assert index.scores(["c"])[1] > index.scores(["a"])[1] > 0
    scores = index.scores(["b"])
    assert scores[0] > scores[2] > scores[1] == 0


@pytest.mark.parametrize("query", [[], ["unknown"], ["\N{SNOWMAN}"]])
def test_what_no_document_has_scores_nothing(query: list[str]) -> None:
    assert Bm25([["a"], []]).scores(query).tolist() == [0, 0]


def test_an_empty_index_answers() -> None:
    assert Bm25([]).scores(["a"]).shape == (0,)
    assert Bm25([[], []]).scores(["a"]).tolist() == [0, 0]
