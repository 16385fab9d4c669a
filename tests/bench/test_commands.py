"""What counts as understood, and that everybody is asked alike."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import BadData
from assistant.skills import SKILLS
from assistant.skills.base import Intent
from bench import commands, spoken_commands
from bench.child import Child, PeerMissing, install
from bench.command_peers import CommandPeer, drawn, setup
from bench.command_scores import (
    Command,
    Found,
    Understand,
    accepted,
    all_right,
    judge,
    misheard,
    read_commands,
    same,
)
from bench.commands import Result, Task
from training.misheard import Mishearing

TIMER = Intent(
    "timer.set",
    ("set a timer for {duration}", "[please] time the {name} for {duration}"),
    {"duration": "duration", "name": "name"},
)
SUM = Intent("sum.add", ("what is {number} plus {number}",), {"number": "number"})
INTENTS = {"timer.set": TIMER, "sum.add": SUM}
TYPES = {name: dict(intent.slots) for name, intent in INTENTS.items()}
TEN = Command("Set the timer for 10 minutes!", "timer.set", (("duration", "10 minutes"),))


def found(intent: str | None, *slots: tuple[str, str], confidence: float = 1.0) -> Found:
    return Found(intent, slots, confidence, 0.002)


@pytest.mark.parametrize(
    ("type", "one", "other", "alike"),
    [
        ("duration", "10 minutes", "ten minutes", True),
        ("duration", "half an hour", "thirty minutes", True),
        ("duration", "ten minutes", "eleven minutes", False),
        ("room", "the kitchen", "Kitchen", True),
        ("room", "lounge", "living room", True),
        ("item", "some milk", "Milk", True),
        ("item", "milk", "oat milk", False),
        ("phrase", "call mum", "to call mum", False),
        ("phrase", "the", "a", False),
        ("time", "at six", "6 o'clock", True),
    ],
)
def test_slots_are_the_same_by_text_or_value(type: str, one: str, other: str, alike: bool) -> None:
    assert same(type, one, other) is alike
    assert same(type, other, one) is alike


@pytest.mark.parametrize(
    ("got", "right"),
    [
        (found("timer.set", ("duration", "ten minutes")), True),
        (found("timer.set", ("duration", "600 seconds")), True),
        (found("timer.set", ("duration", "ten hours")), False),
        (found("timer.set"), False),
        (found("timer.set", ("duration", "ten minutes"), ("name", "the")), False),
        (found("timer.set", ("name", "ten minutes")), False),
        (found("sum.add", ("duration", "ten minutes")), False),
        (found(None), False),
    ],
)
def test_all_right_is_the_intent_and_every_slot(got: Found, right: bool) -> None:
    assert all_right(TEN, got, TYPES) is right


def test_a_slot_that_comes_twice_counts_twice() -> None:
    command = Command("what is two plus three", "sum.add", (("number", "two"), ("number", "three")))
    assert all_right(command, found("sum.add", ("number", "3"), ("number", "2")), TYPES)
    assert not all_right(command, found("sum.add", ("number", "2"), ("number", "2")), TYPES)
    assert not all_right(command, found("sum.add", ("number", "2")), TYPES)


def test_lines_are_checked(tmp_path: Path) -> None:
    def read(**row: object) -> list[Command]:
        path = tmp_path / "commands.jsonl"
        path.write_text(json.dumps(row) + "\n", encoding="utf-8")
        return read_commands(path, INTENTS)

    slot = {"type": "duration", "text": "10 minutes"}
    assert read(text=TEN.text, intent="timer.set", slots=[slot]) == [TEN]
    with pytest.raises(BadData, match="line 1: no skill has an intent 'dance'"):
        read(text="dance", intent="dance", slots=[])
    with pytest.raises(BadData, match="timer.set has no slot 'number'"):
        read(text="x", intent="timer.set", slots=[{"type": "number", "text": "x"}])
    with pytest.raises(BadData, match='a slot needs "type" and "text"'):
        read(text="x", intent="timer.set", slots=["x"])
    with pytest.raises(BadData, match="slots missing"):
        read(text="x", intent="timer.set")


@pytest.mark.parametrize(("name", "count"), [("test", 300), ("dev", 250)])
def test_the_commands_fit_the_skills_and_none_comes_twice(name: str, count: int) -> None:
    intents = {intent.name: intent for skill in SKILLS for intent in skill.intents}
    read = read_commands(commands.COMMANDS[name], intents)
    assert len(read) == count
    assert len({command.text.lower() for command in read}) == count
    assert all(all_right(c, found(c.intent, *c.slots), commands_types(intents)) for c in read)


def commands_types(intents: dict[str, Intent]) -> dict[str, dict[str, str]]:
    return {name: dict(intent.slots) for name, intent in intents.items()}


def test_commands_to_develop_on_are_others() -> None:
    """Two people wrote them, apart: a few short ones came to both."""
    test, dev, near = (
        {json.loads(line)["text"].lower() for line in path.read_text(encoding="utf-8").splitlines()}
        for path in (*commands.COMMANDS.values(), commands.NO_COMMANDS)
    )
    assert len(test & dev) <= 12
    assert not near & (test | dev)


def test_one_word_is_misheard_and_its_slot_says_so() -> None:
    lexicon = {"ten": [("T", "EH", "N")], "den": [("D", "EH", "N")], "set": [("S", "EH", "T")]}
    mishearing = Mishearing(lexicon, lexicon)
    for seed in range(5):
        heard = misheard(TEN, mishearing, random.Random(seed))
        if heard.text == "set the timer for den minutes":
            assert heard.slots == (("duration", "den minutes"),)
        else:
            assert heard.text in ("den the timer for ten minutes", "ten the timer for ten minutes")
            assert heard.slots == (("duration", "ten minutes"),)
        assert heard.intent == TEN.intent
    deaf = Mishearing([], {})
    assert misheard(TEN, deaf, random.Random(1)) == TEN


def test_a_slot_text_that_comes_before_too_keeps_its_place() -> None:
    lexicon = {"two": [("T", "UW")], "do": [("D", "UW")]}
    said = Command("two plus two", "sum.add", (("number", "two"), ("number", "two")))
    both = {misheard(said, Mishearing(lexicon, lexicon), random.Random(seed)) for seed in range(20)}
    assert both == {
        Command("do plus two", "sum.add", (("number", "do"), ("number", "two"))),
        Command("two plus do", "sum.add", (("number", "two"), ("number", "do"))),
    }


def parrot(text: str) -> Found:
    """Takes everything with a figure in it for a timer, the surer the longer it is."""
    if not any(c.isdigit() for c in text):
        return found(None)
    return found("timer.set", ("duration", "10 minutes"), confidence=len(text) / 100)


def test_figures_by_hand() -> None:
    other = Command("10 past", "sum.add", ())
    task = Task("dev", INTENTS, [TEN, other], [TEN, TEN, other, other], ["a 1", "b", "cc 2"], ["3"])
    result = commands.result("ours", task, parrot, turns=2)
    shares = {figure.name: figure.p50 for figure in result.figures()}
    assert shares == {
        "ours, intent and slots all right": 50.0,
        "ours, intent right": 50.0,
        "ours, all right, one word misheard": 50.0,
        "ours, talk taken for a command": 50.0,
        "ours, what looks like one taken for one": 100.0,
        "ours, a command": 2.0,
    }
    text = commands.report(result)
    assert "wanted sum.add" in text and "0.03 timer.set: a 1" in text


def test_the_surest_false_accepts_come_first() -> None:
    assert [line for line, _ in accepted(["a 1", "b", "cc 2"], parrot)] == ["cc 2", "a 1"]
    result = Result("ours", judge([TEN], parrot, TYPES), [], accepted(["a 1"], parrot), 3)
    assert commands._surest(commands.report(result)).splitlines() == [
        "The surest false accepts:", "0.03 timer.set: a 1",
    ]  # fmt: skip


# --- the peers ------------------------------------------------------------------------------------

FAKE = """
import json, sys
given = json.loads(sys.stdin.readline())
print(json.dumps({"ready": 0.5}), flush=True)
for line in sys.stdin:
    text = json.loads(line)["text"]
    row = {"intent": sorted(given["templates"])[0], "slots": [["number", text]], "seconds": 0.25}
    print(json.dumps(row), flush=True)
