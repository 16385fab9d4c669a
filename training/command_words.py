"""Build the language model of commands, by which a recogniser hears them better than free speech.

    python -m training.command_words assets/models/speech

Writes `commands.npz.xz` into the model folder: n-grams of the skills' sentences, with values in
their slots, and of public sets' sentences that ask for the same. Where a slot may hold any words
(what to be reminded of, what to buy), half of them are written as the word `<unk>`, which stands
for whatever the general model says: so the model knows where anything may be said. To be run
again when a skill's templates change. `assistant.speech.vocabulary` is what uses it.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.skills.base import Intent
from assistant.speech import ngrams
from assistant.speech.vocabulary import COMMANDS
from assistant.speech.word_models import UNKNOWN
from training.data.commands import all_intents, made
from training.data.nlu import Example
from training.data.public_commands import alike
from training.ngram import KneserNey
from training.ngram_pruning import prune
from training.spoken import sentences as spoken_sentences

OPEN_TYPES = ("item", "name", "phrase", "word")
"""Of slots that may hold any words."""
HALF_OPEN = {"city": 0.3}
"""Types of which some values are not in our lists."""
HALF_DAYS = {"am": ("a", "m"), "pm": ("p", "m")}
"""A recogniser may write them as two letters."""
SEED = 3


@dataclass(frozen=True)
class CommandSettings:
    """What `training.tune_vocabulary` was run with, and what it costs."""

    sentences: int = 60_000
    """Drawn of the skills' templates."""
    public: int = 3
    """How often each public sentence counts."""
    order: int = 4
    rare: int = 3
    """A word that comes less often stands for any word."""
    bigrams: int = 30_000
    trigrams: int = 50_000
    fourgrams: int = 50_000


def texts(intents: Sequence[Intent], settings: CommandSettings) -> list[list[str]]:
    """Sentences, open words as `UNKNOWN`.

    Raises:
        BadData: a public set is missing.
    """
    numbers = random.Random(SEED)
    types = {intent.name: dict(intent.slots) for intent in intents}
    drawn = made(intents, "train", round(0.95 * settings.sentences), SEED)
    drawn += made(intents, "dev", round(0.05 * settings.sentences), SEED)
    public = alike("train", types, SEED) * settings.public
    lines = [opened(one, types.get(one.intent, {}), numbers) for one in (*drawn, *public)]
    return [said(line) for line in lines]


def opened(example: Example, types: dict[str, str], numbers: random.Random) -> list[str]:
    """The words; in a slot that may hold anything, all, some or none of them are `UNKNOWN`."""
    words: list[str] = []
    kept = 1.0
    for word, tag in zip(example.words, example.tags or ("O",) * len(example.words), strict=True):
        type = types.get(tag[2:], "")
        if tag.startswith("B-"):
            share = 1.0 if type in OPEN_TYPES else HALF_OPEN.get(type, 0.0)
            # Now and then the whole, else a word here and there.
            kept = 1 - share * numbers.choice((0.0, 0.5, 1.0))
        known = tag == "O" or numbers.random() < kept
        if type == "time" and word in HALF_DAYS and numbers.random() < 0.5:
            words += HALF_DAYS[word]
        else:
            words.append(word if known else UNKNOWN)
    return words


def said(words: Iterable[str]) -> list[str]:
    """As the recogniser writes them: letters and apostrophes only."""
    return [part for word in words for part in _said(word)]


@lru_cache(maxsize=100_000)
def _said(word: str) -> tuple[str, ...]:
    if word == UNKNOWN:
        return (word,)
    return tuple(part for line in spoken_sentences(word) for part in line)


def train(lines: Sequence[Sequence[str]], settings: CommandSettings) -> ngrams.NGrams:
    """Kneser-Ney n-grams of the commoner words."""
    counts = Counter(word for line in lines for word in line if word != UNKNOWN)
    words = [UNKNOWN, *sorted(word for word, n in counts.items() if n >= settings.rare)]
    ids = {word: index for index, word in enumerate(words)}
    encoded = [[ids.get(word, 0) for word in line] for line in lines if line]
    model = KneserNey.train(encoded, settings.order, len(words))
    sizes = (settings.bigrams, settings.trigrams, settings.fourgrams)[: settings.order - 1]
    return prune(model, sizes).named(words)


def build(folder: Path, settings: CommandSettings) -> dict[str, Any]:
    """Write the model into a folder; what it holds."""
    started = time.perf_counter()
    lines = texts(all_intents(), settings)
    model = train(lines, settings)
    ngrams.pack(folder / COMMANDS, model)
    return {
        "settings": asdict(settings),
        "sentences": len(lines),
        "words": len(model.words),
        "ngrams": [len(level) for level in model.levels],
        "megabytes": round((folder / COMMANDS).stat().st_size / 1e6, 3),
        "seconds": round(time.perf_counter() - started, 1),
    }


def main() -> None:
    defaults = CommandSettings()
    parser = argparse.ArgumentParser(prog="python -m training.command_words", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="model folder to write into")
    for name, value in asdict(defaults).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    arguments = vars(parser.parse_args())
    folder = arguments.pop("folder")
    print(json.dumps(build(folder, CommandSettings(**arguments)), indent=2))


if __name__ == "__main__":
    main()
