"""The notation, and phrases told from other speech."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from assistant.errors import BadOption
from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.speech.decode import DecoderSettings, Spelling
from assistant.speech.grammar import MOST_PHRASES, Grammar, GrammarDecoder, GrammarModel
from assistant.speech.word_models import IMPOSSIBLE

SYMBOLS = Symbols(["<blank>", "|", "B", "IY", "K", "S", "T", "UW"])


@pytest.mark.parametrize(
    ("lines", "phrases"),
    [
        (["stop"], ["stop"]),
        (["Stop  now", "go"], ["stop now", "go"]),
        (["yes | no"], ["yes", "no"]),
        (["turn (on|off)"], ["turn on", "turn off"]),
        (["[please] stop"], ["please stop", "stop"]),
        (["a [b [c]] d"], ["a b c d", "a b d", "a d"]),
        (["(a|b)(c|d)"], ["a c", "a d", "b c", "b d"]),
        (["a (b | (c|d) e) | f"], ["a b", "a c e", "a d e", "f"]),
        (["stop", "stop"], ["stop"]),
    ],
)
def test_notation_by_hand(lines: list[str], phrases: list[str]) -> None:
    assert [" ".join(phrase) for phrase in Grammar.parse(lines).phrases] == phrases


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["turn (on"], "not closed"),
        (["turn [on)"], "not closed"),
        (["turn on)"], "never opened"),
        ([""], "needs phrases"),
        ([], "needs phrases"),
        (["[please]"], "needs phrases"),
        (["stop |"], "needs phrases"),
        (["(a|b|c|d|e|f|g|h|i|j)" * 9], "at most"),
        ([f"word{number}" for number in range(MOST_PHRASES + 1)], "at most"),
    ],
)
def test_bad_grammars_are_refused(lines: list[str], problem: str) -> None:
    with pytest.raises(BadOption, match=problem):
        Grammar.parse(lines)


def test_one_text_is_one_line() -> None:
    assert Grammar.parse("two keys").phrases == (("two", "keys"),)
    assert Grammar.parse("two (keys|bees)").words == ("two", "keys", "bees")


def test_the_model_allows_only_what_comes_next() -> None:
    model = GrammarModel(Grammar.parse(["see [two] keys"]))
    see, score = model.score(model.start(), "see")
    assert score == 0
    assert model.score(model.start(), "two")[1] == IMPOSSIBLE
    assert model.finish(see) == model.finish(model.start()) == IMPOSSIBLE
    keys, score = model.score(see, "keys")
    assert score == 0 and model.finish(keys) == 0
    assert model.score(model.score(see, "two")[0], "keys")[1] == 0


LEXICON: list[Spelling] = [
    (word, tuple(SYMBOLS.encode([*phones.split(), BOUNDARY])))
    for word, phones in (("see", "S IY"), ("two", "T UW"), ("bee", "B IY"), ("keys", "K IY S"))
]


def decoder(*lines: str, slope: float = 2.0, bias: float = 3.0) -> GrammarDecoder:
    settings = DecoderSettings(prior_scale=0.0, grammar_slope=slope, grammar_bias=bias)
    prior = torch.zeros(len(SYMBOLS))
    return GrammarDecoder(Grammar.parse(lines), LEXICON, SYMBOLS.ids[BOUNDARY], settings, prior)


def sound(phones: str, sure: float = 0.9) -> Tensor:
    rows = []
    for phone in phones.split():
        for symbol in (phone, "<blank>"):
            row = torch.full((len(SYMBOLS),), (1 - sure) / (len(SYMBOLS) - 1))
            row[SYMBOLS.ids[symbol]] = sure
            rows.append(row)
    return torch.stack(rows).log() if rows else torch.zeros(0, len(SYMBOLS))


@pytest.mark.parametrize(
    ("phones", "phrase"),
    [
        ("S IY | T UW | K IY S", "see two keys"),
        ("S IY | K IY S", "see keys"),
        ("B IY", "bee"),
        ("T UW", None),
        ("B IY B IY B IY B IY", None),
        ("UW K T UW S B UW", None),
    ],
)
def test_a_phrase_or_none(phones: str, phrase: str | None) -> None:
    found, probability = decoder("see [two] keys", "bee").said(sound(phones))
    heard = " ".join(found.words) if found and probability > 0.5 else None
    assert heard == phrase


def test_misfit_by_hand() -> None:
    """A perfect fit costs the closing frame's nothing; each wrong sound log(.9 / (.1 / 7))."""
    grammar = decoder("bee")
    exact, wrong = sound("B IY"), sound("B UW")
    assert grammar.misfit(exact, grammar.candidates(exact)[0]) == pytest.approx(0, abs=1e-4)
    # In "B UW" the vowel is missed where it should be, and a blank may not take its frame's place.
    lost = math.log(0.9 / (0.1 / 7))
    assert grammar.misfit(wrong, grammar.candidates(wrong)[0]) == pytest.approx(-lost / 2, abs=1e-4)


def test_two_phrases_that_sound_alike_share_the_confidence() -> None:
    lexicon = [*LEXICON, ("sea", LEXICON[0][1])]
    settings = DecoderSettings(prior_scale=0.0, grammar_bias=50.0)
    both = GrammarDecoder(
        Grammar.parse(["see", "sea"]), lexicon, SYMBOLS.ids[BOUNDARY], settings, torch.zeros(8)
    )
    assert both.said(sound("S IY"))[1] == pytest.approx(0.5, abs=1e-3)


def test_silence_is_no_phrase() -> None:
    found, probability = decoder("bee").said(sound(""))
    assert found is None and probability == 0
    _, probability = decoder("bee").said(sound("<blank> <blank>", sure=0.99))
    assert probability < 0.1
