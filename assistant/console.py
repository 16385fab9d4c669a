"""What the commands of the command line share: exit codes, complaints, JSON lines."""

from __future__ import annotations

import json
import sys
from typing import Any

from assistant.errors import AssistantError, BadInput

OK, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def complain(error: AssistantError, about: str = "") -> int:
    """Print an error as a sentence; the exit code that goes with it."""
    print(f"refrain: {about}{error}", file=sys.stderr)
    return BAD_INPUT if isinstance(error, BadInput) else FAILED


def print_json(value: dict[str, Any]) -> None:
    """One object, one line."""
    print(json.dumps(value, ensure_ascii=False), flush=True)
