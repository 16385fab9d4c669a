"""Replies of a toy network: streaming, seeds, ranking, and odd conversations."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from assistant.errors import BadModel, BadOption, BadText
from assistant.language.converse import (
    FALLBACK,
    Candidate,
    Conversationalist,
    Finished,
    Fitting,
    Fresh,
    Sampling,
    Substantial,
    Varied,
)
from assistant.language.tokenizer import ASSISTANT_ID, END_ID, USER_ID
from assistant.messages import Reply, Turn
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
        Sampling(candidates=0),
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
    for candidate in answering.candidates(HELLO, Sampling(seed=2, temperature=5)):
        assert min(candidate.ids) > END_ID + 2


def test_context_by_hand(answering: Conversationalist) -> None:
    """The last three turns, seen from the one who answers; the oldest is forgotten."""
    turns = [Turn("assistant", "Soup."), Turn("user", "Hello!"), Turn("assistant", "I AM fine.")]
    a, b = WORDS.encode("hello!"), WORDS.encode("i am fine.")
    c = WORDS.encode("let's make soup.")
    expected = [USER_ID, *a, ASSISTANT_ID, *b, USER_ID, *c]
    assert answering.context([*turns, Turn("user", "Let's make soup.")]) == expected


def test_turns_of_one_speaker_in_a_row_are_one(answering: Conversationalist) -> None:
    apart = [Turn("user", "Hello!"), Turn("user", "How are you?")]
    assert answering.context(apart) == answering.context([Turn("user", "Hello! How are you?")])


@pytest.mark.parametrize("text", ["?!", "🙂", "漢字", "a", "no punctuation at all", "x" * 2000])
def test_odd_input_gets_a_reply(answering: Conversationalist, text: str) -> None:
    assert last(answering, [Turn("user", text)], Sampling(seed=1, candidates=2)).text


def test_unreadable_input_gets_an_honest_reply(answering: Conversationalist) -> None:
    reply = last(answering, [Turn("user", "\x00\x07")], Sampling())
    assert (reply.text, reply.source) == (FALLBACK, "fallback")


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


# --- why one reply is better than another -------------------------------------------------------


def candidate(text: str = "i like soup with carrots", **changes: object) -> Candidate:
    values = {"ids": (9,), "likely": -1.0, "common": -2.0, "finished": True, "earlier": ()}
    return Candidate(text=text, **{**values, **changes})  # type: ignore[arg-type]


def test_what_is_likely_anywhere_counts_less() -> None:
    assert Fitting(0.5).score(candidate()) == pytest.approx(0.0)
    assert Fitting().score(candidate(common=-1.0)) < Fitting().score(candidate(common=-3.0))


def test_what_was_said_before_counts_less() -> None:
    said = ("i like soup with carrots",)
    assert Fresh(4).score(candidate(earlier=said)) == -4
    assert Fresh(4).score(candidate("quite another thing", earlier=said)) == 0
    assert -4 < Fresh(4).score(candidate("i like soup with salt", earlier=said)) < 0


def test_cut_off_and_curt_replies_count_less() -> None:
    assert Finished().score(candidate(finished=False)) < Finished().score(candidate())
    assert Substantial().score(candidate("no")) < Substantial().score(candidate()) == 0


def test_pairs_of_words_that_come_twice_count_less() -> None:
    assert Varied(1).score(candidate("i'm sorry, i'm sorry")) == -1
    assert Varied(1).score(candidate("no, no, no!")) == -1
    assert Varied(1).score(candidate("i like soup with carrots")) == 0
