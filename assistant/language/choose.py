"""Which of the replies is said: features, weights, and the best sum.

Each feature is one reason to say a reply or not, found for all candidates at once. The weights
stand in `assets/choosing.json`, with the criterion by which they were chosen and the command that
finds them anew (`python -m training.tune_chooser`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from assistant.errors import BadModel
from assistant.language import tact
from assistant.language.normalise import normalise, words
from assistant.language.persona import Fusion
from assistant.language.safety import unsafe
from assistant.messages import Candidate, Rated, Turn

NEVER = -1000.0
"""Weight of what must not be said while anything else can be."""
PARROTED = 3
"""Words of a turn that a reply must not be, from here on."""

_SPOKEN_TO = frozenset({"you", "your", "yours", "yourself", "you're", "u", "ur", "refrain"})

_SPEAKER = frozenset({"i", "i'm", "i've", "i'll", "i'd", "me", "my", "mine", "myself", "we", "our"})


class Encoder(Protocol):
    """Tells how well a reply fits; see `assistant.language.fit.ReplyEncoder`."""

    def contexts(self, histories: Sequence[Sequence[Turn]]) -> Tensor: ...

    def replies(self, texts: Sequence[str]) -> Tensor: ...


@dataclass(frozen=True)
class Situation:
    """What the features may look at."""

    history: Sequence[Turn]
    """Speakers take turns; the user's is the last."""
    encoder: Encoder | None = None
    contradicts: Callable[[str], bool] = field(default=lambda reply: False)
    """Whether a reply is at odds with who the assistant is, or with what the user said."""

    @property
    def asked(self) -> str:
        """The last turn, normalised."""
        return normalise(self.history[-1].text)

    @property
    def said(self) -> list[str]:
        """What the assistant has said, normalised, the oldest first."""
        return [normalise(turn.text) for turn in self.history if turn.speaker == "assistant"]


Feature = Callable[[Sequence[Candidate], Situation], Sequence[float]]


