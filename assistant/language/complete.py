"""What could follow as somebody types: the next words, and a few more if they are sure enough
(Smart Compose, Chen et al. 2019).

Words are searched piece by piece, several at once, and a word's probability is that of its
pieces and of an end after them, given the letters that are typed already. What was read stays
in memory, so that a letter more costs no reading and a word more only its own pieces.
"""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from assistant.errors import BadOption
from assistant.language.cache import Cache, CacheSettings, with_cache
from assistant.language.reading import Place, Reader, window
from assistant.language.search import NEVER
from assistant.language.tokenizer import Subwords
from assistant.messages import Completion, NextWord
from assistant.models.language_model import LanguageModel, State, select_rows

CHIPS = 3
"""Next words to offer."""
LEAST = 0.005
"""Probability of a next word that is offered."""
WORDS_LIMIT = 100
WIDTH, NARROW = 10, 4
"""Beginnings of words that are followed at once: of several words, and of one."""
PIECES = 8
"""Of a word at most."""
SPREAD = math.log(8)
"""How much less a beginning of one letter counts when the first ones are picked."""
HOPELESS = math.log(1e-5)
"""A beginning this unlikely is not followed."""

_BEGUN = re.compile(r" ?[^\W\d_]+\Z| \Z")
_BEGINS = re.compile(r" ?[^\W\d_]")
_LETTER = re.compile(r" (?![aAIO])[^\W\d_]$")
"""Of which no word is made by itself."""
_CONTRACTION = re.compile(r"'(?:s|t|re|ve|m|ll|d)$")


@dataclass(frozen=True, eq=False)
class Found:
    """One word that may come next."""

    text: str
    """With the letters that are typed already, and the space before it if there is one."""
    log_probability: float
    end: float
    """Log-probability, after it, that the word is over; it is part of `log_probability`."""
    places: Place
    """Of all that was followed beside it: rows of both."""
    row: int

    @property
    def after(self) -> Place:
        """Where the network stands after the word."""
        row = torch.tensor([self.row])
        state = select_rows(self.places.state, row)
        return Place(self.places.log_probs[self.row], state, self.places.cache)


@dataclass
class _Search:
    """The beginnings that are followed."""

    texts: list[str]
    scores: Tensor
    log_probs: Tensor
    state: State
    begins: Tensor
    """What a word may begin with, shape = (vocab,)."""
    cache: Cache | None = None
    """Of the text before them all."""
    done: list[Found] = field(default_factory=list)
    fitting: list[Tensor] = field(default_factory=list)
    """Log-probabilities of all that goes on from the letters typed."""


