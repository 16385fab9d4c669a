"""Train one network.

    python -m training.train RECIPE [--preset smoke|cpu|gpu] [--resume] [--set key=value ...]

Everything that the training writes is in `runs/RECIPE/`: checkpoints to resume from, logs for
TensorBoard, and `best/`, the model folder of the best dev score so far.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import sys
from pathlib import Path

from accelerate import PartialState

from assistant.errors import AssistantError, BadInput
from training.loop import Training, start_fresh
from training.options import with_changes
from training.recipe import Recipe

RECIPES = ("speech", "dialogue", "language_model", "pronunciation", "activity")


def load_recipe(name: str, preset: str, changes: list[str], runs: Path) -> Recipe:
    """The recipe of `training/recipes/NAME.py` with a preset's settings, changed."""
    recipe: type[Recipe] = importlib.import_module(f"training.recipes.{name}").RECIPE
    return recipe(with_changes(recipe.presets[preset], changes), runs)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("--preset", choices=("smoke", "cpu", "gpu"), default="cpu")
    parser.add_argument("--resume", action="store_true", help="go on from the newest checkpoint")
    parser.add_argument("--set", nargs="+", default=[], metavar="KEY=VALUE", dest="changes")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where to write")
    parser.add_argument("--name", help="of the run; the recipe's name if absent")
    parsed = parser.parse_args(arguments)
    folder = parsed.runs / (parsed.name or parsed.recipe)
    try:
        recipe = load_recipe(parsed.recipe, parsed.preset, parsed.changes, parsed.runs)
        if PartialState().is_main_process and not parsed.resume:
            start_fresh(folder)
        PartialState().wait_for_everyone()
        training = Training(recipe, folder, parsed.resume)
        settings = dataclasses.asdict(recipe.settings)
        print(f"{parsed.recipe}: {settings}, {training.total_steps} steps", file=sys.stderr)
        training.run()
    except AssistantError as error:
        print(f"train: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    except KeyboardInterrupt:
        print("\ntrain: stopped; --resume goes on from the last checkpoint", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