"""


def test_peers_get_every_template_and_what_is_asked_in_words() -> None:
    told = setup(list(INTENTS.values()))
    assert told["templates"]["sum.add"] == ["what is {number} plus {number}"]
    assert told["sentences"]["timer.set"] == [
        "set a timer for {duration}",
        "time the {name} for {duration}",
        "please time the {name} for {duration}",
    ]
    assert set(told["values"]) == {"duration", "name", "number"}
    assert told["open"] == ["name"]
    assert drawn("duration") == drawn("duration")
    with CommandPeer("fake", told, [sys.executable, "-c", FAKE]) as peer:
        assert peer.ready == 0.5
        assert peer.understand("What is 2+3?") == Found(
            "sum.add", (("number", "what is two plus three"),), 1.0, 0.25
        )


def test_a_peer_that_dies_is_missing() -> None:
    with pytest.raises(PeerMissing, match="fake does not start"):
        CommandPeer("fake", {}, [sys.executable, "-c", "pass"])
    with pytest.raises(PeerMissing, match="does not start"):
        CommandPeer("fake", {}, ["/no/such/program"])
    with Child("fake", [sys.executable, "-c", "print('hello', flush=True)"]) as child:
        with pytest.raises(PeerMissing, match="said 'hello"):
            child.read()
        with pytest.raises(PeerMissing, match="has ended"):
            child.read()


def test_what_is_installed_is_not_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **_: object) -> None:
        asked.append(command)
        tmp_path.joinpath("peer").mkdir(exist_ok=True)

    monkeypatch.setattr("bench.child.subprocess.run", run)
    python = install(tmp_path / "peer", ["one==1", "two==2"])
    assert python == tmp_path / "peer" / "bin" / "python"
    assert asked[1][-2:] == ["one==1", "two==2"]
    install(tmp_path / "peer", ["one==1", "two==2"])
    assert len(asked) == 2
    install(tmp_path / "peer", ["one==1", "two==3"])
    assert len(asked) == 4


def test_without_a_connection_the_peers_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no connection")

    monkeypatch.setattr("bench.child.subprocess.run", refuse)
    monkeypatch.setattr("bench.command_peers.FOLDER", tmp_path / "peers")
    assert list(commands.peers(Task("dev", INTENTS, [TEN], [], [], []))) == []
    said = capsys.readouterr().err
    assert "hassil is left out" in said and "padacioso is left out" in said


# --- spoken ---------------------------------------------------------------------------------------


class Hearing:
    """Hears right where commands are expected, and nothing else."""

    def transcribe(self, audio: object, vocabulary: object = None) -> object:
        from assistant.messages import Transcript

        text = "set the timer for ten minutes" if vocabulary is not None else "the dime"
        return Transcript(text, (), 1.0, 1.0, 0.5)


def test_spoken_commands_are_counted_in_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    monkeypatch.setattr(spoken_commands, "say", lambda text, voice: np.ones(100, np.float32))
    understand: Callable[[str], Found] = lambda text: found(  # noqa: E731
        "timer.set", ("duration", "10 minutes") if "ten" in text else ("name", text)
    )
    heard = list(spoken_commands.heard(Hearing(), [TEN], understand, TYPES))  # type: ignore[arg-type]
    assert len(heard) == 2 * len(spoken_commands.TEST_VOICES)
    figures = {figure.name: figure.p50 for figure in spoken_commands.figures(heard)}
    assert figures["done right with the vocabulary"] == 100.0
    assert figures["done right without"] == 0.0
    assert figures["word errors with the vocabulary"] == 0.0
    assert figures["word errors without"] == pytest.approx(100 * 5 / 6)
    assert figures["to hear one without"] == 500.0


def test_a_missing_network_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.main(["--models", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("refrain: ")


def test_it_is_said_how_many_turns_there_are() -> None:
    understand: Understand = parrot
    result = commands.result("x", Task("dev", INTENTS, [TEN], [], ["1"] * 4, []), understand)
    assert result.turns == 4 and len(result.chat) == 4
