"""The network that reads words aloud, its score, and the rule beside it."""

from __future__ import annotations

import gzip
import math
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from assistant.checkpoint import load_model
from assistant.errors import BadData, BadModel
from assistant.speech.pronounce import Pronunciation, reader
from tests import tiny
from training import publish, train
from training.data.pronunciations import only_letters, read_words, split_of
from training.evaluate_pronunciation import Score, evaluate_folder, read_greedily
from training.letter_rule import LetterRule, align, learn_costs
from training.metrics import Edits
from training.recipes.pronunciation import SYMBOLS, PronunciationRecipe

SOUNDS = {"a": "AE", "b": "B", "k": "K", "t": "T", "s": "S", "sh": "SH"}


def invented() -> dict[str, str]:
    """Words of three syllables whose spelling is regular, but for "sh"."""
    syllables = [first + "a" for first in ("b", "k", "t", "s", "sh")]
    words = {}
    for parts in product(syllables, repeat=3):
        phones = " ".join(f"{SOUNDS[part[:-1]]} AE1" for part in parts)
        words["".join(parts)] = phones
    return words


@pytest.fixture
def dictionary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pronouncing dictionary in the format of CMU's, where the data sets are."""
    folder = tmp_path / "text" / "lexicon"
    folder.mkdir(parents=True)
    lines = [f"{word} {phones}\n" for word, phones in invented().items()]
    lines += ["bakata(2) B EY1 K AH0 T AH0\n", "a42 EY1\n", "'''  B\n"]
    with gzip.open(folder / "cmudict.dict.gz", "wt") as file:
        file.writelines(lines)
    monkeypatch.setenv("REFRAIN_DATA", str(tmp_path))
    return folder / "cmudict.dict.gz"


def test_a_word_never_changes_its_split_and_most_are_for_training() -> None:
    """Frozen: a word that moved from test to train would be tested on after all."""
    assert [split_of(word) for word in ("house", "chair", "stone", "tree")] == FROZEN
    words = [f"{a}{b}{c}" for a, b, c in product("abcdefgh", repeat=3)]
    shares = {split: sum(split_of(word) == split for word in words) / 512 for split in SPLITS}
    assert shares["train"] == pytest.approx(0.9, abs=0.04)
    assert shares["dev"] == pytest.approx(0.05, abs=0.03)


FROZEN = ["train", "dev", "test", "test"]
SPLITS = ("train", "dev", "test")


def test_the_parts_of_the_dictionary_are_apart_and_whole(dictionary: Path) -> None:
    parts = [read_words(split) for split in SPLITS]  # type: ignore[arg-type]
    assert sum(map(len, parts)) == len(invented())
    assert set().union(*parts) == set(invented())


def test_words_with_digits_or_without_letters_are_left_out() -> None:
    assert list(only_letters({"o'er": [], "a42": [], "''": [], "x-ray": [], "'tis": []})) == [
        "o'er",
        "'tis",
    ]


def test_score_takes_the_nearest_pronunciation() -> None:
    """ "read" as R IY D T: one phoneme too many against R IY D, two errors against R EH D."""
    score = Score().add([("R", "EH", "D"), ("R", "IY", "D")], ("R", "IY", "D", "T"))
    assert score.phonemes == Edits(insertions=1, length=3)
    score = score.add([("AH",)], ("AH",))
    assert (score.words, score.wrong, score.word_rate) == (2, 1, 0.5)
    assert Score().to_json()["word_error_rate"] == 0


def test_alignment_is_the_cheapest_of_all() -> None:
    """Against every way to share four phonemes among five letters, two at most each."""
    phones = ("F", "IH", "K", "S")

    def cost(letter: str, share: Pronunciation) -> float:
        return sum(math.sin(7 * ord(letter) + 3 * len(phone) + ord(phone[0])) for phone in share)

    best = math.inf
    for sizes in product(range(3), repeat=5):
        if sum(sizes) == 4:
            ends = [sum(sizes[: place + 1]) for place in range(5)]
            shares = [phones[end - size : end] for end, size in zip(ends, sizes, strict=True)]
            total = sum(cost(a, b) for a, b in zip("fixes", shares, strict=True))
            best = min(best, total)
    found = align("fixes", phones, cost)
    assert found is not None
    assert sum(found, ()) == phones
    assert sum(cost(a, b) for a, b in zip("fixes", found, strict=True)) == pytest.approx(best)


