"""Commands said by programs, in voices that no training heard, with and without digital silence.

    python -m bench.made_speech [--speech FOLDER ...] [--prose SENTENCES]

Thirty commands in each of `training.synthesise.TEST_VOICES`. It says how commands are heard by a
speech model, or by several side by side; not how people are. With `--prose` instead how well it
spells so many sentences of `training.synthesise --text prose`, the last ones, which no training
has come to. Needs espeak-ng and flite.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.checkpoint import load_model
from assistant.errors import AssistantError
from assistant.messages import SAMPLE_RATE, Audio
from assistant.speech.recognise import Recogniser
from assistant.stages import BUNDLED, Own
from training.evaluate import positive
from training.metrics import Edits, edits
from training.synthesise import TEST_VOICES, Voice, prose, say

SILENCE = 0.8
"""Seconds before and after a command."""
COMMANDS = tuple(
    """set a timer for ten minutes
turn on the kitchen light
what time is it in tokyo
remind me to call mum at six
add milk and eggs to the shopping list
what is fifteen percent of eighty
open the blinds in the bedroom
play some music in the living room
turn the heating up to twenty degrees
how many miles are in ten kilometers
stop
cancel the timer
wake me up at seven tomorrow morning
what day is it today
flip a coin
roll two dice
spell the word necessary
count down from ten
make the office light blue
turn everything off
open the window
how is the weather tomorrow
read my shopping list
take a note the meeting is on friday
louder please
say that again
never mind
write me a poem about the sea
tell me a joke
what can you do""".split("\n")
)


def errors(assistant: Assistant, silence: float) -> dict[str, Edits]:
    """Word errors in each voice, and in all.

    silence : seconds of nothing at all before and after

    Raises:
        BadInput: a program that speaks is missing.
    """
    nothing = np.zeros(round(silence * SAMPLE_RATE), np.float32)
    found: dict[str, Edits] = {name: Edits() for name in ("all", *TEST_VOICES)}
    for text in COMMANDS:
        for name in TEST_VOICES:
            said = np.concatenate([nothing, say(text, Voice(name)), nothing])
            heard = assistant.transcribe(Audio(said)).text
            wrong = edits(text.split(), heard.split())
            found[name] += wrong
            found["all"] += wrong
    return found


def spelling(recogniser: Recogniser, sentences: Sequence[str]) -> dict[str, Edits]:
    """Letter errors of greedy spelling in each voice, and in all.

    Raises:
        BadInput: a program that speaks is missing.
    """
    found: dict[str, Edits] = {name: Edits() for name in ("all", *TEST_VOICES)}
    for text in sentences:
        for name in TEST_VOICES:
            heard = recogniser.transcribe(Audio(say(text, Voice(name))), language_model=False)
            wrong = edits(text, heard.text)
            found[name] += wrong
            found["all"] += wrong
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.made_speech", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--speech", type=Path, nargs="+", metavar="FOLDER", help="speech models")
    parser.add_argument("--prose", type=positive, metavar="SENTENCES", help="of the training text")
    parsed = parser.parse_args(arguments)
    try:
        for folder in parsed.speech or [BUNDLED / "speech"]:
            if parsed.prose:
                spelt = spelling(Recogniser(load_model(folder)), prose()[-parsed.prose :])
                rates = {name: f"{e.rate:.1%}" for name, e in spelt.items()}
                print(f"{folder}, letters of {parsed.prose} sentences: {rates}", flush=True)
                continue
            assistant = Assistant(BUNDLED, Own(speech=folder))
            for silence in (0.0, SILENCE):
                rates = {name: f"{e.rate:.1%}" for name, e in errors(assistant, silence).items()}
                print(f"{folder}, {silence} s of silence around: {rates}", flush=True)
    except AssistantError as error:
        print(f"made_speech: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
