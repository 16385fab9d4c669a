"""CTC log-probabilities -> symbols or words.

Three searches: `greedy` takes the best symbol of each frame; `prefix_beam_search` sums over
all alignments of a text; `LexiconDecoder` finds the words of a pronunciation lexicon that
phonemes and an n-gram language model agree on.
"""

from __future__ import annotations

import json
import lzma
import math
import os
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from assistant.errors import BadModel
from assistant.language.tokenizer import BLANK, BOUNDARY, Symbols
from assistant.speech.ngrams import cached_arpa

LEXICON = "lexicon.txt.xz"
NGRAMS = "ngrams.npz.xz"
SETTINGS = "decoder.json"

Prefix = tuple[int, ...]

_QUIET = threading.Lock()
"""Standard error belongs to the whole process: one decoder at a time may silence it."""


def collapse(ids: Iterable[int], blank: int = 0) -> list[int]:
    """One symbol for each run of equal ones, blanks left out: CTC's many-to-one map."""
    return [symbol for symbol, _ in groupby(ids) if symbol != blank]


def greedy(log_probabilities: Tensor) -> list[int]:
    """The symbols of the single best path.

    log_probabilities : Tensor, shape = (frames, symbols), blank first
    """
    return collapse(log_probabilities.argmax(-1).tolist())


@dataclass(frozen=True)
class Candidate:
    """A text and how likely it is, all its alignments together."""

    symbols: Prefix
    log_probability: float


def prefix_beam_search(log_probabilities: Tensor, beam: int = 8) -> list[Candidate]:
    """The most probable symbol sequences, best first; exact if the beam is wide enough.

    log_probabilities : Tensor, shape = (frames, symbols), blank first
    """
    # For each prefix: log-probability of the paths that end in blank, and of the others.
    beams: dict[Prefix, tuple[float, float]] = {(): (0.0, -math.inf)}
    for frame in log_probabilities.tolist():
        extended: dict[Prefix, tuple[float, float]] = {}
        for prefix, (blank, symbol) in beams.items():
            _add(extended, prefix, _log_add(blank, symbol) + frame[0], ends_blank=True)
            for index, score in enumerate(frame[1:], start=1):
                repeated = bool(prefix) and prefix[-1] == index
                if repeated:
                    _add(extended, prefix, symbol + score, ends_blank=False)
                # A symbol that repeats is a new one only after a blank.
                before = blank if repeated else _log_add(blank, symbol)
                _add(extended, (*prefix, index), before + score, ends_blank=False)
        ranked = sorted(extended.items(), key=lambda item: _log_add(*item[1]), reverse=True)
        beams = dict(ranked[:beam])
    found = [Candidate(prefix, _log_add(*scores)) for prefix, scores in beams.items()]
    return sorted(found, key=lambda candidate: -candidate.log_probability)


def _add(
    beams: dict[Prefix, tuple[float, float]], prefix: Prefix, score: float, ends_blank: bool
) -> None:
    if score == -math.inf:
        return
    blank, symbol = beams.get(prefix, (-math.inf, -math.inf))
    if ends_blank:
        beams[prefix] = _log_add(blank, score), symbol
    else:
        beams[prefix] = blank, _log_add(symbol, score)


def _log_add(a: float, b: float) -> float:
    if a < b:
        a, b = b, a
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))


