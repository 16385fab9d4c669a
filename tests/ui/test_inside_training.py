"""What the panel *Why gates* does and draws, without a browser."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from assistant.inside.memory_task import TASKS
from assistant.inside.race import Runner, Snapshot
from assistant.ui import inside_curves, inside_training
from tests.ui.test_picture import Elements


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sentences: list[str] = []
    monkeypatch.setattr(inside_training, "warn", lambda error: sentences.append(str(error)))
    return sentences


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
        ("Adding", 50, True, "Off", -1),
        ("Adding", 50, True, "Off", 10**30),
        ("Adding", float("inf"), True, "Off", 0),
    ],
)
def test_a_race_that_can_not_be_is_told(told: list[str], given: tuple[Any, ...]) -> None:
    """And the page is as it was before, not waiting."""
    assert list(inside_training.race(*given)) == [inside_training.BEFORE]
    assert len(told) == 1


def test_a_race_is_drawn_while_it_runs() -> None:
    pictures = inside_training.race("Agreement", 10, True, "5", None)
    page = next(pictures)
    pictures.close()
    Elements(page)
    assert page.count("<polyline") >= 8
    assert "Plain RNN (tanh)" in page
    # What the buttons of the page go by.
    assert 'class="look training"' in page
    assert ">Training:" in page


def test_a_training_ends_when_it_is_stopped_even_before_it_has_begun() -> None:
    closed: list[str] = []

    def pictures() -> Iterator[str]:
        try:
            yield from "abcdef"
        finally:
            closed.append("yes")

    stopped = inside_training.Stopped()
    going = stopped.until("mine", pictures())
    stopped.add("another")
    assert [next(going), next(going)] == ["a", "b"]
    stopped.add("mine")
    assert list(going) == []
    del going
    assert closed == ["yes"]
    assert list(stopped.until("mine", pictures())) == []
    assert list(stopped.until("next", pictures())) == list("abcdef")


def test_what_was_stopped_long_ago_is_not_kept() -> None:
    stopped = inside_training.Stopped()
    for number in range(inside_training.KEPT + 5):
        stopped.add(str(number))
    assert list(stopped.until("4", iter("a"))) == ["a"]
    assert list(stopped.until("5", iter("a"))) == []


def test_what_came_out_is_told_in_a_sentence() -> None:
    page = inside_curves.draw(snapshot(solved=9), 600)
    assert "<b>Solved by LSTM, not by GRU.</b>" in page
    assert "look training" not in page
    assert "None of them solved it." in inside_curves.draw(snapshot(), 600)
    late, busy = (dataclasses.replace(snapshot(), cut=cut) for cut in ("time", "busy"))
    assert "The time was up. None" in inside_curves.draw(late, 600)
    assert "busy with other work" in inside_curves.draw(busy, 600)


@pytest.mark.parametrize(
    ("highest", "end"), [(0, 40), (40, 40), (41, 100), (399, 400), (401, 600), (601, 600)]
)
def test_axes_end_where_a_quarter_can_be_read(highest: int, end: int) -> None:
    assert inside_curves._end(inside_curves.UPDATES, [1, highest], 600) == end


def test_losses_beyond_the_axis_and_none_at_all() -> None:
    nan = float("nan")
    assert inside_curves._end(inside_curves.LOSSES, [1e9, float("inf"), nan]) == 4
    assert inside_curves._end(inside_curves.LOSSES, []) == 0.2


def test_stopping_finds_what_the_drawings_say() -> None:
    """The script replaces these; if a drawing says it otherwise, stopping would show nothing."""
    begun = dataclasses.replace(snapshot(), done=False)
    page = inside_curves.draw(begun, 600) + inside_training.WAITING
    for part in ('class="look training"', ">Training:", ">training, ", ">Waiting:"):
        assert part in page
        assert part.strip(">") in inside_training.STOP
