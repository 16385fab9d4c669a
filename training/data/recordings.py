"""A folder of one's own recordings, each with what was said in it.

Tables (`*.tsv`) list them, a line each: `path<TAB>text`; the first line may name more columns.
Without a table, a sound's transcript is the `.txt` beside it with the same name. Text may be
written as usual: case and punctuation are taken off and numbers spelt out.
"""

from __future__ import annotations

import hashlib
import mimetypes
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from assistant.errors import BadAudio, BadInput
from assistant.messages import Audio
from assistant.speech.audio import load_audio
from assistant.speech.endpoint import speech_regions
from training.spoken import sentences

FEWEST = 10
"""Recordings, below which nothing can be learned and nothing be shown."""
SECONDS = (0.3, 20.0)
"""Shortest and longest recording that is used."""
LETTERS_PER_SECOND = (1.0, 25.0)
"""Of speech; who reads slowest and fastest stays well within."""
HELD_OUT = 5
"""One text in so many is kept from training, to tell whether it helped."""


@dataclass(frozen=True)
class Recording:
    """One sound that can be used."""

    name: str
    """Its path inside the folder."""
    text: str
    """Words of a-z and apostrophe."""
    audio: Audio

    @cached_property
    def speech_seconds(self) -> float:
        return sum(region.end - region.start for region in speech_regions(self.audio.samples))


@dataclass(frozen=True)
class Refusal:
    """A recording that is left out."""

    name: str
    reason: str


@dataclass(frozen=True)
class Recordings:
    """What a folder holds."""

    used: tuple[Recording, ...]
    refused: tuple[Refusal, ...]

    @property
    def seconds(self) -> float:
        return sum(recording.audio.seconds for recording in self.used)


@dataclass(frozen=True)
class _Listed:
    """One entry of a folder, unchecked."""

    name: str
    path: Path
    text: str
    reason: str = ""
    """Why there is nothing to check, if so."""


def read_recordings(folder: Path) -> Recordings:
    """Read and check every recording; what can't be used is refused with a reason.

    Raises:
        BadInput: there is no such folder, or no recording in it, or too few can be used.
    """
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}. Give the one that holds your recordings.")
    used: list[Recording] = []
    refused: list[Refusal] = []
    seen: dict[str, str] = {}
    for listed in _listed(folder):
        try:
            used.append(_checked(listed, seen))
        except BadInput as error:
            refused.append(Refusal(listed.name, str(error)))
    found = Recordings(tuple(used), tuple(refused))
    if len(used) < FEWEST or len({recording.text for recording in used}) < 4:
        raise BadInput(f"{_too_few(folder, found)}\n{describe(found)}".rstrip())
    return found


def _too_few(folder: Path, found: Recordings) -> str:
    if not found.used and not found.refused:
        return (
            f"{folder} holds no recordings: neither a table *.tsv of `path<TAB>text` nor sounds "
            "with a .txt of the same name."
        )
    texts = len({recording.text for recording in found.used})
    return (
        f"{len(found.used)} recordings of {texts} texts in {folder} can be used; at least {FEWEST} "
        "of 4 texts are needed, and fifty or more are better."
    )


def describe(found: Recordings, rows: int = 20) -> str:
    """What is wrong with which recording, as a table; nothing if nothing is."""
    width = max((len(refusal.name) for refusal in found.refused[:rows]), default=0)
    lines = [f"    {refusal.name:<{width}}  {refusal.reason}" for refusal in found.refused[:rows]]
    if more := len(found.refused) - rows:
        lines += [f"    ... and {more} more"] if more > 0 else []
    return "\n".join([f"{len(found.refused)} not used:", *lines]) if lines else ""


