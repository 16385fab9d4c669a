"""Two hundred prompts to Refrain and to three peers, side by side for reading.

    python -m bench.conversation [--out FILE] [--limit N] [--verdicts FILE]

ELIZA : nltk's, which sees the last turn only
ALICE : python-aiml with the ALICE set, told the user's earlier turns as well
BM25  : the reply to the training turn that is most like the last one (`bench.bm25`)

Writes the replies to a Markdown file, and beside it a template for verdicts (JSON lines): put
"best", "as good" or "worse" for ours against the best of the others, and why, then give the file
as --verdicts. Judging is reading; nothing here judges by itself.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import torch

import assistant as refrain
from assistant.console import OK, complain
from assistant.errors import AssistantError, BadData
from assistant.messages import Speaker, Turn
from assistant.stages import BUNDLED
from bench.alice import Alice, PeerMissing
from bench.bm25 import Retrieval, training_pairs
from bench.dialogue_scripts import answered
from bench.measure import Figure, spread, table
from bench.verdicts import judged, place_for_verdicts, read_rows, read_verdicts

PROMPTS = Path(__file__).with_name("prompts.jsonl")
OUT = Path("runs/side_by_side.md")
VERDICTS = ("best", "as good", "worse")
OURS = "Refrain"


@dataclass(frozen=True)
class Prompt:
    """A user's turn and what was said before, the user first."""

    number: int
    history: tuple[Turn, ...]
    text: str

    @property
    def said(self) -> list[str]:
        """All turns of the user."""
        earlier = [turn.text for turn in self.history if turn.speaker == "user"]
        return [*earlier, self.text]


@dataclass(frozen=True)
class Said:
    """One reply of one of the four."""

    text: str
    seconds: float
    source: str = ""
    """Of ours: where the words came from."""


Speak = Callable[[Prompt], Said]


def read_prompts(path: Path = PROMPTS) -> list[Prompt]:
    """Raises BadData for a file that can't be read or a history that ends with the user."""
    prompts: list[Prompt] = []
    for place, row in read_rows(path, ("text",)):
        earlier = row.get("history", [])
        if len(earlier) % 2:
            raise BadData(f"{place}: the history must end with the assistant.")
        speakers: tuple[Speaker, Speaker] = ("user", "assistant")
        history = tuple(Turn(speakers[n % 2], text) for n, text in enumerate(earlier))
        prompts.append(Prompt(len(prompts) + 1, history, row["text"]))
    return prompts


# --- the four ------------------------------------------------------------------------------------


def ours(models: Path) -> Speak:
    """Refrain, seeded by the prompt's number."""
    assistant = refrain.load(models)

    def speak(prompt: Prompt) -> Said:
        reply = answered(assistant, prompt.text, prompt.history, seed=prompt.number)
        return Said(reply.text, reply.seconds, reply.source)

    # What is read when it is first needed does not count as the first reply's time.
    answered(assistant, "hello", seed=0)
    return speak


def eliza() -> Speak:
    """Raises PeerMissing if nltk is not installed."""
    try:
        from nltk.chat.eliza import eliza_chatbot
    except ImportError as error:
        raise PeerMissing(f"nltk is missing: {error}") from error

    def speak(prompt: Prompt) -> Said:
        random.seed(prompt.number)
        started = time.perf_counter()
        return Said(eliza_chatbot.respond(prompt.text) or "", time.perf_counter() - started)

    return speak


def alice(open_until: ExitStack) -> Speak:
    """Raises PeerMissing if it can't be installed."""
    process = open_until.enter_context(Alice())
    return lambda prompt: Said(*process.reply(prompt.said))


def retrieval() -> Speak:
    """Raises PeerMissing if there are no conversations to search."""
    peer = Retrieval(training_pairs())
    if not peer.pairs:
        raise PeerMissing("no training conversations are there")

    def speak(prompt: Prompt) -> Said:
        started = time.perf_counter()
        return Said(peer.reply(prompt.text), time.perf_counter() - started)

    return speak


