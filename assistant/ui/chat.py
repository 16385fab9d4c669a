"""The tab *Chat*: type or speak, and a reply streams in.

The conversation lives in the page alone: two people have two, and nothing is kept.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.messages import Speaker, Turn
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


class Chat:
    """What the tab does, without the page."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def reply(self, text: str, messages: list[Message]) -> Iterator[tuple[str, list[Message]]]:
        """Yields (text box, messages) while the reply grows; an error gives both back as they were.

        Nothing that was typed is lost: the box is emptied only when the reply has begun.
        """
        if not text.strip():
            inform("Type something first, or press Record.")
            yield text, messages
            return
        before = list(messages)
        asked = [*before, message("user", text)]
        yield "", asked
        try:
            for chunk in self.assistant.converse(text, turns(before)):
                yield "", [*asked, message("assistant", chunk.text)]
        except AssistantError as error:
            warn(error)
            yield text, before

    def retry(self, text: str, messages: list[Message]) -> Iterator[tuple[str, list[Message]]]:
        """Another reply to the last thing said; the text box stays as it is."""
        said, before = last_said(messages)
        if said is None:
            inform("There is nothing to answer again yet.")
            yield text, messages
            return
        for box, changed in self.reply(said, before):
            yield text, messages if box else changed

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
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    speak: gr.HTML
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
    return Parts(messages, box, send, stop, speak, at_once, retry, undo, clear)


def _join(chat: Chat, on: Parts) -> None:
    def growing(steps: Iterator[tuple[str, list[Message]]]) -> Iterator[Update]:
        """While a reply grows, Stop stands in the place of Send."""
        for text, changed in steps:
            yield text, changed, gr.update(visible=False), gr.update(visible=True)

    def send(text: str, shown: list[Message]) -> Iterator[Update]:
        yield from growing(chat.reply(text, shown))

    def send_example(shown: list[Message], event: gr.SelectData) -> Iterator[Update]:
        yield from growing(chat.reply(event.value["text"], shown))

    def retry(text: str, shown: list[Message]) -> Iterator[Update]:
        yield from growing(chat.retry(text, shown))

    def send_speech(text: str, shown: list[Message], at_once: bool) -> Iterator[Update]:
        if at_once and text.strip():
            yield from growing(chat.reply(text, shown))
        else:
            yield (gr.skip(),) * 4

    outputs = [on.box, on.messages, on.send, on.stop]
    said = [on.box, on.messages]
    own: dict[str, Any] = {"api_visibility": "private"}
    answer: dict[str, Any] = {"outputs": outputs, "show_progress": "hidden"} | ANSWERING
    heard = on.speak.recorded(
        chat.hear, [on.box], [on.box], show_progress="minimal", **HEARING, **own
    )
    runs = [
        gr.on([on.box.submit, on.send.click], send, said, api_name="chat", **answer),
        on.messages.example_select(send_example, [on.messages], **answer, **own),
        on.retry.click(retry, said, **answer, **own),
        heard.success(send_speech, [*said, on.at_once], **answer, **own),
    ]
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden"} | own
    buttons = [on.send, on.stop]
    for run in runs:
        # Not by a last step of the run itself: a message sent before the page has seen the
        # run end would be dropped.
        run.then(_at_rest, None, buttons, **quick)
    quick["cancels"] = runs
    on.stop.click(_at_rest, None, buttons, **quick)
    on.undo.click(lambda *now: (*chat.undo(*now), *_at_rest()), said, outputs, **quick)
    on.clear.click(lambda: ([], *_at_rest()), None, [on.messages, *buttons], **quick)


def _at_rest() -> Update:
    """Send shown, Stop hidden."""
    return gr.update(visible=True), gr.update(visible=False)
