"""Sentences are put together out of what was heard, frame by frame."""

import math
import random

import numpy as np
import pytest
import torch

from assistant.language.tokenizer import Symbols
from assistant.models.speller import FLOOR
from training.assemble import Assembler, find_parts
from training.heard_symbols import HeardClips, to_bytes, to_log_probabilities, word_ends

LETTERS = Symbols(["<blank>", "|", "a", "b", "d"])
CHARACTERS = len(LETTERS)
PHONEMES = Symbols(["<blank>", "|", "AH", "B", "D"])
LEXICON = {"ab": [("AH", "B")], "da": [("D", "AH")], "bad": [("B", "AH", "D")]}


def outputs(spelt=None):
    """Log-probabilities of a network that is sure of these letters and of `SAID`."""
    letters = spelt or SPELT
    scores = torch.full((len(SAID), CHARACTERS + len(PHONEMES)), -7.0)
    for frame, (letter, phone) in enumerate(zip(letters, SAID, strict=True)):
        scores[frame, CHARACTERS + PHONEMES.ids[phone]] = -0.01
        scores[frame, LETTERS.ids[letter]] = -0.02
    return scores


def split(scores):
    return scores[:, :CHARACTERS], scores[:, CHARACTERS:]


B = "<blank>"
SAID = ["AH", B, "B", "|", B, "D", "AH", "AH"]
SPELT = ["a", B, "b", "|", B, "d", "a", "a"]


def heard():
    scores = outputs()
    cuts = word_ends(*split(scores), "ab da", LEXICON, (LETTERS, PHONEMES))
    return HeardClips(to_bytes(scores), np.array([0, len(SAID)]), ("ab da",), (cuts,))


def assembler():
    clips = heard()
    parts = find_parts(clips, PHONEMES, LEXICON, sounds_of=1)
    return Assembler(clips, parts, LEXICON, CHARACTERS), clips


def test_bytes_keep_what_matters_and_cut_off_the_rest():
    scores = torch.tensor([[0.0, -0.5, -3.0, -FLOOR, -30.0]])
    back = to_log_probabilities(to_bytes(scores))
    assert torch.allclose(back, scores.clamp(min=-FLOOR), atol=FLOOR / 255 / 2 + 1e-6)


def test_words_end_behind_their_boundary_and_the_last_with_the_clip():
    assert heard().cuts == ((4, 8),)


@pytest.mark.parametrize("text", ["", "ab dab", "bad bad bad bad"])
def test_words_that_are_not_known_or_do_not_fit_have_no_places(text):
    assert word_ends(*split(outputs()), text, LEXICON, (LETTERS, PHONEMES)) == ()


@pytest.mark.parametrize(
    ("spelt", "cut"),
    [
        (["a", B, "b", B, "|", B, "d", "a"], 5),  # letters see the boundary later
        (["a", "b", "|", B, B, "d", "a", B], 4),  # sounds do
        (["a", B, B, "b", "|", "d", "a", B], 5),  # the next word begins behind it
        (["a", B, "b", "|", "d", "a", "a", B], 4),  # its first letter comes before its sound
    ],
)
def test_a_word_ends_with_the_later_boundary_unless_the_next_has_begun(spelt, cut):
    assert word_ends(*split(outputs(spelt)), "ab da", LEXICON, (LETTERS, PHONEMES)) == (cut, 8)


def test_words_that_were_heard_are_taken_as_they_were_heard():
    made, clips = assembler()
    sentence = made.sentence(["da", "ab", "da"], 0.0, random.Random(1))
    said = np.asarray(clips.outputs)
    assert np.array_equal(sentence, np.concatenate([said[4:8], said[:4], said[4:8]]))


def test_a_word_that_was_never_heard_is_made_of_its_sounds_without_letters():
    made, _ = assembler()
    sentence = to_log_probabilities(made.sentence(["bad"], 0.0, random.Random(1)))
    sounds = torch.unique_consecutive(sentence[:, CHARACTERS:].argmax(-1)).tolist()
    named = [PHONEMES.symbols[index] for index in sounds if index]
    assert named == ["B", "AH", "D", "|"]
    letters = sentence[:, :CHARACTERS]
    assert torch.allclose(letters, torch.full_like(letters, -math.log(CHARACTERS)), atol=0.02)


def test_now_and_then_a_heard_word_is_made_of_sounds_too():
    made, _ = assembler()
    draws = [made.sentence(["ab"], 0.5, random.Random(seed)) for seed in range(40)]
    plain = made.sentence(["ab"], 0.0, random.Random(0))
    kinds = [np.array_equal(draw, plain) for draw in draws]
    assert 5 < sum(kinds) < 35


def test_only_words_with_sounds_are_known():
    made, _ = assembler()
    assert made.knows("ab")
    assert made.knows("bad")
    assert not made.knows("dab")
