"""BM25 as a peer in conversation: it says what was once replied to a turn like the user's."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from assistant.errors import BadData
from assistant.language.normalise import display, normalise, words
from training.bm25 import Bm25
from training.data.dialogue import CORPORA, conversations


class Retrieval:
    """Says what was once replied to the most similar turn. Ties go to the earlier pair."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """pairs : a turn and the reply to it, normalised"""
        self.pairs = list(pairs)
        self._index = Bm25(words(said) for said, _ in self.pairs)

    def reply(self, text: str) -> str:
        """The reply, ready for display; empty if no turn shares a word with the text."""
        scores = self._index.scores(words(normalise(text)))
        if not len(scores) or scores.max() <= 0:
            return ""
        return display(self.pairs[int(scores.argmax())][1])


def training_pairs() -> list[tuple[str, str]]:
    """Each turn of the training conversations with the next, of the sets that the dialogue
    network's training leans towards at its end, which are those of everyday talk: with the others
    the peer reads worse, as it then answers with film plots. A line tells which sets are missing.
    """
    pairs: list[tuple[str, str]] = []
    missing = []
    for name in (name for name, corpus in CORPORA.items() if corpus.clean >= corpus.broad):
        try:
            for turns in conversations(name, "train"):
                pairs += zip(turns, turns[1:], strict=False)
        except BadData:
            missing.append(name)
    if missing:
        print(f"BM25 does without {', '.join(missing)}: not to be had here.", file=sys.stderr)
    return pairs