def compared(
    prompts: Sequence[Prompt], makers: Mapping[str, Callable[[], Speak]]
) -> dict[str, list[Said]]:
    """The replies of each to every prompt; who can't be had is named in one line and left out."""
    columns: dict[str, list[Said]] = {}
    for name, make in makers.items():
        try:
            speak = make()
            columns[name] = [speak(prompt) for prompt in prompts]
        except PeerMissing as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return columns


# --- what is written -----------------------------------------------------------------------------


def figures(columns: Mapping[str, Sequence[Said]]) -> list[Figure]:
    """How long each takes to reply."""
    return [
        spread("answering", f"a reply, {_role(name)}", "ms", [1000 * s.seconds for s in replies])
        for name, replies in columns.items()
        if replies
    ]


def _role(name: str) -> str:
    return "ours" if name == OURS else f"baseline: {name}"


def page(prompts: Sequence[Prompt], columns: Mapping[str, Sequence[Said]]) -> str:
    """All replies, for reading (Markdown)."""
    return "\n".join(_page(prompts, columns)) + "\n"


def _page(prompts: Sequence[Prompt], columns: Mapping[str, Sequence[Said]]) -> Iterator[str]:
    yield f"# {len(prompts)} prompts, {len(columns)} who answer\n"
    yield table(figures(columns))
    for row, prompt in enumerate(prompts):
        yield f"\n## {prompt.number}\n"
        for turn in (*prompt.history, Turn("user", prompt.text)):
            yield f"> {turn.speaker}: {_plain(turn.text)}  "
        yield ""
        for name, replies in columns.items():
            said = replies[row]
            source = f"{said.source}, " if said.source else ""
            took = f"{source}{1000 * said.seconds:.1f} ms"
            yield f"- **{name}** ({took}): {_plain(said.text) or '(nothing)'}"


def _plain(text: str) -> str:
    """One line that Markdown leaves as it is."""
    return " ".join(text.split()).replace("*", r"\*").replace("_", r"\_").replace("<", "&lt;")


def answers(prompts: Sequence[Prompt], columns: Mapping[str, Sequence[Said]]) -> dict[int, str]:
    """What a verdict on each prompt rests on: all replies to it, whoever could be had."""
    return {
        prompt.number: "\n".join(f"{name}: {columns[name][row].text}" for name in columns)
        for row, prompt in enumerate(prompts)
    }


def _template(prompts: Sequence[Prompt], texts: Mapping[int, str]) -> list[dict[str, object]]:
    return [
        {"number": p.number, "prompt": " | ".join([*(t.text for t in p.history), p.text]),
         "answer": texts[p.number]}
        for p in prompts
    ]  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.conversation", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    parser.add_argument("--limit", type=int, help="only the first N prompts")
    parser.add_argument("--verdicts", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        print(table(side_by_side(options.models, options.out, options.limit, options.verdicts)))
    except AssistantError as error:
        return complain(error)
    return OK


def side_by_side(
    models: Path, out: Path = OUT, limit: int | None = None, verdicts: Path | None = None
) -> list[Figure]:
    """Asks all four, writes the page and the template, and times them.

    verdicts : a filled-in template; adds how often ours was found best, as good or worse

    Raises:
        BadModel: our own network is missing; BadData: a file is malformed.
    """
    given = read_verdicts(verdicts, "ours", VERDICTS) if verdicts else []
    prompts = read_prompts()[:limit]
    with ExitStack() as open_until:
        columns = compared(prompts, {
            OURS: lambda: ours(models), "ELIZA": eliza,
            "ALICE": lambda: alice(open_until), "BM25": retrieval,
        })  # fmt: skip
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page(prompts, columns), encoding="utf-8")
    texts = answers(prompts, columns)
    print(place_for_verdicts(out, "ours", _template(prompts, texts)), file=sys.stderr)
    rows = figures(columns)
    if given:
        found = judged(texts, given)
        counts = Counter(found.values.values())
        for value in VERDICTS:
            share = 100 * counts[value] / max(1, len(found.values))
            rows.append(Figure("judged", f"ours is {value}", "%", share, None, len(found.values)))
        if found.changed:
            print(f"Changed since they were read: {list(found.changed)}", file=sys.stderr)
        if found.unread:
            print(f"Not yet read: {len(found.unread)}", file=sys.stderr)
    return rows


if __name__ == "__main__":
    sys.exit(main())
