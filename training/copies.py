"""Make the filter that tells what a writing network copies from its training texts.

    python -m training.copies MODEL_FOLDER [--nats N] [--bits B] [--check] [--written WORDS]

Put `copies.safetensors` beside the weights. Of the training texts only those windows of words go
in that the network could write at all: the network reads the texts, and a window that it finds
less likely than exp(-N), knowing all that stands before it, is left out. That is most of them.
`--nats inf` keeps all, and reads nothing.

`--check` measures instead, on the dev texts (which people wrote: much of what they share with the
training texts the network would never write) and, with `--written`, on as many words that the
network writes in all its styles: how many stand in copied runs, and how many the filter finds.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.checkpoint import load_model
from assistant.errors import AssistantError, BadData, BadInput, BadOption
from assistant.language.copies import WINDOW, CopyFilter, Hashes, placed, spellings, windows
from assistant.language.tokenizer import Subwords
from assistant.language.write import Writer, WritingOptions
from assistant.models.language_model import LanguageModel
from training.data.text import STYLES, Split, load
from training.evaluate_text import known_styles
from training.text_scores import token_nats

NATS = 25.0
BITS = 8.0
LONGEST = 8
"""Words that may be the same by chance: longer runs count as copied."""
Costs = npt.NDArray[np.float64]


def texts(split: Split) -> dict[str, list[str]]:
    """Each corpus as one list of words: runs go on from chunk to chunk."""
    return {corpus: spellings("\n".join(load(corpus, split))) for corpus in STYLES}


# --- what the network could write ---------------------------------------------------------------


def word_nats(tokenizer: Subwords, text: str, ids: Sequence[int], nats: Sequence[float]) -> Costs:
    """What each word of a text cost, shape = (words,): the sum over the tokens that hold a letter
    of it. What stands between words may well be written otherwise, and counts for nothing.

    ids, nats : tokens of the text and what predicting each of them cost
    """
    found = placed(text)
    if [word for word, _, _ in found] != spellings(text):
        return np.zeros(len(spellings(text)))  # rare capitals: none of it is left out
    ends = np.cumsum([len(piece) for piece in itertools.islice(tokenizer.stream(ids), len(ids))])
    total = np.concatenate([[0.0], np.cumsum(nats)])
    starts = [start for _, start, _ in found]
    # A letter of several bytes may begin with tokens that by themselves are none.
    bytewise = np.searchsorted(np.concatenate([[0], ends[:-1]]), starts)
    first = np.minimum(bytewise, np.searchsorted(ends, starts, side="right"))
    last = np.searchsorted(ends, [end - 1 for _, _, end in found], side="right")
    costs: Costs = total[last + 1] - total[first]
    return costs


def likely(
    model: LanguageModel, tokenizer: Subwords, chunks: Sequence[str], mark: str, limit: float
) -> npt.NDArray[np.bool_]:
    """Which windows of a corpus the network could write, shape = (words - WINDOW + 1,)."""
    encoded = tokenizer.encode_batch(chunks)
    nats = token_nats(model, [[tokenizer.id(mark), *ids] for ids in encoded])
    words = np.concatenate(
        [
            word_nats(tokenizer, text, ids, costs.tolist())
            for text, ids, costs in zip(chunks, encoded, nats, strict=True)
        ]
    )
    if len(words) < WINDOW:
        return np.zeros(0, bool)
    total = np.concatenate([[0.0], np.cumsum(words)])
    possible: npt.NDArray[np.bool_] = total[WINDOW:] - total[:-WINDOW] <= limit
    return possible


def build(loaded: Any, limit: float, bits: float) -> CopyFilter:
    """The filter for one network.

    limit : nats of the least likely windows that go in
    bits : of the filter, for each of them

    Raises:
        BadModel: it is no network that writes.
        BadData: a training text is missing.
        BadOption: there is no limit, or there are no bits.
    """
    if not limit > 0 or not bits > 0:
        raise BadOption("The nats and the bits of a window must be above 0.")
    tokenizer = Writer(loaded).tokenizer
    marks = known_styles(tokenizer)
    kept: list[npt.NDArray[np.bool_] | None] = []
    found = texts("train")
    for corpus in found:
        if corpus not in marks:
            kept.append(np.zeros(max(0, len(found[corpus]) - WINDOW + 1), bool))  # never read
        elif math.isinf(limit):
            kept.append(None)
        else:
            chunks = load(corpus, "train")
            some = likely(loaded.model, tokenizer, chunks, marks[corpus], limit)
            print(f"{corpus}: {some.mean():.2%} of the windows go in", file=sys.stderr)
            kept.append(some)
    return CopyFilter.build(list(found.values()), bits, kept)


# --- how well it does ---------------------------------------------------------------------------


def copied(held: Sequence[bool], length: int = WINDOW) -> int:
    """Words in runs longer than `LONGEST`, from what is held of each window in turn.

    length : of the windows, in words
    """
    total = run = 0
    for member in [*held, False]:
        if member:
            run += 1
            continue
        words = run + length - 1 if run else 0
        total += words if words > LONGEST else 0
        run = 0
    return total


def check(copies: CopyFilter, others: dict[str, list[str]]) -> dict[str, Any]:
    """The filter beside the exact set, on some texts."""
    train = list(texts("train").values())
    members = _exact(train, WINDOW)
    runs = _exact(train, LONGEST + 1)
    rows: dict[str, Any] = {}
    for name, words in others.items():
        found = windows(words)
        strange = ~np.isin(found, members)
        held = copies.holds(found)
        truly = np.isin(windows(words, LONGEST + 1), runs)
        rows[name] = {
            "words": len(words),
            "false_positive_rate": round(float(held[strange].sum() / max(1, strange.sum())), 5),
            f"words_in_runs_over_{LONGEST}": copied(truly.tolist(), LONGEST + 1),
            "told_by_the_filter": copied(held.tolist()),
        }
    return rows


def _exact(found: Sequence[Sequence[str]], length: int) -> Hashes:
    return np.unique(np.concatenate([windows(words, length) for words in found]))


def written(writer: Writer, words: int) -> Iterator[tuple[str, list[str]]]:
    """About so many words in each style, at temperature 0.8, copies not refused."""
    for style in writer.styles:
        found: list[str] = []
        seed = 0
        while len(found) < words:
            options = WritingOptions(tokens=1000, top_p=1.0, seed=seed, style=style, copies=0)
            found += spellings("".join(token.text for token in writer.write("", options)))
            seed += 1
        yield f"written, {style}", found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.copies", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, metavar="MODEL_FOLDER")
    parser.add_argument("--nats", type=float, default=NATS)
    parser.add_argument("--bits", type=float, default=BITS, help="of the filter for each window")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--written", type=int, default=0, metavar="WORDS")
    parsed = parser.parse_args(arguments)
    try:
        if not parsed.folder.is_dir():
            raise BadData(f"There is no folder {parsed.folder}.")
        if not parsed.check:
            build(load_model(parsed.folder), parsed.nats, parsed.bits).save(parsed.folder)
        copies = CopyFilter.read(parsed.folder)
        if copies is None:
            raise BadData(f"There is no filter in {parsed.folder}: leave out --check.")
        others = texts("dev")
        if parsed.written:
            writer = Writer(load_model(parsed.folder))
            others |= dict(written(writer, -(-parsed.written // len(writer.styles))))
        print(json.dumps(check(copies, others), indent=2))
    except AssistantError as error:
        print(f"copies: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
