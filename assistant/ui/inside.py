"""The tab *Inside*: what the networks do, on the user's own text and sound, and why they have
gates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError, BadOption
from assistant.ui import inside_curves, inside_drawings
from assistant.ui.listen import samples
from assistant.ui.microphone import microphone, recorded_file
from assistant.ui.notice import warn

CSS = inside_drawings.CSS
FEATURES = (
    "Inside quotes",
    "Position in the line",
    "Position in the sentence",
    "Beginning of a word",
    "Capital letters",
    "Digits",
)
TASKS = ("Copy over a gap", "Agreement", "Adding")
READERS = ("LSTM: the network that writes", "GRU: the network that compares replies")
CELLS = ("Remembers longest", "Moves most", "Number…")
EXAMPLE = (
    '"Have you seen my umbrella?" asked the old gardener. "It was here at 7 this morning."\n'
    "Nobody answered him. Rain had begun to fall on the 12 apple trees, and the path was wet.\n"
    '"Perhaps," said Anna at last, "it went for a walk. I would, in weather like this!"\n'
    "He laughed, took his hat, and went out to look for it behind the shed."
)
LOOKING: dict[str, Any] = {"concurrency_limit": 2, "concurrency_id": "inside"}
"""A queue for the panels that read with a network."""
TRAINING: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "inside-training"}
"""One training at a time, so that each gets the core that its clock is set for."""
UNITS = (
    "A recurrent network reads a text piece by piece and carries a few hundred numbers, its hidden "
    "units, from each piece to the next. Some of them come to stand for something that people can "
    "name: choose what, and see which units follow it in your text."
)
GATES = (
    "Each cell of the network has gates, numbers between 0 (shut) and 1 (open) that decide at each "
    "piece what to forget, what to let in and what to show. Here they are for one cell, computed "
    "from the weights as it reads your text."
)
ATTENTION = (
    "Before the network that answers writes a piece of its reply, it looks back at what was said "
    "and weighs every piece of it. See where it looks, for a reply of its own or for one that you "
    "put in its mouth."
)
HEARING = (
    "The network that hears names one symbol, or none (the blank), for every 40 milliseconds of "
    "sound. Repeats are merged and blanks left out, and a search through the words it knows turns "
    "the rough spelling into a sentence."
)
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


class Inside:
    """What the tab does, without the page. Trouble is told in the corner and changes nothing."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def units(self, text: str, feature: str) -> Any:
        """The units most in tune with a feature of a text."""
        return told(lambda: self._units(text, feature))

    def _units(self, text: str, name: str) -> str:
        from assistant.inside import units

        if name not in units.FEATURES:
            raise BadOption(f"There is no feature {name!r}.")
        reading = self.assistant.inside().read(text)
        wanted = units.feature(name, reading)
        hidden = reading.gates.hidden
        tuned = units.in_tune(hidden, wanted)
        if not tuned:
            raise BadOption(
                f"“{name}” is the same all over this text, so that no unit can follow it. "
                "Take a longer text, or one that has some of it."
            )
        return inside_drawings.units(reading, name, wanted, tuned, units.chance(hidden, wanted))

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
        return inside_drawings.hearing(found, of), found

    def hear_recording(self, of: str, event: gr.EventData) -> tuple[Any, Any]:
        try:
            file = recorded_file(event)
        except AssistantError as error:
            warn(error)
            return gr.skip(), gr.skip()
        return self.hear(file, of)

    def race(
        self, task: str, length: float, clip: bool, truncate: str, seed: float | None
    ) -> Iterator[Any]:
        """Pictures of the race while it runs."""
        from assistant.inside.race import Race, race

        try:
            options = Race(
                task,
                int(length),
                bool(clip),
                int(truncate) if str(truncate).isdigit() else 0,
                int(seed or 0),
            )
        except (AssistantError, TypeError, ValueError) as error:
            trouble = error if isinstance(error, AssistantError) else BadOption("Give numbers.")
            warn(trouble)
            yield gr.skip()
            return
        for snapshot in race(options):
            yield inside_curves.draw(snapshot, options.updates)

    def look_ahead(self) -> Iterator[Any]:
        """Pictures of forward-only against both ways."""
        from assistant.inside.race import look_ahead

        for snapshot in look_ahead():
            yield inside_curves.draw(snapshot, 250)


def told(draw: Callable[[], str]) -> Any:
    """The picture, or nothing new and the trouble in the corner of the page."""
    try:
        return draw()
    except AssistantError as error:
        warn(error)
        return gr.skip()


def build(assistant: Assistant) -> None:
    """Lay the tab out and join its parts."""
    inside = Inside(assistant)
    with gr.Tabs(elem_id="inside"):
        with gr.Tab("Units"):
            _units(inside)
        with gr.Tab("Gates"):
            _gates(inside)
        with gr.Tab("Attention"):
            _attention(inside)
        with gr.Tab("Frames"):
            _hearing(inside)
        with gr.Tab("Why gates"):
            _race(inside)


