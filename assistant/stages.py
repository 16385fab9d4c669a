"""The stages that the assistant joins, each made when it is first asked for.

Nothing heavy is imported before a network is needed, and each network is read once, whichever
of several threads asks first. One network being read or busy holds up no other.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from assistant.errors import BadModel
from assistant.messages import ModelInfo

if TYPE_CHECKING:
    from assistant.checkpoint import LoadedModel
    from assistant.language.converse import Character, Conversationalist
    from assistant.language.fit import ReplyEncoder
    from assistant.language.persona import Persona
    from assistant.language.write import Writer
    from assistant.skills.commands import Commands
    from assistant.speech.activity import SpeechDetector
    from assistant.speech.recognise import Recogniser

BUNDLED = Path(__file__).resolve().parents[1] / "assets" / "models"
PERSONA = BUNDLED.parent / "persona.yaml"
CHOOSING = BUNDLED.parent / "choosing.json"
MODELS = (
    "speech",
    "pronunciation",
    "activity",
    "dialogue",
    "reply_encoder",
    "knowledge",
    "language_model",
    "understanding",
)
"""The folders that the assistant is made of; each is named as the recipe that trains it."""
MAX_THREADS = 4
"""More only slow a network down that reads one clip or writes one word at a time."""

Stage = TypeVar("Stage")


class Lazy(Generic[Stage]):
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


class Stages:
    """Call one for it: `stages.writer()`. Raises BadModel if its network is missing or damaged."""

    def __init__(self, models: Path, own: Own) -> None:
        """models : folder of all model folders"""
        self._own = own
        self._folders = {name: models / name for name in MODELS}
        if own.speech is not None:
            self._folders["speech"] = own.speech
        self.recogniser = Lazy(self._make_recogniser)
        self.detector = Lazy(self._make_detector)
        self.encoder = Lazy(self._make_encoder)
        self.conversationalist = Lazy(self._make_conversationalist)
        self.writer = Lazy(self._make_writer)
        self.commands = Lazy(self._make_commands)
        self.persona = Lazy(self._make_persona)

    def has(self, name: str) -> bool:
        """Whether there is a model of this name."""
        return self._folders[name].is_dir()

    def describe(self) -> list[ModelInfo]:
        """The models that are there, in the order of `MODELS`."""
        return [_describe(name, self._folders[name]) for name in self._folders if self.has(name)]

    def _make_recogniser(self) -> Recogniser:
        from assistant.speech.recognise import Recogniser

        # A recogniser of one's own has none beside it.
        detector = self.detector() if self.has("activity") else None
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
        from assistant.language.knowledge import Admissions, KnowledgeSense
        from assistant.language.persona import FollowUps, PersonaFinder

        persona = self.persona()
        encoder = self.encoder() if self.has("reply_encoder") else None
        chooser = Chooser.read(CHOOSING)
        finders: list[Finder] = [PersonaFinder(persona, encoder, chooser.fusion)]
        if encoder is not None and self.has("knowledge"):
            sense = KnowledgeSense(encoder, self._load("knowledge"))
            finders.append(FollowUps(persona, encoder, sense.wants))
            finders.append(Admissions(persona, sense))
        elif encoder is not None:
            finders.append(FollowUps(persona, encoder))
        if self._own.bank is not None:
            finders.append(ReplyBank.read(self._own.bank, self.encoder()))
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
        loaded = self._load("understanding") if self.has("understanding") else None
        understander = None if loaded is None else Understander(loaded, resolve)
        return my_commands(understander, home=home, talk=self.persona().talk)

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
