"""The command line's contract: what it prints where, and its exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from assistant import __main__ as command
from assistant import transcribe
from assistant.errors import BadModel, BadOption
from assistant.speech.subtitles import FORMATS
from tests.fakes import FakeAssistant

ROOT = Path(__file__).resolve().parents[1]
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    assistant = FakeAssistant()
    monkeypatch.setattr(command, "load", lambda *folders: assistant)
    return assistant


@pytest.fixture
def clip(tmp_path: Path) -> str:
    path = tmp_path / "clip.wav"
    soundfile.write(path, 0.1 * np.ones(16_000), 16_000)
    return str(path)


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_one_file_prints_its_text_alone(clip: str, capsys: Captured) -> None:
    assert command.main(["transcribe", clip]) == 0
    assert capsys.readouterr().out == "hello there\n"


def test_json_has_the_agreed_fields(clip: str, capsys: Captured) -> None:
    assert command.main(["transcribe", clip, "--json"]) == 0
    heard = json.loads(capsys.readouterr().out)
    assert list(heard) == ["file", "text", "confidence", "words", "audio_seconds", "seconds"]
    assert heard["file"] == clip
    assert heard["words"][1] == {"word": "there", "start": 0.5, "end": 1.0, "confidence": 0.4}
    assert heard["audio_seconds"] == 1.0


def test_a_bad_file_among_good_ones_is_told_and_the_others_are_read(
    clip: str, tmp_path: Path, capsys: Captured
) -> None:
    bad = tmp_path / "bad.wav"
    bad.write_bytes(b"rubbish")
    assert command.main(["transcribe", clip, str(bad), clip]) == 2
    shown = capsys.readouterr()
    assert shown.out == f"{clip}\thello there\n" * 2
    assert str(bad) in shown.err
    assert "Traceback" not in shown.err


def test_silence_is_an_empty_line(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(16_000), 16_000)
    assert command.main(["transcribe", str(path)]) == 0
    assert capsys.readouterr().out == "\n"


def test_written_form(clip: str, capsys: Captured) -> None:
    assert command.main(["transcribe", clip, "--written"]) == 0
    assert capsys.readouterr().out == "Hello there.\n"


def test_every_format_is_printed_or_written(clip: str, tmp_path: Path, capsys: Captured) -> None:
    for form, begin in FORMATS.items():
        assert command.main(["transcribe", clip, "--to", form]) == 0
        printed = capsys.readouterr().out
        assert printed == begin(FakeAssistant().transcribe(clip)), form
        target = tmp_path / f"out.{form}"
        assert command.main(["transcribe", clip, "-o", str(target)]) == 0
        assert target.read_text(encoding="utf-8") == printed
        assert capsys.readouterr().out == ""


def test_a_text_that_cannot_be_saved_is_shown(
    clip: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(text: str, path: Path) -> None:
        raise BadOption("The disk is full.")

    monkeypatch.setattr(transcribe, "save", full)
    assert command.main(["transcribe", clip, "-o", str(tmp_path / "out.txt")]) == 2
    shown = capsys.readouterr()
    assert (shown.out, "disk is full" in shown.err) == ("hello there\n", True)


def test_hotwords_reach_the_recogniser(
    fake: FakeAssistant, clip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def parts(source: Any, hotwords: list[str]) -> Iterator[Any]:
        asked.append(hotwords)
        return FakeAssistant().transcribe_parts(source)

    monkeypatch.setattr(fake, "transcribe_parts", parts)
    command.main(["transcribe", clip, "--hotword", "Siobhan", "--hotword", "the old mill"])
    assert asked == [["Siobhan", "the old mill"]]


def test_several_files_become_files_in_a_folder(clip: str, tmp_path: Path) -> None:
    other = tmp_path / "other.wav"
    soundfile.write(other, np.zeros(16_000), 16_000)
    folder = tmp_path / "subtitles"
    files = [clip, str(other)]
    assert command.main(["transcribe", *files, "--to", "vtt", "-o", str(folder)]) == 0
    assert (folder / "other.vtt").read_text() == "WEBVTT\n\n"
    assert "hello there" in (folder / "clip.vtt").read_text()
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["CLIP", "--to", "srt"], "Name the folder"),
        (["CLIP", "-o", "FOLDER"], "become clip.txt"),
        (["--json", "--to", "srt"], "Give either"),
        (["-o", "FOLDER/none/out.srt"], "There is no folder"),
        (["CLIP", "-o", "CLIP"], "Can't make the folder"),
        (["-o", "CLIP", "--to", "txt"], "is the recording itself"),
        (["-o", "FOLDER/out.doc"], "What .doc should hold is not known. Use .srt"),
    ],
    ids=[
        "no folder",
        "one name",
        "json twice",
        "folder missing",
        "folder is a file",
        "over the recording",
        "unknown suffix",
    ],
)
def test_options_that_do_not_go_together_are_told_at_once(
    arguments: list[str], said: str, clip: str, tmp_path: Path, capsys: Captured
) -> None:
    folder = str(tmp_path)
    given = [part.replace("CLIP", clip).replace("FOLDER", folder) for part in arguments]
    assert command.main(["transcribe", clip, *given]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err


def test_damage_further_on_keeps_what_was_heard(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "nan.wav"
    samples = np.full(70 * 16_000, 0.1, np.float32)
    samples[-1] = np.nan
    soundfile.write(path, samples, 16_000, subtype="FLOAT")
    for way in (["--to", "txt"], []):
        assert command.main(["transcribe", str(path), *way]) == 2
        shown = capsys.readouterr()
        assert shown.out == "hello there hello there\n"
        assert "after 1:0" in shown.err


def test_chat_answers_each_line_and_an_empty_one_begins_anew(
    fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    type_in(monkeypatch, "one\ntwo\n\nthree\n")
    assert command.main(["chat"]) == 0
    assert capsys.readouterr().out == "You said one\nYou said two\nYou said three\n"
    assert [len(history) for history in fake.histories] == [0, 2, 0]
    assert [turn.text for turn in fake.histories[1]] == ["one", "You said one"]


def test_a_command_is_told_with_what_was_done_and_the_next_turn_knows_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    type_in(monkeypatch, "a lamp\nmore lamp\n\nlamp\n")
    assert command.main(["chat", "--json"]) == 0
    first, second, fresh = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["reply"], first["source"]) == ("Lit.", "command")
    assert first["understanding"] == {
        "text": "a lamp",
        "intent": "lamp.on",
        "confidence": 0.8,
        "slots": [{"type": "item", "text": "lamp", "value": "lamp"}],
        "seconds": 0.001,
    }
    assert first["actions"] == [{"name": "lamp.on", "details": {"count": 1}}]
    assert second["actions"][0]["details"] == {"count": 2}
    assert fresh["actions"][0]["details"] == {"count": 1}


def test_each_line_is_understood_by_itself_and_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, fake: FakeAssistant
) -> None:
    type_in(monkeypatch, "my lamp\n\nhow are you\n")
    assert command.main(["understand", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["intent"] for row in rows] == ["lamp.on", None, None]
    assert [row["text"] for row in rows] == ["my lamp", "", "how are you"]
    assert list(rows[0]) == ["text", "intent", "confidence", "slots", "seconds"]
    assert fake.histories == []


def test_what_was_understood_can_be_read(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    type_in(monkeypatch, "my lamp\nhello\n")
    assert command.main(["understand"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "lamp.on (80% sure)" and said[1].split() == ["item", "lamp", "=", '"lamp"']
    assert said[2] == "no command (90% sure)"


def test_without_a_model_that_understands_the_way_to_one_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, fake: FakeAssistant
) -> None:
    fake.understands = False
    fake.folder = Path("models")
    type_in(monkeypatch, "my lamp\n")
    assert command.main(["understand", "--json"]) == 1
    told = capsys.readouterr()
    assert told.out == "" and "training.train understanding" in told.err


def test_chat_json(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    type_in(monkeypatch, "one\n")
    assert command.main(["chat", "--json"]) == 0
    reply = json.loads(capsys.readouterr().out)
    assert reply == {
        "reply": "You said one",
        "source": "generated",
        "seconds": 0.01,
        "tokens": 3,
        "understanding": None,
        "actions": [],
        "candidates": [],
    }


def test_a_bad_turn_is_told_and_the_conversation_goes_on(
    fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    type_in(monkeypatch, f"one\n{'x' * 50}\ntwo\n")
    assert command.main(["chat"]) == 2
    shown = capsys.readouterr()
    assert shown.out == "You said one\nYou said two\n"
    assert "too long" in shown.err
    assert [len(history) for history in fake.histories] == [0, 2]


def test_write_prints_the_prompt_and_what_follows(capsys: Captured) -> None:
    assert command.main(["write", "--prompt", "zero", "--seed", "1"]) == 0
    assert capsys.readouterr().out == "zero one two three\n"


def test_write_json(capsys: Captured) -> None:
    assert command.main(["write", "--prompt", "zero", "--json"]) == 0
    written = json.loads(capsys.readouterr().out)
    assert (written["text"], written["tokens"]) == (" one two three", 3)


@pytest.mark.parametrize(
    "setting",
    [["--tokens", "0"], ["--temperature", "-1"], ["--top-p", "2"], ["--top-k", "-1"]],
    ids=lambda setting: setting[0],
)
def test_a_setting_outside_its_range_is_bad_input(setting: list[str], capsys: Captured) -> None:
    assert command.main(["write", "--prompt", "zero", *setting]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("refrain: ")


@pytest.mark.parametrize("arguments", [[], ["sing"], ["transcribe"], ["write", "--tokens", "few"]])
def test_a_wrong_command_is_bad_input(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2


def test_models_prints_name_parameters_size_and_scores(capsys: Captured) -> None:
    assert command.main(["models"]) == 0
    shown = capsys.readouterr().out
    assert all(part in shown for part in ("speech", "ctc", "6.80 M", "13.50 MB", "dev.cer", "0.25"))


def fail(error: BaseException) -> Any:
    def write(prompt: str, options: Any = None) -> Iterator[Any]:
        raise error

    return write


@pytest.mark.parametrize(
    ("error", "code", "shown"),
    [
        (BadModel("The weights are damaged."), 1, "refrain: The weights are damaged.\n"),
        (KeyboardInterrupt(), 130, "\n"),
        (ZeroDivisionError("oh"), 1, "ZeroDivisionError: oh"),
    ],
    ids=["model", "interrupt", "bug"],
)
def test_every_failure_is_one_sentence(
    fake: FakeAssistant, capsys: Captured, error: BaseException, code: int, shown: str
) -> None:
    fake.write = fail(error)  # type: ignore[method-assign]
    assert command.main(["write"]) == code
    err = capsys.readouterr().err
    assert shown in err
    assert "Traceback" not in err


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        **options,
    )


def test_as_a_program_it_fails_without_a_traceback(tmp_path: Path) -> None:
    for arguments, code in (
        (("transcribe", str(tmp_path / "none.wav")), 2),
        (("--models", str(tmp_path), "models"), 1),
        (("--models", str(tmp_path), "write"), 1),
    ):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert done.stderr.startswith("refrain: ")
        assert done.stderr.count("\n") == 1


def test_a_reader_that_leaves_ends_it_quietly(clip: str) -> None:
    program = (
        "from assistant import __main__ as c; from tests.fakes import FakeAssistant; import sys; "
        "c.load = lambda *folders: FakeAssistant(); "
        f"sys.exit(c.main(['transcribe'] + 20000 * [{clip!r}]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert "hello there" in process.stdout.readline()
    process.stdout.close()
    assert process.wait(30) == 1
    assert process.stderr.read() == ""
    process.stderr.close()
