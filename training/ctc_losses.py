"""What a network with CTC heads is taught by, and what it says."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torchaudio.functional import rnnt_loss

from assistant.models.ctc import CTCOutput
from assistant.models.layers import length_mask
from assistant.models.transducer import START
from training.batches import pad


def ctc(output: Tensor, lengths: Tensor, targets: Tensor, target_lengths: Tensor) -> Tensor:
    """CTC loss of each clip, shape = (batch,).

    A target that needs more frames than there are has no path; it counts nothing.
    """
    return F.ctc_loss(
        output.transpose(0, 1),
        targets,
        lengths,
        target_lengths,
        reduction="none",
        zero_infinity=True,
    )


def transducer_loss(
    logits: Tensor, lengths: Tensor, letters: Tensor, letter_lengths: Tensor
) -> Tensor:
    """Nats of the letters over all ways of spreading them over the frames, summed over the clips.

    logits : Tensor, shape = (batch, frames, letters + 1, characters), of `Transducer`
    lengths : Tensor, frames of each clip, shape = (batch,); the longest has all of them
    letters : Tensor of ids, shape = (batch, letters)
    letter_lengths : Tensor, shape = (batch,); the longest has all of them
    """
    total: Tensor = rnnt_loss(
        logits.contiguous(),
        letters.int().contiguous(),
        lengths.int(),
        letter_lengths.int(),
        blank=START,
        reduction="sum",
    )
    return total


def disagreement(output: Tensor, lengths: Tensor) -> Tensor:
    """How far the first half of a batch differs from the second, summed over clips and frames.

    Consistency-regularised CTC (Yao et al. 2024): each view learns what the other one hears,
    which teaches the network to fill gaps and keeps its peaks from growing ever sharper.

    output : Tensor, log-probabilities, shape = (2 * clips, frames, symbols)
    lengths : Tensor, frames of each row, shape = (2 * clips,)
    """
    one, other = output.chunk(2)
    inside = length_mask(lengths[: len(one)], output.shape[1])[:, :, None]
    total = output.new_zeros(())
    for learner, teacher in ((one, other), (other, one)):
        apart = F.kl_div(learner, teacher.detach(), log_target=True, reduction="none")
        total = total + (apart * inside).sum()
    return total / 2


def forward_features(model: nn.Module, clips: Sequence[Tensor], hearings: int = 1) -> CTCOutput:
    """What the network makes of clips, each shape = (frames, mels), or of hearings of them, in the
    order that `CTC` asks for."""
    features, lengths = pad(clips)
    device = next(model.parameters()).device
    output: CTCOutput = model(features.to(device), lengths.to(device), hearings)
    return output


def greedy(output: Tensor, lengths: Tensor) -> list[list[int]]:
    """The best symbol of each frame, repeats merged, blanks (0) dropped."""
    best = output.argmax(-1).cpu()
    result = []
    for row, length in zip(best, lengths.tolist(), strict=True):
        merged = torch.unique_consecutive(row[:length])
        result.append(merged[merged != 0].tolist())
    return result
