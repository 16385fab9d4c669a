"""What the tab *Chat* does: a reply grows after what was said, and what a command wants is done.

The conversation lives in the page alone: two people have two, and nothing is kept. What is on the
page is what is remembered: what is forgotten goes from both.
"""

from __future__ import annotations

import html
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.messages import Action, Dialogue, Reply, Speaker, Turn
from assistant.ui import reasons
from assistant.ui.microphone import recorded_file
from assistant.ui.notice import inform, warn
from assistant.ui.ringing import Ringing, loudness, set_loudness

Message = dict[str, Any]
"""As Gradio keeps one: `{"role": "user" | "assistant", "content": text or parts}`."""

WRITTEN = 150
"""Tokens of a piece that is asked for in the conversation."""
REDRAW = 0.05
"""Seconds between two redraws of it."""


class Shown(NamedTuple):
    """What the page shows at one moment."""

    box: str
    messages: list[Message]
    why: str | None = None
    """Where the reply came from, once it is there."""
    dialogue: Dialogue | None = None
    """Where the commands stand, once the reply is there."""


class Chat:
    """What the tab does, without the page."""

    def __init__(self, assistant: Assistant, ringing: Ringing | None = None) -> None:
        """ringing : what `stop` stops"""
        self.assistant = assistant
        self.ringing = ringing or Ringing()

    def reply(
        self,
        text: str,
        messages: list[Message],
        dialogue: Dialogue | None = None,
        commands: bool = True,
    ) -> Iterator[Shown]:
        """The page while the reply grows; an error gives box and messages back as they were.

        Nothing that was typed is lost: the box is emptied only when the reply has begun.

        dialogue : where the commands of this conversation stand
        commands : False: only talk; nothing is done
        """
        if not text.strip():
            inform("Type something first, or press Record.")
            yield Shown(text, messages)
            return
        before = list(messages)
        asked = [*before, message("user", text)]
        yield Shown("", asked)
        reply = None
        try:
            for chunk in self.assistant.converse(
                text, turns(before), dialogue=dialogue, commands=commands
            ):
                reply = chunk.reply
                if reply is None:
                    yield Shown("", [*asked, message("assistant", chunk.text)])
            if reply is not None:
                yield from self._replied(text, before, reply)
        except AssistantError as error:
            warn(error)
            yield Shown(text, before)

    def _replied(self, text: str, before: list[Message], reply: Reply) -> Iterator[Shown]:
        """The finished reply, and after it whatever its actions want of the app."""
        self.carry_out(reply.actions)
        kept, dialogue = before, reply.dialogue
        names = {action.name for action in reply.actions}
        if "forget.all" in names:
            kept, dialogue = [], Dialogue()
        elif "forget.last" in names:
            kept = last_said(before)[1]
        asked = [*kept, message("user", text)]
        said = reply.text
        yield Shown("", [*asked, message("assistant", said)], self.why(reply), dialogue)
        for action in reply.actions:
            if action.name == "write":
                for written in self.write(action):
                    yield Shown("", [*asked, message("assistant", f"{said}\n\n{written}")])

    def carry_out(self, actions: Sequence[Action]) -> None:
        """Do what is the app's to do: be louder, be quiet, stop ringing."""
        for action in actions:
            if action.name == "stop":
                self.ringing.stop()
            elif action.name.startswith("voice."):
                try:
                    store = self.assistant.commands().store
                    set_loudness(store, loudness(store).after(action))
                except AssistantError as error:
                    warn(error)

    def write(self, action: Action) -> Iterator[str]:
        """The piece that an action `write` asks for, as it grows; what breaks off stays."""
        from assistant.language.write import WritingOptions

        text, drawn = str(action.details.get("prompt") or ""), 0.0
        try:
            style = action.details.get("style")
            if style and style not in self.assistant.writer().styles:
                style = None  # not every network has learnt all of them
            options = WritingOptions(tokens=WRITTEN, style=style, top_k=40)
            for token in self.assistant.write(text, options):
                text += token.text
                if time.monotonic() - drawn > REDRAW:
                    drawn = time.monotonic()
                    yield text
        except AssistantError as error:
            warn(error)
        if text:
            yield text.strip()

    def why(self, reply: Reply) -> str:
        """What stands in the fold-out beneath the conversation."""
        # What a network would have said instead is not read for a command.
        weights = self.assistant.weights() if reply.candidates else {}
        return reasons.as_html(reply, weights)

    def retry(
        self, text: str, messages: list[Message], dialogue: Dialogue | None = None
    ) -> Iterator[Shown]:
        """Another reply to the last thing said; the text box stays as it is.

        A command is not done twice: what seemed to be one is now only answered.
        """
        said, before = last_said(messages)
        if said is None:
            inform("There is nothing to answer again yet.")
            yield Shown(text, messages)
            return
        for step in self.reply(said, before, commands=False):
            now = None if step.dialogue is None else nothing_asked(dialogue)
            yield Shown(text, messages if step.box else step.messages, step.why, now)

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
                heard = self.assistant.transcribe(
                    recording, vocabulary=self.assistant.vocabulary()
                ).text
            finally:
                recording.unlink()  # a voice is not kept longer than it is needed
        except AssistantError as error:
            warn(error)
            return text
        if not heard:
            inform("I heard no words. Speak a little closer to the microphone.")
        return " ".join(filter(None, (text.rstrip(), heard)))


def nothing_asked(dialogue: Dialogue | None) -> Dialogue:
    """The dialogue without a question that is no longer on the page."""
    return replace(dialogue or Dialogue(), pending=None)


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
