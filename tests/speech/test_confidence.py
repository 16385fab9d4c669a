"""How sure we are, by hand."""

from __future__ import annotations

import json
import math
from dataclasses import astuple, fields
from pathlib import Path

import pytest

from assistant.errors import BadModel
from assistant.messages import Word
from assistant.speech.align import Aligned
from assistant.speech.confidence import Calibration, Signs, agreement, log_odds, read_signs
from assistant.speech.decode import Hypothesis

NAMES = [field.name for field in fields(Signs)]


def said(text: str, score: float = 0.0) -> Hypothesis:
    return Hypothesis(tuple(text.split()), score)


def aligned(
    confidence: float, symbols: int = 3, frames: int = 6, shortfall: float = 0.0
) -> Aligned:
    return Aligned(Word("word", 0.0, 1.0, confidence), symbols, frames, shortfall)


def test_agreement_by_hand() -> None:
    """Three candidates of the scores 0, 0 and ln 1/2 weigh 1, 1 and 1/2."""
    candidates = [said("see two keys"), said("sea two keys"), said("see keys", math.log(0.5))]
    assert agreement(candidates) == pytest.approx([1.5 / 2.5, 2 / 2.5, 1])


@pytest.mark.parametrize(
    ("candidates", "shares"),
    [
        ([], []),
        ([said("")], []),
        ([said("one")], [1]),
        ([said("one"), said("")], [0.5]),
        ([said(""), said("one")], []),
        ([said("a b"), said("a b c", -1000.0)], [1, 1]),
        ([said("a"), said("b", 5.0)], [0.5]),
    ],
    ids=str,
)
def test_agreement_at_its_edges(candidates: list[Hypothesis], shares: list[float]) -> None:
    assert agreement(candidates) == pytest.approx(shares)


def test_signs_by_hand() -> None:
    sound = [aligned(0.5, 3, 6, 0.25), aligned(1.0, 1, 1)]
    spelling = [aligned(0.9), aligned(0.1)]
    first, second = read_signs(sound, spelling, [said("see two"), said("see too")])
    odds = math.log(9)
    whole = (0.25, 0.0, math.log(2))
    assert astuple(first) == pytest.approx(
        (0, 0.5, odds, math.log(99), math.log(3), math.log(2), *whole)
    )
    assert astuple(second) == pytest.approx((math.log(99), 0, -odds, 0, 0, 0, *whole))
    assert read_signs([], [], []) == []


def test_a_word_without_a_place_still_has_signs() -> None:
    lost = aligned(0.0, 0, 0)
    (signs,) = read_signs([lost], [lost], [said("word")])
    assert all(map(math.isfinite, astuple(signs)))


def test_log_odds_stay_finite() -> None:
    assert log_odds(0.5) == 0
    assert log_odds(0) == log_odds(0.001) == pytest.approx(-log_odds(1))


def test_probability_by_hand() -> None:
    calibration = Calibration((1.0, 0, 0, 2.0, 0, 0, 0, 0, 0), -0.5)
    signs = Signs(0.5, 9, 9, math.log(3) / 2, 9, 9, 9, 9, 9)
    assert calibration.probability(signs) == pytest.approx(0.75)
    assert Calibration((1e9,) * 9, 0.0).probability(signs) == pytest.approx(1)


def test_a_calibration_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "confidence.json"
    assert Calibration.read(path) is None
    calibration = Calibration(tuple(0.5 * n for n in range(len(NAMES))), -1.25)
    calibration.write(path, {"ece": 0.02})
    assert Calibration.read(path) == calibration
    assert json.loads(path.read_text())["report"] == {"ece": 0.02}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"weights": {}, "bias": 0}',
        '{"weights": 3, "bias": 0}',
        json.dumps({"weights": dict.fromkeys([*NAMES, "mood"], 1), "bias": 0}),
        json.dumps({"weights": dict.fromkeys(NAMES, 1)}),
        json.dumps({"weights": dict.fromkeys(NAMES, "much"), "bias": 0}),
        json.dumps({"weights": dict.fromkeys(NAMES, 1), "bias": math.nan}),
        json.dumps({"weights": dict.fromkeys(NAMES, None), "bias": 1}),
    ],
    ids=lambda text: text[:20],
)
def test_damaged_calibrations_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "confidence.json"
    path.write_text(text)
    with pytest.raises(BadModel, match="confidence.json.*training.calibrate"):
        Calibration.read(path)
