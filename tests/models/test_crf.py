"""The CRF against all tag sequences, one by one."""

from itertools import product

import pytest
import torch

from assistant.models.crf import Crf, allowed_steps, bio_tags

TAGS = bio_tags(["room", "time"])


def crf(seed: int = 0) -> Crf:
    torch.manual_seed(seed)
    made = Crf(TAGS)
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter)
    return made


def is_bio(tags: tuple[int, ...]) -> bool:
    before = "O"
    for tag in (TAGS[index] for index in tags):
        if tag[0] == "I" and before[2:] != tag[2:]:
            return False
        before = tag
    return True


def by_hand(made: Crf, emissions: torch.Tensor, tags: tuple[int, ...]) -> float:
    total = made.start[tags[0]] + made.end[tags[-1]]
    total = total + sum(emissions[time, tag] for time, tag in enumerate(tags))
    return float(
        (total + sum(made.transitions[a, b] for a, b in zip(tags, tags[1:], strict=False))).detach()
    )


def test_tags_of_a_slot_stand_side_by_side() -> None:
    assert TAGS == ("O", "B-room", "I-room", "B-time", "I-time")


def test_only_the_same_slot_goes_on() -> None:
    table = allowed_steps(TAGS)
    forbidden = {(TAGS[a], TAGS[b]) for a, b in (~table).nonzero().tolist()}
    assert forbidden == {
        ("O", "I-room"), ("O", "I-time"), ("B-room", "I-time"), ("I-room", "I-time"),
        ("B-time", "I-room"), ("I-time", "I-room"),
    }  # fmt: skip


@pytest.mark.parametrize("length", [1, 2, 4])
@pytest.mark.parametrize("seed", [0, 1])
def test_total_and_best_are_those_of_all_sequences(length: int, seed: int) -> None:
    made = crf(seed)
    emissions = torch.randn(1, length, len(TAGS)) * 3
    scores = {
        tags: by_hand(made, emissions[0], tags)
        for tags in product(range(len(TAGS)), repeat=length)
        if is_bio(tags)
    }
    lengths = torch.tensor([length])
    expected = torch.tensor(list(scores.values()), dtype=torch.float64).logsumexp(0)
    assert float(made.log_total(emissions, lengths).detach()) == pytest.approx(
        float(expected), abs=1e-4
    )
    best = max(scores, key=lambda tags: scores[tags])
    assert made.decode(emissions, lengths)[0].tolist() == list(best)
    loss = made(emissions, torch.tensor([best]), lengths)
    assert float(loss.detach()) == pytest.approx(float(expected) - scores[best], abs=1e-4)


def test_padding_changes_nothing_and_is_no_tag() -> None:
    made = crf()
    lengths = torch.tensor([5, 1, 3])
    emissions = torch.randn(3, 5, len(TAGS))
    tags = torch.tensor([[0, 1, 2, 2, 0], [3, 4, 4, 4, 4], [0, 3, 4, 1, 1]])
    together, best = made(emissions, tags, lengths), made.decode(emissions, lengths)
    for row, length in enumerate(lengths.tolist()):
        part, only = emissions[row : row + 1, :length], lengths[row : row + 1]
        alone = made(part, tags[row : row + 1, :length], only)
        torch.testing.assert_close(together[row : row + 1], alone)
        assert best[row, :length].tolist() == made.decode(part, only)[0].tolist()
        assert not best[row, length:].any()


def test_no_emission_buys_a_forbidden_step() -> None:
    made = crf()
    emissions = torch.zeros(1, 3, len(TAGS))
    emissions[0, :, TAGS.index("I-time")] = 100.0
    found = [TAGS[tag] for tag in made.decode(emissions, torch.tensor([3]))[0]]
    assert found == ["B-time", "I-time", "I-time"]


def test_gradients_are_finite_where_scores_are_extreme() -> None:
    made = crf()
    emissions = (torch.randn(2, 6, len(TAGS)) * 100).requires_grad_()
    made(emissions, torch.zeros(2, 6, dtype=torch.long), torch.tensor([6, 2])).sum().backward()
    assert torch.isfinite(emissions.grad).all()
    assert torch.isfinite(made.transitions.grad).all()


def test_the_loss_is_never_negative_and_learns() -> None:
    made = crf()
    emissions = torch.randn(1, 4, len(TAGS), requires_grad=True)
    tags, lengths = torch.tensor([[0, 1, 2, 0]]), torch.tensor([4])
    optimiser = torch.optim.Adam([*made.parameters(), emissions], lr=0.3)
    for _ in range(40):
        optimiser.zero_grad()
        loss = made(emissions, tags, lengths).sum()
        assert float(loss.detach()) >= 0
        loss.backward()
        optimiser.step()
    assert float(loss.detach()) < 0.1
    assert made.decode(emissions, lengths).tolist() == tags.tolist()
