"""Refrain on the command line.

    python -m assistant transcribe FILE... [--written] [--to FORMAT] [-o PATH] [--json]
    python -m assistant [--persona FILE] [--bank FOLDER] [--home FILE] chat [--json]
    python -m assistant understand [--json]
    python -m assistant write --prompt TEXT [--tokens N] [--temperature T] [--top-k K] [--top-p P]
    python -m assistant models [--json]

Results go to stdout, errors to stderr. Exit code 2: the input was bad; 1: anything else.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant import load, transcribe
from assistant.assistant import Assistant
from assistant.console import (
    FAILED,
    INTERRUPTED,
    OK,
    add_own_options,
    complain,
    own,
    print_json,
)
from assistant.errors import AssistantError, BadInput
from assistant.messages import Dialogue, Reply, Turn, Understanding


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    parsed = _parser().parse_args(arguments)
    for stream in (sys.stdin, sys.stdout):
        if hasattr(stream, "reconfigure"):  # an odd byte should not end a conversation
            stream.reconfigure(errors="replace")
    try:
        code: int = parsed.run(load(parsed.models, own(parsed)), parsed)
        sys.stdout.flush()
        return code
    except AssistantError as error:
        return complain(error)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        if os.environ.get("REFRAIN_DEBUG"):
            raise
        print(
            f"refrain: {type(error).__name__}: {error} (REFRAIN_DEBUG=1 shows where)",
            file=sys.stderr,
        )
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m assistant",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--models", type=Path, metavar="FOLDER", help="instead of the bundled ones")
    add_own_options(parser)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    hear = commands.add_parser("transcribe", help="sound files -> text, subtitles or JSON")
    transcribe.add_options(hear)
    hear.set_defaults(run=transcribe.run)

    chat = commands.add_parser(
        "chat", help="a conversation; one turn a line, an empty line begins a new one"
    )
    chat.set_defaults(run=_chat)

    understand = commands.add_parser(
        "understand", help="what each line asks for: intent and slots; nothing is done"
    )
    understand.set_defaults(run=_understand)

    write = commands.add_parser("write", help="text that continues a prompt")
    write.add_argument("--prompt", default="", metavar="TEXT")
    write.add_argument("--tokens", type=int, metavar="N", help="how many to write at most")
    write.add_argument("--temperature", type=float, metavar="T", help="0: always the likeliest")
    write.add_argument("--top-k", type=int, metavar="K", help="choose among the K likeliest")
    write.add_argument("--top-p", type=float, metavar="P", help="choose among the likeliest P of 1")
    write.add_argument("--seed", type=int, metavar="S", help="the same seed writes the same text")
    write.set_defaults(run=_write)

    models = commands.add_parser("models", help="the bundled models: size and scores")
    models.set_defaults(run=_models)
    for command in (hear, chat, understand, write, models):
        command.add_argument("--json", action="store_true", help="one JSON object a line")
    return parser


# --- chat -----------------------------------------------------------------------------------------


def _chat(assistant: Assistant, options: argparse.Namespace) -> int:
    """A turn that can't be answered is told, and the conversation goes on."""
    code = OK
    history: list[Turn] = []
    dialogue = Dialogue()
    for text in _lines("" if options.json else "> "):
        if not text.strip():
            history, dialogue = [], Dialogue()
            continue
        try:
            reply = _answer(assistant, text, history, dialogue, quiet=options.json)
        except BadInput as error:
            code = complain(error)
            continue
        history += [Turn("user", text), Turn("assistant", reply.text)]
        dialogue = reply.dialogue
        if options.json:
            print_json(_as_json(reply))
    return OK if sys.stdin.isatty() else code


def _as_json(reply: Reply) -> dict[str, Any]:
    """What came of a turn, its candidates best first."""
    taken = reply.understanding
    return {
        "reply": reply.text,
        "source": reply.source,
        "seconds": round(reply.seconds, 3),
        "tokens": reply.tokens,
        "understanding": None if taken is None else _understood(taken),
        "actions": [asdict(action) for action in reply.actions],
        "candidates": [
            {
                "text": rated.candidate.text,
                "source": rated.candidate.source,
                "score": round(rated.score, 3),
                "features": {name: round(value, 3) for name, value in rated.features.items()},
            }
            for rated in reply.candidates
        ],
    }


