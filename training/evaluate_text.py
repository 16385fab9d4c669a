"""Bits per character of a writing network, beside a Kneser-Ney 5-gram on the same subwords.

Four figures of each corpus, two ways of reading it, each without and with the neural cache:

    bits_per_character, cache_...           every chunk by itself: nothing is known of those before
    one_text_..., one_text_cache_...        chunk after chunk as one text, as literature does:
                                            the state, and the cache, run on
    kn5_..., one_text_kn5_cache_...         the 5-gram, and as one text with a cache of its own

A network that reads words is scored on WikiText-2 as it is distributed, all of a split in one
piece, in perplexity: of every word and every end of a line, "<unk>" included.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import BadModel
from assistant.language.cache import CacheSettings
from assistant.language.tokenizer import START, UNKNOWN, Subwords, Words
from assistant.models.language_model import LanguageModel
from training.data.text import CHUNK, STYLES, Split, load, load_file, read_lines, whole
from training.ngram import KneserNey
from training.ngram_cache import remembered
from training.text_scores import CACHE, TextCount, bits_per_character, cached_bits

KN_ORDER = 5
KN_SHARE = 0.05
"""Of a cache beside the 5-gram: the best of .02 to .2 on the dev texts but conversations."""
WORD_CACHE = CacheSettings(share=0.2, sharpness=0.2, window=3800)
"""Of networks that read words, chosen on dev in the same way."""
CHARACTERS, WORDS = "tinyshakespeare", "wikitext2"
"""The texts of networks that read letters, and words."""


def cache_rates(
    model: LanguageModel, tokenizer: Subwords, chunks: Sequence[str], mark: str
) -> dict[str, float]:
    """Bits that go with `bits_per_character`; see the top of this file for their names."""
    marks = set(tokenizer.marks)
    encoded = [[tokenizer.id(mark), *ids] for ids in tokenizer.encode_batch(chunks)]
    apart = sum(cached_bits(model, ids, marks)[1] for ids in encoded)
    joined = cached_bits(model, [index for ids in encoded for index in ids], marks)
    return {"cache": apart, "one_text": joined[0], "one_text_cache": joined[1]}


def known_styles(tokenizer: Subwords) -> dict[str, str]:
    """Corpus -> its mark, of those that a network has learnt: an older one has fewer."""
    known = {*tokenizer.styles, *tokenizer.controls}
    return {corpus: mark for corpus, mark in STYLES.items() if mark in known}


def five_gram(tokenizer: Subwords) -> KneserNey:
    """The baseline: counted on the same training text, in the same subwords, marks included."""
    sequences = [
        np.array([tokenizer.id(mark), *ids])
        for corpus, mark in known_styles(tokenizer).items()
        for ids in tokenizer.encode_batch(load(corpus, "train"))
    ]
    return KneserNey.train(sequences, KN_ORDER, len(tokenizer), sentences=False)


def five_gram_bits(
    baseline: KneserNey, tokenizer: Subwords | Words, chunks: Sequence[str], mark: str
) -> float:
    """Bits of these chunks under the baseline; the mark is given, not predicted."""
    return sum(
        float(-baseline.log_probability([tokenizer.id(mark), *ids])[1:].sum()) / math.log(2)
        for ids in tokenizer.encode_batch(chunks)
    )


def remembering_bits(
    baseline: KneserNey, tokenizer: Subwords, chunks: Sequence[str], mark: str
) -> float:
    """The same of the chunks as one text, with a cache of the baseline's own."""
    encoded = [[tokenizer.id(mark), *ids] for ids in tokenizer.encode_batch(chunks)]
    if not encoded:
        return 0.0
    # The marks are given: what they cost is not counted.
    chances = np.concatenate([np.r_[0.0, baseline.log_probability(ids)[1:]] for ids in encoded])
    ids = [index for one in encoded for index in one]
    counted = ~np.isin(ids, tokenizer.marks)
    return float(-remembered(chances, ids, KN_SHARE)[counted].sum()) / math.log(2)


def evaluate_folder(
    loaded: Any, split: Split, data: Path | None = None, limit: int = 0
) -> dict[str, Any]:
    """Counts first, rates second, for each corpus and for all of them together.

    data : a plain text file, or a folder of `.txt` files; without the baseline then, which
        would have to be counted on text of the same kind
    limit : chunks of each corpus, or of words as many characters as they have; 0 for all

    Raises:
        BadModel: the network reads neither subwords nor words.
        BadData: a text is missing or damaged.
    """
    tokenizer = loaded.tokenizers.get("text")
    if isinstance(tokenizer, Words):
        return evaluate_words(loaded.model, tokenizer, split, data, limit)
    if not isinstance(tokenizer, Subwords):
        raise BadModel(f"{loaded.folder} holds no network that writes.")
    if data is None and not tokenizer.merges:
        return evaluate_characters(loaded, split)
    if data is None:
        texts = {
            corpus: (load(corpus, split), mark) for corpus, mark in known_styles(tokenizer).items()
        }
    else:
        texts = {name: (load_file(file), START) for name, file in _files(data).items()}
    baseline = five_gram(tokenizer) if data is None else None
    corpora: dict[str, Any] = {}
    total, others = TextCount(0, 0, 0, 0.0), dict[str, float]()
    for corpus, (chunks, mark) in texts.items():
        kept = chunks[: limit or None]
        count = bits_per_character(loaded.model, tokenizer, kept, mark)
        bits = cache_rates(loaded.model, tokenizer, kept, mark)
        if baseline:
            bits["kn5"] = five_gram_bits(baseline, tokenizer, kept, mark)
            bits["one_text_kn5_cache"] = remembering_bits(baseline, tokenizer, kept, mark)
        total = total + count
        others = {name: others.get(name, 0.0) + value for name, value in bits.items()}
        corpora[corpus] = _row(count, bits)
    return {"corpora": corpora, "all": _row(total, others), "cache": asdict(CACHE)}


