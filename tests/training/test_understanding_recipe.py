"""The understanding recipe on sentences of our own: training, calibration, scores."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from assistant.checkpoint import KINDS, load_model
from assistant.models.classifier import ClassifierConfig
from training import evaluate_understanding, train
from training.data.nlu import Example
from training.evaluate_understanding import baselines, evaluate_folder, false_accepts
from training.fit_threshold import fit_temperature, fit_threshold
from training.recipes.understanding import UnderstandingRecipe
from training.understanding_scores import Reading, f1, score, slot_counts

SMALL = replace(UnderstandingRecipe.presets["smoke"], data="snips", limit=0, rare=1)


def sentences(count: int, seed: int, marked: bool = True) -> list[dict[str, object]]:
    numbers = random.Random(seed)
    rows: list[dict[str, object]] = []
    for number in range(count):
        drink = numbers.choice(["tea", "cocoa", "lemon water"]).split()
        kind = number % 3
        tokens = (["brew", *drink], ["pour", "away", *drink], ["nice", "day", "today"])[kind]
        tags = ["O"] * len(tokens)
        if kind < 2:
            tags[-len(drink) :] = ["B-drink", *["I-drink"] * (len(drink) - 1)]
        intent = ("Brew", "Pour", "Chat" if marked else "oos")[kind]
        row = {"text": " ".join(tokens), "tokens": tokens, "intent": intent}
        rows.append({**row, "slots": tags if marked else None})
    return rows


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data" / "text" / "nlu"
    folder.mkdir(parents=True)
    for split, count, seed in (("train", 36, 1), ("dev", 9, 2), ("test", 9, 3)):
        for name in ("snips", "clinc150"):
            rows = sentences(count, seed, name == "snips")
            text = "\n".join(json.dumps(row) for row in rows)
            (folder / f"{name}.{split}.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    monkeypatch.setenv("REFRAIN_DATA", str(tmp_path / "data"))
    where = ("assistant.models.classifier", "Classifier", "ClassifierConfig")
    monkeypatch.setitem(KINDS, "understanding", where)
    monkeypatch.setattr(train, "RECIPES", (*train.RECIPES, "understanding"))
    return tmp_path


@pytest.fixture
def recipe(data: Path) -> UnderstandingRecipe:
    made = UnderstandingRecipe(SMALL, data / "runs")
    made.prepare()
    return made


def test_lists_come_from_training_alone(recipe: UnderstandingRecipe) -> None:
    assert recipe.intents == ("Brew", "Chat", "Pour")
    assert recipe.slots == ("drink",)
    assert set(recipe.words.symbols[2:]) == {
        "brew", "tea", "cocoa", "lemon", "water", "pour", "away", "nice", "day", "today",
    }  # fmt: skip
    rows = sorted(row for batch in recipe.batches(0) for row in batch)
    assert rows == list(range(36))


def test_a_batch_depends_on_rows_and_epoch_alone(recipe: UnderstandingRecipe) -> None:
    recipe.build()
    rows = list(range(20))
    one, again, later = (recipe.collate(rows, epoch) for epoch in (1, 1, 2))
    assert torch.equal(one.words, again.words)
    assert not torch.equal(one.words, later.words)
    assert torch.equal(one.characters, later.characters)
    assert torch.equal(one.tags, later.tags)
    # Padding is never hidden.
    assert torch.equal(one.words > 0, later.words > 0)


def test_sentences_without_marked_slots_teach_the_intent_only(recipe: UnderstandingRecipe) -> None:
    model = recipe.build()
    batch = recipe.collate([0, 1, 3], 0)
    untagged = replace(batch, tagged=torch.zeros(3, dtype=torch.bool))
    both, _ = recipe.loss(model.eval(), batch, None)
    intents, _ = recipe.loss(model, untagged, None)
    assert float(both.detach()) > float(intents.detach()) > 0
    intents.backward()
    assert model.crf.transitions.grad is None
    assert recipe.weight(batch) == 3


def test_tags_guessed_first_are_taught_where_slots_were_marked(data: Path) -> None:
    made = UnderstandingRecipe(replace(SMALL, slots_first=0.5), data / "runs")
    made.prepare()
    model = made.build().eval()
    batch = made.collate([0, 1, 3], 0)
    untagged = replace(batch, tagged=torch.zeros(3, dtype=torch.bool))
    with torch.no_grad():
        guesses = model(batch.words, batch.characters, batch.lengths).guesses
        with_half, _ = made.loss(model, batch, None)
        made.settings = replace(made.settings, slots_first=1.0)
        with_all, _ = made.loss(model, batch, None)
    chances = guesses.softmax(-1)
    wanted = 0.0
    for row, length in enumerate(batch.lengths.tolist()):
        for word in range(length):
            wanted -= float(chances[row, word, int(batch.tags[row, word])].log())
    assert float(with_all - with_half) == pytest.approx(wanted / 2, rel=1e-4)
    # The guesses still learn from the intent, but from no tags that nobody has marked.
    with torch.no_grad():
        alone, _ = made.loss(model, untagged, None)
        made.settings = replace(made.settings, slots_first=0.5)
        assert torch.equal(made.loss(model, untagged, None)[0], alone)


def test_two_readings_that_agree_cost_what_one_does(recipe: UnderstandingRecipe) -> None:
    model = recipe.build()
    batch = recipe.collate([0, 1, 3], 0)
    once, _ = recipe.loss(model.eval(), batch, None)
    recipe.settings = replace(recipe.settings, agreement=4.0)
    twice, _ = recipe.loss(model, batch, None)
    torch.testing.assert_close(twice, once)
    # In training other units are dropped, so that they differ, which costs.
    torch.manual_seed(1)
    dropped, _ = recipe.loss(model.train(), batch, None)
    recipe.settings = replace(recipe.settings, agreement=1e-9)
    torch.manual_seed(1)
    free, _ = recipe.loss(model, batch, None)
    assert float(dropped.detach()) > float(free.detach()) + 1e-4


def test_one_command_learns_exports_and_is_scored(data: Path) -> None:
    arguments = ["understanding", "--preset", "smoke", "--runs", str(data / "runs"), "--set"]
    changes = ["data=snips", "limit=0", "rare=1", "epochs=14", "learning_rate=0.02", "hidden=12"]
    assert train.main([*arguments, *changes, "evaluate_every=35", "dropout=0.1"]) == 0
    loaded = load_model(data / "runs" / "understanding" / "best")
    assert loaded.features == {"data": "snips", "say": False}
    assert float(loaded.model.temperature) > 0
    found = evaluate_folder(loaded, "test", None, None)
    assert (found["sentences"], found["slots"], found["unknown_intents"]) == (9, 6, 0)
    assert found["intent_accuracy"] == 1.0
    assert found["slot_f1"] > 0.9
    assert found["milliseconds_p50"] > 0
    assert found["baselines"]["commonest_intent"] == pytest.approx(1 / 3, abs=1e-3)
    assert found["baselines"]["bm25_intent_accuracy"] > 0.5
    assert evaluate_folder(loaded, "dev", None, 4)["sentences"] == 3


def test_out_of_scope_gets_a_threshold(data: Path) -> None:
    made = UnderstandingRecipe(replace(SMALL, data="clinc150"), data / "runs")
    made.prepare()
    assert made.intents == ("Brew", "Pour", "none")
    model = made.build().eval()
    with torch.inference_mode():
        evaluation = made.evaluate(model)
    assert {"in_scope_accuracy", "out_of_scope_recall"} <= set(evaluation.scores)
    assert "slot_f1" not in evaluation.scores
    expected = 1 - evaluation.scores["in_scope_accuracy"]
    expected += 0.5 * (1 - evaluation.scores["out_of_scope_recall"])
    assert evaluation.score == pytest.approx(expected)
    made.export(model, data / "m", {})
    assert load_model(data / "m").config.threshold == model.config.threshold
    assert isinstance(load_model(data / "m").config, ClassifierConfig)


# --- scores by hand -----------------------------------------------------------------------------


def reading(
    wanted: str,
    said: str,
    sure: float = 0.9,
    none: float = 0.0,
    tags: str | None = None,
    slots: tuple[tuple[str, int, int], ...] = (),
) -> Reading:
    marks = None if tags is None else tuple(tags.split())
    example = Example(("w",) * len(marks or "w"), marks, wanted)
    return Reading(example, said, said, sure, none, frozenset(slots), torch.zeros(2))


def test_slot_f1_by_hand() -> None:
    readings = [
        # One right, one with another end, one missed.
        reading("a", "a", tags="B-x I-x O B-y B-z", slots=(("x", 0, 2), ("y", 3, 5))),
        # One found where there is none, of a sentence whose intent is wrong.
        reading("a", "b", tags="O O", slots=(("x", 0, 1),)),
        reading("a", "a", tags=None, slots=(("x", 0, 1),)),
    ]
    counts = slot_counts(readings)
    assert counts == {"slots": 3, "slots_found": 3, "slots_right": 1}
    assert f1(counts) == pytest.approx(1 / 3)
    found = score(readings)
    assert found["intent_accuracy"] == pytest.approx(2 / 3)
    assert found["all_right"] == pytest.approx(1 / 3)
    assert f1({"slots": 0, "slots_found": 0, "slots_right": 0}) == 1.0


def test_out_of_scope_is_counted_apart() -> None:
    readings = [reading("a", "a"), reading("a", "none"), reading("none", "none"),
                reading("none", "a"), reading("none", "none")]  # fmt: skip
    found = score(readings)
    assert found["in_scope_accuracy"] == 0.5
    assert found["out_of_scope_recall"] == pytest.approx(2 / 3)
    assert false_accepts(readings) == pytest.approx(1 / 3)


def test_threshold_by_hand() -> None:
    readings = [
        reading("a", "a", 0.9), reading("a", "a", 0.8), reading("a", "b", 0.3),
        reading("none", "a", 0.5), reading("none", "b", 0.2), reading("none", "b", 0.6, 0.7),
    ]  # fmt: skip
    threshold = fit_threshold(readings, worth=0.5)
    assert 0.5 < threshold < 0.8
    # Without a worth, nothing that is right may be lost; what is already refused stays refused.
    assert fit_threshold(readings, worth=0.0) < 0.8
    assert fit_threshold(readings[:3], worth=0.5) == 0.0


def test_temperature_by_hand() -> None:
    """Three of four are right: the best logit margin is ln 3, here drawn four times too wide."""
    margin = 4 * torch.log(torch.tensor(3.0))
    logits = torch.stack([torch.stack([margin, torch.tensor(0.0)])] * 4)
    found = fit_temperature(logits, torch.tensor([0, 0, 0, 1]))
    assert found == pytest.approx(4.0, rel=0.03)
    assert fit_temperature(logits[:0], torch.tensor([], dtype=torch.long)) == 1.0


def test_baselines_by_hand() -> None:
    training = [Example(("boil", "water"), None, "a"), Example(("boil", "eggs"), None, "a"),
                Example(("nice", "day"), None, "none")]  # fmt: skip
    examples = [Example(("boil", "rice"), None, "a"), Example(("what", "a", "day"), None, "none")]
    assert baselines(training, examples) == {
        "commonest_intent": 0.5,
        "bm25_intent_accuracy": 1.0,
        "bm25_in_scope_accuracy": 1.0,
        "bm25_out_of_scope_recall": 1.0,
    }
    assert evaluate_understanding.thinned(examples, 1) == examples[:1]
