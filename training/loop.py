"""The one training loop, on Hugging Face Accelerate, for every network.

A recipe supplies data, network, loss and metric; the loop owns seeding, sharding over
processes, accumulation, clipping, schedule, mixed precision, the moving average, logging,
the best checkpoint by dev score, and exact resume.

Two rules make the rest simple:

* Batches, augmentation and dropout depend only on the seed and the position, so that a
  training that was stopped continues as if it had not been.
* A recipe returns the *sum* of its losses and the loop divides by the number of loss units
  in the whole step, over micro-batches and processes. So four micro-batches, or two
  processes, give the gradient of the one large batch that they make up.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from assistant.errors import BadData
from training.optimise import (
    MovingAverage,
    averaged,
    learning_rate,
    parameter_groups,
    seed_everything,
)
from training.options import Options
from training.precision import choose_precision
from training.recipe import Evaluation, Recipe


@dataclass
class Progress:
    """Where a training is; all of it is in every checkpoint."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    """Batches of this epoch that are done."""
    best: float = math.inf
    seconds: float = 0.0
    """Spent in training, over all resumptions."""


class Training:
    """One run of a recipe in `folder`."""

    def __init__(self, recipe: Recipe, folder: Path, resume: bool = False) -> None:
        options: Options = recipe.settings
        self.recipe, self.options, self.folder = recipe, options, folder
        self.precision = choose_precision(options.precision)
        self.accelerator = Accelerator(
            mixed_precision="bf16" if self.precision == "bf16" else "no",
        )
        with self.accelerator.local_main_process_first():
            recipe.prepare()
        seed_everything(options.seed)
        network = recipe.build()
        optimiser = torch.optim.AdamW(
            parameter_groups(network, options.weight_decay), lr=options.learning_rate, fused=True
        )
        self.model, self.optimiser = self.accelerator.prepare(network, optimiser)
        self.network: nn.Module = self.accelerator.unwrap_model(self.model)
        self.average = MovingAverage(self.network, options.ema) if options.ema else None
        self.progress = Progress()
        self.carry: Any = None
        self.total_steps = sum(self._steps_in(epoch) for epoch in range(options.epochs))
        if resume:
            self.load()
        self.writer = self._tensorboard()

    def _steps_in(self, epoch: int) -> int:
        return -(-len(self.recipe.batches(epoch)) // self.options.accumulate)

    def _tensorboard(self) -> Any:
        if not self.accelerator.is_main_process:
            return None
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:  # a bare GPU machine may lack it; the log file says the same
            return None
        return SummaryWriter(str(self.folder / "tensorboard"))

    # --- the loop ---------------------------------------------------------------------------

    def run(self, max_steps: int | None = None) -> Progress:
        """Train to the end, or until `max_steps` steps in all have been taken."""
        saved = time.monotonic()
        started, before = time.monotonic(), self.progress.seconds
        for loss in self._steps():
            self.progress.seconds = before + time.monotonic() - started
            self._report(loss)
            last = self.progress.step == self.total_steps
            if last or self.progress.step % self.options.evaluate_every == 0:
                self.evaluate()
            if last or time.monotonic() - saved > 60 * self.options.checkpoint_minutes:
                self.save()
                saved = time.monotonic()
            if max_steps is not None and self.progress.step >= max_steps:
                break
        return self.progress

    def _steps(self) -> Iterator[float]:
        """Take one optimiser step after another; yields the mean loss of each."""
        progress = self.progress
        while progress.epoch < self.options.epochs:
            batches = self.recipe.batches(progress.epoch)
            remaining = iter(batches[progress.batch :])
            while group := list(islice(remaining, self.options.accumulate)):
                loss = self._step(group)
                progress.step += 1
                progress.batch += len(group)
                if progress.batch == len(batches):
                    # The state of the last batch does not belong to the next epoch's first.
                    progress.epoch, progress.batch, self.carry = progress.epoch + 1, 0, None
                yield loss

    def _step(self, group: list[list[int]]) -> float:
        """One optimiser step on a group of micro-batches."""
        self.model.train()
        for settings in self.optimiser.param_groups:
            settings["lr"] = learning_rate(self.options, self.progress.step, self.total_steps)
        batches, shares = zip(*(self._local(rows) for rows in group), strict=True)
        weights = [self.recipe.weight(b) * share for b, share in zip(batches, shares, strict=True)]
        weight = self._sum(sum(weights))
        processes = self.accelerator.num_processes
        total = 0.0
        for number, (batch, share) in enumerate(zip(batches, shares, strict=True), start=1):
            # By hand rather than `accelerator.accumulate`, which divides every micro-batch by
            # the same count: ours hold unequal numbers of tokens.
            last = number == len(batches)
            with nullcontext() if last else self.accelerator.no_sync(self.model):
                with self.accelerator.autocast():
                    loss, self.carry = self.recipe.loss(self.model, batch, self.carry)
                # DistributedDataParallel averages gradients over processes; we want the sum.
                self.accelerator.backward(loss * (share * processes / weight))
            total += float(loss.detach()) * share
        if self.options.clip:
            self.accelerator.clip_grad_norm_(self.model.parameters(), self.options.clip)
        self.optimiser.step()
        self.optimiser.zero_grad()
        if self.average:
            self.average.update(self.network)
        return self._sum(total) / weight

    def _local(self, rows: list[int]) -> tuple[Any, float]:
        """This process's rows of a global batch as tensors on its device, and their share.

        A process without a row still has to take part: it repeats one, with a share of zero.
        """
        mine = rows[self.accelerator.process_index :: self.accelerator.num_processes]
        batch = self.recipe.collate(mine or rows[:1], self.progress.epoch)
        return batch.to(self.accelerator.device), 1.0 if mine else 0.0

    def _sum(self, value: float) -> float:
        if self.accelerator.num_processes == 1:
            return value
        tensor = torch.tensor(value, dtype=torch.float64, device=self.accelerator.device)
        return float(self.accelerator.reduce(tensor, "sum"))

    # --- what it says -----------------------------------------------------------------------

    def _report(self, loss: float) -> None:
        if not self.accelerator.is_main_process:
            return
        progress = self.progress
        speed = progress.step / max(progress.seconds, 1e-9)
        left = (self.total_steps - progress.step) / max(speed, 1e-9)
        if self.writer:
            self.writer.add_scalar("train/loss", loss, progress.step)
            self.writer.add_scalar(
                "train/rate", self.optimiser.param_groups[0]["lr"], progress.step
            )
        line = (
            f"step {progress.step}/{self.total_steps}  epoch {progress.epoch}  loss {loss:.3f}  "
            f"{speed:.2f} steps/s  {left / 60:.0f} min left"
        )
        # On a terminal one moving line, in a log file now and then a line that stays.
        if sys.stderr.isatty():
            filled = 24 * progress.step // self.total_steps
            print(f"\r{'█' * filled:░<24} {line} ", end="", file=sys.stderr, flush=True)
        elif progress.step % 50 == 0:
            print(line, file=sys.stderr, flush=True)

    def evaluate(self) -> Evaluation | None:
        """Score on dev; a better score than all before exports the model folder `best`."""
        evaluation = None
        if self.accelerator.is_main_process:
            self.network.eval()
            state = torch.get_rng_state()
            with averaged(self.network, self.average), torch.inference_mode():
                evaluation = self.recipe.evaluate(self.network)
                self._note(evaluation)
                if evaluation.score < self.progress.best:
                    self.progress.best = evaluation.score
                    self.recipe.export(
                        self.network, self.folder / "best", self._metrics(evaluation)
                    )
            torch.set_rng_state(state)  # evaluating more or less often must not change a training
        self.accelerator.wait_for_everyone()
        return evaluation

    def _note(self, evaluation: Evaluation) -> None:
        step = self.progress.step
        scores = "  ".join(f"{key} {value:.4g}" for key, value in evaluation.scores.items())
        print(f"\nstep {step}  dev: {scores}", file=sys.stderr)
        for sample in evaluation.samples:
            print(f"    {sample}", file=sys.stderr, flush=True)
        with (self.folder / "evaluations.jsonl").open("a", encoding="utf-8") as log:
            row = {"step": step, "seconds": round(self.progress.seconds), **evaluation.scores}
            log.write(json.dumps(row) + "\n")
        if self.writer:
            for key, value in evaluation.scores.items():
                self.writer.add_scalar(f"dev/{key}", value, step)
            self.writer.add_text("samples", "  \n".join(evaluation.samples), step)
            self.writer.flush()

    def _metrics(self, evaluation: Evaluation) -> dict[str, Any]:
        return {
            "split": "dev",
            "scores": {key: round(value, 4) for key, value in evaluation.scores.items()},
            "seed": self.options.seed,
            "step": self.progress.step,
            "train_minutes": round(self.progress.seconds / 60, 1),
            "precision": self.precision,
            "settings": asdict(self.options),
        }

    # --- checkpoints ------------------------------------------------------------------------

    def save(self) -> None:
        """Write everything that a later run needs to go on exactly from here."""
        states = self._gather_states()
        if self.accelerator.is_main_process:
            target = self.folder / "checkpoints" / f"step-{self.progress.step:08d}.pt"
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_suffix(".partial")
            torch.save(
                {
                    "settings": asdict(self.options),
                    "model": self.network.state_dict(),
                    "optimiser": self.optimiser.state_dict(),
                    "average": self.average.state_dict() if self.average else None,
                    "progress": asdict(self.progress),
                    "processes": states,
                },
                partial,
            )
            os.replace(partial, target)
            for old in checkpoints(self.folder)[: -self.options.keep]:
                old.unlink()
        self.accelerator.wait_for_everyone()

    def _gather_states(self) -> list[Any]:
        """Of each process: its random states and its carried recurrent state."""
        mine = {
            "torch": torch.get_rng_state(),
            "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else None,
            "carry": self.carry,
        }
        if self.accelerator.num_processes == 1:
            return [mine]
        states: list[Any] = [None] * self.accelerator.num_processes
        torch.distributed.all_gather_object(states, mine)
        return states

    def load(self) -> None:
        """Continue from the newest checkpoint.

        Raises:
            BadData: there is none, it was made with other settings, or it is damaged.
        """
        found = checkpoints(self.folder)
        if not found:
            raise BadData(f"Nothing to resume in {self.folder}: start without --resume.")
        try:
            state = torch.load(found[-1], map_location="cpu", weights_only=True)
        except Exception as error:
            raise BadData(
                f"The checkpoint {found[-1]} is damaged ({error}). Delete it to resume from the "
                "one before."
            ) from error
        settings = asdict(self.options)
        changed = [key for key, value in state["settings"].items() if settings.get(key) != value]
        changed += [key for key in settings if key not in state["settings"]]
        if changed:
            raise BadData(
                f"{found[-1]} was trained with other settings ({', '.join(sorted(changed))}). "
                "Use the same preset and --set to resume, or start without --resume."
            )
        if len(state["processes"]) != self.accelerator.num_processes:
            raise BadData(
                f"{found[-1]} was made by {len(state['processes'])} processes; resume with as many."
            )
        self.network.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        if self.average:
            self.average.load_state_dict(state["average"])
        self.progress = Progress(**state["progress"])
        mine = state["processes"][self.accelerator.process_index]
        torch.set_rng_state(mine["torch"])
        if mine["cuda"] is not None and torch.cuda.is_available():
            torch.cuda.set_rng_state_all(mine["cuda"])
        self.carry = to_device(mine["carry"], self.accelerator.device)


def to_device(value: Any, device: torch.device) -> Any:
    """Move a carried state (tensors in tuples or lists, or None)."""
    if isinstance(value, Tensor):
        return value.to(device)
    if isinstance(value, list | tuple):
        return type(value)(to_device(item, device) for item in value)
    return value


def checkpoints(folder: Path) -> list[Path]:
    """Whole checkpoints of a run, oldest first."""
    return sorted((folder / "checkpoints").glob("step-*.pt"))


def start_fresh(folder: Path) -> None:
    """Set an earlier run of the same name aside rather than mix its logs with a new one's."""
    if folder.exists() and any(folder.iterdir()):
        old = folder.with_name(f"{folder.name}.old")
        if old.exists():
            shutil.rmtree(old)
        folder.rename(old)
    folder.mkdir(parents=True, exist_ok=True)
