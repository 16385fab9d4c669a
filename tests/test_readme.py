"""The README tells the truth about the tree and the commands."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = ("assistant", "training", "bench")


def drawn() -> list[str]:
    """The paths in the tree that the README draws, each with a line on what it is for."""
    section = README.partition("## Where things are")[2]
    block = section.split("```")[1]
    found: list[str] = []
    folders: list[str] = []
    for line in filter(str.strip, block.splitlines()):
        depth = (len(line) - len(line.lstrip())) // 2
        name, _, what = line.strip().partition(" ")
        folders[depth:] = [name]
        found.append("".join(folders))
        assert what.strip() or name.endswith("/"), f"say what {name} is for"
    return found


def real() -> list[str]:
    """Every module; an `__init__.py` only where it does something."""
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return [
        path.relative_to(ROOT).as_posix()
        for path in modules
        if path.name != "__init__.py" or path.parent.name == "assistant"
    ]


def test_everything_drawn_is_there() -> None:
    paths = drawn()
    assert len(paths) > 40
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert len(set(paths)) == len(paths)


def test_every_module_is_drawn() -> None:
    assert sorted(set(real()) - set(drawn())) == []


def test_linked_files_are_there() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        if not link.startswith("http"):
            assert (ROOT / link).exists(), link


def test_make_targets_and_modules_that_it_names_are_there() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    for target in re.findall(r"(?:`|^)make ([a-z]+)", README, re.M):
        assert target in targets, target
    for module in re.findall(r"-m ((?:training|assistant|bench)[\w.]*)", README):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module
