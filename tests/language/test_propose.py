"""What could be said, and how likely the network holds it."""

from __future__ import annotations

import pytest
import torch

from assistant.language import propose
from assistant.language.propose import Proposer
from assistant.language.tokenizer import END_ID, START_ID, USER_ID
from assistant.messages import Candidate, Turn
from tests import tiny

WORDS = tiny.subwords()
HISTORY = (Turn("user", "Hello, how are you today?"),)
ELSEWHERE = (Turn("user", "It rains."), Turn("assistant", "I hear it."), Turn("user", "So?"))


@pytest.fixture
def proposer() -> Proposer:
    return Proposer(tiny.loaded("seq2seq", tiny.seq2seq(vocabulary=len(WORDS)), WORDS))


def step_by_step(proposer: Proposer, context: list[int], reply: list[int]) -> float:
    """The decoder as the search uses it, one subword a step."""
    total = 0.0
    with torch.inference_mode():
        state = proposer.model.start(torch.tensor([context]), torch.tensor([len(context)]))
        for before, written in zip([START_ID, *reply], [*reply, END_ID], strict=True):
            known, state = proposer.model.step(torch.tensor([before]), state)
            total += float(known[0, written])
    return total / (len(reply) + 1)


def test_likelihoods_are_those_of_writing_step_by_step(proposer: Proposer) -> None:
    contexts = [proposer.context(ELSEWHERE), proposer.context(HISTORY), [USER_ID]]
    replies = [WORDS.encode(text) for text in ("i am fine, thank you.", "so", "")]
    # Each context more than once, and not in a row.
    pairs = [(context, reply) for reply in replies for context in contexts]
    found = proposer.likelihoods([c for c, _ in pairs], [r for _, r in pairs])
    assert found == pytest.approx([step_by_step(proposer, c, r) for c, r in pairs], abs=1e-4)
    assert proposer.likelihoods([], []) == []


def test_what_is_meant_for_any_turn_is_weighed_and_nothing_else(proposer: Proposer) -> None:
    sure = Candidate("I have no mouth.", "persona", match=0.7)
    own = Candidate("I am fine.", "generated", ids=(8, 9), likely=-1.5, common=-2.5)
    open_ended = Candidate("How so?", "persona")
    first, second, third = proposer.weighed(HISTORY, [sure, open_ended, own])
    assert (first, third) == (sure, own)
    ids = WORDS.encode("how so?")
    assert second.text == "How so?" and not second.ids and not second.match
    assert second.likely == pytest.approx(
        step_by_step(proposer, proposer.context(HISTORY), ids), abs=1e-4
    )
    assert second.common == pytest.approx(step_by_step(proposer, [USER_ID], ids), abs=1e-4)
    assert proposer.weighed(HISTORY, []) == []


def test_the_likelihood_in_general_is_found_once(
    proposer: Proposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    really = proposer.likelihoods

    def counting(contexts: list[list[int]], replies: list[list[int]]) -> list[float]:
        asked.append(len(replies))
        return really(contexts, replies)

    monkeypatch.setattr(proposer, "likelihoods", counting)
    texts = ["How so?", "And then?", "How so?"]
    candidates = [Candidate(text, "persona") for text in texts]
    before = proposer.weighed(HISTORY, candidates)
    after = proposer.weighed(ELSEWHERE, candidates)
    assert asked == [3, 2, 3, 0]
    assert [one.common for one in before] == [one.common for one in after]
    assert before[0] == before[2] and before[0].likely != after[0].likely


def test_what_is_kept_stays_bounded(proposer: Proposer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(propose, "REMEMBERED", 5)
    commons = {}
    for number in range(20):
        candidate = Candidate(f"Is it {'so ' * number}then?", "persona")
        (weighed,) = proposer.weighed(HISTORY, [candidate])
        commons[candidate] = weighed.common
        assert len(proposer._common) <= 5
    for candidate, common in commons.items():
        assert proposer.weighed(HISTORY, [candidate])[0].common == pytest.approx(common)
