"""What the assistant says of itself: the user's words in, hand-written replies out.

The sentences come from the persona file (`persona_file`). A topic is found by its prompts: by the
words they share with the turn (`persona_match`) and, with an encoder, by what both call for. The
words lead: an encoder alone can't make a match sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from zlib import crc32

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from assistant.language.normalise import normalise
from assistant.language.persona.file import Occasion, Persona, Topic, prompt_key, read_persona
from assistant.language.persona.follow_ups import FollowUps
from assistant.language.persona.match import Scores, WordMatcher, words_of
from assistant.messages import Candidate, Turn

__all__ = [
    "FollowUps",
    "Fusion",
    "Occasion",
    "Persona",
    "PersonaFinder",
    "PromptEncoder",
    "Topic",
    "read_persona",
]

TOPICS = 3
"""The most that are offered for one turn."""
LEAST = 0.1
"""Matches below are not offered."""
EXACT_MATCH, EXACT_ANSWER = 0.75, 0.6
"""Of a topic for one-word turns; after a question, as often as not they are an answer to it."""
LOOK = 600
"""Characters at the end of a turn that are looked at: no prompt is nearly as long."""
SENTENCES = 3
"""So many of a turn's last sentences are also looked at one by one."""
SENTENCE = 0.9
"""Factor for each sentence by itself, and again for each that comes after it."""
_OPENING = re.compile(
    r"^(?:(?:hello|hi|hey|well|so|oh|ok|okay|um|hmm|and|but|please|lol|haha|refrain|anyway)\b"
    r"[ ,.!?]*"
    # These belong to what follows unless a mark parts them: "nice story", but "nice, a story".
    r"|(?:yes|yeah|no|thanks|wow|alright|right|great|good|cool|nice|i see)[,.!?]+ )+"
)
_SENTENCE = re.compile(r"[.!?;]+(?:\s+|$)|, (?:and |but |so )|\n")
RIVAL = 0.5
"""How much of the best other topic's score counts against a topic: two that fit are a doubt."""
_SPREAD = ((0.0, 0.2, 0.3, 0.4, 0.52, 0.65, 1.0), (0.0, 0.1, 0.2, 0.38, 0.6, 0.85, 0.98))
"""From a score less its rival's to a match: read off prompts held out of the shipped file, so
that nine in ten of those with 0.6 and more are right."""


class PromptEncoder(Protocol):
    """Whatever turns a user's words into a vector of what they call for."""

    def prompts(self, texts: Sequence[str]) -> Tensor:
        """Shape (texts, size), each of unit length."""


@dataclass(frozen=True)
class Fusion:
    """How the encoder's view joins that of the words."""

    low: float = 0.6
    """A cosine that says nothing."""
    high: float = 0.95
    """A cosine that is as good as the same words."""
    share: float = 0.4
    """How much of what the words leave open the encoder may fill; below 0.6, so that it alone
    can't make a match sure."""

    def join(self, overlap: Scores, cosine: Scores) -> Scores:
        """Two arrays of one shape -> scores of that shape, in [0, 1]."""
        view = np.clip((cosine - self.low) / (self.high - self.low), 0, 1)
        return overlap + (1 - overlap) * self.share * view


