"""Writing with a toy network: streams, seeds, prompts of any kind, completion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from assistant.errors import BadModel, BadOption, BadText
from assistant.language.copies import CopyFilter, spellings
from assistant.language.decoders import TextDecoder
from assistant.language.sampling import RecentPenalty
from assistant.language.tokenizer import START_ID
from assistant.language.write import FEW_COPIED, Writer, WritingOptions, opened
from tests import tiny

WORDS = tiny.subwords()
LINE = "what shall we cook this evening? let's make soup."


@pytest.fixture(scope="module")
def writer() -> Writer:
    network = tiny.language_model(vocabulary=len(WORDS))
    return Writer(tiny.loaded("language_model", network, WORDS))


@pytest.fixture(scope="module")
def taught() -> Writer:
    return tiny.taught_writer(LINE, WORDS)


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


def test_going_on_in_the_middle_of_a_character_loses_nothing() -> None:
    line = "żółw soup"
    writer = tiny.taught_writer(line, WORDS)
    ids = [token.id for token in writer.write("", WritingOptions(tokens=12, temperature=0))]
    assert WORDS.decode(ids).startswith(line)
    for cut in range(1, 6):
        begun = list(writer.write("", WritingOptions(tokens=cut, temperature=0)))
        rest = WritingOptions(tokens=12 - cut, temperature=0)
        after = list(writer.write("", rest, [token.id for token in begun]))
        shown = "".join(token.text for token in (*begun, *after))
        assert shown.startswith(line), cut


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


# --- alternatives, going on, repetition, copies -------------------------------------------------


def test_alternatives_are_the_likeliest_in_order(writer: Writer) -> None:
    tokens = list(writer.write("hello", WritingOptions(tokens=5, temperature=0, alternatives=4)))
    for token in tokens:
        assert len(token.alternatives) == 4
        scores = [other.log_probability for other in token.alternatives]
        assert scores == sorted(scores, reverse=True)
        assert token.alternatives[0].id == token.id, "always the likeliest"
        assert token.log_probability == pytest.approx(scores[0])
    assert next(writer.write("hello")).alternatives == ()


def test_alternatives_on_demand_are_those_of_the_writing(writer: Writer) -> None:
    tokens = list(writer.write("hello ", WritingOptions(tokens=6, seed=2, alternatives=10)))
    begun = [token.id for token in tokens[:5]]
    again = writer.alternatives("hello ", begun)
    assert [one.id for one in again] == [one.id for one in tokens[5].alternatives]
    assert again[3].log_probability == pytest.approx(
        tokens[5].alternatives[3].log_probability, abs=1e-4
    )
    marks = range(len(WORDS.specials))
    assert not any(one.id in marks for one in writer.alternatives("", count=100))


def test_going_on_from_tokens_is_going_on(writer: Writer) -> None:
    whole = list(writer.write("hello", WritingOptions(tokens=8, temperature=0)))
    begun = [token.id for token in whole[:5]]
    rest = list(writer.write("hello", WritingOptions(tokens=3, temperature=0), begun))
    assert [token.id for token in rest] == [token.id for token in whole[5:]]


@pytest.mark.parametrize("bad", [[0], [-1], [10**6]])
def test_only_tokens_can_be_gone_on_from(writer: Writer, bad: list[int]) -> None:
    with pytest.raises(BadOption):
        writer.write("hello", begun=bad)


def test_repetition_is_controlled(writer: Writer) -> None:
    loop, free = (
        list(writer.write("what", WritingOptions(tokens=60, temperature=0, repetition=penalty)))
        for penalty in (0.0, 6.0)
    )
    assert len({token.id for token in free}) > len({token.id for token in loop})


def test_what_is_far_back_is_forgotten() -> None:
    rule = RecentPenalty(2.0, begun=(3,))
    scores = torch.zeros(1, 6)
    near = rule.apply(scores, torch.tensor([[4]]))[0].tolist()
    assert near == [0, 0, 0, -2, -2, 0]
    far = rule.apply(scores, torch.tensor([[4] * 80]))[0].tolist()
    assert far == [0, 0, 0, 0, -2, 0]
    assert rule.apply(scores, torch.empty(1, 0, dtype=torch.long))[0, 3] == -2


def test_copies_are_told_and_refused(taught: Writer, tmp_path: Path) -> None:
    line = f"{LINE} {LINE}"
    CopyFilter.build([spellings(line)], 200).save(tmp_path)
    loaded = replace(tiny.loaded("language_model", taught.model, WORDS), folder=tmp_path)
    writer = Writer(loaded)
    options = WritingOptions(tokens=30, temperature=0, copies=0)
    copied = "what" + "".join(token.text for token in writer.write("what", options))
    run = writer.longest_copy(copied)
    assert run is not None
    assert run.words > FEW_COPIED
    for copies, most in ((7, 7), (None, FEW_COPIED)):
        careful = replace(options, copies=copies)
        written = "what" + "".join(token.text for token in writer.write("what", careful))
        found = writer.longest_copy(written)
        assert found is None or found.words <= most


def test_who_does_not_know_its_texts_refuses_nothing(writer: Writer) -> None:
    assert writer.longest_copy(LINE) is None
    with pytest.raises(BadOption, match=r"training\.copies"):
        writer.write("hello", WritingOptions(copies=8))


@pytest.mark.parametrize(
    "bad", [{"repetition": -1}, {"alternatives": -1}, {"alternatives": 101}, {"copies": 6}]
)
def test_impossible_new_options(bad: dict[str, float]) -> None:
    with pytest.raises(BadOption):
        WritingOptions(**bad)  # type: ignore[arg-type]


# --- a style that was learnt later --------------------------------------------------------------


@pytest.fixture(scope="module")
def talker() -> Writer:
    words = WORDS.with_controls(["<talk>"])
    return Writer(tiny.loaded("language_model", tiny.language_model(vocabulary=len(words)), words))


def test_marks_behind_the_subwords_are_styles_and_never_written(talker: Writer) -> None:
    assert talker.styles == ("letter", "talk")
    mark = len(WORDS)
    options = WritingOptions(tokens=300, seed=1, temperature=10, top_p=1, style="talk")
    assert mark not in {token.id for token in talker.write("hello", options)}
    likely = talker.alternatives("", style="talk", count=100)
    assert mark not in {one.id for one in likely}
    with pytest.raises(BadOption):
        talker.write("hello", begun=[mark])
    for style in (None, "talk"):
        assert all(one.word for one in talker.suggest("soup ", style=style).words)


@pytest.mark.parametrize(
    ("prompt", "read"),
    [
        ("", "- "),
        ("  ", "- "),
        ("Hi there! ", "- Hi there! "),
        ("- Hi there!\n- ", "- Hi there!\n- "),
        ("\n- Hi", "\n- Hi"),
        ("\n Hi", "- Hi"),
        ("-", "-"),
    ],
)
def test_a_conversation_begins_with_a_dash(talker: Writer, prompt: str, read: str) -> None:
    assert opened(prompt, "talk") == read
    assert opened(prompt, "letter") == opened(prompt, None) == prompt
    options = WritingOptions(temperature=0, tokens=4, style="talk")
    assert list(talker.write(prompt, options)) == list(talker.write(read, options))
    assert talker.alternatives(prompt, style="talk") == talker.alternatives(read, style="talk")
    assert talker.suggest(prompt, style="talk") == talker.suggest(read, style="talk")
