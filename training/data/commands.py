"""Our own commands to learn from: the skills' sentences with values in their slots and public
sets' sentences that are like them, beside talk and other people's commands that are none of ours.

One sentence pattern in twenty, chosen by its text, is kept for dev: so are the talk and the
public sets' own dev parts. The paraphrases that commands are judged by are written apart.
"""

from __future__ import annotations

import dataclasses
import hashlib
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from assistant.errors import BadData
from assistant.language.command_words import pieces
from assistant.language.persona import read_persona
from assistant.models.classifier import NONE
from assistant.skills.base import Gap, Intent, Sentence, expand
from assistant.skills.templates import plain
from assistant.speech.lexicon import LEXICON
from assistant.speech.pronounce import read_lexicon
from assistant.stages import BUNDLED, PERSONA
from training.data.dialogue import CORPORA, conversations
from training.data.frames import SHARE, framed
from training.data.near_misses import near_misses
from training.data.nlu import Example, Split, no_commands, read_set
from training.data.public_commands import alike
from training.data.slot_context import draw_in
from training.misheard import Mishearing

Row = TypeVar("Row")

BEFORE_DAYS = frozenset("for on of till until since by the is will from before after".split())
"""Words that no `on` follows."""

HELD_OUT = 20
"""One pattern in so many is for dev."""
TALK = ("self_dialogue", "topical_chat", "synthetic_persona_chat", "personality_chat", "chatterbot")
"""Open corpora whose turns are talk and no commands."""
OURS = {
    "clinc150": (
        "timer alarm time date timezone reminder reminder_update shopping_list todo_list "
        "shopping_list_update todo_list_update calculator measurement_conversion spelling "
        "roll_dice flip_coin change_volume repeat cancel smart_home weather what_can_i_ask_you "
        "play_music next_song update_playlist what_song whisper_mode change_speed reset_settings "
        "next_holiday current_location exchange_rate calendar calendar_update tell_joke "
        "change_language change_accent how_busy meeting_schedule schedule_meeting cook_time "
        "definition translate yes no maybe"
    ).split()
}  # fmt: skip
"""Intents of public sets that one of our skills may well do: no examples of what is none."""
SENTENCES = 4000
"""Commands that a trained network is scored on, at most."""


