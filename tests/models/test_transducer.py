import math

import pytest
import torch

from assistant.models.ctc import CTC
from assistant.models.transducer import (
    AHEAD,
    MOST_LETTERS,
    START,
    UNLIKELY,
    SpellingWeights,
    Transducer,
    _within_reach,
    mistaken,
)
from tests import tiny
from training.ctc_losses import transducer_loss


def taught(characters: int = 5) -> Transducer:
    """One whose joint layer says something, as none does before it is trained."""
    model = Transducer(6, characters, prediction=8, joint=7, dropout=0.5).eval()
    torch.nn.init.normal_(model.output.weight, std=2)
    torch.nn.init.normal_(model.output.bias)
    return model


def clip(frames: int, characters: int = 5) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.randn(frames, 6), torch.randn(frames, characters).log_softmax(-1)


def paths(frames: int, letters: list[int]) -> list[list[tuple[int, int, int]]]:
    """All ways of writing the letters within the frames: (frame, letters before, what is done)."""

    def go_on(frame: int, done: int) -> list[list[tuple[int, int, int]]]:
        if frame == frames:
            return [[]] if done == len(letters) else []
        found = [[(frame, done, START), *rest] for rest in go_on(frame + 1, done)]
        if done < len(letters):
            rests = go_on(frame, done + 1)
            found += [[(frame, done, letters[done]), *rest] for rest in rests]
        return found

    return go_on(0, 0)


def test_loss_sums_all_ways_of_spreading_letters_over_frames():
    model, (heard, named) = taught(), clip(4)
    letters = [2, 4, 2]
    logits = model(heard[None], named[None], torch.tensor([letters]))
    steps = logits[0].log_softmax(-1)
    ways = paths(4, letters)
    assert len(ways) == math.comb(4 + 3 - 1, 3)  # the last thing done is to leave the last frame
    by_hand = torch.stack([sum(steps[at] for at in way) for way in ways]).logsumexp(0)
    loss = transducer_loss(logits, torch.tensor([4]), torch.tensor([letters]), torch.tensor([3]))
    torch.testing.assert_close(loss, -by_hand, atol=1e-4, rtol=1e-4)


def test_padding_costs_nothing():
    model, clips = taught(), [clip(6), clip(3)]
    letters = [torch.tensor([1, 2, 3, 4]), torch.tensor([3])]
    alone = sum(
        transducer_loss(
            model(heard[None], named[None], row[None]),
            torch.tensor([len(heard)]),
            row[None],
            torch.tensor([len(row)]),
        )
        for (heard, named), row in zip(clips, letters, strict=True)
    )
    heard = torch.nn.utils.rnn.pad_sequence([c[0] for c in clips], True, 9.0)
    named = torch.nn.utils.rnn.pad_sequence([c[1] for c in clips], True, -9.0)
    targets = torch.tensor([[1, 2, 3, 4], [3, 2, 2, 2]])
    logits = model(heard, named, targets)
    together = transducer_loss(logits, torch.tensor([6, 3]), targets, torch.tensor([4, 1]))
    torch.testing.assert_close(together, alone, atol=1e-4, rtol=1e-4)


