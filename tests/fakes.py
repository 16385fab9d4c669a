"""An assistant without networks, for tests of what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import BadText
from assistant.language.write import Writer
from assistant.messages import (
    Action,
    Audio,
    Completion,
    Dialogue,
    ModelInfo,
    Reply,
    ReplyChunk,
    Slot,
    Token,
    Transcript,
    Turn,
    Understanding,
    Word,
)
from assistant.speech.activity import SURE
from assistant.speech.audio import load_audio
from assistant.speech.live import Captions
from assistant.speech.recording import Part, read_parts
from assistant.speech.stream import STEP, Endpoints
from tests import tiny


class LoudnessDetector:
    """Takes what is loud for speech, step by step of 20 ms."""

    def stream(self) -> LoudnessDetector:
        return LoudnessDetector()

    def __init__(self) -> None:
        self.waiting = np.zeros(0, np.float32)

    def push(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        self.waiting = np.concatenate([self.waiting, samples])
        steps = len(self.waiting) // STEP
        judged, self.waiting = np.split(self.waiting, [steps * STEP])
        loud = np.abs(judged.reshape(steps, STEP)).mean(1) > 0.05
        return np.where(loud, SURE, -SURE).astype(np.float32)


class FakeAssistant:
    """Hears two words, echoes, and writes `one two three`. Text over 40 characters is bad."""

    def __init__(self) -> None:
        self.histories: list[list[Turn]] = []
        self.expected: list[Any] = []

    def vocabulary(self) -> str:
        return "commands"

    def transcribe(self, source: Any, vocabulary: Any = None) -> Transcript:
        self.expected.append(vocabulary)
        audio: Audio = load_audio(source)
        half = audio.seconds / 2
        words = (Word("hello", 0.0, half, 0.95), Word("there", half, audio.seconds, 0.4))
        if not audio.samples.any():
            return Transcript("", (), 1.0, audio.seconds, 0.01)
        return Transcript("hello there", words, 0.7, audio.seconds, 0.01)

    def captions(self, endpoints: Endpoints | None = None) -> Captions:
        return Captions(self.transcribe, LoudnessDetector(), endpoints)  # type: ignore[arg-type]

    def transcribe_parts(self, source: Any, hotwords: Sequence[str] = ()) -> Iterator[Part]:
        return read_parts(source, self.transcribe)

    understands = True
    folder = Path("models")

    def understand(self, text: str) -> Understanding:
        if "lamp" not in text:
            return Understanding(text, None, 0.9, (), 0.001)
        start = text.index("lamp")
        slot = Slot("item", "lamp", "lamp", start, start + 4)
        return Understanding(text, "lamp.on", 0.8, (slot,), 0.001)

    def converse(
        self,
        text: str,
        history: Sequence[Turn] = (),
        options: Any = None,
        dialogue: Dialogue | None = None,
        commands: bool = True,
    ) -> Iterator[ReplyChunk]:
        if len(text) > 40:
            raise BadText("That is too long. Say it in fewer words.")
        self.histories.append(list(history))
        if commands and (taken := self.understand(text)).intent:
            actions = (Action("lamp.on", {"count": 1 + bool(dialogue and dialogue.last)}),)
            reply = Reply("Lit.", "command", 0.001, understanding=taken, actions=actions,
                          dialogue=Dialogue(None, taken))  # fmt: skip
            yield ReplyChunk(reply.text, True, reply)
            return
        answer = f"You said {text}"
        for end in range(4, len(answer), 4):
            yield ReplyChunk(answer[:end], done=False)
        yield ReplyChunk(answer, done=True, reply=Reply(answer, "generated", 0.01, 3))

    def weights(self) -> dict[str, float]:
        return {"fit": 2.0}

    def write(self, prompt: str, options: Any = None) -> Iterator[Token]:
        if len(prompt) > 40:
            raise BadText("The prompt is too long.")
        for number, word in enumerate(("one", "two", "three")):
            yield Token(number, f" {word}", -1.0)

    def models(self) -> list[ModelInfo]:
        return [ModelInfo("speech", "ctc", 6_800_000, 13.5, {"dev.cer": 0.25})]


class WritingAssistant(FakeAssistant):
    """Writes and completes with a toy network; it knows no training texts."""

    def __init__(self) -> None:
        super().__init__()
        words = tiny.subwords()
        network = tiny.language_model(vocabulary=len(words))
        self._toy = Writer(tiny.loaded("language_model", network, words))

    def writer(self) -> Writer:
        return self._toy

    def write(self, prompt: str, options: Any = None, begun: Sequence[int] = ()) -> Iterator[Token]:
        yield from self._toy.write(prompt, options, begun)

    def suggest(self, text: str, threshold: float = 0.0, **how: Any) -> Completion:
        return self._toy.suggest(text, threshold, **how)
