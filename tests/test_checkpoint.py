import json
import os

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from assistant import checkpoint
from assistant.checkpoint import load_model, pack, save_model, unpack
from assistant.errors import BadModel
from assistant.language.tokenizer import Symbols
from tests import tiny

LETTERS = Symbols(["<blank>", "|", *"ab"])


def save(folder, model=None, **more):
    model = model or tiny.ctc()
    save_model(folder, model, "ctc", model.config, {"characters": LETTERS}, **more)
    return folder


@pytest.mark.parametrize(("storage", "tolerance"), [("fp32", 0), ("fp16", 1e-3), ("int8", 2e-2)])
def test_save_and_load_give_the_same_outputs(tmp_path, storage, tolerance):
    model = tiny.ctc(hidden=40)
    folder = save(tmp_path / "m", model, storage=storage, metrics={"scores": {"cer": 0.5}})
    loaded = load_model(folder)
    x, lengths = torch.randn(1, 30, 80), torch.tensor([30])
    torch.testing.assert_close(
        loaded.model(x, lengths).characters,
        model(x, lengths).characters,
        atol=tolerance,
        rtol=tolerance,
    )
    assert loaded.config == model.config
    assert loaded.tokenizers["characters"].symbols == LETTERS.symbols
    assert loaded.metrics["scores"] == {"cer": 0.5}
    assert not loaded.model.training


def test_feature_statistics_travel_with_the_weights(tmp_path):
    model = tiny.ctc()
    model.deviation.fill_(1.5)
    assert load_model(save(tmp_path / "m", model)).model.deviation.tolist() == [1.5] * 80


def test_int8_is_a_quarter_of_fp32_and_within_half_a_step():
    layer = nn.Linear(256, 64)
    packed = pack(layer, "int8")
    assert packed["weight"].dtype == torch.int8
    step = layer.weight.abs().amax(1, keepdim=True) / 127
    assert ((unpack(packed)["weight"] - layer.weight).abs() <= step / 2 + 1e-7).all()


def test_a_row_of_zeros_survives_int8():
    layer = nn.Linear(128, 64)
    layer.weight.data[3] = 0
    assert unpack(pack(layer, "int8"))["weight"][3].abs().sum() == 0


def test_other_files_stay_and_a_failed_save_leaves_the_old_model(tmp_path, monkeypatch):
    folder = save(tmp_path / "m")
    (folder / "lexicon.txt").write_text("kept")
    save(folder)
    assert (folder / "lexicon.txt").read_text() == "kept"
    before = (folder / "model.safetensors").read_bytes()
    monkeypatch.setattr(checkpoint, "save_file", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        save(folder, tiny.ctc(hidden=16))
    assert (folder / "model.safetensors").read_bytes() == before
    assert os.listdir(tmp_path) == ["m"]


def edit_json(path, **changes):
    value = json.loads(path.read_text())
    value.update(changes)
    path.write_text(json.dumps(value))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda f: (f / "model.safetensors").unlink(), "weights"),
        (lambda f: (f / "model.safetensors").write_bytes(b"\x08" * 50), "weights"),
        (lambda f: (f / "config.json").unlink(), "config.json is missing"),
        (lambda f: (f / "config.json").write_text("{"), "config.json is damaged"),
        (lambda f: (f / "config.json").write_text("[]"), "JSON object"),
        (lambda f: edit_json(f / "config.json", format=99), "format 99"),
        (lambda f: edit_json(f / "config.json", model="oracle"), "oracle"),
        (lambda f: edit_json(f / "config.json", model_config={"hiden": 1}), "hiden"),
        (lambda f: edit_json(f / "config.json", model_config={"hidden": 9}), "do not fit"),
        (lambda f: (f / "tokenizer.json").unlink(), "tokenizer.json"),
        (lambda f: (f / "tokenizer.json").write_text("{}"), "not the one"),
    ],
)
def test_whatever_is_wrong_is_named(tmp_path, damage, says):
    folder = save(tmp_path / "m")
    damage(folder)
    with pytest.raises(BadModel, match=says):
        load_model(folder)


def test_missing_and_unknown_weights_are_refused(tmp_path):
    folder = save(tmp_path / "m")
    weights = load_file(str(folder / "model.safetensors"))
    bias = weights.pop("characters.bias")
    save_file(weights, str(folder / "model.safetensors"))
    with pytest.raises(BadModel, match=r"characters\.bias"):
        load_model(folder)
    save_file(
        {**weights, "characters.bias": bias, "extra": bias.clone()},
        str(folder / "model.safetensors"),
    )
    with pytest.raises(BadModel, match="extra"):
        load_model(folder)


def test_no_folder_says_what_to_do(tmp_path):
    with pytest.raises(BadModel, match=r"training\.train"):
        load_model(tmp_path / "nothing")


def test_a_shared_tensor_is_stored_once():
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(5, 3)
            self.output = nn.Linear(3, 5, bias=False)
            self.output.weight = self.embedding.weight

    assert set(pack(Tied(), "fp16")) == {"embedding.weight"}
