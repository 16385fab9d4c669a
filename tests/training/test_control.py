"""How replies are marked: by hand, and the same from the cache."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from assistant.language.decoders import ASK, RICHNESS, TELL
from training.control import Controls, Specificity, asks, measure, nidf, read_controls


@pytest.mark.parametrize(
    ("reply", "asked"),
    [
        ("is the soup ready?", True),
        ("i'm well. and you? good.", True),
        ("what is in it", True),
        ("the soup is ready", False),
        ("what a day!", False),
        ("do sit down.", False),
        ("", False),
        ("?", True),
        ("...", False),
    ],
)
def test_questions(reply: str, asked: bool) -> None:
    assert asks(reply) is asked


def test_rarity_by_hand() -> None:
    """Of four replies, "soup" is in all, "hot" in two, "leek" in one (twice: that is one)."""
    found = nidf([["soup", "hot"], ["soup", "hot"], ["soup", "leek", "leek"], ["soup"]])
    # idf = ln(4 / replies with the word): 0, ln 2, ln 4.
    assert found["soup"] == 0
    assert found["hot"] == pytest.approx(math.log(2) / math.log(4))
    assert found["leek"] == 1


def test_rarity_of_words_that_are_all_as_common() -> None:
    assert nidf([["soup"], ["tea"]]) == {"soup": 0, "tea": 0}
    assert nidf([]) == {}


def test_specificity_by_hand() -> None:
    measured = Specificity({"soup": 0.0, "hot": 0.5}, (0.25, 0.75))
    assert measured.of("soup, hot soup!") == pytest.approx(0.5 / 3), "punctuation has no say"
    assert measured.of("hot leek") == 0.75, "a word never seen is as rare as any"
    assert measured.of("") == measured.of("...!") == 0
    assert [measured.bucket(text) for text in ("soup", "hot", "leek", "hot soup")] == [0, 1, 2, 1]


def test_buckets_are_thirds_of_the_replies() -> None:
    """Reply n holds the word n, which n + 1 replies hold: the first are the rarest."""
    replies = [" ".join(f"w{word}" for word in range(place, 30)) for place in range(30)]
    counted = Specificity.count(replies)
    buckets = np.bincount([counted.bucket(reply) for reply in replies], minlength=3)
    assert buckets.tolist() == [10, 10, 10]
    assert counted.bucket(replies[0]) == 2 and counted.bucket(replies[-1]) == 0


def test_only_replies_are_counted_but_every_turn_is_marked() -> None:
    turns = ["kettle kettle", "soup", "soup", "soup leek?"]
    specificity, found = measure(turns, np.array([1, 2, 3]))
    assert set(specificity.rarity) == {"soup", "leek"}
    assert found.of(0) == (TELL, RICHNESS[2])
    assert found.of(3)[0] == ASK
    assert len(found.richness) == 4


def test_nothing_to_count() -> None:
    specificity, found = measure([], np.zeros(0, np.int64))
    assert specificity.bucket("soup") == 2 and len(found.asking) == 0


def test_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = ["is it hot?", "soup is hot.", "naïve 漢字"]
    replies = np.array([1, 2])
    fresh = measure(turns, replies)[1]
    first = read_controls(turns, replies, tmp_path / "cache")
    monkeypatch.setattr("training.control.measure", lambda *_: pytest.fail("counted again"))
    again = read_controls(turns, replies, tmp_path / "cache")
    assert _same(first, again) and _same(first, fresh)
    with pytest.raises(BaseException, match="counted again"):
        read_controls([*turns[:2], "tea"], replies, tmp_path / "cache")


def _same(one: Controls, other: Controls) -> bool:
    return bool((one.asking == other.asking).all() and (one.richness == other.richness).all())
