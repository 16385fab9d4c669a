"""Save and load one model folder.

A folder holds everything that a network needs: weights and
feature statistics, its shape, its symbols, its scores and its card. Weights are stored small;
loading gives float32 back. Loading is strict: whatever is missing, unknown, of another shape
or damaged raises `BadModel`. Nothing is pickled.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from assistant.errors import BadModel
from assistant.language.tokenizer import tokenizer_from_json

FORMAT = 1
"""Of the folder. A higher one needs a newer program."""

KINDS = {
    "activity": ("assistant.models.activity", "Activity", "ActivityConfig"),
    "understanding": ("assistant.models.classifier", "Classifier", "ClassifierConfig"),
    "encoder": ("assistant.models.encoder", "Encoder", "EncoderConfig"),
    "knowledge": ("assistant.models.knowledge", "Knowledge", "KnowledgeConfig"),
    "ctc": ("assistant.models.ctc", "CTC", "CTCConfig"),
    "seq2seq": ("assistant.models.seq2seq", "Seq2Seq", "Seq2SeqConfig"),
    "pronunciation": ("assistant.models.seq2seq", "Seq2Seq", "Seq2SeqConfig"),
    "language_model": ("assistant.models.language_model", "LanguageModel", "LanguageModelConfig"),
}
"""Kind -> module, network class, config class."""

Storage = Literal["fp32", "fp16", "int8"]
SCALE = ".int8_scale"
_SMALL = 4096
"""Tensors with fewer numbers are not worth quantising."""


class Tokenizer(Protocol):
    def to_json(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class LoadedModel:
    """What a folder held."""

    kind: str
    model: nn.Module
    """In evaluation mode, float32."""
    config: Any
    tokenizers: dict[str, Any]
    features: dict[str, Any]
    metrics: dict[str, Any]
    folder: Path
    extra: dict[str, Any] = field(default_factory=dict)


def save_model(
    folder: Path,
    model: nn.Module,
    kind: str,
    config: Any,
    tokenizers: Mapping[str, Tokenizer],
    features: Mapping[str, Any] | None = None,
    metrics: Mapping[str, Any] | None = None,
    card: str = "",
    storage: Storage = "fp16",
) -> None:
    """Write a model folder whole or not at all; other files in the folder stay.

    int8 keeps one scale per row of each matrix; vectors stay fp16.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    symbols = json.dumps(
        {name: tokenizer.to_json() for name, tokenizer in tokenizers.items()}, ensure_ascii=False
    )
    description = {
        "format": FORMAT,
        "model": kind,
        "model_config": asdict(config),
        "features": dict(features or {}),
        "storage": storage,
        "tokenizer_sha256": _sha256(symbols),
    }
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        if folder.exists():
            shutil.copytree(folder, partial, dirs_exist_ok=True)
        save_file(pack(model, storage), str(partial / "model.safetensors"))
        _write_json(partial / "config.json", description)
        (partial / "tokenizer.json").write_text(symbols, encoding="utf-8")
        if metrics is not None:
            _write_json(partial / "metrics.json", dict(metrics))
        if card:
            (partial / "README.md").write_text(card, encoding="utf-8")
        # Both are made for their owner alone; a model is for whoever runs the app.
        partial.chmod(0o755)
        (partial / "model.safetensors").chmod(0o644)
        _swap(partial, folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _swap(new: Path, folder: Path) -> None:
    """Put `new` in the place of `folder`; a reader sees the old one or the new one."""
    if not folder.exists():
        os.replace(new, folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    os.replace(folder, old)
    os.replace(new, folder)
    shutil.rmtree(old)


def load_model(folder: Path) -> LoadedModel:
    """Read a model folder.

    Raises:
        BadModel: a file is missing, damaged, or of an unknown kind; the message names it.
    """
    if not folder.is_dir():
        raise BadModel(
            f"There is no model in {folder}. Train one with `python -m training.train`, or check "
            "out the project's assets."
        )
    description = _read_json(folder / "config.json")
    if description.get("format") != FORMAT:
        raise BadModel(
            f"{folder} has format {description.get('format')!r}, this program reads {FORMAT}."
        )
    model, config = _build(folder, description)
    try:
        stored = load_file(str(folder / "model.safetensors"))
    except (OSError, SafetensorError) as error:
        raise BadModel(f"The weights in {folder} can't be read: {error}.") from error
    try:
        model.load_state_dict(unpack(stored), strict=True)
    except (RuntimeError, KeyError) as error:
        raise BadModel(f"The weights in {folder} do not fit its config.json: {error}") from error
    metrics = _read_json(folder / "metrics.json") if (folder / "metrics.json").exists() else {}
    return LoadedModel(
        kind=description["model"],
        model=model.eval(),
        config=config,
        tokenizers=_tokenizers(folder, description),
        features=description.get("features", {}),
        metrics=metrics,
        folder=folder,
    )


def _build(folder: Path, description: dict[str, Any]) -> tuple[nn.Module, Any]:
    kind = description.get("model")
    if kind not in KINDS:
        raise BadModel(f"{folder} holds a {kind!r} model; known are {', '.join(KINDS)}.")
    module_name, network, configuration = KINDS[kind]
    module = importlib.import_module(module_name)
    try:
        config = getattr(module, configuration)(**description["model_config"])
        model: nn.Module = getattr(module, network)(config)
    except (TypeError, KeyError, ValueError, RuntimeError) as error:
        raise BadModel(f"{folder}/config.json does not describe a {kind}: {error}.") from error
    return model, config


def _tokenizers(folder: Path, description: dict[str, Any]) -> dict[str, Any]:
    try:
        symbols = (folder / "tokenizer.json").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadModel(f"{folder} lacks its tokenizer.json: {error}.") from error
    if _sha256(symbols) != description.get("tokenizer_sha256"):
        raise BadModel(f"{folder}/tokenizer.json is not the one that its network was trained with.")
    try:
        return {name: tokenizer_from_json(value) for name, value in json.loads(symbols).items()}
    except (ValueError, KeyError, TypeError) as error:
        raise BadModel(f"{folder}/tokenizer.json is damaged: {error}.") from error


# --- weights: small on disk, float32 in memory ------------------------------------------------


def pack(model: nn.Module, storage: Storage) -> dict[str, Tensor]:
    """The weights and buffers of a network as they are stored.

    A tensor that the network uses twice is stored once, under its first name.
    """
    packed: dict[str, Tensor] = {}
    for name, value in _unique_state(model).items():
        if storage == "int8" and value.ndim == 2 and value.numel() >= _SMALL:
            scale = value.abs().amax(1, keepdim=True).clamp_min(1e-12) / 127
            packed[name] = (value / scale).round().to(torch.int8)
            packed[name + SCALE] = scale.float()
        elif storage != "fp32" and value.is_floating_point():
            packed[name] = value.half()
        else:
            packed[name] = value.clone()
    return {name: value.cpu().contiguous() for name, value in packed.items()}


def _unique_state(model: nn.Module) -> dict[str, Tensor]:
    names = {name for name, _ in model.named_parameters()}  # lists a shared tensor once
    names |= {name for name, _ in model.named_buffers()}
    return {name: value.detach() for name, value in model.state_dict().items() if name in names}


def unpack(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The inverse of `pack`, but for rounding."""
    weights = {}
    for name, value in stored.items():
        if name.endswith(SCALE):
            continue
        if value.dtype == torch.int8:
            weights[name] = value.float() * stored[name + SCALE]
        else:
            weights[name] = value.float() if value.is_floating_point() else value
    return weights


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadModel(f"{path} is missing.") from error
    except (OSError, ValueError) as error:
        raise BadModel(f"{path} is damaged: {error}.") from error
    if not isinstance(value, dict):
        raise BadModel(f"{path} should hold a JSON object.")
    return value
