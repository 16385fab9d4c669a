"""The tab *Inside*: what the networks do, on the user's own text and sound, and why they have
gates."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.ui import inside_frames, inside_training
from assistant.ui.inside_desk import CELLS, FEATURES, READERS, Inside
from assistant.ui.inside_style import CSS as CSS
from assistant.ui.listen import samples
from assistant.ui.microphone import microphone

EXAMPLE = (
    '"Have you seen my umbrella?" asked the old gardener. "It was here at 7 this morning."\n'
    "Nobody answered him. Rain had begun to fall on the 12 apple trees, and the path was wet.\n"
    '"Perhaps," said Anna at last, "it went for a walk. I would, in weather like this!"\n'
    "He laughed, took his hat, and went out to look for it behind the shed."
)
LOOKING: dict[str, Any] = {"concurrency_limit": 2, "concurrency_id": "inside"}
"""A queue for the panels that read with a network."""
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


def build(assistant: Assistant) -> None:
    """Lay the tab out and join its parts."""
    inside = Inside(assistant)
    with gr.Tabs(elem_id="inside", overflow_behavior="wrap"):
        with gr.Tab("Units"):
            _units(inside)
        with gr.Tab("Gates"):
            _gates(inside)
        with gr.Tab("Attention"):
            _attention(inside)
        with gr.Tab("Frames"):
            _hearing(inside)
        with gr.Tab("Why gates"):
            inside_training.build()


def _picture(elem_id: str, waiting: str) -> gr.HTML:
    return gr.HTML(
        f'<p class="quiet">{waiting}</p>', elem_id=elem_id, min_height=90, apply_default_css=False
    )


def _text(elem_id: str) -> gr.Textbox:
    return gr.Textbox(EXAMPLE, label="Text to read", lines=4, max_lines=10, elem_id=elem_id)


_SHOW: dict[str, Any] = {"variant": "primary", "min_width": 110, "scale": 0}


def _units(inside: Inside) -> None:
    gr.Markdown(UNITS)
    text = _text("units-text")
    with gr.Row():
        feature = gr.Dropdown(
            list(FEATURES), value=FEATURES[0], label="Which units follow …", min_width=240
        )
        chosen = gr.Textbox(
            label="Or units of your choice",
            placeholder="Numbers, such as 3, 17, 200",
            max_lines=1,
            elem_id="units-chosen",
            min_width=240,
        )
    show = gr.Button("Show the units", elem_id="units-show", **_SHOW)
    picture = _picture("units-picture", "The units appear here.")
    gr.on(
        [show.click, feature.change, chosen.submit],
        inside.units,
        [text, feature, chosen],
        picture,
        api_name="units",
        **LOOKING,
    )


def _gates(inside: Inside) -> None:
    gr.Markdown(GATES)
    text = _text("gates-text")
    reader = gr.Radio(list(READERS), value=READERS[0], label="Network")
    with gr.Row():
        cell = gr.Radio(list(CELLS), value=CELLS[0], label="Which cell", scale=2, min_width=300)
        number = gr.Number(
            0, label="Number of the cell", precision=0, minimum=0, scale=1, min_width=160
        )
    show = gr.Button("Show the gates", elem_id="gates-show", **_SHOW)
    picture = _picture("gates-picture", "The gates appear here.")
    # Who types a number means it.
    number.input(None, None, cell, js=f"() => '{CELLS[2]}'", api_visibility="private")
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
        lambda kept, of: gr.skip() if kept is None else inside_frames.hearing(kept, of),
        [found, of],
        picture,
        api_visibility="private",
        **LOOKING,
    )
