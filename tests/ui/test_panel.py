"""What the pages ask for every second."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.errors import BadModel, StoreError
from assistant.messages import Action
from assistant.ui import panel as panel_module
from assistant.ui.panel import PATH, Panel, serve
from assistant.ui.panel_script import SCRIPT
from tests.ui.doing import DoingAssistant

OURS = {"origin": "http://testserver"}


@pytest.fixture
def panel() -> Panel:
    return Panel(DoingAssistant())  # type: ignore[arg-type]


@pytest.fixture
def client(panel: Panel) -> TestClient:
    application = FastAPI()
    serve(application, panel)
    return TestClient(application)


def now(panel: Panel) -> dict[str, Any]:
    found = panel.news(fresh=True)
    assert found is not None
    return found


def ring(panel: Panel, label: str = "pasta") -> int:
    store = panel.assistant.commands().store
    store.add_alert("timer", datetime.now(UTC) - timedelta(seconds=1), label, 5)
    serial = now(panel)["rings"][-1]["serial"]
    assert isinstance(serial, int)
    return serial


def test_only_what_is_new_is_sent(panel: Panel, client: TestClient) -> None:
    first = client.get(PATH).json()
    assert first["shown"] is False and first["rings"] == []
    again = client.get(PATH, params={"after": first["version"], "fresh": True})
    assert again.status_code == 204 and again.content == b""
    panel.assistant.commands().home.do(Action("home.light", {"room": "kitchen", "on": True}))
    then = client.get(PATH, params={"after": first["version"], "fresh": True}).json()
    assert then["version"] != first["version"] and then["shown"] is True
    assert "Kitchen: light on" in then["parts"]["home"]


def test_a_running_timer_is_sent_once(panel: Panel) -> None:
    store = panel.assistant.commands().store
    store.add_alert("timer", datetime.now(UTC) + timedelta(hours=1), "", 3600)
    version = now(panel)["version"]
    for _ in range(3):
        assert panel.news(version, fresh=True) is None


def test_who_asks_right_after_another_is_told_the_same(panel: Panel) -> None:
    first = panel.news()
    panel._looked += 60
    panel.assistant.commands().store.add_items("shopping", ["milk"])
    assert first is not None and panel.news(first["version"]) is None
    assert panel.news(first["version"], fresh=True) is not None


def test_everybody_hears_what_rings_and_one_click_stops_it(
    panel: Panel, client: TestClient
) -> None:
    serial = ring(panel)
    for _ in range(2):
        (heard,) = client.get(PATH).json()["rings"]
        assert heard["text"] == "Your pasta timer is done." and heard["kind"] == "timer"
    after = client.post(PATH, json={"serial": serial}, headers=OURS).json()
    assert after["rings"] == [] and client.get(PATH).json()["rings"] == []


def test_a_click_can_put_it_off(panel: Panel, client: TestClient) -> None:
    body = {"serial": ring(panel), "snooze": True}
    after = client.post(PATH, json=body, headers=OURS).json()
    assert after["rings"] == [] and "Pasta timer" in after["parts"]["alerts"]


def test_only_our_own_page_may_click(panel: Panel, client: TestClient) -> None:
    serial = ring(panel)
    for headers in ({}, {"origin": "http://elsewhere.example"}):
        assert client.post(PATH, json={"serial": serial}, headers=headers).status_code == 403
    assert len(panel.ringing.now()) == 1


@pytest.mark.parametrize(
    "body", [b"", b"no", b"[]", b"[1]", b'{"serial": "1"}', b'{"serial": 1, "snooze": 3}',
             b"[" * 900, b'{"serial": 1}' + b" " * 2000],
)  # fmt: skip
def test_a_click_that_makes_no_sense_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post(PATH, content=body, headers=OURS).status_code == 422


def test_loudness_reaches_the_page(panel: Panel) -> None:
    panel.assistant.commands().store.put("voice", {"level": 25, "muted": False})
    assert now(panel)["volume"] == 0.25


def test_a_store_that_fails_is_told_beside_and_what_rings_goes_on(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring(panel)

    def busy(*_: Any) -> None:
        raise StoreError("<b>Another</b> program is writing.")

    monkeypatch.setattr(type(panel.assistant.commands().store), "list_names", busy)
    shown = now(panel)
    assert shown["shown"] and "&lt;b&gt;Another" in shown["parts"]["trouble"]
    assert len(shown["rings"]) == 1
    monkeypatch.undo()
    assert now(panel)["parts"]["trouble"] == ""


def test_a_network_that_can_t_be_read_is_not_read_every_second(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def damaged() -> None:
        asked.append(1)
        raise BadModel("The understanding model is damaged.")

    monkeypatch.setattr(panel.assistant, "commands", damaged)
    for _ in range(3):
        assert "damaged" in now(panel)["parts"]["trouble"]
    assert len(asked) == 1
    monkeypatch.setattr(panel_module, "PATIENCE", 0.0)
    panel._broken = (0.0, "")
    now(panel)
    now(panel)
    assert len(asked) == 3


def test_the_script_takes_the_path() -> None:
    assert f"new URL('.{PATH}'" in SCRIPT % PATH
    assert "%%" not in SCRIPT % PATH
