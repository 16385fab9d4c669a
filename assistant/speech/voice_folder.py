"""A folder that fills with someone's readings: a sound for each sentence, and the table of them.

The table, `recordings.tsv` with the columns `path` and `text`, is what
`python -m training.train speech --finetune FOLDER` reads. Folder and table are all there is: who
closes the page or the app goes on where they stopped.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.errors import BadAudio, BadInput
from assistant.messages import Audio
from assistant.speech.audio import load_audio
from assistant.speech.endpoint import speech_regions

TABLE = "recordings.tsv"
HEADING = "path\ttext"
FASTEST = 25.0
"""Letters a second: nobody reads faster."""
LONGEST = 20.0
"""Seconds that training takes of one recording."""
CLIPPED = 0.99
QUIET = 0.03
"""Highest sample of a recording that is hard to tell from the room."""


class VoiceFolder:
    """The readings of a list of sentences. May be used from several threads."""

    def __init__(self, folder: Path, sentences: Sequence[str]) -> None:
        self.folder = folder
        self.sentences = tuple(sentences)
        self._lock = threading.Lock()

    def recorded(self) -> dict[int, Path]:
        """Number of each sentence that has been read, and where its sound is.

        Raises:
            BadInput: the table can't be read.
        """
        numbers = {sentence: number for number, sentence in enumerate(self.sentences)}
        rows = ((numbers.get(text), self.folder / path) for path, text in self._rows())
        return {number: path for number, path in rows if number is not None and path.is_file()}

    def first_missing(self, after: int = -1) -> int:
        """The next sentence that has not been read, from the start again after the last one."""
        done, count = self.recorded(), len(self.sentences)
        order = [(after + 1 + step) % count for step in range(count)]
        return next((number for number in order if number not in done), (after + 1) % count)

    def keep(self, number: int, sound: Path) -> str:
        """Keep the reading of a sentence, in place of an earlier one.

        returns : what could be better about it, or nothing

        Raises:
            BadAudio: it is no sound, or can't be what the sentence says.
            BadInput: the folder can't be written.
        """
        sentence = self.sentences[number]
        hint = _judge(load_audio(sound), sentence)
        name = f"{number + 1:02}-{_slug(sentence)}.wav"
        with self._lock:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                _put(self.folder / name, sound.read_bytes())
                rows = {text: path for path, text in self._rows()} | {sentence: name}
                lines = [HEADING, *(f"{path}\t{text}" for text, path in rows.items())]
                _put(self.folder / TABLE, ("\n".join(lines) + "\n").encode())
            except OSError as error:
                raise BadInput(
                    f"Can't write in {self.folder}: {error.strerror}. Start the app with "
                    "--recordings and another folder."
                ) from error
        return hint

    def packed(self) -> bytes:
        """Table and sounds as one zip file.

        Raises:
            BadInput: nothing has been recorded yet, or the table can't be read.
        """
        rows = [(path, text) for path, text in self._rows() if (self.folder / path).is_file()]
        if not rows:
            raise BadInput("Nothing has been recorded yet. Read a sentence aloud first.")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(self.folder / TABLE, TABLE)
            for path, _ in rows:
                archive.write(self.folder / path, path)
        return packed.getvalue()

    def _rows(self) -> list[tuple[str, str]]:
        """Path and text of every line; paths that lead out of the folder are left out."""
        table = self.folder / TABLE
        if not table.is_file():
            return []
        try:
            lines = table.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(
                f"Can't read {table}: {error}. Move it away to begin a new one."
            ) from error
        split = (line.partition("\t") for line in lines if line != HEADING)
        inside = self.folder.resolve()
        return [
            (path, text)
            for path, tab, text in split
            if tab and (self.folder / path).resolve().is_relative_to(inside)
        ]


def _judge(audio: Audio, sentence: str) -> str:
    """
    returns : what could be better, or nothing

    Raises:
        BadAudio: it can't be a reading of the sentence.
    """
    peak = float(np.abs(audio.samples).max())
    if not speech_regions(audio.samples):
        raise BadAudio("No speech was heard, so nothing was kept. Read the sentence once more.")
    letters = sum(letter.isalpha() for letter in sentence)
    if letters > FASTEST * audio.seconds:
        raise BadAudio("That was too short for the sentence. Read all of it, then press Stop.")
    if audio.seconds > LONGEST:
        raise BadAudio(f"Longer than {LONGEST:.0f} seconds: press Stop right after the sentence.")
    if peak >= CLIPPED:
        return "Kept, but very loud: move away from the microphone a little."
    return "Kept, but very quiet: come nearer to the microphone." if peak < QUIET else ""


def _slug(sentence: str) -> str:
    """The first words of a sentence as part of a file's name."""
    return "-".join(re.findall("[a-z]+", sentence.lower())[:4])


def _put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    handle, partial = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(partial, path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
