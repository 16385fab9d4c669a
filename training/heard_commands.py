"""Commands as our own recogniser hears them, errors and all, to train understanding on.

    python -m training.heard_commands OUT.jsonl [--count N]

Sentences of the skills' templates, those for training only, are said by programs, in the voices
of `training.synthesise` that are not for tests, at several rates and some of them with noise. The
bundled recogniser hears one half with the vocabulary of commands, as the product does, and the
other without it, which makes more errors. Words heard wrongly keep the slots of the words that
were said; what lost its meaning is left out, and so is what was heard right, for that is in the
templates. Talk that is no command goes the same way, so that misheard talk stays talk.

OUT.jsonl has the format of `training.data.nlu` and is whole at any time; started again, it goes
on where it was. `python -m training.train understanding --set heard=OUT.jsonl` mixes it in.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.checkpoint import load_model
from assistant.errors import AssistantError, BadData, BadInput
from assistant.language.command_words import pieces
from assistant.messages import Audio, Transcript
from assistant.models.classifier import NONE, spans
from assistant.skills.base import Intent, expand
from assistant.skills.templates import plain
from assistant.speech.recognise import Recogniser
from assistant.speech.vocabulary import Vocabulary
from assistant.stages import BUNDLED
from training.carry_tags import carry
from training.data.commands import all_intents, made, to_the_assistant
from training.data.near_misses import near_misses
from training.data.nlu import Example
from training.synthesise import Voice, say, voices

SEED = 29
TALK = 0.25
"""Share of the sentences that are no command."""
NOISY = 0.4
"""Share of the sentences with noise."""
DECIBELS = (8.0, 30.0)
"""Of the voice over the noise."""
RIGHT = 0.5
"""Share of the words that have to be right: nobody would know what was meant otherwise."""
CORE_RIGHT = 2 / 3
"""Share, rounded, of the words of the command itself, without frame and slots."""
INNER = 3
"""Words that a sentence within a sentence has at least."""
BLOCK = 20
"""Sentences after which the file is written."""

Samples = npt.NDArray[np.float32]
Token = tuple[str, int | None]
"""A word and its place, or a slot."""
Patterns = dict[str, set[str]]
"""`set a timer for {duration}` -> the intents that it may be of."""


class Hears(Protocol):
    """See `assistant.speech.recognise.Recogniser`."""

    def transcribe(self, audio: Audio, *, vocabulary: Vocabulary | None = None) -> Transcript: ...


@dataclass(frozen=True)
class Attempt:
    """One sentence, how it is said and how it is heard."""

    number: int
    said: Example
    voice: Voice
    decibels: float | None
    """None: without noise."""
    vocabulary: bool


def plan(count: int, intents: Sequence[Intent]) -> list[Attempt]:
    """The same for the same count."""
    numbers = random.Random(SEED)
    talk = round(count * TALK)
    prompts = list(dict.fromkeys(to_the_assistant("train")))
    said = numbers.sample(prompts, min(len(prompts), talk // 2))
    said += near_misses("train", talk - len(said), SEED)
    said += made(intents, "train", count - talk, SEED)
    numbers.shuffle(said)
    attempts = []
    for number, (example, voice) in enumerate(zip(said, voices(len(said)), strict=True)):
        noise = numbers.uniform(*DECIBELS) if numbers.random() < NOISY else None
        attempts.append(Attempt(number, example, voice, noise, numbers.random() < 0.5))
    return attempts


def noisy(samples: Samples, decibels: float, seed: int) -> Samples:
    """With hiss, or a rumble that falls by 6 dB in each octave, shape = (time,).

    decibels : power of the sound over that of the noise
    """
    if not len(samples):
        return samples
    numbers = np.random.default_rng(seed)
    spectrum = np.fft.rfft(numbers.standard_normal(len(samples)))
    if numbers.random() < 0.5:
        spectrum[1:] /= np.arange(1, len(spectrum))
    noise = np.fft.irfft(spectrum, n=len(samples))
    power = np.mean(np.square(samples)) / max(1e-12, float(np.mean(np.square(noise))))
    mixed = samples + noise * np.sqrt(power * 10 ** (-decibels / 10))
    return np.asarray(np.clip(mixed, -1, 1), np.float32)


def patterns_of(intents: Iterable[Intent]) -> Patterns:
    """Every sentence of the templates."""
    found: Patterns = {}
    for intent in intents:
        for template in intent.examples:
            for sentence in expand(template):
                found.setdefault(plain(sentence), set()).add(intent.name)
    return found


def judged(said: Example, words: Sequence[str], patterns: Patterns) -> tuple[Example | None, str]:
    """What was heard as an example, or None; and why.

    A slot that was lost is all right where the assistant would ask for it: nothing else changes.
    """
    tags = said.tags or ("O",) * len(said.words)
    if tuple(words) == said.words:
        return None, "right"
    carried = carry(said.words, tags, words)
    core = _core(said, patterns)
    many = len(carried.right) >= RIGHT * max(len(words), len(said.words))
    if not words or not many or len(core & carried.right) < round(CORE_RIGHT * len(core)):
        return None, "too many errors"
    if any(slot not in _asked_for().get(said.intent, ()) for slot in carried.lost):
        return None, "a slot was lost"
    heard = Example(tuple(words), carried.tags, said.intent)
    if _means_another(heard, patterns):
        return None, "it means something else"
    return heard, "kept"


def _asked_for() -> dict[str, tuple[str, ...]]:
    return {intent.name: intent.required for intent in all_intents()}


def _core(said: Example, patterns: Patterns) -> frozenset[int]:
    """Places of the words of the command in its frame, slots left out; talk has none."""
    if said.intent == NONE:
        return frozenset()
    tokens = _tokens(said)
    found = (one for one, intents in _longest(tokens, 1, patterns) if said.intent in intents)
    return frozenset(place for _, place in next(found, tokens) if place is not None)


def _means_another(heard: Example, patterns: Patterns) -> bool:
    """Whether it is a sentence of another intent: the whole of it, or what is in its frame.

    Talk may well have a command in it: `i told him to stop`.
    """
    tokens = _tokens(heard)
    half = max(INNER, -(-len(tokens) // 2))
    smallest = len(tokens) if heard.intent == NONE else min(half, len(tokens))
    meant = [intents for _, intents in _longest(tokens, smallest, patterns)]
    return bool(meant) and heard.intent not in set().union(*meant)


def _longest(
    tokens: Sequence[Token], smallest: int, patterns: Patterns
) -> list[tuple[Sequence[Token], set[str]]]:
    """The longest parts that are sentences of templates, and the intents of each."""
    for size in range(len(tokens), smallest - 1, -1):
        parts = [tokens[at : at + size] for at in range(len(tokens) - size + 1)]
        texts = [" ".join(text for text, _ in part) for part in parts]
        if any(text in patterns for text in texts):
            return [(p, patterns[t]) for p, t in zip(parts, texts, strict=True) if t in patterns]
    return []


def _tokens(example: Example) -> list[Token]:
    """The words, with `{slot}` for a slot's."""
    found: list[Token] = []
    at = 0
    for slot, first, end in spans(example.tags or ()):
        found += [(example.words[place], place) for place in range(at, first)]
        found.append((f"{{{slot}}}", None))
        at = end
    return found + [(example.words[place], place) for place in range(at, len(example.words))]


