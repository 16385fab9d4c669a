"""Log-mel features of many clips, computed once and kept on disk.

Decoding the clips and computing their features takes minutes, and every epoch needs them
again. So they are written once to one flat file of float16 (0.2 GB for each 3.5 hours), which
training maps into memory and reads clip by clip.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from assistant.speech.features import FEATURES, log_mel
from training.data.speech import Clip, read_audio

PORTION = 500
"""Files whose features one process computes at a time."""


@dataclass(frozen=True)
class FeatureCache:
    """Features of a list of clips, in its order."""

    frames: npt.NDArray[np.float16]
    """Of all clips end to end, shape = (total, mels)."""
    starts: npt.NDArray[np.int64]
    """Where each clip begins; one more entry for the end. shape = (clips + 1,)"""

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, index: int) -> torch.Tensor:
        """shape = (frames, mels), float32"""
        clip = self.frames[self.starts[index] : self.starts[index + 1]]
        return torch.from_numpy(clip.astype(np.float32))

    def lengths(self) -> npt.NDArray[np.int64]:
        """Frames of each clip, shape = (clips,)"""
        return np.diff(self.starts)


class JoinedFeatures:
    """Several caches as one, each of which stays as it is on disk."""

    def __init__(self, caches: Sequence[FeatureCache]) -> None:
        self._caches = list(caches)
        self._ends = np.cumsum([len(cache) for cache in caches])

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0

    def __getitem__(self, index: int) -> torch.Tensor:
        """shape = (frames, mels), float32"""
        if not 0 <= index < len(self):
            raise IndexError(index)
        place = int(np.searchsorted(self._ends, index, side="right"))
        return self._caches[place][index - int(self._ends[place]) + len(self._caches[place])]

    def lengths(self) -> npt.NDArray[np.int64]:
        """Frames of each clip, shape = (clips,)"""
        return np.concatenate([cache.lengths() for cache in self._caches])


def _features_of_shard(clips: list[Clip]) -> list[tuple[tuple[str, str], npt.NDArray[np.float16]]]:
    torch.set_num_threads(1)
    return [
        (_key(clip), log_mel(torch.from_numpy(samples)).numpy().astype(np.float16))
        for clip, samples in read_audio(clips)
    ]


def _key(clip: Clip) -> tuple[str, str]:
    return clip.corpus, clip.path


def cached_features(clips: Sequence[Clip], folder: Path, workers: int = 2) -> FeatureCache:
    """Read the features of the clips from the cache, or make them.

    Raises:
        BadData: a clip is missing or damaged.
    """
    names = json.dumps([FEATURES.to_json(), [_key(clip) for clip in clips]])
    stem = folder / f"features-{hashlib.sha256(names.encode()).hexdigest()[:16]}"
    data, index = stem.with_suffix(".bin"), stem.with_suffix(".npy")
    if not index.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write(clips, data, index, workers)
    starts = np.load(index)
    frames = np.memmap(data, np.float16, "r", shape=(int(starts[-1]), FEATURES.mels))
    return FeatureCache(frames, starts)


def _write(clips: Sequence[Clip], data: Path, index: Path, workers: int) -> None:
    # A shard is read once, from beginning to end; clips that are files of their own go in portions.
    by_shard: dict[tuple[Path | None, int], list[Clip]] = {}
    for number, clip in enumerate(clips):
        portion = 0 if clip.shard else number // PORTION
        by_shard.setdefault((clip.shard, portion), []).append(clip)
    made: dict[tuple[str, str], npt.NDArray[np.float16]] = {}
    with ProcessPoolExecutor(min(workers, len(by_shard))) as pool:
        for result in pool.map(_features_of_shard, by_shard.values()):
            made.update(result)
    ordered = [made[_key(clip)] for clip in clips]
    starts = np.cumsum([0] + [len(frames) for frames in ordered])
    partial = data.with_suffix(".partial")
    with partial.open("wb") as file:
        for frames in ordered:
            frames.tofile(file)
    os.replace(partial, data)
    # The index comes last: its presence says that the data is whole.
    with partial.open("wb") as file:
        np.save(file, starts)
    os.replace(partial, index)
