"""The conversation recipe on a handful of conversations of our own."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.checkpoint import load_model
from assistant.errors import BadData
from assistant.language.tokenizer import ASSISTANT_ID, END_ID, PAD_ID, START_ID, USER_ID
from tests import tiny
from tests.training.talk import SMALL, TALK, write, write_corpora
from training.data.dialogue import CORPORA, chosen, read, share
from training.data.turns import bucketed_pairs, encode, make_batch
from training.evaluate_dialogue import evaluate_folder
from training.recipes.dialogue import PRESETS, DialogueRecipe, Settings


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return write_corpora(tmp_path / "data", monkeypatch)


@pytest.fixture
def recipe(data: Path, tmp_path: Path) -> DialogueRecipe:
    recipe = DialogueRecipe(SMALL, tmp_path / "runs")
    recipe.prepare()
    return recipe


# --- data ---------------------------------------------------------------------------------------


def test_reading_conversations(tmp_path: Path) -> None:
    path = tmp_path / "x.train.jsonl.gz"
    pair = {"query": "Hi", "reply": "Hello!", "intent": "hello"}
    write(path, [
        {"turns": ["Is it  READY ?", " ", "Nearly."]},
        {"turns": ["Alone."]},
        {**pair, "persona": "friendly"},
        {**pair, "persona": "witty"},
        {**pair, "intent": "user_self_harm"},
    ])  # fmt: skip
    assert list(read(path)) == [["is it ready?", "nearly."], ["hi", "hello!"]]


@pytest.mark.parametrize(
    "content",
    [b"not gzip", gzip.compress(b'{"turns": ["a", "b"]}\n' * 99)[:40],
     gzip.compress(b"not json\n"), gzip.compress(b'{"words": 1}\n'), gzip.compress(b"[1]\n"),
     gzip.compress(b'{"turns": 3}\n'), gzip.compress(b"\xff\xfe\n")],
)  # fmt: skip
def test_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(BadData, match=r"broken\.jsonl\.gz"):
        list(read(path))


def test_missing_corpus_is_named(
    data: Path, recipe: DialogueRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "text" / "dialogue" / "topical_chat.dev.jsonl.gz").unlink()
    with pytest.raises(BadData, match=r"topical_chat\.dev"):
        recipe.prepare()


def test_open_data_is_free() -> None:
    assert chosen("all") == list(CORPORA)
    assert "dailydialog" not in chosen("open")
    assert all(CORPORA[name].free for name in chosen("open"))
    assert share("dailydialog", 1.0) > share("dailydialog", 0.0)
    assert share("self_dialogue", 1.0) < share("self_dialogue", 0.0)


# --- examples -----------------------------------------------------------------------------------


def test_turns_by_hand() -> None:
    words = tiny.subwords()
    turns = encode({"a": [["hello", "you", "soup", "kitten", "tea"]], "b": [["x", "y"]]}, words)
    ids = [words.encode(text) for text in ("hello", "you", "soup", "kitten")]
    assert turns.targets("a").tolist() == [1, 2, 3, 4]
    assert turns.targets("b").tolist() == [6]
    assert turns.context(1) == [USER_ID, *ids[0]]
    assert turns.context(2) == [ASSISTANT_ID, *ids[0], USER_ID, *ids[1]]
    assert turns.context(4) == [USER_ID, *ids[1], ASSISTANT_ID, *ids[2], USER_ID, *ids[3]]
    every = np.arange(7)[turns.first < np.arange(7)]
    assert turns.context_lengths(every).tolist() == [len(turns.context(i)) for i in every]
    assert turns.words.tolist() == [2] * 7


def test_batch_by_hand() -> None:
    batch = make_batch([[4, 9], [4, 9, 10]], [[7], []])
    assert batch.context.tolist() == [[4, 9, PAD_ID], [4, 9, 10]]
    assert batch.lengths.tolist() == [2, 3]
    assert batch.target.tolist() == [[START_ID, 7, END_ID], [START_ID, END_ID, PAD_ID]]


def test_every_example_is_in_one_batch_within_the_budget() -> None:
    generator = np.random.default_rng(0)
    sources, targets = generator.integers(1, 90, 500), generator.integers(1, 40, 500)
    batches = bucketed_pairs(sources, targets, 200, 16, seed=3)
    assert sorted(index for batch in batches for index in batch) == list(range(500))
    for batch in batches:
        assert len(batch) <= 16
        assert len(batch) == 1 or len(batch) * (max(targets[batch]) + 1) <= 200
    assert batches == bucketed_pairs(sources, targets, 200, 16, seed=3)
    assert batches != bucketed_pairs(sources, targets, 200, 16, seed=4)
    padded = sum(len(batch) * (max(targets[batch]) + 1) for batch in batches)
    assert padded < 1.25 * (targets + 1).sum(), "little of a batch is padding"


def test_epochs_walk_through_all_examples(recipe: DialogueRecipe) -> None:
    """No example of a corpus comes a second time before all have come once."""
    drawn = np.concatenate([recipe._drawn("dailydialog", epoch) for epoch in range(3)])
    everything = recipe.turns.targets("dailydialog")
    assert set(drawn[: len(everything)]) == set(everything)
    assert recipe.batches(1) == recipe.batches(1) != recipe.batches(2)


def test_some_contexts_lose_their_punctuation(recipe: DialogueRecipe) -> None:
    marks = [recipe.tokenizer.encode(mark)[0] for mark in ("!", "?", ".", ",")]
    rows = recipe.batches(0)[0] * 8
    bare = [
        not set(marks) & set(context.tolist())
        for epoch in range(8)
        for context in recipe.collate(rows, epoch).context
    ]
    assert 0.1 < sum(bare) / len(bare) < 0.45
    first, again = recipe.collate(rows, 1), recipe.collate(rows, 1)
    assert first.context.equal(again.context)
    text = recipe.tokenizer.encode("don't, 3.5!")
    left = recipe.tokenizer.decode(i for i in text if not recipe.punctuation[i])
    assert left == "don't 35"


# --- training -----------------------------------------------------------------------------------


def test_loss_is_of_real_tokens_only(recipe: DialogueRecipe) -> None:
    torch.manual_seed(0)
    model = recipe.build().eval()
    rows = recipe.batches(0)[0]
    batch = recipe.collate(rows, 0)
    assert recipe.weight(batch) == sum(len(recipe.turns.turn(row)) + 1 for row in rows)
    loss, carry = recipe.loss(model, batch, None)
    alone = sum(recipe.loss(model, recipe.collate([row], 0), None)[0] for row in rows)
    torch.testing.assert_close(loss, alone)
    assert carry is None


def test_evaluates_and_exports(recipe: DialogueRecipe, tmp_path: Path, data: Path) -> None:
    torch.manual_seed(0)
    model = recipe.build().eval()
    evaluation = recipe.evaluate(model)
    assert evaluation.score == evaluation.scores["word_perplexity"] > 1
    assert len(evaluation.samples) == 5
    recipe.export(model, tmp_path / "toy", {"scores": evaluation.scores})
    loaded = load_model(tmp_path / "toy")
    row = evaluate_folder(loaded, "dev")["corpora"]["dailydialog"]
    assert row["turns"] == 10
    assert row["perplexity"] == pytest.approx(math.exp(row["nats"] / row["words"]), rel=1e-3)
    assert row["kn5"] > 1
    assert evaluate_folder(loaded, "dev", limit=2)["corpora"]["dailydialog"]["turns"] == 2


def test_scores_files_of_ones_own(recipe: DialogueRecipe, tmp_path: Path) -> None:
    torch.manual_seed(0)
    loaded = tiny.loaded("seq2seq", recipe.build().eval(), recipe.tokenizer)
    write(tmp_path / "mine.jsonl.gz", [{"turns": TALK}])
    result = evaluate_folder(loaded, "test", tmp_path / "mine.jsonl.gz")
    assert result["corpora"]["mine"]["turns"] == 3
    # Words and marks by hand: 6, 6 and 4 of the second to fourth turn, and an end for each.
    assert result["corpora"]["mine"]["words"] == (6 + 1) + (6 + 1) + (4 + 1)


def test_presets_cover_the_command_line() -> None:
    assert set(PRESETS) == {"smoke", "cpu", "gpu"}
    assert all(isinstance(preset, Settings) for preset in PRESETS.values())
