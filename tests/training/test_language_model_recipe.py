"""The writing recipe on a few paragraphs of our own: streams, carried state, scores."""

from __future__ import annotations

import gzip
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.checkpoint import load_model, save_model
from assistant.errors import BadData, BadModel, BadOption
from assistant.language.tokenizer import START_ID, Subwords
from assistant.models.language_model import LanguageModel, LanguageModelConfig
from tests import tiny
from tests.training import corpora
from training import train
from training.data import kinds_of_text
from training.data.speech import Clip
from training.data.text import CHUNK, STYLES, chunks, dashed, detokenise, load, load_file, wikitext
from training.evaluate_text import evaluate_folder
from training.growth import widened
from training.recipes.language_model import PRESETS, LanguageModelRecipe, Settings
from training.text_scores import bits_per_character

STORY = "The kettle sang, and the kitten slept beside it until the soup was ready.\n"
SMALL = replace(
    PRESETS["smoke"], vocabulary=300, embedding=8, hidden=8, rows=3, segment=16, chunks=0,
    unmarked=0.5,
)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for corpus in STYLES:
        for split, lines in (("train", 120), ("dev", 3), ("test", 3)):
            text = [f"{number}. {STORY.strip()}" for number in range(lines)]
            corpora.put(tmp_path / "data", corpus, split, text)
    monkeypatch.setenv("REFRAIN_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def recipe(data: Path, tmp_path: Path) -> LanguageModelRecipe:
    recipe = LanguageModelRecipe(SMALL, tmp_path / "runs")
    recipe.prepare()
    return recipe


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tokens", "plain"),
    [
        ("3 @.@ 5 m ( 11 ft ) long", "3.5 m (11 ft) long"),
        ("a well @-@ known cook 's soup , she said", "a well-known cook's soup, she said"),
        ('the " old " kettle ; it was theirs .', 'the "old" kettle; it was theirs.'),
        ("they do n't sing , 1 @,@ 000 do", "they don't sing, 1,000 do"),
    ],
)
def test_detokenise(tokens: str, plain: str) -> None:
    assert detokenise(tokens) == plain


def test_wikitext_by_hand() -> None:
    lines = ["", " = Soup = ", " It is hot . The <unk> is not . We eat it . ", " <unk> . "]
    assert list(wikitext(lines)) == ["It is hot. We eat it."]


def test_turns_of_a_conversation_stand_behind_dashes() -> None:
    talks = [["hi there", "hello! how are you"], ["it rains"]]
    assert list(dashed(talks)) == ["- Hi there.", "- Hello! How are you?", "", "- It rains.", ""]


def test_chunks_keep_lines_whole_and_lose_none() -> None:
    lines = [f"line {number} of some length" for number in range(500)]
    found = list(chunks(lines))
    assert "".join(found) == "\n".join(lines) + "\n"
    assert all(CHUNK <= len(chunk) < CHUNK + 40 for chunk in found[:-1])
    assert list(chunks([])) == list(chunks(["", " "])) == []


def test_files_that_cannot_be_read_are_named(tmp_path: Path, data: Path) -> None:
    (tmp_path / "broken.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "broken.txt.gz").write_bytes(gzip.compress(b"soup " * 999)[:30])
    for name in ("broken.txt", "broken.txt.gz", "missing.txt"):
        with pytest.raises(BadData, match=name.replace(".", r"\.")):
            load_file(tmp_path / name)
    (data / "text" / "lm" / "gutenberg.dev.txt.gz").unlink()
    with pytest.raises(BadData, match=r"gutenberg\.dev"):
        load("gutenberg", "dev")


# --- streams ------------------------------------------------------------------------------------


def test_streams_hold_every_chunk_behind_its_mark(recipe: LanguageModelRecipe) -> None:
    streams = recipe.streams(0)
    total = sum(len(ids) + 1 for _, ids in recipe.chunks)
    assert streams.shape == (3, total // 3)
    flat = streams.flatten()
    marks = [START_ID, *(recipe.tokenizer.id(mark) for mark in STYLES.values())]
    begins = np.flatnonzero(np.isin(flat, marks))
    assert len(begins) == len(recipe.chunks)
    assert set(flat[begins]) > {START_ID}, "some styles are told, some are not"
    assert (recipe.streams(1) != streams).any()
    assert (recipe.streams(0) == streams).all()


def test_segments_lie_end_to_end(recipe: LanguageModelRecipe) -> None:
    """Row r of the next batch goes on where row r of this one ended."""
    batches = recipe.batches(0)
    pieces = [recipe.collate(rows, 0) for rows in batches]
    streams = torch.from_numpy(recipe.streams(0).astype(np.int64))
    assert torch.cat([piece.ids for piece in pieces], dim=1).equal(streams[:, :-1])
    assert torch.cat([piece.following for piece in pieces], dim=1).equal(streams[:, 1:])
    assert all(piece.ids.shape[1] == 16 for piece in pieces[:-1])


def test_shares_of_two_processes_are_the_rows_of_one(recipe: LanguageModelRecipe) -> None:
    rows = recipe.batches(0)[2]
    whole = recipe.collate(rows, 0)
    assert recipe.collate(rows[1::2], 0).ids.equal(whole.ids[1::2])


def test_carried_state_makes_segments_one_text(recipe: LanguageModelRecipe) -> None:
    torch.manual_seed(0)
    model = recipe.build().eval()
    carry, total = None, torch.zeros(())
    for rows in recipe.batches(0):
        loss, carry = recipe.loss(model, recipe.collate(rows, 0), carry)
        total = total + loss.detach()
        assert not any(part.requires_grad for layer in carry for part in layer)
    streams = torch.from_numpy(recipe.streams(0).astype(np.int64))
    logits, _ = model(streams[:, :-1])
    whole = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), streams[:, 1:].flatten(), reduction="sum"
    )
    torch.testing.assert_close(total, whole.detach(), rtol=1e-4, atol=0)


