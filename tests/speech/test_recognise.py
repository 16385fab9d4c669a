"""From sound to transcript, with a network that says what the test tells it to."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from assistant.checkpoint import LoadedModel
from assistant.errors import BadModel
from assistant.language.tokenizer import Symbols
from assistant.messages import SAMPLE_RATE, Audio
from assistant.models.ctc import CTC, CTCConfig, CTCOutput, agreed, output_lengths
from assistant.models.transducer import SpellingWeights, Transducer
from assistant.speech.decode import SETTINGS, DecoderSettings
from assistant.speech.endpoint import Gate
from assistant.speech.features import FEATURES
from assistant.speech.recognise import LONGEST_PIECE, Heard, Recogniser
from assistant.speech.vocabulary import Vocabulary
from tests import tiny
from tests.signals import noise, talk
from tests.speech.test_decode import PHONEMES, write_pack

CHARACTERS = Symbols(["<blank>", "|", "'", *"abcdefghijklmnopqrstuvwxyz"])


class Scripted(CTC):
    """Says the same in every piece, spread over its frames, and counts its calls."""

    def __init__(self, letters: str, phones: str, sure: float = 0.9) -> None:
        sizes = {"characters": len(CHARACTERS), "phonemes": len(PHONEMES)}
        super().__init__(CTCConfig(channels=2, hidden=4, layers=1, **sizes))
        self.letters = CHARACTERS.encode(letters)
        self.phones = PHONEMES.encode(phones.split())
        self.sure = sure
        self.calls: list[int] = []

    def forward(self, x: Tensor, lengths: Tensor, hearings: int = 1) -> CTCOutput:
        self.calls.append(x.shape[1])
        frames = int(output_lengths(lengths)[0])
        return CTCOutput(
            self.spread(self.letters, frames, len(CHARACTERS)),
            self.spread(self.phones, frames, len(PHONEMES)),
            torch.tensor([frames]),
            heard=torch.zeros(1, frames, 8),
        )

    def spread(self, ids: list[int], frames: int, symbols: int) -> Tensor:
        rows = torch.full((frames, symbols), (1 - self.sure) / (symbols - 1))
        places = torch.linspace(1, frames - 2, len(ids)).round().long()
        said = torch.zeros(frames, dtype=torch.long)
        said[places] = torch.tensor(ids, dtype=torch.long)
        rows[torch.arange(frames), said] = self.sure
        return rows.log()[None]


class Opinionated(Transducer):
    """Spells what it likes, and finds one text likelier than all others."""

    def __init__(self, text: str) -> None:
        super().__init__(8, len(CHARACTERS), prediction=8, joint=4, dropout=0.0)
        self.text = CHARACTERS.encode(text.replace(" ", "|"))

    def spell(
        self, heard: Tensor, named: Tensor, weights: SpellingWeights | None = None
    ) -> list[int]:
        assert len(heard) == len(named)
        return self.text

    def likelihoods(self, heard: Tensor, named: Tensor, texts: Sequence[Sequence[int]]) -> Tensor:
        return torch.tensor([0.0 if list(text) == self.text else -100.0 for text in texts])


def with_transducer(model: Scripted, text: str) -> Scripted:
    model.transducer = Opinionated(text)
    return model


class Divided(CTC):
    """Says something else in each row of its batch: in the first, the second, and all others."""

    def __init__(self, *rows: Scripted) -> None:
        super().__init__(rows[0].config)
        self.rows = rows

    def forward(self, x: Tensor, lengths: Tensor, hearings: int = 1) -> CTCOutput:
        rows = (*self.rows, *[self.rows[-1]] * len(x))
        heard = [row(each[None], lengths[:1]) for row, each in zip(rows, x, strict=False)]
        characters, phonemes, *_ = zip(*heard, strict=True)
        spelt, sounds = (agreed(torch.cat(head), hearings) for head in (characters, phonemes))
        return CTCOutput(spelt, sounds, lengths[:1])


def recogniser(
    model: CTC, folder: Path = Path("toy"), features: dict[str, float] | None = None
) -> Recogniser:
    symbols = {"characters": CHARACTERS, "phonemes": PHONEMES}
    features = FEATURES.to_json() if features is None else features
    return Recogniser(LoadedModel("ctc", model.eval(), model.config, symbols, features, {}, folder))


def audio(*parts: np.ndarray) -> Audio:
    return Audio(np.concatenate(parts).astype(np.float32))


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * SAMPLE_RATE))


SPEECH = audio(silence(1), 0.5 * talk(2.0), silence(1))


@pytest.mark.parametrize("language_model", [True, False])
@pytest.mark.parametrize(
    "sound",
    [silence(3), 0.05 * noise(48_000, 0), 0.05 * noise(48_000, 1), np.array([0.3]), silence(0.01)],
    ids=["silence", "white", "pink", "one sample", "ten milliseconds"],
)
def test_nothing_said_gives_nothing(sound: np.ndarray, language_model: bool) -> None:
    model = Scripted("see two", "S IY | T UW")
    transcript = recogniser(model).transcribe(audio(sound), language_model)
    assert (transcript.text, transcript.words) == ("", ())
    assert transcript.confidence == 1
    assert transcript.audio_seconds == len(sound) / SAMPLE_RATE
    assert model.calls == []


def test_without_a_lexicon_the_letters_are_read() -> None:
    transcript = recogniser(Scripted("see two", "T UW")).transcribe(SPEECH)
    assert transcript.text == "see two"
    assert transcript.confidence == pytest.approx(0.9, abs=1e-4)
    see, two = transcript.words
    assert 0.5 < see.start < see.end <= two.start < two.end < 3.5
    assert transcript.seconds > 0


def test_with_a_lexicon_the_phonemes_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    write_pack(tmp_path)
    hearing = recogniser(Scripted("sea too", "S IY | T UW | K IY S"), tmp_path)
    hearing.prepare()
    assert hearing.transcribe(SPEECH).text == "see two keys"
    assert hearing.transcribe(SPEECH, language_model=False).text == "sea too"


def test_a_transducer_spells_and_chooses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It spells where no language model is asked, and overrules the decoder as far as its weight
    goes; not where time is short, where commands are expected, or where the caller does without
    it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    write_pack(tmp_path)

    def model() -> Scripted:
        return with_transducer(Scripted("see to", "S IY | T UW | K IY S"), "see too keys")

    hearing = recogniser(model(), tmp_path)
    assert hearing.transcribe(SPEECH, language_model=False).text == "see too keys"
    plain = hearing.transcribe(SPEECH).text
    assert plain == "see two keys"
    DecoderSettings(spelling_weight=1.0).write(tmp_path / SETTINGS)
    hearing = recogniser(model(), tmp_path)
    assert hearing.transcribe(SPEECH).text == "see too keys"
    assert hearing.transcribe(SPEECH, quick=True).text == plain
    assert hearing.transcribe(SPEECH, vocabulary=Vocabulary()).text == plain
    features = FEATURES.to_json()
    symbols = {"characters": CHARACTERS, "phonemes": PHONEMES}
    loaded = LoadedModel("ctc", model().eval(), model().config, symbols, features, {}, tmp_path)
    without = Recogniser(loaded, transducer=False)
    assert without.transcribe(SPEECH).text == plain
    assert without.transcribe(SPEECH, language_model=False).text == "see to"


@pytest.mark.parametrize("again", [{"formants": 0.05}, {"shift": 0.005}])
def test_two_hearings_overrule_one(
    again: dict[str, float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the other hearings say counts where the settings ask for them and there is time."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    write_pack(tmp_path)
    wrong = Scripted("see bee", "S IY | B IY")
    right = Scripted("sea too", "S IY | T UW | K IY S")
    once = recogniser(Divided(wrong, right, right), tmp_path)
    assert once.transcribe(SPEECH).text == "see bee"
    DecoderSettings(**again).write(tmp_path / SETTINGS)
    thrice = recogniser(Divided(wrong, right, right), tmp_path)
    assert thrice.transcribe(SPEECH).text == "see two keys"
    assert thrice.transcribe(SPEECH, language_model=False).text == "sea too"
    assert thrice.transcribe(SPEECH, quick=True).text == "see bee"
    assert len(wrong.calls) == 4
    assert len(right.calls) == 8  # four times in each of two


def test_one_hearing_among_three_is_outvoted(tmp_path: Path) -> None:
    DecoderSettings(formants=0.1).write(tmp_path / SETTINGS)
    wrong, right = Scripted("see bee", "S IY"), Scripted("see two", "S IY")
    assert recogniser(Divided(right, wrong, right), tmp_path).transcribe(SPEECH).text == "see two"
    (heard,) = recogniser(Divided(right, right, right), tmp_path).hear(SPEECH)
    (alone,) = recogniser(Divided(right), tmp_path).hear(SPEECH, quick=True)
    torch.testing.assert_close(heard.characters, alone.characters)
    torch.testing.assert_close(heard.phonemes, alone.phonemes)


def test_an_unsure_network_is_not_believed() -> None:
    model = Scripted("see two", "S IY | T UW", sure=0.2)
    transcript = recogniser(model).transcribe(SPEECH)
    assert transcript.text == ""
    assert transcript.confidence > 0.9
    assert len(model.calls) == 1


def test_a_network_that_hears_only_blanks() -> None:
    transcript = recogniser(Scripted("", "")).transcribe(SPEECH)
    assert (transcript.text, transcript.confidence) == ("", 1)


def test_long_clips_are_cut_at_pauses_and_times_go_on() -> None:
    sound = audio(*[part for i in range(6) for part in (0.5 * talk(8.0, i), silence(1.5))])
    said = " ".join(["see two"] * 10)
    model = Scripted(said, "S IY")
    transcript = recogniser(model).transcribe(sound)
    assert transcript.text == " ".join([said] * len(model.calls))
    assert len(model.calls) == 3
    assert max(model.calls) <= LONGEST_PIECE * 100 + 1
    times = [time for word in transcript.words for time in (word.start, word.end)]
    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(times))
    assert times[-1] <= sound.seconds
    assert transcript.words[20].start > 18


def test_an_untrained_network_stays_silent() -> None:
    model = tiny.ctc(characters=len(CHARACTERS), phonemes=len(PHONEMES))
    assert recogniser(model).transcribe(SPEECH).text == ""


def test_threads_do_not_disturb_each_other() -> None:
    hearing = recogniser(Scripted("see two", "S IY | T UW"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: hearing.transcribe(SPEECH), range(8)))
    assert {transcript.text for transcript in found} == {"see two"}
    assert len({transcript.words for transcript in found}) == 1


def test_models_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BadModel, match="not a recogniser"):
        Recogniser(tiny.loaded("seq2seq", tiny.seq2seq(), tiny.subwords()))
    model = tiny.ctc(characters=len(CHARACTERS), phonemes=5)
    with pytest.raises(BadModel, match="5 phonemes"):
        recogniser(model)
    with pytest.raises(BadModel, match="other features"):
        recogniser(tiny.ctc(), features={**FEATURES.to_json(), "mels": 40})


def test_the_activity_network_has_its_say() -> None:
    frames = torch.tensor([[0.8, 0.1, 0.1], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8]]).log()
    settings = DecoderSettings(
        speech_certainty=10, speech_rate=1, speech_activity=1, speech_bias=-7 - math.log(2)
    )
    for activity, probability in ((0.0, 1 / 2), (-math.log(3), 1 / 4), (math.log(3), 3 / 4)):
        heard = Heard(0.0, frames, frames, 1 + 2 * Gate().margin, activity)
        assert heard.speech_probability(settings) == pytest.approx(probability)


def test_evidence_by_hand() -> None:
    """Three frames of blank, a, b name two symbols, in one second between its margins."""
    frames = torch.tensor([[0.8, 0.1, 0.1], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8]]).log()
    heard = Heard(0.0, frames, frames, seconds=1 + 2 * Gate().margin)
    assert heard.certainty() == pytest.approx(0.7)
    assert heard.rate() == pytest.approx(2)
    settings = DecoderSettings(speech_certainty=10, speech_rate=1, speech_bias=-7)
    assert heard.speech_probability(settings) == pytest.approx(2 / 3)  # e^(ln 2) to one
    silent = Heard(0.0, frames[:1], frames[:1], 1.0)
    assert (silent.certainty(), silent.speech_probability(settings)) == (0, 0)
    assert Heard(0.0, frames[:0], frames[:0], 0.0).speech_probability(settings) == 0
