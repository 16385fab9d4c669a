"""What the tab Inside does and draws, without a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest

from assistant import load
from assistant.errors import BadAudio
from assistant.inside.attention import Looks
from assistant.inside.gates import Gates
from assistant.inside.hearing import Head, Hearing, Wording
from assistant.inside.memory_task import TASKS
from assistant.inside.units import FEATURES, Reading, Tuned, checked
from assistant.ui import inside as inside_tab
from assistant.ui import inside_desk, inside_drawings, inside_frames, inside_training
from assistant.ui.inside_desk import Inside, numbers
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
    monkeypatch.setattr(inside_desk, "warn", lambda error: sentences.append(str(error)))
    return sentences


def test_features_and_tasks_on_the_page_are_those_that_there_are() -> None:
    assert tuple(FEATURES) == inside_desk.FEATURES
    assert tuple(TASKS) == inside_training.TASKS


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
    assert inside.gates("text", inside_desk.READERS[0], inside_desk.CELLS[2], number) == gr.skip()
    assert "0 to 2" in told[0]


@pytest.mark.parametrize("reader", inside_desk.READERS)
@pytest.mark.parametrize("cell", inside_desk.CELLS)
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
    wanted = np.array([0, 1], np.float32)
    found = inside_drawings.Followed("Digits", wanted, (Tuned(0, -0.5),), 0.9, "these")
    page = inside_drawings.units(reading("ab"), found)
    assert "as chance may" in page
    assert 'class="m"' in page and 'class="p"' in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        (None, []),
        ("  ", []),
        ("3, 17 and 200", [3, 17, 200]),
        ("units 3;17", [3, 17]),
        ("007", [7]),
        ("9" * 5000, [999_999_999]),
    ],
)
def test_numbers_as_people_type_them(typed: str | None, found: list[int]) -> None:
    assert numbers(typed) == found


@pytest.mark.parametrize("typed", ["all", "-3", "3.x", "<b>", ", ,", "\U0001f600", "1 " * 13])
def test_what_is_no_list_of_units_is_told(inside: Inside, told: list[str], typed: str) -> None:
    assert inside.units("a 1", "Digits", typed) == gr.skip()
    assert "unit" in told[0]


def test_units_of_ones_own_choice_are_shown_in_that_order(inside: Inside, told: list[str]) -> None:
    page = inside.units("a 1 b", "Digits", "2, 0, 2")
    assert "the units of your choice" in page
    assert re.findall(r"<b>Unit (\d)</b>", page) == ["2", "0"]
    assert re.findall(r">unit (\d)</th>", page) == ["2", "0"]
    assert inside.units("no figures", "Digits", "1") != gr.skip()  # though nothing to follow
    assert told == []
    assert inside.units("a 1 b", "Digits", "3") == gr.skip()
    assert "0 to 2" in told[0]


ASKED: list[tuple[str, Any]] = [
    ("language_model", lambda inside: inside.units("a 1", "Digits")),
    ("language_model", lambda inside: inside.gates("a", inside_desk.READERS[0], "", 0)),
    ("reply_encoder", lambda inside: inside.gates("a", inside_desk.READERS[1], "", 0)),
    ("dialogue", lambda inside: inside.attention("hello", "")),
    ("speech", lambda inside: inside.hear(inside_sample(), "characters")),
]


def inside_sample() -> Path:
    return next((Path(__file__).parents[2] / "assets" / "samples").glob("*.ogg"))


@pytest.mark.parametrize(("name", "ask"), ASKED)
def test_a_missing_network_is_told_and_changes_nothing(
    tmp_path: Path, told: list[str], name: str, ask: Any
) -> None:
    found = ask(Inside(load(tmp_path)))
    assert found in (gr.skip(), (gr.skip(), gr.skip()))
    assert f"The {name} model is missing" in told[0]
    assert "Traceback" not in told[0]


def test_a_recording_that_did_not_arrive_is_told(inside: Inside, told: list[str]) -> None:
    event = gr.EventData(None, {"path": "/etc/passwd"})
    assert inside.hear_recording("characters", event) == (gr.skip(), gr.skip())
    assert "did not arrive" in told[0]


def test_every_panel_explains_itself_in_two_sentences() -> None:
    texts = (
        inside_tab.UNITS,
        inside_tab.GATES,
        inside_tab.ATTENTION,
        inside_tab.HEARING,
        inside_training.GATES_RACE,
        inside_training.FUTURE,
    )
    for text in texts:
        assert len(re.findall(r"[.!?](?:\s|$)", text)) == 2, text


def test_frames_have_their_time_in_the_clip() -> None:
    page = inside_frames.hearing(hearing("-" * 40), "characters")
    assert re.findall(r">([\d.]+) s</text>", page) == ["0.5", "1.0"]