def test_too_many_phonemes_for_the_letters_have_no_alignment() -> None:
    assert align("x", ("EH", "K", "S"), lambda letter, share: 0.0) is None
    assert align("", (), lambda letter, share: 0.0) == []


def words() -> dict[str, list[Pronunciation]]:
    return {word: [tuple(phones.replace("1", "").split())] for word, phones in invented().items()}


def test_letters_are_aligned_with_their_own_sounds() -> None:
    cost = learn_costs({word: said[0] for word, said in words().items()})
    assert align("kata", ("K", "AE", "T", "AE"), cost) == [("K",), ("AE",), ("T",), ("AE",)]


def test_the_rule_reads_words_that_it_has_not_seen() -> None:
    """ "s" alone is S, before "h" it is SH with a silent "h", or the other way round."""
    seen = {word: said for number, (word, said) in enumerate(words().items()) if number % 4}
    unseen = {word: said for number, (word, said) in enumerate(words().items()) if not number % 4}
    rule = LetterRule(seen)
    assert {word: [rule.read(word)] for word in unseen} == unseen
    assert rule.read("") == rule.read("?") == ()


def test_reading_stops_at_the_end_mark_of_each_word() -> None:
    model = tiny.seq2seq(vocabulary=len(SYMBOLS))
    several = read_greedily(model, SYMBOLS, ["a", "abba", "kab"])
    alone = [read_greedily(model, SYMBOLS, [word])[word] for word in several]
    for one, other in zip(several.values(), alone, strict=True):
        shortest = min(len(one), len(other))  # untrained, it may never stop
        assert one[:shortest] == other[:shortest]


def test_trains_publishes_and_scores(dictionary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = dictionary.parents[2] / "runs"
    changes = ["precision=fp32", "epochs=30", "words=0", "learning_rate=0.02", "dropout=0"]
    arguments = ["pronunciation", "--preset", "smoke", "--runs", str(runs), "--set", *changes]
    assert train.main([*arguments, "batch_phonemes=256", "evaluate_every=1000"]) == 0
    target = runs / "published"
    metrics = publish.publish(runs / "pronunciation" / "best", target, "int8")
    assert metrics["dev"]["greedy"]["word_error_rate"] < 0.2
    assert metrics["test"]["letter_rule"]["words"] == len(read_words("test"))
    assert "reads words aloud" in (target / "README.md").read_text()
    loaded = load_model(target)
    model, symbols = reader(loaded)
    assert read_greedily(model, symbols, ["batasha"])["batasha"] == tuple("B AE T AE SH AE".split())
    scored = evaluate_folder(loaded, "dev", dictionary, limit=7)
    assert scored["greedy"]["words"] >= 7
    assert scored["beam"]["no_reading_right"] <= scored["beam"]["word_error_rate"]
    with gzip.open(dictionary, "wt") as file:
        file.write("a42 EY1\n")
    with pytest.raises(BadData, match="no words"):
        evaluate_folder(loaded, "dev", dictionary)


def test_another_kind_of_model_is_not_scored(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="none that reads"):
        evaluate_folder(tiny.loaded("ctc", tiny.ctc(), tiny.subwords()), "dev")


def test_each_pronunciation_is_an_example(dictionary: Path) -> None:
    settings = replace(PronunciationRecipe.presets["smoke"], words=0)
    recipe = PronunciationRecipe(settings, dictionary.parent)
    recipe.prepare()
    assert len(recipe.pairs) == sum(map(len, read_words("train").values()))
    rows = [row for batch in recipe.batches(0) for row in batch]
    assert sorted(rows) == list(range(len(recipe.pairs)))
    batch = recipe.collate([0, 1], epoch=0)
    assert recipe.weight(batch) == sum(len(phones) + 1 for _, phones in recipe.pairs[:2])
