"""Live writing: speed, completion beside a 5-gram, and what is copied.

    python -m bench.writing [--models FOLDER] [--positions N] [--words N] [--only PART ...]

The threshold at which half of the positions show a completion is found on the dev texts; the
matches are counted on the test texts. The 5-gram is counted on the writer's own training texts,
in its own subwords, and searched by the same search. Times are of one thread; `of CPU time`
leaves out what the thread waited for, which matters on a busy machine only.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is imported

import argparse
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from assistant.checkpoint import load_model
from assistant.console import OK, complain
from assistant.errors import AssistantError, BadData
from assistant.language.cache import WINDOW, CacheSettings
from assistant.language.complete import Completer, worth
from assistant.language.write import FEW_COPIED, Writer, WritingOptions
from assistant.stages import BUNDLED
from bench.measure import Figure, spread, table
from training.data.text import Split, load
from training.evaluate_text import five_gram, known_styles
from training.ngram import KneserNey
from training.text_scores import CACHE

PART = "live writing"
POSITIONS = 300
"""Of each split, the styles in turn."""
WORDS = 10_000
LONGEST = FEW_COPIED
"""Words: longer runs count as copied."""
BEFORE = 400
"""Characters that are typed before a position."""
PROMPTS = ("The evening was warm, and", "The town lies on the river", "FIRST SAILOR:\n")
SHARE = CACHE.share
"""Of the cache where it is measured."""
RUN = 8
"""Subwords in a row: if they come again in a text, it goes round in circles."""
TYPED = (
    "It was late when the two of them came home, and nobody had lit the lamp in the hall.",
    "The bridge was built in the last years of the century and is the oldest in the city.",
)


# --- speed --------------------------------------------------------------------------------------


def streaming(writer: Writer) -> Iterator[Figure]:
    """Subwords in a second, as the page asks for them: with all that it can be told to mind."""
    page = WritingOptions(tokens=200, seed=1, top_k=40, repetition=0.3, copies=LONGEST)
    full = tuple(writer.tokenizer.encode("The rain had stopped, and we went on. " * 300))[:WINDOW]
    for name, options, begun in (
        ("subwords written", page, ()),
        ("subwords written, with the cache", replace(page, cache=SHARE), ()),
        ("subwords written, with a cache that is full", replace(page, cache=SHARE), full),
        ("subwords written, with ten alternatives to each",
         WritingOptions(tokens=200, seed=1, alternatives=10), ()),
    ):  # fmt: skip
        wall, cpu = [], []
        for _ in range(8):
            tokens = writer.write(PROMPTS[0], options, begun)
            next(tokens)  # by then what stands there is read
            started, busy = time.perf_counter(), time.process_time()
            count = sum(1 for _ in tokens)
            wall.append(count / (time.perf_counter() - started))
            cpu.append(count / (time.process_time() - busy))
        yield spread(PART, name, "subwords/s", wall[1:])
        yield spread(PART, f"{name}, of CPU time", "subwords/s", cpu[1:])


def latency(writer: Writer) -> Iterator[Figure]:
    """A completion after every letter of a text of ours that is typed after another."""
    wall, cpu = [], []
    for text in TYPED:
        typed = f"{' '.join(TYPED)} {text}"
        for end in range(len(typed) - len(text), len(typed) + 1):
            started, busy = time.perf_counter(), time.process_time()
            writer.suggest(typed[:end], threshold=0.25)
            wall.append(1000 * (time.perf_counter() - started))
            cpu.append(1000 * (time.process_time() - busy))
    for name, times in (("completion", wall), ("completion, of CPU time", cpu)):
        tenth = statistics.quantiles(times, n=10)[-1]
        yield Figure(PART, f"{name}, p50", "ms", statistics.median(times), None, len(times))
        yield Figure(PART, f"{name}, p90", "ms", tenth, None, len(times))


# --- completion ---------------------------------------------------------------------------------


class FiveGram:
    """An n-gram model in the place of the network: its state is the last ids."""

    def __init__(self, model: KneserNey) -> None:
        self.model = model
        self.reach = len(model.levels) - 1

    def read(self, ids: Tensor, state: Any = None) -> Any:
        before = state[0][0] if state is not None else ids.new_full((1, 1, self.reach), -1)
        return ((torch.cat([before, ids[None]], dim=2)[:, :, -self.reach :],),)

    def step(self, ids: Tensor, state: Any) -> tuple[Tensor, Any]:
        after = self.read(ids[:, None], state)
        rows = [[index for index in row if index >= 0] for row in after[0][0][0].tolist()]
        found = [torch.from_numpy(self.model.following(row)).float() for row in rows]
        return torch.stack(found), after


@dataclass(frozen=True)
class Position:
    """A place in a text at which a word begins."""

    before: str
    after: str
    mark: str


def positions(split: Split, count: int, styles: Mapping[str, str]) -> list[Position]:
    """Places drawn at random, always the same ones.

    styles : corpus -> mark, of those that are drawn from
    """
    draw = random.Random(split)
    chunks = {mark: load(corpus, split) for corpus, mark in styles.items()}
    found: list[Position] = []
    marks = list(chunks)
    while len(found) < count:
        mark = marks[len(found) % len(marks)]
        text = draw.choice(chunks[mark])
        places = [m.start() for m in re.finditer(r"(?<= )[^\W\d_]", text)][20:-6]
        if places:
            at = draw.choice(places)
            found.append(Position(text[max(0, at - BEFORE) : at], text[at:], mark))
    return found


Options = list[tuple[str, float]]
"""Completions of one position, shortest first, each with a word's mean probability."""


def options_at(
    search: Completer, tokenizer: Any, places: Sequence[Position], share: float = 0.0
) -> list[Options]:
    """At each position, told the style, as the page can be."""
    cache = CacheSettings(share) if share else None
    return [search.continuations(one.before, 5, tokenizer.id(one.mark), cache) for one in places]