class PersonaFinder:
    """Finds what a persona has to say to a turn."""

    def __init__(
        self, persona: Persona, encoder: PromptEncoder | None = None, fusion: Fusion | None = None
    ) -> None:
        self.persona = persona
        self._encoder = encoder
        self._fusion = fusion or Fusion()
        self._exact = {
            prompt_key(prompt): topic
            for topic in persona.topics
            if topic.exact
            for prompt in topic.prompts
        }
        self._topics = [topic for topic in persona.topics if not topic.exact]
        self._prompts = [prompt for topic in self._topics for prompt in topic.prompts]
        groups = [i for i, topic in enumerate(self._topics) for _ in topic.prompts]
        self._starts = np.unique(np.array(groups, dtype=int), return_index=True)[1]
        self._matcher = WordMatcher(self._prompts, groups)
        self._keys: dict[str, int] = {}
        self._words: dict[tuple[str, ...], int] = {}
        for i, prompt in zip(groups, self._prompts, strict=True):
            self._keys.setdefault(prompt_key(prompt), i)
            self._words.setdefault(words_of(prompt), i)

    def find(self, text: str, history: Sequence[Turn], user: str | None = None) -> list[Candidate]:
        """At most `TOPICS` replies, the likeliest topic first.

        text : the turn to answer
        history : the conversation, oldest first, with or without that turn at its end; what the
            assistant said in it does not come again while its topic has other replies, and the
            same history gives the same reply
        user : the user's name, if known
        """
        found = []
        before = next((turn.text for turn in reversed(history) if turn.speaker == "assistant"), "")
        for topic, match in self._rank(text, asked=before.rstrip().endswith("?")):
            reply = self._choose(topic, text, history, user)
            if reply is not None:
                found.append(
                    Candidate(reply, "persona", topic=topic.name, match=match, admits=topic.admits)
                )
            if len(found) == TOPICS:
                break
        return found

    def _rank(self, text: str, asked: bool) -> list[tuple[Topic, float]]:
        """Topics that may be meant, best first, with their match; `asked` before, by us."""
        exact = self._exact.get(prompt_key(text))
        if exact is not None:
            return [(exact, EXACT_ANSWER if asked else EXACT_MATCH)]
        views = list(_views(text))
        if not views or not self._topics:
            return []
        scores = self._topic_scores(views)
        known = self._known(views)
        best = np.argsort(-scores, kind="stable")[: 2 * TOPICS].tolist()
        rival = {i: scores[best[0]] if i != best[0] else scores[best[1:2]].sum() for i in best}
        ranked = [
            (self._topics[i], float(np.interp(scores[i] - RIVAL * rival[i], *_SPREAD)))
            for i in best
            if i != known
        ]
        if known is not None:
            ranked.insert(0, (self._topics[known], 1.0))
        return [(topic, match) for topic, match in ranked if match >= LEAST]

    def _known(self, views: Sequence[tuple[str, float]]) -> int | None:
        """The topic of which the turn as a whole is a prompt, contractions written out."""
        for view in (view for view, factor in views if factor == 1):
            topic = self._keys.get(view, self._words.get(words_of(view)))
            if topic is not None:
                return topic
        return None

    def _topic_scores(self, views: Sequence[tuple[str, float]]) -> Scores:
        """The best score of each topic's prompts, shape (topics,)."""
        score = np.zeros(len(self._prompts))
        for view, factor in views:
            score = np.maximum(score, factor * self._matcher.scores(view))
        if self._encoder is not None:
            with torch.inference_mode():
                asked = self._encoder.prompts([views[0][0]]).float().cpu().numpy()
            score = self._fusion.join(score, (self._vectors @ asked[0]).astype(np.float64))
        return np.asarray(np.maximum.reduceat(score, self._starts))

    @cached_property
    def _vectors(self) -> npt.NDArray[np.float32]:
        """Of all prompts, shape (prompts, size); made once, when first asked for."""
        assert self._encoder is not None
        with torch.inference_mode():
            parts = [
                self._encoder.prompts(self._prompts[at : at + 256]).float().cpu()
                for at in range(0, len(self._prompts), 256)
            ]
        vectors: npt.NDArray[np.float32] = torch.cat(parts).numpy()
        return vectors

    def _choose(
        self, topic: Topic, text: str, history: Sequence[Turn], user: str | None
    ) -> str | None:
        """A reply not said before; else, unless `once`, the one said longest ago."""
        replies = [
            reply
            for template in topic.replies
            if (reply := self.persona.filled(template, user)) is not None
        ]
        last: dict[str, int] = {}
        seed = crc32(f"{len(history)} {topic.name} {text}".encode("utf-8", "replace"))
        for place, turn in enumerate(history):
            seed = crc32(turn.text.encode("utf-8", "replace"), seed)
            if turn.speaker == "assistant":
                last[prompt_key(turn.text)] = place
        fresh = [reply for reply in replies if not last or prompt_key(reply) not in last]
        if fresh:
            return fresh[seed % len(fresh)]
        if topic.once or not replies:
            return None
        return min(replies, key=lambda reply: last[prompt_key(reply)])


def _views(text: str) -> Iterator[tuple[str, float]]:
    """The turn in whole, without its opening, and its last sentences; each with its weight.

    All without punctuation, as `prompt_key` makes them; none twice and none empty.
    """
    plain = normalise(text[-LOOK:])
    sentences = [part for part in _SENTENCE.split(plain) if part]
    parts = [(plain, 1.0), (_OPENING.sub("", plain), 1.0)]
    for back, sentence in enumerate(reversed(sentences[-SENTENCES:])):
        weight = SENTENCE ** (back + 1)
        parts += [(sentence, weight), (_OPENING.sub("", sentence), weight)]
    seen: set[str] = set()
    for part, weight in parts:
        key = prompt_key(part)
        if any(letter.isalnum() for letter in key) and key not in seen:
            seen.add(key)
            yield key, weight
