"""What the tab Write asks of the network, without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from assistant.errors import AssistantError, BadInput
from assistant.language.write import Writer
from assistant.ui import write as tab
from assistant.ui import write_socket
from assistant.ui.write_desk import Desk
from assistant.ui.write_socket import PATH, attach
from tests import tiny
from tests.fakes import WritingAssistant

ASKED: dict[str, Any] = {
    "do": "write", "prompt": "hello", "seed": 3, "style": "", "tokens": 12, "top_k": 40,
    "top_p": 0.95, "repetition": 0.3, "copies": 8, "cache": 0.0, "columns": [{"temperature": 0.8}],
}  # fmt: skip
HERE = {"origin": "http://testserver"}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(WritingAssistant())  # type: ignore[arg-type]


def events(desk: Desk, **changes: Any) -> list[dict[str, Any]]:
    return list(desk.write({**ASKED, **changes}, lambda: False))


def tokens(found: list[dict[str, Any]], column: int = 0) -> list[list[Any]]:
    return [
        token
        for event in found
        if event["kind"] == "tokens" and event["column"] == column
        for token in event["tokens"]
    ]


# --- writing ------------------------------------------------------------------------------------


def test_tokens_then_a_sum(desk: Desk) -> None:
    found = events(desk)
    assert len(tokens(found)) == 12
    assert all(0 <= chance <= 1 for _, _, chance in tokens(found))
    last = found[-1]
    assert (last["kind"], last["tokens"], last["copy"], last["knows"]) == ("done", 12, None, False)
    assert last["seconds"] > 0
    assert 0 < last["mean"] < 1
    json.dumps(found)


def test_same_seed_same_text_in_both_columns(desk: Desk) -> None:
    assert tokens(events(desk)) == tokens(events(desk))
    assert tokens(events(desk)) != tokens(events(desk, seed=4))
    same = events(desk, columns=[{"temperature": 0.8}, {"temperature": 0.8}])
    assert tokens(same, 0) == tokens(same, 1) != []
    other = events(desk, columns=[{"temperature": 0.8}, {"temperature": 5}])
    assert tokens(other, 0) != tokens(other, 1)
    assert [event["column"] for event in other if event["kind"] == "done"] == [0, 1]


def test_a_branch_goes_on_from_there(desk: Desk) -> None:
    whole = tokens(events(desk, columns=[{"temperature": 0}]))
    begun = [index for index, _, _ in whole[:5]]
    branch = [{"column": 1, "temperature": 0, "begun": begun}]
    found = events(desk, tokens=7, columns=branch)
    # By their numbers: bytes that are no character wait for the next ones.
    assert [index for index, _, _ in tokens(found, 1)] == [index for index, _, _ in whole[5:]]


def test_it_stops_when_told(desk: Desk) -> None:
    asked = iter([False, True])
    found = list(desk.write({**ASKED, "tokens": 5000}, lambda: next(asked)))
    assert found[-1]["kind"] == "done"
    assert 0 < found[-1]["tokens"] < 5000


@pytest.mark.parametrize(
    "bad",
    [
        {"prompt": 3}, {"prompt": "x" * 20_001}, {"seed": "seven"}, {"tokens": None},
        {"tokens": 0}, {"top_p": 2}, {"top_k": True}, {"repetition": float("nan")},
        {"style": "sonnet"}, {"columns": []}, {"columns": "two"}, {"columns": [3]},
        {"columns": [{"temperature": 0.8}] * 3}, {"columns": [{}]}, {"cache": 1}, {"cache": "no"},
        {"columns": [{"temperature": 0.8, "begun": "abc"}]},
        {"columns": [{"temperature": 0.8, "begun": [True]}]},
        {"columns": [{"temperature": 0.8, "begun": [10**9]}]},
    ],
)  # fmt: skip
def test_a_bad_setting_is_told(desk: Desk, bad: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        events(desk, **bad)


def test_alternatives(desk: Desk) -> None:
    begun = [index for index, _, _ in tokens(events(desk))[:3]]
    found = desk.alternatives({"prompt": "hello", "begun": begun, "id": 7})
    assert (found["kind"], found["id"], len(found["rows"])) == ("alternatives", 7, 10)
    chances = [chance for _, _, chance in found["rows"]]
    assert chances == sorted(chances, reverse=True)


def test_suggestions(desk: Desk) -> None:
    sure, shy = (
        desk.suggest({"text": "hello, how are y", "threshold": least, "id": 1}) for least in (0, 1)
    )
    assert sure["text"]
    assert shy["text"] == ""
    assert all(word.startswith("y") for word, _, _ in sure["words"])
    assert desk.styles() == {"kind": "styles", "styles": ["letter"], "openings": {"letter": ""}}


def test_the_cache_is_asked_for_everywhere(desk: Desk) -> None:
    begun = {"columns": [{"temperature": 0}], "tokens": 40}
    plain, cached = (tokens(events(desk, **begun, cache=share)) for share in (0, 0.8))
    assert plain != cached
    question = {"prompt": "hello", "begun": [index for index, _, _ in cached[:30]]}
    without, within = (
        desk.alternatives({**question, "cache": share})["rows"] for share in (0, 0.8)
    )
    writer = desk.assistant.writer()
    expected = writer.alternatives("hello", question["begun"], count=30, cache=0.8)
    whole = [one.id for one in expected if "\ufffd" not in writer.tokenizer.decode([one.id])]
    assert [row[0] for row in within] == whole[:10]
    assert all("\\x" not in row[1] for row in within)
    assert without != within
    typed = {"text": "soup soup soup soup ", "threshold": 0}
    sure, shy = (desk.suggest({**typed, "cache": share}) for share in (0.8, 0))
    assert sure["words"] != shy["words"]
    with pytest.raises(BadInput):
        desk.suggest({**typed, "cache": 2})


class Talking(WritingAssistant):
    """With a network that learnt conversations after everything else."""

    def __init__(self) -> None:
        super().__init__()
        words = tiny.subwords().with_controls(["<talk>"])
        network = tiny.language_model(vocabulary=len(words))
        self._toy = Writer(tiny.loaded("language_model", network, words))


def test_a_style_that_was_learnt_later_is_offered() -> None:
    desk = Desk(Talking())  # type: ignore[arg-type]
    told = desk.styles()
    assert told["styles"] == ["letter", "talk"]
    assert told["openings"] == {"letter": "", "talk": "- "}
    mark = len(tiny.subwords())
    found = tokens(events(desk, style="talk", tokens=60))
    assert len(found) == 60
    assert mark not in {index for index, _, _ in found}
    with pytest.raises(BadInput):
        events(desk, columns=[{"temperature": 1, "begun": [mark]}])


# --- the socket ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    application = FastAPI()
    attach(application, WritingAssistant())  # type: ignore[arg-type]
    with TestClient(application) as client:
        yield client


def test_questions_and_answers(client: TestClient) -> None:
    with client.websocket_connect(PATH, headers=HERE) as socket:
        socket.send_json({"do": "styles"})
        assert socket.receive_json()["styles"] == ["letter"]
        socket.send_json({"do": "suggest", "text": "hel", "threshold": 0, "id": 4})
        assert socket.receive_json()["id"] == 4
        socket.send_json(ASKED)
        found: list[dict[str, Any]] = []
        while not found or found[-1]["kind"] != "done":
            found.append(socket.receive_json())
        assert len(tokens(found)) == 12


def test_stop_and_a_new_text_in_the_place_of_the_old(client: TestClient) -> None:
    with client.websocket_connect(PATH, headers=HERE) as socket:
        socket.send_json({**ASKED, "tokens": 5000})
        assert socket.receive_json()["kind"] == "tokens"
        socket.send_json({**ASKED, "tokens": 5000})
        sums = 0
        while sums < 1:
            sums += socket.receive_json()["kind"] == "done"
        assert socket.receive_json()["kind"] == "tokens", "the second"
        socket.send_json({"do": "stop"})
        while (last := socket.receive_json())["kind"] != "done":
            pass
        assert last["tokens"] < 5000


def test_mistakes_are_told_and_the_line_stays(client: TestClient) -> None:
    with client.websocket_connect(PATH, headers=HERE) as socket:
        for bad in ({"do": "sing"}, {}, {"do": "suggest", "text": 3, "id": 9}):
            socket.send_json(bad)
            assert socket.receive_json()["kind"] == "error"
        socket.send_json({**ASKED, "tokens": 0})
        told = socket.receive_json()
        assert (told["kind"], told["about"]) == ("error", "write")
        socket.send_json({"do": "styles"})
        assert socket.receive_json()["kind"] == "styles"


@pytest.mark.parametrize("number", [10**400, -(10**400), 1e300, True, "8", None, [1]])
@pytest.mark.parametrize("key", ["tokens", "top_p"])
def test_numbers_that_are_none_are_told(client: TestClient, key: str, number: object) -> None:
    with client.websocket_connect(PATH, headers=HERE) as socket:
        socket.send_json({**ASKED, key: number})
        assert socket.receive_json()["kind"] == "error"
        socket.send_json({"do": "suggest", "text": "hel", "threshold": 10**400, "id": 4})
        assert socket.receive_json()["kind"] == "error"


def test_whoever_goes_makes_room_whatever_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Desk, said: object, stopped: object) -> Iterator[dict[str, Any]]:
        raise ZeroDivisionError
        yield {}

    monkeypatch.setattr(Desk, "write", broken)
    monkeypatch.setattr(write_socket, "MAX_PAGES", 1)
    application = FastAPI()
    attach(application, WritingAssistant())  # type: ignore[arg-type]
    with TestClient(application) as client:
        for _ in range(3):
            with suppress(ZeroDivisionError), client.websocket_connect(PATH, headers=HERE) as one:
                one.send_json(ASKED)
                one.send_json({"do": "styles"})
                assert one.receive_json()["kind"] == "styles"


@pytest.mark.parametrize(
    "rubbish", ["", "[]", "nonsense", "[" * 100_000, '"' + "x" * 200_000 + '"']
)
def test_rubbish_ends_it(client: TestClient, rubbish: str) -> None:
    with client.websocket_connect(PATH, headers=HERE) as socket:
        socket.send_text(rubbish)
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()


def test_bytes_end_it(client: TestClient) -> None:
    with client.websocket_connect(PATH, headers=HERE) as socket:
        socket.send_bytes(b"\x00")
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()


@pytest.mark.parametrize("origin", ["http://elsewhere.example", ""])
def test_other_pages_are_refused(client: TestClient, origin: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(PATH, headers={"origin": origin}),
    ):
        pass


def test_a_missing_network_is_told() -> None:
    class Broken(WritingAssistant):
        def writer(self) -> Any:
            raise AssistantError("The network is missing.")

    application = FastAPI()
    attach(application, Broken())  # type: ignore[arg-type]
    with TestClient(application).websocket_connect(PATH, headers=HERE) as socket:
        socket.send_json(ASKED)
        assert socket.receive_json()["message"] == "The network is missing."


# --- the page -----------------------------------------------------------------------------------


def test_every_setting_has_its_field() -> None:
    page = tab._template()
    for name in (*ASKED, "temperature", "second", "threshold", "suggest", "compare"):
        if name not in ("do", "prompt", "columns"):
            assert f'name="{name}"' in page, name
    assert page.count("data-example>") == len(tab.EXAMPLES)
    assert tiny.subwords().styles == ("<letter>",)
