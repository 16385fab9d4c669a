"""The conversation so far in, one reply out: several are written, the best one is said.

A single likeliest reply of an encoder-decoder is dull ("I don't know."), so several are drawn
side by side and ranked (Li et al. 2016): by how likely each is in this conversation, less
how likely it would be in any, less what it repeats of earlier replies.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import torch

from assistant.errors import BadModel, BadOption, BadText
from assistant.language.decoders import CONTEXT_TURNS, ReplyDecoder, context_ids
from assistant.language.normalise import display, normalise, words
from assistant.language.search import (
    Banned,
    Hypothesis,
    LogitFilter,
    MinimumLength,
    NoRepeatedNgram,
    beam,
    sample,
)
from assistant.language.tokenizer import END_ID, PAD_ID, SPECIALS, START_ID, USER_ID, Subwords
from assistant.language.write import sampling_filters, seeded
from assistant.messages import Reply, ReplyChunk, Turn
from assistant.models.seq2seq import Seq2Seq

TEXT_LIMIT = 2_000
"""Characters of one turn."""
REPLY_LIMIT = 48
"""Tokens."""
FALLBACK = "I didn't quite follow that. Could you put it another way?"


@dataclass(frozen=True)
class Sampling:
    """How to find a reply; the same options with the same seed give the same reply."""

    temperature: float = 0.7
    """Of the drawn replies; 0 draws none, and leaves nothing to chance."""
    top_k: int = 0
    """0 is off."""
    top_p: float = 0.9
    seed: int | None = None
    """None answers differently each time."""
    candidates: int = 12
    """How many replies to draw at random; 0 draws none."""
    beams: int = 4
    """Width of the beam search that adds its replies to those; 0 does not search."""
    whim: float = 0.1
    """How far chance may overrule the ranking, so that asking again can give another reply."""

    def __post_init__(self) -> None:
        """Raises BadOption for a setting outside its range."""
        if not 0 <= self.temperature <= 10:
            raise BadOption("temperature must be from 0 to 10.")
        if self.top_k < 0:
            raise BadOption("top_k must be 0 (off) or more.")
        if not 0 < self.top_p <= 1:
            raise BadOption("top_p must be above 0 and at most 1.")
        if not 0 <= self.beams <= 64:
            raise BadOption("beams must be from 0 to 64.")
        if not 0 <= self.candidates <= 64:
            raise BadOption("candidates must be from 0 to 64.")
        if not self.candidates + self.beams:
            raise BadOption("Give a number of candidates to draw, or of beams to search with.")


@dataclass(frozen=True)
class Candidate:
    """One reply that could be given."""

    ids: tuple[int, ...]
    text: str
    """Normalised."""
    likely: float
    """Mean log-probability of a token in this conversation."""
    common: float
    """Mean log-probability of a token in no conversation in particular."""
    finished: bool
    earlier: tuple[str, ...]
    """What the assistant has said before, normalised."""


class Criterion(Protocol):
    """One reason to prefer a candidate."""

    def score(self, candidate: Candidate) -> float:
        """Higher is better; in nats a token, roughly."""


@dataclass(frozen=True)
class Fitting:
    """Likely here, and not just likely anywhere."""

    weight: float = 0.3
    """Of the unconditional score: 0 ranks by likelihood alone."""

    def score(self, candidate: Candidate) -> float:
        return candidate.likely - self.weight * candidate.common


@dataclass(frozen=True)
class Finished:
    """A reply that was cut off at the limit reads badly."""

    cost: float = 3.0

    def score(self, candidate: Candidate) -> float:
        return 0.0 if candidate.finished else -self.cost


@dataclass(frozen=True)
class Fresh:
    """Not what was said before, in the same or nearly the same words."""

    cost: float = 4.0

    def score(self, candidate: Candidate) -> float:
        ours = set(words(candidate.text))
        overlaps = [_overlap(ours, set(words(text))) for text in candidate.earlier]
        return -self.cost * max(overlaps, default=0.0)


@dataclass(frozen=True)
class Substantial:
    """One-word replies are seldom the best; long ones need no further reward."""

    cost: float = 0.25

    def score(self, candidate: Candidate) -> float:
        return -self.cost * max(0, 5 - len(words(candidate.text)))


@dataclass(frozen=True)
class Varied:
    """Pairs of words that come twice in one reply: "I'm sorry, I'm sorry"."""

    cost: float = 0.5

    def score(self, candidate: Candidate) -> float:
        said = [word for word in words(candidate.text) if word[0].isalnum()]
        pairs = list(pairwise(said))
        return -self.cost * (len(pairs) - len(set(pairs)))


def _overlap(ours: set[str], theirs: set[str]) -> float:
    """Share of words in common (Jaccard)."""
    return len(ours & theirs) / max(1, len(ours | theirs))


CRITERIA: tuple[Criterion, ...] = (Fitting(), Finished(), Fresh(), Substantial(), Varied())


class Conversationalist:
    """Answers with one network. Holds no state between turns, so that people can share it."""

    def __init__(self, loaded: Any, criteria: Sequence[Criterion] = CRITERIA) -> None:
        """loaded : `assistant.checkpoint.LoadedModel`

        Raises:
            BadModel: it is not a network that answers.
        """
        if loaded.kind != "seq2seq" or "text" not in loaded.tokenizers:
            raise BadModel(f"{loaded.folder} does not hold a network that answers.")
        self.model: Seq2Seq = loaded.model
        self.tokenizer: Subwords = loaded.tokenizers["text"]
        self.criteria = tuple(criteria)
        self._marks = tuple(index for index in range(len(SPECIALS)) if index != END_ID)

    def reply(
        self, history: Sequence[Turn], options: Sampling | None = None
    ) -> Iterator[ReplyChunk]:
        """The answer to the last turn, growing by a word or so at a time.

        Closing the iterator stops the work.

        Raises:
            BadText: there is no last turn of the user, or it is empty or too long.
        """
        started = time.perf_counter()
        said = _checked(history)
        options = options or Sampling()
        candidates = self.candidates(history, options) if said else []
        if not candidates:
            reply = Reply(FALLBACK, "fallback", time.perf_counter() - started)
            yield ReplyChunk(FALLBACK, True, reply)
            return
        best = self._choose(candidates, options)
        shown = ""
        for end in range(1, len(best.ids)):
            text = display(self.tokenizer.decode(best.ids[:end]), done=False)
            # Half a character, or a mark that adds nothing yet, is not worth a chunk.
            if text != shown and not text.endswith("\N{REPLACEMENT CHARACTER}"):
                shown = text
                yield ReplyChunk(text, False)
        text = display(self.tokenizer.decode(best.ids))
        seconds = time.perf_counter() - started
        yield ReplyChunk(text, True, Reply(text, "generated", seconds, len(best.ids)))

    def rate(self, candidate: Candidate) -> float:
        """How good a reply is, by all criteria."""
        return sum(criterion.score(candidate) for criterion in self.criteria)

    def _choose(self, candidates: Sequence[Candidate], options: Sampling) -> Candidate:
        """The best one, give or take a whim (Gumbel noise turns the ranking into a draw)."""
        scores = torch.tensor([self.rate(candidate) for candidate in candidates])
        if options.temperature and options.whim:
            uniform = torch.rand(len(scores), generator=seeded(options.seed)).clamp_min(1e-9)
            scores += options.whim * -torch.log(-torch.log(uniform))
        return candidates[int(scores.argmax())]

    def candidates(self, history: Sequence[Turn], options: Sampling) -> list[Candidate]:
        """Different replies to the last turn, in no order; none if nothing can be said."""
        context = self.context(history)
        earlier = tuple(normalise(t.text) for t in history if t.speaker == "assistant")
        filters: list[LogitFilter] = [
            Banned(self._marks),
            MinimumLength(1, END_ID),
            NoRepeatedNgram(3),
        ]
        found = self._search(context, options, filters)
        unique = {hypothesis.ids: hypothesis for hypothesis in found if hypothesis.ids}
        texts = {ids: normalise(self.tokenizer.decode(ids)) for ids in unique}
        kept = [hypothesis for ids, hypothesis in unique.items() if texts[ids]]
        common = self._common([hypothesis.ids for hypothesis in kept])
        return [
            Candidate(h.ids, texts[h.ids], h.mean, score, h.finished, earlier)
            for h, score in zip(kept, common, strict=True)
        ]

    def context(self, history: Sequence[Turn]) -> list[int]:
        """Ids of the last turns, with the marks of their speakers."""
        recent = [normalise(turn.text) for turn in _merged(history)[-CONTEXT_TURNS:]]
        return context_ids([self.tokenizer.encode(text) for text in recent])

    def _search(
        self, context: Sequence[int], options: Sampling, filters: list[LogitFilter]
    ) -> list[Hypothesis]:
        drawn = options.candidates if options.temperature else 0
        beams = options.beams if options.beams or drawn else 1
        found: list[Hypothesis] = []
        if beams:
            decoder = ReplyDecoder(self.model, context)
            found += beam(decoder, beams, REPLY_LIMIT, filters, length_power=1.0)
        if drawn:
            decoder = ReplyDecoder(self.model, context, rows=drawn)
            rules = [*filters, *sampling_filters(options.temperature, options.top_k, options.top_p)]
            found += sample(decoder, REPLY_LIMIT, rules, seeded(options.seed))
        return found

    @torch.inference_mode()
    def _common(self, replies: Sequence[tuple[int, ...]]) -> list[float]:
        """Mean log-probability of each reply when nothing is known of the conversation."""
        if not replies:
            return []
        rows = [torch.tensor([START_ID, *ids, END_ID]) for ids in replies]
        target = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD_ID)
        context = torch.full((len(rows), 1), USER_ID)
        mixed, _ = self.model(context, torch.ones(len(rows), dtype=torch.long), target[:, :-1])
        wanted = target[:, 1:]
        scores = self.model.logits(mixed).log_softmax(-1).gather(-1, wanted[..., None])[..., 0]
        real = wanted != PAD_ID
        means = (scores * real).sum(1) / real.sum(1)
        return [float(mean) for mean in means]


def _checked(history: Sequence[Turn]) -> str:
    """The last turn's normalised text; empty if it holds nothing that can be read."""
    if not history or history[-1].speaker != "user" or not history[-1].text.strip():
        raise BadText("There is nothing to answer: say or type something first.")
    if len(history[-1].text) > TEXT_LIMIT:
        raise BadText(
            f"That is {len(history[-1].text)} characters long; please keep it under {TEXT_LIMIT}."
        )
    return normalise(history[-1].text)


def _merged(history: Sequence[Turn]) -> list[Turn]:
    """Consecutive turns of one speaker as one turn, so that speakers alternate as in training."""
    merged: list[Turn] = []
    for turn in history:
        if merged and merged[-1].speaker == turn.speaker:
            merged[-1] = Turn(turn.speaker, f"{merged[-1].text} {turn.text}")
        elif turn.text.strip():
            merged.append(turn)
    return merged
