"""Which frames of a clip hold speech: where its words lie, and it is loud enough to hear them.

The recogniser's forced alignment says where each word of the transcript is; the level says
where the sound around it really begins and ends. Either alone is not enough: recordings begin
with clicks and end with breath, and an alignment knows only the middle of each letter.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from assistant.checkpoint import LoadedModel
from assistant.messages import Word
from assistant.speech.align import align_words
from assistant.speech.features import FEATURES, FRAMES_PER_SECOND
from assistant.speech.place import FRAME_SECONDS

REACH = 0.1
"""Seconds. A word may sound so much longer than its letters."""
ABOVE_FLOOR, BELOW_PEAK = 5.0, 35.0
"""Decibels, of speech over the clip's quiet tenth and under its loud hundredth."""
GAP = 0.2
"""Seconds. A shorter silence, as before a t or a k, belongs to the speech around it."""
TRUSTED = 0.35
"""Mean confidence below which an alignment is not believed."""


def labelled(features: Tensor, text: str, recogniser: LoadedModel) -> Tensor | None:
    """Whether each frame of a clean clip holds speech; None if the text is not found in it.

    features : Tensor, shape = (frames, mels)
    returns : Tensor of bool, shape = (frames,)
    """
    with torch.inference_mode():
        heard = recogniser.model(features[None], torch.tensor([len(features)]))
    letters = recogniser.tokenizers["characters"]
    words = align_words(heard.characters[0], text.split(), letters, FRAME_SECONDS)
    if not words or sum(word.confidence for word in words) < TRUSTED * len(words):
        return None
    return spoken(features, words)


def spoken(features: Tensor, words: Sequence[Word]) -> Tensor:
    """Frames that are near a word and loud, and the short gaps between them."""
    near = torch.zeros(len(features), dtype=torch.bool)
    for word in words:
        first, last = (
            round(time * FRAMES_PER_SECOND) for time in (word.start - REACH, word.end + REACH)
        )
        near[max(0, first) : max(0, last)] = True
    level = 10 * (features.exp() - FEATURES.floor).clamp_min(1e-10).sum(1).log10()
    quiet, loud = torch.quantile(level, 0.1), torch.quantile(level, 0.99)
    return closed(near & (level > torch.maximum(quiet + ABOVE_FLOOR, loud - BELOW_PEAK)))


def closed(flags: Tensor, longest: int = round(GAP * FRAMES_PER_SECOND)) -> Tensor:
    """With gaps of at most `longest` frames between true ones filled, shape = (frames,)."""
    filled = flags.clone()
    places = flags.nonzero()[:, 0].tolist()
    for one, two in zip(places, places[1:], strict=False):
        if two - one <= longest + 1:
            filled[one:two] = True
    return filled
