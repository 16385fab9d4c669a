"""Writing with a toy network: streams, seeds, prompts of any kind, completion."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from assistant.errors import BadModel, BadOption, BadText
from assistant.language.decoders import TextDecoder
from assistant.language.tokenizer import START_ID
from assistant.language.write import Writer, WritingOptions
from tests import tiny

WORDS = tiny.subwords()
LINE = "what shall we cook this evening? let's make soup."


@pytest.fixture(scope="module")
def writer() -> Writer:
    network = tiny.language_model(vocabulary=len(WORDS))
    return Writer(tiny.loaded("language_model", network, WORDS))


@pytest.fixture(scope="module")
def taught() -> Writer:
    """A network that knows one line by heart."""
    network = tiny.language_model(vocabulary=len(WORDS), embedding=16, hidden=24)
    ids = torch.tensor([[START_ID, *WORDS.encode(LINE)]])
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(120):
        logits, _ = network(ids[:, :-1])
        optimiser.zero_grad()
        F.cross_entropy(logits[0], ids[0, 1:]).backward()
        optimiser.step()
    return Writer(tiny.loaded("language_model", network, WORDS))


def text(writer: Writer, prompt: str, **options: object) -> str:
    settings = WritingOptions(**options)  # type: ignore[arg-type]
    return "".join(token.text for token in writer.write(prompt, settings))


def test_goes_on_with_what_it_knows(taught: Writer) -> None:
    left = len(WORDS.encode(LINE)) - len(WORDS.encode("what shall we"))
    assert text(taught, "what shall we", temperature=0, tokens=left) == LINE[13:]
    assert text(taught, "what shall we ", temperature=0, tokens=left) == LINE[14:]


@pytest.mark.parametrize(
    ("begun", "added"),
    [
        ("what shall we", " cook this evening?"),
        ("what shall we ", "cook this evening?"),
        ("what shall we co", "ok this evening?"),
        ("what sh", "all we cook this"),
    ],
)
def test_completion(taught: Writer, begun: str, added: str) -> None:
    words = 4 if added.endswith("this") else 5
    assert taught.complete(begun, words) == added


def test_completion_stops_after_so_many_words(taught: Writer) -> None:
    assert taught.complete("what shall we", 1) == " cook"


def test_same_seed_same_text(writer: Writer) -> None:
    assert text(writer, "soup", seed=3) == text(writer, "soup", seed=3)
    assert text(writer, "soup", seed=3) != text(writer, "soup", seed=4)


def test_stream_equals_the_decoded_whole(writer: Writer) -> None:
    tokens = list(writer.write("", WritingOptions(tokens=40, seed=1, temperature=3)))
    whole = WORDS.decode(token.id for token in tokens)
    shown = "".join(token.text for token in tokens)
    assert shown == whole or whole.startswith(shown), "only a character cut off may be missing"
    assert len(tokens) == 40
    assert all(token.log_probability <= 0 for token in tokens)


def test_marks_are_never_written(writer: Writer) -> None:
    tokens = writer.write("hello", WritingOptions(tokens=300, seed=1, temperature=10, top_p=1))
    assert min(token.id for token in tokens) >= len(WORDS.specials)


def test_stopping_early(writer: Writer) -> None:
    stream = writer.write("hello", WritingOptions(tokens=1000, seed=1))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert list(stream) == []


@pytest.mark.parametrize("prompt", ["", " ", "\n", "🙂 漢字", "<s> </s>", "soup " * 2000])
def test_any_prompt(writer: Writer, prompt: str) -> None:
    assert len(list(writer.write(prompt, WritingOptions(tokens=3, seed=1)))) == 3
    assert isinstance(writer.complete(prompt, 2), str)


def test_prompt_is_read_with_its_style(writer: Writer) -> None:
    assert writer.styles == ("letter",)
    plain, letter = (
        next(writer.write("a", WritingOptions(temperature=0, style=style)))
        for style in (None, "letter")
    )
    assert plain.log_probability != letter.log_probability


def test_prompt_too_long(writer: Writer) -> None:
    with pytest.raises(BadText):
        writer.write("x" * 20_001)


@pytest.mark.parametrize(
    "bad", [{"tokens": 0}, {"tokens": 10**6}, {"temperature": -1}, {"top_k": -1}, {"top_p": 0}]
)
def test_impossible_options(bad: dict[str, float]) -> None:
    with pytest.raises(BadOption):
        WritingOptions(**bad)  # type: ignore[arg-type]


def test_unknown_style_and_no_words(writer: Writer) -> None:
    with pytest.raises(BadOption):
        writer.write("", WritingOptions(style="sonnet"))
    with pytest.raises(BadOption):
        writer.complete("a", 0)


def test_only_networks_that_write() -> None:
    with pytest.raises(BadModel):
        Writer(tiny.loaded("ctc", tiny.ctc(), WORDS))


@torch.inference_mode()
def test_decoder_reads_the_whole_prompt() -> None:
    network = tiny.language_model(vocabulary=len(WORDS))
    ids = [START_ID, *WORDS.encode("hello, how")]
    decoder = TextDecoder(network, ids, rows=2)
    log_probs, _ = decoder.step(decoder.start_ids, decoder.start())
    expected = network(torch.tensor([ids]))[0][0, -1].log_softmax(-1)
    torch.testing.assert_close(log_probs, expected.expand(2, -1))
