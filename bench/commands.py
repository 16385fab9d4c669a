"""Commands: how many are understood, and how much talk is taken for them, beside two peers.

    python -m bench.commands [--split dev|test] [--peers] [--spoken] [--show] [--json]

Own commands are paraphrases written apart from the skills' templates (`commands.jsonl`; 250
others, to develop on, in `commands_dev.jsonl`). What counts as right says `bench.command_scores`;
the wrong ones go to `--out`. Talk is users' turns of held-out conversations, and on dev also
sentences that only look like commands. One word misheard: each command once more with one word
replaced by one of the commonest words that sounds like it. `--spoken`: said by programs and heard
first, see `bench.spoken_commands`.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import torch

from assistant.checkpoint import load_model
from assistant.console import OK, complain, print_json
from assistant.errors import AssistantError, BadData
from assistant.language.understand import Understander
from assistant.skills import SKILLS
from assistant.skills.base import Intent
from assistant.skills.values import resolve
from assistant.speech.lexicon import LEXICON, lexicon_lines
from assistant.speech.pronounce import read_lexicon
from assistant.stages import BUNDLED
from bench import spoken_commands
from bench.child import PeerMissing
from bench.command_peers import PEERS, CommandPeer, setup
from bench.command_scores import (
    NOW,
    Command,
    Found,
    Judged,
    Understand,
    accepted,
    judge,
    misheard,
    read_commands,
)
from bench.measure import Figure, spread, table
from bench.verdicts import read_rows
from training.data.dialogue import CORPORA, conversations
from training.misheard import Mishearing

HERE = Path(__file__).parent
COMMANDS = {"test": HERE / "commands.jsonl", "dev": HERE / "commands_dev.jsonl"}
NO_COMMANDS = HERE / "commands_none_dev.jsonl"
OUT = Path("runs/commands.txt")
TASKS = ("sgd_accentor",)
"""Corpora whose users ask for something to be done."""
TURNS = 400
"""Of each corpus."""
PEER_TURNS = 500
"""Of all, for the peers, of whom one is slow."""
SOUND_ALIKES = 10_000
"""The commonest words of the recogniser's lexicon, for one of which a word is misheard."""
SEED = 7
SHOWN = 20
"""The surest false accepts that are printed."""

Split = Literal["dev", "test"]


@dataclass(frozen=True)
class Task:
    """What everybody is asked."""

    split: Split
    intents: dict[str, Intent]
    commands: list[Command]
    misheard: list[Command]
    chat: list[str]
    near: list[str]
    """Sentences that only look like commands."""

    @property
    def types(self) -> dict[str, dict[str, str]]:
        return {name: dict(intent.slots) for name, intent in self.intents.items()}


@dataclass(frozen=True)
class Result:
    """What one of them made of it."""

    name: str
    commands: list[Judged]
    misheard: list[Judged]
    chat: list[tuple[str, Found]]
    """What was taken for a command, the surest first."""
    turns: int
    near: list[tuple[str, Found]] = field(default_factory=list)
    sentences: int = 0

    def figures(self) -> Iterator[Figure]:
        """In percent and milliseconds."""
        known = [one.found.intent == one.command.intent for one in self.commands]
        shares = {
            "intent and slots all right": _share([one.right for one in self.commands]),
            "intent right": _share(known),
            "all right, one word misheard": _share([one.right for one in self.misheard]),
            "talk taken for a command": 100 * len(self.chat) / max(1, self.turns),
        }
        if self.sentences:
            shares["what looks like one taken for one"] = 100 * len(self.near) / self.sentences
        for name, share in shares.items():
            yield Figure("commands", f"{self.name}, {name}", "%", share)
        times = [1000 * one.found.seconds for one in self.commands]
        yield spread("commands", f"{self.name}, a command", "ms", times)


def _share(right: Sequence[bool]) -> float:
    return 100 * sum(right) / max(1, len(right))


def task(models: Path, split: Split) -> Task:
    """
    Raises:
        BadData: a file of commands, or all conversations, are missing.
        BadModel: the recogniser's lexicon is.
    """
    intents = {intent.name: intent for skill in SKILLS for intent in skill.intents}
    said = read_commands(COMMANDS[split], intents)
    path = models / "speech" / LEXICON
    common = list(dict.fromkeys(line[0] for line in lexicon_lines(path)))[:SOUND_ALIKES]
    mishearing, numbers = Mishearing(common, read_lexicon(path)), random.Random(SEED)
    heard = [misheard(command, mishearing, numbers) for command in said]
    near = [row["text"] for _, row in read_rows(NO_COMMANDS, ("text",))] if split == "dev" else []
    return Task(split, intents, said, heard, chat(split), near)


