"""The recipe of the reply encoder, and its score."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.checkpoint import load_model, save_model
from assistant.errors import BadModel
from assistant.language.persona import Topic
from tests import tiny
from training.data import dialogue
from training.data.turns import encode
from training.evaluate_encoder import (
    CANDIDATES,
    bm25_scores,
    evaluate_folder,
    hits,
    load_questions,
    questions,
)
from training.loop import Training
from training.recipes.reply_encoder import (
    FIRST_WORTH,
    PERSONA,
    ReplyEncoderRecipe,
    Settings,
    contrast,
    rarity,
    trained_prompts,
)

WORDS = tiny.subwords()
PERSONA_FILE = """\
name: Kettle
topics:
  hello:
    prompts: [hello kettle, good morning kettle]
    replies: [Good morning., I am warm.]
  song:
    prompts: [sing a song, sing something]
    replies: [I only whistle.]
"""


def talks(corpus: str, count: int) -> list[dict[str, object]]:
    rows = []
    for number in range(count):
        turns = [f"hello {corpus} {number}", f"i am {number}", f"soup {number}?", "no, carrots."]
        known = {"persona_1": [f"i begin {number}"], "persona_2": [f"i answer {number}"]}
        rows.append({"turns": turns} | (known if corpus == "personachat_valid" else {}))
    return rows


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three small corpora where the data sets are, and a network whose subwords are read."""
    monkeypatch.setenv("REFRAIN_DATA", str(tmp_path))
    names = ("dailydialog", "personachat_valid", "empatheticdialogues")
    corpora = {name: dialogue.CORPORA[name] for name in names}
    monkeypatch.setattr(dialogue, "CORPORA", corpora)
    folder = tmp_path / "text" / "dialogue"
    folder.mkdir(parents=True)
    for name in names:
        for split, count in (("train", 20), ("dev", 8), ("test", 8)):
            with gzip.open(folder / f"{name}.{split}.jsonl.gz", "wt") as file:
                file.writelines(json.dumps(row) + "\n" for row in talks(name, count))
    network = tiny.seq2seq(vocabulary=len(WORDS))
    save_model(tmp_path / "tokens", network, "seq2seq", network.config, {"text": WORDS})
    (tmp_path / "persona.yaml").write_text(PERSONA_FILE)
    return tmp_path


def settings(data: Path, **changes: object) -> Settings:
    sizes = replace(
        ReplyEncoderRecipe.presets["smoke"],
        tokens=str(data / "tokens"), epochs=2, rows=8, epoch_pairs=60, hidden=6, size=8,
        precision="fp32", evaluate_every=100,
    )  # fmt: skip
    return replace(sizes, **changes)  # type: ignore[arg-type]


def recipe(data: Path, **changes: object) -> ReplyEncoderRecipe:
    made = ReplyEncoderRecipe(settings(data, **changes), data / "runs")
    made.prepare()
    return made


def test_a_batch_is_of_one_corpus_and_the_same_again(data: Path) -> None:
    made = recipe(data)
    batches = made.batches(0)
    assert batches == made.batches(0) != made.batches(1)
    for rows in batches:
        assert len({int(made.turns.corpus[row]) for row in rows}) == 1
    rows = [row for batch in batches for row in batch]
    assert len(rows) == len(set(rows)), "no pair twice in an epoch"


def test_the_same_reply_is_no_wrong_answer(data: Path) -> None:
    made = recipe(data, bare=0.0)
    carrots = [row for row in made.turns.targets("dailydialog") if row % 4 == 3][:3]
    other = int(made.turns.targets("dailydialog")[0])
    batch = made.collate([*map(int, carrots), other], 0)
    assert batch.same[:3, :3].sum() == 6 and not batch.same[3].any()
    assert not batch.same.diagonal().any()


def test_the_loss_by_hand(data: Path) -> None:
    """With equal products everywhere, each direction costs the logarithm of the choices."""
    made = recipe(data)
    batch = made.collate([int(row) for row in made.turns.targets("dailydialog")[[0, 4, 8, 12]]], 0)

    def equal(*_: torch.Tensor, **__: bool) -> torch.Tensor:
        return torch.zeros(4, 4)

    loss, _ = made.loss(equal, replace(batch, same=torch.zeros(4, 4, dtype=torch.bool)), None)  # type: ignore[arg-type]
    assert float(loss) == pytest.approx(4 * np.log(4), rel=1e-5)


