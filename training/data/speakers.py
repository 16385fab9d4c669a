"""What a corpus tells of those who speak in it.

A conversation may have `persona_1`, sentences about the one who begins, and `persona_2`, about the
other: "I have two parrots."
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence

import numpy as np
import torch

from assistant.errors import BadData
from assistant.language.fit import padded
from assistant.language.normalise import normalise
from assistant.language.tokenizer import Subwords
from assistant.models.encoder import Known
from training.data.dialogue import Split
from training.data.source import data_folder
from training.data.turns import Turns


def personas(name: str, split: Split) -> list[tuple[list[str], list[str]]]:
    """What is known of both speakers of each conversation; nothing for most corpora."""
    try:
        path = data_folder("text") / "dialogue" / f"{name}.{split}.jsonl.gz"
    except BadData:
        return []
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    if not any("persona_1" in row for row in rows):
        return []
    told = [row for row in rows if len([t for t in row.get("turns", []) if normalise(t)]) > 1]
    if not all("persona_1" in row for row in told):
        return []
    return [
        ([normalise(s) for s in row["persona_1"]], [normalise(s) for s in row["persona_2"]])
        for row in told
    ]


class Speakers:
    """Facts of the ones who reply, ready for the network."""

    def __init__(self, turns: Turns, tokenizer: Subwords) -> None:
        """turns : of the train splits of corpora, from the first conversation of each on"""
        self._turns = turns
        self._facts: dict[int, Sequence[Sequence[list[int]]]] = {}
        """For the first turn of a conversation, the sentences about both speakers, as ids."""
        self._names = set()
        for place, name in enumerate(turns.names):
            told = personas(name, "train")
            firsts = np.unique(turns.first[turns.corpus == place]).tolist()
            for first, both in zip(firsts, told, strict=False):
                self._facts[first] = [tokenizer.encode_batch(sentences) for sentences in both]
            if told:
                self._names.add(name)

    def known(self, name: str) -> bool:
        """Whether a corpus tells who its speakers are."""
        return name in self._names

    def facts(self, rows: Sequence[int]) -> Known:
        """Of those who say these turns; what several share is read once."""
        each = [
            self._facts[first][(row - first) % 2] if first in self._facts else []
            for row, first in zip(rows, self._turns.first[list(rows)].tolist(), strict=True)
        ]
        facts: dict[tuple[int, ...], int] = {}
        places = [
            torch.tensor([facts.setdefault(tuple(i), len(facts)) for i in told], dtype=torch.long)
            for told in each
        ]
        place = torch.nn.utils.rnn.pad_sequence(places, batch_first=True, padding_value=-1)
        return Known(*padded(list(facts)), place)
