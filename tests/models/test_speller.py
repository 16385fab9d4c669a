"""The network that spells: nothing learnt changes nothing, and padding changes nothing."""

import pytest
import torch

from assistant.models.speller import FLOOR, Speller, SpellerConfig


def speller(**changes):
    torch.manual_seed(0)
    return Speller(SpellerConfig(characters=5, phonemes=4, hidden=6, layers=2, **changes)).eval()


def taught():
    """One whose output layer says something."""
    made = speller()
    torch.nn.init.normal_(made.output.weight)
    return made


def outputs(frames, symbols, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return (3 * torch.randn(1, frames, symbols, generator=generator)).log_softmax(-1)


def test_before_training_the_letters_stay_what_they_were():
    letters, sounds = outputs(7, 5), outputs(7, 4, 1)
    spelt = speller()(letters, sounds, torch.tensor([7]))
    assert torch.allclose(spelt, letters.clamp(min=-FLOOR), atol=1e-3)


def test_a_clip_gives_the_same_alone_as_padded_in_a_batch():
    model = taught()
    letters, sounds = outputs(5, 5), outputs(5, 4, 1)
    alone = model(letters, sounds, torch.tensor([5]))
    batch = [torch.cat([part, outputs(4, part.shape[2], 7)], 1) for part in (letters, sounds)]
    longer = [torch.cat([part, outputs(9, part.shape[2], 8)]) for part in batch]
    together = model(*longer, torch.tensor([5, 9]))
    assert torch.allclose(together[0, :5], alone[0], atol=1e-5)
    assert not torch.allclose(alone, letters, atol=0.1)


def test_both_ends_of_a_clip_are_read():
    model = taught()
    letters, sounds = outputs(6, 5), outputs(6, 4, 1)
    before = model(letters, sounds, torch.tensor([6]))
    for frame in (0, 5):
        other = sounds.clone()
        other[0, frame] = other[0, frame].roll(1)
        after = model(letters, other, torch.tensor([6]))
        assert ((after - before).abs().amax(-1) > 1e-6).all()


@pytest.mark.parametrize("value", [-1e4, float("-inf")])
def test_the_impossible_is_only_improbable(value):
    letters, sounds = outputs(3, 5), outputs(3, 4, 1)
    letters[0, 1, 2], sounds[0, 2, 1] = value, value
    spelt = taught()(letters, sounds, torch.tensor([3])).detach()
    assert torch.isfinite(spelt).all()
    assert float(spelt[0, 1, 2]) > -4 * FLOOR
    assert torch.allclose(spelt.exp().sum(-1), torch.ones(1, 3), atol=1e-5)
