"""Go on training the network that hears, on one person's recordings.

A model that is already good learns a voice, a microphone and a room from minutes of speech. Its
last recurrent layer and the two output layers move, at a small and constant rate; what
comes before them has heard many people and stays. Nothing is chosen by the held-out recordings:
the network of the last step is what comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import torch
from torch import Tensor, nn

from assistant.checkpoint import load_model
from assistant.errors import BadModel
from assistant.models.ctc import CTC
from assistant.speech.features import FEATURES, log_mel
from assistant.speech.pronounce import Pronouncer
from assistant.stages import BUNDLED
from training.data.recordings import Recording, read_recordings, split
from training.data.speech import Clip
from training.features import FeatureCache
from training.phonemes import pronounce
from training.recipes.speech import CHARACTERS, PHONEMES, SpeechRecipe
from training.speech_settings import SpeechSettings

NEVER = 10**9


@dataclass(frozen=True)
class VoiceSettings(SpeechSettings):
    epochs: int = 12
    learning_rate: float = 3e-4
    final_rate: float = 1.0
    warmup: float = 0.1
    weight_decay: float = 0.0
    clip: float = 1.0
    batch_seconds: float = 30.0
    noise: float = 0.0
    evaluate_every: int = NEVER
    start: str = str(BUNDLED / "speech")
    reader: str = str(BUNDLED / "pronunciation")
    recordings: str = ""
    """Folder of them; see `training.data.recordings`."""
    moving: Literal["last", "all"] = "last"
    """Layers that learn."""


class VoiceRecipe(SpeechRecipe):
    name = "voice"
    presets: ClassVar[dict[str, Any]] = {
        "smoke": VoiceSettings(epochs=1),
        "cpu": VoiceSettings(),
        "gpu": VoiceSettings(),
    }
    settings: VoiceSettings

    def __init__(self, settings: VoiceSettings, runs: Path) -> None:
        """
        Raises:
            BadInput: the folder of recordings can't be used.
            BadModel: the folder to start from holds no network with our symbols.
        """
        super().__init__(settings, runs)
        # Both now, before a run of the same name is set aside.
        self.recordings = read_recordings(Path(settings.recordings))
        self.loaded = load_model(Path(settings.start))
        ours = {"characters": CHARACTERS.to_json(), "phonemes": PHONEMES.to_json()}
        theirs = {name: symbols.to_json() for name, symbols in self.loaded.tokenizers.items()}
        if not isinstance(self.loaded.model, CTC) or theirs != ours:
            raise BadModel(f"{settings.start} holds no network that hears English.")

    def prepare(self) -> None:
        self.learned, self.held = split(self.recordings.used)
        self.features = features_of(self.learned)
        self.dev = [clip(recording) for recording in self.held]
        self.dev_features = features_of(self.held)
        self.noise = FeatureCache(np.zeros((0, FEATURES.mels), np.float16), np.zeros(1, np.int64))
        reader = Path(self.settings.reader)
        pronouncer = Pronouncer(Path(self.settings.start), reader if reader.is_dir() else None)
        words = {word for recording in self.recordings.used for word in recording.text.split()}
        self.dictionary = {
            word: list(said) for word in sorted(words) if (said := pronouncer.pronounce(word))
        }
        self.characters = [CHARACTERS.encode(recording.text) for recording in self.learned]
        phonemes = [pronounce(recording.text, self.dictionary) for recording in self.learned]
        self.known = [phones is not None for phones in phonemes]
        self.phonemes = [PHONEMES.encode(phones or []) for phones in phonemes]

    def build(self) -> nn.Module:
        model = self.loaded.model
        assert isinstance(model, CTC)
        for name, parameter in model.named_parameters():
            moves = self.settings.moving == "all" or in_last(name, model)
            # A transducer knows how words are spelt, which no voice changes.
            parameter.requires_grad_(moves and not name.startswith("transducer."))
        return model

    def _phoneme_prior(self, model: CTC) -> Tensor:
        """As it was: a few minutes of speech hold too few phonemes to count them anew."""
        return model.phoneme_prior


def in_last(name: str, model: CTC) -> bool:
    """Whether a weight is past the last recurrent layer but one."""
    last = model.config.layers - 1
    layer = (f"recurrent.layers.{last}.", f"recurrent.norms.{last}.")
    if model.config.second_hearing:
        last = model.config.second_hearing - 1
        layer = (f"again.recurrent.layers.{last}.", f"again.recurrent.norms.{last}.")
    return name.startswith((*layer, "characters.", "phonemes."))


def clip(recording: Recording) -> Clip:
    """A recording as the speech recipe's scorer knows them."""
    seconds = recording.audio.seconds
    return Clip("recordings", recording.name, None, Path(), seconds, "", "dev", recording.text)


def features_of(recordings: Sequence[Recording]) -> FeatureCache:
    """Log-mel of each, in memory: who records anew must not get the old ones from a cache."""
    each = [log_mel(torch.from_numpy(recording.audio.samples)) for recording in recordings]
    frames = torch.cat(each).numpy().astype(np.float16)
    return FeatureCache(frames, np.cumsum([0, *map(len, each)]))


RECIPE = VoiceRecipe
