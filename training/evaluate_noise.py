"""Count in how much noise the recogniser hears nothing, as it should.

    python -m training.evaluate_noise [assets/models/speech] [--split test|dev]

About two hundred sounds without speech: the noise recordings of the split, on which neither the
activity network nor the judge was fitted (the recogniser has met them as background of speech),
and made-up silence, hiss, hum, tones, music, typing and breath with seeds of their own. Prints
the share that comes out empty, per kind, and what was heard in the others.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from assistant.checkpoint import load_model
from assistant.errors import AssistantError
from assistant.speech.endpoint import speech_regions
from assistant.speech.recognise import Recogniser
from assistant.stages import BUNDLED
from training.speech_judge import not_speech

EACH = 13
"""Made-up sounds of every kind."""


def evaluate(folder: Path, split: str) -> dict[str, Any]:
    """Counts and shares per kind of sound, and in all."""
    recogniser = Recogniser(load_model(folder))
    counts: dict[str, list[int]] = {}
    heard: list[str] = []
    for kind, audio in not_speech(split, EACH):
        text = recogniser.transcribe(audio).text
        gated = not speech_regions(audio.samples)
        for name in (kind, "all"):
            count = counts.setdefault(name, [0, 0, 0])
            for place, value in enumerate((1, not text, gated)):
                count[place] += value
        if text:
            heard.append(f"{kind}: {text}")
    return {
        "model": folder.as_posix(),
        "split": split,
        "kinds": {
            kind: {
                "clips": clips,
                "empty": empty,
                "share": round(empty / clips, 4),
                "empty_by_the_gate_alone": gated,
            }
            for kind, (clips, empty, gated) in counts.items()
        },
        "heard": heard,
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate_noise", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, nargs="?", default=BUNDLED / "speech")
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    parsed = parser.parse_args(arguments)
    try:
        print(json.dumps(evaluate(parsed.folder, parsed.split), indent=2))
    except AssistantError as error:
        print(f"evaluate_noise: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
