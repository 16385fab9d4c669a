import jiwer
import pytest

from training.metrics import Edits, edits

CASES = [
    ("the cat sat", "the cat sat", (0, 0, 0)),
    ("the cat sat", "a cat sat down", (1, 0, 1)),
    ("the cat sat", "", (0, 3, 0)),
    ("the cat sat", "cat", (0, 2, 0)),
]


@pytest.mark.parametrize(("reference", "heard", "counts"), CASES)
def test_counts_by_hand_and_the_rate_of_jiwer(reference, heard, counts):
    found = edits(reference.split(), heard.split())
    assert (found.substitutions, found.deletions, found.insertions) == counts
    assert found.rate == pytest.approx(jiwer.wer(reference, heard))


def test_sums_are_over_counts_not_over_rates():
    total = edits("abcd", "abcd") + edits("x", "y")
    assert (total.errors, total.length, total.rate) == (1, 5, 0.2)


def test_an_empty_reference_counts_insertions():
    assert edits("", "ab") == Edits(insertions=2)
    assert edits("", "ab").rate == 2
    assert edits("", "").rate == 0
