"""Score a model folder.

    python -m training.evaluate MODEL_FOLDER [--split dev|test] [--data FILE_OR_FOLDER] [--limit N]

Prints one JSON object: counts first, rates second, a baseline where there is one. `--data`
takes data of your own in the formats of the bundled sets: a speech manifest with its audio,
dialogue as JSON lines, plain text.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from assistant.checkpoint import load_model
from assistant.errors import AssistantError, BadData, BadInput

SCORERS = {
    "ctc": "training.evaluate_speech",
    "activity": "training.evaluate_activity",
    "seq2seq": "training.evaluate_dialogue",
    "language_model": "training.evaluate_text",
    "pronunciation": "training.evaluate_pronunciation",
    "encoder": "training.evaluate_encoder",
    "understanding": "training.evaluate_understanding",
    "knowledge": "training.evaluate_knowledge",
}
"""Kind of model -> module with `evaluate_folder(loaded, split, data, limit) -> dict`."""


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a limit is at least 1")
    return number


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--data", type=Path, help="score on this instead of the bundled sets")
    parser.add_argument("--limit", type=positive, help="at most so many examples a set")
    parsed = parser.parse_args(arguments)
    try:
        if parsed.data is not None and not parsed.data.exists():
            raise BadData(f"There is no {parsed.data} to score on.")
        loaded = load_model(parsed.folder)
        scorer = importlib.import_module(SCORERS[loaded.kind])
        result = scorer.evaluate_folder(loaded, parsed.split, parsed.data, parsed.limit)
    except AssistantError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
