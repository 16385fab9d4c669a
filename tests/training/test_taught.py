"""What a user has taught, in a network of their own: from their folder to what is done."""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path

import pytest

from assistant.checkpoint import load_model
from assistant.errors import BadData, BadOption
from assistant.language.understand import Understander
from assistant.messages import Dialogue
from assistant.models.classifier import spans
from assistant.skills.base import Taught
from assistant.skills.commands import my_commands
from assistant.skills.phrases import SAID, translate
from assistant.skills.store import FILE, SqliteStore
from assistant.skills.values import resolve
from training import train
from training.data import commands, taught
from training.data.commands import Material, all_intents
from training.data.nlu import Example
from training.recipes.understanding import UnderstandingRecipe

MOVIE = Taught(1, "movie time", "flip a coin")
PLAY = Taught(2, "put {what} through its paces", "spell {what}")
LEXICON = "flip F L IH P\nslip S L IH P\na AH\nthe DH AH\ntime T AY M\ndime D AY M\n"


def phrase_of(example: Example) -> str:
    (found,) = [
        " ".join(example.words[first:end])
        for slot, first, end in spans(example.tags or ())
        if slot == "phrase"
    ]
    return found


def test_each_phrase_is_used_talked_of_and_taught() -> None:
    found = taught.sentences([MOVIE, PLAY], "train", 60, seed=1)
    assert found == taught.sentences([MOVIE, PLAY], "train", 60, seed=1)
    by: dict[str, list[Example]] = {}
    for example in found:
        assert example.tags is not None and len(example.tags) == len(example.words)
        by.setdefault(example.intent, []).append(example)
    assert {SAID, "none", "teach.add", "teach.change", "teach.remove"} == set(by)
    assert len(found) == pytest.approx(120, abs=12) and len(by[SAID]) == 60
    used = [phrase_of(example) for example in by[SAID]]
    assert used.count("movie time") == 30
    others = {phrase for phrase in used if phrase != "movie time"}
    assert all(p.startswith("put ") and p.endswith(" through its paces") for p in others)
    assert len(others) > 10
    assert all(set(example.tags or ()) == {"O"} for example in by["none"])
    assert any("movie time" in " ".join(example.words) for example in by["none"])
    assert any("movie time" in " ".join(example.words) for example in by["teach.remove"])


def test_dev_has_other_patterns() -> None:
    one = [Taught(1, "qwertz", "flip a coin")]
    train_, dev = (
        {" ".join(x.words) for x in taught.sentences(one, split, 300, 1) if x.intent == SAID}
        for split in ("train", "dev")
    )
    assert dev and not train_ & dev
    assert "qwertz" in train_ | dev


def test_a_phrase_without_a_word_is_left_out_and_strange_ones_are_not() -> None:
    assert taught.sentences([Taught(1, "{what}", "x"), Taught(2, "!", "x")], "train", 9, 1) == []
    strange = Taught(3, "Mañana 🎬 2x " + "sehr " * 20, "x")
    found = taught.sentences([strange], "train", 20, 1)
    assert all(word and word == word.lower() for example in found for word in example.words)


