"""Sentences as phonemes: what the phoneme head is trained on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from assistant.errors import BadModel

Lexicon = dict[str, list[tuple[str, ...]]]
"""Word -> its pronunciations in ARPAbet without stress, the commonest first."""


def pronounce(text: str, lexicon: Lexicon) -> list[str] | None:
    """The phonemes of a sentence by each word's commonest pronunciation, None if one is unknown.

    Nothing said has no phonemes.
    """
    words = text.split()
    if any(word not in lexicon for word in words):
        return None
    return [phone for word in words for phone in (*lexicon[word][0], "|")][:-1]


def missing_words(texts: Iterable[str], lexicon: Lexicon) -> list[str]:
    """What is said in the texts and is not in the lexicon, in order."""
    return sorted({word for text in texts for word in text.split()} - lexicon.keys())


def read_aloud(words: Iterable[str], network: Path, cache: Path) -> Lexicon:
    """What the letter-to-sound network in a model folder makes of words.

    cache : folder that keeps it, as it takes some seconds for a thousand words

    Raises:
        BadModel: the folder holds no such network.
    """
    wanted = list(words)
    try:
        weights = (network / "model.safetensors").read_bytes()
    except OSError as error:
        raise BadModel(f"No network that reads words aloud in {network}: {error}.") from error
    digest = hashlib.sha256(repr(wanted).encode() + weights)
    path = cache / f"read-{digest.hexdigest()[:16]}.json"
    if not path.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(_read(wanted, network)), encoding="utf-8")
        os.replace(partial, path)
    kept: dict[str, list[list[str]]] = json.loads(path.read_text(encoding="utf-8"))
    return {word: [tuple(phones) for phones in found] for word, found in kept.items()}


def _read(words: Iterable[str], network: Path) -> Lexicon:
    from assistant.speech.pronounce import Pronouncer
    from assistant.stages import BUNDLED

    pronouncer = Pronouncer(BUNDLED / "speech", network)
    return {word: list(found) for word in words if (found := pronouncer.pronounce(word))}
