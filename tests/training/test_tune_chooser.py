"""How the weights of the reasons are found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from torch import Tensor

from assistant.language.persona import Persona, Topic
from assistant.messages import Candidate, Turn
from training import tune_chooser
from training.evaluate_encoder import Question
from training.tune_chooser import (
    ESTIMATED,
    Case,
    Contest,
    Remembering,
    estimate,
    held_out,
    history_of,
    needed,
    tune_fusion,
)

ASK = (Turn("user", "How is the kettle?"),)


class OneWord:
    """Finds that texts fit if they share the word "kettle"."""

    def contexts(self, histories: Sequence[Sequence[Turn]]) -> Tensor:
        return self.replies([turns[-1].text for turns in histories])

    def replies(self, texts: Sequence[str]) -> Tensor:
        rows = [[1.0, 0.0] if "kettle" in text.lower() else [0.0, 1.0] for text in texts]
        return torch.tensor(rows)


def case(right_likely: float, others_likely: float, fits: bool = True) -> Case:
    right = "The kettle sings." if fits else "It rains today."
    texts = [right, *(f"Number {n} is up." for n in range(3))]
    likely = [right_likely, *[others_likely] * 3]
    return Case(
        ASK,
        tuple(
            Candidate(text, "generated", ids=(1,), likely=value, common=-2.0)
            for text, value in zip(texts, likely, strict=True)
        ),
    )


def test_what_tells_the_right_reply_gets_weight() -> None:
    random = np.random.default_rng(0)
    rows = [case(*random.normal(-2, 1, 2)) for _ in range(40)]
    weights, hits = estimate(rows, OneWord())
    assert set(weights) == set(ESTIMATED)
    assert weights["fit"] > 1 > abs(weights["likely"])
    assert hits["fit"] == 1.0 and hits["all"] == 1.0 and hits["likely"] < 1.0


def test_a_likelihood_that_tells_the_right_reply_gets_weight_too() -> None:
    rows = [case(-1.0, -3.0, fits=False) for _ in range(20)]
    weights, hits = estimate(rows, OneWord())
    assert weights["likely"] > 0.5 and hits["all"] == 1.0


def test_the_weight_of_being_prepared_by_hand() -> None:
    """Of fifty unwanted ones FALSE may pass: margins 0, 1, ..., 49, so the fifth least, 4."""
    unwanted = [Contest(-float(margin), 0.0, 0.0, False) for margin in range(50)]
    wanted = [
        Contest(5.0, other, 0.0, right) for other, right in ((0, True), (9, True), (0, False))
    ]
    weight, said, false = needed(wanted, unwanted)
    assert weight == 4.0
    assert said == pytest.approx(1 / 3), "one loses, one is of another topic"
    assert false == 4 / 50


def test_speakers_are_told_from_the_last_turn_backwards() -> None:
    question = Question(("hello.", "hi!", "how are you?"), (), ("fine.",))
    assert history_of(question) == (
        Turn("user", "Hello."), Turn("assistant", "Hi!"), Turn("user", "How are you?"),
    )  # fmt: skip


def test_held_out_prompts_leave_the_persona() -> None:
    larger = Topic("n", tuple(f"prompt {n}" for n in range(8)), ("Yes.",), 1)
    persona = Persona("Kettle", {}, (larger, Topic("m", ("a", "b"), ("No.",), 2)))
    reduced, taken = held_out(persona)
    assert taken == [("prompt 3", "n")]
    assert [len(topic.prompts) for topic in reduced.topics] == [7, 2]


class Counting:
    """Counts how many texts it reads."""

    def __init__(self) -> None:
        self.read = 0

    def prompts(self, texts: Sequence[str]) -> Tensor:
        self.read += len(texts)
        return OneWord().replies(texts)


def test_each_text_is_read_once() -> None:
    counting = Counting()
    reader = Remembering(counting)  # type: ignore[arg-type]
    reader.prompts(["kettle", "rain", "kettle"])
    assert reader.prompts(["rain", "kettle"]).tolist() == [[0, 1], [1, 0]]
    assert counting.read == 2


def test_the_join_is_the_one_that_finds_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """The encoder sees that all about the kettle belongs together, which the words do not tell."""
    monkeypatch.setattr(tune_chooser, "LOWS", (0.5,))
    monkeypatch.setattr(tune_chooser, "WIDTHS", (0.2,))
    monkeypatch.setattr(tune_chooser, "SHARES", (0.1, 0.95))
    persona = Persona(
        "Kettle",
        {},
        (
            Topic("tea", ("put the kettle on please", "is the kettle hot"), ("Yes.",), 1),
            Topic("weather", ("does it rain outside", "is it sunny"), ("No.",), 2),
        ),
    )
    wanted = [("boil something in that nice kettle", "tea")]
    unwanted = ["my brother sold his boat", "we went dancing"]

    class Apart(Counting):
        def prompts(self, texts: Sequence[str]) -> Tensor:
            place = [0 if "kettle" in t else 1 if "rain" in t or "sunny" in t else 2 for t in texts]
            return torch.eye(3)[place]

    fusion, figures = tune_fusion(persona, wanted, unwanted, Apart())  # type: ignore[arg-type]
    assert fusion.share == 0.95
    assert figures["prompts surely found"] == 1 and figures["turns taken for prompts"] == 0
