"""Where the network that answers looks: the weights are those with which it writes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from assistant.errors import BadText
from assistant.inside import attention
from assistant.inside.attention import LIMIT, PIECES, Looks, look
from assistant.language.decoders import TURN_LIMIT
from assistant.language.propose import Proposer
from assistant.language.tokenizer import START_ID, USER_ID
from assistant.messages import Turn
from tests import tiny

WORDS = tiny.subwords()
HELLO = (Turn("user", "Hello, how are you today?"),)
REPLY = "I am fine, thank you."


def proposer(**changes: object) -> Proposer:
    """Of a toy network whose attention prefers one place to another."""
    network = tiny.seq2seq(vocabulary=len(WORDS), **changes)
    for weight in network.attention.parameters():
        torch.nn.init.normal_(weight, std=2.0)
    return Proposer(tiny.loaded("seq2seq", network, WORDS))


@pytest.fixture(scope="module")
def answering() -> Proposer:
    return proposer()


def fits(found: Looks) -> bool:
    """Whether all parts have one shape, each row sums to one and each share is a probability."""
    return (
        found.weights.shape == (len(found.reply), len(found.context))
        and found.probabilities.shape == (len(found.reply),)
        and bool((found.weights >= 0).all())
        and np.allclose(found.weights.sum(1), 1, atol=1e-5)
        and bool(((found.probabilities >= 0) & (found.probabilities <= 1)).all())
    )


@pytest.mark.parametrize("kind", ["dot", "additive"])
@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_one_pass_looks_where_writing_step_by_step_does(kind: str, cell: str) -> None:
    """The oracle is the decoder as the search uses it: one subword, one step."""
    answering = proposer(attention=kind, cell=cell)
    found = look(answering, HELLO, REPLY)
    assert fits(found)
    assert found.weights.std() > 0.001  # it does prefer places
    ids = WORDS.encode("i am fine, thank you.")
    context = torch.tensor([[USER_ID, *WORDS.encode("hello, how are you today?")]])
    with torch.inference_mode():
        state = answering.model.start(context, torch.tensor([context.shape[1]]))
        for place, (before, written) in enumerate(zip([START_ID, *ids], ids, strict=False)):
            known, state = answering.model.step(torch.tensor([before]), state)
            assert found.weights[place] == pytest.approx(state.attention[0].numpy(), abs=1e-5)
            wanted = float(known[0, written].exp())
            assert found.probabilities[place] == pytest.approx(wanted, rel=1e-3)


def test_what_was_read_and_written_is_told(answering: Proposer) -> None:
    found = look(answering, HELLO, REPLY)
    assert found.context[0] == "<user>"
    assert "".join(found.context[1:]).strip() == "hello, how are you today?"
    assert "".join(found.reply).strip() == "i am fine, thank you."


def test_who_spoke_is_told(answering: Proposer) -> None:
    turns = (Turn("user", "hi"), Turn("assistant", "hello"), Turn("user", "how are you?"))
    found = look(answering, turns, REPLY)
    marks = [piece for piece in found.context if piece.startswith("<")]
    assert marks == ["<user>", "<assistant>", "<user>"]
    assert fits(found)


def test_a_network_without_preference_looks_everywhere_alike() -> None:
    """By hand: all keys are zero, so all scores are, and each of n places gets 1 / n."""
    answering = proposer()
    torch.nn.init.zeros_(answering.model.attention.map.weight)
    found = look(answering, HELLO, REPLY)
    assert found.weights == pytest.approx(1 / len(found.context))


def test_a_network_without_opinion_finds_all_alike() -> None:
    """By hand: the output layer is zero, so each of v subwords has probability 1 / v."""
    answering = proposer()
    torch.nn.init.zeros_(answering.model.embedding.weight)
    found = look(answering, HELLO, REPLY)
    assert found.probabilities == pytest.approx(1 / len(WORDS))


def test_what_comes_later_changes_nothing_before(answering: Proposer) -> None:
    """The beginning of a reply is looked at in the same way, however it goes on."""
    whole, part = look(answering, HELLO, REPLY), look(answering, HELLO, "I am fine")
    assert part.reply == whole.reply[: len(part.reply)]
    assert part.weights == pytest.approx(whole.weights[: len(part.reply)], abs=1e-6)
    assert part.probabilities == pytest.approx(whole.probabilities[: len(part.reply)], rel=1e-4)


@pytest.mark.parametrize("reply", ["", "  \n ", "\x00", "\ud800"])
def test_without_a_reply_it_is_the_networks_own(answering: Proposer, reply: str) -> None:
    found = look(answering, HELLO, reply)
    assert found.reply
    assert fits(found)
    assert found.reply == look(answering, HELLO, "").reply


def test_of_its_own_replies_the_likeliest_is_taken(
    answering: Proposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Said:
        def __init__(self, text: str, likely: float) -> None:
            self.ids, self.likely = tuple(WORDS.encode(text)), likely

    said = [Said("hello", -2.0), Said("fine, thank you", -0.5), Said("soup", -1.0)]
    monkeypatch.setattr(answering, "propose", lambda history, options: said)
    assert "".join(look(answering, HELLO, "").reply).strip() == "fine, thank you"
    said.clear()
    with pytest.raises(BadText, match="nothing to say"):
        look(answering, HELLO, "")


@pytest.mark.parametrize(
    "text",
    ["<b>hi</b> & \u201cyou\u201d", "\U0001f600\u0301", "\u4e16\u754c", "<user> <s>", "?!?!?!"],
)
def test_hostile_texts_are_only_text(answering: Proposer, text: str) -> None:
    found = look(answering, (Turn("user", text),), text)
    assert fits(found)
    assert found.context.count("<user>") == 1  # the mark can not be typed


def test_long_ones_are_cut_and_longer_ones_refused(answering: Proposer) -> None:
    longest = ("how are you? " * LIMIT)[:LIMIT]
    found = look(answering, (Turn("user", longest),), longest)
    assert fits(found)
    assert len(found.context) == TURN_LIMIT + 1
    assert len(found.reply) == PIECES
    for said, reply in ((longest + "!", "hi"), ("hi", longest + "!")):
        with pytest.raises(BadText, match=f"{LIMIT + 1} characters; at most {LIMIT}"):
            look(answering, (Turn("user", said),), reply)


@pytest.mark.parametrize("history", [(), (Turn("user", ""),), (Turn("user", " \x00\n"),)])
def test_nothing_to_answer_is_told(answering: Proposer, history: tuple[Turn, ...]) -> None:
    with pytest.raises(BadText, match="nothing to answer"):
        look(answering, history, "well")


def test_checking_alone_needs_no_network() -> None:
    attention.check("hello", "")
    with pytest.raises(BadText):
        attention.check("", "")
