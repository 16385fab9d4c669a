"""What a network that writes can learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.language.tokenizer import START
from training.data.speech import read_corpora
from training.data.spoken_text import COMMANDS
from training.data.spoken_text import corpus as sentences_of
from training.data.text import STYLES, load, whole

Kind = Literal["written", "spoken", "characters", "words"]
"""Spoken: sentences as a recogniser would write them, for choosing among its guesses.
Characters, words: tiny Shakespeare alone, letter by letter, and WikiText-2 alone, word by
word as it comes, to be compared with the literature."""
WRITTEN_PROMPTS = {
    "<novel>": "The lamp went out, and",
    "<article>": "The old harbour of the town",
    "<play>": "FIRST SAILOR:\n",
    "<talk>": "- The lamp went out again.\n-",
}
SPOKEN_PROMPTS = {START: "the lamp went out and"}
SPOKEN_SHARES = {
    "self_dialogue": 0.4,
    "topical_chat": 0.2,
    "synthetic_persona_chat": 0.2,
    "sgd_accentor": 0.1,
    **dict.fromkeys(COMMANDS, 0.1),
}
"""Of the words that are read of novels and articles: all talk together would drown them."""
WORD_PROMPT = "The old harbour of the town"
DEV_PIECES = 16
"""Of the one text of characters or words."""
SPOKEN_DEV = ("librispeech", "commonvoice")


@dataclass(frozen=True)
class Texts:
    """What is learnt from."""

    marks: dict[str, str]
    """Corpus -> what its chunks begin with."""
    train: dict[str, list[str]]
    dev: dict[str, list[str]]
    prompts: dict[str, str]
    """Mark -> the beginning of a sample."""


def _written() -> Texts:
    """Chunks of a few paragraphs."""
    train = {corpus: load(corpus, "train") for corpus in STYLES}
    dev = {corpus: load(corpus, "dev") for corpus in STYLES}
    return Texts(STYLES, train, dev, WRITTEN_PROMPTS)


def _spoken(data: Literal["all", "open"], words: int) -> Texts:
    """Sentences; the development transcripts of the speech sets."""
    limits = {source: round(words * share) for source, share in SPOKEN_SHARES.items()}
    train = {
        source: [" ".join(line) for line in lines]
        for source, lines in sentences_of(data, words, limits).items()
    }
    dev = {name: [clip.text for clip in read_corpora("dev", [name])] for name in SPOKEN_DEV}
    return Texts(dict.fromkeys([*train, *dev], START), train, dev, SPOKEN_PROMPTS)


def _one_text(corpus: str, prompt: str) -> Texts:
    """A training text in one piece: the state is carried from each part to the next.

    Dev is cut, to be scored side by side; `training.evaluate` scores it in one piece.
    """
    train, dev = whole(corpus, "train"), whole(corpus, "dev")
    lines, size = dev.splitlines(keepends=True), -(-len(dev) // DEV_PIECES)
    pieces: list[str] = [""]
    for line in lines:
        pieces = [*pieces, line] if len(pieces[-1]) >= size else [*pieces[:-1], pieces[-1] + line]
    return Texts({corpus: START}, {corpus: [train]}, {corpus: pieces}, {START: prompt})


def read_texts(kind: Kind, data: Literal["all", "open"], words: int) -> Texts:
    """
    data : whether spoken text may come from sets that are for non-commercial use only
    words : of each source of spoken text at most, less for those in `SPOKEN_SHARES`

    Raises:
        BadData: a text is missing or damaged.
    """
    if kind == "spoken":
        return _spoken(data, words)
    if kind == "characters":
        return _one_text("tinyshakespeare", WRITTEN_PROMPTS["<play>"])
    if kind == "words":
        return _one_text("wikitext2", WORD_PROMPT)
    return _written()
