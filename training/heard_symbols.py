"""What the hearing network makes of its training clips, word by word.

The network that spells (`assistant.models.speller`) reads the outputs of the one that hears. It
must learn from outputs as wrong as those of voices never heard before: the clips of training are
known too well. So each is spoilt before it is heard.

Outputs are kept as bytes: log-probabilities from -`FLOOR` to 0 in 255 steps, one array for all
clips, with the frame at which each word ends.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from assistant.checkpoint import LoadedModel, load_model
from assistant.errors import BadModel
from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.models.ctc import CTC, output_lengths
from assistant.models.speller import FLOOR
from assistant.speech.align import align_symbols
from training import augment
from training.batches import bucketed, pad
from training.data import speech as corpora
from training.features import cached_features
from training.phonemes import Lexicon, missing_words, pronounce, read_aloud

SPOILING = augment.Spoiling(
    speed=0.06, warp=0.06, noise=0.25, room=0.15, band=0.1, silence=0.03, masks=1
)
"""Of unspoilt clips a fifth of the letters are wrong, of dev clips a quarter, of these as many."""
READER = Path("assets/models/pronunciation")
BUDGET = 12_000
"""Feature frames of a batch."""
LONGEST_NOISE = 1500
"""Feature frames."""

Bytes = npt.NDArray[np.uint8]
Lists = tuple[Symbols, Symbols]


@dataclass(frozen=True, eq=False)
class HeardClips:
    """Outputs of all clips end to end."""

    outputs: Bytes
    """shape = (frames, characters + phonemes)"""
    starts: npt.NDArray[np.int64]
    """Where each clip begins, and the end; shape = (clips + 1,)"""
    texts: tuple[str, ...]
    """Of each clip; empty for noise."""
    cuts: tuple[tuple[int, ...], ...]
    """Of each clip, the frame after each of its words and the boundary behind it, counted from
    the clip's start; empty where the words could not be placed."""

    def __len__(self) -> int:
        return len(self.texts)

    def clip(self, index: int) -> Bytes:
        return self.outputs[self.starts[index] : self.starts[index + 1]]


def to_bytes(log_probabilities: Tensor) -> Bytes:
    scaled = (log_probabilities.clamp(min=-FLOOR) / FLOOR + 1) * 255
    found: Bytes = scaled.round().to(torch.uint8).numpy()
    return found


def to_log_probabilities(values: Bytes) -> Tensor:
    return (torch.from_numpy(values.astype(np.float32)) / 255 - 1) * FLOOR


def symbols_of(loaded: LoadedModel) -> Lists:
    """The characters and the phonemes that a network names.

    Raises:
        BadModel: it is no network that hears.
    """
    found = [loaded.tokenizers.get(name) for name in ("characters", "phonemes")]
    if not isinstance(loaded.model, CTC) or not all(isinstance(one, Symbols) for one in found):
        raise BadModel(f"{loaded.folder} holds no network that hears.")
    characters, phonemes = found
    return characters, phonemes  # type: ignore[return-value]


def heard_clips(folder: Path, cache: Path, times: int = 1, limit: int = 0) -> HeardClips:
    """Every training clip and noise, spoilt in so many ways, as a network hears it.

    folder : of the hearing network
    cache : where the outputs are kept
    limit : of the clips; 0 for all

    Raises:
        BadModel: the folder holds no network that hears.
    """
    key = json.dumps([str(folder), (folder / "model.safetensors").stat().st_mtime, times, limit,
                      asdict(SPOILING)])  # fmt: skip
    path = cache / f"heard-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    if not path.with_suffix(".json").exists():
        _write(_hear(folder, cache, times, limit), path)
    names = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return HeardClips(
        np.load(path.with_suffix(".npy"), mmap_mode="r"),
        np.array(names["starts"]),
        tuple(names["texts"]),
        tuple(map(tuple, names["cuts"])),
    )


