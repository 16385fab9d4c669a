"""A network of words from its text to its perplexity, on a tiny benchmark of our own."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from assistant.checkpoint import load_model, save_model
from assistant.errors import BadModel, BadOption
from assistant.language.cache import CacheSettings
from assistant.language.tokenizer import START, Symbols, Words
from tests import tiny
from tests.training import corpora
from training import adaptive, copies, evaluate, text_scores, train
from training.adaptive import Adaptation, measure, nats
from training.data.text import CHUNK, whole
from training.evaluate_text import WORD_CACHE, beginning, evaluate_folder
from training.recipes.language_model import PRESETS, LanguageModelRecipe, TextBatch
from training.text_scores import TextCount, bits_per_character, cached_bits

LINES = [
    "",
    " = Soup = ",
    "",
    " The soup of the <unk> kettle sang , and the kitten slept . ",
    " It was hot ; the kitten did n't eat it . ",
]
OTHERS = [" The hot kitten sang of a teapot . ", *LINES]
"""Of dev and test; "a" and "teapot" were never read."""
SIZES = ["embedding=8", "hidden=8", "rows=3", "segment=16"]
SMALL = replace(
    PRESETS["words"], embedding=8, hidden=8, rows=3, segment=16, dropout=0.0, weight_drop=0.0,
    sampled=0, epochs=1,
)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for corpus in ("wikitext2", "tinyshakespeare"):
        corpora.put(tmp_path / "data", corpus, "train", LINES * 40)
        corpora.put(tmp_path / "data", corpus, "dev", OTHERS * 3)
        corpora.put(tmp_path / "data", corpus, "test", OTHERS * 2)
    monkeypatch.setenv("REFRAIN_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def prepared(tmp_path: Path, **changes: Any) -> LanguageModelRecipe:
    recipe = LanguageModelRecipe(replace(SMALL, **changes), tmp_path / "runs")
    recipe.prepare()
    torch.manual_seed(0)
    return recipe


@pytest.fixture
def recipe(data: Path, tmp_path: Path) -> LanguageModelRecipe:
    return prepared(tmp_path)


@pytest.fixture
def folder(recipe: LanguageModelRecipe, tmp_path: Path) -> Path:
    recipe.export(recipe.build().eval(), tmp_path / "words", {})
    return tmp_path / "words"


# --- recipe -------------------------------------------------------------------------------------


def test_the_vocabulary_is_that_of_the_training_text(recipe: LanguageModelRecipe) -> None:
    text = whole("wikitext2", "train")
    words = recipe.tokenizer
    assert isinstance(words, Words)
    assert len(words) == len({*text.split()} | {"<unk>", "<s>", "\n"})
    ((mark, ids),) = recipe.chunks
    assert mark == words.id(START)
    assert len(ids) == len(text.split()) + text.count("\n")
    assert list(ids).count(words.id("<unk>")) == 40, "nothing is unknown but what says so"


def test_words_are_one_text_begun_elsewhere_in_each_epoch(recipe: LanguageModelRecipe) -> None:
    mark, ids = recipe.chunks[0]
    circle = [mark, *ids.tolist()]
    for epoch in (0, 1):
        flat = recipe.streams(epoch).flatten().tolist()
        place = flat.index(mark)
        assert (
            flat[place:] + flat[:place]
            == circle[: len(flat) - place] + circle[len(circle) - place :]
        )
    assert (recipe.streams(0) != recipe.streams(1)).any()


def test_dev_is_cut_at_line_ends_and_loses_nothing(recipe: LanguageModelRecipe) -> None:
    recipe = LanguageModelRecipe(replace(SMALL, dev_limit=0), recipe.runs)
    recipe.prepare()
    pieces = recipe.dev["wikitext2"]
    assert "".join(pieces) == whole("wikitext2", "dev")
    assert len(pieces) > 3 and all(piece.endswith("\n") for piece in pieces)


def test_evaluates_in_perplexity(recipe: LanguageModelRecipe) -> None:
    model = recipe.build().eval()
    scores = recipe.evaluate(model).scores
    count = bits_per_character(model, recipe.tokenizer, recipe.dev["wikitext2"], START)
    assert scores["perplexity"] == pytest.approx(2 ** (count.bits / count.tokens))
    assert scores["bits_per_character"] == pytest.approx(count.rate)


@pytest.mark.parametrize("text", ["words", "characters"])
def test_drawing_all_words_is_the_exact_loss(data: Path, tmp_path: Path, text: Any) -> None:
    exact, sampled = (prepared(tmp_path, text=text, sampled=number) for number in (0, 10**6))
    model, carries, losses = exact.build().eval(), [None, None], []
    for rows in exact.batches(0)[:3]:
        batch = exact.collate(rows, 0)
        found = [
            recipe.loss(model, batch, carry)
            for recipe, carry in zip((exact, sampled), carries, strict=True)
        ]
        carries = [state for _, state in found]
        losses.append([float(loss.detach()) for loss, _ in found])
    assert all(first == pytest.approx(second, rel=1e-5) for first, second in losses)


@torch.inference_mode()
def test_drawing_some_words_is_nearly_the_loss(data: Path, tmp_path: Path) -> None:
    exact, sampled = (prepared(tmp_path, sampled=number) for number in (0, 12))
    model, whole = exact.build().eval(), exact.collate(exact.batches(0)[0], 0)
    batch = TextBatch(whole.ids[:1, :4], whole.following[:1, :4], whole.rows[:1])
    expected = float(exact.loss(model, batch, None)[0])
    found = [float(sampled.loss(model, batch, None)[0]) for _ in range(100)]
    assert min(found) < max(found), "each time others"
    assert sum(found) / 100 == pytest.approx(expected, rel=0.05)


def test_sampling_that_cannot_be_is_refused(recipe: LanguageModelRecipe, tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="sampled"):
        prepared(tmp_path, sampled=-1)
    several = prepared(tmp_path, sampled=5)
    wrapped = nn.DataParallel(several.build())
    with pytest.raises(BadOption, match="process"):
        several.loss(wrapped, several.collate(several.batches(0)[0], 0), None)


def test_a_training_of_words_begins_with_words(
    recipe: LanguageModelRecipe, folder: Path, tmp_path: Path
) -> None:
    drops = {"dropout": 0.25, "embedding_dropout": 0.1, "weight_drop": 0.5}
    second = prepared(tmp_path, start=str(folder), hidden=99, **drops)
    model, first = second.build(), load_model(folder).model
    assert second.tokenizer.to_json() == recipe.tokenizer.to_json()
    assert model.config == replace(first.config, **drops)
    ids = torch.tensor([[0, 4, 3]])
    assert torch.equal(model.eval()(ids)[0], first(ids)[0])
    with pytest.raises(BadModel, match="another kind of text"):
        prepared(tmp_path, start=str(folder), text="characters")
    prepared(tmp_path, text="characters").export(
        tiny.language_model(vocabulary=400), tmp_path / "letters", {}
    )
    with pytest.raises(BadModel, match="another kind of text"):
        prepared(tmp_path, start=str(tmp_path / "letters"))


def test_trained_and_measured_by_command(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = str(tmp_path / "runs")
    command = ["language_model", "--preset", "words", "--runs", runs, "--name", "tiny", "--set"]
    changes = [*SIZES, "epochs=4", "sampled=9", "evaluate_every=20", "learning_rate=0.02",
               "precision=fp32", "ema=0", "dropout=0"]  # fmt: skip
    assert train.main([*command, *changes]) == 0
    lines = (tmp_path / "runs" / "tiny" / "evaluations.jsonl").read_text().splitlines()
    scores = [json.loads(line)["perplexity"] for line in lines]
    assert scores[-1] < 0.8 * len(
        load_model(tmp_path / "runs" / "tiny" / "best").tokenizers["text"]
    )
    capsys.readouterr()
    assert evaluate.main([f"{runs}/tiny/best", "--split", "dev"]) == 0
    found = json.loads(capsys.readouterr().out)["corpora"]["wikitext2"]
    assert found["perplexity"] == pytest.approx(min(scores), rel=0.5)


# --- perplexity ---------------------------------------------------------------------------------


def test_perplexity_by_hand() -> None:
    """Probabilities 1/2, 1/8 and 1/2: 5 bits of 3 tokens."""
    count = TextCount(1, 20, 1, 1.0) + TextCount(1, 10, 2, 4.0)
    assert count.perplexity == pytest.approx(2 ** (5 / 3))
    assert TextCount().perplexity == 1
    assert TextCount(1, 1, 1, 1e9).perplexity == math.inf


def test_a_network_that_knows_nothing_is_as_perplexed_as_there_are_words(
    recipe: LanguageModelRecipe, tmp_path: Path
) -> None:
    model = recipe.build().eval()
    for parameter in model.parameters():
        parameter.data.zero_()
    found = evaluate_folder(tiny.loaded("language_model", model, recipe.tokenizer), "test")
    text = whole("wikitext2", "test")
    row = found["corpora"]["wikitext2"]
    assert row["tokens"] == len(text.split()) + text.count("\n")
    assert row["characters"] == len(text)
    assert row["unknown"] == 6, "<unk>, a and teapot, twice"
    assert row["perplexity"] == pytest.approx(len(recipe.tokenizer), abs=0.01)
    # The text is nearly all repetition: the 5-gram knows it, and the cache finds it.
    assert row["kn5_perplexity"] < row["cache_perplexity"] < row["perplexity"]
    assert {key: value for key, value in row.items() if key != "unknown"} == found["all"]
    assert found["cache"]["window"] == WORD_CACHE.window


@pytest.mark.parametrize("stretch", [1, 7, 10**6])
def test_the_stream_of_words_equals_the_whole(
    folder: Path, stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much is read at once, also if all of it is."""
    loaded = load_model(folder)
    text = whole("wikitext2", "dev")
    ids = torch.tensor([[0, *loaded.tokenizers["text"].encode(text)]])
    with torch.inference_mode():
        logits, _ = loaded.model(ids[:, :-1])
        static = math.exp(float(F.cross_entropy(logits[0], ids[0, 1:])))
    cached = nats(loaded.model, ids[0].tolist(), Adaptation(WORD_CACHE), set())
    monkeypatch.setattr(text_scores, "STRETCH", stretch)
    row = evaluate_folder(loaded, "dev")["all"]
    assert row["perplexity"] == pytest.approx(static, abs=0.01)
    assert row["cache_perplexity"] == pytest.approx(math.exp(cached / (ids.numel() - 1)), abs=0.01)


