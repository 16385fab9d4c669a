import pytest
import torch
from torch.nn import functional as F

from assistant.models.ctc import CTC, CTCConfig, Named, agreed, output_lengths
from tests import tiny


def taught(model: CTC) -> CTC:
    """A second hearing that says something, as none does before it is trained."""
    if model.again is not None:
        torch.nn.init.ones_(model.again.recurrent.norms[-1].weight)
    return model


def test_shapes_and_probabilities():
    model = tiny.ctc()
    output = model(torch.randn(3, 41, 80), torch.tensor([41, 17, 1]))
    assert output.characters.shape == (3, 11, 29)
    assert output.phonemes.shape == (3, 11, 41)
    assert output.lengths.tolist() == [11, 5, 1]
    torch.testing.assert_close(output.phonemes.exp().sum(-1), torch.ones(3, 11))


@pytest.mark.parametrize("frames", range(1, 30))
def test_output_lengths_are_what_the_convolutions_give(frames):
    output = tiny.ctc()(torch.randn(1, frames, 80), torch.tensor([frames]))
    assert output.characters.shape[1] == int(output_lengths(torch.tensor(frames)))


@pytest.mark.parametrize("second", [0, 2])
def test_padding_changes_nothing(second):
    model = taught(tiny.ctc(second_hearing=second))
    lengths = torch.tensor([50, 33, 4])
    clips = [torch.randn(length, 80) for length in lengths.tolist()]
    batch = torch.full((3, 50, 80), 1e3)
    for row, clip in enumerate(clips):
        batch[row, : len(clip)] = clip
    together = model(batch, lengths)
    for row, clip in enumerate(clips):
        alone = model(clip[None], lengths[row : row + 1])
        frames = int(alone.lengths[0])
        for head in ("characters", "phonemes"):
            torch.testing.assert_close(
                getattr(together, head)[row, :frames],
                getattr(alone, head)[0],
                atol=1e-5,
                rtol=1e-4,
            )


@pytest.mark.parametrize("second", [0, 1])
def test_one_hearing_agrees_with_itself(second):
    """Alone exactly, and however often it is repeated."""
    model, x = taught(tiny.ctc(second_hearing=second)), torch.randn(1, 41, 80)
    alone = model(x, torch.tensor([41]))
    once = model(x, torch.tensor([41]), hearings=1)
    assert torch.equal(once.characters, alone.characters)
    thrice = model(x.expand(3, -1, -1), torch.full((3,), 41), hearings=3)
    assert thrice.characters.shape == (1, 11, 29) and thrice.lengths.tolist() == [11]
    for head in ("characters", "phonemes"):
        torch.testing.assert_close(getattr(thrice, head), getattr(alone, head))


def test_hearings_agree_on_probabilities_in_any_order():
    model, x = taught(tiny.ctc(second_hearing=1)), torch.randn(3, 41, 80)
    lengths = torch.full((3,), 41)
    heard = model(x, lengths, hearings=3)
    other = model(x[[2, 0, 1]], lengths, hearings=3)
    torch.testing.assert_close(other.phonemes, heard.phonemes)
    torch.testing.assert_close(heard.phonemes.exp().sum(-1), torch.ones(1, 11))
    each = model(x, lengths)
    torch.testing.assert_close(heard.first.phonemes, agreed(each.first.phonemes, 3))
    assert not torch.allclose(heard.phonemes, agreed(each.phonemes, 3), atol=1e-3)


def test_clips_are_heard_in_several_ways_as_each_alone():
    model = taught(tiny.ctc(second_hearing=1))
    clips = [torch.randn(3, 41, 80), torch.randn(3, 30, 80)]  # three hearings of each
    padded = torch.zeros(3, 2, 41, 80)
    padded[:, 0], padded[:, 1, :30] = clips
    both = model(padded.flatten(0, 1), torch.tensor([41, 30] * 3), hearings=3)
    assert both.lengths.tolist() == [11, 8]
    for row, clip in enumerate(clips):
        alone = model(clip, torch.full((3,), clip.shape[1]), hearings=3)
        inside = int(alone.lengths[0])
        for part in ("characters", "phonemes", "heard"):
            one = getattr(both, part)[row : row + 1, :inside]
            torch.testing.assert_close(one, getattr(alone, part), atol=1e-5, rtol=1e-4)


def test_what_is_agreed_on_by_hand():
    """Geometric means of .8 and .2, .1 and .4, .1 and .4 are .4, .2, .2; their sum is .8."""
    both = torch.tensor([[[0.8, 0.1, 0.1]], [[0.2, 0.4, 0.4]]]).log()
    assert agreed(both, 2).exp().tolist() == [[pytest.approx([0.5, 0.25, 0.25])]]


def test_a_louder_microphone_changes_nothing():
    """Gain adds a constant to log-mel features, and each clip's mean is taken away."""
    model, x, lengths = tiny.ctc(), torch.randn(1, 40, 80), torch.tensor([40])
    torch.testing.assert_close(
        model(x, lengths).characters, model(x + 3.0, lengths).characters, atol=1e-4, rtol=1e-4
    )


@pytest.mark.parametrize("second", [0, 2])
def test_every_parameter_gets_a_gradient(second):
    model = taught(tiny.ctc(second_hearing=second)).train()
    output = model(torch.randn(2, 40, 80), torch.tensor([40, 30]))
    (output.characters[..., 3].sum() + output.phonemes[..., 3].sum()).backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_a_second_hearing_changes_nothing_until_it_has_learned():
    x, lengths = torch.randn(2, 40, 80), torch.tensor([40, 25])
    model = tiny.ctc(second_hearing=1)
    once = tiny.ctc()
    once.load_state_dict(model.state_dict(), strict=False)
    before = model(x, lengths)
    assert torch.equal(before.characters, once(x, lengths).characters)
    after = taught(model)(x, lengths)
    assert torch.equal(after.first.phonemes, before.phonemes)
    assert not torch.allclose(after.phonemes, before.phonemes, atol=0.01)


def test_a_second_hearing_knows_what_was_named():
    """What the first hearing named at one frame changes what the second names at others."""
    model = taught(tiny.ctc(second_hearing=1))
    hidden, lengths = torch.randn(1, 12, 16), torch.tensor([12])
    named = Named(torch.randn(1, 12, 29).log_softmax(-1), torch.randn(1, 12, 41).log_softmax(-1))
    before = model.again(hidden, lengths, named)
    for head in named:
        head[0, 5] = head[0, 5].roll(7)
        after = model.again(hidden, lengths, named)
        assert (after - before).abs().amax(-1).min() > 0
        before = after


@pytest.mark.parametrize("second", [0, 1])
def test_overfits_eight_clips(second):
    torch.manual_seed(0)
    model = tiny.ctc(hidden=32, channels=8, layers=1, second_hearing=second).train()
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    x, lengths = torch.randn(8, 48, 80), torch.full((8,), 48)
    targets = torch.randint(1, 29, (8, 3))
    for _ in range(150):
        output = model(x, lengths)
        loss = F.ctc_loss(
            output.characters.transpose(0, 1), targets, output.lengths, torch.full((8,), 3)
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    best = model.eval()(x, lengths).characters.argmax(-1)
    for row, target in zip(best, targets, strict=True):
        merged = torch.unique_consecutive(row)
        spoken = merged[merged != 0].tolist()
        # Two equal neighbours need a blank between them, which CTC has learned to give.
        assert spoken == target.tolist()


def test_a_misspelt_setting_stops_at_once():
    with pytest.raises(TypeError, match="hiden"):
        CTCConfig(hiden=3)
