import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import torch

from assistant.errors import BadData
from tests.training.toy import ToyRecipe, ToySettings
from training.loop import Training, checkpoints, start_fresh
from training.optimise import MovingAverage, averaged, learning_rate
from training.options import Options

PROJECT = Path(__file__).resolve().parents[2]


def train(folder, resume=False, max_steps=None, recipe=None, **changes):
    folder.mkdir(exist_ok=True)
    training = Training(
        recipe or ToyRecipe(replace(ToySettings(), **changes), folder), folder, resume
    )
    training.run(max_steps)
    return training


def weights(training):
    return torch.cat([p.detach().flatten() for p in training.network.parameters()])


@pytest.mark.parametrize("stop", [1, 6, 8])  # mid-epoch, at the end of one, in the second
@pytest.mark.parametrize("more", [{}, {"ema": 0.9, "accumulate": 2}])
def test_resumed_equals_uninterrupted(tmp_path, stop, more):
    whole = train(tmp_path / "whole", **more)
    stop = min(stop, whole.total_steps - 1)
    stopped = train(tmp_path / "parts", max_steps=stop, **more)
    stopped.save()
    torch.rand(17)  # whatever happens between must not matter
    resumed = train(tmp_path / "parts", resume=True, **more)
    assert resumed.progress.step == whole.progress.step
    assert torch.equal(weights(resumed), weights(whole))
    if whole.average:
        for name, value in whole.average.average.items():
            assert torch.equal(resumed.average.average[name], value)


def test_evaluating_more_often_changes_nothing(tmp_path):
    rarely = train(tmp_path / "rarely")
    often = train(tmp_path / "often", evaluate_every=1)
    assert torch.equal(weights(rarely), weights(often))


class Regrouped(ToyRecipe):
    """The same rows in halves of the batches, with no state between them."""

    halves = 1

    def batches(self, epoch):
        whole = super().batches(epoch)
        return [batch[i :: self.halves] for batch in whole for i in range(self.halves)]

    def loss(self, model, batch, carry):
        return super().loss(model, batch, None)[0], None


def test_accumulated_micro_batches_equal_one_large_batch(tmp_path):
    settings = ToySettings(dropout=0.0, rows=6, learning_rate=0.05)
    large = train(tmp_path / "large", recipe=Regrouped(settings, tmp_path), max_steps=5)
    recipe = Regrouped(replace(settings, accumulate=3), tmp_path)
    recipe.halves = 3
    small = train(tmp_path / "small", recipe=recipe, max_steps=5)
    assert small.total_steps == large.total_steps
    torch.testing.assert_close(weights(small), weights(large), atol=1e-6, rtol=1e-5)


def test_two_processes_equal_one(tmp_path):
    """Five rows a batch: the processes get three and two, and the gradient is still that of one."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(PROJECT)}
    launch = (
        "accelerate.commands.launch --num_processes 2 --num_machines 1 --cpu --mixed_precision no"
    )
    launch += " --dynamo_backend no --main_process_port 0"
    for name, prefix in (("one", ""), ("two", launch)):
        (tmp_path / name).mkdir()
        module = [*prefix.split(), "-m", "tests.training.toy"] if prefix else ["tests.training.toy"]
        command = [sys.executable, "-m", *module, str(tmp_path / name / "weights.pt"), "1"]
        result = subprocess.run(
            command, env=environment, cwd=PROJECT, capture_output=True, text=True, timeout=240
        )
        assert result.returncode == 0, result.stderr
    one, two = (torch.load(tmp_path / name / "weights.pt") for name in ("one", "two"))
    for name, value in one.items():
        torch.testing.assert_close(two[name], value, atol=1e-6, rtol=1e-5)


def test_a_worse_score_does_not_replace_the_best(tmp_path):
    recipe = ToyRecipe(ToySettings(evaluate_every=1), tmp_path)
    recipe.dev_scores = iter([3.0, 1.0, 2.0, 5.0])
    training = train(tmp_path / "run", recipe=recipe, max_steps=4)
    metrics = json.loads((tmp_path / "run" / "best" / "metrics.json").read_text())
    assert training.progress.best == 1.0
    assert (metrics["scores"]["value"], metrics["step"]) == (1.0, 2)
    rows = (tmp_path / "run" / "evaluations.jsonl").read_text().splitlines()
    assert [json.loads(row)["value"] for row in rows] == [3.0, 1.0, 2.0, 5.0]


def test_only_the_newest_checkpoints_stay(tmp_path):
    training = train(tmp_path / "run", checkpoint_minutes=0.0, keep=2)
    names = [path.name for path in checkpoints(tmp_path / "run")]
    assert names == [f"step-{step:08d}.pt" for step in (11, 12)]
    assert training.progress.step == 12


def test_resuming_says_what_is_wrong(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    with pytest.raises(BadData, match="without --resume"):
        train(folder, resume=True)
    train(folder, max_steps=1).save()
    with pytest.raises(BadData, match=r"other settings.*learning_rate"):
        train(folder, resume=True, learning_rate=0.5)
    newest = checkpoints(folder)[-1]
    newest.write_bytes(newest.read_bytes()[:100])
    with pytest.raises(BadData, match=newest.name):
        train(folder, resume=True)


def test_a_new_run_sets_the_old_one_aside(tmp_path):
    folder = tmp_path / "run"
    for content in ("first", "second"):
        start_fresh(folder)
        (folder / "log").write_text(content)
    assert (tmp_path / "run.old" / "log").read_text() == "first"
    assert (folder / "log").read_text() == "second"


def test_schedule_by_hand():
    options = Options(learning_rate=1.0, final_rate=0.1, warmup=0.2)
    rates = [learning_rate(options, step, 10) for step in range(11)]
    assert rates[:3] == [0.5, 1.0, 1.0]  # two steps of rise, then the top of the cosine
    assert rates[6] == pytest.approx(0.1 + 0.9 / 2)  # half way down
    assert rates[10] == pytest.approx(0.1)
    assert all(a >= b for a, b in pairwise(rates[1:]))


def test_moving_average_by_hand():
    layer = torch.nn.Linear(1, 1, bias=False)
    layer.weight.data.fill_(1.0)
    average = MovingAverage(layer, decay=0.5)
    layer.weight.data.fill_(3.0)
    average.update(layer)  # decay is min(.5, 1/11) at the first step
    expected = 1 / 11 * 1.0 + 10 / 11 * 3.0
    with averaged(layer, average):
        assert layer.weight.item() == pytest.approx(expected)
    assert layer.weight.item() == 3.0


def test_clipping_bounds_the_step(tmp_path):
    """With the gradient clipped to nothing, AdamW's first step is weight decay alone."""
    still = train(tmp_path / "still", clip=1e-12, max_steps=1, weight_decay=0.0)
    moved = train(tmp_path / "moved", clip=0.0, max_steps=1, weight_decay=0.0)
    start = Training(ToyRecipe(ToySettings(), tmp_path), tmp_path / "still")
    assert (weights(still) - weights(start)).abs().max() < 1e-5
    assert (weights(moved) - weights(start)).abs().max() > 1e-4


def test_the_loss_goes_down(tmp_path):
    recipe = ToyRecipe(ToySettings(epochs=30, learning_rate=0.02, dropout=0.0), tmp_path)
    (tmp_path / "run").mkdir()
    training = Training(recipe, tmp_path / "run")
    losses = list(training._steps())
    assert all(math.isfinite(loss) for loss in losses)
    assert sum(losses[-6:]) < 0.8 * sum(losses[:6])