def test_a_clip_without_letters_has_one_way():
    model, (heard, named) = taught(), clip(3)
    nothing = torch.zeros(1, 0, dtype=torch.long)
    logits = model(heard[None], named[None], nothing)
    loss = transducer_loss(logits, torch.tensor([3]), nothing, torch.tensor([0]))
    expected = -logits.log_softmax(-1)[0, :, 0, START].sum()
    torch.testing.assert_close(loss, expected, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_spelling_does_the_likeliest_thing_at_each_point(seed):
    """Whole matrices, as in training, tell the same at each point that the spelling passes."""
    torch.manual_seed(seed)
    model, (heard, named) = taught(), clip(12)
    with torch.inference_mode():
        letters = model.spell(heard, named)
        logits = model(heard[None], named[None], torch.tensor([letters], dtype=torch.long))[0]
    frame = done = here = 0
    while frame < 12:
        best = int(logits[frame, done].argmax())
        if best == START or here == MOST_LETTERS:
            frame, here = frame + 1, 0
        else:
            assert letters[done] == best
            done, here = done + 1, here + 1
    assert done == len(letters)


@pytest.mark.parametrize("seed", range(3))
def test_weights_are_those_of_another_transducer(seed):
    """One that learnt other shares, and another bias of the blank."""
    torch.manual_seed(seed)
    model, (heard, named) = taught(), clip(12)
    plain = model.spell(heard, named)
    weighed = model.spell(heard, named, SpellingWeights(ctc=1.5, text=0.2, blank_penalty=2.0))
    model.shares.data *= torch.tensor([1.5, 0.2])
    model.output.bias.data[START] -= 2.0
    assert model.spell(heard, named) == weighed != plain


def test_likelihoods_of_texts_are_those_of_the_loss():
    model, (heard, named) = taught(), clip(9)
    texts = [[1, 2, 3], [], [4, 4, 4, 1, 2], [3]]
    together = model.likelihoods(heard, named, texts)
    for likelihood, text in zip(together, texts, strict=True):
        letters = torch.tensor([text], dtype=torch.long)
        logits = model(heard[None], named[None], letters)
        loss = transducer_loss(logits, torch.tensor([9]), letters, torch.tensor([len(text)]))
        torch.testing.assert_close(likelihood, -loss, atol=1e-4, rtol=1e-4)


def test_what_is_hopeless_is_given_up():
    """By hand: of two texts, what either may have reached, and a few letters more."""
    gone = -torch.inf
    reached = torch.tensor([[gone, -40.0, -3.0, -1.0, -20.0], [gone, gone, -70.0, -50.0, -90.0]])
    assert _within_reach(reached) == slice(2, 5 + AHEAD)
    assert _within_reach(torch.tensor([[0.0, gone, gone]])) == slice(0, 1 + AHEAD)


def test_a_long_text_loses_nothing_by_it():
    torch.manual_seed(0)
    model, text = taught(), torch.randint(1, 5, (60,)).tolist()
    model.output.weight.data /= 4  # a wild one would want to end long before
    heard, named = clip(120)
    for frame, letter in enumerate(text):
        named[2 * frame, letter] += 9
    named = named.log_softmax(-1)
    letters = torch.tensor([text])
    logits = model(heard[None], named[None], letters)
    loss = transducer_loss(logits, torch.tensor([120]), letters, torch.tensor([60]))
    found = model.likelihoods(heard, named, [text])
    torch.testing.assert_close(found[0], -loss, atol=1e-3, rtol=1e-4)


def test_a_text_that_can_not_be_written_is_as_unlikely_as_can_be():
    model, (heard, named) = taught(), clip(1)
    long, short = model.likelihoods(heard, named, [[1] * 60, [1]]).tolist()
    assert long == -UNLIKELY < short


def test_letters_at_one_frame_come_to_an_end():
    model, (heard, named) = taught(), clip(3)
    torch.nn.init.zeros_(model.output.weight)
    model.output.bias.data = torch.tensor([-99.0, 9, 0, 0, 0])
    with torch.inference_mode():
        assert model.spell(heard, named) == [1] * (3 * MOST_LETTERS)
        assert model.spell(heard[:0], named[:0]) == []


def test_what_is_read_depends_on_what_stands_before_only():
    model = taught()
    one, other = torch.tensor([[1, 2, 3, 4]]), torch.tensor([[1, 2, 4, 4]])
    states, follows = model.read(one)
    others, follow = model.read(other)
    assert torch.equal(states[:, :3], others[:, :3]) and torch.equal(follows[:, :3], follow[:, :3])
    assert not torch.allclose(states[:, 3:], others[:, 3:])


def test_training_reads_some_letters_wrong():
    letters = torch.arange(4000).view(40, 100)
    changed = mistaken(letters, 0.12)
    assert 0.1 < float((changed != letters).float().mean()) < 0.14
    assert set(changed.flatten().tolist()) <= set(range(4000))
    assert torch.equal(mistaken(letters, 0.0), letters)
    assert mistaken(letters[:, :0], 0.5).shape == (40, 0)


def test_the_network_hands_on_what_its_heads_saw():
    model = CTC(tiny.ctc(second_hearing=1).config).eval()
    output = model(torch.randn(2, 41, 80), torch.tensor([41, 17]))
    named = model.characters(output.heard).log_softmax(-1)
    torch.testing.assert_close(named, output.characters)


def test_a_transducer_does_not_pull_at_the_names_of_frames():
    """What hears learns by it, but the heads go on naming frames for CTC alone; rows without
    letters are not spelt."""
    model = tiny.ctc(prediction=8, joint=4)
    torch.nn.init.normal_(model.transducer.output.weight)
    letters = torch.tensor([[3, 4, 5]])
    output = model(torch.randn(2, 41, 80), torch.tensor([41, 41]), letters=letters)
    assert output.spelt.shape == (1, 11, 4, 29)
    output.spelt.square().sum().backward()
    assert model.convolution_1.weight.grad.abs().sum() > 0
    assert model.characters.weight.grad is None
