"""A real home's server, played by one of our own."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadOption
from assistant.skills.base import Action
from assistant.skills.home import HomeSkill
from assistant.skills.home_assistant import Config, HomeAssistant, HomeTrouble, read_config
from assistant.skills.home_state import HomeState
from tests.skills.commands import Asked, world

TOKEN = "abc.DEF-123"
ROOMS = {
    "kitchen": {"light": ("light.kitchen", "light.counter"), "blinds": ("cover.kitchen",)},
    "hall": {"light": ("light.hall",), "heating": ("climate.hall",)},
}


class Server:
    """Answers as it is told, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.status, self.body, self.headers, self.wait = 200, b"[]", {}, 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                data = self.rfile.read(int(self.headers["Content-Length"]))
                time.sleep(outer.wait)
                allowed = self.headers["Authorization"] == f"Bearer {TOKEN}"
                outer.asked.append((self.path, json.loads(data)))
                try:
                    self.send_response(outer.status if allowed else 401)
                    for name, value in outer.headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(outer.body)
                except OSError:
                    pass  # the other side has given up waiting

            def log_message(self, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}"

    def home(self, token: str = TOKEN, timeout: float = 2.0) -> HomeAssistant:
        config = Config(self.url, token, ROOMS, ("media_player.all",))
        return HomeAssistant(config, timeout=timeout)

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.close()


BLUE = {"name": "blue", "hex": "#0000ff"}
SENT = [
    ("home.light", {"room": "kitchen", "on": True},
     [("light/turn_on", {"entity_id": ["light.kitchen", "light.counter"]})]),
    ("home.light", {"room": "hall", "on": False},
     [("light/turn_off", {"entity_id": ["light.hall"]})]),
    ("home.light", {"room": "hall", "on": True, "brightness": 30, "colour": BLUE},
     [("light/turn_on", {"entity_id": ["light.hall"], "brightness_pct": 30,
                         "rgb_color": [0, 0, 255]})]),
    ("home.heating", {"room": "hall", "on": True, "target": 21.5},
     [("climate/turn_on", {"entity_id": ["climate.hall"]}),
      ("climate/set_temperature", {"entity_id": ["climate.hall"], "temperature": 21.5})]),
    ("home.heating", {"room": "hall", "on": False},
     [("climate/turn_off", {"entity_id": ["climate.hall"]})]),
    ("home.blinds", {"room": "kitchen", "open": 0},
     [("cover/close_cover", {"entity_id": ["cover.kitchen"]})]),
    ("home.blinds", {"room": "kitchen", "open": 100},
     [("cover/open_cover", {"entity_id": ["cover.kitchen"]})]),
    ("home.blinds", {"room": "kitchen", "open": 35},
     [("cover/set_cover_position", {"entity_id": ["cover.kitchen"], "position": 35})]),
    ("home.music", {"volume": 40},
     [("media_player/volume_set", {"entity_id": ["media_player.all"], "volume_level": 0.4})]),
    ("home.music", {"playing": True},
     [("media_player/media_play", {"entity_id": ["media_player.all"]})]),
    ("home.music", {"playing": False},
     [("media_player/media_pause", {"entity_id": ["media_player.all"]})]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "details", "calls"), SENT)
def test_each_action_is_sent(server: Server, name: str, details: Any, calls: Any) -> None:
    server.home().do(Action(name, details))
    assert server.asked == [(f"/api/services/{path}", data) for path, data in calls]


def test_the_next_track_skips(server: Server) -> None:
    home = server.home()
    home.do(Action("home.music", {"playing": True, "track": "Slow River"}))
    home.do(Action("home.music", {"playing": True, "track": "Northbound"}))
    assert [path.rpartition("/")[2] for path, _ in server.asked] == [
        "media_play",
        "media_next_track",
    ]


def test_the_skill_does_not_mind_which_home_it_is(server: Server) -> None:
    home = server.home()
    ask = Asked(HomeSkill(), world(home=home))
    assert "kitchen light" in ask("home.light_on", "[kitchen](room) light on")
    assert home.state()["rooms"]["kitchen"]["light"]["on"] is True
    assert server.asked[0][0] == "/api/services/light/turn_on"


TURN_ON = Action("home.light", {"room": "hall", "on": True})


def refused(home: HomeAssistant, action: Action = TURN_ON) -> str:
    """What is said; and nothing counts as done."""
    with pytest.raises(HomeTrouble) as trouble:
        home.do(action)
    assert home.now == HomeState()
    assert TOKEN not in str(trouble.value) and "Traceback" not in str(trouble.value)
    return str(trouble.value)


def test_a_wrong_token(server: Server) -> None:
    assert "token" in refused(server.home("wrong"))


