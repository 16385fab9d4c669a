"""How near what somebody said is to each prompt of a persona, by their words alone.

A weighted Dice coefficient over words and pairs of neighbours. Small words decide here, where
most searches would drop them: "what is your name" is not "what is my name", and "who are you" is
not "how are you". So pronouns, question words and negations weigh as much as rare words, and what
neither side accounts for counts against the match: a turn with much else in it is no prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import log

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from assistant.language.normalise import normalise

Scores = npt.NDArray[np.float64]

WORD_LIMIT = 40
"""Words of a turn that are compared; no prompt is nearly as long."""
PAIR = 0.3
"""Weight of two neighbours, as a share of their own two weights."""
TOPIC = 0.4
"""Share of the score that asks whether the topic's other prompts know the turn's words: film is
not the subject of "what is your favourite food", however alike the questions are."""
SWAPPED = 0.72
"""Factor where one side speaks of "me" and the other of "you"."""
NEGATED = 0.8
"""Factor where only one side says "not"."""

_CONTRACTIONS = [
    (re.compile(rf"\b(?:{pattern})\b"), long)
    for pattern, long in (
        (r"can'?t|cannot", "can not"),
        (r"won'?t", "will not"),
        (r"(do|does|did|is|are|was|were|have|has|had|would|could|should)n'?t", r"\1 not"),
        (r"(what|who|where|how|when|why|that|it|there|here|he|she|name|everything)'s", r"\1 is"),
        (r"(what|who|where|how|that)s", r"\1 is"),
        (r"let'?s", "let us"),
        (r"i'?m", "i am"),
        (r"i'?ve", "i have"),
        (r"(you|they|we)'re|(you|they)re", r"\1\2 are"),
        (r"(you|they|we)'ve", r"\1 have"),
        (r"(\w+)'ll", r"\1 will"),
        (r"(\w+)'d", r"\1 would"),
        ("gonna", "going to"),
        ("wanna", "want to"),
        ("gotta", "have to"),
        ("good ?night", "goodnight"),
        ("good ?bye", "goodbye"),
        (r"artificial intelligence|a\.i", "ai"),
    )
]
_CONTRACTED = re.compile("|".join(pattern.pattern for pattern, _ in _CONTRACTIONS))
_ALIKE = """
you: u ya yu thou
your: ur yours yr
are: r
why: y
ok: okay
favourite: favorite fav fave favourites favorites
colour: color colors colours
film: movie movies films flick
mum: mom mommy mummy mother
dad: daddy father papa
kid: child children kids
boyfriend: bf
girlfriend: gf
dog: puppy doggy
cat: kitten kitty
people: persons
hello: helo hullo
please: pls plz
thank: thanks thx thankyou
because: cause cos cuz
later: l8r
smart: clever intelligent bright
stupid: dumb
big: large
very: really so
scared: afraid frightened
ill: sick unwell
truth: true
made: built created make makes build
sleep: slept
eat: ate
speak: talk
start: begin
dislike: detest
apologise: apologize
customise: customize personalise personalize
maths: math mathematics
ai: ais
tv: television telly
phone: telephone
holiday: vacation
autumn: fall
humour: humor
joke: jokes
"""
"""A word, and those that are read as it."""
_SAME = {
    word: line.split(":")[0]
    for line in _ALIKE.strip().split("\n")
    for word in line.split(":")[1].split()
}

_LIGHT = (
    "a an the of to in on at for with and or but so very just well oh hey um please some any ever "
    "as from by into then though too also actually now right again there here today about "
    "honestly exactly maybe quite rather dear refrain like be been being us get got"
).split()
_HELPING = (
    "is are am do does did can could will would have has had was were should shall may might must "
    "it that this tell know think want"
).split()
_PERSONS = "i me my mine myself you your yourself he she they them him her his their we our".split()
_ASKING = "what who where when why how which whose".split()
_DENYING = "not no never nothing nobody none".split()
_WEIGHTS = {
    **dict.fromkeys(_LIGHT, 0.4),
    **dict.fromkeys(_HELPING, 0.9),
    **dict.fromkeys(_PERSONS, 1.8),
    **dict.fromkeys(_ASKING, 2.2),
    **dict.fromkeys(_DENYING, 2.5),
}
_ME = frozenset("i me my mine myself".split())
_YOU = frozenset("you your yourself".split())
_NOT = frozenset(_DENYING)


def words_of(text: str) -> tuple[str, ...]:
    """What is compared: contractions written out, one word for several that mean the same."""
    text = normalise(text)
    if _CONTRACTED.search(text):
        for pattern, long in _CONTRACTIONS:
            text = pattern.sub(long, text)
    found = (word.removesuffix("'s").strip("'") for word in re.findall(r"[\w']+", text))
    return tuple(_SAME.get(word, word) for word in found if word)[:WORD_LIMIT]


def stem(word: str) -> str:
    """Without the commonest endings: "feelings" and "feel" are the same."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 5 and word.endswith("ing") and re.search(r"[aeiouy]", word[:-3]):
        word = word[:-3]
    return word


