"""What joins the stages: lazy, thread-safe, and clear about what is missing."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from assistant import load
from assistant.assistant import Assistant
from assistant.checkpoint import save_model
from assistant.errors import AssistantError, BadAudio, BadModel, BadText
from assistant.language import memory, safety
from assistant.messages import Turn, Understanding
from assistant.skills.commands import my_commands
from assistant.skills.store import SqliteStore
from assistant.stages import BUNDLED, Lazy, Own
from tests import tiny


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with a toy writing network and nothing else."""
    words = tiny.subwords()
    network = tiny.language_model(vocabulary=len(words))
    save_model(
        tmp_path / "language_model",
        network,
        "language_model",
        network.config,
        {"text": words},
        metrics={"scores": {"bits": 2}, "settings": {"dropout": 0.1}},
    )
    return tmp_path


def test_the_bundled_models_are_the_default() -> None:
    assert load().folder == BUNDLED
    assert load(Path("elsewhere")).folder == Path("elsewhere")


@pytest.mark.parametrize("name", ["speech", "dialogue", "language_model"])
def test_a_missing_model_is_named_with_the_way_to_get_it(tmp_path: Path, name: str) -> None:
    assistant = Assistant(tmp_path)
    ask = {
        "speech": lambda: assistant.transcribe((16_000, np.zeros(16_000))),
        "dialogue": lambda: list(assistant.converse("hello")),
        "language_model": lambda: list(assistant.write("hello")),
    }[name]
    with pytest.raises(BadModel, match=f"The {name} model is missing.*training.train {name}"):
        ask()


def test_bad_sound_is_told_before_a_network_is_read(tmp_path: Path) -> None:
    with pytest.raises(BadAudio):
        Assistant(tmp_path).transcribe(b"not a sound")


def test_a_damaged_model_raises_bad_model(models: Path) -> None:
    (models / "language_model" / "model.safetensors").write_bytes(b"rubbish")
    with pytest.raises(BadModel, match="language_model"):
        list(Assistant(models).write("hello"))
    with pytest.raises(BadModel):
        Assistant(models).models()


def test_a_recogniser_of_ones_own_takes_the_place_of_the_bundled_one(tmp_path: Path) -> None:
    own = tmp_path / "mine"
    network = tiny.ctc()
    save_model(own, network, "ctc", network.config, {})
    assistant = load(tmp_path / "others", Own(speech=own))
    (found,) = assistant.models()
    assert (found.name, found.kind) == ("speech", "ctc")
    with pytest.raises(BadModel, match="mine was trained on other features"):
        assistant.transcribe((16_000, np.zeros(16_000)))


def test_models_lists_what_is_there_with_scores_but_no_settings(models: Path) -> None:
    (found,) = Assistant(models).models()
    assert (found.name, found.kind) == ("language_model", "language_model")
    network = tiny.language_model(vocabulary=len(tiny.subwords()))
    assert found.parameters == sum(weight.numel() for weight in network.parameters())
    assert found.scores == {"bits": 2.0}
    assert 0 < found.megabytes < 1


def test_writes_and_completes(models: Path) -> None:
    from assistant.language.write import WritingOptions

    assistant = Assistant(models)
    tokens = list(assistant.write("hello", WritingOptions(tokens=3, seed=1)))
    assert 1 <= len(tokens) <= 3
    assert isinstance(assistant.complete("hello", words=2), str)


def test_warm_up_passes_over_what_is_missing(models: Path) -> None:
    assistant = Assistant(models)
    assistant.warm_up()
    assert list(assistant.write("hello"))


def test_converse_puts_the_new_turn_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Turn] = []

    class Answers:
        def reply(self, history: list[Turn], options: object) -> list[object]:
            seen.extend(history)
            return []

    assistant = Assistant(tmp_path)
    monkeypatch.setattr(assistant._stages, "conversationalist", Answers)
    earlier = [Turn("user", "hello"), Turn("assistant", "hi")]
    list(assistant.converse("how are you?", earlier))
    assert seen == [*earlier, Turn("user", "how are you?")]
    assert len(earlier) == 2


