"""Commands said by fake voices and heard by a fake recogniser, and how they are learnt from."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import BadData, BadInput, BadOption
from assistant.messages import SAMPLE_RATE, Audio, Transcript
from assistant.skills.base import Intent
from assistant.speech.vocabulary import Vocabulary
from training import heard_commands
from training.data.heard_lines import heard_lines, mixed
from training.data.nlu import Example, read_examples
from training.heard_commands import Attempt, Ears, Patterns, judged, make, noisy, patterns_of, plan
from training.synthesise import TEST_VOICES, Voice

LAMP_ON = Intent("lamp.on", ("[turn the] lamp on [in the {room}]",), {"room": "room"})
LAMP_OFF = Intent("lamp.off", ("[turn the] lamp off [in the {room}]",), {"room": "room"})
WAKE = Intent("wake.set", ("wake me at {time}", "set an alarm"), {"time": "time"}, ("time",))
INTENTS = [LAMP_ON, LAMP_OFF, WAKE]
KNOWN = patterns_of(INTENTS)


class Fake:
    """Voice and recogniser: sound is the number of the text that was said."""

    def __init__(self, mishear: dict[str, str] | None = None) -> None:
        self.mishear = mishear or {}
        self.said: list[str] = []
        self.voices: set[str] = set()
        self.ways: list[Vocabulary | None] = []

    def speak(self, text: str, voice: Voice) -> np.ndarray:
        self.said.append(text)
        self.voices.add(voice.name)
        return np.full(SAMPLE_RATE // 10, len(self.said) / 1000, np.float32)

    def transcribe(self, audio: Audio, *, vocabulary: Vocabulary | None = None) -> Transcript:
        self.ways.append(vocabulary)
        text = self.said[round(float(np.median(audio.samples)) * 1000) - 1]
        for right, wrong in self.mishear.items():
            text = text.replace(right, wrong)
        return Transcript(text, (), 1.0, audio.seconds, 0.0)

    def ears(self) -> Ears:
        return Ears(self, KNOWN, self.speak)


@pytest.fixture(autouse=True)
def few_skills(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard_commands, "all_intents", lambda: INTENTS)
    monkeypatch.setattr(heard_commands, "ThreadPoolExecutor", InOrder)


class InOrder:
    """A pool of one: the fake counts what is said."""

    def __init__(self, workers: int) -> None: ...

    def __enter__(self) -> InOrder:
        return self

    def __exit__(self, *_: object) -> None: ...

    map = staticmethod(map)


def attempts(*texts: str, intent: str = "lamp.on") -> list[Attempt]:
    said = [Example(tuple(text.split()), None, intent) for text in texts]
    return [Attempt(n, one, Voice("flite:slt"), None, n % 2 == 0) for n, one in enumerate(said)]


def example(text: str, tags: str, intent: str) -> Example:
    return Example(tuple(text.split()), tuple(tags.split()), intent)


IN_ROOM = example("lamp on in the hall", "O O O O B-room", "lamp.on")
AT = example("wake me at six", "O O O B-time", "wake.set")


@pytest.mark.parametrize(
    ("said", "heard", "why"),
    [
        (IN_ROOM, "lamp on in the hall", "right"),
        (IN_ROOM, "lamb on in the whole", "kept"),
        (IN_ROOM, "lamp off in the hall", "it means something else"),
        (IN_ROOM, "oh lamp off in the hall please", "it means something else"),
        (IN_ROOM, "lamp on in the", "a slot was lost"),
        (IN_ROOM, "lamb own in a hole", "too many errors"),
        # Of the command itself too little is left, though its frame was heard well.
        (
            example("oh dear i am so tired lamp on", "O O O O O O O O", "lamp.on"),
            "oh dear i am so tired lap own",
            "too many errors",
        ),
        (
            example("oh dear i am so tired lamp on", "O O O O O O O O", "lamp.on"),
            "oh dear i am so tired lamb on",
            "kept",
        ),
        (IN_ROOM, "", "too many errors"),
        # The assistant asks for the time then.
        (AT, "wake me at", "kept"),
        (example("we own a lamp", "O O O O", "none"), "we all own a lamp", "kept"),
        (example("my lamp on", "O O O", "none"), "lamp on", "it means something else"),
        (example("he put the lamp on", "O O O O O", "none"), "he but the lamp on", "kept"),
    ],
)
def test_what_is_kept_of_what_was_heard(said: Example, heard: str, why: str) -> None:
    found, told = judged(said, heard.split(), KNOWN)
    assert told == why
    assert (found is not None) == (why == "kept")
    assert found is None or (found.intent == said.intent and len(found.tags) == len(found.words))


def test_slots_come_along() -> None:
    found, _ = judged(IN_ROOM, "lamp on in the ha all".split(), KNOWN)
    assert found == example("lamp on in the ha all", "O O O O B-room I-room", "lamp.on")
    found, _ = judged(AT, "wake me at".split(), KNOWN)
    assert found == example("wake me at", "O O O", "wake.set")


def test_the_plan_has_commands_and_talk_and_no_voice_of_the_tests() -> None:
    planned = plan(200, INTENTS)
    assert planned == plan(200, INTENTS) and len(planned) == 200
    assert [one.number for one in planned] == list(range(200))
    intents = [one.said.intent for one in planned]
    assert intents.count("none") == 50
    assert {"lamp.on", "wake.set"} <= set(intents)
    assert not {one.voice.name for one in planned} & set(TEST_VOICES)
    noise = [one.decibels for one in planned if one.decibels is not None]
    assert 50 < len(noise) < 110 and min(noise) >= 8 and max(noise) <= 30
    assert 70 < sum(one.vocabulary for one in planned) < 130
    assert {one.voice.words_a_minute for one in planned if one.said.intent != "none"}


def test_noise_is_as_loud_as_asked() -> None:
    sound = np.sin(np.arange(SAMPLE_RATE) / 9).astype(np.float32) / 4
    for seed in range(6):
        noise = noisy(sound, 10.0, seed) - sound
        ratio = 10 * np.log10(np.mean(sound**2) / np.mean(noise**2))
        assert ratio == pytest.approx(10.0, abs=0.2)
    assert np.array_equal(noisy(sound, 10.0, 3), noisy(sound, 10.0, 3))
    assert len(noisy(sound[:0], 10.0, 1)) == 0
    assert len(noisy(sound[:1], 10.0, 1)) == 1
    assert not noisy(np.zeros(100, np.float32), 10.0, 1).any()


def test_the_file_is_one_that_training_reads(tmp_path: Path) -> None:
    fake = Fake({"lamp": "lamb"})
    path = tmp_path / "deep" / "heard.jsonl"
    found = make(path, attempts("turn the lamp on", "all right then"), fake.ears(), print)
    assert found == {"kept": 1, "right": 1}
    assert fake.said == ["turn the lamp on", "all right then"]
    assert fake.ways == [Vocabulary(), None]
    (row,) = map(json.loads, path.read_text().splitlines())
    assert (row["text"], row["said"]) == ("turn the lamb on", "turn the lamp on")
    assert (row["number"], row["voice"], row["vocabulary"]) == (0, "flite:slt", True)
    (line,) = read_examples(path, say=True)
    assert line == Example(("turn", "the", "lamb", "on"), ("O",) * 4, "lamp.on")
    assert [one.name for one in path.parent.iterdir()] == ["heard.jsonl"]


def test_it_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard_commands, "BLOCK", 2)
    texts = [f"turn the lamp on {word}" for word in "one two three four five".split()]
    whole = tmp_path / "whole.jsonl"
    make(whole, attempts(*texts), Fake({"lamp": "lamb"}).ears(), print)
    assert len(whole.read_text().splitlines()) == 5

    class Breaks(Fake):
        def transcribe(self, audio: Audio, *, vocabulary: Vocabulary | None = None) -> Transcript:
            if "four" in self.said[-1]:
                raise BadInput("The power is gone.")
            return super().transcribe(audio, vocabulary=vocabulary)

    path = tmp_path / "heard.jsonl"
    with pytest.raises(BadInput):
        make(path, attempts(*texts), Breaks({"lamp": "lamb"}).ears(), print)
    assert len(path.read_text().splitlines()) == 2
    again = Fake({"lamp": "lamb"})
    make(path, attempts(*texts), again.ears(), print)
    assert again.said == texts[2:]
    assert path.read_text() == whole.read_text()


def test_another_file_is_left_alone(tmp_path: Path) -> None:
    for text in ("my diary\n", '{"number": "one"}\n', "[]\n"):
        path = tmp_path / "other.jsonl"
        path.write_text(text)
        with pytest.raises(BadData, match="other"):
            make(path, attempts("lamp on"), Fake().ears(), print)
        assert path.read_text() == text


def test_lines_of_other_skills_are_told(tmp_path: Path) -> None:
    path = tmp_path / "heard.jsonl"
    make(path, attempts("lamp on please", intent="lamp.on"), Fake({"lamp": "lamb"}).ears(), print)
    ours = {"lamp.on": {"room": "room"}}
    assert len(heard_lines(path, ours)) == 1
    with pytest.raises(BadData, match="no longer have"):
        heard_lines(path, {"lamp.off": {}})
    path.write_text('{"tokens": ["hall"], "slots": ["B-floor"], "intent": "lamp.on"}\n')
    with pytest.raises(BadData, match="no longer have"):
        heard_lines(path, ours)
    path.write_text('{"tokens": ["hall"], "slots": ["O"], "intent": null}\n')
    assert heard_lines(path, ours)[0].intent == "none"


def test_the_share_is_what_it_says() -> None:
    made = [example("lamp on", "O O", "lamp.on")] * 90
    heard = [Example((f"lamb{n}", "on"), ("O", "O"), "lamp.on") for n in range(4)]
    for share in (0.0, 0.02, 0.1, 0.5):
        found = mixed(made, heard, share, random.Random(1))
        assert found[:90] == made
        rest = found[90:]
        assert len(rest) / len(found) == pytest.approx(share, abs=0.01)
        counts = [rest.count(one) for one in heard]
        assert max(counts) - min(counts) <= 1
    assert mixed(made, [], 0.5, random.Random(1)) == made
    for share in (1.0, -0.1, float("nan")):
        with pytest.raises(BadOption, match="heard_share"):
            mixed(made, heard, share, random.Random(1))


def test_patterns_are_of_every_intent_that_has_them() -> None:
    twin: Patterns = patterns_of([*INTENTS, Intent("other.on", ("lamp on",))])
    assert twin["lamp on"] == {"lamp.on", "other.on"}
    assert twin["turn the lamp on in the {room}"] == {"lamp.on"}
