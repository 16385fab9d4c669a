"""Vectors of texts, in whatever order and company."""

from __future__ import annotations

import pytest
import torch

from assistant.errors import BadModel
from assistant.language.fit import LONGEST, ReplyEncoder
from assistant.messages import Turn
from tests import tiny

WORDS = tiny.subwords()
TEXTS = ["hello", "", "the kettle is singing. don't forget to feed the kitten!", "🙂", "Hello"]


@pytest.fixture(scope="module")
def encoder() -> ReplyEncoder:
    return ReplyEncoder(tiny.loaded("encoder", tiny.encoder(vocabulary=len(WORDS)), WORDS))


def test_order_and_company_change_nothing(encoder: ReplyEncoder) -> None:
    together = encoder.replies(TEXTS)
    assert together.shape == (5, 5)
    for row, text in enumerate(TEXTS):
        torch.testing.assert_close(together[row], encoder.replies([text])[0])
    torch.testing.assert_close(together[0], together[4]), "case is not read"


def test_more_texts_than_one_group_holds(encoder: ReplyEncoder) -> None:
    texts = [f"kettle {number}" for number in range(150)]
    whole = encoder.prompts(texts)
    torch.testing.assert_close(whole[149], encoder.prompts(["kettle 149"])[0])


def test_a_prompt_is_a_conversation_of_one_turn(encoder: ReplyEncoder) -> None:
    alone = encoder.contexts([[Turn("user", "hello")]])
    torch.testing.assert_close(encoder.prompts(["hello"]), alone)
    after = encoder.contexts([[Turn("assistant", "feed the kitten!"), Turn("user", "hello")]])
    assert not torch.allclose(alone, after), "what was said before counts"


def test_nothing_and_too_much(encoder: ReplyEncoder) -> None:
    assert encoder.replies([]).shape == (0, 5)
    assert encoder.contexts([[]]).isfinite().all()
    long = "kettle " * 3 * LONGEST
    torch.testing.assert_close(encoder.replies([long]), encoder.replies([long + "kettle"]))


def test_only_reply_encoders() -> None:
    with pytest.raises(BadModel):
        ReplyEncoder(tiny.loaded("seq2seq", tiny.seq2seq(), WORDS))