def threshold(found: Sequence[Options]) -> float:
    """What half of the positions reach."""
    return statistics.median(worth(options, 1.0)[1] for options in found)


def matches(
    places: Sequence[Position], found: Sequence[Options], least: float
) -> dict[int, list[bool]]:
    """By the number of words shown: whether they are what follows, in full."""
    right: dict[int, list[bool]] = {number: [] for number in range(1, 6)}
    for place, options in zip(places, found, strict=True):
        shown, _ = worth(options, least)
        if shown:
            follows = place.after[len(shown) : len(shown) + 1]
            same = place.after.startswith(shown) and not follows.isalnum()
            right[min(5, len(shown.split()))].append(same)
    return right


def completion(writer: Writer, count: int = POSITIONS) -> Iterator[Figure]:
    """Exact matches at the threshold where half of the positions show one."""
    baseline: Any = FiveGram(five_gram(writer.tokenizer))
    knows = writer.copies.knows if writer.copies else lambda word: True
    styles = known_styles(writer.tokenizer)
    dev, test = positions("dev", count, styles), positions("test", count, styles)
    for name, model, share in (
        ("", writer.model, 0.0),
        (", with the cache", writer.model, SHARE),
        (", baseline: 5-gram", baseline, 0.0),
    ):
        search = Completer(model, writer.tokenizer, knows)
        least = threshold(options_at(search, writer.tokenizer, dev, share))
        found = matches(test, options_at(search, writer.tokenizer, test, share), least)
        every = [right for some in found.values() for right in some]
        yield Figure(PART, f"threshold{name}", "%", 100 * least, None, len(dev))
        yield Figure(PART, f"shown{name}", "%", 100 * len(every) / len(test), None, len(test))
        yield _share(f"exact match{name}", every)
        for words, some in found.items():
            yield _share(f"exact match of {words} words{name}", some)


def _share(name: str, some: Sequence[bool]) -> Figure:
    return Figure(PART, name, "%", 100 * sum(some) / max(1, len(some)), None, len(some))


# --- copies -------------------------------------------------------------------------------------


def copied(writer: Writer, words: int = WORDS) -> Iterator[Figure]:
    """Words in runs that are longer than allowed, at temperature 0.8, in all styles."""
    if writer.copies is None:
        raise BadData("The writer has no filter of its training texts: python -m training.copies")
    for name, limit in (("", 0), (", refusing them", LONGEST)):
        written = bad = longest = seed = 0
        while written < words:
            style = writer.styles[seed % len(writer.styles)]
            options = WritingOptions(
                tokens=1000, temperature=0.8, top_p=1.0, seed=seed, style=style, copies=limit
            )
            prompt = PROMPTS[seed % len(PROMPTS)]
            text = "".join(token.text for token in writer.write(prompt, options))
            runs = [run.words for run in writer.copies.runs(text)]
            written += len(text.split())
            bad += sum(run for run in runs if run > LONGEST)
            longest = max([longest, *runs])
            seed += 1
        share = 100 * bad / written
        yield Figure(PART, f"words in copied runs over {LONGEST}{name}", "%", share, None, written)
        yield Figure(PART, f"longest copied run{name}", "words", longest, None, written)


# --- loops --------------------------------------------------------------------------------------


def repeated(ids: Sequence[int], length: int = RUN) -> int:
    """Ids that end a run of so many which stood in the text before."""
    seen: set[tuple[int, ...]] = set()
    count = 0
    for end in range(length, len(ids) + 1):
        run = tuple(ids[end - length : end])
        count += run in seen
        seen.add(run)
    return count


def loops(writer: Writer, tokens: int = 400, texts: int = 6) -> Iterator[Figure]:
    """Whether the cache makes a text repeat itself, with the page's settings and without care."""
    for temperature, repetition in ((0.8, 0.3), (0.4, 0.3), (0.4, 0.0)):
        for share in (0.0, SHARE, 2 * SHARE):
            total = 0
            for seed in range(texts):
                options = WritingOptions(
                    tokens=tokens, temperature=temperature, top_k=40, seed=seed,
                    style=writer.styles[seed % len(writer.styles)], repetition=repetition,
                    cache=share,
                )  # fmt: skip
                prompt = PROMPTS[seed % len(PROMPTS)]
                total += repeated([token.id for token in writer.write(prompt, options)])
            name = f"repeats, temperature {temperature}, control {repetition}, cache {share:.2g}"
            percent = 100 * total / (tokens * texts)
            yield Figure(PART, name, "% of subwords", percent, None, tokens * texts)


# --- all ----------------------------------------------------------------------------------------

PARTS: dict[str, Callable[[Writer], Iterator[Figure]]] = {
    "streaming": streaming, "latency": latency, "completion": completion, "copies": copied,
    "loops": loops,
}  # fmt: skip


def live_writing(models: Path) -> Iterator[Figure]:
    """All of it, as `python -m bench` asks for it."""
    writer = Writer(load_model(models / "language_model"))
    for part in PARTS.values():
        yield from part(writer)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.writing", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument("--positions", type=int, default=POSITIONS)
    parser.add_argument("--words", type=int, default=WORDS)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    figures: list[Figure] = []
    try:
        writer = Writer(load_model(options.models / "language_model"))
        for name in options.only:
            print(f"measuring {name} ...", file=sys.stderr)
            if name == "completion":
                figures += completion(writer, options.positions)
            elif name == "copies":
                figures += copied(writer, options.words)
            else:
                figures += PARTS[name](writer)
    except AssistantError as error:
        return complain(error)
    print(table(figures))
    return OK


if __name__ == "__main__":
    sys.exit(main())
