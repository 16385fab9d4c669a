import torch

from training.batches import bucketed, pad

LENGTHS = [5, 50, 7, 49, 6, 200, 48, 5]


def test_every_example_is_in_one_batch():
    for seed in range(5):
        batches = bucketed(LENGTHS, budget=100, seed=seed)
        assert sorted(row for batch in batches for row in batch) == list(range(len(LENGTHS)))


def test_padded_size_stays_within_the_budget_unless_one_example_exceeds_it():
    for batch in bucketed(LENGTHS, budget=100, seed=1):
        size = len(batch) * max(LENGTHS[row] for row in batch)
        assert size <= 100 or len(batch) == 1


def test_like_lengths_go_together():
    batches = bucketed(LENGTHS, budget=100, seed=1, shuffle=False)
    assert [sorted(LENGTHS[row] for row in batch) for batch in batches] == [
        [5, 5, 6, 7],
        [48, 49],
        [50],
        [200],
    ]


def test_rows_are_bounded_and_the_order_depends_on_the_seed_alone():
    lengths = list(range(10, 60))
    first = bucketed(lengths, budget=10**6, seed=3, rows=4)
    assert max(map(len, first)) == 4
    assert first == bucketed(lengths, budget=10**6, seed=3, rows=4)
    assert first != bucketed(lengths, budget=10**6, seed=4, rows=4)


def test_pad_by_hand():
    padded, lengths = pad([torch.tensor([1, 2, 3]), torch.tensor([4])], value=9)
    assert padded.tolist() == [[1, 2, 3], [4, 9, 9]]
    assert lengths.tolist() == [3, 1]
