"""What could be said: the network's own replies, several ways.

One part is searched with a beam, one is drawn as the network likes, and one is drawn with marks
that ask for a question, for none, or for rarer words (See et al. 2019). A single likeliest reply
of an encoder-decoder is dull ("I don't know."); among a dozen there mostly is one that is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from assistant.language.sampling import sampling_filters, seeded
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
from assistant.messages import Attention, Candidate, Turn
from assistant.models.seq2seq import DecoderState, Seq2Seq

REPLY_LIMIT = 40
"""Tokens."""
ENOUGH = 0.75
"""Of the drawn replies: when so many have come to an end, the others are cut off. The longest of
a dozen would be waited for, and is seldom the best."""
REMEMBERED = 4096
"""Texts of others whose likelihood in general is kept, rather than found at every turn."""
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


_NOWHERE = (USER_ID,)
"""The context of no conversation in particular: somebody said something."""


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
    """Replies of one network. Holds nothing of a conversation, so that people can share it."""

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
        self._common: dict[tuple[int, ...], float] = {}

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
        common = self.likelihoods([_NOWHERE] * len(replies), replies)
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

    def weighed(self, history: Sequence[Turn], candidates: Sequence[Candidate]) -> list[Candidate]:
        """The same candidates in the same order; those that others wrote for no turn in
        particular with the network's opinion: how likely it would have said that here, and
        anywhere (Li et al. 2016).
        """
        places = [place for place, one in enumerate(candidates) if not (one.ids or one.match)]
        texts = [normalise(candidates[place].text) for place in places]
        replies = [tuple(self.tokenizer.encode(text)) for text in texts]
        likely = self.likelihoods([self.context(history)] * len(replies), replies)
        weighed = list(candidates)
        for place, here, anywhere in zip(places, likely, self._in_general(replies), strict=True):
            weighed[place] = replace(weighed[place], likely=here, common=anywhere)
        return weighed

    def _in_general(self, replies: Sequence[tuple[int, ...]]) -> list[float]:
        """How likely each is in no conversation in particular; the same texts come every turn."""
        known = self._common
        new = [ids for ids in dict.fromkeys(replies) if ids not in known]
        found = dict(zip(new, self.likelihoods([_NOWHERE] * len(new), new), strict=True))
        # Replaced and never changed: somebody else may be reading it.
        self._common = {**(known if len(known) < REMEMBERED else {}), **found}
        return [found[ids] if ids in found else known[ids] for ids in replies]

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
        # Mostly all replies answer the same: each different context is read once.
        different = list(dict.fromkeys(map(tuple, contexts)))
        place = {context: index for index, context in enumerate(different)}
        read = self.model.start(*padded(different))
        state = read.select(torch.tensor([place[tuple(context)] for context in contexts]))
        mixed, _ = self.model.follow(state, target[:, :-1])
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
