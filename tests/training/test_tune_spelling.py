"""The transducer's weights, found on choices of which the best is known."""

import numpy as np
import pytest

from assistant.models.transducer import SpellingWeights
from assistant.speech.decode import DecoderSettings
from training.heard import Utterance
from training.reranking import Choice, Said, error_rates
from training.tune_spelling import letter_errors, weigh, weigh_letters, weights


def choices(likelihood: float, words: float) -> list[tuple[Said, list[Choice]]]:
    """Of two candidates each, the right one is behind by 1 in the decoder's score; in one clip it
    is the likelier spelt, in another the longer."""
    spelt = Choice(("too", "two"), np.array([[-9.0, -likelihood, 1], [-10.0, 0.0, 1]]))
    longer = Choice(("away", "a way"), np.array([[-9.0, 0.0, 1], [-10.0, 0.0, 1 + words]]))
    return [(Said("a", "two"), [spelt]), (Said("b", "a way"), [longer])]


def test_weights_are_found_that_choose_right() -> None:
    lists = choices(likelihood=3.0, words=2.0)
    start = DecoderSettings(spelling_weight=0.2)
    assert error_rates(lists, weights(start)) == {"a": 1.0, "b": 1.0}
    best = weigh(lists, start)
    assert error_rates(lists, weights(best)) == {"a": 0.0, "b": 0.0}
    assert best.spelling_weight > 1 / 3 and best.spelling_word > 1 / 2
    assert best.language_weight == start.language_weight


def test_a_weight_never_falls_below_nothing() -> None:
    """Even where the transducer is always wrong."""
    contrary = Choice(("two", "too"), np.array([[-9.0, -5.0, 1], [-9.1, 0.0, 1]]))
    assert weigh([(Said("a", "two"), [contrary])], DecoderSettings()).spelling_weight == 0


class Spells:
    """Right letters, the more the nearer the settings are to some."""

    def spell(self, piece, weights):
        far = abs(weights.text - 0.6) + abs(weights.ctc - 1.15) + abs(weights.blank_penalty - 0.25)
        return ["a" * (10 - round(10 * far)) if piece else "b"]


def test_letters_are_counted_for_each_corpus() -> None:
    said = [Utterance("a", "b b", (None, None))] * 2 + [Utterance("b", "bc", (None,))]
    errors = letter_errors(Spells(), [*said, Utterance("b", "", ())], DecoderSettings())
    assert {corpus: total.rate for corpus, total in errors.items()} == {"a": 0.0, "b": 0.5}


def test_weights_of_the_parts_are_found() -> None:
    said = [Utterance("a", "a" * 10, (True,))]
    best, errors = weigh_letters(Spells(), said, DecoderSettings())
    assert best.spelling == SpellingWeights(1.15, pytest.approx(0.6), 0.25)
    assert errors == {"a": 0.0}


class Hesitates:
    """Wrong in the first letters: 10 of long clips where CTC counts more, else 5 of short ones."""

    def spell(self, piece, weights):
        wrong = {100: 10, 10: 0} if weights.ctc > 1 else {100: 0, 10: 5}
        return ["b" * wrong[piece] + "a" * (piece - wrong[piece])]


def test_every_letter_counts_the_same_whatever_its_corpus() -> None:
    """The mean of the corpora's rates would prefer 5 % to 25 %."""
    said = [Utterance("long", "a" * 100, (100,)), Utterance("short", "a" * 10, (10,))]
    best, errors = weigh_letters(Hesitates(), said, DecoderSettings())
    assert best.ctc_share <= 1
    assert errors == {"long": 0.0, "short": 0.5}