def test_a_stage_is_made_once_whoever_asks_first() -> None:
    made: list[int] = []
    together = threading.Barrier(8)

    def make() -> object:
        made.append(1)
        return object()

    stage = Lazy(make)

    def ask() -> object:
        together.wait()
        return stage()

    with ThreadPoolExecutor(8) as pool:
        results = {id(future.result()) for future in [pool.submit(ask) for _ in range(8)]}
    assert len(made) == len(results) == 1


def test_a_stage_that_failed_is_tried_again() -> None:
    attempts = iter((BadModel("not yet"), "ready"))

    def make() -> object:
        result = next(attempts)
        if isinstance(result, AssistantError):
            raise result
        return result

    stage = Lazy(make)
    with pytest.raises(BadModel):
        stage()
    assert stage() == "ready"


def test_importing_the_assistant_imports_nothing_heavy() -> None:
    program = (
        "import sys, assistant.__main__; "
        "print([m for m in ('torch', 'librosa', 'gradio', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[1],
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture
def commanding(tmp_path: Path) -> Assistant:
    """Knows that `lights` is a command, and has nobody to talk to."""
    assistant = Assistant(tmp_path)

    class Known:
        def understand(self, text: str, now: datetime) -> Understanding:
            intent = "home.light_on" if "lights" in text else None
            return Understanding(text, intent, 0.9, (), 0.0)

    commands = my_commands(Known(), SqliteStore(tmp_path / "refrain.db"))
    assistant._stages.commands = Lazy(lambda: commands)
    return assistant


def test_a_command_needs_no_network_that_talks(commanding: Assistant) -> None:
    (chunk,) = commanding.converse("all lights, please")
    assert chunk.done and chunk.reply is not None
    assert chunk.reply.source == "command" and chunk.reply.text == chunk.text
    assert {action.name for action in chunk.reply.actions} == {"home.light"}
    assert chunk.reply.dialogue.last == chunk.reply.understanding
    assert commanding.commands().home.state()["rooms"]["kitchen"]["light"]["on"]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("how are you?", True),
        ("all lights, please", False),
        ("i will kill myself when the lights go out", True),
    ],
)
def test_talk_and_need_are_for_the_conversation(
    commanding: Assistant, text: str, commands: bool
) -> None:
    assert text != "i will kill myself when the lights go out" or safety.urgent(text)
    with pytest.raises(BadModel, match="The dialogue model is missing"):
        list(commanding.converse(text, commands=commands))
    rooms = commanding.commands().home.state()["rooms"]
    assert not any(room["light"]["on"] for room in rooms.values())


def test_an_empty_turn_is_no_command(commanding: Assistant) -> None:
    with pytest.raises((BadModel, BadText)):
        list(commanding.converse("  "))


def test_a_bad_home_file_is_told_before_anything_else(tmp_path: Path) -> None:
    (tmp_path / "home.yaml").write_text("[]")
    with pytest.raises(AssistantError, match="home"):
        Assistant(tmp_path, Own(home=tmp_path / "home.yaml")).commands()


def test_what_the_user_said_is_asked_of_the_memory(commanding: Assistant) -> None:
    said = [Turn("user", "I'm allergic to bright lights."), Turn("assistant", "Oh dear.")]
    question = "Am I allergic to bright lights?"
    assert memory.told(question, said) and not memory.told(question, ())
    with pytest.raises(BadModel, match="The dialogue model is missing"):
        list(commanding.converse(question, said))
    assert not memory.told("all lights, please", said)
    (chunk,) = commanding.converse("all lights, please", said)
    assert chunk.reply and chunk.reply.source == "command"
    assert not memory.told("forget that I'm allergic to bright lights", said)
