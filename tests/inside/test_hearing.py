"""From frames to symbols to words, with a network that says what the test tells it to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.errors import BadAudio
from assistant.inside.hearing import LONGEST, WORDINGS, Head, Hearing, hear
from assistant.messages import SAMPLE_RATE, Audio
from assistant.speech.decode import greedy
from tests.signals import noise, talk
from tests.speech.test_decode import write_pack
from tests.speech.test_recognise import SPEECH, Scripted, audio, recogniser, silence

NAMES = ("<blank>", "|", "a", "b")


def head(path: str, sure: float = 0.7) -> Head:
    """Names these symbols with the same certainty, `-` for the blank."""
    rows = np.full((len(path), len(NAMES)), (1 - sure) / (len(NAMES) - 1), np.float32)
    for frame, letter in enumerate(path):
        rows[frame, NAMES.index({"-": "<blank>"}.get(letter, letter))] = sure
    return Head(NAMES, rows)


def shown(symbols: tuple[str, ...]) -> str:
    return "".join({"<blank>": "-"}.get(symbol, symbol) for symbol in symbols)


@pytest.mark.parametrize(
    ("path", "merged", "spelt"),
    [
        ("--aa-ab||b--", "-a-ab|b-", "aab|b"),
        ("a-a", "a-a", "aa"),
        ("aaa", "a", "a"),
        ("a", "a", "a"),
        ("----", "-", ""),
        ("", "", ""),
        ("abab", "abab", "abab"),
        ("-|-|-", "-|-|-", "||"),
    ],
)
def test_the_collapse_by_hand(path: str, merged: str, spelt: str) -> None:
    found = head(path)
    assert shown(found.path) == path
    assert shown(found.merged) == merged
    assert shown(found.spelt) == spelt


@pytest.mark.parametrize("seed", range(20))
def test_the_collapse_is_the_decoders(seed: int) -> None:
    """The oracle is the greedy decoder, on the same probabilities."""
    chance = torch.Generator().manual_seed(seed)
    known = torch.randn(40, len(NAMES), generator=chance).mul(2).log_softmax(-1)
    found = Head(NAMES, known.exp().numpy())
    assert found.spelt == tuple(NAMES[index] for index in greedy(known))
    assert all(one != other for one, other in zip(found.merged, found.merged[1:], strict=False))
    assert len(found.spelt) <= len(found.merged) <= len(found.path) == 40


def fits(found: Hearing) -> bool:
    """Whether all parts speak of the same stretch of sound, and each frame's shares sum to 1."""
    frames = len(found.characters.probabilities)
    return (
        frames == len(found.phonemes.probabilities)
        and abs(frames * found.frame - found.seconds) < 2 * found.frame
        and abs(len(found.spectrogram) / 100 - found.seconds) < 0.05
        and all(
            head.probabilities.shape[1] == len(head.symbols)
            and np.allclose(head.probabilities.sum(1), 1, atol=1e-4)
            for head in (found.characters, found.phonemes)
        )
    )


def test_what_is_shown_is_what_the_network_said() -> None:
    found = hear(recogniser(Scripted("see two", "S IY | T UW")), SPEECH)
    assert fits(found)
    assert "".join(found.characters.spelt) == "see|two"
    assert found.phonemes.spelt == ("S", "IY", "|", "T", "UW")
    assert found.characters.symbols[0] == found.phonemes.symbols[0] == "<blank>"
    assert found.greedy == ("see", "two")
    assert 0.5 < found.start < 1.1  # a second of silence, less the margin
    assert found.start + found.seconds < SPEECH.seconds
    assert not found.cut


def test_without_a_lexicon_there_is_no_beam() -> None:
    assert hear(recogniser(Scripted("see two", "T UW")), SPEECH).wordings == ()


def test_the_beam_is_the_transcribers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands first is what Listen would show; the spelling says something else."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    write_pack(tmp_path)
    hearing = recogniser(Scripted("sea too", "S IY | T UW | K IY S"), tmp_path)
    found = hear(hearing, SPEECH)
    assert found.greedy == ("sea", "too")
    assert " ".join(found.wordings[0].words) == hearing.transcribe(SPEECH).text == "see two keys"
    scores = [one.score for one in found.wordings]
    assert scores == sorted(scores, reverse=True)
    assert 1 < len(found.wordings) <= WORDINGS
    assert len({one.words for one in found.wordings}) == len(found.wordings)
    assert all(np.isfinite([one.sound, one.language]).all() for one in found.wordings)


def test_an_unsure_place_shows_as_such() -> None:
    found = hear(recogniser(Scripted("see two", "S IY", sure=0.6)), SPEECH)
    best = found.characters.probabilities.max(1)
    assert best == pytest.approx(0.6, abs=1e-4)


def test_two_sentences_with_a_pause_are_looked_at_together() -> None:
    model = Scripted(" ".join(["see two"] * 6), "S IY")
    sound = audio(0.5 * talk(4.0), silence(2), 0.5 * talk(4.0, 1), silence(1))
    found = hear(recogniser(model), sound)
    assert fits(found)
    assert found.start < 1 < 9 < found.start + found.seconds <= sound.seconds
    assert not found.cut


def test_of_a_long_sound_the_beginning_is_shown() -> None:
    model = Scripted(" ".join(["see two"] * 12), "S IY")
    exact = audio(0.5 * talk(LONGEST))
    found = hear(recogniser(model), audio(exact.samples, 0.5 * talk(20.0, 1)))
    assert fits(found)
    assert found.cut
    assert found.start + found.seconds <= LONGEST
    alone = hear(recogniser(model), exact)
    assert not alone.cut
    assert alone.characters.path == found.characters.path


@pytest.mark.parametrize(
    "sound",
    [
        silence(2),
        0.05 * noise(32_000, 0),
        np.array([0.3]),
        silence(0),
        np.full(32_000, 1e-30),
    ],
    ids=["silence", "noise", "one sample", "no sample", "almost nothing"],
)
def test_nothing_heard_is_told(sound: np.ndarray) -> None:
    model = Scripted("see two", "S IY")
    with pytest.raises(BadAudio, match="No speech was found in that"):
        hear(recogniser(model), audio(sound))


def test_a_network_that_hears_nothing_in_speech_is_told() -> None:
    for model in (Scripted("", ""), Scripted("see two", "S IY", sure=0.2)):
        with pytest.raises(BadAudio, match="No speech"):
            hear(recogniser(model), SPEECH)


def test_speech_that_comes_too_late_is_told() -> None:
    late = audio(silence(LONGEST + 1), 0.5 * talk(2.0))
    with pytest.raises(BadAudio, match="first 15 seconds"):
        hear(recogniser(Scripted("see two", "S IY")), late)


def test_looking_changes_neither_the_sound_nor_the_next_look() -> None:
    sound = Audio(SPEECH.samples.copy())
    listening = recogniser(Scripted("see two", "S IY"))
    one, other = hear(listening, sound), hear(listening, sound)
    assert np.array_equal(sound.samples, SPEECH.samples)
    assert np.array_equal(one.characters.probabilities, other.characters.probabilities)
    assert np.array_equal(one.spectrogram, other.spectrogram)
    assert sound.seconds == len(SPEECH.samples) / SAMPLE_RATE
