"""The model of commands, and how its share is chosen, on toy skills."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.errors import BadData
from assistant.skills.base import Intent
from assistant.speech.vocabulary import COMMANDS, read_commands
from assistant.speech.word_models import NGramModel
from training import command_words
from training.command_words import CommandSettings, build, opened, said, train
from training.data.nlu import Example
from training.heard import Utterance
from training.tune_vocabulary import MADE, ShareScore, best, read_texts, score

SMALL = CommandSettings(sentences=400, public=1, order=3, bigrams=500, trigrams=500)
INTENTS = [
    Intent("wake", ("wake me [up] at {time}",), {"time": "time"}),
    Intent("remind", ("remind me to {phrase}",), {"phrase": "phrase"}),
]


def test_what_may_be_anything_is_now_and_then_open() -> None:
    types = {"phrase": "phrase", "room": "room"}
    example = Example(
        ("remind", "me", "to", "feed", "cats", "in", "the", "hall"),
        ("O", "O", "O", "B-phrase", "I-phrase", "O", "B-room", "I-room"),
        "remind",
    )
    seen = {tuple(opened(example, types, random.Random(seed))) for seed in range(60)}
    assert {line[3:5] for line in seen} == {
        ("feed", "cats"), ("<unk>", "cats"), ("feed", "<unk>"), ("<unk>", "<unk>"),
    }  # fmt: skip
    assert {line[:3] + line[5:] for line in seen} == {("remind", "me", "to", "in", "the", "hall")}


def test_half_days_are_one_word_or_two_letters() -> None:
    example = Example(("at", "six", "pm"), ("O", "B-time", "I-time"), "wake")
    seen = {tuple(opened(example, {"time": "time"}, random.Random(seed))) for seed in range(20)}
    assert seen == {("at", "six", "pm"), ("at", "six", "p", "m")}
    untagged = Example(("i", "am"), None, "wake")
    assert opened(untagged, {}, random.Random(1)) == ["i", "am"]


def test_words_are_written_as_the_recogniser_does() -> None:
    assert said(["<unk>", "o'clock", "light-blue", "x!", "12"]) == [
        "<unk>", "o'clock", "light", "blue", "x", "twelve",
    ]  # fmt: skip


def test_rare_words_stand_for_any() -> None:
    lines = [["turn", "it", "on"]] * 5 + [["turn", "zebras", "on"]]
    model = train(lines, SMALL)
    assert "zebras" not in model.words and "turn" in model.words
    asked = NGramModel(model)
    state, _ = asked.score(asked.start(), "turn")
    assert asked.score(state, "it")[1] > asked.score(state, "zebras")[1] > -2.0
    assert asked.score(state, "zebras")[1] == asked.score(state, "giraffes")[1]


def test_what_is_built_knows_the_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_words, "all_intents", lambda: INTENTS)
    monkeypatch.setattr(command_words, "alike", lambda *_: [])
    report = build(tmp_path, SMALL)
    model = read_commands(tmp_path)
    assert model is not None
    assert report["ngrams"] == [len(level) for level in model.levels]
    assert (tmp_path / COMMANDS).stat().st_size < 50_000
    asked = NGramModel(model)

    def probability(text: str) -> float:
        state, total = asked.start(), 0.0
        for word in text.split():
            state, log_probability = asked.score(state, word)
            total += log_probability
        return total + asked.finish(state)

    assert probability("wake me at six") > probability("wake six me at") + 2
    assert probability("remind me to") < probability("remind me to <unk> <unk>")


def scored(share: float | None, made: float, free: float) -> ShareScore:
    return ShareScore(share, {MADE: made, "librispeech": free, "commonvoice": free}, 10.0)


def test_the_best_share_may_cost_free_speech_a_little() -> None:
    alone = scored(None, 0.3, 0.35)
    rows = ((0.2, 0.2, 0.35), (0.5, 0.1, 0.352), (0.9, 0.05, 0.36))
    little, much, most = (scored(*row) for row in rows)
    assert best([alone, little, much, most]) == much
    assert best([alone, little]) == little
    assert best([alone, most, scored(0.95, 0.01, 0.4)]) == most
    assert much.free == pytest.approx(0.352)


def test_files_of_commands_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "commands.jsonl"
    path.write_text('{"text": "stop", "intent": "x"}\n\n{"text": "go"}\n', encoding="utf-8")
    assert read_texts(path) == ["stop", "go"]
    path.write_text("stop\n", encoding="utf-8")
    with pytest.raises(BadData, match="holds no commands"):
        read_texts(path)
    with pytest.raises(BadData, match="holds no commands"):
        read_texts(tmp_path / "missing.jsonl")


class Parrot:
    """Hears what the piece says."""

    def decode(self, phonemes):
        return phonemes


def test_all_utterances_of_a_corpus_count() -> None:
    pieces = [[SimpleNamespace(phonemes=["stop"])], [SimpleNamespace(phonemes=["light", "off"])]]
    heard = [Utterance("a", "stop now", pieces[0]), Utterance("a", "light off", pieces[1])]
    assert score(None, Parrot(), heard).rates == {"a": 0.25}
