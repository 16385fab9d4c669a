"""Sentences with phrases that a user has taught, for a network of their own.

    taught   “movie time” -> “dim the lights”
    made     could you do movie time now             teach.said, phrase = movie time
             was movie time any good yesterday       no command
             forget the phrase movie time            teach.remove, phrase = movie time

The network learns where the user's phrase stands among other words; `assistant.skills.phrases`
then knows what it means, so that a phrase which is changed or removed later needs no training.
"""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.errors import BadData
from assistant.language.command_words import pieces
from assistant.models.classifier import NONE, spans
from assistant.skills import teach_intents
from assistant.skills.base import Intent, Taught
from assistant.skills.phrases import SAID
from assistant.skills.store import FILE, SqliteStore
from training.data import slot_values
from training.data.commands import made
from training.data.nlu import Example, Split

_ASK = "(could you|can you|would you|will you|i want you to|i'd like you to|i need you to|please)"
_DO = "(do|run|start|begin|make it|set up|activate|launch|go to|switch to|put on|give me|give us)"

USED = Intent(
    SAID,
    examples=(
        "{phrase}",
        "{phrase} [mode] (please|now|thanks|then|right now|for me|for us|if you can|tonight|again)",
        "(please|now|okay|hey|right|and|so|let's) {phrase}",
        f"{_ASK} {{phrase}} [now|please|for me|for us]",
        f"{_DO} {{phrase}} [now|please|for me|for us|right away]",
        f"{_ASK} {_DO} {{phrase}} [now|please|for me|for us]",
        "(it's|it is|now it's|that's|this is|i think it's|i guess it's) {phrase} [now|again]",
        "(time for|it's time for|let's have|let's do|let's go for|ready for|i'm ready for|we're "
        "ready for|how about|what about|i'm in the mood for) {phrase} [now|please]",
        "(i want|i'd like|i need|we want|we'd like|i would like|i feel like) {phrase} [now|please]",
        "(do|run|start) the {phrase} (thing|routine|command|one) [please|now]",
        "(do|run|start|use) (my|the|our) {phrase} [please|now]",
        "{phrase} (mode|routine|thing) [please|now]",
        "i said {phrase}",
        "(again|once more) {phrase}",
    ),
    slots={"phrase": "phrase"},
)
"""A phrase used, as people do."""
TALKED_OF = Intent(
    NONE,
    examples=(
        "(i|we|she|he|they|my sister|my brother) (loved|liked|missed|hated|enjoyed) {phrase} "
        "[yesterday|last night|last week]",
        "(was|is) {phrase} (any good|your idea|fun|a good name|what you call it)",
        "(yesterday|last night|last week|on sunday) it was {phrase} [all day|for hours|again]",
        "(why|who) (do people say|says|came up with) {phrase}",
        "{phrase} (was|is always|used to be) (fun|boring|lovely|too short|my favourite)",
        "(i|we) (never|always|once|often) (say|said|talk about|talked about) {phrase}",
        "(do you like|have you heard of|what do you think of|do you remember) {phrase}",
        "(tell me about|i was thinking about|i told anna about|let's talk about) {phrase}",
        "(he|she|somebody|my dad) said {phrase} to me",
    ),
    slots={"phrase": "phrase"},
)
"""A phrase talked of: nothing is to be done."""
SHARES = (
    (USED, 0.5),
    (TALKED_OF, 0.2),
    (teach_intents.ADD, 0.12),
    (teach_intents.CHANGE, 0.06),
    (teach_intents.REMOVE, 0.12),
)
"""Of the sentences with a phrase. What teaches phrases is in it, lest it be taken for their use."""
FILLERS = ("item", "name", "word", "room", "phrase")
"""Slot types whose values stand in the slots of phrases, of which nobody knows the type."""


def read_taught(folder: Path) -> list[Taught]:
    """The phrases of a user's data folder.

    Raises:
        BadData: there are none.
        StoreError: the file can't be read.
    """
    path = folder / FILE
    if not path.is_file():
        raise BadData(f"There is no {FILE} in {folder}: give the folder of a user's data.")
    found = SqliteStore(path).taught()
    if not found:
        raise BadData(f"Nothing has been taught in {path}: say “when I say movie time, dim the "
                      "lights” first.")  # fmt: skip
    return found


def sentences(taught: Sequence[Taught], split: Split, each: int, seed: int) -> list[Example]:
    """About so many with each phrase, the same for the same seed; no two splits share a pattern.

    A phrase without a word that is said is left out.
    """
    numbers = random.Random(f"{seed} taught {split}")
    phrases = [one.phrase for one in taught if pieces(_SLOT.sub("", one.phrase))]
    found: list[Example] = []
    for intent, share in SHARES:
        drawn = made([intent], split, max(1, round(each * share)) * len(phrases), seed)
        for number, example in enumerate(drawn):
            words = tuple(_said(phrases[number % len(phrases)], numbers))
            found.append(_without_tags(_put_in(example, words)))
    return found


_SLOT = re.compile(r"\{[^{}]*\}")


def _said(phrase: str, numbers: random.Random) -> Iterator[str]:
    """Its words, with something in its slots."""
    text = _SLOT.sub(lambda _: slot_values.draw(numbers.choice(FILLERS), numbers), phrase)
    return (piece.word for piece in pieces(text))


def _put_in(example: Example, phrase: Sequence[str]) -> Example:
    """With these words in the slot `phrase`, if it has one."""
    words, tags, at = [], [], 0
    for slot, first, end in spans(example.tags or ()):
        inside = tuple(phrase) if slot == "phrase" else example.words[first:end]
        words += [*example.words[at:first], *inside]
        tags += ["O"] * (first - at) + [f"B-{slot}"] + [f"I-{slot}"] * (len(inside) - 1)
        at = end
    tags += ["O"] * (len(example.words) - at)
    return dataclasses.replace(example, words=(*words, *example.words[at:]), tags=tuple(tags))


def _without_tags(example: Example) -> Example:
    """Talk has no slots."""
    if example.intent != NONE:
        return example
    return dataclasses.replace(example, tags=("O",) * len(example.words))
