"""Running text for the network that writes, in chunks of a few paragraphs with a style.

    gutenberg               eight novels              <novel>
    wikitext2               encyclopaedia articles    <article>
    tinyshakespeare         scenes                    <play>
    synthetic_persona_chat  everyday conversations    <talk>

WikiText-2 comes as tokens with rare words replaced by <unk>; here its sentences are put back
into plain writing, and those with an <unk> are left out. A conversation becomes one line a
turn, each behind a dash.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from assistant.errors import BadData
from assistant.language.normalise import display
from training.data.dialogue import CORPORA, conversations
from training.data.source import data_folder

Split = Literal["train", "dev", "test"]

STYLES = {
    "gutenberg": "<novel>",
    "wikitext2": "<article>",
    "tinyshakespeare": "<play>",
    "synthetic_persona_chat": "<talk>",
}
"""Corpus -> the mark that its chunks begin with."""
CHUNK = 3000
"""Characters after which a chunk ends, at the next line's end."""

_JOINED = re.compile(r" @(.)@ ")
_BEFORE = re.compile(r" ([,.;:!?%)\]}]|'(?:s|re|ve|ll|d|m|t)?(?= |$)|n't\b)")
_AFTER = re.compile(r"([(\[{$£€#]) ")
_QUOTED = re.compile(r'" ?([^"]*?) ?"')
_SENTENCES = re.compile(r"(?<= [.!?]) (?=[A-Z\"(])")


def load(corpus: str, split: Split) -> list[str]:
    """Chunks of one corpus.

    Raises:
        BadData: the file is missing or damaged.
    """
    if corpus in CORPORA:
        return list(chunks(dashed(conversations(corpus, split))))
    path = data_folder("text") / "lm" / f"{corpus}.{split}.txt.gz"
    if not path.exists():
        raise BadData(f"{path} is missing.")
    lines = read_lines(path)
    return list(chunks(wikitext(lines) if corpus == "wikitext2" else lines))


def whole(corpus: str, split: Split) -> str:
    """One corpus as it is, not cut.

    Raises:
        BadData: the file is missing or damaged.
    """
    path = data_folder("text") / "lm" / f"{corpus}.{split}.txt.gz"
    if not path.exists():
        raise BadData(f"{path} is missing.")
    return "".join(f"{line}\n" for line in read_lines(path, strip=False))


def load_file(path: Path) -> list[str]:
    """Chunks of any plain text file, gzipped or not.

    Raises:
        BadData: it can't be read as text.
    """
    return list(chunks(read_lines(path)))


def read_lines(path: Path, strip: bool = True) -> Iterator[str]:
    """Lines without their ends, and without the spaces before them unless they are to be kept."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield line.rstrip() if strip else line.rstrip("\n")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BadData(f"{path} can't be read as text: {error}.") from error


def chunks(lines: Iterable[str]) -> Iterator[str]:
    """Join lines into pieces of about `CHUNK` characters that end with a whole line."""
    piece: list[str] = []
    size = 0
    for line in lines:
        piece.append(line)
        size += len(line) + 1
        if size >= CHUNK:
            yield "\n".join(piece).strip() + "\n"
            piece, size = [], 0
    if rest := "\n".join(piece).strip():
        yield rest + "\n"


def wikitext(lines: Iterable[str]) -> Iterator[str]:
    """Plain paragraphs of WikiText: no headings, no sentences with <unk>, no spaced marks."""
    for line in lines:
        text = line.strip()
        if not text or text.startswith("="):
            continue
        kept = [part for part in _SENTENCES.split(text) if "<unk>" not in part]
        if kept:
            yield detokenise(" ".join(kept))


def dashed(talks: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of conversations: each turn behind a dash, an empty line after the last."""
    for turns in talks:
        yield from (f"- {display(turn)}" for turn in turns)
        yield ""


def detokenise(text: str) -> str:
    """Undo WikiText's spacing: "3 @.@ 5 m ( 11 ft )" becomes "3.5 m (11 ft)"."""
    text = _JOINED.sub(r"\1", text)
    text = _BEFORE.sub(r"\1", text)
    text = _AFTER.sub(r"\1", text)
    return _QUOTED.sub(r'"\1"', text)
