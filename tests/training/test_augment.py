import pytest
import torch

from training import augment


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(("factor", "frames"), [(1.0, 100), (1.25, 80), (0.5, 200), (1000, 1)])
def test_speed_changes_the_length_and_keeps_the_level(factor, frames):
    stretched = augment.change_speed(torch.full((100, 4), -3.0), factor)
    assert stretched.shape == (frames, 4)
    torch.testing.assert_close(stretched, torch.full((frames, 4), -3.0))


@pytest.mark.parametrize("length", [1, 5, 300])
def test_noise_gets_the_asked_level(length):
    clean, hiss = torch.zeros(50, 4), torch.full((length, 4), 2.0)
    noisy = augment.add_noise(clean, hiss, 10.0, generator())
    # Powers: 1 of speech, and 10 dB below it 0.1 of noise.
    torch.testing.assert_close(noisy.exp(), torch.full((50, 4), 1.1))


def test_mask_hides_with_the_mean_and_leaves_the_input_alone():
    features = torch.randn(200, 80)
    before = features.clone()
    masked = augment.mask(features, bands=20, frames=30, generator=generator(4))
    assert torch.equal(features, before)
    changed = masked != features
    assert changed.any() and changed.float().mean() < 0.5
    assert torch.equal(masked[changed], features.mean(0).expand(200, 80)[changed])


def test_a_clip_too_short_to_mask_survives():
    features = torch.randn(3, 80)
    for seed in range(20):
        assert augment.mask(features, 27, 40, generator(seed)).shape == (3, 80)


def test_the_generator_decides_everything():
    features, hiss = torch.randn(60, 80), torch.randn(90, 80)
    for change in (
        lambda g: augment.mask(features, 27, 40, g),
        lambda g: augment.add_noise(features, hiss, 5, g),
    ):
        assert torch.equal(change(generator(1)), change(generator(1)))
        assert not torch.equal(change(generator(1)), change(generator(2)))
