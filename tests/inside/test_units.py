"""Which units follow a feature of a text."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.errors import BadOption, BadText
from assistant.inside import units
from assistant.inside.gates import Gates
from assistant.inside.units import FEATURES, Reading, chance, correlations, feature, in_tune, read
from tests import tiny


def reading(*pieces: str) -> Reading:
    ends = np.cumsum([len(piece) for piece in pieces]).tolist()
    nothing = np.zeros((len(pieces), 1), np.float32)
    gates = Gates("lstm", {"forget": nothing}, nothing, nothing, nothing)
    return Reading("".join(pieces), tuple(zip([0, *ends[:-1]], ends, strict=True)), gates)


@pytest.mark.parametrize(
    ("name", "pieces", "wanted"),
    [
        ("Inside quotes", ["a", ' "b', ' c"', " d"], [0, 1, 1, 0]),
        ("Inside quotes", ["\u201cx", "y\u201d", "z"], [1, 1, 0]),
        ("Position in the line", ["ab", "c\n", "de", "f"], [1, 3, 1, 2]),
        ("Position in the sentence", ["Hi", "! ", "Yo", "."], [1, 3, 1, 2]),
        ("Beginning of a word", ["um", "br", " ell", "!"], [1, 0, 1, 0]),
        ("Capital letters", ["A", "b", " cD"], [1, 0, 1]),
        ("Digits", ["1", "b", "a2"], [1, 0, 1]),
    ],
)
def test_features_by_hand(name: str, pieces: list[str], wanted: list[float]) -> None:
    assert feature(name, reading(*pieces)).tolist() == wanted


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("text", ["", "a", '"', '""\n\n""', "\U0001f600\u0301\n", "x" * 2000])
def test_every_feature_has_a_number_for_every_character(name: str, text: str) -> None:
    values = FEATURES[name](text)
    assert values.shape == (len(text),)
    assert np.isfinite(values).all()


def test_correlations_are_numpys() -> None:
    random = np.random.default_rng(0)
    hidden = random.normal(size=(40, 5)).astype(np.float32)
    wanted = random.normal(size=40).astype(np.float32)
    expected = [np.corrcoef(hidden[:, unit], wanted)[0, 1] for unit in range(5)]
    assert correlations(hidden, wanted) == pytest.approx(expected, abs=1e-5)


def test_the_planted_unit_is_found_above_chance() -> None:
    random = np.random.default_rng(1)
    wanted = (random.random(300) < 0.3).astype(np.float32)
    hidden = random.normal(size=(300, 50)).astype(np.float32)
    hidden[:, 7] = -wanted + random.normal(size=300) / 10
    best = in_tune(hidden, wanted, 3)
    assert best[0].unit == 7
    assert best[0].correlation < -0.9
    assert abs(best[1].correlation) < chance(hidden, wanted) < 0.5


def test_a_constant_feature_has_no_units() -> None:
    hidden = np.random.default_rng(2).normal(size=(9, 4)).astype(np.float32)
    assert in_tune(hidden, np.ones(9, np.float32)) == ()
    assert chance(hidden[:2], np.ones(2, np.float32)) == 1.0


def test_units_of_ones_own_choice_in_their_order() -> None:
    hidden = np.array([[0, 1, 5], [1, 0, 5], [0, 1, 5], [1, 0, 5]], np.float32)
    found = units.followed(hidden, np.array([0, 1, 0, 1], np.float32), [2, 1, 0, 1])
    assert [(one.unit, round(one.correlation, 5)) for one in found] == [(2, 0), (1, -1), (0, 1)]
    assert units.followed(hidden, np.ones(4, np.float32), []) == ()
    for number in (-1, 3, 10**12):
        with pytest.raises(BadOption, match="0 to 2"):
            units.followed(hidden, np.ones(4, np.float32), [0, number])


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_a_text_is_read_as_the_network_reads_it(cell: str) -> None:
    subwords = tiny.subwords()
    model = tiny.language_model(vocabulary=len(subwords), cell=cell)
    text = "hello \U0001f600 you,\nwhat's up? \u4e16"
    found = read(model, subwords, text)
    ids = subwords.encode(text)
    assert len(found.spans) == len(ids) == len(found.gates.hidden)
    assert "".join(found.pieces) == text
    state = model.read(units.torch.tensor([[subwords.id("<s>"), *ids]]))
    assert found.gates.hidden[-1] == pytest.approx(state[0][0][0, 0].detach().numpy(), abs=1e-5)


def test_curly_quotes_are_read_as_the_plain_ones_that_the_network_knows() -> None:
    assert units.checked("\u201cIt\u2019s\u201d\r\n") == '"It\'s"\n'


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_texts_that_are_refused(text: str) -> None:
    with pytest.raises(BadText):
        units.checked(text)


def test_half_a_surrogate_is_no_trouble() -> None:
    assert units.checked("a\ud800b")
