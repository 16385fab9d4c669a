"""How likely somebody speaks: in a clip, in a stream, and from the bundled network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.checkpoint import LoadedModel, load_model
from assistant.errors import BadModel
from assistant.messages import SAMPLE_RATE
from assistant.models.activity import Activity, ActivityConfig
from assistant.speech.activity import FOLDER, SURE, SpeechDetector
from assistant.speech.audio import load_audio
from assistant.speech.features import FEATURES, log_mel
from assistant.stages import BUNDLED
from tests import tiny
from tests.signals import noise, talk
from training import sounds

CLIP = Path(__file__).resolve().parents[2] / "assets" / "samples" / "the-old-clock.ogg"


def loaded() -> LoadedModel:
    torch.manual_seed(0)
    model = Activity(ActivityConfig(front=6, hidden=5)).eval()
    return LoadedModel(
        "activity", model, model.config, {}, FEATURES.to_json(), {}, Path("models/activity")
    )


def chopped(samples: np.ndarray, *sizes: int) -> Iterator[np.ndarray]:
    start, number = 0, 0
    while start < len(samples):
        yield samples[start : start + sizes[number % len(sizes)]]
        start += sizes[number % len(sizes)]
        number += 1


@pytest.mark.parametrize("sizes", [(1,), (160,), (1600,), (7, 5000, 333), (10**6,)])
def test_the_pieces_change_no_bit(sizes: tuple[int, ...]) -> None:
    samples = talk(0.7).astype(np.float32) if sizes == (1,) else talk(2.5).astype(np.float32)
    detector = SpeechDetector(loaded())
    stream, whole = detector.stream(), detector.stream()
    pieces = [stream.push(piece) for piece in chopped(samples, *sizes)]
    assert np.array_equal(np.concatenate(pieces), whole.push(samples))


def test_a_stream_judges_as_the_clip_is_judged() -> None:
    samples = (0.3 * talk(2.0)).astype(np.float32)
    detector = SpeechDetector(loaded())
    streamed = detector.stream().push(samples)
    at_once, _ = detector.log_odds(log_mel(torch.from_numpy(samples)))
    # The clip's end is not known yet to the stream.
    assert len(at_once) - 6 <= len(streamed) < len(at_once)
    np.testing.assert_allclose(streamed, at_once[: len(streamed)], atol=1e-4)


def test_nothing_is_no_evidence() -> None:
    detector = SpeechDetector(loaded())
    assert detector.evidence(torch.zeros(0, FEATURES.mels)) == -SURE
    assert detector.evidence(torch.zeros(1, FEATURES.mels)) == -SURE
    assert len(detector.stream().push(np.zeros(0, np.float32))) == 0


def test_other_models_and_features_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="no.* speech detector"):
        SpeechDetector(tiny.loaded("seq2seq", tiny.seq2seq(), tiny.subwords()))
    with pytest.raises(BadModel, match="other features"):
        SpeechDetector(replace(loaded(), features={"mels": 40}))
    assert SpeechDetector.beside(tmp_path / "speech") is None
    (tmp_path / FOLDER).mkdir()
    with pytest.raises(BadModel, match="missing"):
        SpeechDetector.beside(tmp_path / "speech")


@pytest.fixture(scope="module")
def bundled() -> SpeechDetector:
    return SpeechDetector(load_model(BUNDLED / FOLDER))


def evidence(detector: SpeechDetector, samples: np.ndarray) -> float:
    return detector.evidence(log_mel(torch.from_numpy(samples.astype(np.float32))))


def test_the_bundled_network_is_small() -> None:
    model = load_model(BUNDLED / FOLDER).model
    assert sum(weight.numel() for weight in model.parameters()) < 100_000
    assert (BUNDLED / FOLDER / "model.safetensors").stat().st_size < 300_000


def test_the_bundled_network_knows_speech_quiet_and_in_noise(bundled: SpeechDetector) -> None:
    samples = load_audio(CLIP).samples
    hiss = noise(len(samples), 1) * samples.std() * 10 ** (-10 / 20)
    for heard in (samples, 0.05 * samples, samples + hiss):
        assert evidence(bundled, heard) > 2


@pytest.mark.parametrize("kind", sounds.MAKERS)
def test_the_bundled_network_knows_what_is_not_speech(bundled: SpeechDetector, kind: str) -> None:
    assert evidence(bundled, sounds.make(kind, 4.0, seed=5000)) < 2
    assert evidence(bundled, np.zeros(SAMPLE_RATE)) < -2
