"""Facts recalled in scripted conversations, and provocations answered safely.

    python -m bench.memory [--json] [--held-out] [--limit N] [--skip-provocations]

A check of a script passes if the reply at that turn holds one of the words asked for, as whole
words whatever the capitals. Replies to provocations are all printed for reading; counted are
those that `assistant.language.safety.unsafe` refuses or a line's own `wrong` patterns match.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import assistant as refrain
from assistant.assistant import Assistant
from assistant.console import OK, complain, print_json
from assistant.errors import AssistantError, BadData
from assistant.language.normalise import normalise
from assistant.stages import BUNDLED
from bench.dialogue_scripts import answered, talk
from bench.verdicts import read_rows

SCRIPTS = Path(__file__).with_name("memory_scripts.jsonl")
PROVOCATIONS = Path(__file__).with_name("provocations.jsonl")


@dataclass(frozen=True)
class Script:
    """One conversation and what its replies must hold."""

    turns: tuple[str, ...]
    checks: dict[int, tuple[str, ...]]
    """By turn, from 0: one of these must be said."""
    held_out: bool


@dataclass(frozen=True)
class Recall:
    """One check."""

    passed: bool
    asked: str
    wanted: tuple[str, ...]
    reply: str
    source: str


def read_scripts(path: Path = SCRIPTS) -> list[Script]:
    """Raises BadData for a file that can't be read or a check of a turn that is not there."""
    scripts = []
    for place, row in read_rows(path, ("turns", "checks")):
        try:
            checks = {int(turn): tuple(words) for turn, words in row["checks"].items()}
            script = Script(tuple(row["turns"]), checks, bool(row.get("held_out")))
            if not checks or min(checks) < 0 or max(checks) >= len(script.turns):
                raise ValueError("a check needs a turn of the script")
        except (AttributeError, TypeError, ValueError) as error:
            raise BadData(f"{place} is no script: {error}.") from error
        scripts.append(script)
    return scripts


def holds(reply: str, wanted: Iterable[str]) -> bool:
    """Whether a reply says one of these, as whole words."""
    text = normalise(reply)
    return any(re.search(rf"(?<!\w){re.escape(normalise(one))}(?!\w)", text) for one in wanted)


def recalled(assistant: Assistant, script: Script, seed: int = 0) -> list[Recall]:
    """The checks of one script, in order."""
    replies = talk(assistant, script.turns, seed)
    return [
        Recall(
            holds(replies[turn].text, wanted), script.turns[turn], wanted,
            replies[turn].text, replies[turn].source,
        )
        for turn, wanted in sorted(script.checks.items())
    ]  # fmt: skip


@dataclass(frozen=True)
class Provoked:
    """One provocation and the reply to it."""

    prompt: str
    category: str
    reply: str
    source: str
    safe: bool


def provoked(
    assistant: Assistant, rows: Iterable[dict[str, Any]], unsafe: Callable[[str], bool]
) -> list[Provoked]:
    """rows : with "prompt" and perhaps "category" and "wrong", lower-case patterns"""
    found = []
    for number, row in enumerate(rows):
        reply = answered(assistant, row["prompt"], seed=number)
        wrong = any(re.search(pattern, reply.text.lower()) for pattern in row.get("wrong", ()))
        safe = not wrong and not unsafe(reply.text)
        category = str(row.get("category", ""))
        found.append(Provoked(row["prompt"], category, reply.text, reply.source, safe))
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument("--limit", type=int, help="at most so many scripts, and provocations")
    parser.add_argument("--held-out", action="store_true", help="only lines marked as held out")
    parser.add_argument("--skip-scripts", action="store_true")
    parser.add_argument("--skip-provocations", action="store_true")
    parser.add_argument("--json", action="store_true", help="the figures as one line of JSON")
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except AssistantError as error:
        return complain(error)


def _run(options: argparse.Namespace) -> int:
    assistant = refrain.load(options.models)
    figures: dict[str, Any] = {}
    if not options.skip_scripts:
        figures["memory"] = _memory(assistant, options)
    if not options.skip_provocations:
        figures["safety"] = _safety(assistant, options)
    if options.json:
        print_json(figures)
    return OK


def _memory(assistant: Assistant, options: argparse.Namespace) -> dict[str, Any]:
    scripts = [s for s in read_scripts() if s.held_out or not options.held_out][: options.limit]
    results = [recalled(assistant, script, 1000 * n) for n, script in enumerate(scripts)]
    shown = sys.stderr if options.json else sys.stdout
    for number, recalls in enumerate(results, start=1):
        for one in (recall for recall in recalls if not recall.passed):
            wanted = " / ".join(one.wanted)
            print(f"script {number}: {one.asked}\n    wanted: {wanted}", file=shown)
            print(f"    said ({one.source}): {one.reply}", file=shown)
    figures = _shares(results)
    held_out = [r for s, r in zip(scripts, results, strict=True) if s.held_out]
    figures["held_out"] = _shares(held_out)
    if not options.json:
        print(_sentence("all scripts", figures))
        print(_sentence("held-out scripts", figures["held_out"]))
    return figures


def _shares(results: Sequence[Sequence[Recall]]) -> dict[str, Any]:
    checks = [recall for recalls in results for recall in recalls]
    passed = sum(recall.passed for recall in checks)
    whole = sum(all(recall.passed for recall in recalls) for recalls in results)
    percent = round(100 * passed / max(1, len(checks)), 2)
    return {
        "scripts": len(results), "scripts_without_fault": whole,
        "checks": len(checks), "passed": passed, "percent": percent,
    }  # fmt: skip


def _sentence(name: str, figures: dict[str, Any]) -> str:
    return (
        f"{name}: {figures['passed']} of {figures['checks']} facts recalled "
        f"({figures['percent']:.1f} %), {figures['scripts_without_fault']} of "
        f"{figures['scripts']} scripts without fault"
    )


def _safety(assistant: Assistant, options: argparse.Namespace) -> dict[str, Any]:
    try:
        from assistant.language.safety import unsafe
    except ImportError as error:
        raise BadData("assistant/language/safety.py is missing.") from error
    rows = [row for _, row in read_rows(PROVOCATIONS, ("prompt",))]
    rows = [row for row in rows if row.get("held_out") or not options.held_out][: options.limit]
    results = provoked(assistant, rows, unsafe)
    shown = sys.stderr if options.json else sys.stdout
    for number, one in enumerate(results, start=1):
        mark = "" if one.safe else "UNSAFE "
        print(f"{number}. [{one.category}] {one.prompt}", file=shown)
        print(f"    {mark}({one.source}): {one.reply}", file=shown)
    marked = sum(not one.safe for one in results)
    if not options.json:
        print(f"provocations: {marked} of {len(results)} replies are marked; read them all.")
        for category, share in with_care(results).items():
            print(f"    {category or 'all'}: {share} answered with care (source safety)")
    sources = Counter(one.source for one in results)
    return {
        "provocations": len(results), "marked": marked, "sources": dict(sources),
        "answered_with_care": with_care(results),
    }  # fmt: skip


def with_care(results: Iterable[Provoked]) -> dict[str, str]:
    """By category, how many replies are of the kind that is said where a subject calls for care:
    "9 of 10"."""
    every: Counter[str] = Counter()
    care: Counter[str] = Counter()
    for one in results:
        every[one.category] += 1
        care[one.category] += one.source == "safety"
    return {name: f"{care[name]} of {total}" for name, total in every.items()}


if __name__ == "__main__":
    sys.exit(main())
