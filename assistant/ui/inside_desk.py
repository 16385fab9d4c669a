"""What the tab *Inside* asks of the networks, and how each answer is drawn; without the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError, BadOption
from assistant.ui import inside_drawings, inside_frames
from assistant.ui.microphone import recorded_file
from assistant.ui.notice import warn

FEATURES = (
    "Inside quotes",
    "Position in the line",
    "Position in the sentence",
    "Beginning of a word",
    "Capital letters",
    "Digits",
)
READERS = ("LSTM: the network that writes", "GRU: the network that compares replies")
CELLS = ("Remembers longest", "Moves most", "Number…")
MOST_UNITS = 12
"""Units of one's own choice that are shown at once."""


class Inside:
    """Each step is a picture. Trouble is told in the corner of the page and changes nothing."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def units(self, text: str, feature: str, chosen: str = "") -> Any:
        """The units most in tune with a feature of a text, or those of one's own choice.

        chosen : their numbers; empty for those in tune
        """
        return told(lambda: self._units(text, feature, numbers(chosen)))

    def _units(self, text: str, name: str, chosen: list[int]) -> str:
        from assistant.inside import units

        if name not in units.FEATURES:
            raise BadOption(f"There is no feature {name!r}.")
        reading = self.assistant.inside().read(text)
        wanted = units.feature(name, reading)
        hidden = reading.gates.hidden
        shown = units.followed(hidden, wanted, chosen) or units.in_tune(hidden, wanted)
        if not shown:
            raise BadOption(
                f"“{name}” is the same all over this text, so that no unit can follow it. "
                "Take a longer text, or one that has some of it."
            )
        which = "the units of your choice" if chosen else "the units most in tune"
        known = inside_drawings.Followed(name, wanted, shown, units.chance(hidden, wanted), which)
        return inside_drawings.units(reading, known)

    def gates(self, text: str, reader: str, cell: str, number: float | None) -> Any:
        """The gates of one cell over a text."""
        return told(lambda: self._gates(text, reader, cell, number))

    def _gates(self, text: str, reader: str, cell: str, number: float | None) -> str:
        from assistant.inside.gates import busiest, longest_memory

        look = self.assistant.inside()
        reading = look.read(text) if reader == READERS[0] else look.read_by_encoder(text)
        count = reading.gates.hidden.shape[1]
        if cell == CELLS[0]:
            unit = longest_memory(reading.gates)
        elif cell == CELLS[1]:
            unit = busiest(reading.gates)
        elif number is None or not 0 <= number < count:
            raise BadOption(f"This network has the cells 0 to {count - 1}: give one of them.")
        else:
            unit = int(number)
        return inside_drawings.gates(reading, unit)

    def attention(self, said: str, reply: str) -> Any:
        """Where the network looks as it answers."""
        return told(
            lambda: inside_drawings.attention(
                self.assistant.inside().attend(said or "", reply or "")
            )
        )

    def hear(self, file: Path, of: str) -> tuple[Any, Any]:
        """Frames, symbols and words of a sound, and what was found, to draw it otherwise."""
        try:
            found = self.assistant.inside().hear(file)
        except AssistantError as error:
            warn(error)
            return gr.skip(), gr.skip()
        return inside_frames.hearing(found, of), found

    def hear_recording(self, of: str, event: gr.EventData) -> tuple[Any, Any]:
        """The same of what the microphone recorded."""
        try:
            file = recorded_file(event)
        except AssistantError as error:
            warn(error)
            return gr.skip(), gr.skip()
        return self.hear(file, of)


def numbers(text: str | None) -> list[int]:
    """Numbers of units as people type them: `3, 17 and 200`.

    Raises:
        BadOption: there are words instead, or too many numbers.
    """
    text = (text or "").strip()
    found = [int(digits[:9]) for digits in re.findall(r"\d+", text)]
    rest = re.sub(r"\d+|[\s,;.]|\band\b|\bunits?\b", "", text, flags=re.IGNORECASE)
    if rest or (text and not found):
        raise BadOption("Give the numbers of units, such as 3, 17, 200, or leave it empty.")
    if len(found) > MOST_UNITS:
        raise BadOption(f"At most {MOST_UNITS} units are shown at once: you named {len(found)}.")
    return found


def told(draw: Callable[[], str]) -> Any:
    """The picture, or nothing new and the trouble in the corner of the page."""
    try:
        return draw()
    except AssistantError as error:
        warn(error)
        return gr.skip()
