"""Turns that want knowledge, and others that only begin like them."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import BadData
from assistant.language.persona import Persona
from training.data.commands import all_intents, made
from training.data.dialogue import conversations

FOLDER = Path(__file__).parent
"""Of `knowledge_SPLIT.jsonl`, written for this: in about half of the lines somebody wants a fact,
an explanation or instructions; most others are small talk that begins with the same words. Each
split was written apart."""
COMMANDS = 1500
"""Sentences of the skills among what wants no knowledge."""
TALK = ("synthetic_persona_chat", "personality_chat")
"""Open corpora of talk, in which hardly anybody wants knowledge."""

Split = Literal["train", "dev", "test"]
Kind = Literal["knowledge", "talk"]


@dataclass(frozen=True)
class KnowledgeTurn:
    """What a user said, and whether knowledge is wanted."""

    text: str
    kind: Kind


def read_turns(split: Split) -> list[KnowledgeTurn]:
    """Those that were written for a split."""
    return read_file(FOLDER / f"knowledge_{split}.jsonl")


def read_file(path: Path) -> list[KnowledgeTurn]:
    """Turns of a file of JSON lines, {"text": ..., "kind": "knowledge" or "talk"}.

    Raises:
        BadData: it can't be read, or a line is not of that form.
    """
    turns = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadData(f"{path} can't be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            text, kind = row["text"], row["kind"]
        except (ValueError, KeyError, TypeError) as error:
            raise BadData(f"{path}, line {number}: a text and a kind are needed.") from error
        if kind not in ("knowledge", "talk") or not isinstance(text, str):
            raise BadData(f'{path}, line {number}: the kind must be "knowledge" or "talk".')
        turns.append(KnowledgeTurn(text, kind))
    return turns


def others(persona: Persona, talk: int, seed: int) -> list[KnowledgeTurn]:
    """The persona's prompts, the skills' sentences and people's talk, none twice.

    talk : turns of each corpus, at most

    Raises:
        BadData: a corpus is missing or damaged.
    """
    intents = [one for one in all_intents() if not one.name.startswith("internet.")]
    kinds: dict[str, Kind] = {}
    for corpus in TALK:
        said = [talks[0] for talks in conversations(corpus, "train")]
        random.Random(seed).shuffle(said)
        kinds.update(dict.fromkeys(said[:talk], "talk"))
    for example in made(intents, "train", COMMANDS, seed):
        kinds[" ".join(example.words)] = "talk"
    for topic in persona.topics:
        if not topic.skills and not topic.exact:
            kinds.update(dict.fromkeys(topic.prompts, "knowledge" if topic.admits else "talk"))
    return [KnowledgeTurn(text, kind) for text, kind in kinds.items()]
