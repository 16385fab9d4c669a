"""What the tab *Write* asks of the network, as JSON in and out; without a page or a connection."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.assistant import Assistant
from assistant.errors import BadOption
from assistant.messages import Alternative, Token

BATCH = 0.04
"""Seconds of writing that are sent at once."""
SHARE = 0.02
"""Seconds that one of several columns writes before the next one's turn."""
OTHERS = 10
"""Alternatives that a click shows."""
MAX_COLUMNS = 2
LARGEST = 1e18
"""What a number of a page stays below; infinity and no number at all do not."""
_BROKEN = "\N{REPLACEMENT CHARACTER}"
_NUMBERS = {
    "temperature": float, "top_k": int, "top_p": float, "repetition": float, "copies": int,
    "tokens": int, "cache": float,
}  # fmt: skip
Said = Mapping[str, Any]


@dataclass
class _Column:
    """One of the texts that are written side by side."""

    number: int
    tokens: Iterator[Token]
    text: str
    unsent: list[list[Any]] = field(default_factory=list)
    count: int = 0
    nats: float = 0.0
    seconds: float = 0.0
    done: bool = False

    def write(self) -> None:
        """As much as its share of time allows."""
        started = time.perf_counter()
        while time.perf_counter() - started < SHARE:
            token = next(self.tokens, None)
            if token is None:
                self.done = True
                break
            chance = round(math.exp(token.log_probability), 4)
            self.unsent.append([token.id, token.text, chance])
            self.text += token.text
            self.count += 1
            self.nats -= token.log_probability
        self.seconds += time.perf_counter() - started

    def news(self) -> dict[str, Any]:
        sent, self.unsent = self.unsent, []
        speed = round(self.count / max(self.seconds, 1e-6))
        return {"kind": "tokens", "column": self.number, "tokens": sent, "speed": speed}


class Desk:
    """Holds nothing between two questions: the page says all that matters."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def styles(self) -> dict[str, Any]:
        """What the network has learnt to write, and what a text of each begins with.

        Raises:
            BadModel: the network is missing or damaged.
        """
        from assistant.language.write import OPENINGS

        styles = list(self.assistant.writer().styles)
        openings = {style: OPENINGS.get(style, "") for style in styles}
        return {"kind": "styles", "styles": styles, "openings": openings}

    def suggest(self, said: Said) -> dict[str, Any]:
        """What could follow the text that is typed.

        Raises:
            BadInput: a text or a setting that can't be used.
        """
        found = self.assistant.writer().suggest(
            _text(said, "text"),
            _number(said, "threshold", float, 0.0),
            style=_style(said),
            cache=_number(said, "cache", float, 0.0),
        )
        return {
            "kind": "suggestion",
            "id": said.get("id"),
            "text": found.text,
            "probability": round(found.probability, 4),
            "words": [[one.word, one.added, round(one.probability, 4)] for one in found.words],
        }

    def alternatives(self, said: Said) -> dict[str, Any]:
        """What else could stand in the place of a token.

        Raises:
            BadInput: as `suggest`.
        """
        writer = self.assistant.writer()
        found = writer.alternatives(
            _text(said, "prompt"),
            _ids(said),
            _style(said),
            2 * OTHERS,
            _number(said, "cache", float, 0.0),
        )
        # Part of a character is nothing to choose.
        whole = [one for one in found if _BROKEN not in writer.tokenizer.decode([one.id])]
        rows = [_row(one) for one in whole[:OTHERS]]
        return {"kind": "alternatives", "id": said.get("id"), "rows": rows}

    def write(self, said: Said, stopped: Callable[[], bool]) -> Iterator[dict[str, Any]]:
        """Tokens of all columns as they come, and of each the sum at its end.

        stopped : asked now and then; the writing ends when it says so

        Raises:
            BadInput: as `suggest`.
        """
        columns = self._columns(said)
        while not all(column.done for column in columns):
            started = time.perf_counter()
            while time.perf_counter() - started < BATCH and not all(c.done for c in columns):
                for column in columns:
                    if not column.done:
                        column.write()
            yield from (column.news() for column in columns if column.unsent)
            if stopped():
                break
        for column in columns:
            yield self._sum(column)

    def _columns(self, said: Said) -> list[_Column]:
        from assistant.language.write import WritingOptions

        wanted = said.get("columns")
        if not isinstance(wanted, list) or not 1 <= len(wanted) <= MAX_COLUMNS:
            raise BadOption(f"Ask for 1 to {MAX_COLUMNS} columns.")
        writer, prompt = self.assistant.writer(), _text(said, "prompt")
        columns: list[_Column] = []
        for one in wanted:
            if not isinstance(one, dict):
                raise BadOption("A column is an object.")
            values = {**said, **one}
            numbers = {key: _number(values, key, kind) for key, kind in _NUMBERS.items()}
            if writer.copies is None:
                numbers["copies"] = 0  # it can't be told what is copied
            seed = None if said.get("seed") is None else _number(said, "seed", int)
            options = WritingOptions(**numbers, seed=seed, style=_style(said))
            begun = _ids(one)
            tokens = self.assistant.write(prompt, options, begun)
            number = _number(one, "column", int, len(columns))
            text = writer.tokenizer.decode(begun)
            if prompt.endswith(" "):
                text = text.removeprefix(" ")  # as the page shows it
            columns.append(_Column(number, tokens, text))
        return columns

    def _sum(self, column: _Column) -> dict[str, Any]:
        writer = self.assistant.writer()
        run = writer.longest_copy(column.text)
        return {
            "kind": "done",
            "column": column.number,
            "tokens": column.count,
            "seconds": round(column.seconds, 3),
            "mean": round(math.exp(-column.nats / max(1, column.count)), 4),
            "knows": writer.copies is not None,
            "copy": run and {"words": run.words, "start": run.start, "end": run.end},
        }


def _row(one: Alternative) -> list[Any]:
    return [one.id, one.text, round(math.exp(one.log_probability), 4)]


def _text(said: Said, key: str) -> str:
    text = said.get(key, "")
    if not isinstance(text, str):
        raise BadOption(f"{key} must be text.")
    return text


def _number(said: Said, key: str, kind: type, default: float | None = None) -> Any:
    value = said.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < LARGEST:
        raise BadOption("Fill in every number, or reset it to its default.")
    return kind(value)


def _style(said: Said) -> str | None:
    return _text(said, "style") or None


def _ids(said: Said) -> tuple[int, ...]:
    ids = said.get("begun", [])
    if not isinstance(ids, list) or not all(type(index) is int for index in ids):
        raise BadOption("begun must be a list of whole numbers.")
    return tuple(ids)
