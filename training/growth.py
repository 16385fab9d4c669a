"""Make a trained network wider without changing what it says.

What a small network has learnt in few minutes, a larger one need not learn again (Net2Net,
Chen et al. 2016): old units keep their weights and read nothing of the new ones, which begin as
those of a fresh network do and are at first not listened to. Training then makes use of them.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn

from assistant.errors import BadOption
from assistant.models.language_model import LanguageModel


@torch.no_grad()
def widened(model: LanguageModel, hidden: int) -> LanguageModel:
    """The same function of its input, by layers of `hidden` units.

    Raises:
        BadOption: the network has more units than that.
    """
    config = model.config
    if hidden < config.hidden:
        raise BadOption(f"grow={hidden} is less than the {config.hidden} units that there are.")
    wide = LanguageModel(replace(config, hidden=hidden))
    for name, old in model.state_dict().items():
        if not name.startswith("layers."):
            # The rest differs at most in the columns by which it reads the units.
            new = wide.state_dict()[name]
            new.zero_()
            new[..., : old.shape[-1]] = old
    for grown, layer in zip(wide.layers, model.layers, strict=True):
        assert isinstance(grown, nn.RNNBase) and isinstance(layer, nn.RNNBase)
        for name, old in layer.named_parameters():
            _copy_gates(grown.get_parameter(name), old, config.hidden, hidden)
    return wide


@torch.no_grad()
def with_rows(model: LanguageModel, vocabulary: int) -> LanguageModel:
    """The same network with ids after its own, which no text was ever trained to say.

    They begin as the mean of all others, and as unlikely as the least likely one.
    """
    larger = LanguageModel(replace(model.config, vocabulary=vocabulary))
    weights = dict(model.state_dict())
    new = vocabulary - model.config.vocabulary
    for name in ("embedding.weight", "output.weight"):
        if name in weights:
            mean = weights[name].mean(0, keepdim=True)
            weights[name] = torch.cat([weights[name], mean.expand(new, -1)])
    weights["bias"] = torch.cat([weights["bias"], weights["bias"].min().expand(new)])
    larger.load_state_dict(weights)
    return larger


def _copy_gates(new: Tensor, old: Tensor, before: int, after: int) -> None:
    """Copies each gate's block; an old unit gets no weight from what the old layer lacked.

    new : Tensor, shape = (gates * after,) or (gates * after, columns)
    old : Tensor, shape = (gates * before,) or (gates * before, columns)
    """
    for mine, theirs in zip(torch.split(new, after), torch.split(old, before), strict=True):
        block = mine[:before]
        if block.dim() > 1:
            block.zero_()
            block = block[:, : theirs.shape[1]]
        block.copy_(theirs)
