"""Scripted conversations: the user's turns are given, the assistant's are its own.

`bench.repetition` and `bench.memory` run them; every run with the same seed is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.assistant import Assistant
from assistant.errors import BadData
from assistant.language.propose import Sampling
from assistant.messages import Dialogue, Reply, Turn
from bench.verdicts import read_rows

CHAINS = Path(__file__).with_name("chains.jsonl")
"""Ten conversations' worth of user turns."""
TURNS = 20
"""User turns of a conversation."""
BLOCK = 5
"""Turns that stay together when chains are mixed."""
CONVERSATIONS = 40


def answered(
    assistant: Assistant,
    text: str,
    history: Sequence[Turn] = (),
    seed: int | None = None,
    dialogue: Dialogue | None = None,
) -> Reply:
    """The finished reply; what is taken for a command is done, as in the app.

    Raises:
        BadModel, BadText: as `Assistant.converse`.
    """
    for chunk in assistant.converse(text, history, Sampling(seed=seed), dialogue):
        if chunk.reply is not None:
            return chunk.reply
    raise AssertionError("The last chunk holds the reply.")


def talk(assistant: Assistant, said: Sequence[str], seed: int = 0) -> list[Reply]:
    """The replies to a user's turns, each after all that went before.

    seed : of the first turn; each further turn has the next
    """
    history: list[Turn] = []
    replies: list[Reply] = []
    for number, text in enumerate(said):
        dialogue = replies[-1].dialogue if replies else None
        reply = answered(assistant, text, tuple(history), seed + number, dialogue)
        history += [Turn("user", text), Turn("assistant", reply.text)]
        replies.append(reply)
    return replies


def read_chains(path: Path = CHAINS) -> list[list[str]]:
    """Chains of `TURNS` user turns.

    Raises:
        BadData: the file can't be read, or a chain has another length.
    """
    chains = []
    for place, row in read_rows(path, ("turns",)):
        if len(row["turns"]) != TURNS:
            raise BadData(f"{place}: {len(row['turns'])} turns; write {TURNS}.")
        chains.append([str(turn) for turn in row["turns"]])
    return chains


def mixed(chains: Sequence[Sequence[str]], count: int = CONVERSATIONS) -> list[list[str]]:
    """So many different conversations out of the chains: first each chain as it is, then blocks of
    one chain after blocks of the next, so that subjects change as they do in life.

    Each turn keeps its place, so that greetings stay first and farewells last.
    """
    conversations = []
    for number in range(count):
        shift, first = divmod(number, len(chains))
        conversations.append(
            [chains[(first + shift * (n // BLOCK)) % len(chains)][n] for n in range(TURNS)]
        )
    return conversations
