"""The tab *Chat*: type or speak, and a reply streams in; what lasts stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.messages import Dialogue
from assistant.ui import panel, reasons
from assistant.ui.chat import Chat, Message, Shown, message, nothing_asked
from assistant.ui.microphone import HEARING, microphone

Update = tuple[Any, ...]

EXAMPLES = (
    "Hello! How are you today?",
    "Turn on the kitchen light.",
    "Set a timer for ten minutes.",
)
PLACEHOLDER = "## Say something\nType below, or press Record and speak. Or begin with one of these:"
ANSWERING = {"concurrency_limit": 8, "concurrency_id": "converse"}
"""A queue of its own: somebody's long recording holds up nobody's chat."""
LONGEST_RING = 2000
"""Characters of what rings, in the conversation."""


@dataclass(frozen=True)
class Parts:
    """What is on the page."""

    messages: gr.Chatbot
    why: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    speak: gr.HTML
    spoken: gr.State
    """How many recordings were to be sent at once; a change sends what is in the box."""
    dialogue: gr.State
    """Where the commands of this page's conversation stand."""
    at_once: gr.Checkbox
    retry: gr.Button
    undo: gr.Button
    clear: gr.Button


@dataclass(frozen=True)
class Elsewhere:
    """What lies outside of the tab and has to do with the conversation."""

    tabs: gr.Tabs
    chosen: Callable[..., Any]
    """Event of a sentence that was chosen on another tab; it carries `text`."""
    rang: Callable[..., Any]
    """Event of something that rings; it carries `texts`."""


def lay_out() -> Parts:
    """The tab; `join` makes it work."""
    with gr.Row(elem_id="chat-row"):
        with gr.Column(elem_id="talk", min_width=0):
            parts = _talk()
        panel.build_beside()
    return parts


def _talk() -> Parts:
    messages = gr.Chatbot(
        label="Conversation",
        elem_id="conversation",
        show_label=False,
        height="max(16rem, calc(100vh - 25rem))",
        render_markdown=False,  # what people type is shown as they typed it
        latex_delimiters=[],
        buttons=[],
        placeholder=PLACEHOLDER,
        examples=[{"text": text} for text in EXAMPLES],
        feedback_options=None,
    )
    with gr.Row(elem_classes="composer"):
        box = gr.Textbox(
            label="Your message",
            placeholder="Type here; Enter sends",
            elem_id="message",
            show_label=False,
            container=False,
            lines=1,
            max_lines=6,
            autofocus=True,
            scale=5,
            min_width=160,
        )
        send = gr.Button("Send", variant="primary", elem_id="send", scale=0, min_width=96)
        stop = gr.Button("Stop reply", elem_id="stop", scale=0, min_width=96, visible=False)
    with gr.Row(elem_classes="tools"):
        speak = microphone("chat-microphone")
        at_once = gr.Checkbox(
            label="Send speech at once", elem_id="at-once", container=False, scale=0, min_width=180
        )
        retry, undo, clear = (
            gr.Button(name, size="sm", elem_id=name.lower(), scale=0, min_width=80)
            for name in ("Retry", "Undo", "Clear")
        )
    with gr.Accordion("Why this reply?", open=False, elem_id="why"):
        why = gr.HTML(reasons.NOTHING, elem_id="reasons", apply_default_css=False)
    spoken, dialogue = gr.State(0), gr.State(Dialogue())
    return Parts(
        messages, why, box, send, stop, speak, spoken, dialogue, at_once, retry, undo, clear
    )


