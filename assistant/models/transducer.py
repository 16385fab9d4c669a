"""The part of the network that hears which spells: letter after letter, knowing those before.

CTC names each frame's letter as if it knew nothing of the others, so that it hesitates between
two spellings of one sound and writes some of both. A transducer reads what it has written so far
with a recurrent network of its own, and at every frame either writes one more letter or goes on to
the next frame (Graves 2012, "Sequence Transduction with Recurrent Neural Networks"; Graves,
Mohamed and Hinton 2013, "Speech Recognition with Deep Recurrent Neural Networks").

The log-probability of a letter is made of three parts: what CTC names at the frame, what usually
follows the letters so far, both weighed, and what a joint layer makes of both states. The last
begins at zero: an untrained transducer knows CTC's letters and the text's, but repeats a letter for
as long as CTC names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from assistant.models import cells
from assistant.models.layers import initialise_recurrent

START = 0
"""Read before the first letter, and, as a letter that follows, the end; blank as a name of a
frame."""
MOST_LETTERS = 4
"""Written at one frame, so that a wild network comes to an end: 100 letters a second."""
HOPELESS = 25.0
"""A number of letters that is less likely than the likeliest one by more, in nats, is given up."""
AHEAD = 8
"""Letters that may follow at one frame where a given text is judged."""
UNLIKELY = 1e4
"""Minus the log-probability of what can't be written at all."""
MISTAKEN = 0.12
"""Share of the letters before that are others in training, so that one wrong letter does not
lead astray those that follow (after scheduled sampling, Bengio et al. 2015)."""
FLOOR = 12.0
"""What CTC finds less likely than exp(-FLOOR) counts as that."""


class SpellingWeights(NamedTuple):
    """What is changed of the parts of a letter's score where a transducer spells by itself."""

    ctc: float = 1.0
    """Times what it makes of CTC's letters."""
    text: float = 1.0
    """Times what usually follows the letters so far."""
    blank_penalty: float = 0.0
    """Taken off the score of going on to the next frame. Where several letters are possible none of
    them may be likelier than that, though all together are."""


