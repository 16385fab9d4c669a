"""The spelling recipe on the toy data of the speech recipe and a few sentences of our own."""

from dataclasses import replace

import pytest
import torch

from assistant.checkpoint import load_model, save_model
from assistant.errors import BadModel, BadOption
from assistant.models.ctc import CTC
from assistant.speech.features import FEATURES
from tests import tiny
from training import augment
from training.evaluate_speech import evaluate_folder
from training.loop import Training
from training.metrics import edits
from training.recipes import speech, spelling

LINES = [["good", "day"], ["hello", "day"], ["good", "good", "day"]] * 4


@pytest.fixture
def hears(tmp_path):
    """A model folder of a network that hears, and cannot spell."""
    return saved(tmp_path / "hears", tiny.ctc(second_hearing=1))


def saved(folder, model):
    symbols = {"characters": speech.CHARACTERS, "phonemes": speech.PHONEMES}
    save_model(folder, model, "ctc", model.config, symbols, FEATURES.to_json(), storage="fp32")
    return folder


def recipe(data, monkeypatch, **changes):
    monkeypatch.setattr(spelling, "corpus", lambda *_: {"toy": LINES})
    settings = replace(
        spelling.SpellingRecipe.presets["smoke"],
        limit=0,
        workers=1,
        prediction=16,
        joint=8,
        text_letters=60,
        text_beside=30,
        dropout=0.0,
        precision="fp32",
        **changes,
    )
    return spelling.SpellingRecipe(settings, data / "runs")


def test_it_needs_a_network_that_hears(speech_data, monkeypatch, tmp_path):
    with pytest.raises(BadOption, match="start=MODEL_FOLDER"):
        recipe(speech_data, monkeypatch).prepare()
    dumb = str(saved(tmp_path / "dumb", tiny.ctc()))
    made = recipe(speech_data, monkeypatch, start=dumb, speller=dumb)
    made.prepare()
    with pytest.raises(BadModel, match="no transducer"):
        made.build()


def test_reading_goes_on_while_what_hears_stays_as_it_is(speech_data, hears, monkeypatch):
    made = recipe(
        speech_data, monkeypatch, start=str(hears), epochs=6, reading=3, learning_rate=0.02
    )
    training = Training(made, speech_data / "runs" / "spelling")
    before = {name: value.clone() for name, value in training.network.state_dict().items()}
    bits = made.evaluate(training.network.eval()).scores["bits_per_letter"]
    training.run()
    after = training.network.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed and all(name.startswith("transducer.") for name in changed)
    assert made.evaluate(training.network.eval()).scores["bits_per_letter"] < bits - 1
    again = load_model(speech_data / "runs" / "spelling" / "best")
    assert again.model.transducer is not None


def test_scores_tell_what_ctc_alone_spells(speech_data, tmp_path):
    plain = load_model(saved(tmp_path / "plain", tiny.ctc()))
    spells = load_model(saved(tmp_path / "spells", tiny.ctc(prediction=16, joint=8)))
    assert set(evaluate_folder(plain, "dev", limit=2)) >= {"greedy", "language_model"}
    assert "greedy_ctc" not in evaluate_folder(plain, "dev", limit=2)
    scored = evaluate_folder(spells, "dev", limit=2)
    assert scored["greedy_ctc"]["all"]["clips"] == scored["greedy"]["all"]["clips"] == 2


def test_a_sentence_costs_what_its_letters_and_its_end_cost():
    model = CTC(tiny.ctc(prediction=16).config).eval()
    reads = spelling.transducer(model)
    text, lengths = torch.tensor([[5, 6, 7], [8, 0, 0]]), torch.tensor([3, 1])
    together = spelling.reading_loss(reads, text, lengths)
    by_hand = 0.0
    for letters in ([5, 6, 7], [8]):
        _, follows = reads.read(torch.tensor([letters]))
        by_hand -= sum(float(follows[0, i, n].detach()) for i, n in enumerate([*letters, 0]))
    assert float(together.detach()) == pytest.approx(by_hand, rel=1e-5)


def test_what_reads_can_come_from_another_folder(speech_data, hears, monkeypatch, tmp_path):
    model = tiny.ctc(prediction=16, joint=8)
    torch.nn.init.normal_(model.transducer.following.weight)
    folder = saved(tmp_path / "spells", model)
    made = recipe(speech_data, monkeypatch, start=str(hears), speller=str(folder))
    made.prepare()
    begun = made.build()
    assert torch.equal(begun.transducer.following.weight, model.transducer.following.weight)
    wider = saved(tmp_path / "wider", tiny.ctc(prediction=32, joint=8))
    made.settings = replace(made.settings, speller=str(wider))
    with pytest.raises(BadModel, match="32 and 8"):
        made.build()
    theirs = load_model(hears).model.state_dict()
    assert torch.equal(begun.state_dict()["characters.weight"], theirs["characters.weight"])


