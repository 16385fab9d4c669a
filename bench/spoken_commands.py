"""Commands said by programs, heard by the recogniser, and understood: how many would be done right.

Every third command, in the three voices that no training heard (`training.synthesise`), with the
vocabulary of commands (`assistant.speech.vocabulary`) and without. Part of `bench.commands`; needs
espeak-ng and flite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.checkpoint import load_model
from assistant.messages import Audio, Transcript
from assistant.speech.recognise import Recogniser
from assistant.speech.vocabulary import Vocabulary
from bench.command_scores import Command, Judged, Types, Understand, all_right
from bench.measure import Figure, spread
from training.metrics import Edits, edits
from training.spoken import sentences
from training.synthesise import TEST_VOICES, Voice, say

EVERY = 3
WAYS = {"with the vocabulary": Vocabulary(), "without": None}


@dataclass(frozen=True)
class Spoken:
    """One command in one voice, heard in one way."""

    way: str
    voice: str
    judged: Judged
    heard: Transcript

    @property
    def edits(self) -> Edits:
        said = [word for line in sentences(self.judged.command.text) for word in line]
        return edits(said, self.heard.text.split())


def measure(
    models: Path, commands: Sequence[Command], understand: Understand, types: Types
) -> tuple[list[Figure], str]:
    """Figures, and what went wrong, for reading.

    Raises:
        BadInput: a program that speaks is missing.
        BadModel: the recogniser is.
    """
    recogniser = Recogniser(load_model(models / "speech"))
    found = list(heard(recogniser, commands[::EVERY], understand, types))
    wrong = [
        f"{one.way}, {one.voice}: {one.judged.shown()}\n    heard  {one.heard.text}"
        for one in found
        if not one.judged.right
    ]
    return list(figures(found)), "\n".join(wrong)


def heard(
    recogniser: Recogniser, commands: Sequence[Command], understand: Understand, types: Types
) -> Iterator[Spoken]:
    """Each command in each voice, in each way."""
    for command in commands:
        for voice in TEST_VOICES:
            audio = Audio(say(command.text, Voice(voice)))
            for way, vocabulary in WAYS.items():
                transcript = recogniser.transcribe(audio, vocabulary=vocabulary)
                meant = understand(transcript.text)
                right = all_right(command, meant, types)
                yield Spoken(way, voice, Judged(command, meant, right), transcript)


def figures(found: Sequence[Spoken]) -> Iterator[Figure]:
    """In percent and milliseconds, of each way; done right also in each voice."""
    for way in WAYS:
        mine = [one for one in found if one.way == way]
        for voice in ("", *TEST_VOICES):
            some = [one.judged.right for one in mine if voice in ("", one.voice)]
            name = f"done right {way}" + (f", {voice}" if voice else "")
            share = 100 * sum(some) / max(1, len(some))
            yield Figure("spoken commands", name, "%", share, None, len(some))
        wrong = sum((one.edits for one in mine), Edits())
        yield Figure("spoken commands", f"word errors {way}", "%", 100 * wrong.rate)
        times = [1000 * one.heard.seconds for one in mine]
        yield spread("spoken commands", f"to hear one {way}", "ms", times)
