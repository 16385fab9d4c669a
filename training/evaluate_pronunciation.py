"""Score the network that reads words aloud, beside a rule counted from the same words.

A word is right if it is read in any of the ways that the dictionary gives; its phoneme errors
are those against the nearest of them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from assistant.checkpoint import LoadedModel
from assistant.errors import BadData
from assistant.language.tokenizer import END_ID, START_ID, Symbols
from assistant.models.seq2seq import Seq2Seq
from assistant.speech.pronounce import Pronunciation, read_aloud, reader
from training.batches import pad
from training.data.pronunciations import Words, only_letters, read_words
from training.data.speech import read_lexicon
from training.letter_rule import LetterRule
from training.metrics import Edits, edits

CHOICES = 500
"""Words that are also read with a beam, for which several readings are counted."""


@dataclass(frozen=True)
class Score:
    """Of words that were read."""

    words: int = 0
    wrong: int = 0
    phonemes: Edits = field(default_factory=Edits)

    def add(self, right: Sequence[Pronunciation], read: Pronunciation) -> Score:
        nearest = min((edits(phones, read) for phones in right), key=lambda found: found.errors)
        return Score(self.words + 1, self.wrong + (nearest.errors > 0), self.phonemes + nearest)

    @property
    def word_rate(self) -> float:
        return self.wrong / max(1, self.words)

    def to_json(self) -> dict[str, Any]:
        return {
            "words": self.words,
            "wrong_words": self.wrong,
            "phonemes": self.phonemes.length,
            "substitutions": self.phonemes.substitutions,
            "deletions": self.phonemes.deletions,
            "insertions": self.phonemes.insertions,
            "word_error_rate": round(self.word_rate, 4),
            "phoneme_error_rate": round(self.phonemes.rate, 4),
        }


def evaluate_folder(
    loaded: LoadedModel, split: str, data: Path | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Greedy reading, several readings by beam, and the rule of letters and neighbours.

    data : a dictionary in the format of cmudict.dict.gz, instead of the split's words

    Raises:
        BadModel: the model is none that reads words.
        BadData: nothing to score.
    """
    model, symbols = reader(loaded)
    words = only_letters(read_lexicon(data)) if data else read_words(split)  # type: ignore[arg-type]
    if not words:
        raise BadData("There are no words to score.")
    words = every(words, limit or len(words))
    rule = LetterRule(read_words("train"))
    return {
        "model": str(loaded.folder),
        "split": split,
        "greedy": _score(words, read_greedily(model, symbols, list(words))).to_json(),
        "beam": _several(model, symbols, every(words, CHOICES)),
        "letter_rule": _score(words, {word: rule.read(word) for word in words}).to_json(),
    }


def every(words: Words, count: int) -> Words:
    """About so many words, from all over the list."""
    return dict(list(words.items())[:: max(1, len(words) // count)])


def _score(words: Words, read: Mapping[str, Pronunciation]) -> Score:
    score = Score()
    for word, right in words.items():
        score = score.add(right, read[word])
    return score


def _several(model: Seq2Seq, symbols: Symbols, words: Words) -> dict[str, Any]:
    """How often the first reading, or any of them, is right."""
    started = time.perf_counter()
    read = {word: read_aloud(model, symbols, word) for word in words}
    spent = time.perf_counter() - started
    wrong = sum(set(words[word]).isdisjoint(said) for word, said in read.items())
    first = {word: said[0] if said else () for word, said in read.items()}
    return {
        **_score(words, first).to_json(),
        "readings_per_word": round(sum(map(len, read.values())) / len(words), 2),
        "no_reading_right": round(wrong / len(words), 4),
        "milliseconds_per_word": round(1000 * spent / len(words), 1),
    }


@torch.inference_mode()
def read_greedily(
    model: Seq2Seq, symbols: Symbols, words: Sequence[str], rows: int = 500
) -> dict[str, Pronunciation]:
    """Each word's likeliest phonemes, one after the other; many words at a time."""
    read: dict[str, Pronunciation] = {}
    device = next(model.parameters()).device
    for first in range(0, len(words), rows):
        some = words[first : first + rows]
        letters, lengths = pad([torch.tensor(symbols.encode(list(word))) for word in some])
        state = model.start(letters.to(device), lengths.to(device))
        ids = torch.full((len(some),), START_ID, device=device)
        written = []
        for _ in range(2 * letters.shape[1] + 5):
            log_probs, state = model.step(ids, state)
            ids = log_probs.argmax(-1)
            written.append(ids)
        for word, row in zip(some, torch.stack(written, 1).tolist(), strict=True):
            end = row.index(END_ID) if END_ID in row else len(row)
            read[word] = tuple(symbols.symbols_of(row[:end]))
    return read
