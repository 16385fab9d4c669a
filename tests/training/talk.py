"""Conversations of our own in the place of every corpus, for tests of the conversation recipe."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from training.data.dialogue import CORPORA
from training.recipes.dialogue import PRESETS

TALK = ["Is the soup ready?", "Nearly. Set the table!", "Three spoons, or four?", "Four, please."]
SMALL = replace(
    PRESETS["smoke"], vocabulary=320, embedding=8, hidden=8, epoch_tokens=400, epochs=3,
    batch_tokens=64, rows=4, dev_limit=3, conversations=0,
)  # fmt: skip


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def write_corpora(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every corpus with a few conversations, where the recipe looks for them."""
    for name, corpus in CORPORA.items():
        for split in ("train", "dev", "test"):
            path = folder / "text" / corpus.folder / f"{name}.{split}.jsonl.gz"
            if corpus.folder == "chitchat":
                rows = [{"query": TALK[0], "reply": TALK[1], "intent": "x"}] * 4
            else:
                rows = [{"turns": TALK[n % 2 :]} for n in range(4)]  # type: ignore[dict-item]
            write(path, rows)  # type: ignore[arg-type]
    monkeypatch.setenv("REFRAIN_DATA", str(folder))
    return folder
