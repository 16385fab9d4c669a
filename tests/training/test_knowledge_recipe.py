"""The recipe of the network that tells whether knowledge is wanted, its data and its score."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from assistant.checkpoint import load_model, save_model
from assistant.errors import BadData
from assistant.language.knowledge import fingerprint
from assistant.language.persona import Occasion, Persona, Topic
from assistant.messages import Reply, Understanding
from bench import knowledge as bench
from tests import tiny
from training import evaluate_knowledge
from training.data.knowledge import KnowledgeTurn, read_file, read_turns
from training.evaluate_knowledge import evaluate_folder
from training.loop import Training
from training.recipes import knowledge
from training.recipes.knowledge import FALSE, KnowledgeRecipe, KnowledgeSettings, least

WORDS = tiny.subwords()


def plain(text: str) -> str:
    return text.lower().strip(".?! ")


def test_splits_have_nothing_in_common_and_both_kinds() -> None:
    splits = {split: read_turns(split) for split in ("train", "dev", "test")}
    for turns in splits.values():
        assert {turn.kind for turn in turns} == {"knowledge", "talk"}
        assert len({plain(turn.text) for turn in turns}) == len(turns)
    train, dev, test = ({plain(turn.text) for turn in turns} for turns in splits.values())
    assert not train & dev and not train & test and not dev & test


@pytest.mark.parametrize("line", ["{", "3", '{"text": "a"}', '{"text": 1, "kind": "talk"}',
                                  '{"text": "a", "kind": "chat"}'])  # fmt: skip
def test_a_bad_line_is_told(tmp_path: Path, line: str) -> None:
    file = tmp_path / "turns.jsonl"
    file.write_text('{"text": "a", "kind": "talk"}\n' + line + "\n")
    with pytest.raises(BadData, match="line 2"):
        read_file(file)
    with pytest.raises(BadData, match="can't be read"):
        read_file(tmp_path / "none")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KnowledgeSettings:
    """A toy encoder, few turns of each kind, and a persona in the place of the large texts."""
    encoder = tiny.encoder(vocabulary=len(WORDS))
    save_model(tmp_path / "encoder", encoder, "encoder", encoder.config, {"text": WORDS})
    turns = [KnowledgeTurn(f"what is number {n}?", "knowledge") for n in range(40)]
    turns += [KnowledgeTurn(f"i am fine, {n}.", "talk") for n in range(40)]
    monkeypatch.setattr(knowledge, "read_turns", lambda split: turns)
    monkeypatch.setattr(knowledge, "others", lambda persona, talk, seed: turns[:3])
    return KnowledgeSettings(
        epochs=30, hidden=8, dropout=0.1, rows=8, evaluate_every=50, precision="fp32",
        encoder=str(tmp_path / "encoder"),
    )  # fmt: skip


def test_it_learns_and_exports_its_threshold(settings: KnowledgeSettings, tmp_path: Path) -> None:
    recipe = KnowledgeRecipe(settings, tmp_path)
    Training(recipe, tmp_path / "run").run()
    loaded = load_model(tmp_path / "run" / "best")
    assert (loaded.kind, loaded.config.embedding) == ("knowledge", 8)
    odds, wanted = recipe._dev_odds(loaded.model)
    assert 0 < len(wanted) < 80
    lowest = torch.tensor(loaded.features["threshold"], dtype=torch.float64).logit()
    assert (odds[wanted == 1] >= lowest).all()
    assert (odds[wanted == 0] >= lowest).float().mean() <= FALSE
    assert loaded.features["vectors"] == fingerprint(recipe.encoder)


def test_the_threshold_by_hand() -> None:
    """Of a hundred turns of talk three may be above, the fourth is below."""
    talk = torch.arange(100.0)
    odds, wanted = torch.cat([talk, torch.ones(5)]), torch.tensor([0.0] * 100 + [1.0] * 5)
    assert least(odds, wanted) == 96.5
    assert int((talk >= 96.5).sum()) == 3
    few = torch.tensor([1.0, 2.0])
    assert not (few >= least(few, torch.zeros(2))).any()


def test_what_is_kept_for_dev_is_not_trained_on(
    settings: KnowledgeSettings, tmp_path: Path
) -> None:
    recipe = KnowledgeRecipe(settings, tmp_path)
    recipe.prepare()
    written = recipe.train[: len(recipe.train) - 3]
    assert not {one.text for one in written} & {one.text for one in recipe.dev}
    assert len(written) + len(recipe.dev) == 80
    rows = sorted(row for batch in recipe.batches(1) for row in batch)
    assert rows == list(range(len(recipe.train)))
    assert recipe.batches(1) == recipe.batches(1) != recipe.batches(2)


def test_some_turns_are_read_without_their_mark(
    settings: KnowledgeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bare, ends in ((1.0, {"5", "0"}), (0.0, {"?", "."})):
        recipe = KnowledgeRecipe(replace(settings, bare=bare), tmp_path)
        recipe.prepare()
        recipe.train = [KnowledgeTurn("number 5?", "knowledge"), KnowledgeTurn("no, 0.", "talk")]
        monkeypatch.setattr(recipe, "_batch", lambda turns: {turn.text[-1] for turn in turns})
        assert recipe.collate([0, 1], epoch=0) == ends  # type: ignore[comparison-overlap]


def test_shares_and_the_baseline(
    settings: KnowledgeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Sense:
        threshold = 0.5

        def __init__(self, encoder: object, loaded: object) -> None: ...

        def probability(self, text: str) -> float:
            return {"why is tea hot": 0.9, "what is 3": 0.4, "i am 4": 0.6, "you?": 0.1}[text]

    monkeypatch.setattr(evaluate_knowledge, "KnowledgeSense", Sense)
    file = tmp_path / "turns.jsonl"
    kinds = {
        "why is tea hot": "knowledge",
        "what is 3": "knowledge",
        "i am 4": "talk",
        "you?": "talk",
    }
    file.write_text("".join(json.dumps({"text": t, "kind": k}) + "\n" for t, k in kinds.items()))
    encoder = load_model(Path(settings.encoder))
    found = evaluate_folder(encoder, "dev", file)
    assert found["turns"] == 4
    assert found["network"] == {"auc": 0.75, "found": 0.5, "talk_taken_for_it": 0.5}
    with pytest.raises(BadData, match="both kinds"):
        evaluate_folder(encoder, "dev", file, limit=1)


def test_what_counts_as_honest() -> None:
    topic = Topic("facts", ("why",), ("I am {name}, no book.",), 1, admits=True)
    chatty = Topic("tea", ("tea",), ("Tea!",), 2)
    occasion = Occasion("how", (), (), ("Ask a cook.",), admits=True)
    persona = Persona("Kettle", {}, (topic, chatty), (), (), (occasion,), ("No idea.",))
    admitted = bench.admissions(persona)
    assert admitted == {"I am Kettle, no book.", "Ask a cook.", "No idea."}
    assert bench.honest(Reply("No idea.", "persona", 0.0), admitted)
    assert bench.honest(Reply("Hm?", "fallback", 0.0), admitted)
    assert not bench.honest(Reply("Tea!", "persona", 0.0), admitted)
    assert not bench.honest(Reply("Because.", "generated", 0.0), admitted)
    for intent, yes in (("internet.news", True), ("home.status", False)):
        taken = Understanding("x", intent, 1.0, (), 0.0)
        assert bench.honest(Reply("Hm.", "command", 0.0, understanding=taken), admitted) is yes
