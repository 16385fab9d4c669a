"""The conversation so far in, one reply out: many could be said, the best one is.

    history -> care for what needs care, or else
            -> memory, persona, reply bank, network  -> Candidate, Candidate, ...
            -> choose                                -> Rated, Rated, ...
            -> the best one, or an honest word that none is good enough

Nothing is kept between turns: what the user told of themselves is read from the history anew.
"""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import torch

from assistant.errors import BadText
from assistant.language import safety
from assistant.language.choose import Chooser, Encoder, Situation
from assistant.language.memory import Memory, remember
from assistant.language.normalise import normalise
from assistant.language.persona import Persona
from assistant.language.propose import Proposer, Sampling
from assistant.language.sampling import seeded
from assistant.messages import Candidate, Rated, Reply, ReplyChunk, Source, Turn

TEXT_LIMIT = 2_000
"""Characters of one turn."""
SURE = 1.0
"""How sure the memory is of an answer."""
NEARLY_SURE = 0.7
"""How sure it is that a turn told something of the user and nothing else."""
UNREADABLE = (
    "I couldn't read that. Could you put it in words?",
    "That came out as nothing I can read. Try it once more in plain words?",
)
UNSURE = (
    "I'm not sure what to say to that. What made you think of it?",
    "I didn't quite follow. Could you put it another way?",
    "That one is beyond me, I'm afraid. What do you make of it yourself?",
    "Honestly, I don't know. Will you tell me more about it?",
    "My small network is stumped. Shall we look at it from another side?",
    "I'd only be guessing. What would you like it to be?",
    "I lost the thread there. Can you give me the short version?",
    "I have nothing sensible to say to that yet. How did you come to it?",
    "That's new to me. Where did you come across it?",
    "I would rather ask than make something up: what do you mean by that?",
)
_WORD = re.compile(r"\S+\s*")


class Finder(Protocol):
    """Finds replies that somebody wrote down: a persona's, or those of a reply bank."""

    def find(self, text: str, history: Sequence[Turn], user: str | None) -> list[Candidate]:
        """Replies that the last turn may call for, best first.

        user : the user's name, if it is known
        """


@dataclass(frozen=True)
class Character:
    """Who answers, beside the network: all of it can be left out."""

    encoder: Encoder | None = None
    finders: tuple[Finder, ...] = ()
    persona: Persona | None = None
    chooser: Chooser = field(default_factory=Chooser)