def test_a_topic_comes_once_in_a_batch_with_any_of_its_replies(data: Path) -> None:
    made = recipe(data, persona=str(data / "persona.yaml"), persona_share=0.3)
    mine = made.turns.names.index(PERSONA)
    batches = [rows for rows in made.batches(0) if made.turns.corpus[rows[0]] == mine]
    assert batches
    for rows in batches:
        topics = [int(made.topics[row]) for row in rows]
        assert sorted(set(topics)) == sorted(topics)
    hello = next(row for row in made.turns.targets(PERSONA) if made.topics[row] == 0)
    said = {
        made.tokenizer.decode(batch.reply[0, : int(batch.reply_lengths[0])].tolist())
        for epoch in range(20)
        for batch in [made.collate([int(hello)], epoch)]
    }
    assert said <= {"good morning.", "i am warm."} and said


def test_a_twin_is_another_prompt_of_the_topic(data: Path) -> None:
    made = recipe(data, persona=str(data / "persona.yaml"), persona_share=0.3, bare=0.0)
    hello = next(row for row in made.turns.targets(PERSONA) if made.topics[row] == 0)
    batch = made.collate([int(hello)], 0)
    twin = made.tokenizer.decode(batch.twin[0, : int(batch.twin_lengths[0])].tolist())
    own = made.tokenizer.decode(batch.context[0, : int(batch.context_lengths[0])].tolist())
    assert {own, twin} == {"hello kettle", "good morning kettle"}
    assert len(made.collate([int(made.turns.targets("dailydialog")[0])], 0).twin) == 0


def test_every_seventh_prompt_of_a_larger_topic_is_held_out() -> None:
    larger = Topic("n", tuple(map(str, range(15))), ("Yes.",), 1)
    assert [p for p in larger.prompts if p not in trained_prompts(larger)] == ["3", "10"]
    assert len(trained_prompts(Topic("n", ("a", "b"), ("Yes.",), 1))) == 2


def test_resumed_equals_uninterrupted(data: Path) -> None:
    whole = Training(recipe(data), data / "whole")
    whole.run()
    first = Training(recipe(data), data / "parts")
    first.run(max_steps=5)
    first.save()
    second = Training(recipe(data), data / "parts", resume=True)
    second.run()
    for mine, theirs in zip(whole.network.parameters(), second.network.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs)


def test_a_training_goes_on_from_a_folder_and_refuses_others(data: Path) -> None:
    training = Training(recipe(data), data / "run")
    training.run()
    best = data / "run" / "best"
    again = recipe(data, start=str(best), hidden=99).build()
    stored = load_model(best).model.state_dict()
    for name, value in again.state_dict().items():
        torch.testing.assert_close(value, stored[name])
    with pytest.raises(BadModel):
        recipe(data, start=str(data / "tokens")).build()


# --- what is known of the speaker -----------------------------------------------------------------


def known_texts(made: ReplyEncoderRecipe, rows: list[int]) -> list[list[str]]:
    known = made.collate(rows, 0).known
    told = [
        made.tokenizer.decode(ids[:length].tolist())
        for ids, length in zip(known.ids, known.lengths.tolist(), strict=True)
    ]
    return [[told[i] for i in row if i >= 0] for row in known.place.tolist()]


def test_a_batch_knows_the_ones_who_reply(data: Path) -> None:
    made = recipe(data)
    rows = [int(row) for row in made.turns.targets("personachat_valid")[[0, 1, 2, 9]]]
    assert known_texts(made, rows) == [
        ["i answer 0"], ["i begin 0"], ["i answer 0"], ["i answer 3"],
    ]  # fmt: skip
    assert len(made.collate(rows, 0).known.ids) == 3, "what two share is read once"
    others = [int(row) for row in made.turns.targets("dailydialog")[:3]]
    assert known_texts(made, others) == [[], [], []]


def test_who_has_nothing_known_stands_beside_who_has(data: Path) -> None:
    made = recipe(data)
    known = int(made.turns.targets("personachat_valid")[0])
    plain = int(made.turns.targets("dailydialog")[0])
    assert known_texts(made, [known, plain]) == [["i answer 0"], []]


def test_a_corpus_that_knows_its_speakers_can_be_read_oftener(data: Path) -> None:
    usual, oftener = recipe(data), recipe(data, known_weight=3.0)
    before = {name: usual._share(name, 0.5) for name in usual.turns.names}
    after = {name: oftener._share(name, 0.5) for name in oftener.turns.names}
    assert sum(after.values()) == pytest.approx(sum(before.values())) == pytest.approx(1)
    others = ("dailydialog", "empatheticdialogues")
    gain = after["personachat_valid"] / before["personachat_valid"]
    for name in others:
        assert gain / (after[name] / before[name]) == pytest.approx(3)