def test_words_of_ones_own_text(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "one.txt").write_text("The teapot sang .\n the <s>", encoding="utf-8")
    (mine / "two.txt").write_text("", encoding="utf-8")
    found = evaluate_folder(load_model(folder), "test", mine)
    one, two = found["corpora"]["one"], found["corpora"]["two"]
    assert (one["tokens"], one["unknown"]) == (8, 2)
    assert (two["tokens"], two["perplexity"]) == (0, 1.0)
    assert found["all"]["tokens"] == 8
    assert found["all"]["perplexity"] == one["perplexity"]
    assert "kn5_perplexity" not in one


def test_the_beginning_has_whole_words() -> None:
    text = "soup and kettles\n" * CHUNK
    for limit in (0, None, 10**6):
        assert beginning(text, limit) == text
    cut = beginning(text, 1)
    assert text.startswith(cut) and CHUNK - 8 <= len(cut) <= CHUNK
    assert cut[-1] in " \n"
    assert beginning("x" * CHUNK * 2, 1) == "", "no whole word"


def test_a_limit_is_kept(folder: Path, data: Path) -> None:
    corpora.put(data, "wikitext2", "dev", OTHERS * 100)
    loaded = load_model(folder)
    found = evaluate_folder(loaded, "dev", limit=2)["all"]
    assert 2 * CHUNK - 10 < found["characters"] <= 2 * CHUNK
    rows = measure(loaded, "dev", [Adaptation()], 2)["wikitext2"]
    assert rows["tokens"] == found["tokens"]
    assert rows["static"]["perplexity"] == pytest.approx(found["perplexity"], abs=0.02)


