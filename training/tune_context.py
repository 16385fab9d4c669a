"""Fit what a caller's context weighs: the bonus of hotwords, and when a grammar's phrase was said.

    python -m training.tune_context assets/models/speech

Hotwords: the rare words of a few development clips together are the hotwords of each of these
clips, so that most of them are not said in it. Grammars: the transcripts of a few clips, or some of
the single words of a corpus, with what was said and without. The bonus is the one with the
fewest word errors; a logistic regression weighs how well a phrase fits its sound. Last, when a
word is taken for one that the lexicon lacks.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.checkpoint import load_model
from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.models.ctc import CTC
from assistant.speech.decode import NGRAMS, SETTINGS, DecoderSettings
from assistant.speech.find import PRONUNCIATION, WordFinder
from assistant.speech.grammar import Grammar, GrammarDecoder
from assistant.speech.hotwords import spellings
from assistant.speech.ngrams import unpack
from assistant.speech.pronounce import Pronouncer
from assistant.speech.recognise import Recogniser
from training.data.speech import read_corpora
from training.evaluate_speech import sample
from training.heard import Utterance, hear
from training.metrics import Edits, edits
from training.regression import logistic_regression
from training.tune_decoder import update
from training.unknown_words import doubtful, fit_unknown

RARE = -5.3
"""Log 10 of a word's probability, context aside; names and the like lie below."""
TOGETHER = 12
"""Clips that share their hotwords."""
BONUSES = (0.0, 2.0, 3.0, 4.0, 5.0, 6.0)
SENTENCES = ("librispeech", "commonvoice")
GRAMMARS = (("fsdd", "dev", 5), ("speechcommands", "train", 15), ("commonvoice", "dev", 12))
"""Corpus, split and phrases of each grammar. Two are of single words, of which the second has no
development part."""
NEARLY = 0.003
"""A smaller bonus is preferred to one with so many word errors less."""


@dataclass(frozen=True)
class HotwordScore:
    """What a list of hotwords brings to clips of which each holds few of them."""

    bonus: float
    recall: float
    """Share of the rare words said that were found."""
    false: float
    """Hotwords found that were not said, a clip."""
    wer: float


def rare_words(texts: Sequence[str], folder: Path) -> list[set[str]]:
    """Of each text, the words that the language model hardly knows or not at all."""
    ngrams = unpack(folder / NGRAMS)
    likely = ngrams.levels[0].log_probability > RARE
    common = {word for word, is_likely in zip(ngrams.words, likely, strict=True) if is_likely}
    return [{word for word in text.split() if word not in common} for text in texts]


def hotword_score(
    finder: WordFinder, bonus: float, utterances: Sequence[Utterance], rare: Sequence[set[str]]
) -> HotwordScore:
    said = found = false = 0
    total = Edits()
    for start in range(0, len(utterances), TOGETHER):
        some = slice(start, start + TOGETHER)
        hotwords = sorted(set().union(*rare[some])) if bonus else []
        for utterance, wanted in zip(utterances[some], rare[some], strict=True):
            heard = [
                word
                for piece in utterance.pieces
                for best in finder.candidates(piece.phonemes, 1, hotwords)
                for word in best.words
            ]
            said += len(wanted)
            found += len(wanted & set(heard))
            false += len(set().union(*rare[some]) & set(heard) - wanted)
            total += edits(utterance.text.split(), heard)
    return HotwordScore(bonus, found / max(1, said), false / max(1, len(utterances)), total.rate)


@dataclass(frozen=True)
class Trial:
    """What a grammar made of a clip."""

    said: bool
    """Whether the grammar has what was said."""
    right: bool
    """Whether the phrase found is what was said."""
    misfit: float


def trials(context: Context, utterances: Sequence[Utterance], together: int) -> Iterator[Trial]:
    """Clips against grammars of so many phrases: each clip against the one that has what it says,
    and against another that lacks it."""
    heard = [utterance for utterance in utterances if len(utterance.pieces) == 1]
    texts = sorted({utterance.text for utterance in heard})
    grammars = [texts[start : start + together] for start in range(0, len(texts), together)]
    for number, grammar in enumerate(grammars):
        decoder = context.grammar(grammar)
        asked = {*grammar, *grammars[number - 1]}
        for utterance in heard:
            sound = utterance.pieces[0].phonemes
            if utterance.text in asked and (found := decoder.candidates(sound)):
                said = utterance.text in grammar
                right = " ".join(found[0].words) == utterance.text
                yield Trial(said, right, decoder.misfit(sound, found[0]))


