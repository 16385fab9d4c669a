"""The WebSocket behind live captions, with an assistant that takes what is loud for speech."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from assistant.errors import BadModel
from assistant.speech.live import Captions
from assistant.ui import live_socket
from assistant.ui.live_socket import MAX_MESSAGE, MAX_SESSIONS, PATH, attach
from tests.fakes import FakeAssistant

OURS = {"origin": "http://testserver"}
RATE = 48_000


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def client(assistant: FakeAssistant) -> Iterator[TestClient]:
    application = FastAPI()
    attach(application, assistant)  # type: ignore[arg-type]
    with TestClient(application) as client:
        yield client


def speech(seconds: float, rate: int = RATE) -> bytes:
    """A tone, loud enough for the fake detector, with silence around it."""
    tone = 9000 * np.sin(2 * np.pi * 300 * np.arange(round(seconds * rate)) / rate)
    return np.pad(tone, (rate, 2 * rate)).astype("<i2").tobytes()


def send(socket: WebSocketTestSession, sound: bytes, size: int = 8192) -> None:
    for start in range(0, len(sound), size):
        socket.send_bytes(sound[start : start + size])


def until_closed(socket: WebSocketTestSession) -> tuple[list[dict[str, Any]], WebSocketDisconnect]:
    messages = []
    while True:
        try:
            messages.append(socket.receive_json())
        except WebSocketDisconnect as closed:
            return messages, closed


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_from_hello_to_the_end(client: TestClient, rate: int) -> None:
    with client.websocket_connect(PATH, headers=OURS) as socket:
        socket.send_json({"rate": rate, "silence": 0.5})
        send(socket, speech(2.0, rate))
        socket.send_text("end")
        messages, closed = until_closed(socket)
    assert closed.code == 1000
    assert messages[0]["kind"] == "began"
    final = messages[-1]
    assert [word["text"] for word in final["words"]] == ["hello", "there"]
    assert [word["certainty"] for word in final["words"]] == ["sure", "doubtful"]
    assert 0.3 < final["start"] < 1.0
    assert 3.0 < final["end"] < 3.6
    assert final["words"][0]["start"] == pytest.approx(final["start"], abs=0.02)


def test_captions_come_while_sound_still_comes(client: TestClient) -> None:
    with client.websocket_connect(PATH, headers=OURS) as socket:
        socket.send_json({"rate": RATE})
        send(socket, speech(1.0))
        kinds = [socket.receive_json()["kind"]]
        while kinds[-1] != "final":
            kinds.append(socket.receive_json()["kind"])
        assert kinds[0] == "began"
        socket.send_text("end")
        assert until_closed(socket)[1].code == 1000


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "http://elsewhere.example"}, {"origin": "null"}]
)
def test_pages_of_others_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect(PATH, headers=headers),
    ):
        pass
    assert closed.value.code == 1008


@pytest.mark.parametrize(
    "hello",
    [
        *("", "[]", "{}", "[" * 5000),
        *('{"rate": "48000"}', '{"rate": 1}', '{"rate": true}', '{"rate": 1e999}'),
        *('{"rate": 48000, "silence": 99}', '{"rate": 48000, "silence": NaN}'),
        '{"rate": 48000, "silence": 1' + 400 * "0" + "}",
    ],
)
def test_a_bad_beginning_is_told(client: TestClient, hello: str) -> None:
    with client.websocket_connect(PATH, headers=OURS) as socket:
        socket.send_text(hello)
        messages, closed = until_closed(socket)
    assert closed.code == 1008
    assert closed.reason
    assert messages[0]["kind"] == "error"


@pytest.mark.parametrize("sound", [b"", b"odd", bytes(MAX_MESSAGE + 2)])
def test_what_is_no_sound_is_told(client: TestClient, sound: bytes) -> None:
    with client.websocket_connect(PATH, headers=OURS) as socket:
        socket.send_json({"rate": RATE})
        socket.send_bytes(sound)
        messages, closed = until_closed(socket)
    assert (closed.code, messages[0]["kind"]) == (1008, "error")
    assert "16-bit" in closed.reason


def test_text_in_the_middle_is_told(client: TestClient) -> None:
    with client.websocket_connect(PATH, headers=OURS) as socket:
        socket.send_json({"rate": RATE})
        socket.send_text("stop")
        assert until_closed(socket)[1].code == 1008


def test_a_session_has_an_end(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_socket, "MAX_LISTENING", 1.0)
    with client.websocket_connect(PATH, headers=OURS) as socket:
        socket.send_json({"rate": RATE})
        send(socket, bytes(4 * RATE))
        assert "hour" in until_closed(socket)[1].reason


@pytest.mark.parametrize("hello", [True, False])
def test_who_says_nothing_makes_room(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, hello: bool
) -> None:
    monkeypatch.setattr(live_socket, "MAX_SILENT", 0.2)
    with client.websocket_connect(PATH, headers=OURS) as socket:
        if hello:
            socket.send_json({"rate": RATE})
        closed = until_closed(socket)[1]
    assert closed.code == 1008 and "Nothing came" in closed.reason


def test_only_so_many_listen_at_once_and_leaving_makes_room(client: TestClient) -> None:
    before = workers()
    with ExitStack() as entered:
        sockets = [
            entered.enter_context(client.websocket_connect(PATH, headers=OURS))
            for _ in range(MAX_SESSIONS)
        ]
        for socket in sockets:
            socket.send_json({"rate": RATE})
        with client.websocket_connect(PATH, headers=OURS) as late:
            assert until_closed(late)[1].code == 1013
        for socket in sockets:
            socket.close()
        deadline = time.monotonic() + 10
        while workers() > before and time.monotonic() < deadline:
            time.sleep(0.02)
        assert workers() == before
    with client.websocket_connect(PATH, headers=OURS) as socket:
        socket.send_json({"rate": RATE})
        socket.send_text("end")
        assert until_closed(socket)[1].code == 1000


def workers() -> int:
    return sum(thread.name == "captions" for thread in threading.enumerate())


def test_a_missing_model_is_told(client: TestClient, assistant: FakeAssistant) -> None:
    def missing(endpoints: Any) -> Captions:
        raise BadModel("The activity model is missing: " + "get the project's assets. " * 20)

    assistant.captions = missing  # type: ignore[method-assign]
    with client.websocket_connect(PATH, headers=OURS) as socket:
        socket.send_json({"rate": RATE})
        messages, closed = until_closed(socket)
    assert closed.code == 1011
    assert len(closed.reason.encode()) <= 123
    assert messages[0]["message"].endswith("assets. ")


def test_two_listeners_hear_their_own(client: TestClient) -> None:
    with (
        client.websocket_connect(PATH, headers=OURS) as one,
        client.websocket_connect(PATH, headers=OURS) as other,
    ):
        for socket, sound in ((one, speech(1.0)), (other, bytes(6 * RATE))):
            socket.send_json({"rate": RATE})
            send(socket, sound)
            socket.send_text("end")
        assert until_closed(one)[0][-1]["kind"] == "final"
        assert until_closed(other)[0] == []
