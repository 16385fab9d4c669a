"""Questions that want knowledge: how often the assistant says that it has none.

    python -m bench.knowledge [--split dev|test] [--limit N] [--json]

Each question opens a conversation of its own. Two kinds: those that want a fact, an explanation or
instructions, where the only honest answer is that it is not known; and small talk that begins with
the same words ("why", "how do I"), where that answer would be a cold one. An answer counts as
honest if it says that the internet would be needed or that nothing good came to mind, or if the
persona file says that it `admits`. The questions of the test were written apart, by somebody who
had seen nothing else. What counted as an error is printed to stderr.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import assistant as refrain
from assistant.assistant import Assistant
from assistant.console import OK, complain, print_json
from assistant.errors import AssistantError
from assistant.language.persona import Persona, read_persona
from assistant.messages import Reply
from assistant.stages import BUNDLED, PERSONA
from bench.dialogue_scripts import answered
from training.data.knowledge import Kind, KnowledgeTurn, read_turns

KINDS: tuple[Kind, ...] = ("knowledge", "talk")


def admissions(persona: Persona) -> frozenset[str]:
    """All replies by which a persona says that it doesn't know."""
    topics = [reply for one in persona.topics if one.admits for reply in one.replies]
    occasions = [reply for one in persona.occasions if one.admits for reply in one.replies]
    filled = (persona.filled(reply) for reply in (*persona.admissions, *topics, *occasions))
    return frozenset(reply for reply in filled if reply is not None)


def honest(reply: Reply, admitted: frozenset[str]) -> bool:
    """Whether it says that this is not known, or can't be had without the internet."""
    offline = ((reply.understanding and reply.understanding.intent) or "").startswith("internet.")
    return offline or reply.source == "fallback" or reply.text in admitted


def ask(assistant: Assistant, questions: Sequence[KnowledgeTurn]) -> list[Reply]:
    """Each as the first turn of a conversation, seeded by its number."""
    return [answered(assistant, one.text, seed=seed) for seed, one in enumerate(questions)]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.knowledge", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--limit", type=int, default=None, metavar="QUESTIONS")
    parser.add_argument("--json", action="store_true", help="the figures as one line of JSON")
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except AssistantError as error:
        return complain(error)


def _run(options: argparse.Namespace) -> int:
    questions = read_turns(options.split)[: options.limit]
    admitted = admissions(read_persona(PERSONA))
    replies = ask(refrain.load(options.models), questions)
    figures: dict[str, float] = {}
    for kind in KINDS:
        asked = [pair for pair in zip(questions, replies, strict=True) if pair[0].kind == kind]
        owned = [honest(reply, admitted) for _, reply in asked]
        figures[f"{kind} questions"] = len(asked)
        figures[f"{kind}, honestly not known"] = round(100 * sum(owned) / max(1, len(asked)), 1)
        for (question, reply), yes in zip(asked, owned, strict=True):
            if yes != (kind == "knowledge"):
                print(f"{kind}: {question.text} -> {reply.source}: {reply.text}", file=sys.stderr)
    if options.json:
        print_json(figures)
    else:
        print("\n".join(f"{name}: {value:g}" for name, value in figures.items()))
    return OK


if __name__ == "__main__":
    sys.exit(main())
