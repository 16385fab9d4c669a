"""The fold-out that tells why a reply was given."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.messages import (
    Attention,
    Candidate,
    Dialogue,
    Pending,
    Rated,
    Reply,
    Slot,
    Understanding,
)
from assistant.ui.reasons import SHOWN, SOURCES, WORDS_SHOWN, as_html

WEIGHTS = {"fit": 4.0, "short": -0.25, "asks_again": -1.0}


def rated(text: str, score: float, **features: float) -> Rated:
    return Rated(Candidate(text, "generated", ids=(7,)), score, features)


def test_the_largest_reasons_are_named_with_what_they_counted() -> None:
    one = rated("Soup!", 1.5, fit=0.5, short=2.0, asks_again=0.0)
    page = as_html(Reply("Soup!", "generated", 0.1234, candidates=(one,)), WEIGHTS)
    assert "123 ms" in page and "fit +2.0, short -0.5" in page
    assert "asks again" not in page, "what counted nothing is no reason"
    assert page.count('class="reasons-said"') == 1


@pytest.mark.parametrize("source", list(SOURCES))
def test_every_source_is_told(source: str) -> None:
    page = as_html(Reply("Yes.", source, 0.0), WEIGHTS)  # type: ignore[arg-type]
    assert SOURCES[source].capitalize() in page


def test_what_people_and_networks_write_is_no_html() -> None:
    wild = "<img src=x onerror=alert(1)>"
    attention = Attention((wild,), (wild,), np.ones((1, 1), np.float32))
    reply = Reply(wild, "generated", 0.0, 1, (rated(wild, 0, fit=1.0),), attention)
    assert "<img" not in as_html(reply, WEIGHTS)


def test_attention_has_a_cell_for_each_pair_and_keeps_to_the_last_words() -> None:
    weights = np.full((3, 100), 0.01, np.float32)
    attention = Attention(("a",) * 100, ("b", " ", "c"), weights)
    page = as_html(Reply("b c", "generated", 0.0, 3, (), attention), WEIGHTS)
    assert page.count("<td") == 3 * WORDS_SHOWN
    assert "--w:1%" in page


def test_long_lists_are_cut() -> None:
    many = tuple(rated(f"reply {n}", -n, fit=0.1) for n in range(40))
    page = as_html(Reply("reply 0", "generated", 0.0, candidates=many), WEIGHTS)
    assert page.count("<tr") == SHOWN + 1


def test_a_command_that_a_turn_completes_is_shown_whole() -> None:
    text = "set a timer, ten minutes"
    slot = Slot("duration", "ten minutes", 600, 13, 24)
    whole = Understanding(text, "timer.set", 1.0, (slot,), 0.0)
    said = Understanding("ten minutes", None, 0.9, (), 0.0)
    reply = Reply(
        "Ten minutes.", "command", 0.0, understanding=said, dialogue=Dialogue(None, whole)
    )
    page = as_html(reply, WEIGHTS)
    assert "Timer: set" in page and "set a timer, <mark" in page
    assert "Not taken" not in page


def test_an_answer_that_completes_nothing_is_not_called_no_command() -> None:
    said = Understanding("never mind", None, 0.9, (), 0.0)
    page = as_html(Reply("All right.", "command", 0.0, understanding=said), WEIGHTS)
    assert "Not taken" not in page and "asked before" in page


def test_what_is_waited_for_is_told_and_escaped() -> None:
    said = Understanding("set a timer", "timer.set", 0.99, (), 0.0)
    pending = Pending("timer.set", "set a timer", (), "<b>", "For how long?")
    reply = Reply("?", "command", 0.0, understanding=said, dialogue=Dialogue(pending))
    page = as_html(reply, WEIGHTS)
    assert "Waits for: <b>&lt;b&gt;</b>" in page