@dataclass(frozen=True)
class DecoderSettings:
    """What `training.tune_decoder` sets on development clips; saved as `decoder.json`."""

    language_weight: float = 2.0
    word_score: float = -1.0
    """Added for each word: above 0 favours more and shorter words."""
    prior_scale: float = 0.6
    """How much of each symbol's mean log-probability is taken off, so that the blank and
    common phonemes do not win by habit."""
    boundary_score: float = 0.0
    """Added for each word boundary."""
    beam: int = 150
    beam_symbols: int = 20
    """Best symbols of a frame that are followed."""
    beam_threshold: float = 40.0
    """What falls behind the best by more is dropped."""
    speech_certainty: float = 13.3
    """Weight of the spelling's mean probability in telling speech from noise."""
    speech_rate: float = 3.8
    """Weight of the logarithm of how many symbols a second the network names."""
    speech_bias: float = -12.1
    """Added to both: what comes out at or above 0 is taken for speech."""

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
        self.settings = settings or DecoderSettings.read(folder / SETTINGS)
        self._log_prior = torch.zeros(len(symbols)) if log_prior is None else log_prior
        self._boundary = symbols.encode([BOUNDARY])[0]
        self._lock = threading.Lock()
        self._search = _build_search(folder, symbols, self.settings)

    @staticmethod
    def available(folder: Path) -> bool:
        """Whether a model folder brings a lexicon and a language model."""
        return (folder / LEXICON).is_file() and (folder / NGRAMS).is_file()

    def decode(self, log_probabilities: Tensor) -> list[str]:
        """The best words; none if no word fits the sound.

        log_probabilities : Tensor, shape = (frames, symbols), blank first
        """
        best = self.candidates(log_probabilities, 1)
        return list(best[0].words) if best else []

    def candidates(self, log_probabilities: Tensor, count: int) -> list[Hypothesis]:
        """At most `count` different word sequences, best first.

        log_probabilities : Tensor, shape = (frames, symbols), blank first
        """
        if not len(log_probabilities):
            return []
        scaled = log_probabilities - self.settings.prior_scale * self._log_prior
        # Every word of the trie ends in a boundary, but the network writes boundaries only
        # between words: one more frame, which can be nothing else, closes the last word.
        closing = torch.full((1, scaled.shape[1]), scaled.min().item() - 50.0)
        closing[0, self._boundary] = 0.0
        emissions = torch.cat([scaled, closing]).to(torch.float32).contiguous()
        with self._lock:
            self._search.decode_begin()
            self._search.decode_step(emissions)
            self._search.decode_end()
            results = self._search.decoder.get_all_final_hypothesis()
        return self._different(results, count)

    def _different(self, results: Iterable[Any], count: int) -> list[Hypothesis]:
        """The first of each word sequence: others differ in pronunciation or in timing."""
        name = self._search.word_dict.get_entry
        found: dict[tuple[int, ...], Hypothesis] = {}
        for result in results:
            if len(found) == count:
                break
            ids = tuple(word for word in result.words if word >= 0)
            if ids not in found:
                words = tuple(map(name, ids))
                sound, language = result.emittingModelScore, result.lmScore
                found[ids] = Hypothesis(words, result.score, sound, language)
        return list(found.values())


def _build_search(folder: Path, symbols: Symbols, settings: DecoderSettings) -> Any:
    from torchaudio.models.decoder import ctc_decoder  # only those who decode wait for it

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as lexicon:
        lexicon.writelines(_trie_lines(folder / LEXICON, symbols))
        lexicon.flush()
        arpa = cached_arpa(folder / NGRAMS)
        try:
            with _quiet():
                return ctc_decoder(
                    lexicon=lexicon.name,
                    tokens=list(symbols.symbols),
                    lm=str(arpa),
                    beam_size=settings.beam,
                    beam_size_token=settings.beam_symbols,
                    beam_threshold=settings.beam_threshold,
                    lm_weight=settings.language_weight,
                    word_score=settings.word_score,
                    sil_score=settings.boundary_score,
                    blank_token=BLANK,
                    sil_token=BOUNDARY,
                    unk_word="<unk>",
                )
        except (RuntimeError, ValueError) as error:
            raise BadModel(f"The decoder of {folder} can't be built: {error}.") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on standard error: KenLM draws a progress bar there, and has no switch for it."""
    sys.stderr.flush()
    with _QUIET, open(os.devnull, "wb") as nowhere:
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _trie_lines(path: Path, symbols: Symbols) -> list[str]:
    """`word PH O N E S |` for each line of the packed lexicon."""
    try:
        lines = lzma.decompress(path.read_bytes()).decode("utf-8").splitlines()
    except (OSError, lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        raise BadModel(
            f"The lexicon {path.name} can't be read ({error}). Fetch the model folder again."
        ) from error
    used = {phone for line in lines for phone in line.split()[1:]}
    if not lines or not used or any(phone not in symbols for phone in used):
        raise BadModel(f"The lexicon {path.name} does not fit the network's phonemes.")
    return [f"{line} {BOUNDARY}\n" for line in lines]
