"""Transcripts as files: SRT and VTT subtitles, JSON, plain text, and a table of the words.

A cue is what stands on the screen at once: at most two lines and six seconds, cut at pauses and
ends of sentences rather than in the middle of a phrase.
"""

from __future__ import annotations

import html
import json
import math
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.errors import BadOption
from assistant.messages import Transcript, Word

LINE = 42
"""Characters of a line, as broadcasters have it; a longer word has a line of its own."""
LONGEST = 6.0
"""Seconds of a cue; a longer word has a cue of its own."""
PAUSE = 0.8
"""Seconds between words that always end a cue."""
PARAGRAPH = 2.0
"""Seconds between words that begin a new paragraph of plain text."""
SHORTEST = 1.0
"""Seconds that a cue stays, if the next one leaves it the time."""
SENTENCE_END = (".", "?", "!")


@dataclass(frozen=True)
class Cue:
    """One subtitle."""

    start: int
    """Milliseconds from the start of the sound."""
    end: int
    """Milliseconds; never after the next cue's start."""
    lines: tuple[str, ...]
    """One or two."""


def cues(words: Sequence[Word]) -> list[Cue]:
    """The words as subtitles, in order and without overlap."""
    groups = [group for phrase in _phrases(words, PAUSE) for group in _fitting(phrase)]
    starts: list[float] = [round(1000 * group[0].start) for group in groups]
    found: list[Cue] = []
    for group, begins, following in zip(groups, starts, [*starts[1:], math.inf], strict=False):
        start = max(round(begins), found[-1].end if found else 0)
        end = max(round(1000 * group[-1].end), start + round(1000 * SHORTEST))
        # Even what was said in no time is shown for a moment.
        end = max(start + 1, round(min(end, following)))
        found.append(Cue(start, end, _lines([word.text for word in group])))
    return found


def _phrases(words: Sequence[Word], pause: float) -> list[Sequence[Word]]:
    """The words between pauses."""
    edges = [i for i, (a, b) in enumerate(pairwise(words), 1) if b.start - a.end >= pause]
    return [words[a:b] for a, b in pairwise([0, *edges, len(words)]) if b > a]


def _fitting(phrase: Sequence[Word]) -> list[Sequence[Word]]:
    """A phrase cut at its best places until every part fits on the screen."""
    found: list[Sequence[Word]] = []
    waiting = [phrase]
    while waiting:
        part = waiting.pop()
        if _fits(part):
            found.append(part)
        else:
            cut = max(range(1, len(part)), key=lambda at, part=part: _merit(part, at))  # type: ignore[misc]
            waiting += [part[cut:], part[:cut]]  # the first half is taken next
    return found


def _fits(part: Sequence[Word]) -> bool:
    if len(part) == 1:
        return True
    texts = [word.text for word in part]
    if sum(map(len, texts)) > 2 * LINE or part[-1].end - part[0].start > LONGEST:
        return False
    return all(len(line) <= LINE for line in _lines(texts))


def _merit(part: Sequence[Word], at: int) -> float:
    """How good it is to cut before a word: a pause, an end of a sentence, near the middle."""
    pause = part[at].start - part[at - 1].end
    ends = part[at - 1].text.endswith(SENTENCE_END)
    return pause + 0.5 * ends + min(at, len(part) - at) / len(part)


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    """One line if the words fit, else two that are as even as can be."""
    whole = " ".join(texts)
    if len(whole) <= LINE or len(texts) == 1:
        return (whole,)
    halves = [(" ".join(texts[:at]), " ".join(texts[at:])) for at in range(1, len(texts))]
    return min(halves, key=lambda half: max(map(len, half)))


def stamp(milliseconds: int, point: str) -> str:
    """`01:02:03,456`; hours take the digits they need."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{rest:03}"


# --- formats --------------------------------------------------------------------------------------


def srt(heard: Transcript) -> str:
    """SubRip, which nearly every player reads."""
    return "".join(
        f"{number}\n{stamp(cue.start, ',')} --> {stamp(cue.end, ',')}\n"
        + "\n".join(cue.lines)
        + "\n\n"
        for number, cue in enumerate(cues(heard.words), 1)
    )


def vtt(heard: Transcript) -> str:
    """WebVTT, for web pages."""
    return "WEBVTT\n\n" + "".join(
        f"{stamp(cue.start, '.')} --> {stamp(cue.end, '.')}\n"
        + "\n".join(html.escape(line, quote=False) for line in cue.lines)
        + "\n\n"
        for cue in cues(heard.words)
    )


def as_json(heard: Transcript) -> str:
    return json.dumps(to_json(heard), ensure_ascii=False, indent=2) + "\n"


def to_json(heard: Transcript) -> dict[str, Any]:
    """Times in seconds."""
    return {
        "text": heard.text,
        "confidence": round(heard.confidence, 4),
        "words": [
            {
                "word": word.text,
                "start": round(word.start, 3),
                "end": round(word.end, 3),
                "confidence": round(word.confidence, 4),
            }
            for word in heard.words
        ],
        "audio_seconds": round(heard.audio_seconds, 3),
        "seconds": round(heard.seconds, 3),
    }


def txt(heard: Transcript) -> str:
    """The text, a paragraph between long pauses."""
    paragraphs = _phrases(heard.words, PARAGRAPH)
    return "".join(" ".join(word.text for word in words) + "\n" for words in paragraphs)


def tsv(heard: Transcript) -> str:
    """A line a word, with its times in seconds and how sure it is."""
    rows = [
        f"{word.start:.3f}\t{word.end:.3f}\t{word.confidence:.3f}\t{word.text}"
        for word in heard.words
    ]
    return "\n".join(["start\tend\tconfidence\tword", *rows]) + "\n"


FORMATS: dict[str, Callable[[Transcript], str]] = {
    "srt": srt, "vtt": vtt, "json": as_json, "txt": txt, "tsv": tsv,
}  # fmt: skip
"""By the suffix of their files."""


def save(text: str, path: Path) -> None:
    """Write a file whole or not at all.

    Raises:
        BadOption: it can't be written there.
    """
    partial = path.with_name(f".{path.name[:50]}.{os.getpid()}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise BadOption(f"Can't write {path}: {error.strerror or error}.") from error