class Conversationalist:
    """Answers. Holds no state between turns, so that people can share it."""

    def __init__(self, loaded: Any, character: Character | None = None) -> None:
        """loaded : `assistant.checkpoint.LoadedModel` of the network that answers

        Raises:
            BadModel: it is not a network that answers.
        """
        self.proposer = Proposer(loaded)
        self.character = character or Character()

    def prepare(self) -> None:
        """Read the persona's prompts now, so that the first reply need not wait for it."""
        for finder in self.character.finders:
            finder.find("hello", (Turn("user", "hello"),), None)

    def reply(
        self, history: Sequence[Turn], options: Sampling | None = None
    ) -> Iterator[ReplyChunk]:
        """The answer to the last turn, growing word by word.

        Closing the iterator stops the work.

        Raises:
            BadText: there is no last turn of the user, or it is empty or too long.
        """
        started = time.perf_counter()
        reply = self._reply(history, options or Sampling())
        for word in list(_WORD.finditer(reply.text))[:-1]:
            yield ReplyChunk(reply.text[: word.end()].rstrip(), False)
        seconds = time.perf_counter() - started
        yield ReplyChunk(reply.text, True, replace(reply, seconds=seconds))

    def _reply(self, history: Sequence[Turn], options: Sampling) -> Reply:
        text = _checked(history)
        if caring := safety.care(text, history):
            return _plain(caring, "safety")
        if not normalise(text):
            return _plain(_unsaid(UNREADABLE, history), "fallback")
        turns = merged(history)
        memory = remember(history)
        rated = self.rate(turns, memory, options)
        best = self._choose(rated, options)
        if best is None:
            return _plain(_unsaid(UNSURE, history), "fallback", tuple(rated))
        chosen = best.candidate
        return Reply(
            self._with_remark(chosen, history, memory),
            chosen.source,
            0.0,
            len(chosen.ids),
            tuple(rated),
            self.proposer.attention(turns, chosen),
        )

    def rate(self, turns: Sequence[Turn], memory: Memory, options: Sampling) -> list[Rated]:
        """All that could be said, best first.

        turns : speakers take turns, the user's is the last
        """
        others = self.proposer.weighed(turns, self.prepared(turns, memory))
        candidates = [*others, *self.proposer.propose(turns, options)]
        persona = self.character.persona

        def contradicts(reply: str) -> bool:
            return memory.contradicts(reply) or (persona is not None and persona.denies(reply))

        situation = Situation(turns, self.character.encoder, contradicts)
        return self.character.chooser.rate(candidates, situation)

    def prepared(self, turns: Sequence[Turn], memory: Memory) -> list[Candidate]:
        """What memory, persona and reply bank have to say to the last turn."""
        text = turns[-1].text
        if answer := memory.answer(text):
            # A question about the user is none about the assistant, however alike they sound.
            return [Candidate(answer, "memory", match=SURE)]
        found = []
        if told := memory.acknowledge(text, turns):
            named = memory.name is not None and memory.name.lower() in normalise(text)
            found.append(Candidate(told, "memory", match=SURE if named else NEARLY_SURE))
        for finder in self.character.finders:
            found += finder.find(text, turns, memory.name)
        return found

    def _choose(self, rated: Sequence[Rated], options: Sampling) -> Rated | None:
        """The best one, give or take a whim (Gumbel noise turns the ranking into a draw).

        None if nothing is good enough.
        """
        # What somebody wrote down is well said, if not to the point: the floor is for the network.
        floor = self.character.chooser.floor
        good = [one for one in rated if one.score >= floor or not one.candidate.ids]
        if not good:
            return None
        scores = torch.tensor([one.score for one in good])
        if options.temperature and options.whim:
            uniform = torch.rand(len(scores), generator=seeded(options.seed)).clamp_min(1e-9)
            scores += options.whim * -torch.log(-torch.log(uniform))
        return good[int(scores.argmax())]

    def _with_remark(self, chosen: Candidate, history: Sequence[Turn], memory: Memory) -> str:
        """Now and then, something that the user told comes up again by itself."""
        short = len(history[-1].text.split()) < 3  # a greeting, a "thanks", a "bye"
        if chosen.source != "generated" or short or chosen.text.rstrip().endswith("?"):
            return chosen.text
        turn = 1 + sum(turn.speaker == "assistant" for turn in history)
        remark = memory.remark(turn, _number(history[:1]))
        return f"{chosen.text} {remark}" if remark else chosen.text


def merged(history: Sequence[Turn]) -> list[Turn]:
    """Consecutive turns of one speaker as one turn, so that speakers alternate as in training."""
    together: list[Turn] = []
    for turn in history:
        if together and together[-1].speaker == turn.speaker:
            together[-1] = Turn(turn.speaker, f"{together[-1].text} {turn.text}")
        elif turn.text.strip():
            together.append(turn)
    return together


def _checked(history: Sequence[Turn]) -> str:
    """The last turn's text."""
    if not history or history[-1].speaker != "user" or not history[-1].text.strip():
        raise BadText("There is nothing to answer: say or type something first.")
    text = history[-1].text
    if len(text) > TEXT_LIMIT:
        raise BadText(f"That is {len(text)} characters long; please keep it under {TEXT_LIMIT}.")
    return text


def _number(history: Sequence[Turn]) -> int:
    """The same for the same conversation, in every process."""
    return zlib.crc32("\n".join(turn.text for turn in history).encode("utf-8", "replace"))


def _unsaid(texts: Sequence[str], history: Sequence[Turn]) -> str:
    """One of the texts, none twice in a conversation while others are left."""
    said = {normalise(turn.text) for turn in history if turn.speaker == "assistant"}
    left = [text for text in texts if normalise(text) not in said] or list(texts)
    return left[_number(history) % len(left)]


def _plain(text: str, source: Source, rated: tuple[Rated, ...] = ()) -> Reply:
    return Reply(text, source, 0.0, candidates=rated)
