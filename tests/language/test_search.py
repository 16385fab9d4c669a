"""Search on small lattices whose answers can be worked out by hand or by brute force."""

from __future__ import annotations

import math
from itertools import product

import pytest
import torch
from torch import Tensor

from assistant.errors import BadOption
from assistant.language.search import (
    NEVER,
    Banned,
    LogitFilter,
    MinimumLength,
    NoRepeatedNgram,
    Temperature,
    TopK,
    TopP,
    beam,
    filtered,
    generate,
    sample,
)

END, START, VOCABULARY = 0, 1, 5
NOTHING = torch.empty(1, 0, dtype=torch.long)


class Lattice:
    """What comes next depends on the last two ids, through a fixed random table."""

    end: int | None = END

    def __init__(self, seed: int = 0, rows: int = 1) -> None:
        generator = torch.Generator().manual_seed(seed)
        table = torch.randn(VOCABULARY, VOCABULARY, VOCABULARY, generator=generator) * 2
        self.table = table.log_softmax(-1)
        self.start_ids = torch.full((rows,), START)
        self.steps = 0

    def start(self) -> Tensor:
        return torch.zeros_like(self.start_ids)

    def step(self, ids: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        self.steps += 1
        return self.table[state, ids], ids

    def reorder(self, state: Tensor, rows: Tensor) -> Tensor:
        return state[rows]

    def score(self, ids: tuple[int, ...]) -> float:
        """Log-probability of these ids from the start, as a loop over the table."""
        before, last, total = 0, START, 0.0
        for index in ids:
            total += float(self.table[before, last, index])
            before, last = last, index
        return total


def finished(limit: int) -> list[tuple[int, ...]]:
    """Every sequence that ends within the limit."""
    return [
        (*body, END)
        for length in range(limit)
        for body in product(range(1, VOCABULARY), repeat=length)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_wide_beam_equals_brute_force(seed: int) -> None:
    lattice, limit = Lattice(seed), 5
    # As wide as there are unfinished sequences, so that nothing is ever cut off.
    found = [h for h in beam(lattice, 4**limit, limit) if h.finished]
    expected = sorted(finished(limit), key=lattice.score, reverse=True)
    assert [(*h.ids, END) for h in found[:20]] == expected[:20]
    for hypothesis in found[:20]:
        assert hypothesis.log_probability == pytest.approx(
            lattice.score((*hypothesis.ids, END)), abs=1e-4
        )


@pytest.mark.parametrize("seed", range(6))
def test_normalised_beam_equals_brute_force(seed: int) -> None:
    lattice, limit = Lattice(seed), 4
    found = beam(lattice, 4**limit, limit, length_power=1.0)
    complete = [(*h.ids, END) for h in found if h.finished]
    expected = sorted(finished(limit), key=lambda ids: lattice.score(ids) / len(ids), reverse=True)
    assert complete[:5] == expected[:5]


@pytest.mark.parametrize("seed", range(6))
def test_one_beam_is_greedy_and_more_are_no_worse(seed: int) -> None:
    lattice = Lattice(seed)
    greedy = [choice.id for choice in generate(lattice, 8)]
    assert list(beam(lattice, 1, 8)[0].ids) == greedy
    scores = [beam(lattice, beams, 8)[0].log_probability for beams in (1, 4**5)]
    assert scores[1] >= scores[0] - 1e-5


def test_greedy_by_hand() -> None:
    """Two steps of a table that says 2, then 3, then the end."""
    lattice = Lattice()
    lattice.table = torch.full((VOCABULARY,) * 3, -9.0)
    lattice.table[0, START, 2] = lattice.table[START, 2, 3] = lattice.table[2, 3, END] = -0.5
    assert [choice.id for choice in generate(lattice, 10)] == [2, 3]
    [hypothesis] = sample(lattice, 10)
    assert (hypothesis.ids, hypothesis.finished) == ((2, 3), True)
    assert hypothesis.log_probability == pytest.approx(-1.5)
    assert hypothesis.mean == pytest.approx(-0.5)


def test_limits() -> None:
    endless = [Banned((END,))]
    assert len(list(generate(Lattice(), 7, endless))) == 7
    assert [h.finished for h in sample(Lattice(rows=3), 7, endless)] == [False] * 3
    assert all(len(h.ids) == 7 and not h.finished for h in beam(Lattice(), 2, 7, endless))
    assert list(generate(Lattice(), 0)) == []


def test_stream_is_lazy() -> None:
    """No step is taken before it is asked for: stopping costs nothing."""
    lattice = Lattice()
    stream = generate(lattice, 50, [Banned((END,))])
    assert lattice.steps == 0
    next(stream)
    assert lattice.steps == 1
    stream.close()


def test_same_seed_same_text() -> None:
    def text(seed: int) -> list[int]:
        generator = torch.Generator().manual_seed(seed)
        return [c.id for c in generate(Lattice(), 30, [Banned((END,))], generator)]

    assert text(3) == text(3)
    assert len({tuple(text(seed)) for seed in range(5)}) > 1


def test_draws_follow_the_probabilities() -> None:
    lattice = Lattice(rows=4000)
    drawn = torch.tensor(
        [
            h.ids[0] if h.ids else END
            for h in sample(lattice, 1, (), torch.Generator().manual_seed(0))
        ]
    )
    shares = torch.bincount(drawn, minlength=VOCABULARY) / len(drawn)
    torch.testing.assert_close(shares, lattice.table[0, START].exp(), atol=0.03, rtol=0)


# --- filters ------------------------------------------------------------------------------------


def probabilities(*values: float) -> Tensor:
    return torch.tensor([values]).log()


@pytest.mark.parametrize(
    ("logit_filter", "kept"),
    [
        (TopK(1), {1}),
        (TopK(2), {0, 1}),
        (TopK(99), {0, 1, 2, 3}),
        (TopP(0.49), {1}),
        (TopP(0.51), {0, 1}),
        (TopP(0.79), {0, 1}),
        (TopP(0.81), {0, 1, 2}),
        (TopP(1.0), {0, 1, 2, 3}),
        (TopP(1e-9), {1}),
        (Banned((0, 1)), {2, 3}),
        (MinimumLength(1, 1), {0, 2, 3}),
        (MinimumLength(0, 1), {0, 1, 2, 3}),
    ],
)
def test_what_filters_keep(logit_filter: LogitFilter, kept: set[int]) -> None:
    result = logit_filter.apply(probabilities(0.3, 0.5, 0.15, 0.05), NOTHING)[0]
    assert {index for index, value in enumerate(result.tolist()) if value > NEVER} == kept


def test_temperature_by_hand() -> None:
    """Halving the temperature squares the odds: 1:3 becomes 1:9."""
    result = Temperature(0.5).apply(probabilities(0.25, 0.75), NOTHING).softmax(-1)
    torch.testing.assert_close(result, torch.tensor([[0.1, 0.9]]))


def test_no_repeated_pair_by_hand() -> None:
    """After 1 2 3 1, a 2 would repeat the pair (1, 2)."""
    written = torch.tensor([[1, 2, 3, 1], [1, 2, 3, 3]])
    result = NoRepeatedNgram(2).apply(torch.zeros(2, 4), written)
    assert result.isneginf().tolist() == [
        [False, False, True, False],
        [False, False, False, True],
    ]


def test_no_pair_from_what_was_said_before() -> None:
    result = NoRepeatedNgram(2, earlier=((0, 3, 2),)).apply(torch.zeros(1, 4), torch.tensor([[3]]))
    assert result.isneginf().tolist() == [[False, False, True, False]]


def test_filters_that_leave_nothing_are_overruled() -> None:
    before = probabilities(0.5, 0.5)
    torch.testing.assert_close(filtered(before, NOTHING, [Banned((0, 1))]), before)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Temperature(0.0),
        lambda: Temperature(math.nan),
        lambda: Temperature(math.inf),
        lambda: TopK(0),
        lambda: TopP(0.0),
        lambda: TopP(1.1),
        lambda: beam(Lattice(), 0, 5),
    ],
)
def test_impossible_settings(make) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadOption):
        make()


def test_top_p_stops_as_soon_as_p_is_reached() -> None:
    """A half is reached by the first of a half and two quarters: nothing else may follow."""
    log_probs = torch.tensor([[0.25, 0.5, 0.25]]).log()
    kept = TopP(0.5).apply(log_probs, torch.zeros(1, 0, dtype=torch.long))
    assert kept.isfinite().tolist() == [[False, True, False]]


def test_top_p_looks_past_the_head_where_it_must() -> None:
    """Of 1000 ids that are all as likely, nine tenths need 900, more than are looked at first."""
    log_probs = torch.full((2, 1000), 1 / 1000).log()
    log_probs[1] = torch.tensor([0.6, *[0.4 / 999] * 999]).log()
    kept = TopP(0.9).apply(log_probs, torch.zeros(2, 0, dtype=torch.long)).isfinite().sum(1)
    assert abs(int(kept[0]) - 900) <= 1 and abs(int(kept[1]) - 751) <= 1
