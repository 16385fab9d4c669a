"""Teach the recogniser one voice: before, training, after, and a model folder to keep.

    python -m training.train speech --finetune FOLDER [--from MODEL_FOLDER] [--name NAME]

The new model is `runs/NAME/best`, whole, with the old one's lexicon and language model. If it
hears the held-out recordings no better than the old one, it is put aside as `runs/NAME/worse`.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from assistant.checkpoint import load_model
from assistant.speech import activity, find
from assistant.speech.recognise import Recogniser
from training.batches import pad
from training.data.recordings import Recording, describe
from training.evaluate_speech import Tally
from training.loop import Training
from training.recipes.voice import VoiceRecipe

WAYS = {"greedy": False, "with lexicon": True}
OWN_FILES = ("model.safetensors", "config.json", "tokenizer.json", "metrics.json", "README.md")
"""What a network's export writes; everything else in a model folder goes along with it."""
COMPANIONS = (activity.FOLDER, find.PRONUNCIATION)
"""Model folders beside the recogniser's that it looks for."""


@dataclass(frozen=True)
class Score:
    """How well a model hears the held-out recordings, by way of decoding."""

    tallies: dict[str, Tally]

    def errors(self) -> tuple[int, int]:
        """Wrong words and letters, as the app would show them."""
        tally = self.tallies["with lexicon"]
        return tally.words.errors, tally.characters.errors


def finetune(training: Training) -> Path:
    """Say what will be done, do it, and say what it brought.

    returns : the new model's folder, or the old one's if that hears better

    Raises:
        BadModel: the model to start from is incomplete.
    """
    recipe, start = training.recipe, Path(training.recipe.settings.start)
    assert isinstance(recipe, VoiceRecipe)
    print(plan(recipe, start), flush=True)
    before = score(start, recipe.held)
    print(f"This takes about {estimate(training, recipe)}.", flush=True)
    training.run()
    best = training.folder / "best"
    complete(best, start)
    after = score(best, recipe.held)
    print(comparison(before, after), flush=True)
    write_scores(best, start, before, after)
    if after.errors() < before.errors():
        print(f"Use it:\n    python app.py --speech {best}")
        return best
    worse = training.folder / "worse"
    shutil.rmtree(worse, ignore_errors=True)
    os.replace(best, worse)
    print(
        f"That is no better on what was held out: keep {start}. The new model lies in {worse}. "
        "More recordings help most."
    )
    return start


def plan(recipe: VoiceRecipe, start: Path) -> str:
    """What was found, and what will be done with it."""
    used, settings = recipe.recordings.used, recipe.settings
    layers = {"last": "the last recurrent layer and the output layers", "all": "all layers"}
    lines = [
        describe(recipe.recordings),
        f"{len(used)} recordings, {recipe.recordings.seconds / 60:.1f} minutes, "
        f"{sum(len(recording.text.split()) for recording in used)} words.",
        f"{len(recipe.learned)} to learn from, {settings.epochs} times over; {len(recipe.held)} "
        "held out to see what it brings.",
        f"{start} goes on learning, {layers[settings.moving]}.",
    ]
    return "\n".join(line for line in lines if line)


def estimate(training: Training, recipe: VoiceRecipe) -> str:
    """From the time that one clip takes: learning takes some three times as long as hearing."""
    features, lengths = pad([recipe.features[0]])
    device = training.accelerator.device
    started = time.perf_counter()
    with torch.inference_mode():
        training.network(features.to(device), lengths.to(device))
    spent = (time.perf_counter() - started) / len(recipe.features[0])
    minutes = 3 * spent * recipe.settings.epochs * int(recipe.features.lengths().sum()) / 60
    return f"{minutes:.0f} minutes" if minutes >= 1.5 else "a minute"


def score(folder: Path, recordings: Sequence[Recording]) -> Score:
    """Hear the recordings as the app would, spelt out and with lexicon and language model."""
    recogniser = Recogniser(load_model(folder))
    tallies = dict.fromkeys(WAYS, Tally())
    for recording in recordings:
        for way, language_model in WAYS.items():
            heard = recogniser.transcribe(recording.audio, language_model=language_model)
            tallies[way] = tallies[way].add(
                recording.text, heard.text, recording.audio.seconds, heard.seconds
            )
    return Score(tallies)


def complete(folder: Path, start: Path) -> None:
    """Put with a network what hearing needs: lexicon, n-grams, weights, and its companions."""
    for file in start.iterdir():
        if file.is_file() and file.name not in OWN_FILES:
            shutil.copy2(file, folder / file.name)
    for name in COMPANIONS:
        if (start.parent / name).is_dir():
            shutil.copytree(start.parent / name, folder.parent / name, dirs_exist_ok=True)


def comparison(before: Score, after: Score) -> str:
    """A small table of error rates on the held-out recordings, in percent."""
    tally = before.tallies["greedy"]
    lines = [
        f"Held out: {tally.clips} recordings, {tally.words.length} words. Wrong, in percent:",
        f"{'':18}{'before':>8}{'after':>8}",
    ]
    for way in WAYS:
        old, new = before.tallies[way], after.tallies[way]
        rows = {"words": (old.words, new.words), "letters": (old.characters, new.characters)}
        lines += [
            f"{way + ', ' + name:<22}{100 * a.rate:>6.1f}{100 * b.rate:>8.1f}"
            for name, (a, b) in rows.items()
        ]
    return "\n".join(lines)


def write_scores(folder: Path, start: Path, before: Score, after: Score) -> None:
    """Note in the model folder what it came from and what it brought."""
    path = folder / "metrics.json"
    metrics = json.loads(path.read_text(encoding="utf-8"))
    scores = {"before": before, "after": after}
    metrics["start"] = str(start)
    metrics["split"] = "held-out recordings"
    metrics["scores"] = {
        f"WER {way}, {when}": round(found.tallies[way].words.rate, 4)
        for when, found in scores.items()
        for way in WAYS
    }
    metrics["held_out"] = {
        when: {way: tally.to_json() for way, tally in found.tallies.items()}
        for when, found in scores.items()
    }
    path.write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(
        f"# A recogniser for one voice\n\nTrained further from {start} on someone's own "
        "recordings, whose speech its weights hold: do not pass it on without asking them. Scores "
        "on held-out recordings are in `metrics.json`.\n",
        encoding="utf-8",
    )
