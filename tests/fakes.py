"""An assistant without networks, for tests of what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.errors import BadText
from assistant.messages import (
    Audio,
    ModelInfo,
    Reply,
    ReplyChunk,
    Token,
    Transcript,
    Turn,
    Word,
)
from assistant.speech.audio import load_audio
from assistant.speech.recording import Part, read_parts


class FakeAssistant:
    """Hears two words, echoes, and writes `one two three`. Text over 40 characters is bad."""

    def __init__(self) -> None:
        self.histories: list[list[Turn]] = []

    def transcribe(self, source: Any) -> Transcript:
        audio: Audio = load_audio(source)
        half = audio.seconds / 2
        words = (Word("hello", 0.0, half, 0.95), Word("there", half, audio.seconds, 0.4))
        if not audio.samples.any():
            return Transcript("", (), 1.0, audio.seconds, 0.01)
        return Transcript("hello there", words, 0.7, audio.seconds, 0.01)

    def transcribe_parts(self, source: Any) -> Iterator[Part]:
        return read_parts(source, self.transcribe)

    def converse(
        self, text: str, history: Sequence[Turn] = (), options: Any = None
    ) -> Iterator[ReplyChunk]:
        if len(text) > 40:
            raise BadText("That is too long. Say it in fewer words.")
        self.histories.append(list(history))
        answer = f"You said {text}"
        for end in range(4, len(answer), 4):
            yield ReplyChunk(answer[:end], done=False)
        yield ReplyChunk(answer, done=True, reply=Reply(answer, "generated", 0.01, 3))

    def write(self, prompt: str, options: Any = None) -> Iterator[Token]:
        if len(prompt) > 40:
            raise BadText("The prompt is too long.")
        for number, word in enumerate(("one", "two", "three")):
            yield Token(number, f" {word}", -1.0)

    def models(self) -> list[ModelInfo]:
        return [ModelInfo("speech", "ctc", 6_800_000, 13.5, {"dev.cer": 0.25})]
