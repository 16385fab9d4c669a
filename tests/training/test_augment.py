import math

import pytest
import torch

from assistant.speech.features import FEATURES
from assistant.speech.hearings import hearings
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


def test_a_delay_of_whole_and_half_frames():
    ramp = torch.arange(5.0)[:, None].expand(5, 3)
    assert augment.delay(ramp, 1)[:, 0].tolist() == [1, 2, 3, 4, 4]
    assert augment.delay(ramp, -2)[:, 2].tolist() == [0, 0, 0, 1, 2]
    assert augment.delay(ramp, 0.5)[:, 0].tolist() == [0.5, 1.5, 2.5, 3.5, 4]
    assert augment.delay(torch.ones(1, 3), -0.5).tolist() == [[1, 1, 1]]


@pytest.mark.parametrize("ways", [(0.05, 0.005), (0.05, 0.0), (0.0, 0.005)])
def test_features_are_heard_as_recognition_hears_the_sound(ways):
    """Three tones, each louder for a while: what is moved there is moved here, by as much."""
    time = torch.arange(24_000) / 16_000
    tones = [torch.sin(2 * math.pi * hertz * time) for hertz in (400, 1500, 3000)]
    swell = 0.1 + torch.stack(
        [torch.sin(math.pi * (time * 2 + part)) ** 2 for part in (0, 0.3, 0.6)]
    )
    samples = (torch.stack(tones) * swell).mean(0).numpy()
    real = hearings(samples, 4000, 20_000, *ways)
    ours = torch.stack(augment.hear_again(real[0], *ways))
    assert ours.shape == real.shape and torch.equal(ours[0], real[0])
    # What lies before and after the piece is known to one of them only, what no tone fills to none.
    loud = real[0][5:-5].mean(0) > -2

    def apart(those):
        return (those - real[1:])[:, 5:-5, loud].abs().mean((1, 2))

    assert (apart(ours[1:]) < apart(real[:1]) / 4).all()
    assert (apart(ours[1:]) < apart(ours[[2, 1, 4, 3]]) / 4).all()
    plain = real[0]
    assert [way is plain for way in augment.hear_again(plain, 0.0, 0.0)] == [True]


@pytest.mark.parametrize("hide", [augment.mask_bands, augment.mask_time])
def test_a_mask_hides_with_the_mean_and_leaves_the_input_alone(hide):
    features = torch.randn(200, 80)
    before = features.clone()
    masked = hide(features, 30, generator(4))
    assert torch.equal(features, before)
    changed = masked != features
    assert changed.any() and changed.float().mean() < 0.5
    assert torch.equal(masked[changed], features.mean(0).expand(200, 80)[changed])


def test_bands_are_hidden_for_the_whole_clip_and_time_in_all_bands():
    features = torch.randn(200, 80)
    bands = (augment.mask_bands(features, 30, generator(4)) != features).any(0)
    assert 0 < bands.sum() <= 30
    frames = (augment.mask_time(features, 30, generator(4)) != features).any(1)
    assert 0 < frames.sum() <= 30


def test_a_clip_too_short_to_mask_survives():
    features = torch.randn(3, 80)
    for seed in range(20):
        assert torch.equal(augment.mask_time(features, 40, generator(seed)), features)


def test_a_room_adds_an_echo_of_the_asked_power_after_the_sound():
    silence = -20.0
    clap = torch.full((200, 2), silence)
    clap[50] = 0.0
    heard = augment.add_room(clap, seconds=0.5, decibels=3.0).exp()
    echo = heard - clap.exp()
    assert echo[:51].max() < 1e-6
    # All the echo together is 3 dB below the direct sound.
    torch.testing.assert_close(echo[51:].sum(0), torch.full((2,), 10**-0.3), rtol=1e-3, atol=0)
    # And 60 dB are lost in half a second: 6 in 50 ms.
    ratio = 10 * torch.log10(echo[56] / echo[51])
    torch.testing.assert_close(ratio, torch.full((2,), -6.0), rtol=1e-3, atol=0)


def test_a_narrow_band_leaves_only_itself():
    features = torch.randn(4, 80)
    limited = augment.limit_band(features, 5, 60)
    assert torch.equal(limited[:, 5:60], features[:, 5:60])
    assert limited[:, :5].unique().numel() == limited[:, 60:].unique().numel() == 1


def test_the_generator_decides_everything():
    features, hiss = torch.randn(60, 80), torch.randn(90, 80)
    for change in (
        lambda g: augment.mask_bands(features, 27, g),
        lambda g: augment.mask_time(features, 40, g),
        lambda g: augment.add_noise(features, hiss, 5, g),
    ):
        assert torch.equal(change(generator(1)), change(generator(1)))
        assert not torch.equal(change(generator(1)), change(generator(2)))


def test_digital_silence_stands_before_and_after() -> None:
    clip = torch.randn(10, FEATURES.mels)
    longer = augment.add_silence(clip, 0.05, 0.1)
    assert longer.shape == (25, FEATURES.mels)
    torch.testing.assert_close(longer[5:15], clip)
    assert (longer[:5] == longer[-1, 0]).all() and longer[0, 0] == math.log(FEATURES.floor)


def test_half_the_spoiling_has_no_masks() -> None:
    whole = augment.Spoiling(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, masks=2)
    assert whole.halved() == augment.Spoiling(0.05, 0.1, 0.15, 0.2, 0.25, 0.3, masks=0)