def join(chat: Chat, on: Parts, elsewhere: Elsewhere) -> None:
    """Let each part do what `chat` does."""
    runs = _answering(chat, on, elsewhere)
    own: dict[str, Any] = {"api_visibility": "private"}
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden"} | own
    buttons = [on.send, on.stop]
    for run in runs:
        # Not by a last step of the run itself: a message sent before the page has seen the
        # run end would be dropped. What a command has changed is asked for at once.
        run.then(_at_rest, None, buttons, js=_REPLIED, **quick)
    elsewhere.rang(_rang, [on.messages], [on.messages], **quick)
    quick["cancels"] = runs
    on.stop.click(_at_rest, None, buttons, js=_REPLIED, **quick)

    def undo(text: str, shown: list[Message], dialogue: Dialogue) -> Update:
        return (*chat.undo(text, shown), nothing_asked(dialogue), *_at_rest())

    now = [on.box, on.messages, on.dialogue]
    on.undo.click(undo, now, [*now, *buttons], **quick)
    cleared = [on.messages, on.why, on.dialogue, *buttons]
    on.clear.click(lambda: ([], reasons.NOTHING, Dialogue(), *_at_rest()), None, cleared, **quick)


def _answering(chat: Chat, on: Parts, elsewhere: Elsewhere) -> list[Any]:
    """All that makes a reply grow."""

    def growing(steps: Iterator[Shown]) -> Iterator[Update]:
        """While a reply grows, Stop stands in the place of Send."""
        for step in steps:
            why = gr.skip() if step.why is None else step.why
            dialogue = gr.skip() if step.dialogue is None else step.dialogue
            stop = gr.update(visible=False), gr.update(visible=True)
            yield step.box, step.messages, why, dialogue, *stop

    def send(text: str, shown: list[Message], dialogue: Dialogue) -> Iterator[Update]:
        yield from growing(chat.reply(text, shown, dialogue))

    def say(said: str, text: str, shown: list[Message], dialogue: Dialogue) -> Iterator[Update]:
        """What is chosen is said; what is typed in half stays."""
        for step in chat.reply(said, shown, dialogue):
            yield from growing(iter([step._replace(box=text or step.box)]))

    def send_example(
        text: str, shown: list[Message], dialogue: Dialogue, event: gr.SelectData
    ) -> Iterator[Update]:
        yield from say(event.value["text"], text, shown, dialogue)

    def send_chosen(
        text: str, shown: list[Message], dialogue: Dialogue, event: gr.EventData
    ) -> Iterator[Update]:
        tabs: Any = gr.Tabs(selected="chat")
        for update in say(str(event.text), text, shown, dialogue):
            yield tabs, *update
            tabs = gr.skip()

    def retry(text: str, shown: list[Message], dialogue: Dialogue) -> Iterator[Update]:
        yield from growing(chat.retry(text, shown, dialogue))

    def hear(text: str, at_once: bool, spoken: int, event: gr.EventData) -> tuple[str, int]:
        box, wished = chat.heard(text, at_once, event)
        return box, spoken + wished

    outputs = [on.box, on.messages, on.why, on.dialogue, on.send, on.stop]
    said = [on.box, on.messages, on.dialogue]
    own: dict[str, Any] = {"api_visibility": "private"}
    answer: dict[str, Any] = {"outputs": outputs, "show_progress": "hidden"} | ANSWERING
    hearing: dict[str, Any] = {"outputs": [on.box, on.spoken], "show_progress": "minimal"} | HEARING
    on.speak.recorded(hear, [on.box, on.at_once, on.spoken], **hearing, **own)
    chosen = answer | {"outputs": [elsewhere.tabs, *outputs]}
    return [
        gr.on([on.box.submit, on.send.click], send, said, api_name="chat", **answer),
        on.messages.example_select(send_example, said, **answer, **own),
        elsewhere.chosen(send_chosen, said, **chosen, **own),
        on.retry.click(retry, said, **answer, **own),
        # Only what is to be sent at once begins a second event, which sees what was said meanwhile:
        # one behind every recording made a click on Send in the moment between them go lost.
        on.spoken.change(send, said, **answer, **own),
    ]


_REPLIED = "() => { window.dispatchEvent(new Event('replied')); return []; }"


def _rang(shown: list[Message], event: gr.EventData) -> list[Message]:
    """What rings joins the conversation."""
    texts = event.texts if isinstance(event.texts, list) else []
    return [*shown, *(message("assistant", str(text)[:LONGEST_RING]) for text in texts)]


def _at_rest() -> Update:
    """Send shown, Stop hidden."""
    return gr.update(visible=True), gr.update(visible=False)
