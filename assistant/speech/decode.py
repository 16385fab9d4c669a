"""CTC log-probabilities -> symbols or words.

`greedy` takes the best symbol of each frame; `LexiconDecoder` finds the words of a pronunciation
lexicon that phonemes and an n-gram language model agree on.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import asdict, dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from assistant.errors import BadModel
from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.models.transducer import SpellingWeights
from assistant.speech.lexicon import LEXICON, lexicon_lines
from assistant.speech.ngrams import cached_arpa
from assistant.speech.vocal_tract import WIDEST

if TYPE_CHECKING:
    from assistant.speech.command_search import CommandSearch
    from assistant.speech.vocabulary import CommandModel

NGRAMS = "ngrams.npz.xz"
SETTINGS = "decoder.json"
LONGEST_SHIFT = 0.02
"""Seconds: half a frame of the network's output. Beyond, hearings are not of the same frame."""


def collapse(ids: Iterable[int], blank: int = 0) -> list[int]:
    """One symbol for each run of equal ones, blanks left out: CTC's many-to-one map."""
    return [symbol for symbol, _ in groupby(ids) if symbol != blank]


def greedy(log_probabilities: Tensor) -> list[int]:
    """The symbols of the single best path.

    log_probabilities : Tensor, shape = (frames, symbols), blank first
    """
    return collapse(log_probabilities.argmax(-1).tolist())


@dataclass(frozen=True)
class DecoderSettings:
    """What `training.tune_decoder` sets on development clips; saved as `decoder.json`."""

    language_weight: float = 2.5
    word_score: float = -1.5
    """Added for each word: above 0 favours more and shorter words."""
    prior_scale: float = 0.6
    """How much of each symbol's mean log-probability is taken off, so that the blank and
    common phonemes do not win by habit."""
    boundary_score: float = 0.0
    """Added for each word boundary."""
    formants: float = 0.0
    """Part by which formants are moved in further hearings, in some twice as far."""
    shift: float = 0.0
    """Seconds by which these hearings begin earlier or later, or twice; both 0 for one hearing."""
    beam: int = 250
    """Places in the lexicon that are followed."""
    narrow_beam: int = 250
    """The same where time is short: in live captions, and wherever the model of the words is
    asked in Python, not in compiled code."""
    beam_symbols: int = 20
    """Best symbols of a frame that are followed."""
    beam_threshold: float = 40.0
    """What falls behind the best by more is dropped."""
    hotword_bonus: float = 3.0
    """Added for each word of a phrase that the caller asks for."""
    command_share: float = 0.5
    """Of what is said that is a command, where commands are expected; in [0, 1)."""
    rescored_language: float = 2.5
    """Weight of the n-gram model where a recurrent one chooses with it."""
    rescored_recurrent: float = 0.5
    """Weight of the recurrent language model's logarithm to base 10."""
    rescored_word: float = -1.0
    """Added for each word where the recurrent model chooses."""
    spelling_weight: float = 0.0
    """Of the log-probability of a candidate's letters under the transducer; 0: not asked."""
    spelling_word: float = 0.0
    """Added for each word where the transducer judges."""
    blank_penalty: float = 0.0
    """Taken off the score of going on to the next frame where the transducer spells."""
    ctc_share: float = 1.0
    """Where the transducer spells, times what it learnt to make of CTC's letters: those of several
    hearings are less sharp than those it learnt from."""
    text_share: float = 1.0
    """The same of what usually follows in text, which after a wrong letter leads astray."""
    unknown_shortfall: float = 0.8
    """A word that fits its frames worse than the network's first choices by more, in nats a
    frame, may be one that the lexicon lacks."""
    unknown_certainty: float = 0.8
    """Mean probability of the letters that must be exceeded for a word to be spelt out."""
    grammar_slope: float = 2.0
    """How fast a phrase of a grammar becomes doubtful as its sounds fit worse."""
    grammar_bias: float = 3.0
    """Evidence for a phrase that fits as well as any sounds could."""
    speech_certainty: float = 13.3
    """Weight of the spelling's mean probability in telling speech from noise."""
    speech_rate: float = 3.8
    """Weight of the logarithm of how many symbols a second the network names."""
    speech_activity: float = 0.0
    """Weight of what the activity network says."""
    speech_bias: float = -12.1
    """Added to all: what comes out at or above 0 is taken for speech."""

    @property
    def spelling(self) -> SpellingWeights:
        """How the transducer weighs its parts where it spells."""
        return SpellingWeights(self.ctc_share, self.text_share, self.blank_penalty)

    def __post_init__(self) -> None:
        if not 0 <= self.formants <= WIDEST / 2:
            raise ValueError(f"formants is {self.formants!r}, not within 0 and {WIDEST / 2}")
        if not 0 <= self.shift <= LONGEST_SHIFT / 2:
            raise ValueError(f"shift is {self.shift!r}, not within 0 and {LONGEST_SHIFT / 2}")

    @classmethod
    def read(cls, path: Path) -> DecoderSettings:
        """Settings of a model folder, or the defaults where the file is absent.

        Raises:
            BadModel: the file is damaged or names an unknown setting.
        """
        if not path.is_file():
            return cls()
        try:
            values = json.loads(path.read_text(encoding="utf-8"))["settings"]
            checked: dict[str, Any] = {name: _number(name, value) for name, value in values.items()}
            return cls(**checked)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadModel(
                f"The decoder settings {path.name} can't be used ({error!r}). "
                "Fetch the model folder again."
            ) from error

    def write(self, path: Path, report: dict[str, Any] | None = None) -> None:
        """Save, with the scores that they were chosen by."""
        text = json.dumps({"settings": asdict(self), "report": report or {}}, indent=2)
        path.write_text(text + "\n", encoding="utf-8")


