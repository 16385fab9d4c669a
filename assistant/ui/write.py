"""The tab *Write*: a prompt, and text that goes on from it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError, BadOption
from assistant.ui.notice import warn

EXAMPLES = (
    "It was a dark and stormy night, and",
    "The old captain looked at the sea and said",
    "Once upon a time there was a girl who",
)
REDRAW = 0.05
"""Seconds between two redraws of the growing text."""
Update = tuple[Any, ...]


class Write:
    """What the tab does, without the page."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def write(
        self,
        prompt: str,
        temperature: float,
        top_k: float,
        top_p: float,
        tokens: float,
        seed: str | None,
    ) -> Iterator[tuple[str, str]]:
        """Yields (the text so far, a line on the speed). Top-k 0 and an empty seed mean none."""
        from assistant.language.write import WritingOptions

        prompt = prompt or ""
        text, count, drawn = prompt, 0, 0.0
        yield text, "Writing…"
        started = time.monotonic()
        try:
            options = WritingOptions(
                tokens=int(tokens),
                temperature=float(temperature),
                top_k=int(top_k),
                top_p=float(top_p),
                seed=_seed(seed),
            )
            for token in self.assistant.write(prompt, options):
                text, count = text + token.text, count + 1
                if time.monotonic() - drawn > REDRAW:
                    drawn = time.monotonic()
                    yield text, pace(count, drawn - started)
        except TypeError:  # a number that was cleared comes as None
            warn(BadOption("Fill in every number, or reset it to its default."))
            yield text, "Nothing was written."
            return
        except AssistantError as error:
            warn(error)
            yield text, "Broken off." if count else "Nothing was written."
            return
        yield text, pace(count, time.monotonic() - started) + "."


def _seed(text: str | None) -> int | None:
    """An untouched box comes from the browser as None."""
    try:
        return int(text) if text and text.strip() else None
    except ValueError as error:
        raise BadOption("The seed must be a whole number, or empty.") from error


def pace(tokens: int, seconds: float) -> str:
    """Says how fast it went: `120 tokens in 0.8 s, 150 tokens per second`."""
    return (
        f"{tokens} tokens in {seconds:.1f} s, {tokens / max(seconds, 1e-6):.0f} tokens per second"
    )


def build(assistant: Assistant) -> None:
    """Lay the tab out and join its parts."""
    writer = Write(assistant)
    prompt = gr.Textbox(
        label="Begin with",
        placeholder="A few words to go on from",
        value=EXAMPLES[0],
        elem_id="prompt",
        lines=2,
        max_lines=8,
    )
    with gr.Row(elem_classes="tools"):
        start = gr.Button("Write", variant="primary", elem_id="write", min_width=110, scale=0)
        further = gr.Button("Go on", elem_id="go-on", min_width=110, scale=0)
        stop = gr.Button("Stop writing", elem_id="stop-writing", min_width=150, visible=False)
    story = gr.Textbox(
        label="The text",
        elem_id="story",
        elem_classes="letter",
        lines=10,
        max_lines=22,
        interactive=False,
        buttons=["copy"],
        placeholder="What is written appears here, word by word.",
    )
    speed = gr.Markdown(elem_classes="quiet", elem_id="speed")
    choices = _choices()
    gr.Examples(
        [[text] for text in EXAMPLES],
        prompt,
        label="Or begin with one of these",
        elem_id="prompts",
        api_visibility="private",
    )

    def on_start(*given: Any) -> Iterator[Update]:
        for text, line in writer.write(*given):
            yield text, line, *_buttons(writing=True)

    def on_further(begun: str, prompt: str, *chosen: Any) -> Iterator[Update]:
        yield from on_start(begun or prompt, *chosen)

    running: dict[str, Any] = {
        "outputs": [story, speed, start, further, stop],
        "show_progress": "hidden",
        "concurrency_limit": 4,
        "concurrency_id": "write",
    }
    runs = [
        gr.on(
            [start.click, prompt.submit],
            on_start,
            [prompt, *choices],
            api_name="write",
            **running,
        ),
        further.click(on_further, [story, prompt, *choices], api_visibility="private", **running),
    ]
    rest: dict[str, Any] = {
        "fn": lambda: _buttons(writing=False),
        "outputs": [start, further, stop],
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    for run in runs:
        run.then(**rest)  # after its end, so that the next one is not taken for the same
    stop.click(cancels=runs, **rest)


def _buttons(writing: bool) -> Update:
    """Write, Go on and Stop: the first two, or the last."""
    return (
        gr.update(visible=not writing),
        gr.update(visible=not writing),
        gr.update(visible=writing),
    )


def _choices() -> list[gr.Component]:
    """The settings, in the order in which `Write.write` takes them."""
    with gr.Accordion("How it chooses its words", open=False, elem_id="choices"):
        with gr.Row():
            temperature = gr.Slider(
                0.1, 2, 0.8, step=0.05, label="Temperature", info="Low is sure, high is daring."
            )
            tokens = gr.Slider(10, 1000, 150, step=10, label="Length", info="In pieces of words.")
        with gr.Row():
            top_k = gr.Slider(
                0, 200, 40, step=1, label="Top-k", info="Only the k likeliest; 0 means all."
            )
            top_p = gr.Slider(
                0.05, 1, 0.95, step=0.05, label="Top-p", info="Only the likeliest share p."
            )
        seed = gr.Textbox(
            label="Seed",
            info="The same number writes the same text again; empty, each text is new.",
            max_lines=1,
        )
    return [temperature, top_k, top_p, tokens, seed]
