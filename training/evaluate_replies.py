"""How varied the app's replies are, and how fast, beside greedy decoding of the same network.

    python -m training.evaluate_replies [--split dev|test] [--count 1000] [--models FOLDER]
        [--json PATH]

Answers the turns of DailyDialog, each after up to three turns as people said them, spread evenly
over the split: once as the app does (with its persona, its choice and the context's place as
the seed), once by taking the network's likeliest subword at every step. Prints one JSON object:

distinct_1, distinct_2 : different words (pairs of neighbours) / all words (pairs) of all replies
    together (Li et al. 2016). Words are those of `assistant.language.normalise.words` of the
    normalised reply, punctuation marks included; pairs never cross from reply to reply. Both
    fall as replies are added: compare counts of the same size only.
most_frequent : share of the replies that are, normalised, the same one; which one stands beside it
questions : share of the replies with a question mark
mean_words : words of a reply, punctuation included
seconds_p50, seconds_p95 : of a reply from first to last word, on this machine
sources : how many replies were written by the network, came from the persona, ...
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from assistant import load
from assistant.assistant import Assistant
from assistant.checkpoint import LoadedModel, load_model
from assistant.errors import AssistantError, BadInput, BadModel
from assistant.language.decoders import CONTEXT_TURNS, ReplyDecoder, context_ids
from assistant.language.normalise import display, normalise, words
from assistant.language.propose import REPLY_LIMIT, Sampling
from assistant.language.search import generate
from assistant.messages import Turn
from training.data.dialogue import Split, conversations
from training.evaluate import positive

CORPUS = "dailydialog"
Answered = tuple[str, str]
"""A reply and where it came from."""
Answering = Callable[[Sequence[Turn], int], Answered]
"""A conversation, whose last turn is the user's, and a seed -> what is said."""


def contexts(talks: Sequence[Sequence[str]], count: int) -> list[list[Turn]]:
    """Up to `count` conversations that end where somebody answered, evenly spread, as a person
    would type them.
    """
    places = [(talk, end) for talk in talks for end in range(1, len(talk))]
    kept = np.linspace(0, len(places) - 1, min(count, len(places))).round().astype(int)
    return [_context(*places[index]) for index in kept]


def _context(talk: Sequence[str], end: int) -> list[Turn]:
    recent = talk[max(0, end - CONTEXT_TURNS) : end]
    return [
        Turn("user" if (len(recent) - place) % 2 else "assistant", display(text))
        for place, text in enumerate(recent)
    ]


def app(assistant: Assistant) -> Answering:
    """What the app says."""

    def answer(history: Sequence[Turn], seed: int) -> Answered:
        *before, last = history
        *_, chunk = assistant.converse(last.text, before, Sampling(seed=seed), commands=False)
        return chunk.text, chunk.reply.source if chunk.reply else ""

    return answer


def greedy(loaded: LoadedModel) -> Answering:
    """The likeliest subword at every step: no candidates, no choice, nothing but the network.

    Raises:
        BadModel: it is not a network that answers.
    """
    if loaded.kind != "seq2seq":
        raise BadModel(f"{loaded.folder} does not hold a network that answers.")
    tokenizer = loaded.tokenizers["text"]

    def answer(history: Sequence[Turn], seed: int) -> Answered:
        ids = context_ids([tokenizer.encode(normalise(turn.text)) for turn in history])
        decoder = ReplyDecoder(loaded.model, ids)  # type: ignore[arg-type]
        found = [choice.id for choice in generate(decoder, REPLY_LIMIT)]
        return display(tokenizer.decode(found)), "generated"

    return answer


def describe(replies: Sequence[str]) -> dict[str, Any]:
    """How varied these replies are: counts first, rates second."""
    plain = [normalise(reply) for reply in replies]
    said = [words(reply) for reply in plain]
    single = [word for reply in said for word in reply]
    pairs = [pair for reply in said for pair in pairwise(reply)]
    often, times = Counter(plain).most_common(1)[0] if plain else ("", 0)
    count = max(1, len(replies))
    return {
        "replies": len(replies),
        "words": len(single),
        "different_replies": len(set(plain)),
        "distinct_1": round(len(set(single)) / max(1, len(single)), 4),
        "distinct_2": round(len(set(pairs)) / max(1, len(pairs)), 4),
        "most_frequent": round(times / count, 4),
        "most_frequent_reply": often,
        "questions": round(sum("?" in reply for reply in plain) / count, 4),
        "mean_words": round(len(single) / count, 2),
    }


def measure(answering: Answering, asked: Sequence[Sequence[Turn]], name: str) -> dict[str, Any]:
    """All that is printed of one way of answering; the place of a context is its seed."""
    replies, seconds, sources = [], [], Counter[str]()
    for seed, history in enumerate(_shown(asked, name)):
        started = time.perf_counter()
        text, source = answering(history, seed)
        seconds.append(time.perf_counter() - started)
        replies.append(text)
        sources[source] += 1
    half, most = np.percentile(seconds, (50, 95)) if seconds else (0.0, 0.0)
    times = {"seconds_p50": round(float(half), 4), "seconds_p95": round(float(most), 4)}
    return {**describe(replies), **times, "sources": dict(sources)}


def _shown(asked: Sequence[Sequence[Turn]], name: str) -> Iterator[Sequence[Turn]]:
    """The same, with a line of progress on the error stream."""
    for number, history in enumerate(asked, 1):
        yield history
        if number % 20 == 0 or number == len(asked):
            end = "\n" if number == len(asked) else "\r"
            print(f"{name}: {number} of {len(asked)}", end=end, file=sys.stderr, flush=True)


def evaluate(models: Path | None, split: Split, count: int) -> dict[str, Any]:
    """The app's replies and the baseline's.

    Raises:
        BadModel, BadData: something is missing or damaged.
    """
    assistant = load(models)
    baseline = greedy(load_model(assistant.folder / "dialogue"))
    asked = contexts(conversations(CORPUS, split), count)
    list(
        assistant.converse("Hello!", commands=False)
    )  # reads the networks, which no reply should wait for
    return {
        "corpus": CORPUS,
        "split": split,
        "app": measure(app(assistant), asked, "app"),
        "greedy": measure(baseline, asked, "greedy"),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluate_replies",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    parser.add_argument("--count", type=positive, default=1000, help="contexts to answer")
    parser.add_argument("--models", type=Path, help="folder of model folders, not the bundled one")
    parser.add_argument("--json", type=Path, help="write the result there as well")
    parsed = parser.parse_args(arguments)
    try:
        result = evaluate(parsed.models, parsed.split, parsed.count)
    except AssistantError as error:
        print(f"evaluate_replies: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    text = json.dumps(result, indent=2, ensure_ascii=False)
    if parsed.json:
        parsed.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
