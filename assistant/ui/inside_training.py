"""The panel *Why gates* of the tab *Inside*: small networks that are trained on the spot."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from assistant.errors import AssistantError, BadOption
from assistant.ui import inside_curves
from assistant.ui.notice import warn

TASKS = ("Copy over a gap", "Agreement", "Adding")
TRAINING: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "inside-training"}
"""One training at a time, so that each gets the core that its clock is set for."""
ON_ITS_WAY = 0.5
"""Seconds in which a drawing arrives that was sent before its training was stopped."""
GATES_RACE = (
    "Four small networks learn, while you watch, to remember something from the start of a row "
    "until its end. In the plain ones the hint that tells the first step how to change fades (or "
    "blows up) on its way back through time; gates keep that way open."
)
FUTURE = (
    "Sometimes what comes later decides what comes now, as with “lead”, the metal or the verb. A "
    "network that only reads forward cannot know it; one that reads both ways can, with as many "
    "units in all."
)
SETTING = (
    "All four have 32 units, the same optimiser (Adam, 0.01), the same rows and at most 600 "
    "updates and 20 s together; each begins as the literature advises for it: orthogonal weights "
    "(tanh), the identity (ReLU), gates set to remember for up to the length of the row (LSTM and "
    "GRU)."
)
BEFORE = '<p class="quiet">The curves appear here while it trains.</p>'
WAITING = (
    '<figure class="look training"><p role="status">Waiting: one training runs at a time, and '
    "this one begins as soon as no other is on.</p></figure>"
)
# In the browser, so that it shows at once however busy the machine is.
STOP = f"""page => String(page)
  .replace('class="look training"', 'class="look"')
  .replace(/>Waiting:[^<]*/, {json.dumps(">Stopped before it began.")})
  .replace('>Training:', '>Stopped:').replaceAll('>training, ', '>stopped, ')"""


# A training has a name from the browser, so that it can be stopped before it has begun here.
BEGIN = f"""() => [{json.dumps(WAITING)}, String(Date.now() + Math.random())]"""
KEPT = 1000
"""Names of trainings that were stopped."""


class Stopped:
    """Which trainings are wanted no more; Gradio's own way misses one that is on its way to the
    queue."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}

    def add(self, name: str) -> None:
        self._names[str(name)[:40]] = None
        while len(self._names) > KEPT:
            # Somebody else may be doing the same at this moment.
            self._names.pop(next(iter(self._names)), None)

    def until(self, name: str, pictures: Iterator[str]) -> Iterator[str]:
        """Pictures of a training, up to when it is stopped."""
        if name in self._names:
            return
        for picture in pictures:
            if name in self._names:
                return
            yield picture


def race(task: str, length: float, clip: bool, truncate: str, seed: float | None) -> Iterator[str]:
    """Pictures of the race while it runs."""
    from assistant.inside.race import Race, race

    try:
        steps = int(truncate) if str(truncate).isdigit() else 0
        options = Race(task, int(length), bool(clip), steps, int(seed or 0))
    except (AssistantError, TypeError, ValueError, OverflowError) as error:
        warn(error if isinstance(error, AssistantError) else BadOption("Give numbers."))
        yield BEFORE
        return
    for snapshot in race(options):
        yield inside_curves.draw(snapshot, options.updates)


def look_ahead() -> Iterator[str]:
    """Pictures of forward-only against both ways."""
    from assistant.inside.race import AHEAD_UPDATES, look_ahead

    for snapshot in look_ahead():
        yield inside_curves.draw(snapshot, AHEAD_UPDATES)


def build() -> None:
    """Lay the panel out and join its parts."""
    gr.Markdown(GATES_RACE)
    task = gr.Radio(
        list(TASKS),
        value=TASKS[0],
        label="Task",
        info="Copy a letter over a gap; agree in number (the keys … are); add two marked numbers.",
    )
    length = gr.Slider(10, 200, 100, step=10, label="Length of the row, in steps")
    with gr.Row():
        clip = gr.Checkbox(True, label="Clip gradients", info="Scale them to a norm of at most 1.")
        truncate = gr.Dropdown(
            ["Off", "5", "20", "50"],
            value="Off",
            label="Truncate back-propagation",
            info="Steps that the hint may go back.",
        )
        seed = gr.Number(0, label="Seed", precision=0, minimum=0, info="Another start.")
    stopped = Stopped()
    _trained("race", "Train all four", race, [task, length, clip, truncate, seed], stopped)
    gr.Markdown(SETTING, elem_classes="quiet")
    gr.Markdown("### Forward only, or both ways?\n" + FUTURE)
    _trained("ahead", "Train both", look_ahead, [], stopped)


def _trained(
    id: str,
    label: str,
    work: Callable[..., Iterator[str]],
    given: list[gr.Component],
    stopped: Stopped,
) -> None:
    """A button that trains, one that stops it and is there as long, and the picture."""
    with gr.Row(elem_classes="tools training-tools"):
        start = gr.Button(label, variant="primary", elem_id=f"{id}-start", min_width=150, scale=0)
        stop = gr.Button("Stop training", elem_id=f"{id}-stop", min_width=150, scale=0)
    picture = gr.HTML(BEFORE, elem_id=f"{id}-picture", min_height=60, apply_default_css=False)
    name = gr.Textbox(visible="hidden")

    def run(name: str, *given: Any) -> Iterator[str]:
        yield from stopped.until(name, work(*given))

    quick: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    begins = start.click(None, None, [picture, name], js=BEGIN, **quick)
    begins.then(
        run,
        [name, *given],
        picture,
        show_progress="hidden",
        api_visibility="private",
        **TRAINING,
    )
    stop.click(None, picture, picture, js=STOP, **quick)
    told = stop.click(stopped.add, name, None, queue=False, **quick)
    # A drawing that was on its way when the button was clicked comes after, and is put right.
    settled = told.then(lambda: time.sleep(ON_ITS_WAY), None, None, **quick)
    settled.then(None, picture, picture, js=STOP, **quick)
