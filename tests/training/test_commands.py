"""Sentences made from skills' templates."""

import lzma
import random
from pathlib import Path

import pytest

from assistant.errors import BadData
from assistant.models.classifier import spans
from assistant.skills.base import Intent, expand
from training.data import commands, public_commands, slot_values
from training.data.commands import Material, filled, made
from training.data.nlu import Example

KETTLE = Intent(
    "kettle.boil",
    (
        "[please] boil (the kettle|some water|the big kettle|a pot) (in|after) {duration} [please]",
        "(boil|heat) {percent} of (it|that) at {time}",
    ),
    {"duration": "duration", "percent": "percent", "time": "time"},
)
STOP = Intent("kettle.stop", ("stop (it|that)", "enough"))
TALK = {"train": [Example(("lovely", "weather"), ("O", "O"), "none")], "dev": []}


def test_a_filled_sentence_knows_its_slots() -> None:
    (sentence,) = expand("boil it in {duration} at {time}")
    example = filled(sentence, KETTLE, random.Random(3))
    assert example.words[:3] == ("boil", "it", "in")
    kinds = [slot for slot, _, _ in spans(example.tags)]
    assert kinds == ["duration", "time"]
    assert example.tags[:4] == ("O", "O", "O", "B-duration")


def test_neighbouring_slots_stay_two() -> None:
    (sentence,) = expand("boil {duration} {percent}")
    found = spans(filled(sentence, KETTLE, random.Random(0)).tags)
    assert [slot for slot, _, _ in found] == ["duration", "percent"]


def test_dev_has_other_patterns_and_the_seed_decides() -> None:
    train, dev = (made([KETTLE, STOP], split, 300, seed=1) for split in ("train", "dev"))
    assert train == made([KETTLE, STOP], "train", 300, seed=1)
    assert train != made([KETTLE, STOP], "train", 300, seed=2)
    assert {example.intent for example in train} == {"kettle.boil", "kettle.stop"}
    # Too few sentences to keep any from training.
    assert {example.intent for example in dev} <= {"kettle.boil"}
    assert abs(len(train) - 300) <= 1

    def pattern(example: Example) -> tuple[str, ...]:
        pairs = zip(example.words, example.tags, strict=True)
        return tuple(word if tag == "O" else tag[2:] for word, tag in pairs)

    assert not {pattern(example) for example in dev} & {pattern(example) for example in train}


def test_misheard_copies_differ_by_epoch_and_keep_their_slots(tmp_path: Path) -> None:
    lexicon = tmp_path / "lexicon.txt.xz"
    lines = "it IH T\nat AE T\nin IH N\nboil B OY L\nheat HH IY T\nthe DH AH\nof AH V\n"
    lexicon.write_bytes(lzma.compress(lines.encode()))
    material = Material(1, 100, [KETTLE, STOP], TALK, lexicon)
    assert material.types["kettle.boil"]["time"] == "time"
    example = material.train[0]
    versions = {material.misheard(example, 0, epoch, 1.0).words for epoch in range(10)}
    assert len(versions) > 3
    assert material.misheard(example, 0, 4, 1.0) == material.misheard(example, 0, 4, 1.0)
    assert material.misheard(example, 0, 4, 0.0) is example
    assert material.misheard(material.train[-1], 5, 4, 1.0) is material.train[-1]
    for epoch in range(10):
        heard = material.misheard(example, 0, epoch, 1.0)
        kinds = [slot for slot, _, _ in spans(heard.tags)]
        assert kinds == [slot for slot, _, _ in spans(example.tags)]


def test_without_skills_there_is_nothing_to_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant import skills

    monkeypatch.setattr(skills, "SKILLS", (), raising=False)
    with pytest.raises(BadData, match="no skills"):
        commands.all_intents()


@pytest.mark.parametrize("kind", [*slot_values._DRAWS, "something new"])
def test_values_are_words_that_are_said(kind: str) -> None:
    numbers = random.Random(5)
    drawn = [slot_values.draw(kind, numbers) for _ in range(200)]
    assert all(value == " ".join(value.split()) and value for value in drawn)
    assert not any(letter.isdigit() for value in drawn for letter in value)
    assert len(set(drawn)) > 10
    again = random.Random(5)
    assert drawn == [slot_values.draw(kind, again) for _ in range(200)]


def test_a_public_sentence_takes_our_names(monkeypatch: pytest.MonkeyPatch) -> None:
    lit = Example(("hall", "red", "now"), ("B-house_place", "B-color_type", "O"),
                  "iot_hue_lightchange")  # fmt: skip
    found = public_commands.renamed(lit, "home.colour", {"room", "colour"})
    assert found == Example(lit.words, ("B-room", "B-colour", "O"), "home.colour")
    assert public_commands.renamed(lit, "home.colour", {"room"}).tags == ("B-room", "O", "O")
    # Slots that are marked otherwise teach nothing.
    asked = Example(("rain", "today"), ("O", "B-datetime"), "weather/find")
    assert public_commands.renamed(asked, "internet.weather", {"date"}).tags is None
    monkeypatch.setattr(public_commands, "read_set", lambda name, split, say: [lit] * 400)
    made = public_commands.alike("train", {"home.colour": ["room"]}, seed=1)
    assert len(made) == public_commands.MOST
    assert {example.intent for example in made} == {"home.colour"}


def test_what_is_said_to_the_assistant_itself_is_none_unless_a_skill_answers_it(tmp_path) -> None:
    path = tmp_path / "persona.yaml"
    prompts = [f"are you number {word}" for word in "a b c d e f g h i j k l m n o p q r".split()]
    path.write_text(
        f"name: Ada\nfacts: {{}}\ntopics:\n  who:\n    prompts: [{', '.join(prompts)}]\n"
        "    replies: [Perhaps.]\n  clock:\n    prompts: [what time is it]\n    skills: true\n"
        "    replies: [Late.]\n"
    )
    train, dev = (commands.to_the_assistant(split, path) for split in ("train", "dev"))
    found = {" ".join(example.words) for example in (*train, *dev)}
    assert found == set(prompts)
    assert {example.intent for example in train} == {"none"}
    assert not {example.words for example in train} & {example.words for example in dev}
