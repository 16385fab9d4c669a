"""Average the weights of several checkpoints of one run and export the result.

    python -m training.average RECIPE CHECKPOINT CHECKPOINT... --to MODEL_FOLDER

Points along the end of one training lie around a better one than any of them (Izmailov et al.
2018, "Averaging Weights Leads to Wider Optima"). The folder gets the dev scores of the average.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from assistant.errors import AssistantError, BadData
from training.train import RECIPES, load_recipe


def average(states: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean of the floating-point tensors; anything else is that of the last state."""
    mean = dict(states[-1])
    for name, value in mean.items():
        if value.is_floating_point():
            total = torch.stack([state[name].double() for state in states]).mean(0)
            mean[name] = total.to(value.dtype)
    return mean


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.average", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("checkpoints", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, required=True, metavar="MODEL_FOLDER")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where the caches are")
    parsed = parser.parse_args(arguments)
    try:
        export(parsed.recipe, parsed.checkpoints, parsed.to, parsed.runs)
    except AssistantError as error:
        print(f"average: {error}", file=sys.stderr)
        return 1
    return 0


def export(name: str, paths: list[Path], folder: Path, runs: Path) -> None:
    """Average, score on dev, write the model folder.

    Raises:
        BadData: a checkpoint is missing, damaged, or of another network than the others.
    """
    try:
        states = [torch.load(path, map_location="cpu", weights_only=True) for path in paths]
        mean = average([state["model"] for state in states])
    except Exception as error:
        raise BadData(f"Can't average these checkpoints: {error}.") from error
    recipe = load_recipe(name, "cpu", [], runs)
    known = dict(states[-1]["settings"])
    recipe.settings = replace(recipe.settings, **known)
    recipe.prepare()
    model = recipe.build()
    model.load_state_dict(mean)
    with torch.inference_mode():
        evaluation = recipe.evaluate(model.eval())
    metrics = {
        "split": "dev",
        "scores": {key: round(value, 4) for key, value in evaluation.scores.items()},
        "seed": recipe.settings.seed,
        "averaged_steps": [state["progress"]["step"] for state in states],
        "train_minutes": round(states[-1]["progress"]["seconds"] / 60, 1),
        "precision": "bf16",
        "settings": known,
    }
    with torch.inference_mode():
        recipe.export(model, folder, metrics)
    print("  ".join(f"{key} {value:.4f}" for key, value in evaluation.scores.items()))


if __name__ == "__main__":
    sys.exit(main())
