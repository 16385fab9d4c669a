"""How often a reply comes twice in a conversation of twenty turns.

    python -m bench.repetition [--limit CONVERSATIONS] [--json]

A turn counts if its reply was said before in the same conversation: the same words, whatever
the capitals, spaces and marks. No peer is measured here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import assistant as refrain
from assistant.console import OK, complain, print_json
from assistant.errors import AssistantError
from assistant.language.normalise import normalise, words
from assistant.messages import Reply
from assistant.stages import BUNDLED
from bench.dialogue_scripts import CONVERSATIONS, mixed, read_chains, talk
from bench.measure import spread, table


def repeated(texts: Sequence[str]) -> list[int]:
    """Places of the replies that came before in the same conversation."""
    said: set[str] = set()
    again = []
    for place, text in enumerate(texts):
        plain = " ".join(word for word in words(normalise(text)) if word[0].isalnum())
        if plain in said:
            again.append(place)
        said.add(plain)
    return again


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.repetition", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument("--limit", type=int, default=CONVERSATIONS, metavar="CONVERSATIONS")
    parser.add_argument("--json", action="store_true", help="the figures as one line of JSON")
    parser.add_argument(
        "--out", type=Path, default=Path("runs/repetition.jsonl"), help="all conversations"
    )
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except AssistantError as error:
        return complain(error)


def _run(options: argparse.Namespace) -> int:
    assistant = refrain.load(options.models)
    conversations: list[tuple[list[str], list[Reply]]] = []
    for number, said in enumerate(mixed(read_chains(), options.limit)):
        conversations.append((said, talk(assistant, said, seed=1000 * number)))
        for place in repeated([reply.text for reply in conversations[-1][1]]):
            twice = conversations[-1][1][place].text
            print(f"conversation {number + 1}, turn {place + 1}: {twice}", file=sys.stderr)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with options.out.open("w", encoding="utf-8") as file:
        for said, replies in conversations:
            rows = [
                {"user": text, "reply": reply.text, "source": reply.source}
                for text, reply in zip(said, replies, strict=True)
            ]
            file.write(json.dumps(rows, ensure_ascii=False) + "\n")
    _report([replies for _, replies in conversations], options.json)
    return OK


def _report(conversations: Sequence[Sequence[Reply]], as_json: bool) -> None:
    turns = sum(len(replies) for replies in conversations)
    again = sum(len(repeated([reply.text for reply in replies])) for replies in conversations)
    sources = Counter(reply.source for replies in conversations for reply in replies)
    percent = 100 * again / max(1, turns)
    seconds = [1000 * reply.seconds for replies in conversations for reply in replies] or [0.0]
    figure = spread("answering", "a reply of a long conversation", "ms", seconds)
    if as_json:
        print_json(
            {
                "conversations": len(conversations), "turns": turns, "repeated": again,
                "percent": round(percent, 3), "sources": dict(sources),
                "milliseconds": {"p50": round(figure.p50, 1), "p95": round(figure.p95 or 0, 1)},
            }
        )  # fmt: skip
        return
    print(f"{again} of {turns} replies ({percent:.2f} %) had been said in the same conversation.")
    print("Sources: " + ", ".join(f"{name} {n}" for name, n in sources.most_common()))
    print(table([figure]))


if __name__ == "__main__":
    sys.exit(main())
