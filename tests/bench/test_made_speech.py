"""Commands in voices for tests, without the programs that say them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from assistant.errors import BadInput
from bench import made_speech


class Deaf:
    """Hears "stop" in whatever is short, and nothing else."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def transcribe(self, audio: object) -> SimpleNamespace:
        self.lengths.append(len(audio.samples))  # type: ignore[attr-defined]
        return SimpleNamespace(text="stop")


def test_errors_are_counted_for_each_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_speech, "COMMANDS", ("stop", "stop the clock"))
    monkeypatch.setattr(made_speech, "say", lambda text, voice: np.ones(100, np.float32))
    deaf = Deaf()
    found = made_speech.errors(deaf, silence=0.01)  # type: ignore[arg-type]
    voices = made_speech.TEST_VOICES
    assert [round(found[voice].rate, 3) for voice in voices] == [0.5] * len(voices)
    assert (found["all"].deletions, found["all"].length) == (2 * len(voices), 4 * len(voices))
    assert set(deaf.lengths) == {100 + 2 * 160}


def test_spelling_is_counted_by_letters_and_without_a_lexicon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Speller:
        def transcribe(self, audio: object, language_model: bool) -> SimpleNamespace:
            return SimpleNamespace(text="good day" if language_model else "god day")

    monkeypatch.setattr(made_speech, "say", lambda text, voice: np.ones(100, np.float32))
    found = made_speech.spelling(Speller(), ["good day", "go day"])  # type: ignore[arg-type]
    voices = made_speech.TEST_VOICES
    assert [(e.deletions, e.insertions, e.length) for e in found.values()] == [
        (len(voices), len(voices), 14 * len(voices)),
        *[(1, 1, 14)] * len(voices),
    ]


def test_a_missing_program_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise BadInput("Install flite to make speech.")

    monkeypatch.setattr(made_speech, "say", refuse)
    assert made_speech.main([]) == 1
    assert capsys.readouterr().err == "made_speech: Install flite to make speech.\n"
