"""Sentences that may be commands: the mixture by hand, by brute force, and in the search."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import BadModel
from assistant.speech import ngrams
from assistant.speech.decode import DecoderSettings, different
from assistant.speech.fast_search import FastSearch
from assistant.speech.find import WordFinder
from assistant.speech.lexicon_search import LexiconSearch
from assistant.speech.ngrams import NGrams
from assistant.speech.vocabulary import (
    COMMANDS,
    INSIDE,
    LONGEST_PHRASE,
    MOST_PHRASES,
    OWN,
    CommandModel,
    OwnPhrases,
    Place,
    Vocabulary,
    read_commands,
)
from assistant.speech.word_models import NGramModel
from tests.speech.test_decode import PHONEMES, sound, write_pack
from tests.speech.test_lexicon_search import EDGE, LEXICON, WIDE, assert_same, lattice
from tests.speech.test_lexicon_search import SENTENCES as FREE_SENTENCES
from tests.speech.test_lexicon_search import WORDS as FREE_WORDS
from tests.speech.test_recognise import SPEECH, Scripted, recogniser
from training.ngram import KneserNey

WORDS = ["<unk>", "see", "two", "keys"]
SENTENCES = ["see <unk>", "two keys", "two <unk> keys", "see <unk> <unk>", "two keys see"]


def kneser_ney(sentences: Sequence[str], words: Sequence[str], order: int = 3) -> NGrams:
    lines = [[words.index(word) for word in line.split()] for line in sentences]
    return KneserNey.train(lines, order, len(words)).named(words)


@pytest.fixture(scope="module")
def commands() -> NGrams:
    return kneser_ney(SENTENCES, WORDS)


@pytest.fixture(scope="module")
def general() -> NGramModel:
    return NGramModel(kneser_ney(FREE_SENTENCES, FREE_WORDS))


class Both:
    """The two models as a search wants them that is written to be read."""

    def __init__(self, general: NGramModel, commands: CommandModel) -> None:
        self.general, self.commands = general, commands

    def start(self) -> tuple[tuple[int, ...], Place]:
        return self.general.start(), self.commands.start()

    def score(
        self, state: tuple[tuple[int, ...], Place], word: str
    ) -> tuple[tuple[tuple[int, ...], Place], float]:
        after, free = self.general.score(state[0], word)
        place, total = self.commands.score(state[1], word, free)
        return (after, place), total

    def finish(self, state: tuple[tuple[int, ...], Place]) -> float:
        return self.commands.finish(state[1], self.general.finish(state[0]))

    def credit(self, word: str) -> float:
        return self.score(self.start(), word)[1]

    def total(self, words: Sequence[str]) -> float:
        """Log 10 of p(words, end)."""
        state, total = self.start(), 0.0
        for word in words:
            state, log_probability = self.score(state, word)
            total += log_probability
        return total + self.finish(state)


def alone(general: NGramModel, words: Sequence[str]) -> float:
    state, total = general.start(), 0.0
    for word in words:
        state, log_probability = general.score(state, word)
        total += log_probability
    return total + general.finish(state)


def as_command(commands: NGrams, general: NGramModel, words: Sequence[str]) -> float:
    """p(words, end) as a command, counted out; no phrases of the user's."""
    model = NGramModel(commands)
    state, free, product = model.start(), general.start(), 1.0
    for word in words:
        free, log_free = general.score(free, word)
        probability = 10 ** (model.score(state, "<unk>")[1] + log_free)
        state, log_known = model.score(state, word)
        product *= probability + (10**log_known if word in WORDS[1:] else 0.0)
    return product * 10 ** model.finish(state)


@pytest.mark.parametrize("words", [[], ["see"], ["two", "keys"], ["two", "bee", "keys"], ["bee"]])
def test_a_sentence_is_a_weighted_sum_of_both(
    commands: NGrams, general: NGramModel, words: list[str]
) -> None:
    both = Both(general, CommandModel(commands, Vocabulary(), 0.3))
    wanted = 0.7 * 10 ** alone(general, words) + 0.3 * as_command(commands, general, words)
    assert both.total(words) == pytest.approx(math.log10(wanted), abs=1e-9)


def test_no_share_leaves_free_speech_as_it_is(commands: NGrams, general: NGramModel) -> None:
    both = Both(general, CommandModel(commands, Vocabulary.of(["bee"]), 0.0))
    for length in range(3):
        for words in itertools.product(FREE_WORDS[1:4], repeat=length):
            assert both.total(words) == pytest.approx(alone(general, words), abs=1e-9)