def chat(split: Split) -> list[str]:
    """Users' turns of held-out conversations, the same every time.

    Raises:
        BadData: no corpus is there.
    """
    numbers = random.Random(SEED)
    found: list[str] = []
    for name in CORPORA:
        if name in TASKS:
            continue
        try:
            turns = [turn for turns in conversations(name, split) for turn in turns[::2]]
        except BadData as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
            continue
        found += numbers.sample(turns, min(TURNS, len(turns)))
    if not found:
        raise BadData("There are no conversations to take for commands.")
    numbers.shuffle(found)
    return found


def ours(folder: Path) -> Understand:
    """The network of a model folder, values resolved.

    Raises:
        BadModel: it is missing, damaged, or of another kind.
    """
    understander = Understander(load_model(folder), resolve)
    understander.understand("what time is it", NOW)  # what is made once is not timed

    def understand(text: str) -> Found:
        found = understander.understand(text, NOW)
        slots = tuple((slot.type, slot.text) for slot in found.slots)
        return Found(found.intent, slots, found.confidence, found.seconds)

    return understand


def result(name: str, given: Task, understand: Understand, turns: int | None = None) -> Result:
    """Ask one of them everything.

    turns : of the talk; all if None
    """
    chat = given.chat[:turns]
    return Result(
        name,
        judge(given.commands, understand, given.types),
        judge(given.misheard, understand, given.types),
        accepted(chat, understand),
        len(chat),
        accepted(given.near, understand),
        len(given.near),
    )


def peers(given: Task) -> Iterator[Result]:
    """hassil and padacioso; who can't be had is named in one line and left out."""
    told = setup(list(given.intents.values()))
    for name in PEERS:
        try:
            with CommandPeer(name, told) as peer:
                yield result(f"baseline: {name}", given, peer.understand, PEER_TURNS)
        except PeerMissing as error:
            print(f"{name} is left out: {error}", file=sys.stderr)


def commands(models: Path) -> Iterator[Figure]:
    """Part of `python -m bench`: ours and the peers on the test commands."""
    understand = ours(models / "understanding")
    given = task(models, "test")
    for found in (result("ours", given, understand), *peers(given)):
        yield from found.figures()


def report(found: Result) -> str:
    """What went wrong, for reading."""
    wrong = [one.shown() for one in found.commands if not one.right]
    misheard = [one.shown() for one in found.misheard if not one.right]
    taken = [f"{one.confidence:.2f} {one.intent}: {line}" for line, one in found.chat]
    near = [f"{one.confidence:.2f} {one.intent}: {line}" for line, one in found.near]
    parts = (("Commands", wrong), ("One word misheard", misheard), ("Talk", taken), ("Near", near))
    return "\n".join(
        line
        for name, lines in parts
        for line in (f"# {found.name}: {name}, {len(lines)} wrong\n", *lines, "")
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.commands", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument("--understanding", type=Path, metavar="FOLDER", help="another network")
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--peers", action="store_true", help="hassil and padacioso as well")
    parser.add_argument("--spoken", action="store_true", help="only: said, heard and understood")
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE", help="what went wrong")
    parser.add_argument("--json", action="store_true", help="the figures as one line of JSON")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        figures, text = _run(options)
    except AssistantError as error:
        return complain(error)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text + "\n", encoding="utf-8")
    if options.json:
        print_json({"split": options.split, "figures": [asdict(one) for one in figures]})
    else:
        print(text if options.show else _surest(text), table(figures), sep="\n\n")
        print(f"\nWhat went wrong is in {options.out}.", file=sys.stderr)
    return OK


def _run(options: argparse.Namespace) -> tuple[list[Figure], str]:
    understand = ours(options.understanding or options.models / "understanding")
    given = task(options.models, options.split)
    if options.spoken:
        return spoken_commands.measure(options.models, given.commands, understand, given.types)
    found = [result("ours", given, understand)]
    if options.peers:
        found += peers(given)
    return [figure for one in found for figure in one.figures()], "\n".join(map(report, found))


def _surest(text: str) -> str:
    """Of a report, the talk that was most surely taken for commands by the first."""
    _, _, talk = text.partition("Talk, ")
    lines = [line for line in talk.partition("\n#")[0].splitlines()[1:] if line]
    return "\n".join(["The surest false accepts:", *lines[:SHOWN]])


if __name__ == "__main__":
    sys.exit(main())
