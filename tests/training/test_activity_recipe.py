"""The recipe of the activity network, on scenes mixed from tones."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch

from assistant.checkpoint import load_model
from assistant.speech.features import FEATURES, log_mel
from tests import tiny
from tests.training.test_speech_recipe import data  # noqa: F401 - a fixture
from training import features, train
from training.data.speech import noise_split
from training.metrics import ranking
from training.recipes import activity
from training.recipes.activity import FRAMES, scene


def clip():
    return log_mel(torch.from_numpy(tiny.tone(1.0)))


def mixed(seed, silent=0.0, noise=-20.0):
    flags = torch.zeros(101, dtype=torch.bool)
    flags[20:80] = True
    noises = [[torch.full((50, FEATURES.mels), noise)]]
    return scene(clip(), flags, noises, silent, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("seed", range(5))
def test_a_scene_holds_the_clip_once_and_says_where(seed):
    heard, speech = mixed(seed)
    assert heard.shape == (FRAMES, FEATURES.mels)
    assert torch.isfinite(heard).all()
    places = speech.nonzero()[:, 0]
    assert len(places) == 60
    assert int(places[-1] - places[0]) == 59
    again, _ = mixed(seed)
    assert torch.equal(heard, again)


def test_a_silent_scene_has_no_speech():
    heard, speech = mixed(3, silent=1.0)
    assert not speech.any()
    assert torch.isfinite(heard).all()


def test_a_batch_depends_on_epoch_and_rows_alone(data, monkeypatch):  # noqa: F811
    made = prepared(data, monkeypatch)
    one, again, later = (made.collate([0, 2], epoch) for epoch in (1, 1, 2))
    assert torch.equal(one.features, again.features)
    assert not torch.equal(one.features, later.features)
    assert one.speech.shape == (2, FRAMES // 2)
    assert torch.equal(made.collate([2], 1).features[0], one.features[1])


def test_clips_without_labels_are_left_out(data, monkeypatch):  # noqa: F811
    made = prepared(data, monkeypatch)
    rows = [row for batch in made.batches(0) for row in batch]
    assert sorted(rows) == [row for row in range(8) if row != 5]


def test_one_command_trains_and_exports(data, monkeypatch, capsys):  # noqa: F811
    teach(data, monkeypatch)
    runs = data / "runs"
    arguments = ["activity", "--preset", "smoke", "--runs", str(runs), "--set", "workers=1"]
    assert train.main([*arguments, f"teacher={data / 'teacher'}", "evaluate_every=1"]) == 0
    loaded = load_model(runs / "activity" / "best")
    assert (loaded.kind, loaded.config.hidden) == ("activity", 8)
    assert loaded.features == FEATURES.to_json()
    rows = (runs / "activity" / "evaluations.jsonl").read_text().splitlines()
    assert {"loss", "auc", "missed", "false_alarms"} <= set(json.loads(rows[-1]))
    assert (loaded.model.deviation > 0).all()


def teach(data, monkeypatch):  # noqa: F811
    """A teacher that finds speech in the middle of every clip but one."""
    (data / "teacher").mkdir()
    (data / "teacher" / "model.safetensors").write_bytes(b"teacher")

    def labelled(clip, text, recogniser):
        flags = torch.zeros(len(clip), dtype=torch.bool)
        flags[20:80] = True
        return None if text == "zyzzx" else flags

    # A process of its own costs seconds on a busy machine.
    monkeypatch.setattr(features, "ProcessPoolExecutor", ThreadPoolExecutor)
    monkeypatch.setattr(activity, "load_model", lambda folder: None)
    monkeypatch.setattr(activity, "labelled", labelled)
    monkeypatch.setattr(activity.corpora, "read_noise", lambda split: noise(split))
    monkeypatch.setattr(activity.sounds, "MAKERS", {"silence": activity.sounds.silence})


def noise(split):
    return activity.corpora.read_corpora("train", ["librispeech"])[:2]


def prepared(data, monkeypatch):  # noqa: F811
    teach(data, monkeypatch)
    teacher = str(data / "teacher")
    settings = replace(activity.ActivityRecipe.presets["smoke"], workers=1, teacher=teacher)
    made = activity.ActivityRecipe(settings, data / "runs")
    made.prepare()
    return made


def test_parts_of_one_recording_stay_together():
    row = {"source": "ESC-10", "attribution": "rain by somebody", "path": "1.ogg"}
    assert noise_split(row) == noise_split({**row, "path": "2.ogg"})
    found = {noise_split({"source": "x", "attribution": "y", "path": str(n)}) for n in range(50)}
    assert found == {"train", "dev", "test"}


def test_ranking_by_hand():
    """Of the pairs (3, 1), (3, 2), (2, 1), (2, 2) three are right and one is a tie."""
    assert ranking([3, 2], [1, 2]) == 3.5 / 4
    assert ranking([], [1.0]) == 0
