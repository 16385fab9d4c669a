"""Joins the stages; the only file that knows them all.

    sound --transcribe--> Transcript
          --captions----> SpeechBegan, Partial, ..., Final, while it is still coming
    text  --converse----> a command that is done, or else what the conversation answers:
                          ReplyChunk, ReplyChunk, ... , the finished Reply
    text  --write-------> Token, Token, ...

Nothing heavy is imported before a network is needed, and each network is read once, whichever
of several threads asks first. One network being read or busy holds up no other.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

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

if TYPE_CHECKING:
    from assistant.checkpoint import LoadedModel
    from assistant.inside.look import Look
    from assistant.language.converse import Character, Conversationalist
    from assistant.language.fit import ReplyEncoder
    from assistant.language.persona import Persona
    from assistant.language.propose import Sampling
    from assistant.language.write import Writer, WritingOptions
    from assistant.skills.commands import Commands, Outcome
    from assistant.speech.activity import SpeechDetector
    from assistant.speech.audio import AudioSource, FileSource
    from assistant.speech.grammar import Grammar
    from assistant.speech.live import Captions
    from assistant.speech.recognise import Recogniser
    from assistant.speech.recording import Part
    from assistant.speech.stream import Endpoints
    from assistant.speech.vocabulary import Vocabulary

BUNDLED = Path(__file__).resolve().parents[1] / "assets" / "models"
PERSONA = BUNDLED.parent / "persona.yaml"
CHOOSING = BUNDLED.parent / "choosing.json"
MODELS = (
    "speech",
    "pronunciation",
    "activity",
    "dialogue",
    "reply_encoder",
    "language_model",
    "understanding",
)
"""The folders that the assistant is made of; each is named as the recipe that trains it."""
SILENT = "Okay."
"""Said where a skill asks for silence: an answer has to be seen."""
MAX_THREADS = 4
"""More only slow a network down that reads one clip or writes one word at a time."""

Stage = TypeVar("Stage")


class _Lazy(Generic[Stage]):
    """A stage that is made when it is first asked for, by one thread only."""

    def __init__(self, make: Callable[[], Stage]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._stage: Stage | None = None

    def __call__(self) -> Stage:
        with self._lock:
            if self._stage is None:
                self._stage = self._make()
            return self._stage


@dataclass(frozen=True)
class Own:
    """What the user puts in the place of something bundled, or beside it."""

    speech: Path | None = None
    """Model folder of the recogniser."""
    persona: Path | None = None
    """Who the assistant is; see `assets/persona.yaml`."""
    bank: Path | None = None
    """Reply bank; see `training.reply_bank`."""
    home: Path | None = None
    """Where a Home Assistant server is; see `assistant.skills.home_assistant`."""


class Assistant:
    """Hears, answers and writes. Safe to share between threads and between people."""

    def __init__(self, models: Path, own: Own | None = None) -> None:
        """models : folder of all model folders"""
        own = own or Own()
        self.folder = models
        self._own = own
        self._folders = {name: models / name for name in MODELS}
        if own.speech is not None:
            self._folders["speech"] = own.speech
        self._recogniser = _Lazy(self._make_recogniser)
        self._detector = _Lazy(self._make_detector)
        self._encoder = _Lazy(self._make_encoder)
        self._conversationalist = _Lazy(self._make_conversationalist)
        self._writer = _Lazy(self._make_writer)
        self._commands = _Lazy(self._make_commands)
        self._persona = _Lazy(self._make_persona)

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
        return self._recogniser().transcribe(audio, language_model, hotwords, grammar, vocabulary)

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

        return Vocabulary.of(own_words(self._commands().store))

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
            source, lambda audio: self._recogniser().transcribe(audio, hotwords=hotwords)
        )

    def captions(self, endpoints: Endpoints | None = None) -> Captions:
        """What turns one stream of sound into captions.

        Raises:
            BadModel: a network is missing or damaged.
        """
        from assistant.speech.live import Captions

        transcribe = partial(self._recogniser().transcribe, quick=True)
        return Captions(transcribe, self._detector(), endpoints)

    @property
    def understands(self) -> bool:
        """Whether there is a network for it; without one nothing is a command."""
        return self._folders["understanding"].is_dir()

    def understand(self, text: str) -> Understanding:
        """What one turn by itself asks for; nothing is done.

        Raises:
            BadModel: the network is missing or damaged.
        """
        return self._commands().understand(text)

    def commands(self) -> Commands:
        """What can be asked for, and what lasts of it.

        Raises:
            BadModel: the network that understands is damaged.
        """
        return self._commands()

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
            yield from self._conversationalist().reply(turns, options)
        elif outcome.response is not None:
            reply = _of_command(outcome)
            yield ReplyChunk(reply.text, True, reply)
        else:
            for chunk in self._conversationalist().reply(turns, options):
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
        return self._commands().turn(text, dialogue, said)

    def weights(self) -> Mapping[str, float]:
        """How much each feature counts when a reply is chosen, by name."""
        return self._conversationalist().character.chooser.weights

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
        yield from self._writer().write(prompt, options, begun)

    def writer(self) -> Writer:
        """What writes: knows its styles, alternatives to a token, and copies.

        Raises:
            BadModel: the network is missing or damaged.
        """
        return self._writer()

    def suggest(
        self, text: str, threshold: float = 0.0, words: int = 5, style: str | None = None
    ) -> Completion:
        """What could follow `text` with how much probability, and the likeliest next words.

        threshold, words, style : as in `Completer.suggest`

        Raises:
            BadText, BadOption, BadModel: as `write`.
        """
        return self._writer().suggest(text, threshold, words, style)

    def complete(self, text: str, words: int = 5) -> str:
        """The likeliest few words after `text`, leading space included.

        Raises:
            BadText, BadOption, BadModel: as `write`.
        """
        return self._writer().complete(text, words)

    def inside(self) -> Look:
        """What goes on within the networks, as arrays; each is read when it is looked into."""
        from assistant.inside.look import Look

        return Look(self._writer, self._encoder, self._conversationalist, self._recogniser)

    def models(self) -> list[ModelInfo]:
        """The models that are there, in the order of `MODELS`; missing ones are left out.

        Raises:
            BadModel: one is damaged.
        """
        return [_describe(n, folder) for n, folder in self._folders.items() if folder.is_dir()]

    def warm_up(self) -> None:
        """Read every network now, so that the first question need not wait.

        A network that is missing or damaged is passed over: asking for it will say so.
        """
        ready: tuple[Callable[[], object], ...] = (
            lambda: self._conversationalist().prepare(),
            lambda: self.understand("hello"),
            lambda: self._recogniser().prepare(),
            self._detector,
            self._writer,
        )
        for stage in ready:
            with contextlib.suppress(BadModel):
                stage()

    def _make_recogniser(self) -> Recogniser:
        from assistant.speech.recognise import Recogniser

        # A recogniser of one's own has none beside it.
        detector = self._detector() if self._folders["activity"].is_dir() else None
        return Recogniser(self._load("speech"), detector)

    def _make_detector(self) -> SpeechDetector:
        from assistant.speech.activity import SpeechDetector

        return SpeechDetector(self._load("activity"))

    def _make_conversationalist(self) -> Conversationalist:
        from assistant.language.converse import Conversationalist

        # Before the network: a mistake in one's own persona is told at once.
        character = self._character()
        return Conversationalist(self._load("dialogue"), character)

    def _character(self) -> Character:
        from assistant.language.bank import ReplyBank
        from assistant.language.choose import Chooser
        from assistant.language.converse import Character, Finder
        from assistant.language.persona import FollowUps, PersonaFinder

        persona = self._persona()
        encoder = self._encoder() if self._folders["reply_encoder"].is_dir() else None
        chooser = Chooser.read(CHOOSING)
        finders: list[Finder] = [PersonaFinder(persona, encoder, chooser.fusion)]
        if encoder is not None:
            finders.append(FollowUps(persona, encoder))
        if self._own.bank is not None:
            finders.append(ReplyBank.read(self._own.bank, self._encoder()))
        return Character(encoder, tuple(finders), persona, chooser)

    def _make_persona(self) -> Persona:
        from assistant.language.persona import read_persona

        return read_persona(self._own.persona or PERSONA)

    def _make_encoder(self) -> ReplyEncoder:
        from assistant.language.fit import ReplyEncoder

        return ReplyEncoder(self._load("reply_encoder"))

    def _make_writer(self) -> Writer:
        from assistant.language.write import Writer

        return Writer(self._load("language_model"))

    def _make_commands(self) -> Commands:
        from assistant.language.understand import Understander
        from assistant.skills.commands import my_commands
        from assistant.skills.home_assistant import HomeAssistant, read_config
        from assistant.skills.values import resolve

        # A mistake in the user's own file is told before the network is read.
        home = None if self._own.home is None else HomeAssistant(read_config(self._own.home))
        loaded = self._load("understanding") if self.understands else None
        understander = None if loaded is None else Understander(loaded, resolve)
        return my_commands(understander, home=home, talk=self._persona().talk)

    def _load(self, name: str) -> LoadedModel:
        folder = self._folders[name]
        if not folder.is_dir():
            raise BadModel(
                f"The {name} model is missing: there is no folder {folder}. Get the project's "
                f"assets, or train it with `python -m training.train {name}` and put it there with "
                f"`python -m training.publish runs/{name}/best {folder}`."
            )
        from assistant.checkpoint import load_model

        _limit_threads()
        return load_model(folder)


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


def _limit_threads() -> None:
    """Use few threads, unless the environment names a number."""
    import torch

    if "OMP_NUM_THREADS" not in os.environ and torch.get_num_threads() > MAX_THREADS:
        torch.set_num_threads(MAX_THREADS)


def _describe(name: str, folder: Path) -> ModelInfo:
    from assistant.checkpoint import load_model

    loaded = load_model(folder)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return ModelInfo(
        name=name,
        kind=loaded.kind,
        parameters=sum(weight.numel() for weight in loaded.model.parameters()),
        megabytes=size / 1e6,
        scores={name: float(score) for name, score in loaded.metrics.get("scores", {}).items()},
    )
