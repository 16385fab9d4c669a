"""Joins the stages; the only file that knows them all.

sound --transcribe--> Transcript
      --captions----> SpeechBegan, Partial, ..., Final, while it is still coming
text  --converse----> a command that is done, or else what the conversation answers:
                      ReplyChunk, ReplyChunk, ... , the finished Reply
text  --write-------> Token, Token, ...
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import BadModel
from assistant.messages import (
    Completion,
    Dialogue,
    ModelInfo,
    Reply,
    ReplyChunk,
    Token,
    Transcript,
    Turn,
    Understanding,
)
from assistant.stages import Own, Stages

if TYPE_CHECKING:
    from assistant.inside.look import Look
    from assistant.language.propose import Sampling
    from assistant.language.write import Writer, WritingOptions
    from assistant.skills.commands import Commands, Outcome
    from assistant.speech.audio import AudioSource, FileSource
    from assistant.speech.grammar import Grammar
    from assistant.speech.live import Captions
    from assistant.speech.recording import Part
    from assistant.speech.stream import Endpoints
    from assistant.speech.vocabulary import Vocabulary

SILENT = "Okay."
"""Said where a skill asks for silence: an answer has to be seen."""


class Assistant:
    """Hears, answers and writes. Safe to share between threads and between people."""

    def __init__(self, models: Path, own: Own | None = None) -> None:
        """models : folder of all model folders"""
        self.folder = models
        self._stages = Stages(models, own or Own())

    def transcribe(
        self,
        source: AudioSource,
        language_model: bool = True,
        hotwords: Sequence[str] = (),
        grammar: Grammar | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> Transcript:
        """Sound -> words with times and confidence. Silence gives an empty transcript.

        language_model, hotwords, grammar, vocabulary : as in `Recogniser.transcribe`

        Raises:
            BadAudio: the sound is empty, broken, too long, or not sound.
            BadOption: a hotword or a word of the grammar can't be used.
            BadModel: the network is missing or damaged.
        """
        from assistant.speech.audio import load_audio

        audio = load_audio(source)  # before the network: a bad file is told at once
        return self._stages.recogniser().transcribe(
            audio, language_model, hotwords, grammar, vocabulary
        )

    def vocabulary(self) -> Vocabulary | None:
        """What to expect where a command may be said, the user's own words among it; None if
        nothing is understood.

        Raises:
            BadModel: the network that understands is damaged.
        """
        if not self.understands:
            return None
        from assistant.skills.own_words import own_words
        from assistant.speech.vocabulary import Vocabulary

        return Vocabulary.of(own_words(self._stages.commands().store))

    def transcribe_parts(self, source: FileSource, hotwords: Sequence[str] = ()) -> Iterator[Part]:
        """A file of any length -> what was said in each part, as soon as it is heard.

        hotwords : as in `Recogniser.transcribe`

        Raises:
            BadAudio: the file is missing, empty, broken, or not sound; the parts before a damaged
                place have come.
            BadOption: a hotword can't be used.
            BadModel: the network is missing or damaged.
        """
        from assistant.speech.recording import read_parts

        return read_parts(
            source, lambda audio: self._stages.recogniser().transcribe(audio, hotwords=hotwords)
        )

    def captions(self, endpoints: Endpoints | None = None) -> Captions:
        """What turns one stream of sound into captions.

        Raises:
            BadModel: a network is missing or damaged.
        """
        from assistant.speech.live import Captions

        transcribe = partial(self._stages.recogniser().transcribe, quick=True)
        return Captions(transcribe, self._stages.detector(), endpoints)

    @property
    def understands(self) -> bool:
        """Whether there is a network for it; without one nothing is a command."""
        return self._stages.has("understanding")

    def understand(self, text: str) -> Understanding:
        """What one turn by itself asks for; nothing is done.

        Raises:
            BadModel: the network is missing or damaged.
        """
        return self._stages.commands().understand(text)

    def commands(self) -> Commands:
        """What can be asked for, and what lasts of it.

        Raises:
            BadModel: the network that understands is damaged.
        """
        return self._stages.commands()

    def converse(
        self,
        text: str,
        history: Sequence[Turn] = (),
        options: Sampling | None = None,
        dialogue: Dialogue | None = None,
        commands: bool = True,
    ) -> Iterator[ReplyChunk]:
        """What to say to `text` after `history`, growing; the last chunk holds the `Reply`.

        A command is done before anything is yielded.

        dialogue : where the commands of this conversation stand, from the `Reply` before
        commands : False: nothing is taken for a command, and nothing is done

        Raises:
            BadText: the text is empty or too long.
            BadModel: the network is missing or damaged.
        """
        turns = [*history, Turn("user", text)]
        outcome = self._outcome(text, history, dialogue or Dialogue()) if commands else None
        if outcome is None:
            yield from self._stages.conversationalist().reply(turns, options)
        elif outcome.response is not None:
            reply = _of_command(outcome)
            yield ReplyChunk(reply.text, True, reply)
        else:
            for chunk in self._stages.conversationalist().reply(turns, options):
                done = chunk.reply and replace(
                    chunk.reply, understanding=outcome.understanding, dialogue=outcome.dialogue
                )
                yield replace(chunk, reply=done)

    def _outcome(self, text: str, history: Sequence[Turn], dialogue: Dialogue) -> Outcome | None:
        """What comes of a turn as a command; None if it must not be taken for one."""
        from assistant.language import memory, safety

        if not text.strip() or safety.urgent(text):
            return None
        if dialogue.pending is None and memory.told(text, history):
            return None
        said = [turn.text for turn in history if turn.speaker == "assistant"]
        return self._stages.commands().turn(text, dialogue, said)

    def weights(self) -> Mapping[str, float]:
        """How much each feature counts when a reply is chosen, by name."""
        return self._stages.conversationalist().character.chooser.weights

    def write(
        self, prompt: str, options: WritingOptions | None = None, begun: Sequence[int] = ()
    ) -> Iterator[Token]:
        """Text that continues the prompt, token by token.

        begun : ids of the tokens that stand after the prompt already, to go on from there

        Raises:
            BadText: the prompt is too long.
            BadOption: a setting is outside its range.
            BadModel: the network is missing or damaged.
        """
        yield from self._stages.writer().write(prompt, options, begun)

    def writer(self) -> Writer:
        """What writes: knows its styles, alternatives to a token, and copies.

        Raises:
            BadModel: the network is missing or damaged.
        """
        return self._stages.writer()

    def suggest(
        self, text: str, threshold: float = 0.0, words: int = 5, style: str | None = None
    ) -> Completion:
        """What could follow `text` with how much probability, and the likeliest next words.

        threshold, words, style : as in `Completer.suggest`

        Raises:
            BadText, BadOption, BadModel: as `write`.
        """
        return self._stages.writer().suggest(text, threshold, words, style)

    def complete(self, text: str, words: int = 5) -> str:
        """The likeliest few words after `text`, leading space included.

        Raises:
            BadText, BadOption, BadModel: as `write`.
        """
        return self._stages.writer().complete(text, words)

    def inside(self) -> Look:
        """What goes on within the networks, as arrays; each is read when it is looked into."""
        from assistant.inside.look import Look

        stages = self._stages
        return Look(stages.writer, stages.encoder, stages.conversationalist, stages.recogniser)

    def models(self) -> list[ModelInfo]:
        """The models that are there, in the order of `MODELS`; missing ones are left out.

        Raises:
            BadModel: one is damaged.
        """
        return self._stages.describe()

    def warm_up(self) -> None:
        """Read every network now, so that the first question need not wait.

        A network that is missing or damaged is passed over: asking for it will say so.
        """
        ready: tuple[Callable[[], object], ...] = (
            lambda: self._stages.conversationalist().prepare(),
            lambda: self.understand("hello"),
            lambda: self._stages.recogniser().prepare(),
            self._stages.detector,
            self._stages.writer,
        )
        for stage in ready:
            with contextlib.suppress(BadModel):
                stage()


def _of_command(outcome: Outcome) -> Reply:
    assert outcome.response is not None
    return Reply(
        outcome.response.text or SILENT,
        "command",
        outcome.understanding.seconds,
        understanding=outcome.understanding,
        actions=outcome.response.actions,
        dialogue=outcome.dialogue,
    )
