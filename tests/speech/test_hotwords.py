"""Phrases become spellings, and what can't be said is refused."""

from __future__ import annotations

import pytest

from assistant.errors import BadOption
from assistant.language.tokenizer import Symbols
from assistant.speech.hotwords import MOST_PHRASES, VARIANTS, check, spellings

SYMBOLS = Symbols(["<blank>", "|", "B", "IY", "K", "S", "T", "UW"])


class Reader:
    """Knows three words; one of them also in a way that the network has no symbol for."""

    def pronounce(self, word: str) -> tuple[tuple[str, ...], ...]:
        known = {"Bee": (("B", "IY"), ("B", "AA")), "two": (("T", "UW"), ("T", "IY")), "hm": ()}
        return known.get(word, ())


def test_every_way_to_say_a_phrase() -> None:
    assert spellings(["Bee", "two  two"], Reader(), SYMBOLS) == (
        ("bee", (2, 3, 1)),
        ("two two", (6, 7, 1, 6, 7, 1)),
        ("two two", (6, 7, 1, 6, 3, 1)),
        ("two two", (6, 3, 1, 6, 7, 1)),
        ("two two", (6, 3, 1, 6, 3, 1)),
    )


def test_the_ways_are_limited_and_repetitions_dropped() -> None:
    assert len(spellings(["two " * 6, "two " * 6], Reader(), SYMBOLS)) == VARIANTS
    assert spellings([], Reader(), SYMBOLS) == ()


@pytest.mark.parametrize("phrase", ["hm", "Bee xyz"])
def test_what_cannot_be_said_is_refused(phrase: str) -> None:
    with pytest.raises(BadOption, match="can't be said"):
        spellings([phrase], Reader(), SYMBOLS)


@pytest.mark.parametrize(
    ("phrases", "problem"),
    [
        ("two", "list"),
        ([""], "0 words"),
        (["two " * 9], "9 words"),
        (["two"] * (MOST_PHRASES + 1), "too many"),
    ],
)
def test_bad_lists_are_refused(phrases: list[str], problem: str) -> None:
    with pytest.raises(BadOption, match=problem):
        check(phrases)
    check(["two", "two bees"])
