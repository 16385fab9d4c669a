"""Refrain: hears, answers and writes with recurrent networks of its own.

>>> assistant = load()
>>> assistant.transcribe("clip.wav").text
>>> for chunk in assistant.converse("How are you?"): print(chunk.text)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.stages import Own

__all__ = ["load"]


def load(models: Path | None = None, own: Own | None = None) -> Assistant:
    """The assistant, with the bundled models or those in another folder, and perhaps with a
    recogniser, a persona or a reply bank of one's own.

    Costs nothing: each network is read when it is first needed.
    """
    from assistant.assistant import Assistant  # `--help` should not wait for torch
    from assistant.stages import BUNDLED

    return Assistant(BUNDLED if models is None else models, own)
