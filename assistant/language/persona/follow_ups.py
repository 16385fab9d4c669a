"""What a persona may say to anything, and what a word or two give the cue for.

A few hundred sentences fit many turns, and the network that tells what fits finds the best of
them. It is small, though, and mistakes a lost match for a lost friend. So most sentences stand
under an occasion, and are said only where its cue was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Protocol

import torch
from torch import Tensor

from assistant.language.normalise import normalise
from assistant.language.persona.file import Persona, prompt_key
from assistant.messages import Candidate, Turn

OFFERED = 8
"""Follow-ups that are offered for one turn, at most."""
CUED = 12
"""Of those for which there was a cue, likewise."""
NOW, BEFORE = 1.0, 0.5
"""How good a cue is that the user's last turn gives, and the one before."""
TELLING, TOLD = 3, 1.5
"""A cue of so many words counts so much more: one word gives away the subject, and only several
what is said or asked of it."""
SHORT = 12
"""Words of a turn in which a cue counts in full; the more are said, the less one word tells."""
LOOK = 600
"""Characters at the end of a turn in which cues are looked for."""


@dataclass(frozen=True)
class Cue:
    """Why something may be said."""

    name: str
    """Of the occasion."""
    good: float
    admits: bool = False
    """Knowledge was just asked for that isn't there."""


NO_CUE = Cue("", 0.0)


class ReplyEncoder(Protocol):
    """Whatever tells how well a reply fits; see `assistant.language.fit.ReplyEncoder`."""

    def contexts(self, histories: Sequence[Sequence[Turn]]) -> Tensor:
        """Shape (histories, size), each of unit length."""

    def replies(self, texts: Sequence[str]) -> Tensor:
        """Shape (texts, size), each of unit length."""


class FollowUps:
    """Finds what a persona may say without having been asked for it."""

    def __init__(
        self,
        persona: Persona,
        encoder: ReplyEncoder,
        wants_knowledge: Callable[[str], bool] = lambda text: True,
    ) -> None:
        """
        wants_knowledge : whether a turn does; else the cues of what the persona admits don't count
        """
        self._persona = persona
        self._wants_knowledge = wants_knowledge
        self._encoder = encoder
        said_anywhere = [reply for one in persona.occasions for reply in one.replies]
        self._texts = tuple(dict.fromkeys([*persona.follow_ups, *said_anywhere]))
        self._place = {text: place for place, text in enumerate(self._texts)}

    @cached_property
    def _vectors(self) -> Tensor:
        return self._encoder.replies(self._texts)

    def find(self, text: str, history: Sequence[Turn], user: str | None = None) -> list[Candidate]:
        """Those that fit the conversation best, of those that were not said in it: the `CUED`
        best for which there was a cue, and the `OFFERED` best that need none.
        """
        if not self._texts or not history:
            return []
        fits = self._vectors @ self._encoder.contexts([history])[0]
        order = torch.argsort(fits, descending=True).tolist()
        said = {prompt_key(turn.text) for turn in history if turn.speaker == "assistant"}
        cues = self._cues(history)
        left = {self._place[reply] for reply in self._persona.follow_ups} - cues.keys()
        found: list[Candidate] = []
        for places, most in ((cues, CUED), (dict.fromkeys(left, NO_CUE), OFFERED)):
            fitting = (place for place in order if place in places)
            found += self._offered(fitting, places, said, user)[:most]
        return found

    def _offered(
        self,
        order: Iterable[int],
        cues: Mapping[int, Cue],
        said: set[str],
        user: str | None,
    ) -> list[Candidate]:
        found = []
        for place in order:
            reply, cue = self._persona.filled(self._texts[place], user), cues[place]
            if reply is not None and prompt_key(reply) not in said:
                found.append(
                    Candidate(reply, "persona", topic=cue.name, cued=cue.good, admits=cue.admits)
                )
        return found

    def _cues(self, history: Sequence[Turn]) -> dict[int, Cue]:
        """The places of the replies for which there was a cue, their occasion, how good it is."""
        turns = [normalise(turn.text[-LOOK:]) for turn in history if turn.speaker == "user"]
        wanted = cache(self._wants_knowledge)
        found: dict[int, Cue] = {}
        for turn, weight in zip(turns[:-3:-1], (NOW, BEFORE), strict=False):
            share = min(1.0, SHORT / max(1, len(turn.split())))
            for occasion in self._persona.occasions:
                length = occasion.calls(turn)
                if length and (not occasion.admits or wanted(turn)):
                    good = weight * share * (TOLD if length >= TELLING else 1.0)
                    admits = occasion.admits and weight == NOW
                    for reply in occasion.replies:
                        found.setdefault(self._place[reply], Cue(occasion.name, good, admits))
        return found