def test_rarity_by_hand(data: Path) -> None:
    """Four turns; one subword in all of them, one twice in the same, one in none."""
    turns = encode({"x": [["the the", "the kettle"], ["the", "the soup"]]}, WORDS)
    found = rarity(turns, len(WORDS))
    every = set(WORDS.encode("the")).intersection(*map(set, map(WORDS.encode, ["the kettle"])))
    for piece in every:
        assert float(found[piece]) == pytest.approx(np.log1p(0.5 / 4.5), rel=1e-5)
    assert float(found[0]) == pytest.approx(np.log1p(4.5 / 0.5), rel=1e-5)


def test_a_network_without_a_blend_gets_one(data: Path) -> None:
    plain = tiny.encoder(vocabulary=len(WORDS))
    save_model(data / "plain", plain, "encoder", plain.config, {"text": WORDS}, storage="fp32")
    made = recipe(data, start=str(data / "plain"))
    network = made.build()
    assert network.config.blend and network.blend is not None
    worth = network.blend.worth
    torch.testing.assert_close(worth, FIRST_WORTH * rarity(made.turns, len(WORDS)))
    torch.testing.assert_close(network.context_head.weight, plain.context_head.weight)
    assert recipe(data, start=str(data / "plain"), blend=False).build().blend is None


def test_facts_are_learnt_from(data: Path) -> None:
    """The gradient reaches the blend where there are facts, and the loss is the mean of both."""
    made = recipe(data, bare=0.0, dropout=0.0)
    rows = [int(row) for row in made.turns.targets("personachat_valid")[[0, 3, 7]]]
    network, batch = made.build(), made.collate(rows, 0)
    loss, _ = made.loss(network, batch, None)
    loss.backward()
    assert network.blend is not None
    for name, value in network.blend.named_parameters():
        assert value.grad is not None and value.grad.abs().sum() > 0, name
    products = network(
        batch.context, batch.context_lengths, batch.reply, batch.reply_lengths, known=batch.known
    )
    both = [float(contrast(part, batch.same)) for part in products.detach()]
    assert float(loss.detach()) == pytest.approx(sum(both) / 2, rel=1e-5) and both[0] != both[1]


# --- the score ------------------------------------------------------------------------------------


def test_hits_by_hand() -> None:
    assert hits([[3, 1, 2], [1, 1, 0], [0, 5, 1], [2, 0, 1]]) == 0.5
    assert hits([]) == 0


def test_each_answer_is_asked_for_once_among_twenty() -> None:
    told = [["a", "b", "c"], ["d", "e"]]
    asked = questions(told)
    assert [(q.context, q.choices[0]) for q in asked] == [
        (("a",), "b"), (("a", "b"), "c"), (("d",), "e"),
    ]  # fmt: skip
    for question in asked:
        assert len(question.choices) == CANDIDATES
        assert question.choices[0] not in question.choices[1:]
    assert asked == questions(told), "the same candidates every time"
    assert len(questions([["a", "b"]] * 9)) == 9, "a corpus of one reply ends too"


def test_known_sentences_are_those_of_the_one_who_answers(data: Path) -> None:
    first, second, *_ = load_questions("personachat_valid", "dev")
    assert (first.known, second.known) == (("i answer 0",), ("i begin 0",))
    assert load_questions("dailydialog", "dev")[0].known == ()


def test_bm25_finds_shared_words() -> None:
    told = [[f"the {word} is singing", f"which {word}?"] for word in ("kettle", "bird", "door")]
    assert hits(bm25_scores(questions(told)).tolist()) == 1


def test_a_folder_is_scored_beside_the_baseline(data: Path) -> None:
    network = tiny.encoder(vocabulary=len(WORDS), blend=True)
    figures = evaluate_folder(tiny.loaded("encoder", network, WORDS), "test", limit=10)
    assert set(figures) == {"dailydialog", "personachat_valid", "empatheticdialogues"}
    for row in figures.values():
        assert 0 <= row["hits_at_1"] <= 1 and 0 <= row["bm25_hits_at_1"] <= 1
        assert 0 <= row["hits_at_1_by_vectors"] <= 1
    assert "hits_at_1_without_persona" in figures["personachat_valid"]
    assert "hits_at_1_without_persona" not in figures["dailydialog"], "nobody is known there"


def test_a_twin_of_the_right_reply_costs_nothing() -> None:
    """Two rows with the same reply: each has one wrong answer less, by hand."""
    products = torch.tensor([[2.0, 5.0, 0.0], [5.0, 2.0, 0.0], [0.0, 0.0, 1.0]])
    same = torch.zeros(3, 3, dtype=torch.bool)
    same[0, 1] = same[1, 0] = True
    row = np.log(1 + np.exp(-2.0))  # 2 against 0, the twin left out
    last = np.log(1 + 2 * np.exp(-1.0))
    assert float(contrast(products, same)) == pytest.approx(2 * row + last, rel=1e-5)