def _picture(elem_id: str, waiting: str) -> gr.HTML:
    return gr.HTML(
        f'<p class="quiet">{waiting}</p>', elem_id=elem_id, min_height=60, apply_default_css=False
    )


def _text(elem_id: str) -> gr.Textbox:
    return gr.Textbox(EXAMPLE, label="Text to read", lines=4, max_lines=10, elem_id=elem_id)


_SHOW: dict[str, Any] = {"variant": "primary", "min_width": 110, "scale": 0}


def _units(inside: Inside) -> None:
    gr.Markdown(UNITS)
    text = _text("units-text")
    feature = gr.Dropdown(list(FEATURES), value=FEATURES[0], label="Which units follow …")
    show = gr.Button("Show the units", elem_id="units-show", **_SHOW)
    picture = _picture("units-picture", "The units appear here.")
    gr.on(
        [show.click, feature.input],
        inside.units,
        [text, feature],
        picture,
        api_name="units",
        **LOOKING,
    )


def _gates(inside: Inside) -> None:
    gr.Markdown(GATES)
    text = _text("gates-text")
    reader = gr.Radio(list(READERS), value=READERS[0], label="Network")
    with gr.Row():
        cell = gr.Radio(list(CELLS), value=CELLS[0], label="Which cell")
        number = gr.Number(0, label="Number of the cell", precision=0, minimum=0)
    show = gr.Button("Show the gates", elem_id="gates-show", **_SHOW)
    picture = _picture("gates-picture", "The gates appear here.")
    gr.on(
        [show.click, reader.input, cell.input, number.submit],
        inside.gates,
        [text, reader, cell, number],
        picture,
        api_name="gates",
        **LOOKING,
    )


def _attention(inside: Inside) -> None:
    gr.Markdown(ATTENTION)
    said = gr.Textbox(
        "I am making soup with carrots for my sister today.", label="What is said", max_lines=4
    )
    reply = gr.Textbox(
        label="Reply", placeholder="Empty: the network's own", max_lines=4, elem_id="forced-reply"
    )
    show = gr.Button(
        "Show where it looks", elem_id="attention-show", **(_SHOW | {"min_width": 190})
    )
    picture = _picture("attention-picture", "Where it looks appears here.")
    gr.on(
        [show.click, said.submit, reply.submit],
        inside.attention,
        [said, reply],
        picture,
        api_name="attention",
        **LOOKING,
    )


def _hearing(inside: Inside) -> None:
    gr.Markdown(HEARING)
    with gr.Row(elem_classes="tools"):
        speak = microphone("inside-microphone")
        upload = gr.UploadButton(
            "Upload a sound", file_types=["audio"], elem_id="inside-upload", min_width=190, scale=0
        )
    tries = []
    with gr.Row():
        for sample in samples():
            name = sample.stem.replace("-", " ")
            tries.append((gr.Button(f"Look at “{name}”", size="sm", min_width=130), sample))
    of = gr.Radio(
        [("Letters", "characters"), ("Sounds (phonemes)", "phonemes")],
        value="characters",
        label="What it names",
    )
    found = gr.State(None)
    picture = _picture("hearing-picture", "Frames, symbols and words appear here.")
    how: dict[str, Any] = {"outputs": [picture, found], "api_visibility": "private", **LOOKING}
    upload.upload(lambda file, of: inside.hear(Path(file), of), [upload, of], **how)
    speak.recorded(inside.hear_recording, [of], **how)
    for button, sample in tries:
        button.click(partial(inside.hear, sample), [of], **how)
    of.input(
        lambda kept, of: gr.skip() if kept is None else inside_drawings.hearing(kept, of),
        [found, of],
        picture,
        api_visibility="private",
        **LOOKING,
    )


def _race(inside: Inside) -> None:
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
    picture = _trained("race", "Train all four", inside.race, [task, length, clip, truncate, seed])
    assert picture
    gr.Markdown(
        "Dotted: the gradient before training. All four have 32 units, the same optimiser (Adam, "
        "0.01), the same rows and at most 600 updates and 20 s together; each begins as the "
        "literature advises for it: orthogonal weights (tanh), the identity (ReLU), gates set to "
        "remember for up to the length of the row (LSTM and GRU).",
        elem_classes="quiet",
    )
    gr.Markdown("### Forward only, or both ways?\n" + FUTURE)
    _trained("ahead", "Train both", inside.look_ahead, [])


def _trained(
    name: str, label: str, work: Callable[..., Iterator[Any]], given: list[gr.Component]
) -> gr.HTML:
    """A button that trains, one that stops it, and the picture between."""
    with gr.Row(elem_classes="tools"):
        start = gr.Button(label, elem_id=f"{name}-start", **(_SHOW | {"min_width": 150}))
        stop = gr.Button("Stop training", elem_id=f"{name}-stop", min_width=190, scale=0)
    picture = _picture(f"{name}-picture", "The curves appear here while it trains.")
    run = start.click(
        work, given, picture, show_progress="minimal", api_visibility="private", **TRAINING
    )
    stop.click(None, cancels=[run], queue=False, api_visibility="private")
    return picture
