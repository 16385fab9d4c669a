"""Kneser-Ney against arithmetic by hand, a slow dictionary version, and its own axioms."""

from __future__ import annotations

import math
import os
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import BadModel
from assistant.speech import ngrams
from training.ngram import KneserNey
from training.ngram_mixture import mix
from training.ngram_pruning import prune

A, B = 0, 1
SENTENCES = [[A, B], [A, B], [A, A]]


def test_worked_by_hand() -> None:
    """Three sentences over a and b: "a b", "a b", "a a"; s and e are their ends.

    Too few n-grams to estimate discounts, so they are 1/2, 1 and 3/2.
    Words before a: s, a (2); before b: a (1); before e: a, b (2); 5 in all.
    Unigrams: (2-1)/5, (1-1/2)/5, (2-1)/5, and the 1/2 that is left, shared by three:
    a 11/30, b 8/30, e 11/30.
    After a: b twice, a once, e once: (2-1)/4, (1-1/2)/4, (1-1/2)/4, and 1/2 is left.
    p(b|a) = 1/4 + 1/2 * 8/30 = 23/60;  p(e|a) = 1/8 + 1/2 * 11/30 = 37/120 = p(a|a).
    After s: a three times: (3-3/2)/3 = 1/2;  p(a|s) = 1/2 + 1/2 * 11/30 = 41/60.
    After b: e twice: (2-1)/2 = 1/2;          p(e|b) = 41/60.
    """
    model = KneserNey.train(SENTENCES, 2, vocabulary=2)
    wanted = [Fraction(41, 60), Fraction(23, 60), Fraction(41, 60)]
    np.testing.assert_allclose(np.exp(model.log_probability([A, B])), np.array(wanted, float))
    wanted = [Fraction(41, 60), Fraction(37, 120), Fraction(37, 120)]
    np.testing.assert_allclose(np.exp(model.log_probability([A, A])), np.array(wanted, float))
    # b was never followed by b: what b leaves, 1/2, times 8/30.
    assert math.exp(model.log_probability([B, B])[1]) == pytest.approx(8 / 60)


class Slow:
    """The textbook's recursion on dictionaries, for sentences."""

    def __init__(self, sentences: list[list[int]], order: int, vocabulary: int) -> None:
        self.vocabulary, self.order = vocabulary, order
        grams = [Counter[tuple[int, ...]]() for _ in range(order)]
        for sentence in sentences:
            line = [vocabulary, *sentence, vocabulary + 1]
            for n in range(order):
                grams[n].update(tuple(line[i : i + n + 1]) for i in range(len(line) - n))
        self.counts = list(grams)
        for n in range(order - 1):
            before = Counter(gram[1:] for gram in grams[n + 1])
            self.counts[n] = Counter(
                {g: c if g[0] == vocabulary else before[g] for g, c in grams[n].items()}
            )
        del self.counts[0][(vocabulary,)]
        self.discounts = [self.estimate(list(count.values())) for count in self.counts]

    def estimate(self, values: list[int]) -> list[float]:
        n = Counter(values)
        if not all(n[i] for i in (1, 2, 3, 4)):
            return [0, 0.5, 1, 1.5]
        y = n[1] / (n[1] + 2 * n[2])
        return [0] + [min(max(i - (i + 1) * y * n[i + 1] / n[i], 0.01), i) for i in (1, 2, 3)]

    def probability(self, word: int, context: tuple[int, ...]) -> float:
        n = len(context)
        lower = self.probability(word, context[1:]) if n else 1 / (self.vocabulary + 1)
        row = {g: c for g, c in self.counts[n].items() if g[:-1] == context}
        total = sum(row.values())
        if not total:
            return lower
        taken = {g: self.discounts[n][min(c, 3)] for g, c in row.items()}
        gram = (*context, word)
        return (row.get(gram, 0) - taken.get(gram, 0) + sum(taken.values()) * lower) / total


def random_sentences(seed: int, count: int = 60, vocabulary: int = 6) -> list[list[int]]:
    chance = np.random.default_rng(seed)
    weights = 1 / np.arange(1, vocabulary + 1)
    return [
        chance.choice(vocabulary, chance.integers(0, 7), p=weights / weights.sum()).tolist()
        for _ in range(count)
    ]


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_agrees_with_the_slow_version(order: int) -> None:
    sentences = random_sentences(order)
    model, slow = KneserNey.train(sentences, order, 6), Slow(sentences, order, 6)
    for sentence in [*sentences[:10], [5, 5, 4, 3, 5], []]:
        line = [6, *sentence, 7]
        wanted = [
            slow.probability(line[i], tuple(line[max(0, i - order + 1) : i]))
            for i in range(1, len(line))
        ]
        np.testing.assert_allclose(np.exp(model.log_probability(sentence)), wanted, rtol=1e-6)