class Material:
    """Training and dev sentences, the same for the same seed."""

    def __init__(
        self,
        seed: int,
        sentences: int,
        intents: Sequence[Intent] | None = None,
        others: Mapping[Split, Sequence[Example]] | None = None,
        lexicon: Path = BUNDLED / "speech" / LEXICON,
    ) -> None:
        """
        sentences : of commands, for training; dev has a tenth of that
        intents : those of all skills if None
        others : what comes beside them, if None read from the corpora: what is no command, and
            public sets' sentences that are like ours

        Raises:
            BadData: there are no skills or no corpora.
            BadModel: the lexicon is missing.
        """
        intents = all_intents() if intents is None else intents
        self.seed = seed
        self.types = {intent.name: dict(intent.slots) for intent in intents}
        if others is None:
            others = {
                split: [
                    *nothing_of_ours(split, sentences),
                    *near_misses(split, max(1, sentences // (6 if split == "train" else 60)), seed),
                    *to_the_assistant(split),
                    *alike(split, self.types, seed),
                ]
                for split in ("train", "dev")
            }
        self.train = [*made(intents, "train", sentences, seed), *others["train"]]
        self.dev = [*made(intents, "dev", max(1, sentences // 10), seed), *others["dev"]]
        words = {word for example in self.train for word in example.words}
        self.mishearing = Mishearing(words, read_lexicon(lexicon))

    def misheard(self, example: Example, row: int, epoch: int, share: float) -> Example:
        """The example itself, or with that probability one with a word or two misheard."""
        numbers = random.Random(f"{self.seed} {epoch} {row}")
        if numbers.random() >= share or example.intent == NONE:
            return example
        errors = 2 if len(example.words) > 5 and numbers.random() < 0.25 else 1
        return misheard(example, self.mishearing, numbers, errors)


def misheard(
    example: Example, mishearing: Mishearing, numbers: random.Random, errors: int = 1
) -> Example:
    """An example with words misheard, its slots where they are then."""
    tags = example.tags or ("O",) * len(example.words)
    words, marks = mishearing.mishear(example.words, tags, numbers, errors)
    kept = None if example.tags is None else tuple(marks)
    return dataclasses.replace(example, words=tuple(words), tags=kept)


def all_intents() -> list[Intent]:
    """Those of all skills.

    Raises:
        BadData: there are none.
    """
    from assistant import skills

    found = [intent for skill in getattr(skills, "SKILLS", ()) for intent in skill.intents]
    if not found:
        raise BadData("There are no skills to learn commands from: assistant.skills.SKILLS.")
    return found


def made(intents: Sequence[Intent], split: Split, count: int, seed: int) -> list[Example]:
    """Sentences of skills, each intent as often as the root of its number of templates says.

    A share of them is framed by an address, politeness or a reason.
    """
    numbers = random.Random(f"{seed} {split}")
    patterns = [_patterns(intent, split) for intent in intents]
    other = {
        plain(sentence)
        for intent in intents
        for sentences in _patterns(intent, "dev" if split == "train" else "train")
        for sentence in sentences
    }
    weights = [len(intent.examples) ** 0.5 if found else 0.0
               for intent, found in zip(intents, patterns, strict=True)]  # fmt: skip
    total = sum(weights)
    examples: list[Example] = []
    for intent, found, weight in zip(intents, patterns, weights, strict=True):
        for _ in range(round(count * weight / total) if total else 0):
            sentence = numbers.choice(numbers.choice(found))
            if numbers.random() < SHARE:
                longer = framed(sentence, intent, numbers)
                # With a frame it may be a pattern that belongs to the other split.
                sentence = sentence if plain(longer) in other else longer
            examples.append(filled(sentence, intent, numbers))
    return examples


def _patterns(intent: Intent, split: Split) -> list[list[Sentence]]:
    """For each template, its sentences of one split; templates without any are left out.

    An intent with very few sentences has all of them in training.
    """
    every = [expand(template) for template in intent.examples]
    few = sum(map(len, every)) < HELD_OUT
    wanted = split == "dev"
    kept = [
        [sentence for sentence in sentences if (_held_out(sentence) and not few) == wanted]
        for sentences in every
    ]
    return [sentences for sentences in kept if sentences]


def _held_out(sentence: Sentence) -> bool:
    """By its text without `please`: that alone makes no other pattern."""
    return _kept_for_dev(" ".join(re.sub(r"\bplease\b", "", plain(sentence)).split()))


def _kept_for_dev(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] % HELD_OUT == 0


def filled(sentence: Sentence, intent: Intent, numbers: random.Random) -> Example:
    """A sentence with values drawn for its slots, as words and BIO tags."""
    text, gaps = written(sentence, intent, numbers)
    words, tags, before = [], [], None
    for piece in pieces(text):
        gap = next((gap for gap in gaps if gap[0] <= piece.start < gap[1]), None)
        words.append(piece.word)
        tags.append("O" if gap is None else f"{'I' if gap is before else 'B'}-{gap[2]}")
        before = gap
    return Example(tuple(words), tuple(tags), intent.name)


def written(
    sentence: Sentence, intent: Intent, numbers: random.Random
) -> tuple[str, list[tuple[int, int, str]]]:
    """A sentence's text with values drawn, and where each stands: start, past its end, slot."""
    text, gaps = "", []
    for place, part in enumerate(sentence):
        if isinstance(part, Gap):
            said = draw_in(intent, sentence, place, numbers)
            if (text.split() or [""])[-1] in BEFORE_DAYS:
                said = said.removeprefix("on ")  # no `forecast for on monday`
            gaps.append((len(text), len(text) + len(said), part.name))
            text += said
        else:
            text += part
    return text, gaps


def to_score(split: Split) -> list[Example]:
    """Commands of held-out patterns, with other values on test than on dev, and what is none.

    Raises:
        BadData: there are no skills or no corpora.
    """
    seed = {"train": 1, "dev": 2, "test": 3}[split]
    commands = made(all_intents(), "dev", SENTENCES, seed)
    return [*commands, *nothing_of_ours("dev" if split == "dev" else "test", 10 * SENTENCES)]


def nothing_of_ours(split: Split, sentences: int) -> list[Example]:
    """Talk, and commands of public sets that none of our skills does: half as many as commands.

    Raises:
        BadData: a corpus is missing.
    """
    count = max(1, sentences // (2 if split == "train" else 20))
    numbers = random.Random(f"none {split}")
    foreign = [
        dataclasses.replace(example, tags=("O",) * len(example.words), intent=NONE)
        for name, ours in OURS.items()
        for example in read_set(name, split, say=True)
        if example.intent not in ours
    ]
    talk: list[Example] = []
    for name in TALK:
        assert CORPORA[name].free
        turns = [turn for turns in conversations(name, split) for turn in turns]
        talk += no_commands(_some(turns, count // len(TALK), numbers))
    return [*_some(foreign, count // 3, numbers), *_some(talk, count - count // 3, numbers)]


def to_the_assistant(split: Split, path: Path = PERSONA) -> list[Example]:
    """What people say to the assistant itself, from its persona: none of it is a command.

    Topics that skills answer as well are left out.

    Raises:
        BadPersona: the file can't be read.
    """
    prompts = [
        prompt
        for topic in read_persona(path).topics
        if not topic.skills
        for prompt in topic.prompts
        if _kept_for_dev(prompt) == (split != "train")
    ]
    return no_commands(prompts) * (2 if split == "train" else 1)


def _some(rows: Iterable[Row], count: int, numbers: random.Random) -> list[Row]:
    every = list(rows)
    return numbers.sample(every, min(count, len(every)))
