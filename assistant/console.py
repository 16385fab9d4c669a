"""What the commands of the command line share: exit codes, complaints, JSON lines."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError, BadInput, BadOption
from assistant.stages import Own

OK, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def complain(error: AssistantError, about: str = "") -> int:
    """Print an error as a sentence; the exit code that goes with it."""
    print(f"refrain: {about}{error}", file=sys.stderr)
    return BAD_INPUT if isinstance(error, BadInput) else FAILED


def print_json(value: dict[str, Any]) -> None:
    """One object, one line."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def add_own_options(parser: argparse.ArgumentParser) -> None:
    """What a user can put in the place of something bundled."""
    parser.add_argument(
        "--speech", type=Path, metavar="FOLDER", help="recogniser, such as your own"
    )
    parser.add_argument(
        "--persona", type=Path, metavar="FILE", help="who answers, like assets/persona.yaml"
    )
    parser.add_argument(
        "--bank", type=Path, metavar="FOLDER", help="replies from python -m training.reply_bank"
    )
    parser.add_argument(
        "--home", type=Path, metavar="FILE", help="a Home Assistant server to send actions to"
    )


def own(options: argparse.Namespace) -> Own:
    """What those options name.

    Raises:
        BadOption: a folder or file is not there; a persona that can't be used.
    """
    for name in ("speech", "bank"):
        folder = getattr(options, name)
        if folder is not None and not folder.is_dir():
            raise BadOption(f"There is no folder {folder}: check what --{name} names.")
    if options.persona is not None:
        from assistant.language.persona import read_persona

        read_persona(options.persona)  # a mistake in it is told before anything slow happens
    if options.home is not None:
        from assistant.skills.home_assistant import read_config

        read_config(options.home)
    return Own(options.speech, options.persona, options.bank, options.home)
