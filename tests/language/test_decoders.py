"""What the conversation network reads, what it can be asked for, and what it looks at."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from assistant.errors import BadOption
from assistant.language.decoders import (
    ASK,
    CONTROLS,
    TELL,
    TURN_LIMIT,
    ReplyDecoder,
    attend,
    context_ids,
    control_ids,
)
from assistant.language.search import generate
from assistant.language.tokenizer import ASSISTANT_ID, START_ID, USER_ID
from tests import tiny

OLD = tiny.subwords()
WORDS = OLD.with_controls(CONTROLS)


def test_controls_stand_before_everything() -> None:
    turns = [[20], [21, 22], [23]]
    plain = [USER_ID, 20, ASSISTANT_ID, 21, 22, USER_ID, 23]
    assert context_ids(turns) == plain
    assert context_ids(turns, [30, 31]) == [30, 31, *plain]
    assert context_ids([[9], *turns], [30]) == [30, *plain], "an older turn goes, a control stays"
    assert len(context_ids([[7] * 99], [30, 31])) == 2 + 1 + TURN_LIMIT
    assert context_ids([], [30]) == [30]


def test_controls_do_not_change_what_was_given() -> None:
    controls = [30]
    context_ids([[20]], controls)
    assert controls == [30]


def test_controls_come_in_one_order() -> None:
    asked = control_ids(WORDS, ["<rich>", ASK])
    assert asked == control_ids(WORDS, [ASK, "<rich>"]) == [WORDS.id(ASK), WORDS.id("<rich>")]
    assert control_ids(WORDS, []) == []


def test_a_network_without_controls_does_as_it_likes() -> None:
    assert control_ids(OLD, CONTROLS) == []
    half = OLD.with_controls([TELL])
    assert control_ids(half, [ASK, TELL, "<rich>"]) == [half.id(TELL)]


@pytest.mark.parametrize("name", ["<user>", "ask", "", "<letter>"])
def test_unknown_controls_are_named(name: str) -> None:
    with pytest.raises(BadOption, match="choose among <ask>"):
        control_ids(WORDS, [ASK, name])


@torch.inference_mode()
def test_a_context_with_controls_decodes() -> None:
    model = tiny.seq2seq(vocabulary=len(WORDS))
    turn = WORDS.encode("how are you")
    found = []
    for marks in ([], [ASK], [TELL], CONTROLS):
        ids = context_ids([turn], control_ids(WORDS, marks))
        decoder = ReplyDecoder(model, ids)
        log_probs, _ = decoder.step(decoder.start_ids, decoder.start())
        assert torch.isfinite(log_probs).all() and log_probs.shape == (1, len(WORDS))
        found.append(log_probs)
    assert not any(found[0].equal(other) for other in found[1:]), "the network sees them"


# --- attention ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["dot", "additive"])
@pytest.mark.parametrize("cell", ["lstm", "gru"])
@torch.inference_mode()
def test_attention_is_that_of_writing_step_by_step(kind: str, cell: str) -> None:
    model = tiny.seq2seq(vocabulary=len(WORDS), attention=kind, cell=cell, decoder_layers=2)
    context = context_ids([WORDS.encode("i like soup")], control_ids(WORDS, [ASK]))
    reply = [choice.id for choice in generate(ReplyDecoder(model, context), 8)]
    assert reply, "the toy writes something"
    found = attend(model, WORDS, context, reply)
    decoder = ReplyDecoder(model, context)
    state, rows = decoder.start(), []
    for written in [START_ID, *reply[:-1]]:
        _, state = decoder.step(torch.tensor([written]), state)
        rows.append(state.attention[0].numpy())
    assert found.weights.shape == (len(reply), len(context))
    np.testing.assert_allclose(found.weights, np.stack(rows), atol=1e-5)
    np.testing.assert_allclose(found.weights.sum(1), 1, atol=1e-5)
    assert found.weights.dtype == np.float32


def test_attention_can_be_read() -> None:
    model = tiny.seq2seq(vocabulary=len(WORDS))
    context = context_ids([WORDS.encode("hello é")], control_ids(WORDS, [TELL]))
    found = attend(model, WORDS, context, WORDS.encode(" soup"))
    assert found.context[:2] == ("<tell>", "<user>")
    assert "".join(found.context[2:]) == "hello \\xc3\\xa9"
    assert "".join(found.reply) == " soup"


def test_attention_of_nothing() -> None:
    model = tiny.seq2seq(vocabulary=len(WORDS))
    nothing = attend(model, WORDS, [USER_ID], [])
    assert nothing.weights.shape == (0, 1) and nothing.reply == ()
    blank = attend(model, WORDS, [], [20, 21])
    assert blank.context == ("<pad>",) and blank.weights.tolist() == [[1.0], [1.0]]
