"""Score the network that understands commands, beside the likeliest intent and BM25.

A sentence counts as right in an intent, in a slot (its type and all its words), or in all. For
sets with out-of-scope sentences the threshold is the one in the folder, which dev has chosen.
"""

from __future__ import annotations

import random
import statistics
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.checkpoint import LoadedModel
from assistant.errors import BadData
from assistant.language.understand import Understander, parts
from assistant.models.classifier import NONE
from assistant.speech.lexicon import LEXICON
from assistant.speech.pronounce import read_lexicon
from assistant.stages import BUNDLED
from training.bm25 import Bm25
from training.data import commands
from training.data.nlu import Example, Split, read_examples, read_set
from training.misheard import Mishearing
from training.understanding_scores import Reading, read_all, score, slot_counts

TIMED = 300
"""Sentences that are understood one by one, for the time."""
SEED = 1
"""Of what is misheard."""


def evaluate_folder(
    loaded: LoadedModel, split: str, data: Path | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Counts, rates, time for a sentence, and two baselines on the same sentences.

    data : a file of sentences in the sets' format instead of the set that it was trained on

    Raises:
        BadData: nothing to score, or a damaged file.
        BadModel: the folder holds another kind of model.
    """
    model, words, characters = parts(loaded)
    part: Split = "dev" if split == "dev" else "test"
    examples = thinned(_examples(loaded, part, data), limit)
    readings = read_all(model, examples, words, characters)
    counts = slot_counts(readings)
    result: dict[str, Any] = {
        "model": str(loaded.folder),
        "data": str(data or loaded.features.get("data")),
        "split": split,
        "sentences": len(examples),
        "commands": sum(example.intent != NONE for example in examples),
        "unknown_intents": sum(x.intent not in {*model.config.intents, NONE} for x in examples),
        **counts,
        "threshold": round(model.config.threshold, 4),
        **rounded(score(readings)),
        **_times(loaded, examples),
    }
    if loaded.features.get("data") == "own":
        result["one_word_misheard"] = _misheard(loaded, examples)
        result["false_accepts"] = rounded({"share": false_accepts(readings)})["share"]
    result["baselines"] = rounded(baselines(_training(loaded), examples))
    return result


def _examples(loaded: LoadedModel, split: Split, data: Path | None) -> list[Example]:
    """What to score on, in the words that the network was taught."""
    name, say = loaded.features.get("data"), bool(loaded.features.get("say", True))
    if data is not None:
        return read_examples(data, say)
    return commands.to_score(split) if name == "own" else read_set(str(name), split, say)


def _training(loaded: LoadedModel) -> list[Example]:
    """What it was trained on, without what was misheard in it."""
    name = loaded.features.get("data")
    if name == "own":
        return [
            *commands.made(commands.all_intents(), "train", commands.SENTENCES, SEED),
            *commands.nothing_of_ours("train", commands.SENTENCES),
        ]
    return read_set(str(name), "train", bool(loaded.features.get("say", True)))


def thinned(examples: list[Example], limit: int | None) -> list[Example]:
    """At most `limit` examples, from all over the list."""
    if not examples:
        raise BadData("There are no sentences to score.")
    return examples[:: max(1, -(-len(examples) // (limit or len(examples))))]


def _times(loaded: LoadedModel, examples: Sequence[Example]) -> dict[str, float]:
    """Milliseconds for one sentence alone, text to slots; values are not resolved."""
    understander = Understander(loaded, lambda type, text, now: None)
    now = datetime(2020, 1, 1, tzinfo=UTC)
    every = max(1, len(examples) // TIMED)
    texts = [" ".join(example.words) for example in examples[::every]]
    for text in texts[:10]:  # the first ones make caches
        understander.understand(text, now)
    seconds = [understander.understand(text, now).seconds for text in texts]
    return {
        "milliseconds_p50": round(1000 * statistics.median(seconds), 2),
        "milliseconds_p95": round(1000 * float(np.quantile(seconds, 0.95)), 2),
    }


def _misheard(loaded: LoadedModel, examples: Sequence[Example]) -> dict[str, float]:
    """The same commands with one word of each misheard within the words that it knows."""
    model, words, characters = parts(loaded)
    lexicon = read_lexicon(BUNDLED / "speech" / LEXICON)
    mishearing = Mishearing(words.symbols, lexicon)
    numbers = random.Random(SEED)
    heard = [
        commands.misheard(example, mishearing, numbers)
        for example in examples
        if example.intent != NONE
    ]
    if not heard:
        return {}
    found = score(read_all(model, heard, words, characters))
    return rounded({name: found[name] for name in ("intent_accuracy", "all_right")})


def false_accepts(readings: Sequence[Reading]) -> float:
    """Share of what is no command that was taken for one."""
    others = [reading for reading in readings if reading.example.intent == NONE]
    return sum(reading.intent != NONE for reading in others) / max(1, len(others))


def baselines(training: Sequence[Example], examples: Sequence[Example]) -> dict[str, float]:
    """Intent accuracy of always saying the commonest, and of the training sentence that is
    nearest by BM25.
    """
    commonest = Counter(example.intent for example in training).most_common(1)[0][0]
    index = Bm25([example.words for example in training])
    nearest = [training[int(index.scores(example.words).argmax())].intent for example in examples]
    right = [found == example.intent for found, example in zip(nearest, examples, strict=True)]
    found = {
        "commonest_intent": sum(e.intent == commonest for e in examples) / len(examples),
        "bm25_intent_accuracy": sum(right) / len(examples),
    }
    inside = [ok for ok, example in zip(right, examples, strict=True) if example.intent != NONE]
    if 0 < len(inside) < len(examples):
        found["bm25_in_scope_accuracy"] = sum(inside) / len(inside)
        found["bm25_out_of_scope_recall"] = (sum(right) - sum(inside)) / (
            len(examples) - len(inside)
        )
    return found


def rounded(rates: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in rates.items()}
