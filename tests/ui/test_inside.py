"""What the tab Inside does and draws, without a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest

from assistant.errors import BadAudio
from assistant.inside.attention import Looks
from assistant.inside.gates import Gates
from assistant.inside.hearing import Head, Hearing, Wording
from assistant.inside.memory_task import TASKS
from assistant.inside.race import Runner, Snapshot
from assistant.inside.units import FEATURES, Reading, Tuned, checked
from assistant.ui import inside as tab
from assistant.ui import inside_curves, inside_drawings
from assistant.ui.inside import Inside
from tests.ui.test_picture import Elements


def reading(text: str = 'He said <b>"no"</b> & left.') -> Reading:
    time = len(text)
    values = np.linspace(-1, 1, 3 * time, dtype=np.float32).reshape(time, 3)
    gates = Gates(
        "lstm",
        {"input": abs(values), "forget": abs(values), "output": abs(values)},
        values,
        3 * values,
        values,
    )
    return Reading(text, tuple((at, at + 1) for at in range(time)), gates)


def hearing(path: str = "--hh-e-ll-l-oo|") -> Hearing:
    symbols = ("<blank>", *"|ehlo")
    rows = [symbols.index("<blank>" if letter == "-" else letter) for letter in path]
    head = Head(symbols, np.eye(len(symbols), dtype=np.float32)[rows])
    wording = Wording(("hello",), 10.0, -2.0, 5.0)
    spectrogram = np.zeros((4 * len(path), 80), np.float32)
    return Hearing(0.5, 0.6, 0.04, spectrogram, head, head, ("helo",), (wording,), False)


class FakeLook:
    def read(self, text: str) -> Reading:
        return reading(checked(text))

    read_by_encoder = read

    def attend(self, said: str, reply: str) -> Looks:
        checked(said)
        half = np.full((1, 2), 0.5, np.float32)
        return Looks(("<user>", said), (reply or "mine",), half, np.array([0.25], np.float32))

    def hear(self, file: Path) -> Hearing:
        if file.name == "silence.wav":
            raise BadAudio("No speech was found in that.")
        return hearing()


class FakeInsideAssistant:
    def inside(self) -> FakeLook:
        return FakeLook()


@pytest.fixture
def inside() -> Inside:
    return Inside(FakeInsideAssistant())  # type: ignore[arg-type]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sentences: list[str] = []
    monkeypatch.setattr(tab, "warn", lambda error: sentences.append(str(error)))
    return sentences


def test_features_and_tasks_on_the_page_are_those_that_there_are() -> None:
    assert tuple(FEATURES) == tab.FEATURES
    assert tuple(TASKS) == tab.TASKS


def test_units_are_drawn_with_their_correlation(inside: Inside, told: list[str]) -> None:
    page = inside.units('Ann said "come in" & <b>left</b>.', "Inside quotes")
    Elements(page)
    assert "<b>left" not in page
    assert re.search(r"Unit \d</b> correlation [+-]0\.\d\d", page)
    assert told == []


@pytest.mark.parametrize(
    ("text", "feature", "sentence"),
    [
        ("", "Digits", "no text"),
        (None, "Digits", "no text"),
        ("no figures here", "Digits", "is the same all over"),
        ("x" * 3000, "Digits", "at most 2000"),
        ("a 1", "Colour", "no feature"),
    ],
)
def test_what_can_not_be_shown_is_told(
    inside: Inside, told: list[str], text: str, feature: str, sentence: str
) -> None:
    assert inside.units(text, feature) == gr.skip()
    assert sentence in told[0]


@pytest.mark.parametrize("number", [None, -1, 3, 1e9])
def test_cells_that_there_are_not(inside: Inside, told: list[str], number: Any) -> None:
    assert inside.gates("text", tab.READERS[0], tab.CELLS[2], number) == gr.skip()
    assert "0 to 2" in told[0]


@pytest.mark.parametrize("reader", tab.READERS)
@pytest.mark.parametrize("cell", tab.CELLS)
def test_gates_have_a_row_each(inside: Inside, reader: str, cell: str) -> None:
    page = inside.gates("some text", reader, cell, 1)
    Elements(page)
    for gate in ("input", "forget", "output"):
        assert f">{gate} gate</th>" in page
    assert page.count('<td class="') == 6 * len("some text")


def test_attention_says_in_words_where_it_looks(inside: Inside, told: list[str]) -> None:
    page = inside.attention("hello <i>", "well")
    Elements(page)
    assert "<i>" not in page
    assert "well: &lt;user&gt; 50 %" in page
    assert inside.attention(None, None) == gr.skip()  # type: ignore[arg-type]
    assert "no text" in told[0]


def test_frames_collapse_to_the_word(inside: Inside) -> None:
    page, kept = inside.hear(Path("clip.wav"), "characters")
    paths = [re.sub("<[^>]+>", "", path) for path in re.findall(r'class="path">(.*?)</p>', page)]
    assert paths == ["··hh·e·ll·l·oo␣", "·h·e·l·l·o␣", "hello␣"]
    assert "<mark>hello</mark>" in page
    assert "".join(kept.characters.spelt) == "hello|"


def test_silence_is_told_and_changes_nothing(inside: Inside, told: list[str]) -> None:
    assert inside.hear(Path("silence.wav"), "phonemes") == (gr.skip(), gr.skip())
    assert told == ["No speech was found in that."]


def test_no_two_units_of_different_sign_look_alike() -> None:
    page = inside_drawings.units(
        reading("ab"), "Digits", np.array([0, 1], np.float32), (Tuned(0, -0.5),), 0.9
    )
    assert "as chance may" in page
    assert 'class="m"' in page and 'class="p"' in page


def snapshot(**changes: Any) -> Snapshot:
    gradient = np.array([1.0, 1e-3, 0.0, 1e9])
    runner = Runner(
        "LSTM",
        (1, 10),
        (1.8, float("nan")),
        (0.2, 0.9),
        gradient=gradient,
        first_gradient=gradient,
        **changes,
    )
    return Snapshot(TASKS["Agreement"], (runner, Runner("GRU")), 2.0, True)


def test_curves_stay_in_their_frame() -> None:
    page = inside_curves.draw(snapshot(), 600)
    points = re.findall(r"([\d.]+),([\d.]+)", " ".join(re.findall(r'points="([^"]+)"', page)))
    assert points
    for x, y in points:
        assert 0 <= float(x) <= inside_curves.WIDTH
        assert 0 <= float(y) <= inside_curves.HEIGHT
    assert "nan" not in page
    assert "not solved, 10 updates" in page
    assert "begins" in page


def test_how_it_ended_is_told() -> None:
    assert "solved after 9 updates" in inside_curves.draw(snapshot(solved=9), 600)
    assert "overflowed" in inside_curves.draw(snapshot(failed=True), 600)


@pytest.mark.parametrize(
    "given",
    [
        ("Juggling", 50, True, "Off", 0),
        ("Adding", None, True, "", 0),
        ("Adding", 5000, True, "Off", 0),
    ],
)
def test_a_race_that_can_not_be_is_told(
    inside: Inside, told: list[str], given: tuple[Any, ...]
) -> None:
    assert list(inside.race(*given)) == [gr.skip()]
    assert len(told) == 1


def test_a_race_is_drawn_while_it_runs(inside: Inside) -> None:
    pictures = inside.race("Agreement", 10, True, "5", None)
    page = next(pictures)
    pictures.close()
    assert page.count("<polyline") >= 8
    assert "Plain RNN (tanh)" in page