def split(recordings: Sequence[Recording]) -> tuple[list[Recording], list[Recording]]:
    """Those to learn from, and those to be tested on; no text is in both parts."""
    texts = list(dict.fromkeys(recording.text for recording in recordings))
    step = min(HELD_OUT, max(2, len(texts) // 2))
    held = set(texts[step - 1 :: step])
    learned = [recording for recording in recordings if recording.text not in held]
    return learned, [recording for recording in recordings if recording.text in held]


# --- what is there --------------------------------------------------------------------------


def _listed(folder: Path) -> Iterator[_Listed]:
    tables = sorted(folder.glob("*.tsv"))
    if tables:
        return chain.from_iterable(_of_table(folder, table) for table in tables)
    return _side_by_side(folder)


def _of_table(folder: Path, table: Path) -> Iterator[_Listed]:
    lines = _read_text(table).splitlines()
    heading = [name.strip().lower() for name in lines[0].split("\t")] if lines else []
    named = {"path", "text"} <= set(heading)
    path_column, text_column = (heading.index("path"), heading.index("text")) if named else (0, 1)
    for number, line in enumerate(lines[named:], start=1 + named):
        fields = line.split("\t")
        if not line.strip():
            continue
        if len(fields) <= max(path_column, text_column):
            where = f"{table.name}, line {number}"
            yield _Listed(where, table, "", "no tab between path and text")
            continue
        name = fields[path_column].strip()
        yield _Listed(name, folder / name, fields[text_column])


def _side_by_side(folder: Path) -> Iterator[_Listed]:
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    texts = {file.with_suffix(""): file for file in files if file.suffix.lower() == ".txt"}
    sounds = [file for file in files if _is_sound(file)]
    for sound in sounds:
        name = sound.relative_to(folder).as_posix()
        text = texts.get(sound.with_suffix(""))
        if text is None:
            yield _Listed(name, sound, "", f"no transcript: {sound.stem}.txt is missing")
            continue
        try:
            yield _Listed(name, sound, _read_text(text))
        except BadInput as error:
            yield _Listed(name, sound, "", str(error))
    for stem in sorted(texts.keys() - {sound.with_suffix("") for sound in sounds}):
        name = texts[stem].relative_to(folder).as_posix()
        yield _Listed(name, texts[stem], "", "no sound of the same name")


def _is_sound(file: Path) -> bool:
    """By its name; telephones record to containers that count as video."""
    kind = mimetypes.guess_type(file.name)[0] or ""
    return kind.startswith(("audio/", "video/")) or file.suffix.lower() in (".opus", ".flac")


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Can't read {file}: {error}. Save it as UTF-8 text.") from error


# --- what is wrong with it ------------------------------------------------------------------


def _checked(listed: _Listed, seen: dict[str, str]) -> Recording:
    """
    seen : fingerprint of each sound so far, and its name

    Raises:
        BadInput: why the recording can't be used.
    """
    if listed.reason:
        raise BadInput(listed.reason)
    text = _as_said(listed.text)
    try:
        recording = Recording(listed.name, text, load_audio(listed.path))
    except BadAudio as error:
        raise BadInput(str(error)) from error
    print_of = hashlib.sha256(recording.audio.samples.tobytes()).hexdigest()
    if print_of in seen:
        raise BadInput(f"the same sound as {seen[print_of]}")
    seen[print_of] = listed.name
    for complaint in (check(recording) for check in _CHECKS):
        if complaint:
            raise BadInput(complaint)
    return recording


def _as_said(text: str) -> str:
    """
    Raises:
        BadInput: it has no words, or letters that the network does not know.
    """
    spread = unicodedata.normalize("NFKD", text.lower())
    foreign = sorted({letter for letter in spread if letter.isalpha() and not letter.isascii()})
    if foreign:
        raise BadInput(f"letters that the network does not know: {' '.join(foreign[:8])}")
    said = " ".join(word for sentence in sentences(text) for word in sentence)
    if not said:
        raise BadInput("no words in its text")
    return said


def _length(recording: Recording) -> str:
    seconds = recording.audio.seconds
    if seconds < SECONDS[0]:
        return f"{seconds:.1f} s is too short"
    if seconds > SECONDS[1]:
        return f"{seconds:.0f} s is too long; cut it into sentences of at most {SECONDS[1]:.0f} s"
    return ""


def _silence(recording: Recording) -> str:
    return "" if recording.speech_seconds else "no speech can be heard in it"


def _pace(recording: Recording) -> str:
    letters, seconds = len(recording.text.replace(" ", "")), recording.speech_seconds
    slowest, fastest = LETTERS_PER_SECOND
    if letters > fastest * recording.audio.seconds:
        return f"{letters} letters in {recording.audio.seconds:.1f} s: nobody speaks so fast"
    if letters < slowest * seconds:
        return f"{letters} letters in {seconds:.1f} s of speech: is its text whole?"
    return ""


_CHECKS: tuple[Callable[[Recording], str], ...] = (_length, _silence, _pace)
"""Each gives a complaint, or nothing."""
