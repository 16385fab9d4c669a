"""Looks into the networks: each is read when it is needed, and shown as it works."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from assistant import load
from assistant.errors import BadAudio, BadModel, BadOption, BadText
from assistant.inside.look import Look
from assistant.language.converse import Conversationalist
from assistant.language.fit import ReplyEncoder
from assistant.language.tokenizer import USER_ID
from assistant.language.write import Writer
from tests import tiny
from tests.speech.test_recognise import SPEECH, Scripted, recogniser

WORDS = tiny.subwords()


def writer(**changes: Any) -> Writer:
    network = tiny.language_model(vocabulary=len(WORDS), **changes)
    return Writer(tiny.loaded("language_model", network, WORDS))


def encoder(**changes: Any) -> ReplyEncoder:
    network = tiny.encoder(vocabulary=len(WORDS), **changes)
    return ReplyEncoder(tiny.loaded("encoder", network, WORDS))


def conversationalist() -> Conversationalist:
    return Conversationalist(tiny.loaded("seq2seq", tiny.seq2seq(vocabulary=len(WORDS)), WORDS))


def never() -> Any:
    raise AssertionError("this network was not asked for")


def look(**stages: Callable[[], Any]) -> Look:
    """With these networks; the others may not be read."""
    names = ("writer", "encoder", "conversationalist", "recogniser")
    return Look(**{name: stages.get(name, never) for name in names})


LOOKS: dict[str, Callable[[Look], object]] = {
    "writer": lambda one: one.read("Hello, how are you?"),
    "encoder": lambda one: one.read_by_encoder("Hello, how are you?"),
    "conversationalist": lambda one: one.attend("hello", "i am fine"),
    "recogniser": lambda one: one.hear(SPEECH),
}
MAKE: dict[str, Callable[[], Any]] = {
    "writer": writer,
    "encoder": encoder,
    "conversationalist": conversationalist,
    "recogniser": lambda: recogniser(Scripted("see two", "S IY")),
}


@pytest.mark.parametrize("stage", LOOKS)
def test_each_look_reads_one_network_only(stage: str) -> None:
    asked: list[str] = []

    def make() -> Any:
        asked.append(stage)
        return MAKE[stage]()

    assert LOOKS[stage](look(**{stage: make})) is not None
    assert asked == [stage]


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda one: one.read(""), BadText),
        (lambda one: one.read("x" * 2001), BadText),
        (lambda one: one.read_by_encoder(" \n"), BadText),
        (lambda one: one.read_by_encoder("\x00\x01"), BadText),
        (lambda one: one.read_by_encoder("\ufdfa" * 2000), BadText),  # each becomes a sentence
        (lambda one: one.attend("", "hello"), BadText),
        (lambda one: one.attend("x" * 401), BadText),
        (lambda one: one.hear(b"RIFF, or so it says"), BadAudio),
        (lambda one: one.hear(b""), BadAudio),
        (lambda one: one.hear(Path("nowhere.wav")), BadAudio),
    ],
)
def test_what_can_not_be_read_is_told_before_a_network_is(
    ask: Callable[[Look], object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(look())


@pytest.mark.parametrize("stage", LOOKS)
def test_a_missing_network_is_told_by_name(stage: str, tmp_path: Path) -> None:
    folder = {
        "writer": "language_model",
        "encoder": "reply_encoder",
        "conversationalist": "dialogue",
        "recogniser": "speech",
    }[stage]
    with pytest.raises(BadModel, match=f"The {folder} model is missing"):
        LOOKS[stage](load(tmp_path).inside())


@pytest.mark.parametrize("cell", ["gru", "lstm"])
@pytest.mark.parametrize("text", ["Hello, how ARE you?", "a", "let's make soup \U0001f600\n\nnow"])
def test_the_encoder_is_shown_as_it_reads(cell: str, text: str) -> None:
    """The oracle is the network's own first layer, on what a user says in its own form."""
    reading_network = encoder(cell=cell)
    found = look(encoder=lambda: reading_network).read_by_encoder(text)
    said = " ".join(text.lower().split())
    assert found.text == "".join(found.pieces) == said
    model = reading_network.model
    ids = torch.tensor([[USER_ID, *WORDS.encode(said)]])
    with torch.inference_mode():
        x = model.embedding(ids) * model.config.embedding**0.5
        both = model.trunk.layers[0](x, torch.tensor([ids.shape[1]]))[0]
    assert found.gates.kind == cell
    wanted = both[1:, : model.config.hidden].numpy()  # the mark of the speaker is left out
    assert found.gates.hidden == pytest.approx(wanted, abs=1e-5)


def test_the_beginning_of_a_text_is_read_as_the_whole() -> None:
    """Who reads forward has the same state after a word, whatever comes next."""
    one = look(writer=writer, encoder=encoder)
    for read in (one.read, one.read_by_encoder):
        whole, part = read("how are you today?"), read("how are")
        count = len(part.pieces)
        assert part.pieces == whole.pieces[:count]
        assert part.gates.hidden == pytest.approx(whole.gates.hidden[:count], abs=1e-6)


def test_a_writer_without_gates_is_told() -> None:
    with pytest.raises(BadOption, match="LSTM or GRU"):
        look(writer=lambda: writer(cell="rnn")).read("hello")


def test_two_people_look_at_once() -> None:
    network = writer()
    one = look(writer=lambda: network)
    texts = ["hello, how are you?", "the kettle is singing", "feed the kitten", "soup"] * 3
    alone = [one.read(text).gates.hidden for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: one.read(text).gates.hidden, texts))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))
