"""What is counted when hotwords, grammars and unknown words are fitted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
import torch
from torch import Tensor

from assistant.speech.decode import DecoderSettings, Hypothesis
from assistant.speech.find import WordFinder
from assistant.speech.recognise import Heard
from tests.speech.test_decode import write_pack
from training.heard import Utterance
from training.tune_context import Trial, hotword_score, rare_words, rates
from training.unknown_words import Doubtful, fit_unknown, word_error_rate


def heard(text: str) -> Utterance:
    frames = torch.tensor([[float(len(text))]])
    return Utterance("toy", text, (Heard(0.0, frames, frames, 1.0),))


class Finder:
    """Hears every word with an "s" right, and each hotword in the first clip that asks for it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = {len(text): text for text in texts}
        self.asked: list[list[str]] = []

    def candidates(self, phonemes: Tensor, count: int, hotwords: list[str]) -> list[Hypothesis]:
        text = self.texts[int(phonemes[0, 0])]
        self.asked.append(hotwords)
        words = [word if "s" in word or word in hotwords else "the" for word in text.split()]
        return [Hypothesis((*words, *hotwords[-1:]), 0.0)]


def test_hotwords_by_hand() -> None:
    texts = ["see siobhan", "so zog now"]
    finder = Finder(texts)
    utterances = [heard(text) for text in texts]
    score = hotword_score(cast(WordFinder, finder), 4.0, utterances, [{"siobhan"}, {"zog"}])
    assert finder.asked == [["siobhan", "zog"]] * 2
    assert score.recall == 1
    assert score.false == 0.5  # "zog" where only Siobhan was said
    assert score.wer == pytest.approx((1 + 2) / 5)
    without = hotword_score(cast(WordFinder, finder), 0.0, utterances, [{"siobhan"}, {"zog"}])
    assert (without.recall, without.false) == (0.5, 0)
    assert finder.asked[2:] == [[], []]


def test_words_that_the_n_grams_lack_are_rare(tmp_path: Path) -> None:
    write_pack(tmp_path)
    assert rare_words(["see siobhan two", "bee"], tmp_path) == [{"siobhan"}, set()]


def test_rates_of_a_grammar_by_hand() -> None:
    settings = DecoderSettings(grammar_slope=2.0, grammar_bias=1.0)  # accepts above -0.5
    tried = [
        Trial(True, True, -0.1),
        Trial(True, True, -0.9),
        Trial(True, False, -0.2),
        Trial(True, True, -0.4),
        Trial(False, False, -0.3),
        Trial(False, False, -2.0),
    ]
    found = {"clips": 4, "best_is_right": 0.75, "found": 0.5, "refused": 0.5}
    assert rates(tried, settings) == found


def test_unknown_words_are_spelt_out_where_that_costs_nothing() -> None:
    name = [Doubtful("chevron", 0.9, "siobhan", 0.78), Doubtful("said", 0.1, "", 0.0)]
    clips = [
        ("siobhan said so", name),
        ("the lamp", [Doubtful("lamp", 0.7, "lmapp", 0.72)]),
        ("a zog", [Doubtful("dog", 0.5, "zogg", 0.95)]),
    ]
    fitted, report = fit_unknown(clips, DecoderSettings())
    assert [word.read(fitted) for _, words in clips for word in words] == [
        "siobhan", "said", "lamp", "zogg",
    ]  # fmt: skip
    assert report["spelt_out"] == 2
    assert report["wer"] == pytest.approx(4 / 7, abs=1e-4)
    assert report["wer_without"] == pytest.approx(5 / 7, abs=1e-4)
    assert word_error_rate(clips, fitted) < report["wer_without"]
