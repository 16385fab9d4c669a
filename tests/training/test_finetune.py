"""A toy recogniser learns a voice made from formulas, through the command line."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
import soundfile
import torch

from assistant.checkpoint import load_model, save_model
from assistant.messages import Audio
from assistant.speech.features import FEATURES
from tests import signals, tiny
from training import finetune, train
from training.data.recordings import Recording
from training.evaluate_speech import Tally
from training.finetune import Score, comparison
from training.recipes.speech import CHARACTERS, PHONEMES
from training.recipes.voice import VoiceRecipe, VoiceSettings, in_last

TEXTS = "aa bb ab ba aab bba abb baa abab baba".split()
LEXICON = "aa EY\nbb B IY\nab AE B\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten recordings."""
    made = tmp_path / "voice"
    made.mkdir()
    for number, text in enumerate(TEXTS):
        soundfile.write(made / f"{number}.wav", 0.5 * signals.talk(1.0, number), 16_000)
        (made / f"{number}.txt").write_text(text)
    return made


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A recogniser with a lexicon and something else beside it."""
    network = tiny.ctc(characters=len(CHARACTERS), phonemes=len(PHONEMES))
    symbols = {"characters": CHARACTERS, "phonemes": PHONEMES}
    made = tmp_path / "model"
    save_model(
        made, network, "ctc", network.config, symbols, FEATURES.to_json(), {}, storage="fp32"
    )
    (made / "lexicon.txt.xz").write_bytes(lzma.compress(LEXICON.encode()))
    (made / "NOTICE").write_text("kept")
    (tmp_path / "pronunciation").mkdir()
    (tmp_path / "pronunciation" / "NOTICE").write_text("kept as well")
    return made


def command(folder: Path, model: Path, *more: str) -> list[str]:
    runs = str(model.parent / "runs")
    fast = ["precision=fp32", "epochs=1", f"reader={runs}/none"]
    return [
        *("speech", "--finetune", str(folder), "--from", str(model), "--runs", runs),
        *("--set", *fast, *more),
    ]


def recipe(folder: Path, model: Path, **changes: object) -> VoiceRecipe:
    settings = VoiceSettings(
        recordings=str(folder), start=str(model), reader="none", precision="fp32", **changes
    )  # type: ignore[arg-type]
    made = VoiceRecipe(settings, model.parent / "runs")
    made.prepare()
    return made


def test_only_the_last_layers_move(folder: Path, model: Path) -> None:
    before = {name: value.clone() for name, value in load_model(model).model.state_dict().items()}
    assert train.main(command(folder, model, "learning_rate=0.01", "epochs=3")) == 0
    runs = model.parent / "runs" / "voice"
    (found,) = [runs / name for name in ("best", "worse") if (runs / name).exists()]
    loaded = load_model(found)
    for name, value in loaded.model.state_dict().items():
        # Stored as half floats, so a weight that stayed differs by their rounding.
        moved = (value - before[name]).abs().max() > 1e-3
        assert moved == in_last(name, loaded.model), name


def test_the_last_layer_is_that_of_the_second_hearing_if_there_is_one() -> None:
    model = tiny.ctc(second_hearing=2)
    moving = {name for name, _ in model.named_parameters() if in_last(name, model)}
    layers = {name.rsplit(".", 1)[0] for name in moving}
    assert layers == {
        "again.recurrent.layers.1.forwards",
        "again.recurrent.layers.1.backwards",
        "again.recurrent.norms.1",
        "characters",
        "phonemes",
    }


def test_all_layers_move_if_asked(folder: Path, model: Path) -> None:
    network = recipe(folder, model, moving="all").build()
    assert all(parameter.requires_grad for parameter in network.parameters())


def test_the_new_model_is_whole_and_says_where_it_is_from(
    folder: Path, model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scores = iter([Score(tallies(wrong=3)), Score(tallies(wrong=1))])
    monkeypatch.setattr(finetune, "score", lambda *_: next(scores))
    assert train.main(command(folder, model)) == 0
    best = model.parent / "runs" / "voice" / "best"
    assert (best / "NOTICE").read_text() == "kept"
    assert (best.parent / "pronunciation" / "NOTICE").read_text() == "kept as well"
    assert (best / "lexicon.txt.xz").read_bytes() == (model / "lexicon.txt.xz").read_bytes()
    metrics = json.loads((best / "metrics.json").read_text())
    assert metrics["start"] == str(model)
    assert metrics["scores"]["WER greedy, before"] > metrics["scores"]["WER greedy, after"]
    assert torch.equal(load_model(best).model.phoneme_prior, load_model(model).model.phoneme_prior)
    said = capsys.readouterr().out
    assert "10 recordings, 0.2 minutes, 10 words." in said
    assert "8 to learn from, 1 times over; 2 held out" in said
    assert "This takes about a minute." in said
    assert f"python app.py --speech {best}" in said


def test_a_worse_model_is_put_aside_and_the_old_one_kept(
    folder: Path, model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scores = iter([Score(tallies(wrong=1)), Score(tallies(wrong=1))])
    monkeypatch.setattr(finetune, "score", lambda *_: next(scores))
    assert train.main(command(folder, model, "seed=2")) == 0
    run = model.parent / "runs" / "voice"
    assert (run / "worse" / "NOTICE").exists()
    assert not (run / "best").exists()
    assert f"keep {model}" in capsys.readouterr().out


def test_a_bad_folder_leaves_an_earlier_voice_alone(
    folder: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = model.parent / "runs" / "voice" / "best"
    earlier.mkdir(parents=True)
    (earlier / "config.json").write_text("precious")
    assert train.main(command(folder.parent / "nowhere", model)) == 2
    assert train.main(command(folder, folder)) == 1
    assert train.main(command(folder, model, "nonsense=1")) == 2
    assert (earlier / "config.json").read_text() == "precious"
    assert "There is no folder" in capsys.readouterr().err


def test_a_model_that_hears_nothing_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = tiny.subwords()
    network = tiny.language_model(vocabulary=len(words))
    save_model(tmp_path / "lm", network, "language_model", network.config, {"text": words})
    assert train.main(command(folder, tmp_path / "lm")) == 1
    assert "no network that hears" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["dialogue", "--finetune", "folder"], ["speech", "--from", "folder"]]
)
def test_options_that_do_not_go_together_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        train.main(arguments)


def test_words_that_nobody_can_pronounce_train_the_spelling_only(folder: Path, model: Path) -> None:
    made = recipe(folder, model)
    known = {one.text: known for one, known in zip(made.learned, made.known, strict=True)}
    assert known["aa"] and known["bb"]
    assert not known["abab"]
    assert [one.text for one in made.held] == ["aab", "baba"]
    assert {clip.text for clip in made.dev} == {"aab", "baba"}


def test_scores_are_counted_as_the_app_hears(model: Path) -> None:
    talk = (0.5 * signals.talk(1.0)).astype("float32")
    found = finetune.score(model, [Recording("a", "aa bb", Audio(talk))])
    assert found.tallies["greedy"].clips == found.tallies["with lexicon"].clips == 1
    assert found.tallies["greedy"].words.length == 2


def tallies(wrong: int) -> dict[str, Tally]:
    """Four words, so many of them wrong."""
    heard = ["x"] * wrong + ["a"] * (4 - wrong)
    return {way: Tally().add("a a a a", " ".join(heard), 1.0, 0.1) for way in finetune.WAYS}


def test_the_table_shows_both_ways_before_and_after() -> None:
    lines = comparison(Score(tallies(wrong=3)), Score(tallies(wrong=1))).splitlines()
    assert lines[0].startswith("Held out: 1 recordings, 4 words")
    assert lines[2].split() == ["greedy,", "words", "75.0", "25.0"]
    assert lines[4].split() == ["with", "lexicon,", "words", "75.0", "25.0"]
