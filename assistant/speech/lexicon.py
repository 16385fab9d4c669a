"""The pronunciation lexicon of a model folder: lines of `word PH O N E S`, packed."""

from __future__ import annotations

import lzma
from pathlib import Path

from assistant.errors import BadModel

LEXICON = "lexicon.txt.xz"


def lexicon_lines(path: Path) -> list[list[str]]:
    """Each line in its parts: a word, then the phonemes of one pronunciation.

    Raises:
        BadModel: the file is missing or damaged.
    """
    try:
        lines = lzma.decompress(path.read_bytes()).decode("utf-8").splitlines()
    except (OSError, lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        raise BadModel(
            f"The lexicon {path.name} can't be read ({error}). Fetch the model folder again."
        ) from error
    return [line.split() for line in lines]
