"""Audio -> Transcript: the whole way from sound to words.

    endpoint -> features -> models.ctc -> decode -> align

Silence and noise give an empty transcript. Two judges must agree that there is speech: the
gate on the sound itself, and the networks, of which one spells mere noise sparsely and unsurely,
and the other has learnt what is not speech.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from assistant.checkpoint import LoadedModel
from assistant.errors import BadModel
from assistant.language.tokenizer import Symbols
from assistant.messages import SAMPLE_RATE, Audio, Transcript, Word
from assistant.models.ctc import CTC, CTCOutput
from assistant.models.transducer import SpellingWeights, Transducer
from assistant.speech.activity import SURE, SpeechDetector
from assistant.speech.decode import (
    SETTINGS,
    DecoderSettings,
    Hypothesis,
    LexiconDecoder,
    greedy,
)
from assistant.speech.endpoint import Gate, Region, pieces, speech_regions
from assistant.speech.features import FEATURES
from assistant.speech.find import WordFinder
from assistant.speech.grammar import Grammar
from assistant.speech.hearings import hearings
from assistant.speech.place import CANDIDATES, FRAME_SECONDS, Placer
from assistant.speech.respell import respelt
from assistant.speech.spell_out import SpellOut
from assistant.speech.vocabulary import Vocabulary

LONGEST_PIECE = 20.0
"""Seconds. The network heard hardly anything longer in training."""


@dataclass(frozen=True)
class Heard:
    """What the network made of one piece."""

    start: float
    """Seconds from the start of the clip."""
    characters: Tensor
    """Log-probabilities, shape = (frames, characters)."""
    phonemes: Tensor
    """Log-probabilities, shape = (frames, phonemes)."""
    seconds: float
    """How long the piece is."""
    activity: float = SURE
    """Evidence of speech by the network that knows other sounds; without that network there is no
    doubt from its side."""
    features: Tensor | None = None
    """What the transducer reads, shape = (frames, features); None if the network has none."""

    def certainty(self) -> float:
        """Mean probability of the symbols that the spelling head names; 0 if it names none."""
        best, symbol = self.characters.max(-1)
        named = symbol != 0
        return float(best[named].exp().mean()) if named.any() else 0.0

    def rate(self) -> float:
        """Symbols that the spelling head names in a second, its margins left out."""
        spoken = max(0.3, self.seconds - 2 * Gate.margin)
        return len(greedy(self.characters)) / spoken

    def speech_probability(self, settings: DecoderSettings) -> float:
        """How sure the network is that this is speech; below one half it is taken for noise."""
        rate = self.rate()
        if not rate:
            return 0.0
        evidence = (
            settings.speech_certainty * self.certainty()
            + settings.speech_rate * math.log(rate)
            + settings.speech_activity * self.activity
            + settings.speech_bias
        )
        return 1 / (1 + math.exp(-min(50.0, max(-50.0, evidence))))


class Recogniser:
    """Turns sound into words. May be used from several threads."""

    def __init__(
        self, loaded: LoadedModel, detector: SpeechDetector | None = None, transducer: bool = True
    ) -> None:
        """
        detector : tells speech from other sounds; the one that lies beside the folder if None
        transducer : let the network's transducer, if it has one, spell where no language model is
            asked, and choose among candidates where one is; otherwise CTC is alone

        Raises:
            BadModel: the model is no recogniser, its symbols do not fit the network, or it was
                trained on other features than `features.py` computes.
        """
        if not isinstance(loaded.model, CTC):
            raise BadModel(f"{loaded.folder} holds a {loaded.kind} model, not a recogniser.")
        if loaded.features != FEATURES.to_json():
            raise BadModel(
                f"{loaded.folder} was trained on other features than this program computes. "
                "Train it anew, or use the version of Refrain that it came with."
            )
        self._model = loaded.model
        self.transducer: Transducer | None = loaded.model.transducer if transducer else None
        self._folder = loaded.folder
        self._characters = _symbols(loaded, "characters", loaded.model.config.characters)
        self._phonemes = _symbols(loaded, "phonemes", loaded.model.config.phonemes)
        self.settings = DecoderSettings.read(loaded.folder / SETTINGS)
        self._detector = detector or SpeechDetector.beside(loaded.folder)
        self.spell_out = SpellOut(self._characters, FRAME_SECONDS, self.settings)
        self.finder = WordFinder(
            loaded.folder, self._phonemes, self.settings, loaded.model.phoneme_prior
        )
        self.placer = Placer(loaded.folder, self._characters, self._phonemes, self.finder.pronounce)

    @property
    def symbols(self) -> tuple[Symbols, Symbols]:
        """What the network names: characters, and phonemes."""
        return self._characters, self._phonemes

    def prepare(self) -> None:
        """Do now what the first clip would have to wait for: imports and the decoder."""
        self._hear(np.zeros(SAMPLE_RATE, np.float32), Region(0.0, 1.0))
        if self.finder.available:
            self.finder.prepare()

    def transcribe(
        self,
        audio: Audio,
        language_model: bool = True,
        hotwords: Sequence[str] = (),
        grammar: Grammar | None = None,
        vocabulary: Vocabulary | None = None,
        quick: bool = False,
    ) -> Transcript:
        """What was said, with times and confidence for each word.

        language_model : choose among the lexicon's words, with the n-gram model that lies in
            the model folder; without, or if it is not there, spell what each frame says
        hotwords : phrases that are likely here; words that the lexicon lacks are read aloud
        grammar : all that may be said; speech that is none of its phrases gives an empty
            transcript, like silence, with the confidence that none was said
        vocabulary : what is not free speech may be a command, and hold phrases of the user's
        quick : hear once, even where the settings ask for several hearings, search with the
            narrow beam, and ask no second judge: for texts that the next moment replaces

        Raises:
            BadOption: a hotword or a word of the grammar can't be used.
            BadModel: a file of the model folder is damaged.
        """
        if grammar is not None:
            return self._transcribe_phrase(audio, grammar)
        started = time.perf_counter()
        uses_words = language_model and self.finder.available
        found: list[Word] = []
        doubt = 1.0  # that anything was said
        for heard in self.hear(audio, quick):
            probability = heard.speech_probability(self.settings)
            doubt = min(doubt, 1 - probability)
            if probability < 0.5:
                continue
            if uses_words:
                candidates = self.candidates(heard, hotwords, vocabulary, quick)
            else:
                candidates = [Hypothesis(tuple(self.spell(heard)), 0.0)]
            found += self._timed(heard, candidates, audio.seconds)
        return Transcript(
            text=" ".join(word.text for word in found),
            words=tuple(found),
            confidence=fmean(word.confidence for word in found) if found else doubt,
            audio_seconds=audio.seconds,
            seconds=time.perf_counter() - started,
        )

    def candidates(
        self,
        heard: Heard,
        hotwords: Sequence[str] = (),
        vocabulary: Vocabulary | None = None,
        quick: bool = False,
    ) -> list[Hypothesis]:
        """What may have been said in a piece, best first.

        In the best one, words that the lexicon lacks are spelt out.
        """
        found = self.finder.candidates(heard.phonemes, CANDIDATES, hotwords, vocabulary, quick)
        if not found:
            return found
        if not quick and vocabulary is None:  # of commands the decoder's model knows more
            found = respelt(found, self.transducer, self._characters, heard, self.settings)
        best, *others = found
        expected = " ".join(hotwords).lower().split()
        expected += vocabulary.words if vocabulary else ()
        aligned = self.placer.align(heard.characters, heard.phonemes, best.words)
        words = self.spell_out(aligned, heard.characters, expected)
        return [replace(best, words=words), *others]

    def _transcribe_phrase(self, audio: Audio, grammar: Grammar) -> Transcript:
        """One phrase of a grammar in the whole clip, or none; the surest where there are several
        pieces of speech.
        """
        started = time.perf_counter()
        found: list[Word] = []
        confidence, surest = 1.0, 0.5
        for heard in self._hear_together(audio):
            none = 1 - heard.speech_probability(self.settings)
            if none <= 0.5:
                phrase, probability = self.finder.phrase(heard.phonemes, grammar)
                none = 1 - probability
                if phrase is not None and probability > surest:
                    surest = probability
                    found = self._timed(heard, [phrase], audio.seconds)
            confidence = min(confidence, none)
        confidence = surest if found else confidence
        return Transcript(
            text=" ".join(word.text for word in found),
            words=tuple(found),
            confidence=confidence,
            audio_seconds=audio.seconds,
            seconds=time.perf_counter() - started,
        )

    def _hear_together(self, audio: Audio) -> Iterator[Heard]:
        """All speech as one piece, for who pauses within a command has not ended it; piece by
        piece where that would be longer than `LONGEST_PIECE`.
        """
        regions = speech_regions(audio.samples)
        if not regions:
            return
        if regions[-1].end - regions[0].start <= LONGEST_PIECE:
            yield self._hear(audio.samples, Region(regions[0].start, regions[-1].end))
            return
        for piece in pieces(audio.samples, regions, LONGEST_PIECE):
            yield self._hear(audio.samples, piece)

    def hear(self, audio: Audio, quick: bool = False) -> Iterator[Heard]:
        """What the network makes of each piece that may hold speech, in order.

        quick : one hearing, whatever the settings ask for
        """
        regions = speech_regions(audio.samples)
        for piece in pieces(audio.samples, regions, LONGEST_PIECE):
            yield self._hear(audio.samples, piece, quick)

    def spell(self, heard: Heard, weights: SpellingWeights | None = None) -> list[str]:
        """The words as they sound: each letter the likeliest after those before, or, where the
        network has no transducer, each frame's likeliest letter.

        weights : of the transducer's parts; those of the settings if None
        """
        if self.transducer is None or heard.features is None:
            return self.spell_frames(heard.characters)
        weights = weights or self.settings.spelling
        with torch.inference_mode():
            letters = self.transducer.spell(heard.features, heard.characters, weights)
        return self._characters.decode(letters).split()

    def spell_frames(self, characters: Tensor) -> list[str]:
        """The words of the best path of the spelling head, shape = (frames, characters)."""
        return self._characters.decode(greedy(characters)).split()

    def decoder(self, settings: DecoderSettings | None = None) -> LexiconDecoder:
        """A new lexicon decoder, with the model folder's settings or others.

        Raises:
            BadModel: a file that it needs is missing or damaged.
        """
        chosen = settings or self.settings
        return LexiconDecoder(self._folder, self._phonemes, chosen, self._model.phoneme_prior)

    def _hear(self, samples: npt.NDArray[np.float32], piece: Region, quick: bool = False) -> Heard:
        first, last = round(piece.start * SAMPLE_RATE), round(piece.end * SAMPLE_RATE)
        with torch.inference_mode():
            again = (0.0, 0.0) if quick else (self.settings.formants, self.settings.shift)
            ways = hearings(samples, first, last, *again)
            lengths = torch.full((len(ways),), ways.shape[1])
            output: CTCOutput = self._model(ways, lengths, hearings=len(ways))
        activity = self._detector.evidence(ways[0]) if self._detector else SURE
        seconds = piece.end - piece.start
        features = output.heard[0] if self.transducer and output.heard is not None else None
        return Heard(
            piece.start, output.characters[0], output.phonemes[0], seconds, activity, features
        )

    def _timed(self, heard: Heard, candidates: Sequence[Hypothesis], seconds: float) -> list[Word]:
        """The words of the best candidate, in seconds from the start of the clip."""
        return [
            Word(
                word.text,
                min(seconds, heard.start + word.start),
                min(seconds, heard.start + word.end),
                word.confidence,
            )
            for word in self.placer.place(heard.characters, heard.phonemes, candidates)
        ]


def _symbols(loaded: LoadedModel, name: str, size: int) -> Symbols:
    symbols = loaded.tokenizers.get(name)
    if not isinstance(symbols, Symbols) or len(symbols) != size:
        raise BadModel(f"{loaded.folder} lacks the {size} {name} that its network names.")
    return symbols
