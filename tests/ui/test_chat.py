"""What the tab Chat does, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import numpy as np
import pytest
import soundfile
from gradio.utils import get_upload_folder

from assistant.errors import BadModel
from assistant.messages import Action, Dialogue, ReplyChunk, Token, Turn
from assistant.ui import chat as tab
from assistant.ui.chat import (
    Chat,
    Message,
    Shown,
    last_said,
    message,
    nothing_asked,
    plain,
    turns,
)
from assistant.ui.ringing import Loudness, loudness
from tests.fakes import FakeAssistant
from tests.ui.doing import DoingAssistant

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
    assert chat.assistant.expected == ["commands"]  # type: ignore[attr-defined]
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


# --- commands ---


@pytest.fixture
def doing() -> Chat:
    return Chat(DoingAssistant())  # type: ignore[arg-type]


def said(shown: Shown) -> list[str]:
    return [plain(entry["content"]) for entry in shown.messages]


def light(doing: Chat) -> bool:
    return bool(doing.assistant.commands().home.state()["rooms"]["kitchen"]["light"]["on"])


def test_a_command_is_done_and_told(doing: Chat) -> None:
    *_, done = doing.reply("turn on the kitchen light", [])
    assert light(doing)
    assert "kitchen" in said(done)[1].lower()
    assert done.why is not None and "Home: light on" in done.why and "98 % sure" in done.why
    assert done.dialogue is not None and done.dialogue.last is not None


def test_what_is_no_command_says_so_and_keeps_the_dialogue(doing: Chat) -> None:
    *_, done = doing.reply("hi", [])
    assert done.why is not None and "Not taken for a command (97 % sure)" in done.why
    assert done.dialogue == Dialogue()


def test_a_question_is_answered_in_the_next_turn(doing: Chat) -> None:
    *_, asked = doing.reply("set a timer", [])
    assert asked.dialogue is not None and asked.dialogue.pending is not None
    assert asked.why is not None and "Waits for: <b>duration</b>" in asked.why
    *_, done = doing.reply("ten minutes", asked.messages, asked.dialogue)
    timers = doing.assistant.commands().store.alerts("timer")
    assert [timer.seconds for timer in timers] == [600]
    assert done.why is not None and "set a timer, <mark" in done.why


def test_retry_never_does_a_command_again(doing: Chat) -> None:
    *_, done = doing.reply("set a timer for one hour", [])
    *_, again = doing.retry("", done.messages, done.dialogue)
    assert len(doing.assistant.commands().store.alerts()) == 1
    assert said(again)[-1] == "You said set a timer for one hour"
    assert again.dialogue is not None and done.dialogue is not None
    assert again.dialogue.last == done.dialogue.last


def test_what_is_no_longer_on_the_page_is_no_longer_asked(doing: Chat) -> None:
    *_, asked = doing.reply("set a timer", [])
    *_, again = doing.retry("", asked.messages, asked.dialogue)
    assert again.dialogue == nothing_asked(asked.dialogue)
    assert again.dialogue.pending is None
    assert nothing_asked(None) == Dialogue()


def test_forget_that_takes_the_last_exchange_off_the_page(doing: Chat) -> None:
    before = [message("user", "a"), message("assistant", "A")]
    secret = [message("user", "my secret"), message("assistant", "I see")]
    *_, done = doing.reply("forget that", [*before, *secret])
    assert said(done)[:3] == ["a", "A", "forget that"]
    assert "my secret" not in said(done)


def test_forget_everything_leaves_only_the_answer(doing: Chat) -> None:
    before = [message("user", "my name is Ada"), message("assistant", "Hello")]
    *_, done = doing.reply("forget everything", before)
    assert len(done.messages) == 2 and said(done)[0] == "forget everything"
    assert done.dialogue == Dialogue()
    list(doing.reply("who am i", done.messages))
    history = doing.assistant.histories[-1]  # type: ignore[attr-defined]
    assert all("Ada" not in turn.text for turn in history)


def test_loudness_is_carried_out_and_lasts(doing: Chat) -> None:
    store = doing.assistant.commands().store
    list(doing.reply("volume 30 percent", []))
    assert loudness(store) == Loudness(30)
    list(doing.reply("be quiet", []))
    assert loudness(store) == Loudness(30, muted=True)


def test_stop_silences_what_rings(doing: Chat) -> None:
    doing.ringing._begin("alarm", "", "Here's your alarm!")
    list(doing.reply("stop", []))
    assert doing.ringing.now() == ()


def test_a_piece_that_is_asked_for_grows_after_the_answer(doing: Chat) -> None:
    steps = list(doing.reply("write about the sea", []))
    assert len({len(step.messages) for step in steps[1:]}) == 1
    answer, _, piece = said(steps[-1])[1].partition("\n\n")
    assert answer and piece.endswith("one two three") and "the sea" in piece


def test_a_style_that_the_network_has_not_learnt_is_left_out(
    doing: Chat, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def write(prompt: str, options: Any) -> Iterator[Token]:
        asked.append(options.style)
        yield Token(0, "Hello.", -1.0)

    monkeypatch.setattr(doing.assistant, "write", write)
    known = SimpleNamespace(styles=("novel", "play"))
    monkeypatch.setattr(doing.assistant, "writer", lambda: known, raising=False)
    for style in ("talk", "play", None):
        list(doing.write(Action("write", {"style": style, "prompt": "- "})))
    assert asked == [None, "play", None]
    assert told == []


def test_a_piece_that_fails_leaves_the_answer(
    doing: Chat, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> Iterator[Token]:
        yield Token(0, "It was", -1.0)
        raise BadModel("The writer is gone.")

    monkeypatch.setattr(doing.assistant, "write", breaks)
    assert list(doing.write(Action("write", {"style": None, "prompt": ""})))[-1] == "It was"
    assert told == ["The writer is gone."]
