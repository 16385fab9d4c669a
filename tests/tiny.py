"""Seeded toy networks and signals that cost nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional as F

from assistant.checkpoint import LoadedModel
from assistant.language.tokenizer import START_ID, Subwords
from assistant.language.write import Writer
from assistant.messages import SAMPLE_RATE
from assistant.models.ctc import CTC, CTCConfig
from assistant.models.encoder import Encoder, EncoderConfig
from assistant.models.language_model import LanguageModel, LanguageModelConfig
from assistant.models.seq2seq import Seq2Seq, Seq2SeqConfig


def ctc(**changes: int) -> CTC:
    """A network that hears nothing of use, in evaluation mode."""
    torch.manual_seed(0)
    config = CTCConfig(**{"channels": 2, "hidden": 8, "layers": 2, "dropout": 0.0, **changes})
    return CTC(config).eval()


def tone(seconds: float = 1.0, hertz: float = 440.0, level: float = 0.3) -> npt.NDArray[np.float32]:
    """A sine, shape = (time,)."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def subwords() -> Subwords:
    """A small vocabulary, learnt from sentences of our own, with one style."""
    return Subwords.train(SENTENCES, 330, styles=["<letter>"])


def seq2seq(**changes: object) -> Seq2Seq:
    """A network that answers nonsense, in evaluation mode."""
    torch.manual_seed(0)
    sizes = {"vocabulary": 40, "embedding": 8, "hidden": 12, "dropout": 0.0, **changes}
    return Seq2Seq(Seq2SeqConfig(**sizes)).eval()  # type: ignore[arg-type]


def language_model(**changes: object) -> LanguageModel:
    """A network that writes nonsense, in evaluation mode."""
    torch.manual_seed(0)
    sizes = {"vocabulary": 40, "embedding": 8, "hidden": 12, "dropout": 0.0, **changes}
    return LanguageModel(LanguageModelConfig(**sizes)).eval()  # type: ignore[arg-type]


def encoder(**changes: object) -> Encoder:
    """A network that finds nothing fitting in particular, in evaluation mode."""
    torch.manual_seed(0)
    sizes = {"vocabulary": 40, "embedding": 8, "hidden": 6, "size": 5, "dropout": 0.0, **changes}
    return Encoder(EncoderConfig(**sizes)).eval()  # type: ignore[arg-type]


def loaded(kind: str, model: nn.Module, tokenizer: Subwords) -> LoadedModel:
    """A model folder's content without the folder."""
    return LoadedModel(kind, model, None, {"text": tokenizer}, {}, {}, Path("toy"))


SENTENCES = [
    "hello, how are you today?",
    "i am fine, thank you. and you?",
    "what shall we cook this evening?",
    "let's make soup. i like it with carrots.",
    "the kettle is singing again.",
    "don't forget to feed the kitten!",
] * 3
"""Our own, repeated so that pairs of letters are frequent enough to be learnt."""


def taught_writer(line: str, words: Subwords) -> Writer:
    """A network that knows one line by heart."""
    network = language_model(vocabulary=len(words), embedding=16, hidden=24)
    ids = torch.tensor([[START_ID, *words.encode(line)]])
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(120):
        logits, _ = network(ids[:, :-1])
        optimiser.zero_grad()
        torch.autograd.backward(F.cross_entropy(logits[0], ids[0, 1:]))
        optimiser.step()
    return Writer(loaded("language_model", network, words))
