"""Conversations: JSON lines, one conversation a line, turns in order.

    {"id": "x-1", "corpus": "x", "turns": ["Is the kettle on?", "It has just boiled."]}

Question-and-answer sets (`chitchat/`) become conversations of two turns. Files are found in
the data folder; DailyDialog, whose home is public, is downloaded if it is not there.
"""

from __future__ import annotations

import gzip
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.errors import BadData
from assistant.language.normalise import normalise
from training.data.download import Source, fetch, local_folder
from training.data.source import data_folder

Split = Literal["train", "dev", "test"]


@dataclass(frozen=True)
class Corpus:
    """One set and how much of the training it makes up."""

    folder: str
    free: bool
    """Weights trained on it may be used commercially."""
    broad: float
    """Share of the target tokens at the start of a training, before shares are made to sum
    to one: much text, whatever its kind."""
    clean: float
    """Share at the end: everyday talk that the assistant should imitate."""


CORPORA: dict[str, Corpus] = {
    "dailydialog": Corpus("dialogue", False, 0.26, 0.38),
    "empatheticdialogues": Corpus("dialogue", False, 0.22, 0.24),
    "self_dialogue": Corpus("dialogue", True, 0.30, 0.06),
    "topical_chat": Corpus("dialogue", True, 0.06, 0.01),
    "sgd_accentor": Corpus("dialogue", True, 0.02, 0.0),
    "commonsense_dialogues": Corpus("dialogue", False, 0.03, 0.06),
    "synthetic_persona_chat": Corpus("dialogue", True, 0.04, 0.09),
    "personachat_valid": Corpus("dialogue", False, 0.04, 0.08),
    "personality_chat": Corpus("chitchat", True, 0.02, 0.07),
    "chatterbot": Corpus("chitchat", True, 0.01, 0.01),
}

PERSONA = "friendly"
"""The one of personality_chat's five that the assistant takes after."""
REFUSED_INTENTS = {"user_self_harm"}
"""Its answers name a telephone number that is out of date."""

DAILYDIALOG = Source(
    url="http://yanran.li/files/ijcnlp_dailydialog.zip",
    name="ijcnlp_dailydialog.zip",
    size=4_475_921,
    sha256="c641e88cbf21fd7c1b57289387f9107d33fe8685a2b37fe8066b82776535ea89",
)
_OFFICIAL_SPLITS = {"train": "train", "dev": "validation", "test": "test"}


def chosen(data: str) -> list[str]:
    """Names of the corpora of `data=all` or `data=open`."""
    return [name for name, corpus in CORPORA.items() if data == "all" or corpus.free]


def share(name: str, progress: float) -> float:
    """A corpus's part at `progress` (0 to 1) through a training."""
    corpus = CORPORA[name]
    return corpus.broad + (corpus.clean - corpus.broad) * progress


def conversations(name: str, split: Split) -> list[list[str]]:
    """All conversations of a split as lists of normalised turns.

    Raises:
        BadData: the set is not there and can't be downloaded, or it is damaged.
    """
    try:
        folder = data_folder("text") / CORPORA[name].folder
    except BadData:
        folder = local_folder() / "text" / CORPORA[name].folder
    path = folder / f"{name}.{split}.jsonl.gz"
    if path.exists():
        return list(read(path))
    if name == "dailydialog":
        return list(read_dailydialog(fetch(DAILYDIALOG), split))
    raise BadData(f"{path} is missing. Put it there, or leave the set out with --set data=open.")


def read(path: Path) -> Iterator[list[str]]:
    """Conversations of a JSON-lines file, gzipped or not; conversations of one turn are left out.

    Raises:
        BadData: the file can't be read, or a line is not a conversation.
    """
    opener: Any = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                number += 1
                if line.strip() and (turns := _turns(json.loads(line))):
                    yield turns
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BadData(f"{path} can't be read past line {number}: {error}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadData(f"Line {number} of {path} is not a conversation: {error!r}.") from error


def _turns(row: dict[str, Any]) -> list[str]:
    """Normalised turns that are not empty, or nothing if that leaves no exchange."""
    if "turns" in row:
        said = row["turns"]
    else:
        if row.get("intent") in REFUSED_INTENTS or row.get("persona") not in (
            None, PERSONA, "chatterbot",
        ):  # fmt: skip
            return []
        said = [row["query"], row["reply"]]
    turns = [text for turn in said if (text := normalise(turn))]
    return turns if len(turns) > 1 else []


def read_dailydialog(archive: Path, split: Split) -> Iterator[list[str]]:
    """Conversations of the official archive: a zip of zips, turns separated by __eou__.

    Raises:
        BadData: the archive is damaged or laid out otherwise.
    """
    name = _OFFICIAL_SPLITS[split]
    try:
        with zipfile.ZipFile(archive) as outer:
            inner_name = next(n for n in outer.namelist() if n.endswith(f"/{name}.zip"))
            with outer.open(inner_name) as file, zipfile.ZipFile(file) as inner:
                text = inner.read(f"{name}/dialogues_{name}.txt").decode("utf-8")
    except (OSError, zipfile.BadZipFile, StopIteration, KeyError, UnicodeDecodeError) as error:
        raise BadData(
            f"{archive} is not DailyDialog's archive as expected ({error!r}). Delete it to have it "
            "downloaded again."
        ) from error
    for line in text.splitlines():
        if turns := _turns({"turns": line.split("__eou__")}):
            yield turns
