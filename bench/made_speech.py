"""Commands said by programs, in voices that no training heard, with and without digital silence.

    python -m bench.made_speech [--speech FOLDER ...]

Thirty commands in each of `training.synthesise.TEST_VOICES`. It says how commands are heard by a
speech model, or by several side by side; not how people are. Needs espeak-ng and flite.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.messages import SAMPLE_RATE, Audio
from assistant.stages import BUNDLED, Own
from training.metrics import Edits, edits
from training.synthesise import TEST_VOICES, Voice, say

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


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.made_speech", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--speech", type=Path, nargs="+", metavar="FOLDER", help="speech models")
    parsed = parser.parse_args(arguments)
    try:
        for folder in parsed.speech or [BUNDLED / "speech"]:
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
