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

CHARACTERS = 4
PHONEMES = Symbols(["<blank>", "|", "AH", "B", "D"])
LEXICON = {"ab": [("AH", "B")], "da": [("D", "AH")], "bad": [("B", "AH", "D")]}


def outputs(path):
    """Log-probabilities of a network that is sure: characters say the frame's number, about."""
    scores = torch.full((len(path), CHARACTERS + len(PHONEMES)), -7.0)
    for frame, phone in enumerate(path):
        scores[frame, CHARACTERS + PHONEMES.ids[phone]] = -0.01
        scores[frame, frame % CHARACTERS] = -0.02
    return scores


PATH = ["AH", "<blank>", "B", "|", "<blank>", "D", "AH", "AH"]


def heard():
    scores = outputs(PATH)
    cuts = word_ends(scores[:, CHARACTERS:], ["AH", "B", "|", "D", "AH"], PHONEMES)
    return HeardClips(to_bytes(scores), np.array([0, len(PATH)]), ("ab da",), (cuts,))


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


@pytest.mark.parametrize("phones", [[], ["B"] * 9])
def test_words_that_do_not_fit_have_no_places(phones):
    assert word_ends(outputs(PATH)[:, CHARACTERS:], phones, PHONEMES) == ()


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