def _write(heard: HeardClips, path: Path) -> None:
    cache_part = path.with_suffix(".partial")
    with cache_part.open("wb") as file:
        np.save(file, heard.outputs)
    os.replace(cache_part, path.with_suffix(".npy"))
    row = {"starts": heard.starts.tolist(), "texts": heard.texts, "cuts": heard.cuts}
    cache_part.write_text(json.dumps(row), encoding="utf-8")
    # The list comes last: its presence says that the outputs are whole.
    os.replace(cache_part, path.with_suffix(".json"))


def _hear(folder: Path, cache: Path, times: int, limit: int) -> HeardClips:
    loaded = load_model(folder)
    model, lists = loaded.model, symbols_of(loaded)
    clips = corpora.read_corpora("train")
    clips = clips[:: max(1, len(clips) // limit)] if limit else clips
    lexicon: Lexicon = corpora.read_lexicon()
    lexicon |= read_aloud(missing_words((clip.text for clip in clips), lexicon), READER)
    speech = cached_features(clips, cache)
    noise = cached_features(corpora.read_noise("train"), cache)
    texts = [clip.text for clip in clips] + ([""] * len(noise) if not limit else [])
    lengths = [*speech.lengths().tolist(), *noise.lengths().clip(max=LONGEST_NOISE).tolist()]
    outputs: list[Bytes] = [np.empty((0, 0), np.uint8)] * (times * len(texts))
    cuts: list[tuple[int, ...]] = [()] * len(outputs)
    for turn in range(times):
        for rows in bucketed(lengths[: len(texts)], BUDGET, seed=turn, shuffle=False):
            views = [_spoilt(speech, noise, row, turn) for row in rows]
            heard = _outputs(model, views)
            for row, (characters, phonemes) in zip(rows, heard, strict=True):
                place = turn * len(texts) + row
                outputs[place] = to_bytes(torch.cat([characters, phonemes], dim=1))
                cuts[place] = word_ends(characters, phonemes, texts[row], lexicon, lists)
        print(f"heard {len(texts)} clips, turn {turn + 1} of {times}", flush=True)
    starts = np.cumsum([0, *map(len, outputs)])
    return HeardClips(np.concatenate(outputs), starts, tuple(texts) * times, tuple(cuts))


def _spoilt(speech: augment.Clips, noise: augment.Clips, row: int, turn: int) -> Tensor:
    generator = torch.Generator().manual_seed(turn * 1_000_003 + row)
    clip = speech[row] if row < len(speech) else noise[row - len(speech)][:LONGEST_NOISE]
    spoilt = augment.spoil(clip, SPOILING, noise, generator)
    return augment.mask(spoilt, SPOILING.masks, generator)


def _outputs(model: nn.Module, clips: Sequence[Tensor]) -> list[tuple[Tensor, Tensor]]:
    """Log-probabilities of characters and of phonemes, of each clip."""
    features, lengths = pad(clips)
    with torch.inference_mode():
        output = model(features, lengths)
    frames = output_lengths(lengths).tolist()
    return [
        (output.characters[row, :count], output.phonemes[row, :count])
        for row, count in enumerate(frames)
    ]


def word_ends(
    characters: Tensor, phonemes: Tensor, text: str, lexicon: Lexicon, lists: Lists
) -> tuple[int, ...]:
    """The frame after each word and its boundary; none if a word is not known or they do not fit.

    Both heads name boundaries, a frame or so apart: a word ends with the later one, unless the
    next word has begun by then.

    characters, phonemes : Tensors of log-probabilities, shape = (frames, symbols)
    lists : the symbols of both
    """
    phones = pronounce(text, lexicon)
    if not phones:
        return ()
    heads = []
    rows = ((characters, text.replace(" ", BOUNDARY)), (phonemes, phones))
    for symbols, (scores, said) in zip(lists, rows, strict=True):
        spans = align_symbols(scores, symbols.encode(list(said)))
        if not spans:
            return ()
        places = [place for place, symbol in enumerate(said) if symbol == BOUNDARY]
        heads.append([(spans[place].end, spans[place + 1].start) for place in places])
    ends = [
        min(max(end for end, _ in both), *(begin for _, begin in both))
        for both in zip(*heads, strict=True)
    ]
    return (*ends, len(phonemes))