@pytest.mark.parametrize(
    ("status", "word"),
    [(400, "accept"), (403, "token"), (404, "address"), (500, "500"), (302, "moved")],
)
def test_refusals_are_explained(server: Server, status: int, word: str) -> None:
    server.status = status
    server.headers = {"Location": f"{server.url}/elsewhere"} if status == 302 else {}
    assert word in refused(server.home())
    assert len(server.asked) == 1  # the token goes to no other place


def test_a_slow_server(server: Server) -> None:
    server.wait = 0.4
    started = time.monotonic()
    assert "in time" in refused(server.home(timeout=0.1))
    assert time.monotonic() - started < 0.39


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"\xff\xfe\x00", b"", b"[" * 200_000])
def test_something_that_is_no_home_assistant(server: Server, body: bytes) -> None:
    server.body = body
    assert "no Home Assistant" in refused(server.home())


def test_garbage_that_is_not_even_http() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"SSH-2.0-nonsense\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        config = Config(f"http://127.0.0.1:{listener.getsockname()[1]}", TOKEN, ROOMS)
        said = refused(HomeAssistant(config, timeout=2.0))
        thread.join()
    assert "address" in said


def test_nobody_at_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert "can't reach" in refused(HomeAssistant(Config(f"http://127.0.0.1:{port}", TOKEN, ROOMS)))


def test_what_the_settings_lack_is_named(server: Server) -> None:
    home = server.home()
    said = refused(home, Action("home.heating", {"room": "kitchen", "target": 20}))
    assert "heating" in said and "kitchen" in said
    assert "light" in refused(home, Action("home.light", {"room": "office", "on": True}))
    with pytest.raises(BadOption):
        home.do(Action("home.light", {"room": "hall", "brightness": 500}))
    assert server.asked == []


# --- the settings ---------------------------------------------------------------------------------

GOOD: dict[str, Any] = {
    "url": "http://homeassistant.local:8123/",
    "token": TOKEN,
    "rooms": {"kitchen": {"light": ["light.kitchen"], "heating": "climate.kitchen"}},
    "music": "media_player.living_room",
}


def test_settings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "home.json"
    path.write_text(json.dumps(GOOD))
    config = read_config(path)
    assert config.url == "http://homeassistant.local:8123"
    assert config.rooms == {
        "kitchen": {"light": ("light.kitchen",), "heating": ("climate.kitchen",)}
    }
    assert config.music == ("media_player.living_room",)
    assert TOKEN not in repr(config)


def test_the_token_can_stand_in_a_file_beside(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    settings = {key: one for key, one in GOOD.items() if key != "token"} | {"token_file": "token"}
    (tmp_path / "home.json").write_text(json.dumps(settings))
    assert read_config(tmp_path / "home.json").token == TOKEN


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"url": "homeassistant.local"}, "url"),
        ({"url": "ftp://home"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "http://me:secret@home"}, "url"),
        ({"url": "http://home:99999"}, "url"),
        ({"url": None}, "url"),
        ({"token": ""}, "token"),
        ({"token": "a\r\nX-Evil: 1"}, "token"),
        ({"token": 5}, "token"),
        ({"token": None, "token_file": "none"}, "token_file"),
        ({"rooms": []}, "rooms"),
        ({"rooms": {"cellar": {}}}, "cellar"),
        ({"rooms": {"hall": {"oven": "oven.hall"}}}, "oven"),
        ({"rooms": {"hall": {"light": "switch.hall"}}}, "switch.hall"),
        ({"rooms": {"hall": {"light": [3]}}}, "3"),
        ({"rooms": {"hall": {"light": {"a": 1}}}}, "entity"),
        ({"music": "light.hall"}, "light.hall"),
        ({"musik": "media_player.a"}, "musik"),
    ],
)
def test_bad_settings_are_explained(tmp_path: Path, change: dict[str, Any], word: str) -> None:
    path = tmp_path / "home.json"
    path.write_text(json.dumps(GOOD | change))
    with pytest.raises(BadOption, match=word):
        read_config(path)


def test_missing_and_broken_settings_are_explained(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="can't be read"):
        read_config(tmp_path / "none.json")
    (tmp_path / "home.json").write_text("{")
    with pytest.raises(BadOption, match="JSON"):
        read_config(tmp_path / "home.json")
    (tmp_path / "home.json").write_bytes(b"\xff\xfe")
    with pytest.raises(BadOption, match="JSON"):
        read_config(tmp_path / "home.json")
    (tmp_path / "home.json").write_text("[]")
    with pytest.raises(BadOption, match="object"):
        read_config(tmp_path / "home.json")
