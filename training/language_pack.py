"""Build what decoding needs beside the network: a pronunciation lexicon and a trigram model.

    python -m training.language_pack assets/models/speech [--data open]

The text is that of `training.data.spoken_text`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.speech import ngrams
from training.data.source import data_folder
from training.data.speech import read_lexicon
from training.data.spoken_text import TRANSCRIPTS, corpus
from training.ngram import KneserNey
from training.ngram_mixture import mix
from training.ngram_pruning import prune

EVERYTHING = "everything"
MIXTURE = {
    "gutenberg": 0.22,
    "wikitext2": 0.24,
    "tatoeba": 0.07,
    TRANSCRIPTS: 0.15,
    EVERYTHING: 0.32,
}
"""Weight of a model of each source's own beside one of all text together. On development
transcripts of novels and of encyclopaedia sentences the best weights lie close to these; some
of what they would give to the transcripts' own kind is left to talk and commands, which users
say and the clips do not hold."""
HOMOPHONES = 6
"""The decoder's trie holds no more words for one pronunciation."""
UNKNOWN = "<unk>"


@dataclass(frozen=True)
class PackSettings:
    data: str = "open"
    """`open` leaves out what is for non-commercial use; it does as well as `all`."""
    words: int = 55_000
    bigrams: int = 1_300_000
    trigrams: int = 1_650_000
    variants: int = 3
    """Pronunciations a word."""


def vocabulary(lines: Iterable[list[str]], known: Iterable[str], size: int) -> list[str]:
    """The commonest words that have a pronunciation, in the order of their counts."""
    pronounced = set(known)
    counts = Counter(word for line in lines for word in line if word in pronounced)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [word for word, _ in ranked[:size]]


def train_ngrams(
    sources: dict[str, list[list[str]]], words: list[str], settings: PackSettings
) -> KneserNey:
    ids = {word: index for index, word in enumerate([UNKNOWN, *words])}

    def model(lines: Iterable[list[str]]) -> KneserNey:
        encoded = (np.array([ids.get(word, 0) for word in line]) for line in lines)
        return KneserNey.train(encoded, order=3, vocabulary=len(ids))

    everything = model(line for lines in sources.values() for line in lines)
    parts = [model(sources[name]) for name in MIXTURE if name != EVERYTHING]
    weights = [*(w for name, w in MIXTURE.items() if name != EVERYTHING), MIXTURE[EVERYTHING]]
    return prune(mix([*parts, everything], weights), (settings.bigrams, settings.trigrams))


def lexicon_lines(words: Iterable[str], variants: int) -> list[str]:
    """`word PH O N E S`, commonest pronunciation first, at most `HOMOPHONES` words for each."""
    pronunciations = read_lexicon()
    taken = Counter[tuple[str, ...]]()
    lines = []
    for word in words:
        for phones in pronunciations[word][:variants]:
            taken[phones] += 1
            if taken[phones] <= HOMOPHONES:
                lines.append(" ".join((word, *phones)))
    return lines


def build(folder: Path, settings: PackSettings) -> dict[str, Any]:
    """Write lexicon, n-grams and the dictionary's notice into a model folder."""
    started = time.perf_counter()
    sources = corpus(settings.data)
    every = (line for lines in sources.values() for line in lines)
    words = vocabulary(every, read_lexicon(), settings.words)
    model = train_ngrams(sources, words, settings)
    folder.mkdir(parents=True, exist_ok=True)
    ngrams.pack(folder / "ngrams.npz.xz", model.named([UNKNOWN, *words]))
    listed = "".join(f"{line}\n" for line in lexicon_lines(words, settings.variants))
    (folder / "lexicon.txt.xz").write_bytes(lzma.compress(listed.encode(), preset=9))
    notice = gzip.decompress((data_folder("text") / "lexicon" / "cmudict.LICENSE.gz").read_bytes())
    (folder / "LICENSE.cmudict").write_bytes(notice)
    report = {
        "settings": asdict(settings),
        "text_words": {name: sum(map(len, lines)) for name, lines in sources.items()},
        "words": len(words),
        "ngrams": [len(level) for level in model.levels],
        "megabytes": {
            name: round((folder / name).stat().st_size / 1e6, 2)
            for name in ("ngrams.npz.xz", "lexicon.txt.xz")
        },
        "seconds": round(time.perf_counter() - started, 1),
    }
    return report


def main() -> None:
    defaults = PackSettings()
    parser = argparse.ArgumentParser(prog="python -m training.language_pack", description=__doc__)
    parser.add_argument("folder", type=Path, help="model folder to write into")
    parser.add_argument("--data", choices=("all", "open"), default=defaults.data)
    for name in ("words", "bigrams", "trigrams", "variants"):
        parser.add_argument(f"--{name}", type=int, default=getattr(defaults, name))
    arguments = vars(parser.parse_args())
    folder = arguments.pop("folder")
    print(json.dumps(build(folder, PackSettings(**arguments)), indent=2))


if __name__ == "__main__":
    main()