@dataclass(frozen=True)
class Ears:
    """What says and hears."""

    recogniser: Hears
    patterns: Patterns
    speak: Callable[[str, Voice], Samples] = say

    def try_one(self, attempt: Attempt) -> tuple[dict[str, Any] | None, str]:
        """A line for the file, or None; and why.

        Raises:
            BadInput: a program that speaks is missing.
        """
        text = " ".join(attempt.said.words)
        samples = self.speak(text, attempt.voice)
        if attempt.decibels is not None:
            samples = noisy(samples, attempt.decibels, attempt.number)
        vocabulary = Vocabulary() if attempt.vocabulary else None
        heard = self.recogniser.transcribe(Audio(samples), vocabulary=vocabulary)
        words = [piece.word for piece in pieces(heard.text)]
        example, why = judged(attempt.said, words, self.patterns)
        if example is None:
            return None, why
        return {
            "number": attempt.number, "text": " ".join(words), "tokens": words,
            "slots": list(example.tags or ()), "intent": example.intent, "said": text,
            "voice": attempt.voice.name, "vocabulary": attempt.vocabulary,
        }, why  # fmt: skip


def make(
    path: Path, attempts: Sequence[Attempt], ears: Ears, report: Callable[[str], None]
) -> Counter[str]:
    """Go on with a file, or begin it; how many sentences came to what.

    Raises:
        BadData: there is something else in the file.
        BadInput: a program that speaks is missing.
    """
    rows = _begun(path)
    first = rows[-1]["number"] + 1 if rows else 0
    found: Counter[str] = Counter()
    with ThreadPoolExecutor(2) as pool:
        for at in range(first, len(attempts), BLOCK):
            for row, why in pool.map(ears.try_one, attempts[at : at + BLOCK]):
                found[why] += 1
                rows += [row] if row else []
            _write(path, rows)
            report(f"{min(at + BLOCK, len(attempts))} of {len(attempts)}: {len(rows)} lines")
    return found


def _begun(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert all(isinstance(row["number"], int) for row in rows)
    except (OSError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise BadData(f"{path} is no such file: choose another name, or remove it.") from error
    return rows


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """All or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    part.write_text("".join(lines), encoding="utf-8")
    os.replace(part, path)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.heard_commands", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("out", type=Path, metavar="OUT.jsonl")
    parser.add_argument("--count", type=int, default=4000, help="sentences that are said")
    parsed = parser.parse_args(arguments)
    try:
        if parsed.count < 1:
            raise BadInput("Say one sentence at least: --count 1.")
        intents = all_intents()
        ears = Ears(Recogniser(load_model(BUNDLED / "speech")), patterns_of(intents))
        show = partial(print, file=sys.stderr, flush=True)
        found = make(parsed.out, plan(parsed.count, intents), ears, show)
    except AssistantError as error:
        print(f"heard_commands: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    except KeyboardInterrupt:
        print("\nheard_commands: stopped; the same command goes on", file=sys.stderr)
        return 1
    print(json.dumps(dict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
