"""Commands as our own recogniser heard them: what `training.heard_commands` has written."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from assistant.errors import BadData, BadOption
from assistant.models.classifier import NONE
from training.data.nlu import Example, read_examples, slots_of


def heard_lines(path: Path, intents: Mapping[str, Collection[str]]) -> list[Example]:
    """
    intents : ours, each with its slots

    Raises:
        BadData: the file can't be read, or it is of other commands than ours.
    """
    lines = read_examples(path, say=True)
    for line in lines:
        known = intents.get(line.intent, () if line.intent == NONE else None)
        if known is None or not set(slots_of([line])) <= set(known):
            raise BadData(
                f"{path} holds commands that the skills no longer have ({line.intent}). Remove it "
                f"and make it anew: python -m training.heard_commands {path}"
            )
    return lines


def mixed(
    made: Sequence[Example], heard: Sequence[Example], share: float, numbers: random.Random
) -> list[Example]:
    """What is made, and after it what was heard, so often that it has its share of all.

    share : in [0, 1)

    Raises:
        BadOption: of nothing but what was heard, nothing can be learnt.
    """
    if not 0 <= share < 1:
        raise BadOption(f"heard_share has to be at least 0 and below 1, not {share}.")
    wanted = round(len(made) * share / (1 - share))
    whole, rest = divmod(wanted, max(1, len(heard)))
    return [*made, *list(heard) * whole, *numbers.sample(list(heard), min(rest, len(heard)))]
