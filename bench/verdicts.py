"""What a reader made of answers: a file of JSON lines, one answer a line.

    {"number": 3, "crc": "1f0c29aa", "ok": true, "why": "greets back, no human day"}

`crc` stands for the answer that was read: a verdict on an answer that has changed since is
refused, not carried over. A template has `null` for what is still to be judged.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BadData


@dataclass(frozen=True)
class Verdict:
    """One answer, read."""

    number: int
    crc: str
    value: Any
    """One of the values allowed; None while not judged."""
    why: str


@dataclass(frozen=True)
class Judged:
    """Verdicts put beside the answers of this run."""

    values: Mapping[int, Any]
    """By number, of the answers that are the same as were read."""
    changed: tuple[int, ...]
    """Judged once, but other now."""
    unread: tuple[int, ...]
    """Never judged."""


def checksum(answer: str) -> str:
    """Eight hexadecimal digits that stand for an answer."""
    return f"{zlib.crc32(answer.encode('utf-8')):08x}"


def read_verdicts(path: Path, key: str, allowed: Sequence[Any]) -> list[Verdict]:
    """
    key : the field that holds the verdict
    allowed : its values, besides null

    Raises:
        BadData: the file can't be read, or a line is not a verdict, or an answer has two.
    """
    verdicts: dict[int, Verdict] = {}
    for place, row in read_rows(path, ("number", "crc", key)):
        value = row[key]
        if value is not None and not any(value is one or value == one for one in allowed):
            choice = ", ".join(json.dumps(one) for one in allowed)
            raise BadData(f'{place}: "{key}" is {value!r}; give one of {choice}.')
        if not isinstance(row["number"], int) or row["number"] in verdicts:
            raise BadData(f"{place}: number {row['number']!r} is judged twice or is no number.")
        verdict = Verdict(row["number"], str(row["crc"]), value, str(row.get("why") or ""))
        verdicts[verdict.number] = verdict
    return list(verdicts.values())


def judged(answers: Mapping[int, str], verdicts: Iterable[Verdict]) -> Judged:
    """answers : by number, the very text whose `checksum` the verdicts carry"""
    given = {v.number: v for v in verdicts if v.value is not None}
    same = {
        n: given[n].value for n, said in answers.items()
        if n in given and given[n].crc == checksum(said)
    }  # fmt: skip
    changed = tuple(n for n in answers if n in given and n not in same)
    return Judged(same, changed, tuple(n for n in answers if n not in given))


def write_template(path: Path, key: str, rows: Iterable[Mapping[str, Any]]) -> bool:
    """A file of verdicts to fill in; False if there is one already that somebody has filled in:
    what was read is not overwritten.

    rows : each with "number", "answer", and what else the reader should see
    """
    if path.exists() and any(row[key] is not None for _, row in read_rows(path, (key,))):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            blank = {"number": row["number"], "crc": checksum(row["answer"]), key: None, "why": ""}
            file.write(json.dumps({**blank, **row}, ensure_ascii=False) + "\n")
    return True


def place_for_verdicts(out: Path, key: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Writes a template beside `out`; a sentence that says where it is."""
    template = out.with_suffix(".verdicts.jsonl")
    if write_template(template, key, rows):
        return f"All is in {out}; put verdicts into {template} and give it as --verdicts."
    return f"All is in {out}; {template} holds verdicts already and is left as it is."


def read_rows(path: Path, required: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """Objects of a JSON-lines file, each with where it stands ("x.jsonl, line 3").

    Raises:
        BadData: the file can't be read, or a line is no object with the required fields.
    """
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadData(f"{path} can't be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadData(f"{place} is not JSON: {error}.") from error
        missing = [k for k in required if not isinstance(row, dict) or k not in row]
        if missing:
            raise BadData(f"{place}: {', '.join(missing)} missing.")
        rows.append((place, row))
    return rows
