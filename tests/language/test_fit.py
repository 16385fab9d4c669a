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


# --- the whole score ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def blended() -> ReplyEncoder:
    network = tiny.encoder(vocabulary=len(WORDS), blend=True)
    return ReplyEncoder(tiny.loaded("encoder", network, WORDS))


HISTORY = [Turn("user", "what shall we cook?")]


def test_without_a_blend_the_score_is_the_dot_product(encoder: ReplyEncoder) -> None:
    products = encoder.replies(TEXTS) @ encoder.contexts([HISTORY])[0]
    torch.testing.assert_close(encoder.scores(HISTORY, TEXTS, ["i like soup."]), products)


def test_words_in_common_speak_for_a_reply(blended: ReplyEncoder) -> None:
    """The same reply scores higher where its words were said, or are known of who says it."""
    products = blended.replies(["carrots"]) @ blended.contexts([HISTORY])[0]
    plain = blended.scores(HISTORY, ["carrots"])
    torch.testing.assert_close(plain, products, msg="none of its pieces was said")
    assert blended.scores([Turn("user", "carrots")], ["carrots"])[0] > (
        blended.replies(["carrots"]) @ blended.contexts([[Turn("user", "carrots")]])[0]
    )
    assert blended.scores(HISTORY, ["carrots"], ["i like carrots"])[0] > plain[0]
    told = blended.scores(HISTORY, ["carrots", "the kettle"], ["i like carrots"])
    untold = blended.scores(HISTORY, ["carrots", "the kettle"])
    assert told[0] - untold[0] > told[1] - untold[1], "a fact speaks for what shares its words"


def test_scores_of_many_are_those_of_each(blended: ReplyEncoder) -> None:
    replies = [f"kettle {number}" for number in range(70)]
    known = ["the kettle is singing", "", "🙂"]
    whole = blended.scores(HISTORY, replies, known)
    assert whole.shape == (70,) and whole.isfinite().all()
    torch.testing.assert_close(whole[69:], blended.scores(HISTORY, ["kettle 69"], known))
    torch.testing.assert_close(whole, blended.scores(HISTORY, replies, known[::-1]))


def test_scores_of_nothing(blended: ReplyEncoder) -> None:
    assert blended.scores(HISTORY, []).shape == (0,)
    assert blended.scores([], [""], [""]).isfinite().all()
