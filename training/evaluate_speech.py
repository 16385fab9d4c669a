"""Score a recogniser per corpus: as a user gets it, from sound to words."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.checkpoint import LoadedModel
from assistant.errors import BadData
from assistant.messages import Audio
from assistant.speech.recognise import Recogniser
from training.data.speech import Clip, read_audio, read_corpora, read_manifest
from training.metrics import Edits, edits


@dataclass(frozen=True)
class Tally:
    """Of one corpus, decoded in one way."""

    clips: int = 0
    audio_seconds: float = 0.0
    seconds: float = 0.0
    words: Edits = field(default_factory=Edits)
    characters: Edits = field(default_factory=Edits)

    def add(self, reference: str, heard: str, audio_seconds: float, seconds: float) -> Tally:
        return Tally(
            self.clips + 1,
            self.audio_seconds + audio_seconds,
            self.seconds + seconds,
            self.words + edits(reference.split(), heard.split()),
            self.characters + edits(reference, heard),
        )

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "clips": self.clips,
            "words": self.words.length,
            "substitutions": self.words.substitutions,
            "deletions": self.words.deletions,
            "insertions": self.words.insertions,
            "audio_seconds": round(self.audio_seconds, 1),
            "wer": round(self.words.rate, 4),
            "cer": round(self.characters.rate, 4),
            "rtf": round(self.seconds / max(self.audio_seconds, 1e-9), 4),
        }


def clips_to_score(split: str, data: Path | None) -> list[Clip]:
    """The bundled corpora's clips of a split, or those of a manifest or a folder of them."""
    if data is None:
        return read_corpora(split)
    manifests = sorted(data.glob("*.tsv")) if data.is_dir() else [data]
    if not manifests:
        raise BadData(f"{data} holds no manifest (*.tsv).")
    return [clip for manifest in manifests for clip in read_manifest(manifest, split)]


def sample(clips: Sequence[Clip], limit: int | None) -> list[Clip]:
    """At most `limit` clips a corpus, always the same ones."""
    by_corpus: dict[str, list[Clip]] = {}
    for clip in clips:
        by_corpus.setdefault(clip.corpus, []).append(clip)
    if limit:
        for corpus, members in by_corpus.items():
            by_corpus[corpus] = random.Random(1).sample(members, min(limit, len(members)))
    return [clip for members in by_corpus.values() for clip in members]


def evaluate_folder(
    loaded: LoadedModel, split: str, data: Path | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Greedy and with the language model, per corpus and in all; of a network with a transducer
    also what CTC alone spells, frame by frame.

    Raises:
        BadData: nothing to score, or a damaged clip.
    """
    clips = sample(clips_to_score(split, data), limit)
    if not clips:
        raise BadData(f"There are no {split} clips to score.")
    recogniser = Recogniser(loaded)
    ways = {"greedy": (recogniser, False), "language_model": (recogniser, True)}
    if loaded.model.transducer is not None:
        ways["greedy_ctc"] = (Recogniser(loaded, transducer=False), False)
    tallies: dict[str, dict[str, Tally]] = {way: {} for way in ways}
    for clip, samples in read_audio(clips):
        audio = Audio(samples)
        for way, (hears, uses_language_model) in ways.items():
            start = time.perf_counter()
            heard = hears.transcribe(audio, language_model=uses_language_model).text
            spent = time.perf_counter() - start
            corpora = tallies[way]
            corpora[clip.corpus] = corpora.get(clip.corpus, Tally()).add(
                clip.text, heard, audio.seconds, spent
            )
    return {
        "model": str(loaded.folder),
        "split": split,
        "limit_per_corpus": limit,
        "clips": len(clips),
        **{
            way: {
                **{name: tally.to_json() for name, tally in corpora.items()},
                "all": sum(corpora.values(), Tally()).to_json(),
            }
            for way, corpora in tallies.items()
        },
    }


__all__ = ["Tally", "clips_to_score", "evaluate_folder", "sample"]
