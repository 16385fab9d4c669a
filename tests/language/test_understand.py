"""From text to intent and slots, with a network whose weights are set by hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import torch

from assistant.checkpoint import KINDS, LoadedModel, load_model, save_model
from assistant.errors import BadModel
from assistant.language.command_words import MARKS
from assistant.language.tokenizer import Symbols
from assistant.language.understand import Understander, decide
from assistant.models.classifier import Classifier, ClassifierConfig, Scores

NOW = datetime(2024, 2, 29, 23, 59, tzinfo=UTC)
WORDS = Symbols([*MARKS, "wake", "me", "at", "six", "stop"])
LETTERS = Symbols([*MARKS, *"wakemt"])


class Fixed(Classifier):
    """Says `wake` with the slot `time` where it sees its words, else nothing in particular."""

    def forward(self, words, characters, lengths):
        intents = torch.zeros(len(words), 3)
        intents[:, 1] += 5.0 * (words == WORDS.ids["wake"]).any(1)
        emissions = torch.zeros(*words.shape, len(self.config.tags))
        emissions[..., 0] = 1.0
        at = words == WORDS.ids["six"]
        emissions[..., 1] = 9.0 * at
        emissions[..., 2] = 9.0 * torch.roll(at, 1, 1)
        return Scores(intents, emissions)


def loaded(threshold: float = 0.5, **features: object) -> LoadedModel:
    config = ClassifierConfig(
        words=len(WORDS), characters=len(LETTERS), intents=("none", "alarm.set", "stop"),
        slots=("time",), embedding=4, filters=4, hidden=4, threshold=threshold,
    )  # fmt: skip
    lists = {"words": WORDS, "characters": LETTERS}
    model = Fixed(config).eval()
    return LoadedModel("understanding", model, config, lists, dict(features), {}, Path("toy"))


def test_slots_are_found_in_the_text_as_it_was_typed() -> None:
    asked = []

    def resolve(kind, text, now):
        asked.append((kind, text, now))
        return {"hour": 6}

    understander = Understander(loaded(types={"alarm.set": {"time": "clock"}}), resolve)
    text = "  Wake me at 6:15, please!"
    found = understander.understand(text, NOW)
    assert (found.text, found.intent) == (text, "alarm.set")
    assert found.confidence == pytest.approx(0.9867, abs=1e-3)
    (slot,) = found.slots
    assert (slot.type, slot.text, slot.value) == ("time", "6:15", {"hour": 6})
    assert text[slot.start : slot.end] == "6:15"
    assert asked == [("clock", "6:15", NOW)]
    assert 0 < found.seconds < 10


def test_below_the_threshold_it_is_no_command() -> None:
    understander = Understander(loaded(threshold=0.5), lambda *_: None)
    found = understander.understand("me at six", NOW)
    assert (found.intent, found.slots) == (None, ())
    assert found.confidence == pytest.approx(2 / 3, abs=1e-3)


def test_what_is_likelier_none_is_none_whatever_the_threshold() -> None:
    model = loaded(threshold=0.0).model
    chosen, sure = decide(model, torch.tensor([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]]))
    assert chosen.tolist() == [-1, 2]
    assert sure.tolist() == pytest.approx([0.3, 0.5])


@pytest.mark.parametrize(
    "text",
    ["", "   ", "?!\n", "\x00\ud83d", "wake " * 100_000, "wake " * 150, "\U0001f600" * 5000],
)
def test_nothing_and_too_much_is_no_command(text: str) -> None:
    found = Understander(loaded(), lambda *_: None).understand(text, NOW)
    assert (found.intent, found.slots, found.text) == (None, (), text)
    assert found.seconds < 1


@pytest.mark.parametrize("text", ["\u202ewake\u202c", "wake\x00me", "wake {time} <s> '; drop"])
def test_odd_text_does_no_harm(text: str) -> None:
    found = Understander(loaded(), lambda *_: None).understand(text, NOW)
    assert 0 <= found.confidence <= 1


def test_a_folder_is_written_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = ("assistant.models.classifier", "Classifier", "ClassifierConfig")
    monkeypatch.setitem(KINDS, "understanding", where)
    toy = loaded()
    real = Classifier(toy.config).eval()
    real.temperature.fill_(1.5)
    lists = toy.tokenizers
    save_model(tmp_path / "m", real, "understanding", toy.config, lists, {"say": True})
    back = load_model(tmp_path / "m")
    assert back.config == toy.config
    assert float(back.model.temperature) == 1.5
    one = Understander(back, lambda *_: None).understand("wake me", NOW)
    assert one.text == "wake me"
    assert Understander(back, lambda *_: None).intents == ("alarm.set", "stop")


def test_another_model_and_lists_that_do_not_fit_are_refused() -> None:
    toy = loaded()
    toy.tokenizers["words"] = Symbols([*MARKS, "other"])
    with pytest.raises(BadModel, match="does not fit"):
        Understander(toy, lambda *_: None)
    other = LoadedModel("ctc", torch.nn.Linear(1, 1), None, {}, {}, {}, Path("toy"))
    with pytest.raises(BadModel, match="none that understands"):
        Understander(other, lambda *_: None)
