"""Small training texts of our own in the place of the real ones."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from training.data.dialogue import CORPORA


def put(data: Path, corpus: str, split: str, lines: list[str]) -> None:
    """Write one split of one corpus as it is kept: text, or a conversation with a turn a line.

    data : what `REFRAIN_DATA` names
    """
    spoken = corpus in CORPORA
    folder = data / "text" / (CORPORA[corpus].folder if spoken else "lm")
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"turns": lines}) if spoken else "\n".join(lines)
    name = f"{corpus}.{split}.jsonl.gz" if spoken else f"{corpus}.{split}.txt.gz"
    (folder / name).write_bytes(gzip.compress(f"{text}\n".encode()))