def sums(model: KneserNey, contexts: list[list[int]]) -> list[float]:
    """Total probability of all words and the end after each context."""
    totals = []
    for context in contexts:
        words = [
            model.log_probability([*context, word])[len(context)]
            for word in range(model.vocabulary)
        ]
        end = model.log_probability(context)[-1] if model.sentences else -np.inf
        totals.append(float(np.exp([*words, end]).sum()))
    return totals


@pytest.mark.parametrize("sentences", [True, False])
@pytest.mark.parametrize("cutoffs", [(), (0, 1, 2), (0, 0, 1, 1)])
def test_every_context_sums_to_one(sentences: bool, cutoffs: tuple[int, ...]) -> None:
    lines = random_sentences(7, 200)
    model = KneserNey.train(lines, 4, 6, cutoffs, sentences)
    contexts = [[0], [0, 0], [1, 0, 0], [5, 5, 5], [0, 1, 2, 3], [4]]
    np.testing.assert_allclose(sums(model, contexts), 1, rtol=1e-6)


@pytest.mark.parametrize("sizes", [(20, 30), (36, 5), (0, 0), (10**6, 10**6)])
def test_pruning_keeps_sums_and_respects_sizes(sizes: tuple[int, int]) -> None:
    model = KneserNey.train(random_sentences(3, 200), 3, 6)
    small = prune(model, sizes)
    np.testing.assert_allclose(sums(small, [[0], [0, 1], [5, 4], [2, 2]]), 1, rtol=1e-5)
    assert len(small.levels[2]) <= sizes[1]
    begun = np.unique(small.levels[2].prefix)
    assert len(small.levels[1]) <= max(sizes[0], len(begun))
    assert (np.diff(small.levels[2].prefix) >= 0).all()


def test_pruning_drops_the_least_useful_first() -> None:
    lines = random_sentences(11, 60)
    model = KneserNey.train(lines, 3, 6)
    losses = [
        -sum(prune(model, (36, size)).log_probability(line).sum() for line in lines)
        for size in (100, 40, 10, 0)
    ]
    assert losses == sorted(losses)


def test_a_mixture_is_the_mean_of_its_parts_and_sums_to_one() -> None:
    one = KneserNey.train(random_sentences(1, 100), 3, 6)
    two = KneserNey.train([[5, 4, 3], [5, 5], [4, 0]], 3, 6)
    both = mix([one, two], [3, 1])
    np.testing.assert_allclose(sums(both, [[0], [5, 5], [5, 4], [2, 1], []]), 1, rtol=1e-6)
    for sentence in ([5, 4, 3], [0, 0, 1]):
        known = 0.75 * np.exp(one.log_probability(sentence))
        known += 0.25 * np.exp(two.log_probability(sentence))
        np.testing.assert_allclose(np.exp(both.log_probability(sentence)), known, rtol=0.35)
    # What one of the models holds is exact: the first words of sentences of both.
    for word in (0, 5):
        wanted = sum(
            w * np.exp(m.log_probability([word])[0]) for w, m in ((0.75, one), (0.25, two))
        )
        assert np.exp(both.log_probability([word])[0]) == pytest.approx(wanted)
    np.testing.assert_allclose(mix([one], [1]).log_probability([0, 1]), one.log_probability([0, 1]))
    np.testing.assert_allclose(sums(prune(both, (30, 20)), [[0], [5, 4]]), 1, rtol=1e-5)
    with pytest.raises(ValueError, match="differ"):
        mix([one, KneserNey.train([[0]], 2, 6)], [1, 1])


def test_cutoffs_drop_rare_n_grams_only() -> None:
    model = KneserNey.train([[0, 1]] * 3 + [[1, 0]], 2, 2, cutoffs=(0, 1))
    kept = {(p, w) for p, w in zip(model.levels[1].prefix, model.levels[1].word, strict=True)}
    assert kept == {(2, 0), (0, 1), (1, 3)}


def test_running_text_has_no_ends() -> None:
    model = KneserNey.train([np.array([0, 1, 0, 1, 0, 2])], 3, 4, sentences=False)
    assert len(model.log_probability([0, 1, 3])) == 3
    assert np.isfinite(model.log_probability([3, 3, 3])).all()