@pytest.mark.parametrize("phrases", [[], ["bee", "sea keys", "sea too"]])
def test_nothing_is_more_than_certain(
    commands: NGrams, general: NGramModel, phrases: list[str]
) -> None:
    """After any two words, what may follow sums to one, or a little less where one is given up."""
    both = Both(general, CommandModel(commands, Vocabulary.of(phrases), 0.5))
    for history in itertools.product(FREE_WORDS[1:], repeat=2):
        state = both.start()
        for word in history:
            state, _ = both.score(state, word)
        following = [10 ** both.score(state, word)[1] for word in FREE_WORDS]
        total = sum(following) + 10 ** both.finish(state)
        assert 0.3 < total < 1 + 1e-6


def test_free_speech_goes_on_as_free_speech(commands: NGrams, general: NGramModel) -> None:
    """What does not sound like a command at all has paid once, at most the price of its share."""
    both = Both(general, CommandModel(commands, Vocabulary(), 0.5))
    words = ["sea", "too", "bee", "sea", "too"] * 20
    assert both.total(words) >= alone(general, words) + math.log10(0.5) - 1e-9
    assert both.total(words) == pytest.approx(alone(general, words) + math.log10(0.5), abs=0.05)
    assert both.total(["two", "keys"]) > alone(general, ["two", "keys"])


def test_phrases_of_the_users_by_hand() -> None:
    own = OwnPhrases([("green", "tea"), ("green", "pens"), ("tea",)])
    assert own.probability((), "green") == pytest.approx(2 / 3)
    assert own.probability(("green",), "tea") == 0.5
    assert own.probability((), "pens") == 0.0
    assert own.after((), "green") == ("green",)
    assert own.after(("green",), "green") == ("green",)
    assert own.after(("green",), "tea") == ()
    assert own.after((), "chair") == ()
    assert (own.goes_on(()), own.goes_on(("green",)), own.goes_on(("tea",))) == (1.0, 1.0, 0.0)
    both = OwnPhrases([("tea",), ("tea", "cups")])
    assert both.goes_on(("tea",)) == both.probability(("tea",), "cups") == 0.5
    assert OwnPhrases([]).goes_on(()) == 0.0


def test_a_phrase_is_likelier_where_anything_may_stand_and_at_the_start(
    commands: NGrams, general: NGramModel
) -> None:
    plain = Both(general, CommandModel(commands, Vocabulary(), 0.5))
    own = Both(general, CommandModel(commands, Vocabulary.of(["sea too"]), 0.5))
    assert own.total(["see", "sea", "too"]) > plain.total(["see", "sea", "too"]) + 0.3
    assert own.total(["sea", "too"]) > plain.total(["sea", "too"]) + 0.3
    model = CommandModel(commands, Vocabulary.of(["zebra too"]), 0.5)
    place, first = model.score(model.start(), "zebra", -30.0)
    assert first == pytest.approx(math.log10(0.5 * OWN), abs=1e-6)
    assert model.score(place, "too", -30.0)[1] == pytest.approx(math.log10(INSIDE), abs=1e-6)


def test_a_vocabulary_is_what_can_be_said() -> None:
    found = Vocabulary.of(
        ["Two  lemons", "two lemons", "2 lemons", "caf\N{LATIN SMALL LETTER E WITH ACUTE}", "",
         "\N{SNOWMAN}", "mum's cake", "a " * (LONGEST_PHRASE + 1), "''", "a" * 5000]
    )  # fmt: skip
    assert found.phrases == (("two", "lemons"), ("mum's", "cake"))
    assert found.words == ("two", "lemons", "mum's", "cake")
    assert found == Vocabulary.of(["two lemons", "mum's cake"])
    assert hash(found) == hash(Vocabulary(found.phrases))
    many = Vocabulary.of(
        f"{a}{b}{c}" for a, b, c in itertools.product("abcdefghij", "klmnopqrst", "uvwxyz")
    )
    assert len(many.phrases) == MOST_PHRASES