def fit(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """How well each answers the conversation: the dot product of the reply encoder's vectors."""
    if situation.encoder is None or not candidates:
        return [0.0] * len(candidates)
    context = situation.encoder.contexts([situation.history])[0]
    vectors = situation.encoder.replies([candidate.text for candidate in candidates])
    return [float(score) for score in torch.mv(vectors, context)]


def likely(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """Mean log-probability of a token here. What the network was not asked about counts as the
    best that it wrote.
    """
    return _scored(candidates, [candidate.likely for candidate in candidates])


def common(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """The same in no conversation in particular: high for "I don't know." (Li et al. 2016)."""
    return _scored(candidates, [candidate.common for candidate in candidates])


def _scored(candidates: Sequence[Candidate], scores: Sequence[float]) -> Sequence[float]:
    own = [score for candidate, score in zip(candidates, scores, strict=True) if candidate.ids]
    best = max(own, default=0.0)
    # A logarithm of 0 would be certainty, which no network has: nobody asked it.
    asked = [bool(candidate.ids or candidate.likely) for candidate in candidates]
    return [score if yes else best for score, yes in zip(scores, asked, strict=True)]


def sure(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """How surely the source thinks that just this was asked for."""
    return [candidate.match for candidate in candidates]


def prepared(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """1 for what somebody wrote down for a case like this, which must be sure to be the case."""
    return [float(candidate.match > 0) for candidate in candidates]


def open_ended(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """1 for what somebody wrote down for no case in particular: well said, and never the point."""
    return [float(not candidate.ids and not candidate.match) for candidate in candidates]


def cued(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """How good a cue the user's words gave for what somebody wrote down for such occasions."""
    return [candidate.cued for candidate in candidates]


def guessed(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """How surely something else says that what is asked for is not known, for what the network made
    up, and for what somebody wrote down for no case in particular.
    """
    known = max(
        (max(one.match, min(1.0, one.cued)) for one in candidates if one.admits), default=0.0
    )
    return [known if one.ids or not (one.match or one.cued) else 0.0 for one in candidates]


def tactless(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """1 for a cheer at bad news, and for a condolence where there is none."""
    return [float(tact.tactless(situation.asked, normalise(c.text))) for c in candidates]


def addressed(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """1 for what the persona has to say to a turn that speaks to the assistant itself: there the
    network, which learnt from people, would answer as one. -1 for what is open-ended: who asks
    wants an answer, and no question back; but for what there was a cue for, if the user speaks
    of themselves as well: "Do you think I should ask him?"
    """
    asked = words(situation.asked)
    if _SPOKEN_TO.isdisjoint(asked):
        return [0.0] * len(candidates)
    of_both = not _SPEAKER.isdisjoint(asked)
    return [
        0.0 if one.source != "persona" or (one.cued and of_both) else 1.0 if one.match else -1.0
        for one in candidates
    ]


def repeats(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """Share of words in common (Jaccard) with the most similar earlier reply."""
    said = [set(words(text)) for text in situation.said]
    return [
        max((_overlap(set(words(normalise(c.text))), before) for before in said), default=0.0)
        for c in candidates
    ]


def again(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """1 for the very words of an earlier reply; if the network wrote it, also of the user's turn,
    but for a word or two: "Good night" is well answered with itself.
    """
    said = {_bare(text) for text in situation.said}
    asked = _bare(situation.asked)
    theirs = {asked} if len(asked.split()) >= PARROTED else set()
    return [
        float(_bare(normalise(one.text)) in (said | theirs if one.ids else said))
        for one in candidates
    ]


def echoes(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """Share of words in common with what the user just said, or said before."""
    theirs = [
        set(words(normalise(turn.text))) for turn in situation.history if turn.speaker == "user"
    ]
    return [
        max(_overlap(set(words(normalise(c.text))), before) for before in theirs)
        for c in candidates
    ]


def stammers(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """Pairs of words, and long words, that come twice in one reply: "a trip to a trip"."""
    found = []
    for candidate in candidates:
        said = [word for word in words(normalise(candidate.text)) if word[0].isalnum()]
        pairs, long = list(pairwise(said)), [word for word in said if len(word) > 3]
        twice = len(pairs) - len(set(pairs)) + len(long) - len(set(long))
        found.append(float(twice) if candidate.ids else 0.0)
    return found


def short(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """How many words a reply has too few: one-word replies are seldom the best."""
    return [float(max(0, 5 - len(words(normalise(c.text))))) for c in candidates]


def unfinished(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """1 for a reply that was cut off."""
    return [float(not candidate.finished) for candidate in candidates]


def asks_again(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """1 for one more question after two turns that asked: a talk is no interrogation."""
    asked = [text.endswith("?") for text in situation.said[-2:]]
    tired = len(asked) == 2 and all(asked)
    return [float(tired and candidate.text.rstrip().endswith("?")) for candidate in candidates]


def contradicts(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """1 for a reply at odds with who the assistant is, or with what the user said."""
    return [
        float(bool(candidate.ids) and situation.contradicts(candidate.text))
        for candidate in candidates
    ]


def harmful(candidates: Sequence[Candidate], situation: Situation) -> Sequence[float]:
    """1 for what an assistant must not say."""
    return [float(unsafe(candidate.text)) for candidate in candidates]


FEATURES: dict[str, Feature] = {
    feature.__name__: feature
    for feature in (
        fit, likely, common, sure, prepared, open_ended, cued, addressed, repeats, again, echoes,
        stammers, short, unfinished, asks_again, guessed, tactless, contradicts, harmful,
    )
}  # fmt: skip
DEFAULT_WEIGHTS: Mapping[str, float] = {
    "fit": 4.0, "likely": 1.0, "common": -0.3, "sure": 20.0, "prepared": -11.0, "open_ended": -0.5,
    "cued": 2.5, "addressed": 3.0, "repeats": -4.0, "again": NEVER, "echoes": -0.5,
    "stammers": -1.0, "short": -0.25, "unfinished": -3.0, "asks_again": -0.7, "guessed": -8.0,
    "tactless": -2.5, "contradicts": -6.0, "harmful": NEVER,
}  # fmt: skip


class Chooser:
    """Rates candidates by the weighted sum of their features."""

    def __init__(
        self,
        weights: Mapping[str, float] = DEFAULT_WEIGHTS,
        floor: float = -9.0,
        fusion: Fusion | None = None,
    ) -> None:
        """
        weights : of each feature, by name
        floor : the score under which nothing is good enough to be said
        fusion : how prompts of the persona are found

        Raises:
            BadModel: a feature is missing or unknown, or a weight is no number.
        """
        if set(weights) != set(FEATURES):
            wrong = ", ".join(sorted(set(weights) ^ set(FEATURES)))
            raise BadModel(f"The weights and the features don't match in: {wrong}.")
        if not all(isinstance(weight, int | float) for weight in weights.values()):
            raise BadModel("A weight of a feature has to be a number.")
        self.weights = dict(weights)
        self.floor = floor
        self.fusion = fusion or Fusion()

    @classmethod
    def read(cls, path: Path) -> Chooser:
        """The weights of a file like `assets/choosing.json`.

        Raises:
            BadModel: it is missing, damaged, or of another program.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            weights, floor = dict(content["weights"]), float(content["floor"])
            fusion = Fusion(**content["fusion"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadModel(f"{path} can't be read ({error!r}): restore it.") from error
        return cls(weights, floor, fusion)

    def rate(self, candidates: Sequence[Candidate], situation: Situation) -> list[Rated]:
        """All candidates with their scores, best first."""
        columns = {name: feature(candidates, situation) for name, feature in FEATURES.items()}
        rated = []
        for index, candidate in enumerate(candidates):
            features = {name: column[index] for name, column in columns.items()}
            score = sum(self.weights[name] * value for name, value in features.items())
            rated.append(Rated(candidate, score, features))
        return sorted(rated, key=lambda one: -one.score)


def _overlap(ours: set[str], theirs: set[str]) -> float:
    """Share of words in common (Jaccard)."""
    return len(ours & theirs) / max(1, len(ours | theirs))


def _bare(text: str) -> str:
    """Without punctuation."""
    return " ".join(word for word in words(text) if word[0].isalnum()) or text
