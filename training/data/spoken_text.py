"""Open text as it would be said, sentence by sentence: what the recogniser's language models read.

The training parts of conversations, novels, encyclopaedia articles, translated sentences,
commands, and the transcripts of the speech sets' training clips. Whatever overlaps the
transcripts of their dev and test clips is left out.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import BadData
from training.data.dialogue import CORPORA, chosen
from training.data.source import data_folder
from training.data.speech import read_corpora
from training.spoken import sentences

COMMANDS = ("snips", "clinc150", "fb_alarm_reminder_weather", "nlu_eval", "home_assistant")
"""ATIS is left out: its licence allows no shipped weights."""
NOVELS_AND_ARTICLES = ("gutenberg", "wikitext2")
TRANSLATIONS = ("tatoeba.en-de", "tatoeba.en-fr")
TRANSCRIPTS = "speech transcripts"
SHARED_RUN = 8
"""So many words in a row that also stand in a dev or test transcript rule a sentence out."""


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except (OSError, ValueError, EOFError) as error:
        raise BadData(f"{path} can't be read: {error}.") from error


def _lines(path: Path) -> Iterator[str]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from lines
    except (OSError, ValueError, EOFError) as error:
        raise BadData(f"{path} can't be read: {error}.") from error


def texts(data: str) -> Iterator[tuple[str, Iterator[str]]]:
    """Each source with its texts, read as they are asked for."""
    folder = data_folder("text")
    for name in chosen(data):
        if CORPORA[name].folder == "dialogue":
            rows = _json_lines(folder / "dialogue" / f"{name}.train.jsonl.gz")
            yield name, (turn for row in rows for turn in row["turns"])
    for name in NOVELS_AND_ARTICLES:
        lines = _lines(folder / "lm" / f"{name}.train.txt.gz")
        yield name, (line for line in lines if not line.startswith(" ="))  # headings
    for name in COMMANDS:
        rows = _json_lines(folder / "nlu" / f"{name}.train.jsonl.gz")
        yield name, (row["text"] for row in rows)
    pairs = (folder / "translation" / f"{name}.train.tsv.gz" for name in TRANSLATIONS)
    yield "tatoeba", iter(sorted({line.split("\t")[0] for path in pairs for line in _lines(path)}))
    yield TRANSCRIPTS, (clip.text for clip in read_corpora("train"))


class Held:
    """The dev and test transcripts, to keep them out of the text."""

    def __init__(self, transcripts: Iterable[str]) -> None:
        self.whole: set[tuple[str, ...]] = set()
        self.runs: set[tuple[str, ...]] = set()
        for transcript in transcripts:
            words = tuple(transcript.split())
            if len(words) > 3:  # shorter ones are everybody's: "yes", "turn it on"
                self.whole.add(words)
            self.runs.update(_runs(words))

    def overlaps(self, words: list[str]) -> bool:
        return tuple(words) in self.whole or any(run in self.runs for run in _runs(tuple(words)))


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (words[i : i + SHARED_RUN] for i in range(len(words) - SHARED_RUN + 1))


def corpus(
    data: str, limit: int | None = None, limits: Mapping[str, int] | None = None
) -> dict[str, list[list[str]]]:
    """The sentences of each source, without what overlaps the held-out transcripts.

    limit : words after which a source is read no further; `limits` are those of certain sources
    """
    held = Held(clip.text for split in ("dev", "test") for clip in read_corpora(split))
    kept: dict[str, list[list[str]]] = {}
    for source, lines in texts(data):
        found = (words for line in lines for words in sentences(line) if not held.overlaps(words))
        most = (limits or {}).get(source, limit)
        kept[source] = list(found if most is None else _first(found, most))
    return kept


def _first(lines: Iterable[list[str]], limit: int) -> Iterator[list[str]]:
    """Lines until they hold `limit` words."""
    total = 0
    for words in lines:
        if total >= limit:
            return
        total += len(words)
        yield words