def test_no_text_and_empty_sequences() -> None:
    model = KneserNey.train([], 3, 4)
    np.testing.assert_allclose(np.exp(model.log_probability([0, 3])), 1 / 5)
    assert len(KneserNey.train([[], []], 2, 4).log_probability([])) == 1
    assert len(KneserNey.train([], 2, 4, sentences=False).log_probability([])) == 0


@pytest.mark.parametrize("ids", [[-1], [4], [0, 99]])
def test_ids_outside_the_vocabulary(ids: list[int]) -> None:
    model = KneserNey.train([[0, 1]], 2, 4)
    with pytest.raises(ValueError, match="outside"):
        model.log_probability(ids)


def test_arpa_holds_what_the_model_says(tmp_path: Path) -> None:
    model = KneserNey.train(random_sentences(5), 3, 6)
    words = ["<unk>", "one", "two", "three", "four", "five"]
    model.write_arpa(tmp_path / "m.arpa", words)
    text = (tmp_path / "m.arpa").read_text()
    assert f"ngram 3={len(model.levels[2])}" in text
    assert text.endswith("\\end\\\n")
    table = {line.split("\t")[1]: line.split("\t") for line in text.split("\n") if "\t" in line}
    wanted = model.log_probability([1])[0] / np.log(10)
    assert float(table["<s> one"][0]) == pytest.approx(wanted, abs=1e-4)


def test_packing_loses_at_most_half_a_step(tmp_path: Path) -> None:
    model = KneserNey.train(random_sentences(9, 300), 3, 6).named(list("abcdef"))
    ngrams.pack(tmp_path / "n.xz", model)
    again = ngrams.unpack(tmp_path / "n.xz")
    assert again.words == (*"abcdef", "<s>", "</s>")
    for one, two in zip(model.levels, again.levels, strict=True):
        np.testing.assert_array_equal(one.prefix, two.prefix)
        np.testing.assert_array_equal(one.word, two.word)
        possible = one.log_probability > ngrams.NEVER
        for name in ("log_probability", "log_backoff"):
            error = (getattr(one, name) - getattr(two, name))[possible]
            assert np.abs(error).max() <= ngrams.STEP / 2 + 1e-5


def test_damaged_packs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "n.xz"
    ngrams.pack(path, KneserNey.train(SENTENCES, 2, 2).named(["a", "b"]))
    data = path.read_bytes()
    for broken in (b"", b"no", data[: len(data) // 2], data[:-1]):
        path.write_bytes(broken)
        with pytest.raises(BadModel, match=r"n\.xz"):
            ngrams.unpack(path)
    with pytest.raises(BadModel):
        ngrams.unpack(tmp_path / "missing")


def test_cache_is_written_once_and_follows_the_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "n.xz"
    ngrams.pack(path, KneserNey.train(SENTENCES, 2, 2).named(["a", "b"]))
    first = ngrams.cached_arpa(path)
    stamp = first.stat().st_mtime_ns
    assert ngrams.cached_arpa(path) == first
    assert first.stat().st_mtime_ns == stamp
    ngrams.pack(path, KneserNey.train(SENTENCES[:1], 2, 2).named(["a", "b"]))
    assert ngrams.cached_arpa(path) != first
    assert not list(first.parent.glob("*.part"))


def test_a_cache_that_others_can_write_to_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "n.xz"
    ngrams.pack(path, KneserNey.train(SENTENCES, 2, 2).named(["a", "b"]))
    open_to_all, ours = tmp_path / "open", tmp_path / "ours"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    monkeypatch.setattr(ngrams, "_cache_folders", lambda: (open_to_all, ours))
    assert ngrams.cached_arpa(path).parent == ours
    assert ours.stat().st_mode & 0o077 == 0
    monkeypatch.setattr(ngrams, "_cache_folders", lambda: (open_to_all,))
    with pytest.raises(BadModel, match="XDG_CACHE_HOME"):
        ngrams.cached_arpa(path)


def test_only_the_newest_models_stay_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = []
    for count in range(1, ngrams.KEPT + 3):
        pack = tmp_path / f"{count}.xz"
        ngrams.pack(pack, KneserNey.train(SENTENCES * count, 2, 2).named(["a", "b"]))
        made.append(ngrams.cached_arpa(pack))
        os.utime(made[-1], (count, count))
    assert len(set(made)) == len(made)
    assert [path.exists() for path in made] == [False] * 2 + [True] * ngrams.KEPT
