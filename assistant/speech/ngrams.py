"""A back-off n-gram model: arrays in memory, packed small on disk, ARPA for the decoder.

In a model folder it is `ngrams.npz.xz`: word ids as differences, probabilities in steps of
`STEP`, compressed. The beam decoder's library reads only ARPA text, so that is written
once to the user's cache, under the hash of the packed file.

`training.ngram` estimates such models; nothing here depends on how.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from assistant.errors import BadModel

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]

KEPT = 3
"""Unpacked models in the user's cache."""
STEP = 0.05
"""Powers of ten between two packed probabilities: the largest error is 6 %."""
NEVER = -99.0
"""ARPA's way to write the logarithm of zero."""


@dataclass(frozen=True, eq=False)
class Level:
    """All n-grams of one order, sorted by (prefix, word)."""

    prefix: Ints
    """Index into the level below of all words but the last, shape (n,); zeros for unigrams."""
    word: Ints
    """Id of the last word, shape (n,)."""
    log_probability: Floats
    """Log 10 of p(word | prefix), shape (n,)."""
    log_backoff: Floats
    """Log 10 of what multiplies the lower order after this n-gram, shape (n,)."""

    def __len__(self) -> int:
        return len(self.word)


@dataclass(frozen=True, eq=False)
class NGrams:
    """Words and levels: `levels[0]` holds one unigram for each word, in order."""

    words: tuple[str, ...]
    levels: tuple[Level, ...]

    @property
    def order(self) -> int:
        return len(self.levels)


def write_arpa(path: Path, ngrams: NGrams) -> None:
    """Write the usual text format; the file appears whole or not at all."""
    _write_atomically(path, lambda file: _write_lines(file, ngrams))


def _write_lines(file: IO[bytes], ngrams: NGrams) -> None:
    header = [f"ngram {n}={len(level)}\n" for n, level in enumerate(ngrams.levels, start=1)]
    file.write(("\\data\\\n" + "".join(header)).encode())
    below = [""]
    for n, level in enumerate(ngrams.levels, start=1):
        file.write(f"\n\\{n}-grams:\n".encode())
        glue = " " if n > 1 else ""
        texts = [
            below[prefix] + glue + ngrams.words[word]
            for prefix, word in zip(level.prefix.tolist(), level.word.tolist(), strict=True)
        ]
        file.write("".join(_lines(texts, level, highest=n == ngrams.order)).encode())
        below = texts
    file.write(b"\n\\end\\\n")


def _lines(texts: list[str], level: Level, highest: bool) -> Iterator[str]:
    names = _number_names(level.log_probability)
    if highest:
        for text, probability in zip(texts, names, strict=True):
            yield f"{probability}\t{text}\n"
        return
    backoffs = _number_names(level.log_backoff)
    for text, probability, backoff in zip(texts, names, backoffs, strict=True):
        yield f"{probability}\t{text}\t{backoff}\n"


def _number_names(values: Floats) -> list[str]:
    """Each number as text. Packed models hold few different ones: format each once."""
    different, inverse = np.unique(values, return_inverse=True)
    names = [f"{value:.6g}" for value in different.tolist()]
    return [names[i] for i in inverse.tolist()]


def pack(path: Path, ngrams: NGrams) -> None:
    """Write the small form; probabilities are rounded to `STEP`."""
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "words": np.frombuffer("\n".join(ngrams.words).encode(), np.uint8)
    }
    for n, level in enumerate(ngrams.levels, start=1):
        if n > 1:
            children = np.bincount(level.prefix, minlength=len(ngrams.levels[n - 2]))
            arrays[f"children_{n}"] = _bytes_of(children)
            first = np.r_[True, level.prefix[1:] != level.prefix[:-1]]
            # Words rise among the children of one prefix, so most differences are small.
            arrays[f"words_{n}"] = _bytes_of(
                np.where(first, level.word, np.diff(level.word, prepend=0))
            )
        arrays[f"probabilities_{n}"] = _to_steps(level.log_probability)
        if n < ngrams.order:
            arrays[f"backoffs_{n}"] = _to_steps(level.log_backoff)
    plain = io.BytesIO()
    np.savez(plain, allow_pickle=False, **arrays)
    # Each stream is close to independent symbols: no context bits, longest search.
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "pb": 0, "dict_size": 1 << 23}]
    data = lzma.compress(plain.getvalue(), filters=filters)
    _write_atomically(path, lambda file: file.write(data))


