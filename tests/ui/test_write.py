"""What the tab Write does, without a browser."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.ui import write as tab
from assistant.ui.write import Write, pace
from tests.fakes import FakeAssistant

SETTINGS: tuple[Any, ...] = (0.8, 40, 0.95, 150, "")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sentences: list[str] = []
    monkeypatch.setattr(tab, "warn", lambda error: sentences.append(str(error)))
    return sentences


@pytest.fixture
def writer() -> Write:
    return Write(FakeAssistant())  # type: ignore[arg-type]


def test_text_grows_from_the_prompt(writer: Write) -> None:
    texts = [text for text, _ in writer.write("zero", *SETTINGS)]
    assert texts[0] == "zero"
    assert texts[-1] == "zero one two three"


def test_the_last_line_tells_the_speed(writer: Write) -> None:
    line = list(writer.write("zero", *SETTINGS))[-1][1]
    assert line.startswith("3 tokens in")
    assert line.endswith("tokens per second.")


@pytest.mark.parametrize("seed", [None, "", "7", " 7 ", "-1"])
def test_a_seed_is_a_whole_number(writer: Write, told: list[str], seed: str) -> None:
    assert list(writer.write("zero", 0.8, 40, 0.95, 150, seed))[-1][0] == "zero one two three"
    assert told == []


@pytest.mark.parametrize(
    "settings",
    [
        (0.8, 40, 0.95, 150, "seven"),
        (-1.0, 40, 0.95, 150, ""),
        (0.8, 40, 2.0, 150, ""),
        (0.8, 40, 0.95, 0, ""),
        (0.8, None, 0.95, 150, ""),
    ],
    ids=["seed", "temperature", "top-p", "length", "a cleared number"],
)
def test_a_bad_setting_is_told(writer: Write, told: list[str], settings: tuple[Any, ...]) -> None:
    assert list(writer.write("zero", *settings))[-1] == ("zero", "Nothing was written.")
    assert len(told) == 1


def test_a_bad_prompt_is_told(writer: Write, told: list[str]) -> None:
    list(writer.write("x" * 50, *SETTINGS))
    assert told == ["The prompt is too long."]


def test_pace_by_hand() -> None:
    assert pace(120, 0.8) == "120 tokens in 0.8 s, 150 tokens per second"
    assert pace(0, 0.0) == "0 tokens in 0.0 s, 0 tokens per second"
