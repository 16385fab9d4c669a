"""Completion with toy networks: probabilities against a search of everything, memory, silence."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from torch import Tensor

from assistant.errors import BadOption, BadText
from assistant.language import complete, reading
from assistant.language.complete import Completer
from assistant.language.tokenizer import START_ID
from assistant.language.write import Writer
from assistant.models.language_model import State
from tests import tiny

WORDS = tiny.subwords()
LINE = "what shall we cook this evening? let's make soup."


@pytest.fixture(scope="module")
def taught() -> Writer:
    return tiny.taught_writer(LINE, WORDS)


@pytest.fixture
def untaught() -> Writer:
    return Writer(tiny.loaded("language_model", tiny.language_model(vocabulary=len(WORDS)), WORDS))


def test_what_it_knows_is_sure(taught: Writer) -> None:
    found = taught.suggest("what shall we co", threshold=0.5)
    assert "ok this evening?".startswith(found.text)
    assert found.text.startswith("ok")
    assert found.probability > 0.5
    assert found.words[0].word == "cook"
    assert found.words[0].added == "ok"
    assert found.words[0].probability > 0.5


def test_only_if_it_is_sure(taught: Writer) -> None:
    found = taught.suggest("what shall")
    assert found.text
    lengths = [len(taught.suggest("what shall", least).text) for least in (0.0, 0.5, 0.9, 1.0)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] == len(found.text)
    silent = taught.suggest("what shall", 1.0)
    assert silent.text == ""
    assert silent.words == found.words


def test_every_word_must_be_worth_it_by_hand() -> None:
    """Words of 0.5, 0.5, 0.128 and 0.9; the mean of three is 0.3175."""
    found = [("a", 0.5), ("a b", 0.5), ("a b c", 0.032 ** (1 / 3)), ("a b c d", 0.0288**0.25)]
    assert complete.worth(found, 0.4) == ("a b", 0.5)
    assert complete.worth(found, 0.3) == ("a b", 0.5), "the third is not, whatever the mean"
    assert complete.worth(found, 0.1)[0] == "a b c d"
    assert complete.worth(found, 0.6) == ("", 0.5)
    assert complete.worth([("a", 0.5), ("a.", 0.4)], 0.5) == ("a.", 0.4), "a mark of 0.8"
    assert complete.worth([], 0.0) == ("", 0.0)


def test_its_probability_is_the_mean_of_its_words(untaught: Writer) -> None:
    found = Completer(untaught.model, WORDS).continuations("what ", 3, START_ID)
    assert [text.count(" ") + 1 for text, _ in found] == list(range(1, len(found) + 1))
    assert untaught.suggest("what ", words=3).probability == found[-1][1]


def test_silence_where_nothing_is_sure(untaught: Writer) -> None:
    found = untaught.suggest("what shall ", threshold=0.5)
    assert found.text == ""
    assert 0 < found.probability < 0.5
    assert untaught.suggest("what shall ", threshold=0.0).text


@pytest.mark.parametrize("begun", ["wh", "what s", "what shall we c", "let", "x", "WHAT SH"])
def test_what_is_offered_goes_on_from_the_letters(untaught: Writer, begun: str) -> None:
    letters = begun.split()[-1]
    offered = untaught.suggest(begun).words
    assert len(offered) <= 3
    for one in offered:
        assert one.added.startswith(" ") or (letters + one.added) == one.word
        assert 0 < one.probability <= 1


def test_after_a_whole_word_its_followers_are_offered(taught: Writer) -> None:
    (first, *_) = taught.suggest("what shall").words
    assert (first.word, first.added) == ("we", " we")
    assert first.probability <= taught.suggest("what shall ").words[0].probability + 1e-6


@pytest.mark.parametrize("typed", [0, 1, 2, 3])
@torch.inference_mode()
def test_next_words_against_all_of_them(monkeypatch: pytest.MonkeyPatch, typed: int) -> None:
    """All words of up to three pieces with their ends, as shares of all that fits the letters."""
    monkeypatch.setattr(complete, "WIDTH", 10**6)
    monkeypatch.setattr(complete, "PIECES", 3)
    monkeypatch.setattr(complete, "HOPELESS", -20.0)
    model = tiny.language_model(vocabulary=len(WORDS))
    pieces = [WORDS.decode([index]) for index in range(len(WORDS))]
    begin = [i for i, piece in enumerate(pieces) if piece[:1] == " " and len(piece) == 3][:3]
    inside = [pieces.index(letter) for letter in "eo"]
    # Only these may come: else there are too many words to try.
    model.bias.data.fill_(-30.0)
    model.bias.data[[*begin, *inside, pieces.index(".")]] = 0.0
    completer = Completer(model, WORDS)
    place = completer.reader.read("hello.", START_ID)
    letters = pieces[begin[0]][:typed]
    found = {
        word.text: math.exp(word.log_probability)
        for word in completer.next_words(place, letters, count=10**6)
    }
    over = [i for i, piece in enumerate(pieces) if piece and not piece[0].isalpha()]
    over = [i for i in over if i >= len(WORDS.specials)]
    expected: dict[str, float] = {}
    for ids in (
        (first, *rest)
        for first in ([*begin, *inside] if not letters else begin)
        for length in range(3)
        for rest in itertools.product(inside, repeat=length)
    ):
        text = "".join(pieces[i] for i in ids)
        if not text.startswith(letters):
            continue
        score, log_probs, state = 0.0, place.log_probs, place.state
        for index in ids:
            score += float(log_probs[index])
            rows, state = model.step(torch.tensor([index]), state)
            log_probs = rows[0]
        expected[text] = math.exp(score + float(log_probs[over].logsumexp(0)))
    fitting = [i for i in begin if pieces[i].startswith(letters)]
    whole = float(place.log_probs[fitting].exp().sum()) if letters else 1.0
    assert {text: chance / whole for text, chance in expected.items()} == pytest.approx(
        found, rel=1e-3
    )


def test_a_letter_more_reads_nothing_again(taught: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    model = taught.model
    plain = model.read

    def watched(ids: Tensor, state: State | None = None) -> State:
        read.append(ids.shape[1])
        return plain(ids, state)

    monkeypatch.setattr(model, "read", watched)
    completer = Completer(model, WORDS)
    completer.suggest("hello, how are you to", 0.0, 1, START_ID)
    first = list(read)
    completer.suggest("hello, how are you tod", 0.0, 1, START_ID)
    assert read == first
    completer.suggest("hello, how are you today i a", 0.0, 1, START_ID)
    assert sum(read[len(first) :]) < sum(first), "only what is new"


def test_memory_changes_no_answer(taught: Writer) -> None:
    """Typed letter by letter, taken back, and asked anew: the same."""
    text = "what shall we cook this"
    warm = [taught.suggest(text[:end]) for end in (*range(len(text) + 1), *range(len(text), 0, -1))]
    for end, found in zip((*range(len(text) + 1), *range(len(text), 0, -1)), warm, strict=True):
        fresh = Completer(taught.model, WORDS).suggest(text[:end], 0.0, 5, START_ID)
        assert fresh.text == found.text
        assert fresh.probability == pytest.approx(found.probability, rel=1e-4)


def test_memory_is_bounded(untaught: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "REMEMBERED", 5)
    completer = Completer(untaught.model, WORDS)
    for number in range(20):
        completer.suggest(f"soup {number} ", 0.0, 1, START_ID)
    assert len(completer.reader._memory._places) == 5


@pytest.mark.parametrize("length", [0, 1499, 1500, 1999, 2000, 5000, 19_999])
def test_the_window_is_an_end_that_begins_at_a_word(length: int) -> None:
    text = ("soup and bread " * 2000)[:length]
    window = reading.window(text)
    assert text.endswith(window)
    assert len(window) >= min(length, reading.WINDOW - reading.STEP)
    assert len(window) <= reading.WINDOW + reading.STEP
    assert text[: len(text) - len(window)] == "" or text[len(text) - len(window) - 1] == " "


def test_the_window_stays_while_one_types() -> None:
    text = "soup and bread " * 200
    begins = [len(text[:end]) - len(reading.window(text[:end])) for end in range(1000, 3000)]
    assert len(set(begins)) <= 4


def test_what_is_no_word_is_not_offered() -> None:
    network = tiny.language_model(vocabulary=len(WORDS))
    none = Completer(network, WORDS, knows=lambda word: False)
    assert none.suggest("what ", 0.0, 3, START_ID).words == ()
    assert none.suggest("what s", 0.0, 3, START_ID).words == ()


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "🙂 漢字", "漢", "<s>", "a" * 5000, "x " * 9000, "'", '"', "12", "\ud800"],
)
def test_any_text(untaught: Writer, text: str) -> None:
    found = untaught.suggest(text, words=2)
    assert 0 <= found.probability <= 1


def test_a_new_line_begins_a_new_word(taught: Writer) -> None:
    """What stands on the line above is over."""
    mark = taught.tokenizer.id("<s>")
    for text, letters in (("what sh", " sh"), ("what sh\n", ""), ("what \n", ""), ("what ", " ")):
        with torch.inference_mode():
            assert taught._completer._first(text, mark, None)[1] == letters, repr(text)


def test_impossible_wishes(untaught: Writer) -> None:
    for bad in ({"threshold": -0.1}, {"threshold": 1.1}, {"words": 0}, {"style": "sonnet"}):
        with pytest.raises(BadOption):
            untaught.suggest("a", **bad)
    with pytest.raises(BadText):
        untaught.suggest("x" * 20_001)


def test_style_changes_what_is_likely(untaught: Writer) -> None:
    plain, letter = (untaught.suggest("what ", style=style) for style in (None, "letter"))
    assert plain.words != letter.words