class WordMatcher:
    """Compares turns with a fixed list of prompts."""

    def __init__(self, prompts: Sequence[str], groups: Sequence[int]) -> None:
        """groups : which topic each prompt belongs to, shape (prompts,)"""
        said = [words_of(prompt) for prompt in prompts]
        homes: dict[str, set[int]] = {}
        for words, group in zip(said, groups, strict=True):
            for word in words:
                homes.setdefault(stem(word), set()).add(group)
        count = max(groups, default=0) + 1
        self._idf = {word: max(1.5, log((1 + count) / len(home))) for word, home in homes.items()}
        self._unknown = max(3.0, log(1 + count))
        self._spelled: dict[tuple[str, int], list[str]] = {}
        for word in sorted({word for words in said for word in words if len(word) >= 4}):
            self._spelled.setdefault((word[0], len(word)), []).append(word)
        self._known = frozenset(word for words in said for word in words)
        self._groups = np.array(groups, dtype=int)
        self._homes = {word: np.array(sorted(home)) for word, home in homes.items()}
        rows: dict[str, list[int]] = {}
        features = [self._features(words) for words in said]
        for row, weights in enumerate(features):
            for feature in weights:
                rows.setdefault(feature, []).append(row)
        self._rows = {feature: np.array(places) for feature, places in rows.items()}
        self._weight = np.array([sum(weights.values()) for weights in features])
        self._me = np.array([not _ME.isdisjoint(words) for words in said], dtype=bool)
        self._you = np.array([not _YOU.isdisjoint(words) for words in said], dtype=bool)
        self._not = np.array([not _NOT.isdisjoint(words) for words in said], dtype=bool)

    def scores(self, text: str) -> Scores:
        """The overlap with each prompt, shape (prompts,), in [0, 1]: 1 is the same words."""
        words = tuple(self._spelling(word) for word in words_of(text))
        weights = self._features(words)
        shared = np.zeros(len(self._weight))
        for feature, weight in weights.items():
            if feature in self._rows:
                shared[self._rows[feature]] += weight
        both = self._weight + sum(weights.values())
        overlap = 2 * shared / np.maximum(both, 1e-9)
        overlap = (1 - TOPIC) * overlap + TOPIC * self._cover(words)[self._groups]
        me, you = not _ME.isdisjoint(words), not _YOU.isdisjoint(words)
        swapped = (me & ~self._me & self._you & (not you)) | (
            you & ~self._you & self._me & (not me)
        )
        negated = self._not != (not _NOT.isdisjoint(words))
        return np.asarray(overlap * np.where(swapped, SWAPPED, 1) * np.where(negated, NEGATED, 1))

    def _cover(self, words: Sequence[str]) -> Scores:
        """How much of the turn each topic's prompts know together, shape (topics,), in [0, 1]."""
        weights = {stem(word): self._weigh(word) for word in words}
        known = np.zeros(int(self._groups.max(initial=0)) + 1)
        for word, weight in weights.items():
            if word in self._homes:
                known[self._homes[word]] += weight
        return known / max(sum(weights.values()), 1e-9)

    def _features(self, words: Iterable[str]) -> dict[str, float]:
        """Each word and each pair of neighbours, and what it weighs."""
        words = tuple(words)
        weights = [self._weigh(word) for word in words]
        stems = [stem(word) for word in words]
        found = dict(zip(stems, weights, strict=True))
        for i in range(len(words) - 1):
            found[f"{stems[i]} {stems[i + 1]}"] = PAIR * (weights[i] + weights[i + 1])
        return found

    def _weigh(self, word: str) -> float:
        return _WEIGHTS.get(word) or self._idf.get(stem(word), self._unknown)

    def _spelling(self, word: str) -> str:
        """A word of the prompts that this one may be a typing error of, or itself."""
        if len(word) < 4 or word in self._known or stem(word) in self._idf:
            return word
        # A short word one letter off is more often another word: there, only swapped letters.
        allowed = 1 if len(word) < 7 else 2
        best, distance = word, allowed + 1
        lengths = range(len(word) - allowed, len(word) + allowed + 1)
        for other in (other for n in lengths for other in self._spelled.get((word[0], n), ())):
            if len(word) == 4 and sorted(other) != sorted(word):
                continue
            apart = OSA.distance(word, other, score_cutoff=allowed)
            if apart < distance:
                best, distance = other, apart
        return best
