"""Turn the best network of a run into a bundled model: stored small, scored, with a card.

    python -m training.publish runs/NAME/best assets/models/NAME [--storage int8|fp16]

Scores the stored network, rounding included, on dev and test; writes `metrics.json` (scores,
splits, seed, commit, and the commands that regenerate it) and the model card.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from assistant.checkpoint import LoadedModel, load_model, save_model
from assistant.errors import AssistantError, BadInput
from training.cards import card
from training.evaluate import SCORERS, positive

HEADLINES: dict[str, dict[str, tuple[str, ...]]] = {
    "ctc": {
        "LibriSpeech dev, greedy CER": ("dev", "greedy", "librispeech", "cer"),
        "LibriSpeech dev, WER": ("dev", "language_model", "librispeech", "wer"),
        "LibriSpeech test, greedy CER": ("test", "greedy", "librispeech", "cer"),
        "LibriSpeech test, greedy CER of CTC alone": ("test", "greedy_ctc", "librispeech", "cer"),
        "LibriSpeech test, WER": ("test", "language_model", "librispeech", "wer"),
        "Common Voice test, WER": ("test", "language_model", "commonvoice", "wer"),
        "all test clips, WER": ("test", "language_model", "all", "wer"),
    },
    "activity": {
        "test, area under the curve": ("test", "network", "auc"),
        "test, frames wrong": ("test", "network", "error"),
        "test, frames wrong, spectral gate": ("test", "spectral_gate", "error"),
    },
    "seq2seq": {
        "DailyDialog dev, word perplexity": ("dev", "corpora", "dailydialog", "perplexity"),
        "DailyDialog test, word perplexity": ("test", "corpora", "dailydialog", "perplexity"),
        "DailyDialog test, Kneser-Ney 5-gram": ("test", "corpora", "dailydialog", "kn5"),
    },
    "encoder": {
        "DailyDialog dev, hits@1 of 20": ("dev", "dailydialog", "hits_at_1"),
        "DailyDialog test, hits@1 of 20": ("test", "dailydialog", "hits_at_1"),
        "DailyDialog test, BM25": ("test", "dailydialog", "bm25_hits_at_1"),
        "PersonaChat test, hits@1 of 20": ("test", "personachat_valid", "hits_at_1"),
        "PersonaChat test, BM25": ("test", "personachat_valid", "bm25_hits_at_1"),
    },
    "understanding": {
        "dev, commands all right": ("dev", "all_right"),
        "test, commands all right": ("test", "all_right"),
        "test, slot F1": ("test", "slot_f1"),
        "test, false accepts": ("test", "false_accepts"),
        "test, all right with a word misheard": ("test", "one_word_misheard", "all_right"),
        "test, intent by BM25": ("test", "baselines", "bm25_intent_accuracy"),
    },
    "knowledge": {
        "dev, wanted knowledge found": ("dev", "network", "found"),
        "test, wanted knowledge found": ("test", "network", "found"),
        "test, talk taken for it": ("test", "network", "talk_taken_for_it"),
        "test, found by the persona's cues": ("test", "cues", "found"),
        "test, talk taken for it by the cues": ("test", "cues", "talk_taken_for_it"),
    },
    "language_model": {
        "dev, bits per character": ("dev", "all", "bits_per_character"),
        "test, bits per character": ("test", "all", "bits_per_character"),
        "test, Kneser-Ney 5-gram": ("test", "all", "kn5_bits_per_character"),
        "test, word perplexity": ("test", "all", "perplexity"),
    },
    "pronunciation": {
        "dev, words wrong": ("dev", "greedy", "word_error_rate"),
        "test, words wrong": ("test", "greedy", "word_error_rate"),
        "test, phonemes wrong": ("test", "greedy", "phoneme_error_rate"),
        "test, words without a right reading": ("test", "beam", "no_reading_right"),
        "test, words wrong by a letter rule": ("test", "letter_rule", "word_error_rate"),
    },
}
"""Kind -> what `python -m assistant models` shows -> where it stands in metrics.json."""


def commit() -> str:
    """The state of the code that these scores belong to; empty outside a repository."""
    result = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return result.stdout.strip()


def look_up(metrics: dict[str, Any], path: tuple[str, ...]) -> float | None:
    value: Any = metrics
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return float(value)


def publish(source: Path, target: Path, storage: str, limit: int | None = None) -> dict[str, Any]:
    """Store, score and describe; returns the metrics.

    Raises:
        BadModel: the source is no whole model folder.
        BadData: the data to score on is missing.
    """
    trained = load_model(source)
    store(trained, source, target, storage)
    loaded = load_model(target)
    scorer = importlib.import_module(SCORERS[loaded.kind])
    metrics: dict[str, Any] = {"scores": {}}
    for split in ("dev", "test"):
        metrics[split] = scorer.evaluate_folder(loaded, split, None, limit)
    metrics["scores"] = {
        name: value
        for name, path in HEADLINES[loaded.kind].items()
        if (value := look_up(metrics, path)) is not None
    }
    metrics["commands"] = [
        f"python -m training.evaluate {target.as_posix()} --split {split}"
        + (f" --limit {limit}" if limit else "")
        for split in ("dev", "test")
    ]
    # A folder that was published before has its training one level down.
    metrics["training"] = {"commit": commit(), **trained.metrics.get("training", trained.metrics)}
    rewrite(loaded, target, storage, metrics)
    return metrics


def store(trained: LoadedModel, source: Path, target: Path, storage: str) -> None:
    """Write the network and copy what lies beside it (lexicon, n-grams, notices)."""
    rewrite(trained, target, storage, trained.metrics)
    ours = {"model.safetensors", "config.json", "tokenizer.json", "metrics.json", "README.md"}
    for file in source.iterdir():
        if file.name not in ours and file.resolve().parent != target.resolve():
            shutil.copy2(file, target / file.name)


def rewrite(loaded: LoadedModel, target: Path, storage: str, metrics: dict[str, Any]) -> None:
    save_model(
        target,
        loaded.model,
        loaded.kind,
        loaded.config,
        loaded.tokenizers,
        features=loaded.features,
        metrics=metrics,
        card=card(loaded, storage, metrics),
        storage=storage,  # type: ignore[arg-type]
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.publish",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--storage", choices=("int8", "fp16"), default="int8")
    parser.add_argument("--limit", type=positive, help="score at most so many a set")
    parsed = parser.parse_args(arguments)
    try:
        metrics = publish(parsed.source, parsed.target, parsed.storage, parsed.limit)
    except AssistantError as error:
        print(f"publish: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    for name, value in metrics["scores"].items():
        print(f"{value:10.4f}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
