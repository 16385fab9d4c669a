"""Subtitles, by hand and through a strict reader of our own."""

from __future__ import annotations

import html
import json
import random
import re
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.errors import BadOption
from assistant.messages import Transcript, Word
from assistant.speech.subtitles import (
    FORMATS,
    LINE,
    LONGEST,
    Cue,
    cues,
    save,
    srt,
    stamp,
    tsv,
    txt,
    vtt,
)


def heard(*words: tuple[str, float, float]) -> Transcript:
    found = tuple(Word(text, start, end, 0.5) for text, start, end in words)
    text = " ".join(word.text for word in found)
    return Transcript(text, found, 0.7, 10.0, 0.25)


TWO = heard(("Hello", 0.5, 0.9), ("there.", 1.0, 2.0), ("<b>", 3.0, 3.5), ("&", 3.6, 5.25))


def read_srt(text: str) -> list[tuple[int, int, str]]:
    """Strict: numbers from 1, one or two lines, nothing else."""
    found = []
    for number, block in enumerate(text.split("\n\n")[:-1], 1):
        first, times, *lines = block.split("\n")
        assert first == str(number)
        assert 1 <= len(lines) <= 2
        found.append((*read_times(times, ","), " ".join(lines)))
    assert text == "" or text.endswith("\n\n")
    return found


def read_vtt(text: str) -> list[tuple[int, int, str]]:
    head, _, body = text.partition("\n\n")
    assert head == "WEBVTT"
    found = []
    for block in body.split("\n\n")[:-1]:
        times, *lines = block.split("\n")
        assert all("-->" not in line and "<" not in line for line in lines)
        found.append((*read_times(times, "."), html.unescape(" ".join(lines))))
    return found


def read_times(line: str, point: str) -> tuple[int, int]:
    moment = rf"(\d\d+):([0-5]\d):([0-5]\d){re.escape(point)}(\d{{3}})"
    match = re.fullmatch(f"{moment} --> {moment}", line)
    assert match, line
    hour, minute, second, thousandth, *end = map(int, match.groups())
    start = ((hour * 60 + minute) * 60 + second) * 1000 + thousandth
    return start, ((end[0] * 60 + end[1]) * 60 + end[2]) * 1000 + end[3]


def test_srt_by_hand() -> None:
    assert srt(TWO) == (
        "1\n00:00:00,500 --> 00:00:02,000\nHello there.\n\n"
        "2\n00:00:03,000 --> 00:00:05,250\n<b> &\n\n"
    )


def test_vtt_by_hand() -> None:
    assert vtt(TWO) == (
        "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nHello there.\n\n"
        "00:00:03.000 --> 00:00:05.250\n&lt;b&gt; &amp;\n\n"
    )


def test_table_text_and_json_by_hand() -> None:
    assert tsv(TWO).splitlines()[:2] == [
        "start\tend\tconfidence\tword",
        "0.500\t0.900\t0.500\tHello",
    ]
    assert txt(TWO) == "Hello there. <b> &\n"
    assert txt(heard(("one", 0, 1), ("two", 3, 4))) == "one\ntwo\n"
    told = json.loads(FORMATS["json"](TWO))
    assert told["words"][1] == {"word": "there.", "start": 1.0, "end": 2.0, "confidence": 0.5}
    assert (told["confidence"], told["audio_seconds"], told["seconds"]) == (0.7, 10.0, 0.25)


def test_silence_gives_empty_files() -> None:
    nothing = heard()
    assert (srt(nothing), vtt(nothing), txt(nothing)) == ("", "WEBVTT\n\n", "")
    assert tsv(nothing) == "start\tend\tconfidence\tword\n"
    assert json.loads(FORMATS["json"](nothing))["words"] == []


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [(0, "00:00:00,000"), (3_723_004, "01:02:03,004"), (360_000_000, "100:00:00,000")],
)
def test_stamps(milliseconds: int, shown: str) -> None:
    assert stamp(milliseconds, ",") == shown


def test_a_phrase_is_cut_at_its_pause() -> None:
    """Twenty words of .3 s, .4 s apart, and .7 s after the twelfth: 8.3 s are too long."""
    words, at = [], 0.0
    for number in range(20):
        words.append((f"w{number}", at, at + 0.3))
        at += 0.7 if number == 11 else 0.4
    first, second = cues(heard(*words).words)
    assert first.lines[-1].endswith("w11")
    assert second.lines[0].startswith("w12")


def test_lines_are_even() -> None:
    words = [(f"word{number}", 0.2 * number, 0.2 * number + 0.2) for number in range(10)]
    (cue,) = cues(heard(*words).words)
    assert cue.lines == ("word0 word1 word2 word3 word4", "word5 word6 word7 word8 word9")


def test_a_short_word_stays_a_second_if_there_is_time() -> None:
    assert cues(heard(("yes", 1.0, 1.2)).words) == [Cue(1000, 2000, ("yes",))]
    words = heard(("yes", 1.0, 1.2), ("no", 2.01, 2.5), ("oh", 2.5, 2.5)).words
    assert [(cue.start, cue.end) for cue in cues(words)] == [(1000, 2000), (2010, 3010)]


def test_a_word_that_fits_nowhere_stands_alone() -> None:
    long = "x" * 100
    words = heard(("a", 0, 1), (long, 1, 12), ("b", 12, 12.5)).words
    assert [cue.lines for cue in cues(words)] == [("a",), (long,), ("b",)]


@pytest.mark.parametrize("seed", range(8))
def test_any_words_come_back_in_order_within_the_limits(seed: int) -> None:
    """Also after hours, with words of no length, in no time, and 3000 without a pause."""
    chance = random.Random(seed)
    words, at = [], chance.choice([0.0, 100 * 3600.0])
    for _ in range(3000 if seed == 0 else 200):
        start = at + (0 if seed == 0 else chance.choice([0, 0, 0.1, 0.5, 3.0]))
        at = start + chance.choice([0, 0.0001, 0.1, 0.4, 0.9])
        words.append(("".join(chance.choices("abc<&>-,.?", k=chance.randint(1, 14))), start, at))
    transcript = heard(*words)
    found = cues(transcript.words)
    assert " ".join(line for cue in found for line in cue.lines) == transcript.text
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(cue.start < cue.end for cue in found)
    assert all(len(line) <= LINE for cue in found for line in cue.lines)
    assert all(cue.end - cue.start <= 1000 * LONGEST + 1 for cue in found)
    told = [(cue.start, cue.end, " ".join(cue.lines)) for cue in found]
    assert read_srt(srt(transcript)) == told
    assert read_vtt(vtt(transcript)) == told


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    save("old", path)
    save("new \u00e9", path)
    assert path.read_text(encoding="utf-8") == "new \u00e9"
    folder = tmp_path / "folder"
    folder.mkdir()
    for bad in (tmp_path / "none" / "talk.srt", folder):
        with pytest.raises(BadOption, match="Can't write"):
            save("text", bad)
    assert sorted(tmp_path.iterdir()) == [folder, path]
