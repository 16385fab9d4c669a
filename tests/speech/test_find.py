"""Finding words with hotwords, with a grammar, and from sound to transcript."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from assistant.errors import BadOption
from assistant.models.ctc import CTC, CTCOutput
from assistant.speech.decode import SETTINGS, DecoderSettings
from assistant.speech.find import WordFinder
from assistant.speech.grammar import Grammar
from assistant.speech.recognise import Recogniser
from tests.signals import talk
from tests.speech.test_decode import PHONEMES, sound, write_pack
from tests.speech.test_recognise import SPEECH, Scripted, audio, recogniser, silence


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    write_pack(folder)
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def finder(folder: Path, bonus: float = 8.0) -> WordFinder:
    settings = DecoderSettings(prior_scale=0, hotword_bonus=bonus)
    return WordFinder(folder, PHONEMES, settings, torch.zeros(len(PHONEMES)))


def best(finder: WordFinder, phones: str, hotwords: list[str]) -> str:
    return " ".join(finder.candidates(sound(phones), 1, hotwords)[0].words)


def test_hotwords_are_preferred_to_what_sounds_the_same(folder: Path) -> None:
    hearing = finder(folder)
    assert best(hearing, "S IY | T UW | K IY S", []) == "see two keys"
    assert best(hearing, "S IY | T UW | K IY S", ["too"]) == "see too keys"
    assert best(hearing, "S IY | T UW | K IY S", ["Sea TOO"]) == "sea too keys"
    assert best(hearing, "S IY | T UW | K IY S", []) == "see two keys"


def test_a_hotword_may_be_missing_from_the_lexicon(folder: Path) -> None:
    """Its letters are named one by one here, as no network is there to read it: B T."""
    hearing = finder(folder)
    assert best(hearing, "B IY T IY | T UW", ["BT"]).startswith("bt t")
    assert "bt" not in best(finder(folder, bonus=1.0), "B IY | T UW", ["BT"])


def test_a_list_of_hotwords_is_wanted(folder: Path) -> None:
    with pytest.raises(BadOption, match="list"):
        finder(folder).candidates(sound("T UW"), 1, "too")
    with pytest.raises(BadOption, match="can't be said"):
        finder(folder).candidates(sound("T UW"), 1, ["\N{SNOWMAN}"])


def test_decoders_are_built_once_for_the_same_list(folder: Path) -> None:
    hearing = finder(folder)
    for _ in range(3):
        best(hearing, "T UW", ["too"])
    assert hearing._favouring.cache_info().misses == 1


def transcript(model: Recogniser, *lines: str) -> tuple[str, float]:
    found = model.transcribe(SPEECH, grammar=Grammar.parse(lines))
    assert len(found.words) == len(found.text.split())
    return found.text, found.confidence


def test_a_grammar_finds_its_phrase_or_says_that_none_was_said(folder: Path) -> None:
    hearing = recogniser(Scripted("see two", "S IY | T UW"), folder)
    assert transcript(hearing, "see [keys] two", "bee")[0] == "see two"
    text, confidence = transcript(hearing, "keys", "bee")
    assert text == ""
    assert confidence > 0.5


def test_a_grammar_hears_nothing_in_silence(folder: Path) -> None:
    hearing = recogniser(Scripted("two", "T UW"), folder)
    found = hearing.transcribe(audio(silence(2)), grammar=Grammar.parse("two"))
    assert (found.text, found.confidence) == ("", 1.0)


class InTurn(CTC):
    """Says something else in each piece."""

    def __init__(self, *said: Scripted) -> None:
        super().__init__(said[0].config)
        self.left = list(said)

    def forward(self, x: Tensor, lengths: Tensor, hearings: int = 1) -> CTCOutput:
        return self.left.pop(0)(x, lengths)  # type: ignore[no-any-return]


@pytest.mark.parametrize("first", [True, False])
def test_a_grammar_listens_to_all_of_a_long_clip(folder: Path, first: bool) -> None:
    """Whatever was said half a minute before or after."""
    said = [Scripted("see two", "S IY | T UW"), Scripted("keys", "K IY S")]
    hearing = recogniser(InTurn(*(said if first else said[::-1])), folder)
    clip = audio(silence(1), 0.5 * talk(2.0), silence(30), 0.5 * talk(2.0), silence(1))
    found = hearing.transcribe(clip, grammar=Grammar.parse("see two"))
    assert found.text == "see two" and found.confidence > 0.5
    assert (found.words[0].start < 10) is first


def test_words_that_nobody_finds_are_no_certain_silence(folder: Path) -> None:
    """The sound is speech for sure, though the decoder names no word."""
    hearing = recogniser(Scripted("see two", ""), folder)
    heard = next(hearing.hear(SPEECH))
    found = hearing.transcribe(SPEECH)
    assert found.text == ""
    assert found.confidence == pytest.approx(1 - heard.speech_probability(hearing.settings))


def test_hotwords_reach_the_transcript(folder: Path) -> None:
    hearing = recogniser(Scripted("see two keys", "S IY | T UW | K IY S"), folder)
    assert hearing.transcribe(SPEECH).text == "see two keys"
    assert hearing.transcribe(SPEECH, hotwords=["see too keys"]).text == "see too keys"


def test_who_is_in_a_hurry_gets_the_narrow_beam(tmp_path: Path) -> None:
    write_pack(tmp_path)
    DecoderSettings(prior_scale=0, narrow_beam=1).write(tmp_path / SETTINGS)
    hearing = recogniser(Scripted("see two keys", "S IY | T UW | K IY S"), tmp_path)
    (heard,) = hearing.hear(SPEECH)
    assert len(hearing.candidates(heard)) > 1
    assert len(hearing.candidates(heard, quick=True)) <= 1
    frames = sound("S IY | T UW | K IY S")
    assert len(hearing.finder.candidates(frames, 9)) > 1
    assert len(hearing.finder.candidates(frames, 9, quick=True)) <= 1
