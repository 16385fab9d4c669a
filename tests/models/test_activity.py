"""The activity network: a stream in pieces is the whole."""

from __future__ import annotations

import torch

from assistant.models.activity import Activity, ActivityConfig


def network() -> Activity:
    torch.manual_seed(0)
    return Activity(ActivityConfig(features=4, front=5, hidden=6)).eval()


def test_pieces_give_what_the_whole_gives() -> None:
    model, sound = network(), torch.randn(2, 24, 4)
    whole, _ = model(sound)
    state, parts = None, []
    for start, end in ((0, 2), (2, 10), (10, 24)):
        log_odds, state = model(sound[:, start:end], state)
        parts.append(log_odds)
    torch.testing.assert_close(torch.cat(parts, 1), whole)


def test_one_step_is_two_frames_and_an_odd_one_waits() -> None:
    model, sound = network(), torch.randn(1, 7, 4)
    log_odds, _ = model(sound)
    assert log_odds.shape == (1, 3)
    torch.testing.assert_close(log_odds, model(sound[:, :6])[0])


def test_what_comes_later_changes_nothing() -> None:
    model, sound = network(), torch.randn(1, 20, 4)
    changed = sound.clone()
    changed[:, 10:] = 9.0
    torch.testing.assert_close(model(sound)[0][:, :5], model(changed)[0][:, :5])


def test_gradients_reach_every_weight() -> None:
    model = network().train()
    model(torch.randn(1, 8, 4))[0].sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())