def test_what_hears_goes_on_learning_with_its_transducer(speech_data, tmp_path):
    """The speech recipe, begun with a network that spells, keeps and teaches the transducer."""
    folder = saved(tmp_path / "spells", tiny.ctc(prediction=16, joint=8, channels=4))
    settings = replace(
        speech.SpeechRecipe.presets["smoke"],
        limit=0, workers=1, hidden=8, layers=2, channels=4, start=str(folder), precision="fp32",
    )  # fmt: skip
    training = Training(speech.SpeechRecipe(settings, speech_data / "runs"), tmp_path / "run")
    before = training.network.transducer.output.weight.clone()
    training.run(max_steps=2)
    assert not torch.equal(training.network.transducer.output.weight, before)


@pytest.mark.parametrize("recipe_of", ["spelling", "speech"])
def test_all_dev_clips_of_a_corpus_count(speech_data, tmp_path, monkeypatch, recipe_of):
    start = saved(tmp_path / "spells", tiny.ctc(second_hearing=1, prediction=16, joint=8))
    made = recipe(speech_data, monkeypatch, start=str(start))
    made.prepare()
    model = load_model(start).model.eval()
    for module in (speech, spelling):
        monkeypatch.setattr(module, "spelt_by", lambda _, output: ["a"] * len(output.lengths))
    if recipe_of == "spelling":
        scores, name = made.evaluate(model).scores, "cer_"
    else:
        scores, name = speech.SpeechRecipe.evaluate(made, model).scores, "transducer_"
    texts = {}
    for clip in made.dev:
        texts.setdefault(clip.corpus, []).append(clip.text)
    assert max(map(len, texts.values())) > 1
    for corpus, said in texts.items():
        wrong = sum(edits(text, "a").errors for text in said)
        assert scores[name + corpus] == wrong / sum(map(len, said))


def test_clips_are_heard_in_several_ways_and_spelt_once(speech_data, hears, monkeypatch):
    made = recipe(speech_data, monkeypatch, start=str(hears), formants=0.05, shift=0.005)
    made.prepare()
    both = made.collate([0, 1], epoch=1)
    batch = both.heard
    for row in (0, 1):
        for features, way in zip(batch.features[row::2], made._views(row, 1), strict=True):
            assert torch.equal(features[: len(way)], way)
    assert len(batch.features) == 10 and batch.lengths.tolist() == batch.lengths[:2].tolist() * 5
    assert len(batch.characters) == 2
    assert not torch.equal(batch.features[0], batch.features[2])
    model = made.build().eval()
    heard = batch.features, batch.lengths
    together = model(*heard, 5, letters=batch.characters)
    assert len(together.spelt) == 2
    expected = spelling.transducer_loss(
        together.spelt, together.lengths, batch.characters, batch.character_lengths
    ) + 0.3 * spelling.reading_loss(model.transducer, both.text, both.text_lengths)
    loss, _ = made.loss(model, both, None)
    torch.testing.assert_close(loss, expected)


def test_dev_clips_are_heard_in_the_same_ways(speech_data, tmp_path, monkeypatch):
    start = saved(tmp_path / "spells", tiny.ctc(second_hearing=1, prediction=16, joint=8))
    made = recipe(speech_data, monkeypatch, start=str(start), formants=0.05, shift=0.005)
    made.prepare()
    model, seen = load_model(start).model.eval(), []

    def kept(_, output):
        seen.extend(output.heard[i, :length] for i, length in enumerate(output.lengths))
        return [""] * len(output.lengths)

    monkeypatch.setattr(spelling, "spelt_by", kept)
    with torch.inference_mode():
        made.evaluate(model)
        assert len(seen) == len(made.dev)
        for clip in map(made.dev_features.__getitem__, range(len(made.dev))):
            ways = torch.stack(augment.hear_again(clip, 0.05, 0.005))
            alone = model(ways, torch.full((5,), len(clip)), hearings=5).heard[0]
            assert any(h.shape == alone.shape and torch.allclose(h, alone, atol=1e-5) for h in seen)


def test_no_voice_is_that_far_from_another(speech_data, hears, monkeypatch):
    with pytest.raises(BadOption, match="formants is 0.5"):
        recipe(speech_data, monkeypatch, start=str(hears), formants=0.5).prepare()
