"""Average the weights of several trainings or moments of one, and export the result.

    python -m training.average RECIPE SOURCE SOURCE... --to MODEL_FOLDER [--shares 0.3 0.7]

A source is a checkpoint, or a model folder for recipes whose trainings can `start` from one. The
last one's settings are those of the result. Points along the end of one training lie around a
better one than any of them (Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima"); so
do a network and what further training made of it (Wortsman et al. 2022, "Robust fine-tuning of
zero-shot models"). The folder gets the dev scores of the average.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from assistant.errors import AssistantError, BadData, BadInput
from training.recipe import Recipe
from training.train import RECIPES, load_recipe

State = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """What is averaged, and what is known of its training."""

    path: Path
    weights: State | None
    """None of a model folder, whose weights the recipe's network takes over."""
    settings: dict[str, Any]
    """Empty if a model folder does not tell."""
    told: str
    minutes: float | None


def average(states: Sequence[State], shares: Sequence[float] = ()) -> State:
    """Mean of the floating-point tensors; anything else is that of the last state.

    shares : how much each counts; all the same if there are none
    """
    counts = torch.tensor(shares or [1.0] * len(states), dtype=torch.double)
    counts /= counts.sum()
    mean = dict(states[-1])
    for name, value in mean.items():
        if value.is_floating_point():
            parts = torch.stack([state[name].double() for state in states])
            mean[name] = torch.tensordot(counts, parts, dims=1).to(value.dtype)
    return mean


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.average", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE")
    parser.add_argument("--to", type=Path, required=True, metavar="MODEL_FOLDER")
    parser.add_argument("--shares", nargs="+", type=float, default=[], metavar="SHARE")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where the caches are")
    parsed = parser.parse_args(arguments)
    if parsed.shares and len(parsed.shares) != len(parsed.sources):
        parser.error(f"give {len(parsed.sources)} --shares, one for each source")
    if any(share < 0 for share in parsed.shares) or (parsed.shares and not sum(parsed.shares)):
        parser.error("--shares are 0 or more, and not all 0")
    try:
        export(parsed.recipe, parsed.sources, parsed.to, parsed.runs, parsed.shares)
    except AssistantError as error:
        print(f"average: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    return 0


def export(
    name: str, sources: Sequence[Path], folder: Path, runs: Path, shares: Sequence[float] = ()
) -> None:
    """Average, score on dev, write the model folder.

    Raises:
        BadData: a source is missing, damaged, or of another network than the others.
        BadModel: a model folder is.
    """
    found = [_source(path) for path in sources]
    last = found[-1]
    if not last.settings:
        raise BadData(f"{sources[-1]} does not say how it was trained: put another source last.")
    recipe = load_recipe(name, "cpu", [], runs)
    if foreign := sorted(set(last.settings) - set(vars(recipe.settings))):
        raise BadData(
            f"{sources[-1]} was not trained by {name}, which knows no {', '.join(foreign)}: put "
            "another source last."
        )
    recipe.settings = replace(recipe.settings, **last.settings)
    recipe.prepare()
    model = recipe.build()
    try:
        states = [_weights(source, recipe) for source in found]
        model.load_state_dict(average(states, shares))
    except (KeyError, RuntimeError) as error:
        raise BadData(f"Can't average networks that differ: {error}.") from error
    with torch.inference_mode():
        evaluation = recipe.evaluate(model.eval())
    metrics = {
        "split": "dev",
        "scores": {key: round(value, 4) for key, value in evaluation.scores.items()},
        "seed": recipe.settings.seed,
        "averaged": [source.told for source in found],
        "shares": list(shares),
        "train_minutes": last.minutes,
        "precision": last.settings.get("precision"),
        "settings": last.settings,
    }
    with torch.inference_mode():
        recipe.export(model, folder, metrics)
    print("  ".join(f"{key} {value:.4f}" for key, value in evaluation.scores.items()))


def _source(path: Path) -> Source:
    """A checkpoint or a model folder."""
    try:
        if path.is_dir():
            metrics = json.loads((path / "metrics.json").read_text(encoding="utf-8"))
            # A published folder has its training one level down.
            metrics = metrics.get("training", metrics)
            return Source(
                path,
                None,
                metrics.get("settings", {}),
                f"step {metrics['step']}" if "step" in metrics else path.name,
                metrics.get("train_minutes"),
            )
        state = torch.load(path, map_location="cpu", weights_only=True)
        progress = state["progress"]
        minutes = round(progress["seconds"] / 60, 1)
        return Source(path, state["model"], state["settings"], f"step {progress['step']}", minutes)
    except Exception as error:  # torch.load raises whatever a broken file leads it to
        raise BadData(f"Can't average {path}: {error}.") from error


def _weights(source: Source, recipe: Recipe) -> State:
    """Those of a model folder as the recipe's network takes them over."""
    if source.weights is not None:
        return source.weights
    if not hasattr(recipe.settings, "start"):
        raise BadData(f"{recipe.name} averages checkpoints only, and {source.path} is a folder.")
    kept = recipe.settings
    recipe.settings = replace(kept, start=str(source.path))
    try:
        return recipe.build().state_dict()
    finally:
        recipe.settings = kept


if __name__ == "__main__":
    sys.exit(main())
