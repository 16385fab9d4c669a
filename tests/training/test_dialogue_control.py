"""The conversation recipe: telling it what to write, and beginning with a network."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from assistant.checkpoint import load_model, save_model
from assistant.errors import BadModel, BadOption
from assistant.language.decoders import CONTROLS, ReplyDecoder, context_ids, control_ids
from assistant.language.search import generate
from assistant.language.tokenizer import ASSISTANT_ID, USER_ID
from assistant.models.seq2seq import Seq2Seq
from tests import tiny
from tests.training.talk import SMALL, TALK, write, write_corpora
from training.data.dialogue import CORPORA, share
from training.evaluate_dialogue import evaluate_folder
from training.loop import Training
from training.recipes.dialogue import DialogueRecipe


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return write_corpora(tmp_path / "data", monkeypatch)


@pytest.fixture
def recipe(data: Path, tmp_path: Path) -> DialogueRecipe:
    recipe = DialogueRecipe(SMALL, tmp_path / "runs")
    recipe.prepare()
    return recipe


# --- what a target is like, told before its context ---------------------------------------------


def test_contexts_begin_with_marks_that_are_true_of_the_target(recipe: DialogueRecipe) -> None:
    rows = recipe.turns.targets("dailydialog").tolist()
    told = 0
    for epoch in range(8):
        for row, context in zip(rows, recipe.collate(rows, epoch).context.tolist(), strict=True):
            true = control_ids(recipe.tokenizer, recipe.controls.of(row))
            begin = [i for i in context if i >= recipe.tokenizer.id(CONTROLS[0])]
            assert begin == context[: len(begin)] == [i for i in true if i in begin]
            assert context[len(begin)] in (USER_ID, ASSISTANT_ID)
            told += len(begin)
    assert 0.5 < told / (2 * 8 * len(rows)) < 0.9, "each is left out three times in ten"
    asking = [TALK[n] for n in (0, 2)]
    for row in rows:
        text = recipe.tokenizer.decode(recipe.turns.turn(row).tolist())
        assert recipe.controls.of(row)[0] == (
            "<ask>" if text in map(str.lower, asking) else "<tell>"
        )


@pytest.mark.parametrize(("untold", "marks"), [(0.0, 2), (1.0, 0)])
def test_marks_can_always_or_never_be_told(
    data: Path, tmp_path: Path, untold: float, marks: int
) -> None:
    recipe = DialogueRecipe(replace(SMALL, untold=untold, bare=0.0), tmp_path / "runs")
    recipe.prepare()
    row = int(recipe.turns.targets("dailydialog")[0])
    context = recipe.collate([row], 0).context[0].tolist()
    assert context[marks:] == recipe.turns.context(row)


def test_training_and_conversation_read_the_same(recipe: DialogueRecipe) -> None:
    row = int(recipe.turns.targets("dailydialog")[1])
    ids = control_ids(recipe.tokenizer, recipe.controls.of(row))
    turns = [recipe.turns.turn(index).tolist() for index in range(recipe.turns.first[row], row)]
    assert recipe.turns.context(row, ids) == context_ids(turns, ids)


def test_marks_do_not_grow_the_vocabulary(recipe: DialogueRecipe) -> None:
    assert len(recipe.tokenizer) <= SMALL.vocabulary
    assert recipe.tokenizer.controls == CONTROLS


# --- beginning with a network -------------------------------------------------------------------


@pytest.fixture
def old(recipe: DialogueRecipe, tmp_path: Path) -> Path:
    """A folder as they were before there were marks."""
    words = tiny.subwords()
    model = tiny.seq2seq(vocabulary=len(words), attention="additive", cell="gru")
    save_model(tmp_path / "old", model, "seq2seq", model.config, {"text": words}, storage="fp32")
    return tmp_path / "old"


@torch.inference_mode()
def test_a_training_can_begin_with_a_network(old: Path, tmp_path: Path) -> None:
    before = load_model(old)
    network = before.model
    assert isinstance(network, Seq2Seq)
    settings = replace(SMALL, start=str(old), hidden=99, dropout=0.25)
    recipe = DialogueRecipe(settings, tmp_path / "runs")
    recipe.prepare()
    model = recipe.build().eval()
    words, told = before.tokenizers["text"], recipe.tokenizer
    assert told.controls == CONTROLS and len(told) == len(words) + len(CONTROLS)
    assert told.encode("hello, how are you 漢") == words.encode("hello, how are you 漢")
    size = len(words)
    assert model.config == replace(before.config, vocabulary=size + 5, dropout=0.25)
    # What it says without marks is what it said, and each mark changes it in a way of its own.
    ids = context_ids([words.encode("how are you")])
    was, now = (ReplyDecoder(one, ids) for one in (network, model))
    expected, _ = was.step(was.start_ids, was.start())
    found, _ = now.step(now.start_ids, now.start())
    torch.testing.assert_close(found[:, :size].log_softmax(-1), expected)
    rows = model.embedding.weight[size:]
    assert torch.cdist(rows, rows).add(torch.eye(5)).min() > 0
    middle = network.embedding.weight.mean(0)
    spread = (network.embedding.weight - middle).norm(dim=1).mean()
    assert ((rows - middle).norm(dim=1) < 0.3 * spread).all()
    assert (model.bias[size:] == network.bias[USER_ID]).all()
    assert recipe.build().embedding.weight.equal(model.embedding.weight), "the same each time"


def test_what_was_trained_can_be_begun_with_again(old: Path, tmp_path: Path) -> None:
    recipe = DialogueRecipe(replace(SMALL, start=str(old)), tmp_path / "runs")
    recipe.prepare()
    model = recipe.build()
    recipe.export(model, tmp_path / "told", {})
    loaded = load_model(tmp_path / "told")
    assert loaded.tokenizers["text"].controls == CONTROLS
    ids = context_ids([[20]], control_ids(loaded.tokenizers["text"], CONTROLS[:1]))
    assert list(generate(ReplyDecoder(loaded.model, ids), 5))  # type: ignore[arg-type]
    again = DialogueRecipe(replace(SMALL, start=str(tmp_path / "told")), tmp_path / "runs")
    again.prepare()
    assert again.tokenizer.to_json() == recipe.tokenizer.to_json()
    assert again.build().config.vocabulary == model.config.vocabulary


def test_untied_networks_can_be_begun_with(tmp_path: Path, data: Path) -> None:
    words = tiny.subwords()
    model = tiny.seq2seq(vocabulary=len(words), tie_embeddings=False)
    save_model(tmp_path / "untied", model, "seq2seq", model.config, {"text": words})
    recipe = DialogueRecipe(replace(SMALL, start=str(tmp_path / "untied")), tmp_path / "runs")
    recipe.prepare()
    output = recipe.build().output
    assert output is not None and output.weight.shape[0] == len(words) + 5


def test_folders_that_do_not_fit(old: Path, tmp_path: Path) -> None:
    ears = tiny.ctc()
    save_model(tmp_path / "ears", ears, "ctc", ears.config, {})
    model = tiny.seq2seq(vocabulary=77)
    save_model(tmp_path / "odd", model, "seq2seq", model.config, {"text": tiny.subwords()})
    for name, message in (
        ("ears", "no network that answers"),
        ("odd", "77 subwords and a tokenizer of 330"),
        ("none", "no model in"),
    ):
        with pytest.raises(BadModel, match=message):
            DialogueRecipe(replace(SMALL, start=str(tmp_path / name)), tmp_path).prepare()


def test_a_training_can_begin_with_cleaner_talk(recipe: DialogueRecipe, tmp_path: Path) -> None:
    assert [recipe._progress(epoch) for epoch in range(3)] == [0, 0.5, 1]
    late = DialogueRecipe(replace(SMALL, from_share=0.7), tmp_path / "runs")
    late.prepare()
    assert [late._progress(epoch) for epoch in range(3)] == pytest.approx([0.7, 0.85, 1])
    shares = {name: share(name, 0.7) for name in CORPORA}
    wanted = SMALL.epoch_tokens * shares["dailydialog"] / sum(shares.values())
    assert late._quota("dailydialog", 1) == round(wanted) > recipe._quota("dailydialog", 1)
    only = DialogueRecipe(replace(SMALL, from_share=1.0, epochs=1), tmp_path / "runs")
    assert only._progress(0) == 1


@pytest.mark.parametrize("change", [{"from_share": 1.1}, {"untold": -0.1}, {"bare": 2}])
def test_shares_outside_their_range(change: dict[str, float]) -> None:
    with pytest.raises(BadOption, match=f"{next(iter(change))} is a share"):
        replace(SMALL, **change)  # type: ignore[arg-type]


def test_resuming_equals_going_on(old: Path, data: Path, tmp_path: Path) -> None:
    settings = replace(
        SMALL, start=str(old), from_share=0.5, dropout=0.2, epochs=2, precision="fp32",
        evaluate_every=10_000, epoch_tokens=200,
    )  # fmt: skip

    def training(name: str, resume: bool = False) -> Training:
        recipe = DialogueRecipe(settings, tmp_path / "runs")
        return Training(recipe, tmp_path / "runs" / name, resume)

    whole = training("whole")
    assert whole.total_steps > 4
    whole.run()
    stopped = training("stopped")
    stopped.run(max_steps=whole.total_steps // 2 + 1)
    stopped.save()
    resumed = training("stopped", resume=True)
    resumed.run()
    for name, weights in whole.network.state_dict().items():
        assert weights.equal(resumed.network.state_dict()[name]), name


def test_perplexity_is_that_of_contexts_without_marks(old: Path, tmp_path: Path) -> None:
    """Scored before and after the marks came in: they take next to nothing of the probability."""
    recipe = DialogueRecipe(replace(SMALL, start=str(old)), tmp_path / "runs")
    recipe.prepare()
    recipe.export(recipe.build(), tmp_path / "told", {})
    write(tmp_path / "mine.jsonl.gz", [{"turns": TALK}])
    before, after = (
        evaluate_folder(load_model(folder), "test", tmp_path / "mine.jsonl.gz")["corpora"]["mine"]
        for folder in (old, tmp_path / "told")
    )
    assert after["tokens"] == before["tokens"]
    # Untrained, the five of 335 are as likely as any other: ln(335/330) a token.
    share_of_marks = before["tokens"] * math.log(335 / 330)
    assert after["nats"] - before["nats"] == pytest.approx(share_of_marks, rel=0.3)
