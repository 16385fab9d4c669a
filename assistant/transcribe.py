"""The command `transcribe`: sound files of any length -> text, subtitles, JSON.

Text appears part by part, as it is heard. What was heard before a damaged place is kept.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from assistant.assistant import Assistant
from assistant.console import OK, complain, print_json
from assistant.errors import AssistantError, BadInput, BadOption
from assistant.messages import Transcript
from assistant.speech.audio import clock
from assistant.speech.recording import Part, joined
from assistant.speech.subtitles import FORMATS, save, to_json

Show = Callable[[str, Iterable[Transcript]], None]
"""Prints or writes what is heard in a file; takes the parts as they come."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="`-` reads standard input")
    parser.add_argument(
        "--written", action="store_true", help="figures, capitals, full stops: At 7:30."
    )
    parser.add_argument(
        "--hotword",
        action="append",
        default=[],
        metavar="PHRASE",
        help="what is likely to be said: a name, a term; may be given several times",
    )
    parser.add_argument("--to", choices=list(FORMATS), metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="PATH",
        help="file to write; for several files, the folder",
    )


def run(assistant: Assistant, options: argparse.Namespace) -> int:
    """A bad file is told, and the others are still transcribed.

    Raises:
        BadOption: the options do not go together, or the output can't be written there.
    """
    code = OK
    for file, show in zip(options.files, _shows(options), strict=True):
        try:
            show(file, _heard(assistant, file, options))
        except BadInput as error:
            code = complain(error, f"{file}: ")
    return code


def _heard(assistant: Assistant, file: str, options: argparse.Namespace) -> Iterator[Transcript]:
    """The parts of a file; a terminal sees how far they are."""
    from assistant.language.written import written

    source = sys.stdin.buffer.read() if file == "-" else file
    for part in assistant.transcribe_parts(source, options.hotword):
        _tell_progress(part)
        yield written(part.transcript) if options.written else part.transcript


def _tell_progress(part: Part) -> None:
    """Where text and progress share a terminal, the text tells enough."""
    if sys.stderr.isatty() and not sys.stdout.isatty() and part.total:
        ending = "\n" if part.last else ""
        print(
            f"\r{clock(part.end)} of {clock(part.total)}", end=ending, file=sys.stderr, flush=True
        )


# --- ways to show ---------------------------------------------------------------------------------


def _shows(options: argparse.Namespace) -> list[Show]:
    """How each file is shown; refused before anything is transcribed."""
    several = len(options.files) > 1
    output: Path | None = options.output
    if options.json and (output or options.to):
        raise BadOption("Give either --json, for a line a file, or --to json with -o.")
    if options.json:
        return [_print_json] * len(options.files)
    if not output and not options.to:
        return [_print_named if several else _print_text] * len(options.files)
    if not output and several:
        raise BadOption("Name the folder for the files with -o FOLDER.")
    form = options.to or ("txt" if several else _form(output))
    if not output:
        return [_printer(form)]
    if not several and not output.is_dir():
        if not output.parent.is_dir():
            raise BadOption(f"There is no folder {output.parent}. Make it, or choose another.")
        paths = [output]
    else:
        paths = _inside(output, options.files, form)
    for path in paths:
        _check_place(path, options.files)
    return [_writer(form, path) for path in paths]


def _form(output: Path | None) -> str:
    """The format that a name asks for; text if it names none."""
    suffix = output.suffix[1:].lower() if output and not output.is_dir() else ""
    if suffix and suffix not in FORMATS:
        known = ", ".join(f".{form}" for form in FORMATS)
        raise BadOption(f"What .{suffix} should hold is not known. Use {known}, or say it by --to.")
    return suffix or "txt"


def _check_place(path: Path, files: Sequence[str]) -> None:
    """Refuses what would be lost by writing there, and where nothing can be written."""
    for file in files:
        if file != "-" and path.exists() and Path(file).exists() and path.samefile(file):
            raise BadOption(f"{path} is the recording itself. Choose another name for the text.")
    if not os.access(path.parent, os.W_OK):
        raise BadOption(f"Nothing can be written to {path.parent}. Choose another folder.")


def _inside(folder: Path, files: list[str], form: str) -> list[Path]:
    """`talk.mp3` -> `FOLDER/talk.srt`."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise BadOption(f"Can't make the folder {folder}: {error.strerror}.") from error
    names = ["standard-input" if file == "-" else Path(file).stem for file in files]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise BadOption(
            f"Several files would become {min(twice)}.{form}. Give them one after the other, "
            "each with its own -o."
        )
    return [folder / f"{name}.{form}" for name in names]


def _print_text(file: str, parts: Iterable[Transcript]) -> None:
    """One line; its parts appear as they are heard."""
    begun = False
    try:
        for part in parts:
            print(f"{' ' if begun and part.text else ''}{part.text}", end="", flush=True)
            begun = begun or bool(part.text)
    except BadInput:
        print(end="\n" if begun else "", flush=True)
        raise
    print(flush=True)


def _print_named(file: str, parts: Iterable[Transcript]) -> None:
    _whole(parts, lambda heard: print(f"{file}\t{heard.text}", flush=True))


def _print_json(file: str, parts: Iterable[Transcript]) -> None:
    _whole(parts, lambda heard: print_json({"file": file} | to_json(heard)))


def _printer(form: str) -> Show:
    return lambda _, parts: _whole(
        parts, lambda heard: print(FORMATS[form](heard), end="", flush=True)
    )


def _writer(form: str, path: Path) -> Show:
    def finish(heard: Transcript) -> None:
        text = FORMATS[form](heard)
        try:
            save(text, path)
        except AssistantError:
            print(text, end="", flush=True)  # an hour's work, perhaps
            raise

    return lambda _, parts: _whole(parts, finish)


def _whole(parts: Iterable[Transcript], finish: Callable[[Transcript], None]) -> None:
    """Finish with all that was heard, also if the file is damaged further on."""
    heard: list[Transcript] = []
    try:
        heard.extend(parts)
    except BadInput:
        if heard:
            finish(joined(heard))
        raise
    finish(joined(heard))
