"""What could be said: the network's own replies, several ways.

One part is searched with a beam, one is drawn as the network likes, and one is drawn with marks
that ask for a question, for none, or for rarer words (See et al. 2019). A single likeliest reply
of an encoder-decoder is dull ("I don't know."); among a dozen there mostly is one that is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from assistant.errors import BadModel, BadOption
from assistant.language.decoders import (
    ASK,
    CONTEXT_TURNS,
    RICHNESS,
    TELL,
    ReplyDecoder,
    attend,
    context_ids,
    control_ids,
)
from assistant.language.fit import padded
from assistant.language.normalise import display, normalise
from assistant.language.search import (
    Banned,
    Hypothesis,
    LogitFilter,
    MinimumLength,
    NoRepeatedNgram,
    beam,
    sample,
)
from assistant.language.tokenizer import END_ID, PAD_ID, START_ID, USER_ID, Subwords
from assistant.language.write import sampling_filters, seeded
from assistant.messages import Attention, Candidate, Turn
from assistant.models.seq2seq import DecoderState, Seq2Seq

REPLY_LIMIT = 40
"""Tokens."""
ENOUGH = 0.75
"""Of the drawn replies: when so many have come to an end, the others are cut off. The longest of
a dozen would be waited for, and is seldom the best."""
VARIANTS: tuple[tuple[str, ...], ...] = (
    (),
    (ASK, RICHNESS[1]),
    (),
    (TELL, RICHNESS[2]),
    (),
    (ASK, RICHNESS[2]),
    (),
    (TELL, RICHNESS[1]),
)
"""What the drawn replies are asked to be like, in turn."""


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
    beams: int = 3
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


class VariantDecoder(ReplyDecoder):
    """Writes replies to several contexts side by side, one a row."""

    def __init__(self, model: Seq2Seq, contexts: Sequence[Sequence[int]]) -> None:
        super().__init__(model, contexts[0], rows=len(contexts))
        different = list(dict.fromkeys(map(tuple, contexts)))
        self.contexts, self.lengths = padded(different)
        place = {context: index for index, context in enumerate(different)}
        self.rows = torch.tensor([place[tuple(context)] for context in contexts])

    @torch.inference_mode()
    def start(self) -> DecoderState:
        """Each different context is read once."""
        return self.model.start(self.contexts, self.lengths).select(self.rows)


class Proposer:
    """Replies of one network. Holds no state between turns, so that people can share it."""

    def __init__(self, loaded: Any) -> None:
        """loaded : `assistant.checkpoint.LoadedModel`

        Raises:
            BadModel: it is not a network that answers.
        """
        if loaded.kind != "seq2seq" or "text" not in loaded.tokenizers:
            raise BadModel(f"{loaded.folder} does not hold a network that answers.")
        self.model: Seq2Seq = loaded.model
        self.tokenizer: Subwords = loaded.tokenizers["text"]
        self._variants = [control_ids(self.tokenizer, marks) for marks in VARIANTS]
        self._marks = tuple(index for index in self.tokenizer.marks if index != END_ID)

    def context(self, history: Sequence[Turn], controls: Sequence[int] = ()) -> list[int]:
        """Ids of the last turns, with the marks of their speakers.

        history : speakers take turns, the user's is the last
        """
        recent = [normalise(turn.text) for turn in history[-CONTEXT_TURNS:]]
        return context_ids([self.tokenizer.encode(text) for text in recent], controls)

    def propose(self, history: Sequence[Turn], options: Sampling) -> list[Candidate]:
        """Different replies to the last turn, in no order; none if nothing can be said."""
        found = self._search(history, options)
        unique = {hypothesis.ids: hypothesis for hypothesis in found if hypothesis.ids}
        texts = {ids: display(self.tokenizer.decode(ids)) for ids in unique}
        kept = [hypothesis for ids, hypothesis in unique.items() if normalise(texts[ids])]
        replies = [hypothesis.ids for hypothesis in kept]
        likely = self.likelihoods([self.context(history)] * len(replies), replies)
        common = self.likelihoods([[USER_ID]] * len(replies), replies)
        return [
            Candidate(
                texts[hypothesis.ids],
                "generated",
                ids=hypothesis.ids,
                likely=here,
                common=anywhere,
                finished=hypothesis.finished,
            )
            for hypothesis, here, anywhere in zip(kept, likely, common, strict=True)
        ]

    def _search(self, history: Sequence[Turn], options: Sampling) -> list[Hypothesis]:
        drawn = options.candidates if options.temperature else 0
        beams = options.beams if options.beams or drawn else 1
        filters: list[LogitFilter] = [
            Banned(self._marks),
            MinimumLength(1, END_ID),
            NoRepeatedNgram(3),
        ]
        found: list[Hypothesis] = []
        if beams:
            decoder = ReplyDecoder(self.model, self.context(history))
            found += beam(decoder, beams, REPLY_LIMIT, filters, length_power=1.0)
        if drawn:
            marks = [self._variants[row % len(self._variants)] for row in range(drawn)]
            variants = VariantDecoder(self.model, [self.context(history, ids) for ids in marks])
            rules = [*filters, *sampling_filters(options.temperature, options.top_k, options.top_p)]
            enough = max(1, round(ENOUGH * drawn))
            found += sample(variants, REPLY_LIMIT, rules, seeded(options.seed), enough)
        return found

    @torch.inference_mode()
    def likelihoods(
        self, contexts: Sequence[Sequence[int]], replies: Sequence[Sequence[int]]
    ) -> list[float]:
        """Mean log-probability (nats) of a token of each reply, end included, in its context."""
        if not replies:
            return []
        rows = [torch.tensor([START_ID, *ids, END_ID]) for ids in replies]
        target = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD_ID)
        mixed, _ = self.model(*padded(contexts), target[:, :-1])
        wanted = target[:, 1:]
        real = wanted != PAD_ID
        scores = torch.zeros(wanted.shape)
        # Of real positions only: the output layer is the dearest part.
        logits = self.model.logits(mixed[real]).log_softmax(-1)
        scores[real] = logits.gather(-1, wanted[real][:, None])[:, 0]
        return [float(mean) for mean in scores.sum(1) / real.sum(1)]

    def attention(self, history: Sequence[Turn], candidate: Candidate) -> Attention | None:
        """What the network looked at as it wrote a candidate; None if it did not write it."""
        if not candidate.ids:
            return None
        return attend(self.model, self.tokenizer, self.context(history), candidate.ids)
