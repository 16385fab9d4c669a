"""The figures of the report, by hand."""

from __future__ import annotations

from bench.measure import Figure, once, spread, table, timed


def test_p95_of_a_time_is_a_slow_run_and_of_a_speed_too() -> None:
    values = list(range(101))
    assert spread("p", "n", "ms", values) == Figure("p", "n", "ms", 50.0, 95.0, 101)
    assert spread("p", "n", "tokens/s", values) == Figure("p", "n", "tokens/s", 50.0, 5.0, 101)


def test_work_is_run_once_more_than_it_is_counted() -> None:
    calls: list[int] = []
    figure = timed("p", "n", lambda: calls.append(1), runs=3)
    assert len(calls) == 4
    assert figure.runs == 3
    assert figure.p95 is not None
    assert 0 <= figure.p50 <= figure.p95


def test_what_happens_once_has_no_spread() -> None:
    figure = once("p", "n", lambda: None)
    assert (figure.p95, figure.runs) == (None, 1)


def test_the_table_is_markdown_and_keeps_small_figures() -> None:
    rows = table([Figure("size", "all", "MB", 1234.56), Figure("p", "n", "s/s", 0.0123, 0.5, 9)])
    lines = rows.splitlines()
    assert lines[2] == "| size | all | 1,234.6 |  | MB | 1 |"
    assert lines[3] == "| p | n | 0.0123 | 0.5 | s/s | 9 |"
    assert len({line.count("|") for line in lines}) == 1
