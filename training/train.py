"""Train one network.

    python -m training.train RECIPE [--preset smoke|cpu|gpu] [--resume] [--set key=value ...]
    python -m training.train speech --finetune FOLDER [--from MODEL_FOLDER] [--name NAME]

Everything that the training writes is in `runs/RECIPE/`: checkpoints to resume from, logs for
TensorBoard, and `best/`, the model folder of the best dev score so far.

--finetune teaches a speech model your voice, from a folder of recordings: a table `*.tsv` of
`path<TAB>text` lines, or a .txt beside each sound with the same name.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import sys
from pathlib import Path

from accelerate import PartialState

from assistant.errors import AssistantError, BadInput, BadOption
from training.finetune import finetune
from training.loop import Training, start_fresh
from training.options import with_changes
from training.recipe import Recipe

RECIPES = (
    "speech",
    "spelling",
    "dialogue",
    "reply_encoder",
    "understanding",
    "language_model",
    "pronunciation",
    "activity",
    "knowledge",
)


def load_recipe(name: str, preset: str, changes: list[str], runs: Path) -> Recipe:
    """The recipe of `training/recipes/NAME.py` with a preset's settings, changed."""
    recipe: type[Recipe] = importlib.import_module(f"training.recipes.{name}").RECIPE
    if preset not in recipe.presets:
        raise BadOption(f"{name} has no preset {preset!r}; choose {', '.join(recipe.presets)}.")
    return recipe(with_changes(recipe.presets[preset], changes), runs)


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    parsed = parser.parse_args(arguments)
    if parsed.finetune is not None and parsed.recipe != "speech":
        parser.error("only speech can be fine-tuned: python -m training.train speech --finetune")
    if parsed.start is not None and parsed.finetune is None:
        parser.error("--from goes with --finetune")
    try:
        _train(parsed)
    except AssistantError as error:
        print(f"train: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    except KeyboardInterrupt:
        print("\ntrain: stopped; --resume goes on from the last checkpoint", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument(
        "--preset",
        default="cpu",
        metavar="NAME",
        help="smoke, cpu, gpu, or one of the recipe's own",
    )
    parser.add_argument("--resume", action="store_true", help="go on from the newest checkpoint")
    parser.add_argument("--set", nargs="+", default=[], metavar="KEY=VALUE", dest="changes")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where to write")
    parser.add_argument("--name", help="of the run; the recipe's name, or voice, if absent")
    parser.add_argument("--finetune", type=Path, metavar="FOLDER", help="of your recordings")
    parser.add_argument(
        "--from", type=Path, metavar="MODEL_FOLDER", dest="start", help="what to fine-tune"
    )
    return parser


def _train(parsed: argparse.Namespace) -> None:
    name, changes = parsed.recipe, parsed.changes
    if parsed.finetune is not None:
        name, changes = "voice", [f"recordings={parsed.finetune}", *changes]
        changes += [f"start={parsed.start}"] if parsed.start is not None else []
    folder = parsed.runs / (parsed.name or name)
    recipe = load_recipe(name, parsed.preset, changes, parsed.runs)
    if PartialState().is_main_process and not parsed.resume:
        start_fresh(folder)
    PartialState().wait_for_everyone()
    training = Training(recipe, folder, parsed.resume)
    settings = dataclasses.asdict(recipe.settings)
    print(f"{name}: {settings}, {training.total_steps} steps", file=sys.stderr)
    if parsed.finetune is not None:
        finetune(training)
    else:
        training.run()


if __name__ == "__main__":
    sys.exit(main())