class Context:
    """A model folder, as what is fitted here needs it."""

    def __init__(self, folder: Path) -> None:
        loaded = load_model(folder)
        phonemes = loaded.tokenizers["phonemes"]
        assert isinstance(loaded.model, CTC) and isinstance(phonemes, Symbols)
        self.folder = folder
        self.phonemes = phonemes
        self.log_prior = loaded.model.phoneme_prior
        self.settings = DecoderSettings.read(folder / SETTINGS)
        self.pronouncer = Pronouncer(folder, folder.parent / PRONUNCIATION)

    def finder(self, bonus: float) -> WordFinder:
        settings = replace(self.settings, hotword_bonus=bonus)
        return WordFinder(self.folder, self.phonemes, settings, self.log_prior)

    def grammar(self, texts: Sequence[str]) -> GrammarDecoder:
        """A decoder for these phrases."""
        grammar = Grammar(tuple(tuple(text.split()) for text in texts))
        words = spellings(grammar.words, self.pronouncer, self.phonemes)
        boundary = self.phonemes.ids[BOUNDARY]
        return GrammarDecoder(grammar, words, boundary, self.settings, self.log_prior)


def fit_hotwords(context: Context, limit: int) -> list[HotwordScore]:
    """The score of each bonus, on clips with a rare word."""
    utterances = hear(context.folder, sample(read_corpora("dev", SENTENCES), limit))
    rare = rare_words([utterance.text for utterance in utterances], context.folder)
    with_some = [(u, words) for u, words in zip(utterances, rare, strict=True) if words]
    chosen, wanted = [u for u, _ in with_some], [words for _, words in with_some]
    return [hotword_score(context.finder(bonus), bonus, chosen, wanted) for bonus in BONUSES]


def fit_grammar(context: Context, limit: int) -> tuple[DecoderSettings, dict[str, Any]]:
    """New settings, and for each corpus how many phrases are found and how many refused."""
    found: dict[str, list[Trial]] = {}
    for name, split, together in GRAMMARS:
        heard = hear(context.folder, sample(read_corpora(split, [name]), limit))
        found[name] = list(trials(context, heard, together))
    every = [trial for corpus in found.values() for trial in corpus]
    misfits = np.array([[trial.misfit] for trial in every])
    slope, bias = logistic_regression(misfits, np.array([float(t.right) for t in every])).tolist()
    fitted = replace(context.settings, grammar_slope=round(slope, 3), grammar_bias=round(bias, 3))
    return fitted, {name: rates(corpus, fitted) for name, corpus in found.items()}


def rates(tried: Sequence[Trial], settings: DecoderSettings) -> dict[str, float]:
    """How much of what a grammar has is found, and how much of what it lacks is refused."""

    def accepted(trial: Trial) -> bool:
        return settings.grammar_slope * trial.misfit + settings.grammar_bias >= 0

    inside = [trial for trial in tried if trial.said]
    outside = [trial for trial in tried if not trial.said]
    return {
        "clips": len(inside),
        "best_is_right": round(sum(t.right for t in inside) / max(1, len(inside)), 4),
        "found": round(sum(t.right and accepted(t) for t in inside) / max(1, len(inside)), 4),
        "refused": round(sum(not accepted(t) for t in outside) / max(1, len(outside)), 4),
    }


def tune(folder: Path, limit: int) -> dict[str, Any]:
    """Fit, write `decoder.json`, and return what was found."""
    context = Context(folder)
    scores = fit_hotwords(context, limit)
    fewest = min(score.wer for score in scores)
    best = next(score for score in scores if score.wer <= fewest + NEARLY)
    fitted, grammar = fit_grammar(context, limit)
    heard = hear(folder, sample(read_corpora("dev", SENTENCES), limit))
    clips = doubtful(Recogniser(load_model(folder)), heard)
    fitted, unknown = fit_unknown(clips, replace(fitted, hotword_bonus=best.bonus))
    report = {
        "hotwords": [asdict(score) for score in scores],
        "grammar": grammar,
        "unknown_words": unknown,
        "context_command": f"python -m training.tune_context {folder.as_posix()} --limit {limit}",
    }
    update(folder / SETTINGS, fitted, report)
    return report


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.tune_context", description=__doc__)
    parser.add_argument("folder", type=Path, help="model folder with lexicon and n-grams")
    parser.add_argument("--limit", type=int, default=120, help="clips of each corpus")
    arguments = parser.parse_args()
    print(json.dumps(tune(arguments.folder, arguments.limit), indent=2))


if __name__ == "__main__":
    main()
