"""Speech corpora: one manifest each, audio in tar shards.

A manifest `CORPUS.tsv` has the columns `path duration_s speaker split subset shard text`;
`shard` names a tar file beside it that holds `path`. Where the `shard` column is absent or
empty, `path` is a file relative to the manifest. Text is lower-case a-z, space, apostrophe.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import BadData
from assistant.messages import SAMPLE_RATE
from training.data.source import data_folder

CORPORA = (
    "commonvoice librispeech speechocean762 cmu_arctic kathleen vctk wakewords an4 "
    "speechcommands fsdd librispeech_testclean"
).split()

TEXT = re.compile(r"[a-z']+( [a-z']+)*")


@dataclass(frozen=True)
class Clip:
    """One recording and what was said in it."""

    corpus: str
    path: str
    """Inside its shard, or relative to the manifest."""
    shard: Path | None
    """The tar file that holds it."""
    folder: Path
    seconds: float
    speaker: str
    split: str
    text: str


def read_manifest(manifest: Path, split: str | None = None) -> list[Clip]:
    """The clips of one manifest, in its order.

    Raises:
        BadData: the manifest is missing, lacks a column, or holds text outside a-z, ', space.
    """
    try:
        rows = list(csv.DictReader(manifest.open(encoding="utf-8"), delimiter="\t"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadData(f"Can't read the speech manifest {manifest}: {error}.") from error
    clips = []
    for number, row in enumerate(rows, start=2):
        try:
            if split is not None and row.get("split") not in (split, None, ""):
                continue
            shard, text = row.get("shard"), row["text"]
            if not TEXT.fullmatch(text):
                raise BadData(
                    f"{manifest}, line {number}: the text {text[:60]!r} should hold only "
                    "lower-case a-z, apostrophes and single spaces."
                )
            clips.append(
                Clip(
                    corpus=manifest.stem,
                    path=row["path"],
                    shard=manifest.parent / shard if shard else None,
                    folder=manifest.parent,
                    seconds=float(row["duration_s"]),
                    speaker=row.get("speaker") or "unknown",
                    split=row.get("split") or "",
                    text=text,
                )
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadData(
                f"{manifest}, line {number}: expected the tab-separated columns "
                f"path, duration_s and text ({error!r})."
            ) from error
    if not clips and split is None:
        raise BadData(f"The speech manifest {manifest} lists no clips.")
    return clips


def read_corpora(split: str, corpora: Iterable[str] = CORPORA) -> list[Clip]:
    """All clips of one split of the bundled corpora, in a fixed order."""
    folder = data_folder("speech")
    return [clip for name in corpora for clip in read_manifest(folder / f"{name}.tsv", split)]


def decode(data: bytes, name: str) -> npt.NDArray[np.float32]:
    """Sound file -> samples, shape (time,), at `SAMPLE_RATE`.

    Raises:
        BadData: the bytes are no sound, or at another rate.
    """
    import soundfile  # not at module level: training on cached features runs without it

    try:
        samples, rate = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    except soundfile.SoundFileError as error:
        raise BadData(f"The clip {name} is damaged: {error}.") from error
    mono: npt.NDArray[np.float32] = samples.mean(1)
    if rate != SAMPLE_RATE:
        import librosa

        mono = librosa.resample(mono, orig_sr=rate, target_sr=SAMPLE_RATE)
    return mono


def read_audio(clips: Iterable[Clip]) -> Iterator[tuple[Clip, npt.NDArray[np.float32]]]:
    """Each clip with its samples; shards are read once, so the order is by shard.

    Raises:
        BadData: a shard or a clip is missing or damaged; the message names it.
    """
    by_shard: dict[Path | None, dict[str, Clip]] = {}
    for clip in clips:
        by_shard.setdefault(clip.shard, {})[clip.path] = clip
    for shard, wanted in by_shard.items():
        if shard is None:
            for clip in wanted.values():
                path = clip.folder / clip.path
                if not path.is_file():
                    raise BadData(f"The clip {path} is listed in its manifest but missing.")
                yield clip, decode(path.read_bytes(), str(path))
            continue
        yield from _read_shard(shard, wanted)


def _read_shard(
    shard: Path, wanted: dict[str, Clip]
) -> Iterator[tuple[Clip, npt.NDArray[np.float32]]]:
    left = dict(wanted)
    try:
        with tarfile.open(shard) as archive:
            for member in archive:
                clip = left.pop(member.name, None)
                if clip is not None and (file := archive.extractfile(member)):
                    yield clip, decode(file.read(), f"{shard.name}:{member.name}")
    except (OSError, tarfile.TarError) as error:
        raise BadData(f"Can't read the speech shard {shard}: {error}.") from error
    if left:
        raise BadData(f"The speech shard {shard} lacks {len(left)} clips, first {min(left)}.")


def read_lexicon(path: Path | None = None) -> dict[str, list[tuple[str, ...]]]:
    """Word -> its pronunciations in ARPAbet without stress, the commonest first.

    Reads the CMU pronouncing dictionary; `word(2)` marks a further pronunciation.
    """
    path = path or data_folder("text") / "lexicon" / "cmudict.dict.gz"
    lexicon: dict[str, list[tuple[str, ...]]] = {}
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                word, *phones = line.split("#")[0].split()
                word = re.sub(r"\(\d+\)$", "", word)
                pronunciation = tuple(phone.rstrip("012") for phone in phones)
                known = lexicon.setdefault(word, [])
                if pronunciation not in known:
                    known.append(pronunciation)
    except (OSError, ValueError) as error:
        raise BadData(f"Can't read the pronouncing dictionary {path}: {error}.") from error
    return lexicon


def read_noise(split: str | None = None) -> list[Clip]:
    """The noise recordings: clips without words, with what makes the noise as the speaker.

    The ones that can't be decoded are left out: an eighth of the published files end in a
    malformed Opus packet. Noise only helps, so that the rest will do; a damaged *speech* clip, by
    contrast, is an error.

    split : of `train`, `dev` and `test`, see `noise_split`; all of them if None
    """
    folder = data_folder("speech")
    with (folder / "noise.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    sound = []
    for row in rows:
        shard, seconds, part = folder / row["shard"], float(row["duration_s"]), noise_split(row)
        clip = Clip("noise", row["path"], shard, folder, seconds, row["class"], part, "")
        if split not in (None, part):
            continue
        try:
            next(read_audio([clip]))
        except BadData:
            continue
        sound.append(clip)
    return sound


def noise_split(row: dict[str, str]) -> str:
    """Three fifths of the noise are `train`, a fifth each `dev` and `test`.

    The manifest has no splits. ESC-10 cuts several clips out of one recording, which its
    attribution names: those stay together.
    """
    source = row["attribution"] if row["source"] == "ESC-10" else row["path"]
    fifth = int(hashlib.sha256(source.encode()).hexdigest(), 16) % 5
    return ("train", "train", "train", "dev", "test")[fifth]