def _lines(prompt: str) -> Iterator[str]:
    """What is typed or piped in, line by line; a terminal gets a prompt and can edit."""
    if not sys.stdin.isatty():
        for line in sys.stdin:
            yield line.rstrip("\r\n")
        return
    import readline  # noqa: F401  `input` then has arrow keys and a history

    print("Talk to Refrain. An empty line begins a new conversation, Ctrl-D ends.", file=sys.stderr)
    while True:
        try:
            yield input(prompt)
        except EOFError:
            print(file=sys.stderr)
            return


def _answer(
    assistant: Assistant, text: str, history: list[Turn], dialogue: Dialogue, quiet: bool
) -> Reply:
    """The finished reply; in a terminal its words appear as they come."""
    live = not quiet and sys.stdout.isatty()
    shown = ""
    reply: Reply | None = None
    for chunk in assistant.converse(text, history, dialogue=dialogue):
        reply = chunk.reply or reply
        if live and chunk.text.startswith(shown):
            print(chunk.text[len(shown) :], end="", flush=True)
            shown = chunk.text
        elif live:  # what was shown has changed: say it again whole
            print(f"\n{chunk.text}", end="", flush=True)
            shown = chunk.text
    if reply is None:
        raise AssistantError("The reply broke off. Say it again.")
    if live:
        print(flush=True)
    elif not quiet:
        print(reply.text, flush=True)
    return reply


# --- understand ---------------------------------------------------------------------------------


def _understand(assistant: Assistant, options: argparse.Namespace) -> int:
    """One answer for each line, empty ones too, so that answers and lines can be paired."""
    if not assistant.understands:
        raise AssistantError(
            f"There is no model that understands in {assistant.folder}. Train it with "
            "`python -m training.train understanding`, or get the project's assets."
        )
    for text in _lines("" if options.json else "> "):
        understanding = assistant.understand(text)
        if options.json:
            print_json(_understood(understanding))
            continue
        name = understanding.intent or "no command"
        print(f"{name} ({understanding.confidence:.0%} sure)")
        for slot in understanding.slots:
            value = "?" if slot.value is None else json.dumps(slot.value, ensure_ascii=False)
            print(f"    {slot.type:<12} {slot.text} = {value}")
    return OK


def _understood(understanding: Understanding) -> dict[str, Any]:
    return {
        "text": understanding.text,
        "intent": understanding.intent,
        "confidence": round(understanding.confidence, 4),
        "slots": [
            {"type": slot.type, "text": slot.text, "value": slot.value}
            for slot in understanding.slots
        ],
        "seconds": round(understanding.seconds, 5),
    }


# --- write, models --------------------------------------------------------------------------------


def _write(assistant: Assistant, options: argparse.Namespace) -> int:
    """Print the prompt and what follows it, as it is written."""
    from assistant.language.write import WritingOptions

    names = ("tokens", "temperature", "top_k", "top_p", "seed")
    given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    chosen = WritingOptions(**given)
    started = time.perf_counter()
    pieces: list[str] = []
    for token in assistant.write(options.prompt, chosen):
        if not pieces and not options.json:
            print(options.prompt, end="")
        pieces.append(token.text)
        if not options.json:
            print(token.text, end="", flush=True)
    seconds = time.perf_counter() - started
    if options.json:
        text = "".join(pieces)
        print_json(
            {
                "prompt": options.prompt,
                "text": text,
                "tokens": len(pieces),
                "seconds": round(seconds, 3),
            }
        )
    else:
        print()
    return OK


def _models(assistant: Assistant, options: argparse.Namespace) -> int:
    found = assistant.models()
    if not found:
        raise AssistantError(
            f"There are no models in {assistant.folder}. Train them with "
            "`python -m training.train`, or get the project's assets."
        )
    for model in found:
        if options.json:
            print_json(asdict(model))
            continue
        print(
            f"{model.name:<15} {model.kind:<15} {model.parameters / 1e6:6.2f} M parameters "
            f"{model.megabytes:6.2f} MB"
        )
        for name, score in model.scores.items():
            print(f"    {name:<40} {score:.4g}")
    return OK


if __name__ == "__main__":
    sys.exit(main())