def _number(name: str, value: object) -> float | int:
    """A setting's value as its field's type; finite numbers only."""
    default = {field.name: field.default for field in fields(DecoderSettings)}[name]
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"{name} is {value!r}")
    return int(value) if isinstance(default, int) else float(value)


@dataclass(frozen=True)
class Hypothesis:
    """What may have been said."""

    words: tuple[str, ...]
    score: float
    """Natural logarithm, higher is better: sound, weighted language model and word scores."""
    sound: float = 0.0
    """Natural logarithm of the best path through the sound, its prior scaled off."""
    language: float = 0.0
    """Logarithm to base 10 under the n-gram model, before it is weighted."""


Spelling = tuple[str, tuple[int, ...]]
"""A word and the symbols that it is said with, the boundary last."""


class LexiconDecoder:
    """Beam search over a trie of pronunciations with a word n-gram model.

    One decoder may be used from several threads; they wait for each other.
    """

    def __init__(
        self,
        folder: Path,
        symbols: Symbols,
        settings: DecoderSettings | None = None,
        log_prior: Tensor | None = None,
    ) -> None:
        """
        folder : holds `lexicon.txt.xz` and `ngrams.npz.xz`, and may hold `decoder.json`
        log_prior : log of the network's mean output, shape = (symbols,)

        Raises:
            BadModel: a file is missing, damaged, or does not fit the symbols.
        """
        # Its libraries take a second to load: only those who decode wait for them.
        from assistant.speech.fast_search import FastSearch

        self.settings = settings or DecoderSettings.read(folder / SETTINGS)
        self._log_prior = torch.zeros(len(symbols)) if log_prior is None else log_prior
        self._boundary = symbols.ids[BOUNDARY]
        self._lock = threading.Lock()
        lexicon = read_lexicon(folder / LEXICON, symbols)
        arpa = cached_arpa(folder / NGRAMS)
        try:
            self._plain = FastSearch(lexicon, arpa, self._boundary, self.settings)
        except (RuntimeError, ValueError) as error:
            raise BadModel(f"The decoder of {folder} can't be built: {error}.") from error
        self._search: FastSearch | CommandSearch = self._plain

    @staticmethod
    def available(folder: Path) -> bool:
        """Whether a model folder brings a lexicon and a language model."""
        return (folder / LEXICON).is_file() and (folder / NGRAMS).is_file()

    def with_phrases(self, phrases: Sequence[Spelling]) -> LexiconDecoder:
        """A decoder that also knows these phrases, and favours them; it is quickly made."""
        other = copy(self)
        other._lock = threading.Lock()
        other._search = self._plain.with_phrases(phrases)
        return other

    def with_commands(
        self, commands: CommandModel, own: Sequence[Spelling], phrases: Sequence[Spelling] = ()
    ) -> LexiconDecoder:
        """A decoder that expects commands.

        own : the user's own words; phrases : as in `with_phrases`
        """
        other = copy(self)
        other._lock = threading.Lock()
        other._search = self._plain.with_commands(commands, own, phrases)
        return other

    def decode(self, log_probabilities: Tensor) -> list[str]:
        """The best words; none if no word fits the sound.

        log_probabilities : Tensor, shape = (frames, symbols), blank first
        """
        best = self.candidates(log_probabilities, 1)
        return list(best[0].words) if best else []

    def candidates(
        self, log_probabilities: Tensor, count: int, quick: bool = False
    ) -> list[Hypothesis]:
        """At most `count` different word sequences, best first.

        log_probabilities : Tensor, shape = (frames, symbols), blank first
        quick : with the narrow beam
        """
        if not len(log_probabilities):
            return []
        scaled = log_probabilities - self.settings.prior_scale * self._log_prior
        with self._lock:
            return different(self._search(closed(scaled, self._boundary), quick), count)


def closed(scaled: Tensor, boundary: int) -> Tensor:
    """One more frame, which can be nothing but a boundary.

    Every word of the trie ends in one, but the network writes them only between words.

    scaled : Tensor, shape = (frames, symbols)
    """
    closing = torch.full((1, scaled.shape[1]), scaled.min().item() - 50.0)
    closing[0, boundary] = 0.0
    return torch.cat([scaled, closing])


def different(hypotheses: Iterable[Hypothesis], count: int) -> list[Hypothesis]:
    """The first of each word sequence: others differ in pronunciation or in timing."""
    found: dict[tuple[str, ...], Hypothesis] = {}
    for hypothesis in hypotheses:
        if len(found) == count:
            break
        found.setdefault(hypothesis.words, hypothesis)
    return list(found.values())


def read_lexicon(path: Path, symbols: Symbols) -> list[Spelling]:
    """Each line of a packed lexicon, `word PH O N E S`.

    Raises:
        BadModel: it can't be read, or names other symbols.
    """
    split = lexicon_lines(path)
    if not split or any(len(parts) < 2 for parts in split):
        raise BadModel(f"The lexicon {path.name} holds no pronunciations.")
    try:
        return [(word, tuple(symbols.encode([*phones, BOUNDARY]))) for word, *phones in split]
    except KeyError as error:
        raise BadModel(f"The lexicon {path.name} does not fit the network's phonemes.") from error
