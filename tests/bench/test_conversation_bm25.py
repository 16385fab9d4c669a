"""BM25 as a peer that replies."""

from __future__ import annotations

import pytest

from bench import bm25
from bench.bm25 import Retrieval


def test_the_reply_to_the_most_similar_turn_is_said_as_a_sentence() -> None:
    peer = Retrieval(
        [("the soup is cold", "i am sorry"), ("the train is late", "it always is, i find")]
    )
    assert peer.reply("My TRAIN was late") == "It always is, I find."
    assert peer.reply("is the") == "I am sorry."  # a tie: the earlier one
    assert peer.reply("zebra") == peer.reply("") == ""
    assert Retrieval([]).reply("hello") == ""


def test_pairs_stay_within_a_conversation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def conversations(name: str, split: str) -> list[list[str]]:
        assert split == "train"
        if name == "dailydialog":
            return [["a", "b", "c"], ["d", "e"]]
        raise bm25.BadData("It is missing.")

    monkeypatch.setattr(bm25, "conversations", conversations)
    assert bm25.training_pairs() == [("a", "b"), ("b", "c"), ("d", "e")]
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "empatheticdialogues" in told and "dailydialog," not in told