def evaluate_characters(loaded: Any, split: Split) -> dict[str, Any]:
    """Of a network that reads letters: tiny Shakespeare, in one piece.

    `last_tenth` is what others report on: dev and test together are the last tenth of the text.
    """
    tokenizer: Subwords = loaded.tokenizers["text"]
    wanted: tuple[Split, ...] = ("dev", "test") if split == "test" else (split,)
    counts = {
        part: bits_per_character(loaded.model, tokenizer, [whole(CHARACTERS, part)], START)
        for part in wanted
    }
    result: dict[str, Any] = {
        part: _row(count, {}) | _nats(count) for part, count in counts.items()
    }
    if split == "test":
        both = counts["dev"] + counts["test"]
        result["last_tenth"] = _row(both, {}) | _nats(both)
    return result


def evaluate_words(
    model: LanguageModel, tokenizer: Words, split: Split, data: Path | None = None, limit: int = 0
) -> dict[str, Any]:
    """Of a network that reads words: WikiText-2, or files of the same form, each in one piece.

    Only the mark before a text is given. The 5-gram is counted on the training text.
    """
    start, baseline = tokenizer.id(START), None
    if data is None:
        texts = {WORDS: whole(WORDS, split)}
        train = np.array([start, *tokenizer.encode(whole(WORDS, "train"))])
        baseline = KneserNey.train([train], KN_ORDER, len(tokenizer), sentences=False)
    else:
        texts = {
            name: "".join(f"{line}\n" for line in read_lines(file, strip=False))
            for name, file in _files(data).items()
        }
    corpora: dict[str, Any] = {}
    total, others = TextCount(), dict[str, float]()
    for corpus, text in texts.items():
        kept = beginning(text, limit)
        ids = tokenizer.encode(kept)
        static, cached = cached_bits(model, [start, *ids], set(), [WORD_CACHE])
        count, bits = TextCount(1, len(kept), len(ids), static), {"cache": cached}
        if baseline:
            bits["kn5"] = five_gram_bits(baseline, tokenizer, [kept], START)
        total = total + count
        others = {name: others.get(name, 0.0) + value for name, value in bits.items()}
        corpora[corpus] = {"unknown": ids.count(tokenizer.id(UNKNOWN))} | _word_row(count, bits)
    return {"corpora": corpora, "all": _word_row(total, others), "cache": asdict(WORD_CACHE)}


def beginning(text: str, limit: int | None) -> str:
    """The whole words in as many characters as `limit` chunks have; 0 or None for all."""
    size = CHUNK * limit if limit else len(text)
    if size >= len(text):
        return text
    cut = text[:size]
    return cut[: max(cut.rfind(" "), cut.rfind("\n")) + 1]


def _files(data: Path) -> dict[str, Path]:
    """A text file, or those of a folder, by name."""
    files = sorted(data.glob("*.txt*")) if data.is_dir() else [data]
    return {file.name.split(".")[0]: file for file in files}


def _word_row(count: TextCount, others: Mapping[str, float]) -> dict[str, Any]:
    """others : bits of the same text, counted in other ways"""
    row: dict[str, Any] = {
        "characters": count.characters,
        "tokens": count.tokens,
        "bits": round(count.bits, 1),
        "perplexity": round(count.perplexity, 2),
    }
    for name, bits in others.items():
        row[f"{name}_perplexity"] = round(replace(count, bits=bits).perplexity, 2)
    return row


def _nats(count: TextCount) -> dict[str, float]:
    return {"nats_per_character": round(count.rate * math.log(2), 4)}


def _row(count: TextCount, others: Mapping[str, float]) -> dict[str, Any]:
    """others : bits of the same text, counted in other ways"""
    row: dict[str, Any] = {
        "chunks": count.chunks,
        "characters": count.characters,
        "tokens": count.tokens,
        "bits": round(count.bits, 1),
        "bits_per_character": round(count.rate, 4),
    }
    for name, bits in others.items():
        row[f"{name}_bits_per_character"] = round(bits / max(1, count.characters), 4)
    return row
