"""Clips are heard once, and read again as they were heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch

from assistant.messages import Audio
from assistant.speech.decode import SETTINGS, DecoderSettings
from tests.speech.test_recognise import SPEECH, Scripted, recogniser
from training import heard
from training.data import spoken_text
from training.data.speech import Clip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def read(clips: Sequence[Clip]) -> Iterator[tuple[Clip, npt.NDArray[np.float32]]]:
        yield from ((clip, SPEECH.samples) for clip in clips)

    model = Scripted("see two", "S IY | T UW")
    monkeypatch.setattr(heard, "load_model", lambda folder: model)
    monkeypatch.setattr(heard, "Recogniser", lambda loaded: recogniser(model))
    monkeypatch.setattr(heard, "read_audio", read)
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    return tmp_path


def clips(*texts: str) -> list[Clip]:
    return [Clip("toy", f"{t}.wav", None, Path(), 4.0, "s", "dev", t) for t in texts]


def test_a_clip_is_heard_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = heard.hear(folder, clips("see two", "bee"), folder / "cache")
    assert [(each.corpus, each.text) for each in first] == [("toy", "see two"), ("toy", "bee")]
    wanted = list(recogniser(Scripted("see two", "S IY | T UW")).hear(Audio(SPEECH.samples)))
    for piece, other in zip(first[0].pieces, wanted, strict=True):
        assert (piece.start, piece.seconds) == (other.start, other.seconds)
        assert torch.allclose(piece.phonemes, other.phonemes, atol=1e-2)
        assert torch.allclose(piece.characters, other.characters, atol=1e-2)
    monkeypatch.setattr(heard, "read_audio", lambda clips: pytest.fail("heard again"))
    again = heard.hear(folder, clips("see two", "bee"), folder / "cache")
    assert [each.text for each in again] == ["see two", "bee"]


def test_other_weights_and_other_clips_are_heard_anew(folder: Path) -> None:
    cache = folder / "cache"
    heard.hear(folder, clips("see two"), cache)
    heard.hear(folder, clips("bee"), cache)
    (folder / "model.safetensors").write_bytes(b"better weights")
    heard.hear(folder, clips("bee"), cache)
    assert len(list(cache.glob("heard-*.pt"))) == 3


def test_other_hearings_are_heard_anew(folder: Path) -> None:
    """What weighs the network's words changes nothing that it hears; more hearings do."""
    cache = folder / "cache"
    for settings in (
        DecoderSettings(),
        DecoderSettings(language_weight=1.0),
        DecoderSettings(formants=0.05),
        DecoderSettings(formants=0.1),
        DecoderSettings(shift=0.005),
    ):
        settings.write(folder / SETTINGS)
        heard.hear(folder, clips("see two"), cache)
    assert len(list(cache.glob("heard-*.pt"))) == 4


def test_a_source_is_read_up_to_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence is never cut; what a development transcript says is left out."""
    lines = ["Turn it on.", "The kettle is singing now.", "Stop!", "Go on."]
    monkeypatch.setattr(spoken_text, "texts", lambda data: [("a", iter(lines)), ("b", iter(lines))])
    held = {"dev": clips("the kettle is singing now"), "test": []}
    monkeypatch.setattr(spoken_text, "read_corpora", lambda split: held[split])
    found = spoken_text.corpus("open", limit=4, limits={"b": 1})
    assert {name: [" ".join(words) for words in kept] for name, kept in found.items()} == {
        "a": ["turn it on", "stop"],
        "b": ["turn it on"],
    }
    assert len(spoken_text.corpus("open")["a"]) == 3