class Completer:
    """Completes with one network. Threads may share it."""

    def __init__(
        self,
        model: LanguageModel,
        tokenizer: Subwords,
        knows: Callable[[str], bool] = lambda word: True,
    ) -> None:
        """knows : whether something is a word; what is none is not offered"""
        self.model, self.tokenizer, self._knows = model, tokenizer, knows
        self.reader = Reader(model, tokenizer)
        pieces = [tokenizer.decode([index]) for index in range(len(tokenizer))]
        self._pieces = pieces
        self._begins = torch.tensor([bool(_BEGINS.match(piece)) for piece in pieces])
        self._goes_on = torch.tensor(
            [piece[:1].isalpha() or bool(_CONTRACTION.match(piece)) for piece in pieces]
        )
        self._ends = ~self._goes_on
        self._ends[list(tokenizer.marks)] = False
        self._marks_between = self._ends & ~self._begins
        self._letter = torch.tensor([float(bool(_LETTER.match(piece))) for piece in pieces])
        spelt = sorted((piece, index) for index, piece in enumerate(pieces) if piece)
        self._sorted = [piece for piece, _ in spelt]
        self._ids = [index for _, index in spelt]

    @torch.inference_mode()
    def suggest(
        self,
        text: str,
        threshold: float,
        words: int,
        mark: int,
        cache: CacheSettings | None = None,
    ) -> Completion:
        """
        text : what is typed; a word that is not ended by a space or mark may be typed in part
        threshold : what every word of the completion must have of probability
        words : at most
        mark : id of what the text begins with
        cache : of what is typed, not of what is suggested; None for none

        Raises:
            BadOption: words or threshold are outside their range.
        """
        _check(words)
        if not 0 <= threshold <= 1:
            raise BadOption("The threshold must be from 0 to 1.")
        first, letters = self._first(text, mark, cache)
        if not first:
            return Completion("", 0.0, ())
        shown, likely = worth(list(self._longer(first[0], letters, threshold, words)), threshold)
        return Completion(shown, min(1.0, likely), self._offered(first, letters))

    @torch.inference_mode()
    def continuations(
        self, text: str, words: int, mark: int, cache: CacheSettings | None = None
    ) -> list[tuple[str, float]]:
        """What could be added, shortest first, and a word's mean probability in each; `suggest`
        takes what is worth it.

        Raises:
            BadOption: as `suggest`.
        """
        _check(words)
        first, letters = self._first(text, mark, cache)
        return list(self._longer(first[0], letters, 0.0, words)) if first else []

    def _first(self, text: str, mark: int, cache: CacheSettings | None) -> tuple[list[Found], str]:
        """The likeliest words at the end of a text, and the letters there that begin them."""
        text = window(text)
        found = _BEGUN.search(text)
        letters = found[0] if found else ""
        place = self.reader.read(text[: len(text) - len(letters)], mark, cache)
        return self.next_words(place, letters), letters

    def _offered(self, first: list[Found], letters: str) -> tuple[NextWord, ...]:
        """Where the word begun is whole as it stands, also what may follow it."""
        found = [
            NextWord(word.text.strip(), word.text[len(letters) :], math.exp(word.log_probability))
            for word in first
        ]
        for word in first:
            if word.text == letters:
                found = [one for one in found if one.added]
                share = math.exp(word.log_probability)
                for follow in self.next_words(word.after, "", given=word.end):
                    chance = share * math.exp(follow.log_probability)
                    found.append(NextWord(follow.text.strip(), follow.text, chance))
        likely = [one for one in found if one.probability >= LEAST]
        return tuple(sorted(likely, key=lambda one: -one.probability)[:CHIPS])

    def _longer(
        self, word: Found, letters: str, threshold: float, words: int
    ) -> Iterator[tuple[str, float]]:
        """What is added with one word, with two, ..., and a word's mean probability in each."""
        added, total = word.text[len(letters) :], word.log_probability
        count = 1 if added else 0
        if added:
            yield added, math.exp(total)
        while count < words and total / words >= math.log(max(threshold, 1e-12)):
            between, likely = self._mark_between(word)
            follow = self.next_words(word.after, "", given=word.end, count=1)
            if between and (not follow or likely > follow[0].log_probability):
                # Also before anything is added: then there is nothing to offer.
                if added and between in ".!?":
                    yield added + between, math.exp((total + likely) / count)
                return
            if not follow:
                return
            word = follow[0]
            added, total, count = added + word.text, total + word.log_probability, count + 1
            yield added, math.exp(total / count)

    def _mark_between(self, word: Found) -> tuple[str, float]:
        """The likeliest mark or line's end after a word, and its log-probability."""
        marks = word.places.log_probs[word.row].masked_fill(~self._marks_between, NEVER)
        likely, index = marks.max(-1)
        return self._pieces[int(index)], float(likely) - word.end

    def next_words(
        self, place: Place, letters: str, given: float = 0.0, count: int = CHIPS
    ) -> list[Found]:
        """The likeliest words, best first.

        letters : what is typed of the word, with the space before it
        given : log-probability of what is known to come next, of which these are shares
        """
        begins = self._begins & self._ends if given else self._begins
        search = _Search(
            [""], torch.zeros(1), place.log_probs[None], place.state, begins, place.cache
        )
        for _ in range(PIECES):
            if not self._advance(search, letters, count):
                break
        whole = float(torch.cat(search.fitting).logsumexp(0)) if search.fitting else given
        best: dict[str, Found] = {}
        for word in sorted(search.done, key=lambda word: -word.log_probability):
            if len(best) < count and (word.text == letters or self._knows(word.text)):
                best.setdefault(word.text, word)  # it may be found in other pieces as well
        return [
            replace(word, log_probability=min(0.0, word.log_probability - whole))
            for word in best.values()
        ]

    def _advance(self, search: _Search, letters: str, count: int) -> bool:
        """Each beginning by one piece; False if nothing is left to follow."""
        scores = search.scores[:, None] + search.log_probs
        allowed = torch.stack([self._allowed(search, text, letters) for text in search.texts])
        for row, text in enumerate(search.texts):
            if len(text) < len(letters):
                covering = self._starting_with(letters[len(text) :])
                search.fitting.append(scores[row, covering])
        scores = scores.masked_fill(~allowed, NEVER)
        # One letter begins many words, each of them rare: it must not take the place of words.
        ranks = scores - SPREAD * self._letter if not search.done else scores
        flat = ranks.flatten().topk(min(WIDTH if count > 1 else NARROW, scores.numel())).indices
        best = scores.flatten()[flat]
        worst = sorted((word.log_probability for word in search.done), reverse=True)[:count]
        enough = max(HOPELESS + float(best.max()), worst[-1] if len(worst) == count else NEVER)
        kept = (best > max(enough, -1e30)).nonzero()[:, 0]
        if not len(kept):
            return False
        rows, ids = flat[kept] // scores.shape[1], flat[kept] % scores.shape[1]
        search.texts = [
            search.texts[row] + self._pieces[index]
            for row, index in zip(rows.tolist(), ids.tolist(), strict=True)
        ]
        search.scores = best[kept]
        alone, search.state = self.model.step(ids, select_rows(search.state, rows))
        search.log_probs = with_cache(search.cache, self.model, alone, search.state)
        self._finish(search, letters)
        return True

    def _finish(self, search: _Search, letters: str) -> None:
        """Every beginning that spells out the letters may be a word as it stands."""
        places = Place(search.log_probs, search.state, search.cache)
        ends = search.log_probs[:, self._ends].logsumexp(-1).tolist()
        for row, (text, end) in enumerate(zip(search.texts, ends, strict=True)):
            if len(text) >= len(letters.rstrip(" ")) and text.strip():
                score = float(search.scores[row]) + end
                search.done.append(Found(text, score, end, places, row))

    def _allowed(self, search: _Search, text: str, letters: str) -> Tensor:
        """Which pieces a word may have next, shape = (vocab,)."""
        wanted = letters[len(text) :]
        if not wanted:
            return self._goes_on if text else search.begins
        fits = torch.zeros(len(self._pieces), dtype=torch.bool)
        fits[self._starting_with(wanted)] = True
        for length in range(1, len(wanted)):
            place = bisect.bisect_left(self._sorted, wanted[:length])
            if place < len(self._sorted) and self._sorted[place] == wanted[:length]:
                fits[self._ids[place]] = True
        return fits if text else fits & self._begins

    def _starting_with(self, letters: str) -> list[int]:
        """Ids of all pieces that begin with these letters."""
        first = bisect.bisect_left(self._sorted, letters)
        last = bisect.bisect_left(self._sorted, letters + "\U0010ffff")
        return self._ids[first:last]


def _check(words: int) -> None:
    if not 1 <= words <= WORDS_LIMIT:
        raise BadOption(f"words must be from 1 to {WORDS_LIMIT}.")


def worth(found: Sequence[tuple[str, float]], threshold: float) -> tuple[str, float]:
    """Of completions, shortest first, the longest in which every word reaches the threshold, and
    its mean; no text, and the mean of the shortest, if that one does not."""
    shown, likely = "", found[0][1] if found else 0.0
    before = 0.0
    for text, mean in found:
        total = len(text.split()) * math.log(max(mean, 1e-12))
        if total - before < math.log(max(threshold, 1e-12)):
            break
        shown, likely, before = text, mean, total
    return shown, likely
