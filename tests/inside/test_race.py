"""The race of small networks: tasks, nets, gradients, and how it goes."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest
import torch

from assistant.errors import BadOption
from assistant.inside.memory_nets import KINDS, Net, gradient_norms, initialise
from assistant.inside.memory_task import AHEAD, FUTURE, IGNORED, LETTERS, TASKS
from assistant.inside.race import Race, Snapshot, look_ahead, race


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_copy_asks_for_the_marked_letter() -> None:
    x, target = TASKS["Copy over a gap"].draw(12, 50, generator())
    assert x.shape == (12, 50, 2 * LETTERS + 1)
    assert torch.equal(x[0].argmax(-1) - LETTERS, target)
    assert (x[-1].argmax(-1) == 2 * LETTERS).all()
    assert (x[1:-1].argmax(-1) < LETTERS).all()
    assert (x.sum(-1) == 1).all()


def test_adding_marks_one_number_in_each_half() -> None:
    x, target = TASKS["Adding"].draw(11, 50, generator())
    assert (x[:5, :, 1].sum(0) == 1).all()
    assert (x[5:, :, 1].sum(0) == 1).all()
    assert torch.allclose((x[..., 0] * x[..., 1]).sum(0), target)


def test_agreement_is_told_by_the_first_word_alone() -> None:
    task = TASKS["Agreement"]
    x, target = task.draw(15, 200, generator())
    assert torch.equal(target, (x[0].argmax(-1) >= 4).long())
    assert (x[1:].argmax(-1) >= 8).all()
    assert 0.3 < target.float().mean() < 0.7


def test_look_ahead_counts_only_where_there_is_a_future() -> None:
    x, target = FUTURE.draw(10, 4, generator())
    assert torch.equal(target[:-AHEAD], x[AHEAD:].argmax(-1))
    assert (target[-AHEAD:] == IGNORED).all()
    perfect = torch.nn.functional.one_hot(target.clamp_min(0), LETTERS).float()
    assert FUTURE.score(perfect, target) == 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_step_by_step_is_the_same_as_at_once(kind: str) -> None:
    task = TASKS["Copy over a gap"]
    net = Net(kind, task)  # type: ignore[arg-type]
    initialise(net, 20, generator())
    x, _ = task.draw(20, 3, generator())
    said, states = net.unrolled(x)
    assert torch.allclose(said, net(x), atol=1e-5)
    assert len(states) == 20


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_is_the_same_start(kind: str) -> None:
    nets = [Net(kind, TASKS["Adding"]) for _ in range(2)]  # type: ignore[arg-type]
    for net in nets:
        initialise(net, 50, generator(3))
    for one, other in zip(*(net.parameters() for net in nets), strict=True):
        assert torch.equal(one, other)


def test_gates_begin_by_remembering_up_to_the_length() -> None:
    for kind in ("lstm", "gru"):
        net = Net(kind, TASKS["Adding"])  # type: ignore[arg-type]
        initialise(net, 100, generator())
        keeps = net.recurrent.bias_ih_l0[32:64].sigmoid()
        steps = 1 / (1 - keeps)
        assert steps.min() > 1.5 and 40 < steps.max() < 101


@pytest.mark.parametrize("kind", KINDS)
def test_gradient_norms_are_those_of_a_small_push(kind: str) -> None:
    """Against autograd through the rest of the sequence, from a state given by hand."""
    task = TASKS["Adding"]
    net = Net(kind, task)  # type: ignore[arg-type]
    initialise(net, 9, generator(1))
    x, target = task.draw(9, 1, generator(2))
    norms = gradient_norms(net, task, x, target)
    assert norms.shape == (9,)
    _, states = net.unrolled(x)
    before = tuple(part.detach()[None].requires_grad_() for part in states[3])
    given = before if kind == "lstm" else before[0]
    out, _ = net.recurrent(x[4:], given)
    loss = task.loss(net.output(out[-1]), target)
    grads = torch.autograd.grad(loss, before)
    wanted = float(sum(grad.pow(2).sum() for grad in grads) ** 0.5)
    assert norms[9 - 1 - 3] == pytest.approx(wanted, rel=1e-4)


def test_truncation_cuts_the_gradient_off() -> None:
    task = TASKS["Copy over a gap"]
    net = Net("gru", task)
    initialise(net, 30, generator())
    norms = gradient_norms(net, task, *task.draw(30, 4, generator()), truncate=5)
    assert (norms[:5] > 0).all()
    assert not norms[6:].any()


def test_a_tanh_network_forgets_what_a_gated_one_keeps() -> None:
    """A plain network with small weights: the gradient fades step by step."""
    task = TASKS["Copy over a gap"]
    ends = {}
    for kind in ("tanh", "lstm"):
        net = Net(kind, task)  # type: ignore[arg-type]
        initialise(net, 60, generator())
        if kind == "tanh":
            net.recurrent.weight_hh_l0.data *= 0.7
        norms = gradient_norms(net, task, *task.draw(60, 8, generator()))
        ends[kind] = norms[-1] / norms[0]
    assert ends["tanh"] < 1e-6 < 1e-3 < ends["lstm"]


def last(options: Race) -> Snapshot:
    *_, end = race(options)
    return end


def test_short_rows_are_learnt_and_told() -> None:
    torch.set_num_threads(1)
    end = last(Race("Copy over a gap", 10, updates=300, seconds=60))
    solved = {runner.name: runner.solved for runner in end.runners}
    assert end.done and not end.cut
    assert solved["LSTM"] and solved["GRU"]
    for runner in end.runners:
        assert len(runner.updates) == len(runner.losses) == len(runner.scores)
        assert runner.losses[-1] < runner.losses[0]
        assert np.isfinite(runner.gradient).all()


def test_the_clock_ends_it() -> None:
    seconds = count(0.0, 1.0)
    snapshots = list(race(Race(length=10, seconds=3), clock=lambda: next(seconds)))
    assert snapshots[-1].done and snapshots[-1].cut == "time"
    assert not any(snapshot.done or snapshot.cut for snapshot in snapshots[:-1])
    assert all(1 <= runner.updates[-1] <= 10 for runner in snapshots[-1].runners)


def test_a_machine_that_is_busy_ends_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.inside import race as module

    monkeypatch.setattr(module, "PATIENCE", -1.0)
    (end,) = race(Race(length=10), clock=lambda: 0.0)
    assert end.done and end.cut == "busy"
    assert [runner.updates for runner in end.runners] == [(1,)] * 4


def test_closing_it_stops_it() -> None:
    steps = race(Race(length=10))
    next(steps)
    steps.close()
    assert list(steps) == []


def test_a_network_whose_numbers_overflow_is_told_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from assistant.inside import race as module

    monkeypatch.setattr(module, "LEARNING_RATE", 1e30)
    end = last(Race(length=10, clip=False, updates=12))
    assert end.runners[1].name == "Plain RNN (ReLU)"
    assert end.runners[1].failed
    assert end.done


@pytest.mark.parametrize(
    "change",
    [
        {"task": "Juggling"},
        {"length": 9},
        {"length": 201},
        {"truncate": -1},
        {"updates": 0},
        {"seconds": 0.0},
        {"seed": -1},
        {"seed": 2**32},
    ],
)
def test_settings_outside_their_range_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadOption):
        Race(**change)  # type: ignore[arg-type]


def test_only_who_reads_both_ways_knows_what_comes() -> None:
    *_, end = look_ahead()
    forward, both = end.runners
    assert both.scores[-1] > 0.9
    assert forward.scores[-1] < 0.3