class Transducer(nn.Module):
    """Reads what was heard and what has been written, names the next letter."""

    def __init__(
        self, heard: int, characters: int, prediction: int, joint: int, dropout: float
    ) -> None:
        """
        heard : features of a frame
        characters : symbols, blank first
        prediction : units of the recurrent network that reads the letters
        joint : units of the layer that sees both
        """
        super().__init__()
        self.embedding = nn.Embedding(characters, prediction // 4)
        self.recurrent = nn.GRU(prediction // 4, prediction, batch_first=True)
        initialise_recurrent(self.recurrent)
        self.dropout = nn.Dropout(dropout)
        self.following = nn.Linear(prediction, characters)
        self.heard = nn.Linear(heard, joint)
        self.written = nn.Linear(prediction, joint, bias=False)
        self.output = nn.Linear(joint, characters)
        nn.init.zeros_(self.output.weight)
        nn.init.zeros_(self.output.bias)
        # Of what CTC names, and of what usually follows.
        self.shares = nn.Parameter(torch.tensor([1.0, 0.3]))

    def forward(self, heard: Tensor, named: Tensor, letters: Tensor) -> Tensor:
        """Of each frame, after each number of letters: what comes next.

        heard : Tensor, shape = (batch, frames, features)
        named : Tensor, CTC's log-probabilities, shape = (batch, frames, characters)
        letters : Tensor of ids, shape = (batch, letters)
        returns : Tensor, logits, shape = (batch, frames, letters + 1, characters)
        """
        written, follows = self.read(mistaken(letters, MISTAKEN) if self.training else letters)
        both = torch.tanh(self.heard(heard)[:, :, None] + self.written(written)[:, None])
        alone = self._alone(named)[:, :, None] + self._usual(follows)[:, None]
        logits: Tensor = self.output(both).float() + alone
        return logits

    def read(self, letters: Tensor) -> tuple[Tensor, Tensor]:
        """What is known after no letter, after the first, ..., after all: shape = (batch, letters
        + 1, prediction), and the log-probabilities of what follows, (batch, letters + 1,
        characters), the end first.

        letters : Tensor of ids, shape = (batch, letters)
        """
        states, _ = self.recurrent(self.embedding(nn.functional.pad(letters, (1, 0), value=START)))
        states = self.dropout(states)
        return states, self.following(states).float().log_softmax(-1)

    def _alone(self, named: Tensor) -> Tensor:
        return self.shares[0] * named.clamp_min(-FLOOR)

    def _usual(self, follows: Tensor) -> Tensor:
        """Text says nothing of when to go on to the next frame."""
        letters = self.shares[1] * follows[..., 1:].clamp_min(-FLOOR)
        return nn.functional.pad(letters, (1, 0))

    def spell(
        self, heard: Tensor, named: Tensor, weights: SpellingWeights | None = None
    ) -> list[int]:
        """The letters of one clip, at each point the likeliest thing to do.

        heard : Tensor, shape = (frames, features)
        named : Tensor, CTC's log-probabilities, shape = (frames, characters)
        """
        weights = weights or SpellingWeights()
        frames, alone = self.heard(heard), weights.ctc * self._alone(named)
        alone[:, START] -= weights.blank_penalty
        letters: list[int] = []
        state, written, usual = self._after(START, heard.new_zeros(1, self.recurrent.hidden_size))
        for frame, names in zip(frames, alone, strict=True):
            for _ in range(MOST_LETTERS):
                logits = self.output(torch.tanh(frame + written)) + names + weights.text * usual
                best = int(logits.argmax())
                if best == START:
                    break
                letters.append(best)
                state, written, usual = self._after(best, state)
        return letters

    def likelihoods(self, heard: Tensor, named: Tensor, texts: Sequence[Sequence[int]]) -> Tensor:
        """Log-probability of each text, over all ways of spreading its letters over the frames
        that are not hopeless.

        heard : Tensor, of one clip, shape = (frames, features)
        named : Tensor, CTC's log-probabilities, shape = (frames, characters)
        texts : ids of letters
        returns : Tensor, shape = (texts,); at least -UNLIKELY
        """
        lengths = torch.tensor([len(text) for text in texts])
        letters = torch.zeros(len(texts), int(lengths.max()), dtype=torch.long)
        for row, text in zip(letters, texts, strict=True):
            row[: len(text)] = torch.tensor(text, dtype=torch.long)
        written, follows = self.read(letters)
        written, usual = self.written(written), self._usual(follows)
        following = nn.functional.pad(letters, (0, 1), value=START)[..., None]
        # How likely it is that so many letters of each text are written, frame after frame.
        reached = torch.full(following.shape[:2], -torch.inf)
        reached[:, 0] = 0.0
        frames = zip(self.heard(heard), self._alone(named), strict=True)
        for frame, names in frames:
            now = _within_reach(reached)
            logits = self.output(torch.tanh(frame + written[:, now])) + names + usual[:, now]
            steps = logits.log_softmax(-1)
            # Letters are written from left to right; a cumulative sum writes all of them at once.
            write = steps[:, :-1].gather(-1, following[:, now][:, :-1])[..., 0]
            all_so_far = nn.functional.pad(write.cumsum(1), (1, 0))
            grown = all_so_far + (reached[:, now] - all_so_far).logcumsumexp(1)
            reached = torch.full_like(reached, -torch.inf)
            reached[:, now] = grown + steps[..., START]
        return reached.gather(1, lengths[:, None])[:, 0].clamp_min(-UNLIKELY)

    def _after(self, letter: int, state: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The state once a letter is written, (1, prediction), and its parts of what comes next."""
        embedded = self.embedding.weight[letter][None]
        (state,) = cells.step(self.recurrent, 0, embedded, (state,))
        follows = self.following(state[0]).float().log_softmax(-1)
        return state, self.written(state[0]), self._usual(follows)


def mistaken(letters: Tensor, share: float) -> Tensor:
    """Letters of which a share is replaced by others of the same batch.

    letters : Tensor of ids, shape = (batch, letters)
    """
    if not letters.numel():
        return letters
    others = letters.flatten()[torch.randint_like(letters, letters.numel())]
    return torch.where(torch.rand(letters.shape, device=letters.device) < share, others, letters)


def _within_reach(reached: Tensor) -> slice:
    """The numbers of letters at which some text may be after the next frame.

    reached : Tensor, log-probabilities, shape = (texts, letters + 1)
    """
    hopeful = (reached >= reached.amax(1, keepdim=True) - HOPELESS).any(0).nonzero()
    return slice(int(hopeful[0]), int(hopeful[-1]) + 1 + AHEAD)
