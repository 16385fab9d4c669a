"""A closed set of phrases, such as voice commands, and the search that finds one of them or none.

    (turn|switch) (on|off) [the] (lamp|light)

Words follow one another; `|` parts alternatives, round brackets hold them together, and what is in
square brackets may be left out.

The words of a grammar are searched like those of the lexicon, only that the grammar says which
may come next. Speech that is no phrase is caught by its sound: a loop of phonemes without any
words fits every clip best, and a phrase that fits much worse than it was not said (garbage models:
Wilpon et al. 1990, Bourlard et al. 1994).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from torch import Tensor

from assistant.errors import BadOption
from assistant.speech.decode import DecoderSettings, Hypothesis, Spelling, closed, greedy
from assistant.speech.lexicon_search import LexiconSearch
from assistant.speech.word_models import IMPOSSIBLE

MOST_PHRASES = 2000
BEAM = 300
"""Wide: in a grammar, unlike in free speech, a wrong beginning can't be mended later."""

Phrase = tuple[str, ...]

_TOKEN = re.compile(r"[()\[\]|]|[^\s()\[\]|]+")


@dataclass(frozen=True)
class Grammar:
    """All that may be said."""

    phrases: tuple[Phrase, ...]

    @classmethod
    def parse(cls, lines: Iterable[str]) -> Grammar:
        """From the notation above; each line is one more alternative.

        Raises:
            BadOption: brackets do not match, something is empty, or there are too many phrases.
        """
        if isinstance(lines, str):
            lines = [lines]
        phrases: dict[Phrase, None] = {}
        for line in lines:
            tokens = _TOKEN.findall(line.lower())[::-1]
            phrases.update(dict.fromkeys(_alternatives(tokens, line)))
            if tokens:
                raise BadOption(f"The grammar {line[:80]!r} closes a bracket that it never opened.")
        if not phrases or () in phrases:
            raise BadOption("A grammar needs phrases, each of one word at least.")
        if len(phrases) > MOST_PHRASES:
            raise BadOption(_too_many(len(phrases)))
        return cls(tuple(phrases))

    @property
    def words(self) -> tuple[str, ...]:
        """Each word once, in the order of the phrases."""
        return tuple(dict.fromkeys(word for phrase in self.phrases for word in phrase))


def _alternatives(tokens: list[str], line: str) -> list[Phrase]:
    """Reads from the end of `tokens`, up to a closing bracket or their end."""
    found: list[Phrase] = []
    part: list[Phrase] = [()]
    while tokens and tokens[-1] not in ")]":
        token = tokens.pop()
        if token == "|":
            found, part = found + part, [()]
            continue
        choices = [(token,)] if token not in "([" else _bracket(token, tokens, line)
        if len(part) * len(choices) > MOST_PHRASES:
            raise BadOption(_too_many(len(part) * len(choices)))
        part = [before + after for before, after in product(part, choices)]
    return found + part


def _bracket(opening: str, tokens: list[str], line: str) -> list[Phrase]:
    inside = _alternatives(tokens, line)
    if not tokens or tokens.pop() != {"(": ")", "[": "]"}[opening]:
        raise BadOption(f"The grammar {line[:80]!r} has a bracket {opening!r} that is not closed.")
    return inside if opening == "(" else [*inside, ()]


def _too_many(count: int) -> str:
    return f"The grammar has {count} phrases or more: write at most {MOST_PHRASES}."


@dataclass(eq=False)
class Step:
    """A beginning of phrases."""

    following: dict[str, Step] = field(default_factory=dict)
    final: bool = False
    """Whether it is a phrase already."""


class GrammarModel:
    """A word model that knows only what may come next."""

    def __init__(self, grammar: Grammar) -> None:
        self._root = Step()
        for phrase in grammar.phrases:
            step = self._root
            for word in phrase:
                step = step.following.setdefault(word, Step())
            step.final = True

    def start(self) -> Step:
        return self._root

    def score(self, state: Step, word: str) -> tuple[Step, float]:
        step = state.following.get(word)
        return (state, IMPOSSIBLE) if step is None else (step, 0.0)

    def finish(self, state: Step) -> float:
        return 0.0 if state.final else IMPOSSIBLE

    def credit(self, word: str) -> float:
        return 0.0


class GrammarDecoder:
    """Finds the phrase of a grammar that fits the sound best, and how surely it was said."""

    def __init__(
        self,
        grammar: Grammar,
        lexicon: Sequence[Spelling],
        boundary: int,
        settings: DecoderSettings,
        log_prior: Tensor,
    ) -> None:
        """
        lexicon : every word of the grammar, each spelling with the boundary last
        log_prior : log of the network's mean output, shape = (symbols,)
        """
        self._settings = settings
        self._boundary = boundary
        self._offset = settings.prior_scale * log_prior
        wide = replace(settings, beam=BEAM, beam_symbols=len(log_prior), word_score=0.0)
        self._search = LexiconSearch(lexicon, GrammarModel(grammar), boundary, wide)

    def candidates(self, log_probabilities: Tensor) -> list[Hypothesis]:
        """Phrases that fit, best first; none if there is no sound or hardly any.

        log_probabilities : Tensor, shape = (frames, phonemes), blank first
        """
        if not len(log_probabilities):
            return []
        scaled = log_probabilities - self._offset
        return list(self._search(closed(scaled, self._boundary)))

    def said(self, log_probabilities: Tensor) -> tuple[Hypothesis | None, float]:
        """The best phrase, and how likely it is that it was said and nothing else."""
        found = self.candidates(log_probabilities)
        if not found:
            return None, 0.0
        evidence = (
            self._settings.grammar_slope * self.misfit(log_probabilities, found[0])
            + self._settings.grammar_bias
        )
        inside = 1 / (1 + math.exp(-max(-50.0, min(50.0, evidence))))
        best = found[0].score
        return found[0], inside / sum(math.exp(other.score - best) for other in found)

    def misfit(self, log_probabilities: Tensor, phrase: Hypothesis) -> float:
        """How much worse than a mere loop of phonemes the phrase fits, in nats a phoneme; at
        most about 0.

        log_probabilities : Tensor, shape = (frames, phonemes), blank first
        """
        loop = float((log_probabilities - self._offset).max(-1).values.sum())
        return (phrase.sound - loop) / max(1, len(greedy(log_probabilities)))
