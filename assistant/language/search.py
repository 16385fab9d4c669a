"""From a network's log-probabilities to a sequence: greedy, sampling and beam search.

Whatever can take one step is a `Decoder`; whatever changes its log-probabilities is a
`LogitFilter` in a list. Neither knows of the other, so a new rule is one new class.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor

from assistant.errors import BadOption

NEVER = float("-inf")
_HEAD = 256
"""So many of the likeliest ids are looked at before all are sorted."""


class Decoder(Protocol):
    """Anything that writes one id at a time, several hypotheses (rows) at once."""

    start_ids: Tensor
    """What each row reads first, shape = (rows,)."""
    end: int | None
    """The id that finishes a hypothesis; None if nothing does."""

    def start(self) -> Any:
        """The state before anything is written."""

    def step(self, ids: Tensor, state: Any) -> tuple[Tensor, Any]:
        """ids (rows,) -> log-probabilities (rows, vocab) of what comes next, and the state."""

    def reorder(self, state: Any, rows: Tensor) -> Any:
        """The state with these rows, in this order."""


# --- filters ------------------------------------------------------------------------------------


class LogitFilter(Protocol):
    """One rule. The result need not sum to one: the search normalises it where that matters."""

    def apply(self, log_probs: Tensor, written: Tensor) -> Tensor:
        """log_probs (rows, vocab), written ids (rows, time) -> log_probs (rows, vocab)."""


@dataclass(frozen=True)
class Temperature:
    """Below 1 sharpens, above 1 flattens."""

    temperature: float

    def __post_init__(self) -> None:
        if not 0 < self.temperature < math.inf:
            raise BadOption("The temperature must be a number above 0.")

    def apply(self, log_probs: Tensor, written: Tensor) -> Tensor:
        return log_probs / self.temperature


@dataclass(frozen=True)
class TopK:
    """Only the k likeliest may follow."""

    k: int

    def __post_init__(self) -> None:
        if self.k < 1:
            raise BadOption("top_k must be at least 1.")

    def apply(self, log_probs: Tensor, written: Tensor) -> Tensor:
        k = min(self.k, log_probs.shape[-1])
        kept, index = log_probs.topk(k, dim=-1)
        return torch.full_like(log_probs, NEVER).scatter(-1, index, kept)


@dataclass(frozen=True)
class TopP:
    """Only the smallest set whose probabilities reach p may follow (Holtzman et al. 2020)."""

    p: float

    def __post_init__(self) -> None:
        if not 0 < self.p <= 1:
            raise BadOption("top_p must be above 0 and at most 1.")

    def apply(self, log_probs: Tensor, written: Tensor) -> Tensor:
        probabilities = log_probs.softmax(-1)
        # Sorting the whole vocabulary takes longer than the network; a few hundred mostly do.
        size = min(_HEAD, log_probs.shape[-1])
        ordered, index = probabilities.topk(size, dim=-1)
        if bool((ordered.sum(-1) < self.p).any()):
            ordered, index = probabilities.sort(dim=-1, descending=True)
        before = ordered.cumsum(-1) - ordered
        # The likeliest always stays: nothing stands before it.
        kept = torch.zeros_like(probabilities, dtype=torch.bool)
        kept.scatter_(-1, index, before < self.p)
        return log_probs.masked_fill(~kept, NEVER)


@dataclass(frozen=True)
class MinimumLength:
    """The end may not come before so many ids are written."""

    length: int
    end: int

    def apply(self, log_probs: Tensor, written: Tensor) -> Tensor:
        if written.shape[1] >= self.length:
            return log_probs
        return Banned((self.end,)).apply(log_probs, written)


@dataclass(frozen=True)
class Banned:
    """These ids never follow."""

    ids: tuple[int, ...]

    def apply(self, log_probs: Tensor, written: Tensor) -> Tensor:
        banned = torch.tensor(self.ids, dtype=torch.long, device=log_probs.device)
        return log_probs.index_fill(-1, banned, NEVER)


@dataclass(frozen=True)
class NoRepeatedNgram:
    """No run of n ids comes twice, neither in what is written nor from what was said before."""

    n: int
    earlier: tuple[tuple[int, ...], ...] = ()
    """Other sequences whose runs of n are not to come again."""

    def apply(self, log_probs: Tensor, written: Tensor) -> Tensor:
        if written.shape[1] < self.n - 1:
            return log_probs
        log_probs = log_probs.clone()
        for row, ids in enumerate(written.tolist()):
            tail = tuple(ids[len(ids) - self.n + 1 :])
            repeats = [
                other[start + self.n - 1]
                for other in (tuple(ids), *self.earlier)
                for start in range(len(other) - self.n + 1)
                if other[start : start + self.n - 1] == tail
            ]
            if repeats:
                log_probs[row, repeats] = NEVER
        return log_probs


def filtered(log_probs: Tensor, written: Tensor, filters: Sequence[LogitFilter]) -> Tensor:
    """All filters in turn; if they leave a row nothing, that row stays as it was."""
    result = log_probs
    for logit_filter in filters:
        result = logit_filter.apply(result, written)
    hopeless = torch.isneginf(result).all(-1, keepdim=True)
    return torch.where(hopeless, log_probs, result)


# --- searches -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """One id that a search has settled on."""

    id: int
    log_probability: float
    """Under the network, before the filters."""


@dataclass(frozen=True)
class Hypothesis:
    """One whole sequence, without its end mark."""

    ids: tuple[int, ...]
    log_probability: float
    """Sum over the ids, the end mark included if there is one, before the filters."""
    finished: bool
    """It came to an end by itself."""

    @property
    def mean(self) -> float:
        """Log-probability of one id, on average."""
        return self.log_probability / max(1, len(self.ids) + self.finished)


def pick(log_probs: Tensor, generator: torch.Generator | None) -> Tensor:
    """One id a row: the likeliest, or a draw if there is a generator.

    log_probs (rows, vocab), in any scale -> ids (rows,)
    """
    if generator is None:
        return log_probs.argmax(-1)
    # By the inverse of the distribution function: `torch.multinomial` takes four times as long.
    reached = log_probs.softmax(-1).cumsum(-1)
    drawn = torch.rand(len(reached), 1, generator=generator, device=reached.device)
    place = torch.searchsorted(reached, drawn * reached[:, -1:], right=True)[:, 0]
    return place.clamp(max=reached.shape[-1] - 1)


def _advance(
    decoder: Decoder,
    ids: Tensor,
    state: Any,
    written: Tensor,
    filters: Sequence[LogitFilter],
    generator: torch.Generator | None,
) -> tuple[Tensor, Tensor, Any]:
    """One step of every row: the ids picked, their log-probabilities, the new state."""
    log_probs, state = decoder.step(ids, state)
    chosen = pick(filtered(log_probs, written, filters), generator)
    return chosen, log_probs.gather(-1, chosen[:, None])[:, 0], state


def generate(
    decoder: Decoder,
    limit: int,
    filters: Sequence[LogitFilter] = (),
    generator: torch.Generator | None = None,
) -> Iterator[Choice]:
    """Write one row, id by id, until its end or the limit; greedy without a generator.

    The end mark is not yielded.
    """
    ids, state = decoder.start_ids, decoder.start()
    written = ids.new_empty(1, 0)
    for _ in range(limit):
        # Entered anew for each step: a mode that stays on across a yield leaks to the caller.
        with torch.inference_mode():
            ids, scores, state = _advance(decoder, ids, state, written, filters, generator)
            if int(ids) == decoder.end:
                return
            written = torch.cat([written, ids[:, None]], dim=1)
        yield Choice(int(ids), float(scores))


@torch.inference_mode()
def sample(
    decoder: Decoder,
    limit: int,
    filters: Sequence[LogitFilter] = (),
    generator: torch.Generator | None = None,
    enough: int | None = None,
) -> list[Hypothesis]:
    """Write all rows of a decoder side by side; one hypothesis a row, in its order.

    enough : stop when so many have come to an end; the others come back unfinished
    """
    ids, state = decoder.start_ids, decoder.start()
    rows = len(ids)
    written = ids.new_empty(rows, 0)
    totals = torch.zeros(rows)
    ends: list[int | None] = [None] * rows
    for time in range(limit):
        ids, scores, state = _advance(decoder, ids, state, written, filters, generator)
        written = torch.cat([written, ids[:, None]], dim=1)
        for row in range(rows):
            if ends[row] is None:
                totals[row] += scores[row]
                if int(ids[row]) == decoder.end:
                    ends[row] = time
        if rows - ends.count(None) >= (enough or rows):
            break
    return [
        Hypothesis(tuple(written[row, :end].tolist()), float(totals[row]), end is not None)
        for row, end in enumerate(ends)
    ]


@torch.inference_mode()
def beam(
    decoder: Decoder,
    beams: int,
    limit: int,
    filters: Sequence[LogitFilter] = (),
    length_power: float = 0.0,
) -> list[Hypothesis]:
    """The likeliest sequences that a beam finds, best first.

    Args:
        decoder: of one row.
        beams: how many hypotheses to follow.
        limit: of ids written; hypotheses cut off there count as unfinished.
        filters: temperature and other rescalings change the order as they change the scores.
        length_power: scores are divided by length to this power (Wu et al. 2016, without
            their constant); 0 compares plain sums, 1 means.

    Raises:
        BadOption: there is no beam to search with.
    """
    if beams < 1:
        raise BadOption("Beam search needs at least 1 beam.")
    ids, state = decoder.start_ids, decoder.start()
    live = [(0.0, 0.0)]  # filtered score and true log-probability of each row
    written = ids.new_empty(1, 0)
    done: list[tuple[float, Hypothesis]] = []
    for _ in range(limit):
        log_probs, state = decoder.step(ids, state)
        candidates = _expansions(log_probs, written, live, filters, 2 * beams)
        chosen: list[tuple[int, int, float, float]] = []
        for rank, (row, index, score, total) in enumerate(candidates):
            if index == decoder.end:
                # An end that is not among the best `beams` would not have survived either.
                if rank < beams:
                    ended = Hypothesis(tuple(written[row].tolist()), total, True)
                    done.append((_normalised(score, len(ended.ids) + 1, length_power), ended))
            elif len(chosen) < beams:
                chosen.append((row, index, score, total))
        if not chosen or _settled(done, chosen, beams, written.shape[1] + 1, length_power):
            return _ranked(done, beams)
        rows = torch.tensor([row for row, *_ in chosen], device=ids.device)
        ids = torch.tensor([index for _, index, *_ in chosen], device=ids.device)
        live = [(score, total) for *_, score, total in chosen]
        state = decoder.reorder(state, rows)
        written = torch.cat([written[rows], ids[:, None]], dim=1)
    cut = [Hypothesis(tuple(row), live[i][1], False) for i, row in enumerate(written.tolist())]
    for (score, _), hypothesis in zip(live, cut, strict=True):
        done.append((_normalised(score, limit, length_power), hypothesis))
    return _ranked(done, beams)


def _expansions(
    log_probs: Tensor,
    written: Tensor,
    live: Sequence[tuple[float, float]],
    filters: Sequence[LogitFilter],
    count: int,
) -> list[tuple[int, int, float, float]]:
    """The best continuations of all rows: (row, id, filtered score, true log-probability)."""
    allowed = filtered(log_probs, written, filters)
    scores = allowed + log_probs.new_tensor([score for score, _ in live])[:, None]
    best, flat = scores.flatten().topk(min(count, scores.numel()))
    found = []
    for score, place in zip(best.tolist(), flat.tolist(), strict=True):
        if score == NEVER:
            break
        row, index = divmod(place, scores.shape[1])
        found.append((row, index, score, live[row][1] + float(log_probs[row, index])))
    return found


def _normalised(score: float, length: int, power: float) -> float:
    return score / math.pow(max(1, length), power)


def _settled(
    done: Sequence[tuple[float, Hypothesis]],
    chosen: Sequence[tuple[int, int, float, float]],
    beams: int,
    length: int,
    power: float,
) -> bool:
    """Nothing that still runs can come among the best: only true for sums, which can but fall."""
    if len(done) < beams:
        return False
    if power:
        return len(done) >= 2 * beams
    worst = sorted((score for score, _ in done), reverse=True)[beams - 1]
    return max(score for *_, score, _ in chosen) <= worst


def _ranked(done: Sequence[tuple[float, Hypothesis]], beams: int) -> list[Hypothesis]:
    ordered = sorted(done, key=lambda pair: -pair[0])
    return [hypothesis for _, hypothesis in ordered[:beams]]
