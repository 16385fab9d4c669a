"""Finding and fetching data: whole or not at all, with an error that names the file."""

from __future__ import annotations

import hashlib
import http.server
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from assistant.errors import BadData
from training.data import dialogue
from training.data.download import Source, fetch

TALKS = {
    "train": "Is the kettle on ? __eou__ It has just boiled . __eou__",
    "validation": "Any soup left ? __eou__ Not a drop ! __eou__ Pity . __eou__\nAlone . __eou__",
    "test": "Good night . __eou__ Sleep well . __eou__",
}
"""Our own, in the layout of the official archive: one conversation a line."""


def archive() -> bytes:
    """A zip of zips like DailyDialog's."""
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as whole:
        for split, text in TALKS.items():
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, "w") as part:
                part.writestr(f"{split}/dialogues_{split}.txt", text)
            whole.writestr(f"ijcnlp_dailydialog/{split}.zip", inner.getvalue())
    return outer.getvalue()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Not in the test's output."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Source]:
    """A server with the archive on it."""
    (tmp_path / "served").mkdir()
    content = archive()
    (tmp_path / "served" / "talks.zip").write_bytes(content)
    handler = partial(QuietHandler, directory=str(tmp_path / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/talks.zip"
        yield Source(url, "talks.zip", len(content), hashlib.sha256(content).hexdigest())
        server.shutdown()


def test_downloaded_once_and_read(
    home: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFRAIN_DATA", str(tmp_path / "data"))
    (tmp_path / "data" / "text").mkdir(parents=True)
    monkeypatch.setattr(dialogue, "DAILYDIALOG", home)
    assert dialogue.conversations("dailydialog", "train") == [
        ["is the kettle on?", "it has just boiled."]
    ]
    (tmp_path / "served" / "talks.zip").unlink()
    assert dialogue.conversations("dailydialog", "dev") == [
        ["any soup left?", "not a drop!", "pity."]
    ], "from disk; a line of one turn is no conversation"
    assert [path.name for path in (tmp_path / "data" / "downloads").iterdir()] == ["talks.zip"]


@pytest.mark.parametrize("change", [{"size": 7}, {"sha256": "0" * 64}, {"url": "/missing"}])
def test_wrong_content_leaves_nothing_behind(
    home: Source, tmp_path: Path, change: dict[str, object]
) -> None:
    if change.get("url"):
        change = {"url": home.url.replace("talks", "missing")}
    with pytest.raises(BadData, match=r"talks\.zip"):
        fetch(replace(home, **change), tmp_path / "data")  # type: ignore[arg-type]
    assert list((tmp_path / "data").iterdir()) == []


def test_unreachable_home(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"talks\.zip"):
        fetch(Source("http://127.0.0.1:9/talks.zip", "talks.zip"), tmp_path, seconds=2)


def test_damaged_file_on_disk_is_named(home: Source, tmp_path: Path) -> None:
    (tmp_path / "talks.zip").write_bytes(b"not the archive")
    with pytest.raises(BadData, match=r"talks\.zip"):
        fetch(home, tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a zip", archive()[:200]])
def test_damaged_archive(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "talks.zip").write_bytes(content)
    with pytest.raises(BadData, match=r"talks\.zip"):
        list(dialogue.read_dailydialog(tmp_path / "talks.zip", "train"))
