"""The letters of each frame, corrected by the network that spells."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from assistant.checkpoint import LoadedModel, load_model
from assistant.errors import BadModel
from assistant.language.tokenizer import Symbols
from assistant.models.speller import Speller

FOLDER = "speller"
"""Of the model, beside the recogniser's."""


class LetterCorrector:
    """The network that spells, ready to use. May be used from several threads."""

    def __init__(self, loaded: LoadedModel, characters: Symbols, phonemes: Symbols) -> None:
        """
        characters, phonemes : what the hearing network names

        Raises:
            BadModel: it is no such network, or it reads other symbols.
        """
        if not isinstance(loaded.model, Speller):
            raise BadModel(f"{loaded.folder} holds a {loaded.kind} model, not one that spells.")
        for name, symbols in (("characters", characters), ("phonemes", phonemes)):
            own = loaded.tokenizers.get(name)
            if not isinstance(own, Symbols) or own.symbols != symbols.symbols:
                raise BadModel(
                    f"{loaded.folder} reads other {name} than the hearing network names. "
                    "Train it anew on that network: python -m training.train speller."
                )
        self._model = loaded.model

    @classmethod
    def beside(cls, folder: Path, characters: Symbols, phonemes: Symbols) -> LetterCorrector | None:
        """The one that lies beside a recogniser's model folder, None if there is none.

        Raises:
            BadModel: it is damaged, or reads other symbols.
        """
        own = folder.parent / FOLDER
        return cls(load_model(own), characters, phonemes) if own.is_dir() else None

    def __call__(self, characters: Tensor, phonemes: Tensor) -> Tensor:
        """
        characters, phonemes : log-probabilities, shape = (frames, symbols)
        returns : log-probabilities, shape = (frames, characters)
        """
        with torch.inference_mode():
            lengths = torch.tensor([len(characters)])
            spelt: Tensor = self._model(characters[None], phonemes[None], lengths)[0]
        return spelt
