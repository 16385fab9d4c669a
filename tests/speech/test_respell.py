from types import SimpleNamespace

import pytest
import torch

from assistant.models.transducer import Transducer
from assistant.speech.decode import DecoderSettings, Hypothesis
from assistant.speech.respell import JUDGED, likelihoods, respelt
from training.recipes.speech import CHARACTERS

SOUND = SimpleNamespace(
    features=torch.zeros(4, 6), characters=torch.zeros(4, len(CHARACTERS)).log_softmax(-1)
)
WEIGHED = DecoderSettings(spelling_weight=0.5, spelling_word=2.0)


class Told(Transducer):
    """Knows each text's likelihood beforehand."""

    def __init__(self, known: dict[str, float]) -> None:
        super().__init__(6, len(CHARACTERS), prediction=8, joint=4, dropout=0.0)
        self.known = known
        self.asked: list[str] = []

    def likelihoods(self, heard, named, texts):
        self.asked = ["".join(CHARACTERS.symbols[i] for i in text) for text in texts]
        return torch.tensor([self.known.get(text, -50.0) for text in self.asked])


def hypothesis(text: str, score: float) -> Hypothesis:
    return Hypothesis(tuple(text.split()), score, score - 1, -1.0)


def test_scores_by_hand():
    """To keys: -10 + .5 * -8 = -14; two keys: -11 + 0; a word more than the fewest counts 2."""
    told = Told({"to|keys": -28.0, "two|keys": -20.0, "tokees": -24.0})
    found = [hypothesis("to keys", -10), hypothesis("two keys", -11), hypothesis("tokees", -9.5)]
    ranked = respelt(found, told, CHARACTERS, SOUND, WEIGHED)
    assert told.asked == ["to|keys", "two|keys", "tokees"]
    assert [(" ".join(each.words), each.score) for each in ranked] == [
        ("two keys", -11 + 2),
        ("tokees", -9.5 + 0.5 * -4),
        ("to keys", -10 + 0.5 * -8 + 2),
    ]
    assert ranked[0].sound == -12 and ranked[0].language == -1


def test_few_are_asked_and_none_is_lost():
    """Those behind the judged ones keep their order, and pass none that was liked better."""
    texts = [f"{'a' * (n + 1)}" for n in range(JUDGED + 5)]
    told = Told({text: -float(n) for n, text in enumerate(texts)})
    found = [hypothesis(text, -0.01 * n) for n, text in enumerate(texts)]
    ranked = respelt(found, told, CHARACTERS, SOUND, WEIGHED)
    assert len(told.asked) == JUDGED
    assert [each.words for each in ranked] == [each.words for each in found]
    assert ranked[JUDGED].score == pytest.approx(-0.01 * JUDGED + 0.5 * -(JUDGED - 1))


@pytest.mark.parametrize(
    ("sound", "settings", "transducer"),
    [
        (SOUND, DecoderSettings(), True),
        (SOUND, WEIGHED, False),
        (SimpleNamespace(features=None, characters=SOUND.characters), WEIGHED, True),
        (SimpleNamespace(features=torch.zeros(0, 6), characters=torch.zeros(0, 29)), WEIGHED, True),
    ],
)
def test_who_can_tell_nothing_changes_nothing(sound, settings, transducer):
    found = [hypothesis("to keys", -10), hypothesis("two keys", -11)]
    judge = Told({"two|keys": 0.0}) if transducer else None
    assert respelt(found, judge, CHARACTERS, sound, settings) == found


def test_no_candidates_and_no_words():
    model = Transducer(6, len(CHARACTERS), prediction=8, joint=4, dropout=0.0).eval()
    assert respelt([], model, CHARACTERS, SOUND, WEIGHED) == []
    silence = [Hypothesis((), -1.0)]
    assert respelt(silence, model, CHARACTERS, SOUND, WEIGHED) == silence
    assert likelihoods(silence, model, CHARACTERS, SOUND) == [0.0]