def test_a_folder_without_phrases_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"no refrain\.db"):
        taught.read_taught(tmp_path)
    store = SqliteStore(tmp_path / FILE)
    store.add_items("shopping", ["tea"])
    with pytest.raises(BadData, match="Nothing has been taught"):
        taught.read_taught(tmp_path)
    store.teach("movie time", "flip a coin")
    assert [(one.phrase, one.command) for one in taught.read_taught(tmp_path)] == [
        ("movie time", "flip a coin")
    ]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Two skills and a little talk instead of all and the corpora."""
    lexicon = tmp_path / "lexicon.txt.xz"
    lexicon.write_bytes(lzma.compress(LEXICON.encode()))
    ours = [one for one in all_intents() if one.name in ("chance.coin", "clock.time")]
    talk = "lovely weather today|i like tea|she was at work all day|what a long movie".split("|")
    lines = [Example(tuple(line.split()), None, "none") for line in talk]
    others = {"train": lines * 12, "dev": lines}

    def made(seed: int, sentences: int) -> Material:
        return Material(seed, sentences, ours, others, lexicon)

    monkeypatch.setattr(commands, "Material", made)
    return tmp_path


def test_the_retrained_network_knows_what_the_matcher_alone_does_not(small: Path) -> None:
    store = SqliteStore(small / "mine" / FILE)
    store.teach("movie time", "flip a coin")
    heard = small / "heard.jsonl"
    line = {"tokens": ["slip", "a", "coin"], "slots": ["O"] * 3, "intent": "chance.coin"}
    heard.write_text(json.dumps(line) + "\n")
    changes = ["data=own", "limit=0", "rows=16", "sentences=160", "epochs=9", "learning_rate=0.02",
               "hidden=16", "embedding=16", "dropout=0.1", "evaluate_every=60", f"heard={heard}",
               "heard_share=0.05", f"phrases={small / 'mine'}", "phrase_sentences=150"]  # fmt: skip
    arguments = ["understanding", "--preset", "smoke", "--runs", str(small / "runs"), "--set"]
    assert train.main([*arguments, *changes]) == 0
    loaded = load_model(small / "runs" / "understanding" / "best")
    mine = my_commands(Understander(loaded, resolve), store)

    said = "could you do movie time for us"
    assert translate(said, store.taught()) is None
    found = mine.understand(said)
    assert found.intent == SAID
    assert [(slot.type, slot.text, slot.value) for slot in found.slots] == [
        ("phrase", "movie time", "flip a coin")
    ]
    outcome = mine.turn(said, Dialogue())
    assert outcome.response is not None and outcome.understanding.intent == "chance.coin"
    assert [action.name for action in outcome.response.actions] == ["chance.coin"]
    assert mine.understand("we loved movie time last night").intent is None

    # What it means is the store's to say, now and when it is gone.
    (one,) = store.taught()
    store.change_taught(one.id, "movie time", "what time is it")
    assert mine.turn(said, Dialogue()).understanding.intent == "clock.time"
    store.remove_taught(one.id)
    assert mine.understand(said).intent is None
    assert mine.turn(said, Dialogue()).response is None


def test_what_was_heard_is_neither_misheard_again_nor_in_the_word_list(small: Path) -> None:
    heard = small / "heard.jsonl"
    line = {"tokens": ["zlip", "a", "coin"], "slots": ["O"] * 3, "intent": "chance.coin"}
    heard.write_text(json.dumps(line) + "\n")
    settings = train.with_changes(
        UnderstandingRecipe.presets["smoke"],
        ["data=own", "limit=0", "sentences=60", f"heard={heard}", "heard_share=0.2",
         "misheard=1.0"],
    )  # fmt: skip
    recipe = UnderstandingRecipe(settings, small / "runs")
    recipe.prepare()
    rows = [row for row, one in enumerate(recipe.train) if one.words[0] == "zlip"]
    assert len(rows) / len(recipe.train) == pytest.approx(0.2, abs=0.01)
    for epoch in range(3):
        assert {recipe._heard(row, epoch).words for row in rows} == {("zlip", "a", "coin")}
    assert "zlip" not in recipe.words.symbols and "z" not in recipe.characters.symbols
    assert "coin" in recipe.words.symbols
    recipe.build()
    assert recipe.collate(rows[:2], 0).lengths.tolist() == [3, 3]


def test_they_go_with_our_own_commands_only(tmp_path: Path) -> None:
    for change in ("heard=x.jsonl", "phrases=mine"):
        settings = train.with_changes(UnderstandingRecipe.presets["smoke"], ["data=snips", change])
        with pytest.raises(BadOption, match="data=own"):
            UnderstandingRecipe(settings, tmp_path).prepare()


def test_random_phrases_keep_the_shape_of_an_example() -> None:
    numbers = random.Random(3)
    words = ["play", "{what}", "it's", "7", "{who}", "now"]
    some = [Taught(n, " ".join(numbers.sample(words, 4)), "x") for n in range(5)]
    for example in taught.sentences(some, "train", 20, 1):
        assert example.tags is not None and len(example.words) == len(example.tags)
        assert not any("{" in word for word in example.words)
        assert all(end > first for _, first, end in spans(example.tags))
