"""What flows between the stages: frozen values with units, never loose dicts.

    Audio -> Transcript -> Understanding -> Action, ...                     -> Reply
                        -> (Turn history) -> Candidate, Candidate, ... -> Reply

Whatever streams comes as small values of its own: `Token` from any decoder,
`ReplyChunk` while a reply is being written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 16_000
"""Hertz. Every stage past `speech.audio` works at this rate."""

Speaker = Literal["user", "assistant"]


@dataclass(frozen=True, eq=False)
class Audio:
    """Mono sound, checked and resampled."""

    samples: npt.NDArray[np.float32]
    """Shape (time,), in [-1, 1], at `SAMPLE_RATE`; finite and not empty."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True)
class Word:
    """One recognised word and when it was said."""

    text: str
    start: float
    """Seconds from the start of the audio."""
    end: float
    """Seconds from the start of the audio."""
    confidence: float
    """In [0, 1]."""


@dataclass(frozen=True)
class Transcript:
    """What was heard. Silence and noise give `text == ""` and no words."""

    text: str
    words: tuple[Word, ...]
    confidence: float
    """In [0, 1]; for an empty transcript, how sure we are that nothing was said."""
    audio_seconds: float
    seconds: float
    """How long recognition took."""

    def later(self, seconds: float) -> Transcript:
        """The same words, said so much later."""
        words = tuple(
            replace(word, start=word.start + seconds, end=word.end + seconds) for word in self.words
        )
        return replace(self, words=words)


@dataclass(frozen=True)
class Turn:
    """One thing said in a conversation."""

    speaker: Speaker
    text: str


@dataclass(frozen=True)
class Alternative:
    """One symbol that could come next."""

    id: int
    text: str
    log_probability: float
    """Natural logarithm, under the model before temperature and filters."""


@dataclass(frozen=True)
class Token:
    """One symbol that a decoder has just chosen."""

    id: int
    text: str
    """What this token adds to the text, leading space included."""
    log_probability: float
    """Natural logarithm, under the model before temperature and filters."""
    alternatives: tuple[Alternative, ...] = ()
    """What else was likely in its place, likeliest first; only if it was asked for."""


@dataclass(frozen=True)
class NextWord:
    """One word that may come next, or that the word begun may become."""

    word: str
    added: str
    """To be put after what is typed."""
    probability: float


@dataclass(frozen=True)
class Completion:
    """What could follow a text that somebody is typing."""

    text: str
    """To be put after what is typed; empty if nothing is sure enough."""
    probability: float
    """Of one of its words on average (the geometric mean), in [0, 1]; of the likeliest
    continuation if `text` is empty."""
    words: tuple[NextWord, ...]
    """The likeliest next words, or ends of the word begun, best first."""


@dataclass(frozen=True)
class ReplyChunk:
    """A reply in the making: what to show now."""

    text: str
    """The whole reply so far, ready for display."""
    done: bool
    reply: Reply | None = None
    """The finished reply, on the last chunk only."""


@dataclass(frozen=True)
class Slot:
    """One thing that a command names."""

    type: str
    """`duration`, `room`, ...; which types there are, the skills say."""
    text: str
    """As it was said."""
    value: Any
    """What it means, as JSON can hold it (seconds of a duration); None if it can't be told."""
    start: int
    """Its first character in the command."""
    end: int
    """Past its last one."""


@dataclass(frozen=True)
class Understanding:
    """What a turn asks to be done."""

    text: str
    intent: str | None
    """`timer.set`, ...; None if it is no command."""
    confidence: float
    """In [0, 1]; for no command, how sure we are that it is none."""
    slots: tuple[Slot, ...]
    seconds: float
    """How long it took."""


@dataclass(frozen=True)
class Action:
    """Something that a command did, for the app to show and carry out."""

    name: str
    """`timer.started`, `home.light`."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """As JSON can hold it."""


@dataclass(frozen=True)
class Pending:
    """A command that waits for something."""

    intent: str
    text: str
    """What was said of it so far."""
    slots: tuple[Slot, ...]
    asked: str
    """The slot that was asked for."""
    question: str
    tries: int = 1
    """How often it has been asked."""


@dataclass(frozen=True)
class Dialogue:
    """Where the commands of one conversation stand."""

    pending: Pending | None = None
    last: Understanding | None = None
    """The last command that was done."""


Source = Literal["command", "generated", "persona", "memory", "bank", "safety", "fallback"]
"""Where a reply's words came from: from the skill that did a command; written by the network; from
the persona file; from what the user said of themselves; from a reply bank of the user's own; said
because the subject calls for care; or said because nothing was good enough."""


@dataclass(frozen=True)
class Candidate:
    """One reply that could be given."""

    text: str
    """Ready for display."""
    source: Source
    ids: tuple[int, ...] = ()
    """The network's subwords, if it wrote the reply."""
    topic: str = ""
    """The persona's topic that the reply belongs to."""
    match: float = 0.0
    """How surely the user's words ask for just this, by the source's own reckoning, in [0, 1]:
    of a persona's reply, how near its prompts are. 0 where the source does not say."""
    cued: float = 0.0
    """How good a cue the user's words give for this, in [0, 1]: of a persona's follow-up."""
    admits: bool = False
    """It says that what was asked for is not known."""
    likely: float = 0.0
    """Mean log-probability of a subword in this conversation, if the network scored it."""
    common: float = 0.0
    """Mean log-probability of a subword in no conversation in particular, likewise."""
    finished: bool = True
    """It came to an end by itself, not at the limit."""


@dataclass(frozen=True)
class Rated:
    """A candidate and what the choice among all of them made of it."""

    candidate: Candidate
    score: float
    """The weighted sum of the features; the reply with the highest is said."""
    features: Mapping[str, float]
    """By name, before weighting."""


@dataclass(frozen=True, eq=False)
class Attention:
    """What the network looked at as it wrote."""

    context: tuple[str, ...]
    """Subwords and speaker marks that were read."""
    reply: tuple[str, ...]
    """Subwords that were written."""
    weights: npt.NDArray[np.float32]
    """Shape (reply, context); each row sums to one."""


@dataclass(frozen=True)
class Reply:
    """What the assistant answers."""

    text: str
    source: Source
    """Where the words came from."""
    seconds: float
    tokens: int = 0
    """How many subwords were generated."""
    candidates: tuple[Rated, ...] = ()
    """All that were weighed, best first."""
    attention: Attention | None = None
    """Of a generated reply."""
    understanding: Understanding | None = None
    """What the turn was taken for; None if it was not looked at as a command."""
    actions: tuple[Action, ...] = ()
    """What was done, in order."""
    dialogue: Dialogue = field(default_factory=Dialogue)
    """Where the commands stand now: goes with the next turn."""


@dataclass(frozen=True)
class ModelInfo:
    """One bundled model, for `python -m assistant models` and the app."""

    name: str
    kind: str
    parameters: int
    megabytes: float
    scores: dict[str, float]