# --- adapting -----------------------------------------------------------------------------------


def test_several_caches_are_tried_in_one_reading() -> None:
    model, ids = tiny.language_model(), [2, *([7, 8, 9, 10, 3, 11] * 30)]
    settings = [CacheSettings(0.2, 0.1), CacheSettings(0.4, 0.0, window=9)]
    found = cached_bits(model, ids, {3}, settings)
    ways = [Adaptation(), *map(Adaptation, settings)]
    expected = [nats(model, ids, how, {3}) / math.log(2) for how in ways]
    assert found == pytest.approx(expected, rel=1e-4)
    assert len(set(found)) == 3
    assert cached_bits(model, [2], {3}, settings) == [0.0] * 3


def test_words_adapt(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [str(folder), "--cache", "0.2", "0.1", "--cache", "0.4", "0", "--window", "50"]
    assert adaptive.main(command) == 0
    found = json.loads(capsys.readouterr().out)["wikitext2"]
    static = evaluate_folder(load_model(folder), "dev")["all"]["perplexity"]
    assert found["static"]["perplexity"] == pytest.approx(static, abs=0.02)
    assert [row["cache"]["share"] for row in found["adapted"]] == [0.2, 0.4]
    assert {row["cache"]["window"] for row in found["adapted"]} == {50}
    assert all(row["perplexity"] < static for row in found["adapted"])
    assert adaptive.main([str(folder), "--rate", "1"]) == 0
    learnt = json.loads(capsys.readouterr().out)["wikitext2"]["adapted"]
    assert [row["rate"] for row in learnt] == [1.0]
    assert learnt[0]["perplexity"] < static


# --- refused ------------------------------------------------------------------------------------


def test_what_reads_no_text_is_refused(tmp_path: Path) -> None:
    model = tiny.language_model()
    save_model(
        tmp_path / "odd", model, "language_model", model.config, {"text": Symbols(["a", "b"])}
    )
    for measured in (
        lambda loaded: evaluate_folder(loaded, "dev"),
        lambda loaded: measure(loaded, "dev", [Adaptation()], None),
    ):
        with pytest.raises(BadModel, match="odd"):
            measured(load_model(tmp_path / "odd"))


def test_no_filter_of_copies_for_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert copies.main([str(folder)]) == 1
    assert "subwords" in capsys.readouterr().err
