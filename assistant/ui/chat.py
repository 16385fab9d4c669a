"""The tab *Chat*: type or speak, and a reply streams in.

The conversation lives in the page alone: two people have two, and nothing is kept.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.messages import Reply, Speaker, Turn
from assistant.ui import reasons
from assistant.ui.microphone import HEARING, microphone, recorded_file
from assistant.ui.notice import inform, warn

Message = dict[str, Any]
"""As Gradio keeps one: `{"role": "user" | "assistant", "content": text or parts}`."""
Update = tuple[Any, ...]

EXAMPLES = (
    "Hello! How are you today?",
    "I had a terrible day at work.",
    "Can you recommend a good film?",
)
PLACEHOLDER = "## Say something\nType below, or press Record and speak. Or begin with one of these:"
ANSWERING = {"concurrency_limit": 8, "concurrency_id": "converse"}
"""A queue of its own: somebody's long recording holds up nobody's chat."""


class Shown(NamedTuple):
    """What the page shows at one moment."""

    box: str
    messages: list[Message]
    why: str | None = None
    """Where the reply came from, once it is there."""


class Chat:
    """What the tab does, without the page."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def reply(self, text: str, messages: list[Message]) -> Iterator[Shown]:
        """The page while the reply grows; an error gives box and messages back as they were.

        Nothing that was typed is lost: the box is emptied only when the reply has begun.
        """
        if not text.strip():
            inform("Type something first, or press Record.")
            yield Shown(text, messages)
            return
        before = list(messages)
        asked = [*before, message("user", text)]
        yield Shown("", asked)
        try:
            for chunk in self.assistant.converse(text, turns(before)):
                why = None if chunk.reply is None else self.why(chunk.reply)
                yield Shown("", [*asked, message("assistant", chunk.text)], why)
        except AssistantError as error:
            warn(error)
            yield Shown(text, before)

    def why(self, reply: Reply) -> str:
        """What stands in the fold-out beneath the conversation."""
        return reasons.as_html(reply, self.assistant.weights())

    def retry(self, text: str, messages: list[Message]) -> Iterator[Shown]:
        """Another reply to the last thing said; the text box stays as it is."""
        said, before = last_said(messages)
        if said is None:
            inform("There is nothing to answer again yet.")
            yield Shown(text, messages)
            return
        for step in self.reply(said, before):
            yield Shown(text, messages if step.box else step.messages, step.why)

    def heard(self, text: str, at_once: bool, event: gr.EventData) -> tuple[str, bool]:
        """What stands in the box after a recording, and whether to send it now.

        Silence sends nothing, least of all what was typed in half.
        """
        box = self.hear(text, event)
        return box, at_once and box != text

    def undo(self, text: str, messages: list[Message]) -> tuple[str, list[Message]]:
        """Take back the last thing said and its reply; what was said returns to the box."""
        said, before = last_said(messages)
        if said is None:
            inform("There is nothing to take back.")
            return text, messages
        return text or said, before

    def hear(self, text: str, event: gr.EventData) -> str:
        """What was said into the microphone, after what stands in the box already."""
        try:
            recording = recorded_file(event)
            try:
                heard = self.assistant.transcribe(recording).text
            finally:
                recording.unlink()  # a voice is not kept longer than it is needed
        except AssistantError as error:
            warn(error)
            return text
        if not heard:
            inform("I heard no words. Speak a little closer to the microphone.")
        return " ".join(filter(None, (text.rstrip(), heard)))


def turns(messages: Sequence[Message]) -> list[Turn]:
    """Gradio's messages -> the conversation so far."""
    return [
        Turn(cast(Speaker, entry["role"]), plain(entry["content"]))
        for entry in messages
        if entry["role"] in ("user", "assistant")
    ]


def message(speaker: Speaker, text: str) -> Message:
    """Text -> a message that shows it as it is: Gradio takes content for HTML."""
    return {"role": speaker, "content": html.escape(text, quote=False)}


def plain(content: Any) -> str:
    """The text of one message: the browser sends parts, other clients a string."""
    if isinstance(content, str):
        return html.unescape(content)
    parts = content if isinstance(content, list) else [content]
    return "".join(plain(part.get("text") or "") for part in parts if isinstance(part, dict))


def last_said(messages: Sequence[Message]) -> tuple[str | None, list[Message]]:
    """The user's last words, and the messages before them."""
    for index in range(len(messages) - 1, -1, -1):
        if messages[index]["role"] == "user":
            return plain(messages[index]["content"]), list(messages[:index])
    return None, list(messages)


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
    at_once: gr.Checkbox
    retry: gr.Button
    undo: gr.Button
    clear: gr.Button


def build(assistant: Assistant) -> None:
    """Lay the tab out and join its parts."""
    _join(Chat(assistant), _lay_out())


def _lay_out() -> Parts:
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
    return Parts(messages, why, box, send, stop, speak, gr.State(0), at_once, retry, undo, clear)


def _join(chat: Chat, on: Parts) -> None:
    def growing(steps: Iterator[Shown]) -> Iterator[Update]:
        """While a reply grows, Stop stands in the place of Send."""
        for step in steps:
            why = gr.skip() if step.why is None else step.why
            yield step.box, step.messages, why, gr.update(visible=False), gr.update(visible=True)

    def send(text: str, shown: list[Message]) -> Iterator[Update]:
        yield from growing(chat.reply(text, shown))

    def send_example(shown: list[Message], event: gr.SelectData) -> Iterator[Update]:
        yield from growing(chat.reply(event.value["text"], shown))

    def retry(text: str, shown: list[Message]) -> Iterator[Update]:
        yield from growing(chat.retry(text, shown))

    def hear(text: str, at_once: bool, spoken: int, event: gr.EventData) -> tuple[str, int]:
        box, wished = chat.heard(text, at_once, event)
        return box, spoken + wished

    outputs = [on.box, on.messages, on.why, on.send, on.stop]
    said = [on.box, on.messages]
    own: dict[str, Any] = {"api_visibility": "private"}
    answer: dict[str, Any] = {"outputs": outputs, "show_progress": "hidden"} | ANSWERING
    hearing: dict[str, Any] = {"outputs": [on.box, on.spoken], "show_progress": "minimal"} | HEARING
    runs = [
        gr.on([on.box.submit, on.send.click], send, said, api_name="chat", **answer),
        on.messages.example_select(send_example, [on.messages], **answer, **own),
        on.retry.click(retry, said, **answer, **own),
        # Only what is to be sent at once begins a second event, which sees what was said meanwhile:
        # one behind every recording made a click on Send in the moment between them go lost.
        on.spoken.change(send, said, **answer, **own),
    ]
    on.speak.recorded(hear, [on.box, on.at_once, on.spoken], **hearing, **own)
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden"} | own
    buttons = [on.send, on.stop]
    for run in runs:
        # Not by a last step of the run itself: a message sent before the page has seen the
        # run end would be dropped.
        run.then(_at_rest, None, buttons, **quick)
    quick["cancels"] = runs
    on.stop.click(_at_rest, None, buttons, **quick)
    undone = [on.box, on.messages, *buttons]
    on.undo.click(lambda *now: (*chat.undo(*now), *_at_rest()), said, undone, **quick)
    cleared = [on.messages, on.why, *buttons]
    on.clear.click(lambda: ([], reasons.NOTHING, *_at_rest()), None, cleared, **quick)


def _at_rest() -> Update:
    """Send shown, Stop hidden."""
    return gr.update(visible=True), gr.update(visible=False)