def unpack(path: Path) -> NGrams:
    """Read what `pack` wrote.

    Raises:
        BadModel: the file is missing, truncated or not a packed n-gram model.
    """
    try:
        with np.load(io.BytesIO(lzma.decompress(path.read_bytes())), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        words = tuple(arrays["words"].tobytes().decode().split("\n"))
        order = sum(name.startswith("probabilities_") for name in arrays)
        levels: list[Level] = []
        for n in range(1, order + 1):
            levels.append(_unpack_level(arrays, n, levels[-1] if levels else None))
            if levels[-1].word.size and levels[-1].word.max() >= len(words):
                raise ValueError("a word id is too large")
        if len(levels[0]) != len(words):
            raise ValueError("words and unigrams differ in number")
        return NGrams(words, tuple(levels))
    except (OSError, ValueError, KeyError, IndexError, lzma.LZMAError, EOFError) as error:
        raise BadModel(
            f"The n-gram model {path.name} can't be read ({error}). Fetch the model folder again."
        ) from error


def _unpack_level(arrays: dict[str, npt.NDArray[np.uint8]], n: int, below: Level | None) -> Level:
    probabilities = _from_steps(arrays[f"probabilities_{n}"])
    size = len(probabilities)
    backoffs = arrays.get(f"backoffs_{n}")
    log_backoff = np.zeros(size, np.float32) if backoffs is None else _from_steps(backoffs)
    if below is None:
        prefix, word = np.zeros(size, np.int64), np.arange(size)
    else:
        children = _from_bytes(arrays[f"children_{n}"])
        if len(children) != len(below) or children.sum() != size:
            raise ValueError(f"level {n} does not fit the one below")
        prefix = np.repeat(np.arange(len(children)), children)
        total = np.cumsum(_from_bytes(arrays[f"words_{n}"]))
        start = np.cumsum(children) - children
        # The running sum over all prefixes, less what had been summed before each prefix.
        before = np.r_[0, total][start]
        word = total - np.repeat(before, children)
    return Level(prefix, word, probabilities, log_backoff)


def _to_steps(values: Floats) -> npt.NDArray[np.uint8]:
    """Logarithms to whole steps: 0 is `NEVER`, 1.. are rising values from -9.6 up."""
    steps = np.clip(np.rint(values / STEP) + 193, 1, 255)
    return np.where(values <= NEVER, 0, steps).astype(np.uint8)


def _from_steps(steps: npt.NDArray[np.uint8]) -> Floats:
    values = (steps.astype(np.float32) - 193) * np.float32(STEP)
    return np.where(steps == 0, np.float32(NEVER), values).astype(np.float32)


def _bytes_of(values: npt.NDArray[np.integer]) -> npt.NDArray[np.uint8]:
    """Whole numbers below 2^24 as three planes of bytes: the high ones compress to nothing."""
    if values.size and (values.min() < 0 or values.max() >= 1 << 24):
        raise ValueError("a packed number must lie in [0, 2^24)")
    return np.stack([values & 255, values >> 8 & 255, values >> 16]).astype(np.uint8)


def _from_bytes(planes: npt.NDArray[np.uint8]) -> Ints:
    low, middle, high = planes.astype(np.int64)
    whole: Ints = low | middle << 8 | high << 16
    return whole


def cached_arpa(packed: Path) -> Path:
    """The ARPA file of a packed model, written to the user's cache if it is not there yet.

    Raises:
        BadModel: the packed file can't be read, or no folder can be written.
    """
    try:
        digest = hashlib.sha256(packed.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise BadModel(f"The n-gram model {packed.name} can't be read: {error}.") from error
    for folder in _cache_folders():
        if not _ours(folder):
            continue
        path = folder / f"{digest}.arpa"
        if path.is_file():
            return path
        try:
            write_arpa(path, unpack(packed))
            _forget_old(folder)
        except OSError:
            continue  # a full disk: the next folder may do
        return path
    raise BadModel("Found no folder to unpack the language model to: set XDG_CACHE_HOME.")


def _cache_folders() -> Sequence[Path]:
    home = os.environ.get("XDG_CACHE_HOME")
    chosen = Path(home) if home else Path(os.path.expanduser("~")) / ".cache"
    return chosen / "refrain", Path(tempfile.gettempdir()) / f"refrain-{os.getuid()}"


def _ours(folder: Path) -> bool:
    """Whether the folder is there, made now if need be, and nobody else can write to it: whoever
    could would feed us a model.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError:
        return False  # a read-only home: the next folder may do
    return found.st_uid == os.getuid() and not found.st_mode & 0o002


def _forget_old(folder: Path) -> None:
    """Keep the newest models only: each is some 70 MB."""
    models = sorted(folder.glob("*.arpa"), key=lambda path: path.stat().st_mtime)
    for path in models[:-KEPT]:
        path.unlink(missing_ok=True)


def _write_atomically(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        try:
            write(file)
            file.flush()
            os.chmod(file.name, 0o644)  # temporary files are made for their owner only
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
