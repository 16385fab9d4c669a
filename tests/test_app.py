"""The server: options, addresses, and that it asks for nothing from elsewhere."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import app
from tests.fakes import FakeAssistant


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(app.create(FakeAssistant()))  # type: ignore[arg-type]


def test_the_page_has_a_title_and_asks_nothing_of_others(client: TestClient) -> None:
    page = client.get("/").text
    assert '"title":"Refrain"' in page.replace(" ", "")
    fetched = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(https?:)?//[^"]+"', page)
    assert fetched == []
    assert "fonts.googleapis" not in client.get("/theme.css").text


def test_no_documentation_page_that_would_fetch_scripts(client: TestClient) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert "swagger" not in client.get(path).text.lower(), path


def test_files_of_this_machine_are_not_served(client: TestClient) -> None:
    for path in ("/etc/passwd", str(Path("requirements.txt").resolve())):
        assert client.get(f"/gradio_api/file={path}").status_code in (403, 404), path
    sample = app.listen.samples()[0]
    assert client.get(f"/gradio_api/file={sample}").status_code == 200


@pytest.mark.parametrize(
    ("host", "secure", "address"),
    [
        ("127.0.0.1", False, "http://127.0.0.1:1"),
        ("0.0.0.0", False, "http://127.0.0.1:1"),
        ("::", True, "https://[::1]:1"),
        ("::1", False, "http://[::1]:1"),
        ("box.local", True, "https://box.local:1"),
    ],
)
def test_the_address_can_be_opened(host: str, secure: bool, address: str) -> None:
    assert app._address(host, 1, secure) == address


def test_a_taken_port_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port)]) == 1
    assert f"port {port} is taken" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--port", "70000"], 1, "can't listen"),
        (["--host", "no such host"], 1, "can't listen"),
        (["--speech", "nowhere"], 2, "no folder nowhere: check what --speech names"),
        (["--bank", "nowhere"], 2, "no folder nowhere: check what --bank names"),
        (["--persona", "nowhere.yaml"], 2, "nowhere.yaml: There is no such file"),
        (["--ssl-certfile", "a.pem"], 2, "go together"),
        (["--ssl-certfile", "a.pem", "--ssl-keyfile", "b.pem"], 2, "a.pem"),
    ],
    ids=[
        "port",
        "host",
        "no model",
        "no bank",
        "no persona",
        "half a certificate",
        "no certificate",
    ],
)
def test_bad_options_are_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    assert app.main(["--port", "0", *arguments]) == code
    assert said in capsys.readouterr().err


def test_voices_are_recorded_only_where_nobody_else_can_reach(
    client: TestClient, tmp_path: Path
) -> None:
    assert client.get(app.voice.ZIP).headers["content-type"] != "application/zip"
    assert "only where the app serves that machine alone" in client.get("/config").text
    local = TestClient(app.create(FakeAssistant(), tmp_path / "mine"))  # type: ignore[arg-type]
    answer = local.get(app.voice.ZIP)
    assert answer.status_code == 404
    assert "Nothing has been recorded yet" in answer.text
    assert "Sentence 1 of 60" in local.get("/config").text
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    ("host", "kept"), [("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("box.local", False)]
)
def test_the_host_decides_who_may_record(host: str, kept: bool) -> None:
    assert (host in app.LOCAL) == kept
