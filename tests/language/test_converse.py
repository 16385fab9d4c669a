"""Replies of a toy network: streaming, seeds, ranking, and odd conversations."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from assistant.errors import BadModel, BadOption, BadText
from assistant.language.choose import DEFAULT_WEIGHTS, Chooser
from assistant.language.converse import (
    UNREADABLE,
    UNSURE,
    Character,
    Conversationalist,
    merged,
)
from assistant.language.propose import Sampling
from assistant.language.tokenizer import ASSISTANT_ID, END_ID, USER_ID
from assistant.messages import Candidate, Reply, Turn
from tests import tiny
from training.data.turns import batch_loss, make_batch

WORDS = tiny.subwords()
HELLO = [Turn("user", "Hello, how are you today?")]


@pytest.fixture(scope="module")
def answering() -> Conversationalist:
    network = tiny.seq2seq(vocabulary=len(WORDS))
    return Conversationalist(tiny.loaded("seq2seq", network, WORDS))


@pytest.fixture(scope="module")
def taught() -> Conversationalist:
    """A network that knows one exchange by heart."""
    network = tiny.seq2seq(vocabulary=len(WORDS), embedding=16, hidden=24)
    said = [[USER_ID, *WORDS.encode("hello, how are you today?")]]
    batch = make_batch(said, [WORDS.encode("i am fine, thank you")])
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(60):
        optimiser.zero_grad()
        batch_loss(network, batch, 0.0).backward()
        optimiser.step()
    return Conversationalist(tiny.loaded("seq2seq", network, WORDS))


def last(answering: Conversationalist, history: list[Turn], options: Sampling) -> Reply:
    *_, chunk = answering.reply(history, options)
    assert chunk.done
    assert chunk.reply is not None
    return chunk.reply


@pytest.mark.parametrize(
    "options",
    [
        Sampling(seed=1),
        Sampling(seed=1, candidates=0),
        Sampling(seed=1, beams=0),
        Sampling(temperature=0),
        Sampling(temperature=0, beams=0),
    ],
)
def test_says_what_it_was_taught(taught: Conversationalist, options: Sampling) -> None:
    chunks = list(taught.reply(HELLO, options))
    assert chunks[-1].text == "I am fine, thank you."
    assert [chunk.done for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    for before, after in pairwise(chunks):
        assert after.text.startswith(before.text), "what was shown is not taken back"
    reply = chunks[-1].reply
    assert reply is not None
    assert (reply.source, reply.text) == ("generated", chunks[-1].text)
    assert reply.tokens == len(WORDS.encode("i am fine, thank you"))
    assert reply.seconds > 0


def test_same_seed_same_reply(answering: Conversationalist) -> None:
    texts = [last(answering, HELLO, Sampling(seed=5)).text for _ in range(2)]
    assert texts[0] == texts[1]
    assert len({last(answering, HELLO, Sampling(seed=n)).text for n in range(4)}) > 1


def test_stopping_early(answering: Conversationalist) -> None:
    stream = answering.reply(HELLO, Sampling(seed=1))
    next(stream)
    stream.close()
    assert list(stream) == []


def test_marks_are_never_said(answering: Conversationalist) -> None:
    for candidate in answering.proposer.propose(HELLO, Sampling(seed=2, temperature=5)):
        assert min(candidate.ids) > END_ID + 2


def test_context_by_hand(answering: Conversationalist) -> None:
    """The last three turns, seen from the one who answers; the oldest is forgotten."""
    turns = [Turn("assistant", "Soup."), Turn("user", "Hello!"), Turn("assistant", "I AM fine.")]
    a, b = WORDS.encode("hello!"), WORDS.encode("i am fine.")
    c = WORDS.encode("let's make soup.")
    expected = [USER_ID, *a, ASSISTANT_ID, *b, USER_ID, *c]
    assert answering.proposer.context([*turns, Turn("user", "Let's make soup.")]) == expected


def test_turns_of_one_speaker_in_a_row_are_one() -> None:
    apart = [Turn("user", "Hello!"), Turn("user", "How are you?"), Turn("assistant", " ")]
    assert merged(apart) == [Turn("user", "Hello! How are you?")]


@pytest.mark.parametrize("text", ["?!", "🙂", "漢字", "a", "no punctuation at all", "x" * 2000])
def test_odd_input_gets_a_reply(answering: Conversationalist, text: str) -> None:
    assert last(answering, [Turn("user", text)], Sampling(seed=1, candidates=2)).text


def test_unreadable_input_gets_an_honest_reply(answering: Conversationalist) -> None:
    reply = last(answering, [Turn("user", "\x00\x07")], Sampling())
    assert reply.text in UNREADABLE and reply.source == "fallback"


@pytest.mark.parametrize(
    "history",
    [[], [Turn("user", "")], [Turn("user", " \n")], [Turn("assistant", "Hi")],
     [Turn("user", "x" * 2001)]],
)  # fmt: skip
def test_nothing_to_answer(answering: Conversationalist, history: list[Turn]) -> None:
    with pytest.raises(BadText):
        next(answering.reply(history))


@pytest.mark.parametrize(
    "bad",
    [
        {"temperature": -1},
        {"top_p": 0},
        {"top_k": -1},
        {"beams": 65},
        {"candidates": -1},
        {"candidates": 0, "beams": 0},
    ],
)
def test_impossible_options(bad: dict[str, float]) -> None:
    with pytest.raises(BadOption):
        Sampling(**bad)  # type: ignore[arg-type]


def test_only_networks_that_answer() -> None:
    with pytest.raises(BadModel):
        Conversationalist(tiny.loaded("ctc", tiny.ctc(), WORDS))


# --- who answers ----------------------------------------------------------------------------------


class Kettle:
    """Knows one prompt."""

    def find(self, text: str, history: object, user: str | None) -> list[Candidate]:
        if "kettle" not in text.lower():
            return [Candidate("I am only a kettle.", "persona", topic="kettle", match=0.2)]
        return [Candidate(f"It sings, {user}.", "persona", topic="kettle", match=1.0)]


def conversation(answering: Conversationalist, said: list[str]) -> list[Reply]:
    history: list[Turn] = []
    replies = []
    for text in said:
        history.append(Turn("user", text))
        replies.append(last(answering, history, Sampling(seed=len(history))))
        history.append(Turn("assistant", replies[-1].text))
    return replies


@pytest.fixture(scope="module")
def kettle(taught: Conversationalist) -> Conversationalist:
    network = taught.proposer.model
    return Conversationalist(tiny.loaded("seq2seq", network, WORDS), Character(finders=(Kettle(),)))


def test_a_prepared_reply_is_said_when_it_is_surely_asked_for(kettle: Conversationalist) -> None:
    told, asked = conversation(kettle, ["My name is Ida.", "How is the kettle?"])
    assert told.source == "memory"
    assert (asked.source, asked.text.split(".")[0]) == ("persona", "It sings, Ida")
    hello = last(kettle, HELLO, Sampling(seed=1))
    assert (hello.source, hello.text) == ("generated", "I am fine, thank you.")


def test_what_was_told_is_remembered(kettle: Conversationalist) -> None:
    replies = conversation(kettle, ["my name is Ida", "how is the kettle", "what is my name?"])
    assert replies[-1].source == "memory" and "Ida" in replies[-1].text


def test_care_comes_before_everything(kettle: Conversationalist) -> None:
    reply = last(kettle, [Turn("user", "I want to kill myself over this kettle")], Sampling(seed=1))
    assert reply.source == "safety" and not reply.candidates


def test_nothing_good_enough_is_said_honestly_and_not_twice(taught: Conversationalist) -> None:
    picky = Conversationalist(
        tiny.loaded("seq2seq", taught.proposer.model, WORDS),
        Character(chooser=Chooser(DEFAULT_WEIGHTS, floor=1e9)),
    )
    replies = conversation(picky, ["feed the kitten"] * len(UNSURE))
    assert {reply.source for reply in replies} == {"fallback"}
    assert len({reply.text for reply in replies}) == len(UNSURE)


def test_the_reply_tells_how_it_was_chosen(kettle: Conversationalist) -> None:
    reply = last(kettle, HELLO, Sampling(seed=1))
    scores = [rated.score for rated in reply.candidates]
    assert scores == sorted(scores, reverse=True) and len(scores) > 2
    assert {rated.candidate.source for rated in reply.candidates} == {"persona", "generated"}
    assert reply.attention is not None
    assert reply.attention.weights.shape == (
        len(reply.attention.reply), len(reply.attention.context)
    )  # fmt: skip
    assert reply.attention.weights.sum(1) == pytest.approx(1, abs=1e-5)


def test_no_whim_no_chance(answering: Conversationalist) -> None:
    """Without a whim the best candidate is the one that is said."""
    for seed in range(4):
        reply = last(answering, HELLO, Sampling(seed=seed, whim=0))
        if reply.source == "generated":
            assert reply.text.startswith(reply.candidates[0].candidate.text)
