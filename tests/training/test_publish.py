import json
import sys
from types import SimpleNamespace

import pytest

from assistant.checkpoint import load_model, save_model
from assistant.language.tokenizer import Symbols
from tests import tiny
from training import publish

LETTERS = Symbols(["<blank>", "|", "a"])


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A trained folder with a lexicon beside it, and a scorer that notes what it is asked."""
    model = tiny.ctc(hidden=40)
    source = tmp_path / "runs" / "best"
    training = {"seed": 3, "train_minutes": 61.5, "settings": {"epochs": 8}}
    save_model(source, model, "ctc", model.config, {"characters": LETTERS}, metrics=training)
    (source / "lexicon.txt").write_text("a AH")
    asked = []

    def evaluate_folder(loaded, split, data, limit):
        asked.append((split, data, limit))
        wer = {"dev": 0.25, "test": 0.5}[split]
        return {"clips": 7, "language_model": {"librispeech": {"words": 90, "wer": wer}}}

    monkeypatch.setitem(sys.modules, "scorer", SimpleNamespace(evaluate_folder=evaluate_folder))
    monkeypatch.setitem(publish.SCORERS, "ctc", "scorer")
    return source, tmp_path / "models" / "speech", asked


def test_a_published_folder_is_whole(run):
    source, target, asked = run
    publish.publish(source, target, "int8")
    assert asked == [("dev", None, None), ("test", None, None)]
    metrics = json.loads((target / "metrics.json").read_text())
    assert metrics["scores"] == {"LibriSpeech dev, WER": 0.25, "LibriSpeech test, WER": 0.5}
    assert metrics["dev"]["clips"] == 7
    assert metrics["training"]["seed"] == 3
    assert metrics["commands"][1].endswith(f"{target.as_posix()} --split test")
    assert (target / "lexicon.txt").read_text() == "a AH"
    assert load_model(target).config.hidden == 40
    smaller = (target / "model.safetensors").stat().st_size
    assert smaller < 0.7 * (source / "model.safetensors").stat().st_size


def test_the_card_names_licence_scores_and_commands(run):
    source, target, _ = run
    publish.publish(source, target, "fp16", limit=5)
    card = (target / "README.md").read_text()
    front = card.split("---")[1]
    assert "license: cc-by-sa-4.0" in front and "language: en" in front
    assert "| LibriSpeech test, WER | 0.5 |" in card
    assert "--split test --limit 5" in card
    assert "61.5 minutes" in card and "LibriSpeech (Panayotov et al. 2015) | CC BY 4.0" in card


def test_publishing_again_keeps_what_lies_in_the_folder(run):
    source, target, _ = run
    publish.publish(source, target, "int8")
    (target / "decoder.json").write_text("{}")
    publish.publish(target, target, "int8")
    assert (target / "decoder.json").exists() and (target / "lexicon.txt").exists()


def test_no_model_is_one_sentence(tmp_path, capsys):
    assert publish.main([str(tmp_path / "none"), str(tmp_path / "out")]) == 1
    assert "There is no model" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