# --- scores -------------------------------------------------------------------------------------


def test_bits_by_hand() -> None:
    """A network that finds all ids equally likely pays log2(vocabulary) for each token."""
    words = tiny.subwords()
    model = tiny.language_model(vocabulary=len(words))
    for parameter in model.parameters():
        parameter.data.zero_()
    texts = ["hello, how", "soup", "x" * 200]
    count = bits_per_character(model, words, texts, "<letter>")
    tokens = sum(len(words.encode(text)) for text in texts)
    assert (count.chunks, count.characters, count.tokens) == (3, 214, tokens)
    assert count.bits == pytest.approx(tokens * math.log2(len(words)), rel=1e-5)
    assert count.rate == pytest.approx(count.bits / 214)


def test_scoring_side_by_side_equals_one_by_one() -> None:
    words = tiny.subwords()
    model = tiny.language_model(vocabulary=len(words))
    texts = ["hello, how are you", "soup", "the kettle is singing again " * 9]
    together = bits_per_character(model, words, texts, "<letter>").bits
    alone = sum(bits_per_character(model, words, [text], "<letter>").bits for text in texts)
    assert together == pytest.approx(alone, rel=1e-5)


def test_evaluates_and_exports(recipe: LanguageModelRecipe, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = recipe.build().eval()
    evaluation = recipe.evaluate(model)
    assert evaluation.score == evaluation.scores["bits_per_character"] > 0
    assert len(evaluation.samples) == len(STYLES)
    recipe.export(model, tmp_path / "toy", {"scores": evaluation.scores})
    result = evaluate_folder(load_model(tmp_path / "toy"), "dev")
    assert result["all"]["chunks"] == len(STYLES)
    assert result["all"]["bits_per_character"] == pytest.approx(evaluation.score, rel=0.01)
    # The text is nearly all repetition: the 5-gram knows it, an untrained network does not.
    assert result["all"]["kn5_bits_per_character"] < result["all"]["bits_per_character"]


def test_scores_text_of_ones_own(recipe: LanguageModelRecipe, tmp_path: Path) -> None:
    torch.manual_seed(0)
    loaded = tiny.loaded("language_model", recipe.build().eval(), recipe.tokenizer)
    (tmp_path / "mine.txt").write_text(STORY, encoding="utf-8")
    result = evaluate_folder(loaded, "test", tmp_path / "mine.txt")
    assert result["corpora"]["mine"]["characters"] == len(STORY)
    assert "kn5_bits_per_character" not in result["all"]


def test_presets_cover_the_command_line() -> None:
    words = {"words", "words_gpu"}
    assert set(PRESETS) == {"smoke", "cpu", "gpu", "characters", "characters_gpu"} | words
    assert all(isinstance(preset, Settings) for preset in PRESETS.values())


# --- spoken text, and beginning with a network ---------------------------------------------------


def test_spoken_text_is_read_and_scored_sentence_by_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = {"gutenberg": [["the", "kettle", "sang"]] * 40, "snips": [["turn", "it", "on"]] * 9}
    asked: list[object] = []

    def sentences(*arguments: object) -> dict[str, list[list[str]]]:
        asked.extend(arguments)
        return said

    clip = Clip("librispeech", "a.flac", None, tmp_path, 1.0, "s", "dev", "the kettle sang")
    monkeypatch.setattr(kinds_of_text, "sentences_of", sentences)
    monkeypatch.setattr(kinds_of_text, "read_corpora", lambda split, corpora: [clip])
    recipe = LanguageModelRecipe(replace(SMALL, text="spoken", words=100), tmp_path / "runs")
    recipe.prepare()
    assert asked[1] == 100 and asked[2]["snips"] == 10  # type: ignore[index]
    assert len(recipe.chunks) == 49
    assert {mark for mark, _ in recipe.chunks} == {START_ID}
    scores = recipe.evaluate(recipe.build().eval()).scores
    assert scores["librispeech_bits_per_character"] == scores["commonvoice_bits_per_character"]


def test_a_training_can_begin_with_a_network(recipe: LanguageModelRecipe, tmp_path: Path) -> None:
    first = recipe.build()
    recipe.export(first, tmp_path / "first", {})
    settings = replace(SMALL, start=str(tmp_path / "first"), hidden=99, dropout=0.25)
    second = LanguageModelRecipe(settings, tmp_path / "runs")
    second.prepare()
    model = second.build()
    assert second.tokenizer.to_json() == recipe.tokenizer.to_json()
    assert model.config == replace(first.config, dropout=0.25)
    ids = torch.tensor([[START_ID, 9, 8, 7]])
    assert torch.allclose(model.eval()(ids)[0], first.eval()(ids)[0], atol=2e-2)  # stored as fp16
    save_model(tmp_path / "ears", tiny.ctc(), "ctc", tiny.ctc().config, {})
    ears = LanguageModelRecipe(replace(SMALL, start=str(tmp_path / "ears")), tmp_path)
    with pytest.raises(BadModel):
        ears.prepare()


def test_styles_that_a_network_lacks_are_added(recipe: LanguageModelRecipe, tmp_path: Path) -> None:
    """A new style says what the mean of all ids would, and no old id means anything else."""
    words = Subwords(recipe.tokenizer.merges, ["<novel>", "<article>", "<play>"])
    first = tiny.language_model(vocabulary=len(words)).eval()
    save_model(tmp_path / "first", first, "language_model", first.config, {"text": words})
    settings = replace(SMALL, start=str(tmp_path / "first"))
    second = LanguageModelRecipe(settings, tmp_path / "runs")
    second.prepare()
    model = second.build().eval()
    assert second.tokenizer.id("<talk>") == len(words) == model.config.vocabulary - 1
    ids = torch.tensor([[START_ID, 9, 8, 7]])
    old, new = first(ids)[0], model(ids)[0]
    assert torch.allclose(new[..., :-1], old, atol=2e-2)  # stored as fp16
    mean = first.embedding.weight.mean(0)
    torch.testing.assert_close(model.embedding.weight[-1], mean, atol=1e-3, rtol=0)
    torch.testing.assert_close(model.bias[-1], first.bias.min(), atol=1e-3, rtol=0)


@pytest.mark.parametrize(("cell", "layers"), [("lstm", 1), ("lstm", 2), ("gru", 1), ("rnn", 2)])
def test_a_widened_network_says_the_same_and_can_learn(cell: str, layers: int) -> None:
    torch.manual_seed(0)
    config = LanguageModelConfig(30, 8, 12, layers, cell, dropout=0.0)  # type: ignore[arg-type]
    small = LanguageModel(config)
    wide = widened(small, 20)
    assert wide.config == replace(config, hidden=20)
    ids = torch.randint(30, (3, 9))
    expected, _ = small(ids)
    logits, state = wide(ids)
    torch.testing.assert_close(logits, expected, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(wide(ids[:, :4], state)[0], small(ids[:, :4], small(ids)[1])[0])
    logits.square().sum().backward()
    assert wide.project.weight.grad is not None
    assert wide.project.weight.grad[:, 12:].abs().min() > 0, "the new units are worth learning"
    assert widened(small, 12)(ids)[0].equal(expected)
    with pytest.raises(BadOption, match="12"):
        widened(small, 11)


# --- characters ---------------------------------------------------------------------------------


@pytest.fixture
def letters(data: Path, tmp_path: Path) -> LanguageModelRecipe:
    settings = replace(PRESETS["characters"], embedding=8, hidden=8, rows=3, segment=16, epochs=1)
    recipe = LanguageModelRecipe(settings, tmp_path / "runs")
    recipe.prepare()
    return recipe


def test_characters_are_one_text_begun_elsewhere_in_each_epoch(
    letters: LanguageModelRecipe,
) -> None:
    text = letters.tokenizer.decode(letters.streams(0).flatten())
    original = "".join(f"{number}. {STORY}" for number in range(120))
    assert len(letters.tokenizer.encode(original)) == len(original), "one id a letter"
    assert len(text) >= len(original) - 3
    begun = original.find(text[:60])
    assert begun != 0
    assert text.startswith(original[begun:]) or original[begun:].startswith(text)
    assert (letters.streams(0) != letters.streams(1)).any()


def test_characters_are_scored_in_nats(letters: LanguageModelRecipe, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = letters.build().eval()
    scores = letters.evaluate(model).scores
    assert scores["nats_per_character"] == pytest.approx(scores["bits_per_character"] * math.log(2))
    letters.export(model, tmp_path / "letters", {})
    found = evaluate_folder(load_model(tmp_path / "letters"), "test")
    parts = [found[name]["characters"] for name in ("dev", "test", "last_tenth")]
    assert parts[0] + parts[1] == parts[2] == 2 * len("".join(f"{n}. {STORY}" for n in range(3)))
    assert found["last_tenth"]["nats_per_character"] > 0


def test_an_unknown_preset_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(["language_model", "--preset", "huge"]) == 2
    assert "characters" in capsys.readouterr().err, "those that there are"
