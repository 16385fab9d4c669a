"""Clips as the network hears them, computed once and kept in `runs/cache`.

Everything that is fitted on the network's outputs reads them from here: the network is by far
the slowest part of trying a setting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from assistant.checkpoint import load_model
from assistant.messages import Audio
from assistant.models import ctc
from assistant.speech import endpoint, features, hearings, vocal_tract
from assistant.speech.decode import SETTINGS, DecoderSettings
from assistant.speech.recognise import Heard, Recogniser
from training.data.speech import Clip, read_audio

CACHE = Path("runs") / "cache"


@dataclass(frozen=True)
class Utterance:
    """A clip as the network heard it."""

    corpus: str
    text: str
    """What was said."""
    pieces: tuple[Heard, ...]


def hear(folder: Path, clips: Sequence[Clip], cache: Path = CACHE) -> list[Utterance]:
    """Run the network of a model folder over clips, or read what it said of them before.

    Log-probabilities come back in steps of a half-precision number.
    """
    path = cache / f"heard-{_digest(folder, clips)}.pt"
    if not path.is_file():
        recogniser = Recogniser(load_model(folder))
        found = [
            (clip.corpus, clip.text, [_stored(heard) for heard in recogniser.hear(Audio(samples))])
            for clip, samples in tqdm(read_audio(clips), total=len(clips), desc="hearing")
        ]
        cache.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        torch.save(found, partial)
        partial.replace(path)
    return [
        Utterance(corpus, text, tuple(Heard(**_restored(piece)) for piece in pieces))
        for corpus, text, pieces in torch.load(path, weights_only=True)
    ]


def _stored(heard: Heard) -> dict[str, Any]:
    return {k: v.half() if isinstance(v, torch.Tensor) else v for k, v in vars(heard).items()}


def _restored(piece: dict[str, Any]) -> dict[str, Any]:
    return {k: v.float() if isinstance(v, torch.Tensor) else v for k, v in piece.items()}


def _digest(folder: Path, clips: Sequence[Clip]) -> str:
    """Changes with the weights, with how sound is cut, measured and heard, and with the clips."""
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes())
    for module in (endpoint, features):
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update("\n".join(f"{clip.corpus} {clip.path}" for clip in clips).encode())
    digest.update(" ".join(Heard.__dataclass_fields__).encode())
    settings = DecoderSettings.read(folder / SETTINGS)
    if settings.formants or settings.shift:
        digest.update(f"{settings.formants} {settings.shift}".encode())
        for module in (hearings, vocal_tract, ctc):
            digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:16]
