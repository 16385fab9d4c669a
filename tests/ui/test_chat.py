"""What the tab Chat does, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
import soundfile
from gradio.utils import get_upload_folder

from assistant.errors import BadModel
from assistant.messages import ReplyChunk, Turn
from assistant.ui import chat as tab
from assistant.ui.chat import Chat, Message, Shown, last_said, message, plain, turns
from tests.fakes import FakeAssistant

TOO_LONG = "x" * 50


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the page was told in its corner."""
    sentences: list[str] = []
    monkeypatch.setattr(tab, "warn", lambda error: sentences.append(str(error)))
    monkeypatch.setattr(tab, "inform", sentences.append)
    return sentences


@pytest.fixture
def chat() -> Chat:
    return Chat(FakeAssistant())  # type: ignore[arg-type]


def pairs(steps: Iterator[Shown]) -> list[tuple[str, list[Message]]]:
    """Box and messages of each step."""
    return [(step.box, step.messages) for step in steps]


def recording(tmp_path: Path, samples: Any, monkeypatch: pytest.MonkeyPatch) -> gr.EventData:
    """The event that the microphone button sends after uploading these samples."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    assert get_upload_folder() == str(tmp_path)
    path = tmp_path / "recording.wav"
    soundfile.write(path, samples, 16_000)
    return gr.EventData(None, {"path": str(path)})


def test_a_reply_grows_after_what_was_said(chat: Chat) -> None:
    steps = pairs(chat.reply("hi", []))
    assert [box for box, _ in steps] == [""] * len(steps)
    assert steps[0][1] == [message("user", "hi")]
    growing = [plain(messages[-1]["content"]) for _, messages in steps[1:]]
    assert len(growing) > 1
    assert all(later.startswith(earlier) for earlier, later in pairwise(growing))
    assert steps[-1][1] == [message("user", "hi"), message("assistant", "You said hi")]


def test_history_reaches_the_assistant_as_turns(chat: Chat) -> None:
    before = [message("user", "a < b"), message("assistant", "I see")]
    pairs(chat.reply("next", before))
    assert chat.assistant.histories == [  # type: ignore[attr-defined]
        [Turn("user", "a < b"), Turn("assistant", "I see")]
    ]
    assert len(before) == 2


@pytest.mark.parametrize("text", ["", "   \n"])
def test_an_empty_message_changes_nothing(chat: Chat, told: list[str], text: str) -> None:
    before = [message("user", "hi")]
    assert pairs(chat.reply(text, before)) == [(text, before)]
    assert told


def test_a_bad_message_stays_in_the_box(chat: Chat, told: list[str]) -> None:
    before = [message("user", "hi"), message("assistant", "You said hi")]
    assert pairs(chat.reply(TOO_LONG, before))[-1] == (TOO_LONG, before)
    assert told == ["That is too long. Say it in fewer words."]


def test_an_error_in_mid_reply_gives_the_message_back(told: list[str]) -> None:
    class Breaks(FakeAssistant):
        def converse(self, *_: Any, **__: Any) -> Iterator[ReplyChunk]:
            yield ReplyChunk("You", done=False)
            raise BadModel("The network is gone.")

    assert pairs(Chat(Breaks()).reply("hi", []))[-1] == ("hi", [])  # type: ignore[arg-type]
    assert told == ["The network is gone."]


def test_retry_answers_the_last_message_again_and_keeps_the_box(chat: Chat) -> None:
    before = [message("user", "a"), message("assistant", "old")]
    steps = pairs(chat.retry("half typed", before))
    assert {box for box, _ in steps} == {"half typed"}
    assert steps[-1][1] == [message("user", "a"), message("assistant", "You said a")]


def test_retry_that_fails_keeps_the_old_reply(chat: Chat, told: list[str]) -> None:
    before = [message("user", TOO_LONG), message("assistant", "old")]
    assert pairs(chat.retry("", before))[-1] == ("", before)
    assert told


def test_nothing_to_retry_or_undo_is_told(chat: Chat, told: list[str]) -> None:
    assert pairs(chat.retry("", [])) == [("", [])]
    assert chat.undo("", []) == ("", [])
    assert len(told) == 2


def test_undo_gives_back_what_was_said(chat: Chat) -> None:
    before = [message("user", "a"), message("assistant", "A")]
    said = [*before, message("user", "b <b>"), message("assistant", "B")]
    assert chat.undo("", said) == ("b <b>", before)
    assert chat.undo("new words", said) == ("new words", before)
    assert chat.undo("", [*before, message("user", "unanswered")]) == ("unanswered", before)


def test_speech_goes_after_what_is_typed_and_the_recording_is_removed(
    chat: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = recording(tmp_path, 0.1 * np.ones(16_000), monkeypatch)
    assert chat.hear("well ", event) == "well hello there"
    assert list(tmp_path.glob("*.wav")) == []


def test_silence_is_told_and_adds_nothing(
    chat: Chat, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = recording(tmp_path, np.zeros(16_000), monkeypatch)
    assert chat.hear("typed", event) == "typed"
    assert "no words" in told[0]


def test_a_file_that_is_no_upload_is_never_read(
    chat: Chat, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = recording(tmp_path / ".", 0.1 * np.ones(16_000), monkeypatch)
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    for path in (event.path, str(tmp_path / "uploads" / ".." / "recording.wav"), "/etc/hostname"):
        assert chat.hear("typed", gr.EventData(None, {"path": path})) == "typed"
    assert len(told) == 3
    assert Path(event.path).exists()


@pytest.mark.parametrize("text", ["<b>x</b>", "&amp; & &lt;", 'say "hi"', "**x**\n$y$", "日本 🙂"])
def test_a_message_comes_back_as_it_went_in(text: str) -> None:
    shown = message("user", text)
    assert "<" not in shown["content"]
    assert plain(shown["content"]) == text
    assert plain([{"type": "text", "text": shown["content"]}]) == text


def test_plain_passes_over_what_is_not_text() -> None:
    assert plain([{"type": "file", "file": {"path": "x"}}, {"type": "text", "text": "a"}]) == "a"
    assert plain({"type": "text", "text": None}) == ""
    assert turns([{"role": "system", "content": "x"}, message("user", "a")]) == [Turn("user", "a")]
    assert last_said([message("assistant", "a")]) == (None, [message("assistant", "a")])


def test_the_finished_reply_tells_where_it_came_from(chat: Chat) -> None:
    *growing, done = chat.reply("hi", [])
    assert all(step.why is None for step in growing)
    assert done.why is not None and "Written by the network" in done.why


@pytest.mark.parametrize("at_once", [False, True])
def test_speech_comes_into_the_box_and_is_sent_if_wished(
    chat: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    event = recording(tmp_path, 0.1 * np.ones(16_000), monkeypatch)
    assert chat.heard("so", at_once, event) == ("so hello there", at_once)


def test_silence_is_not_sent(
    chat: Chat, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is what was typed in half before it."""
    event = recording(tmp_path, np.zeros(16_000), monkeypatch)
    assert chat.heard("half typed", True, event) == ("half typed", False)
    assert told