@pytest.mark.parametrize("seed", range(4))
def test_the_compiled_search_asks_both_models(
    commands: NGrams, general: NGramModel, tmp_path: Path, seed: int
) -> None:
    vocabulary = Vocabulary.of(["tea keys"])
    model = CommandModel(commands, vocabulary, 0.5)
    tea = ("tea", tuple(PHONEMES.encode(["T", "IY", "|"])))
    ngrams.write_arpa(tmp_path / "toy.arpa", kneser_ney(FREE_SENTENCES, FREE_WORDS))
    frames = lattice(500 + seed, frames=8)
    ours = LexiconSearch([tea, *LEXICON], Both(general, model), EDGE, WIDE)
    plain = FastSearch(LEXICON, tmp_path / "toy.arpa", EDGE, WIDE)
    theirs = plain.with_commands(model, [tea, LEXICON[0]])
    for quick in (False, True, False):  # nothing of a clip is left for the next one
        assert_same(different(ours(frames), 5), different(theirs(frames, quick), 5))
    without = LexiconSearch(LEXICON, general, EDGE, WIDE)
    assert_same(different(without(frames), 5), different(plain(frames), 5))


def test_what_the_wide_beam_finds_is_judged_as_the_rest(
    commands: NGrams, general: NGramModel, tmp_path: Path
) -> None:
    """With hardly any beam for commands, free speech is found all the same, with the score that
    the model of both gives it."""
    ngrams.write_arpa(tmp_path / "toy.arpa", kneser_ney(FREE_SENTENCES, FREE_WORDS))
    model = CommandModel(commands, Vocabulary(), 0.5)
    exact = LexiconSearch(LEXICON, Both(general, model), EDGE, WIDE)
    narrow = FastSearch(LEXICON, tmp_path / "toy.arpa", EDGE, replace(WIDE, narrow_beam=3))
    both = narrow.with_commands(model, [])
    for seed in range(6):
        frames = lattice(700 + seed, frames=8)
        wanted = {h.words: h.score for h in exact(frames)}
        found = different(both(frames), 50)
        assert len(found) > len(different(both(frames, quick=True), 50))
        for hypothesis in found[:10]:
            assert hypothesis.score == pytest.approx(wanted[hypothesis.words], abs=2e-2)
        assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)


def test_hotwords_are_favoured_beside_commands(
    commands: NGrams, general: NGramModel, tmp_path: Path
) -> None:
    ngrams.write_arpa(tmp_path / "toy.arpa", kneser_ney(FREE_SENTENCES, FREE_WORDS))
    search = FastSearch(LEXICON, tmp_path / "toy.arpa", EDGE, WIDE)
    model = CommandModel(commands, Vocabulary(), 0.0)
    phrases = [("two keys", tuple(PHONEMES.encode("T UW | K IY S |".split())))]
    frames = lattice(600, frames=8)
    favoured = list(different(search.with_commands(model, [], phrases)(frames), 8))
    assert_same(favoured, different(search.with_phrases(phrases)(frames), 8))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_pack(tmp_path)
    words = ["<unk>", "see", "sea", "too", "keys"]
    often = kneser_ney(["sea too keys", "sea too"] * 20 + ["see <unk>"], words)
    ngrams.pack(tmp_path / COMMANDS, often)
    return tmp_path


def test_what_sounds_the_same_is_heard_as_a_command(folder: Path) -> None:
    hearing = recogniser(Scripted("see two keys", "S IY | T UW | K IY S"), folder)
    assert hearing.transcribe(SPEECH).text == "see two keys"
    assert hearing.transcribe(SPEECH, vocabulary=Vocabulary()).text == "sea too keys"
    assert hearing.transcribe(SPEECH).text == "see two keys"


def test_a_word_of_the_users_own_is_heard(folder: Path) -> None:
    """Its letters are named one by one here, as no network is there to read it: B T."""
    settings = DecoderSettings(prior_scale=0)
    finder = WordFinder(folder, PHONEMES, settings, sound("T UW")[0] * 0)
    heard = sound("B IY T IY")
    assert "bt" not in finder.candidates(heard, 1, vocabulary=Vocabulary())[0].words
    own = finder.candidates(heard, 1, vocabulary=Vocabulary.of(["bt"]))
    assert own[0].words == ("bt",)


def test_without_a_model_of_commands_nothing_changes(folder: Path) -> None:
    (folder / COMMANDS).unlink()
    hearing = recogniser(Scripted("see two keys", "S IY | T UW | K IY S"), folder)
    assert hearing.transcribe(SPEECH, vocabulary=Vocabulary.of(["sea"])).text == "see two keys"


def test_a_damaged_model_is_told(folder: Path) -> None:
    (folder / COMMANDS).write_bytes(b"no model")
    with pytest.raises(BadModel, match=COMMANDS):
        read_commands(folder)
    hearing = recogniser(Scripted("see two keys", "S IY | T UW | K IY S"), folder)
    with pytest.raises(BadModel, match=COMMANDS):
        hearing.transcribe(SPEECH, vocabulary=Vocabulary())
