"""Imports point one way: app.py -> assistant <- training, and the networks know only torch."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("assistant", "training", "bench")
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "app.py", *(p for f in FOLDERS for p in (ROOT / f).rglob("*.py")))
)
UI = {"gradio", "fastapi", "uvicorn"}
HEAVY = UI | {"librosa", "matplotlib", "soundfile", "soxr", "playwright"}
"""What a machine that only trains may lack, and a command line should not wait for."""
SHARED = tuple(f"assistant.language.{name}" for name in ("tokenizer", "decoders", "search"))
"""What writes ids of any kind: words of a reply, or phonemes of a word."""


def imported(path: str, everywhere: bool = True) -> Iterator[str]:
    """The modules that a file imports; only when it is itself imported, unless `everywhere`."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if everywhere or not (is_function or is_type_checking(node)):
            waiting.extend(ast.iter_child_nodes(node))


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def tops(path: str, everywhere: bool = True) -> set[str]:
    return {name.partition(".")[0] for name in imported(path, everywhere)}


def inside(*folders: str) -> list[str]:
    return [path for path in FILES if path.startswith(folders)]


def test_the_reader_of_imports_sees_each_kind() -> None:
    assert {"torch", "assistant"} <= tops("assistant/checkpoint.py")
    assert "soundfile" in tops("assistant/speech/audio.py")
    assert "soundfile" not in tops("assistant/speech/audio.py", everywhere=False)


@pytest.mark.parametrize("path", inside("assistant/"))
def test_the_assistant_knows_neither_training_nor_app_nor_tests(path: str) -> None:
    assert not tops(path) & {"training", "app", "bench", "tests"}


@pytest.mark.parametrize("path", inside("assistant/models/"))
def test_a_network_knows_no_data_no_page_and_no_paths(path: str) -> None:
    own = {name for name in imported(path) if name.startswith("assistant")}
    assert all(name.startswith("assistant.models") for name in own)
    assert not tops(path) & (HEAVY | {"pathlib", "os", "io", "json", "torchaudio", "safetensors"})


@pytest.mark.parametrize("path", [p for p in inside("assistant/") if "/ui/" not in p])
def test_only_the_pages_know_the_page_library(path: str) -> None:
    assert not tops(path) & UI
    assert not any(name.startswith("assistant.ui") for name in imported(path))


@pytest.mark.parametrize("path", inside("training/"))
def test_training_starts_where_only_torch_is(path: str) -> None:
    assert not tops(path, everywhere=False) & (HEAVY | {"app", "tests", "bench"})
    assert not any(name.startswith("assistant.ui") for name in imported(path))


def test_stages_do_not_know_each_other() -> None:
    """Hearing knows nothing of answering, and the other way round: the assistant joins them."""
    for path in inside("assistant/speech/"):
        used = {name for name in imported(path) if name.startswith("assistant.language")}
        assert all(name.startswith(SHARED) for name in used), path
    for path in inside("assistant/language/"):
        assert not any(name.startswith("assistant.speech") for name in imported(path)), path
