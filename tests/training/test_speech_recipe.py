"""The speech recipe on a data folder that the test makes: eight tones, "said" by us."""

import json
import math
from dataclasses import replace

import pytest
import soundfile
import torch

from assistant.checkpoint import load_model
from assistant.errors import BadModel
from tests import tiny
from tests.training.conftest import TEXTS
from training import average, ctc_losses, train
from training.loop import checkpoints
from training.recipes import speech


@pytest.fixture
def data(speech_data):
    return speech_data


def recipe(data, **changes):
    settings = replace(speech.SpeechRecipe.presets["smoke"], limit=0, workers=1, **changes)
    made = speech.SpeechRecipe(settings, data / "runs")
    made.prepare()
    return made


def test_greedy_merges_then_drops_blanks_and_stops_at_the_length():
    path = torch.tensor([[0, 5, 5, 0, 5, 3, 3, 7]])
    scores = torch.nn.functional.one_hot(path, 9).float()
    assert ctc_losses.greedy(scores, torch.tensor([8])) == [[5, 5, 3, 7]]
    assert ctc_losses.greedy(scores, torch.tensor([3])) == [[5]]


def test_a_batch_depends_on_epoch_and_rows_alone(data):
    made = recipe(data, noise=1.0, masks=1)
    first, again, later = (made.collate([0, 3], epoch) for epoch in (1, 1, 2))
    assert torch.equal(first.features, again.features)
    assert first.features.shape != later.features.shape or not torch.equal(
        first.features, later.features
    )
    alone = made.collate([3], 1)
    length = int(alone.lengths[0])
    assert torch.equal(first.features[1, :length], alone.features[0])


def test_a_clip_with_an_unknown_word_trains_the_spelling_only(data):
    made = recipe(data)
    batch = made.collate([TEXTS.index("zyzzx")], 0)
    assert batch.known.tolist() == [False]
    model = made.build().train()
    made.loss(model, batch, None)[0].backward()
    assert model.phonemes.weight.grad.abs().sum() == 0
    assert model.characters.weight.grad.abs().sum() > 0


def test_noise_is_learnt_as_a_clip_without_words(data):
    made = recipe(data)
    noise = range(len(TEXTS), len(TEXTS) + len(made.noise))
    assert set(noise) <= {row for batch in made.batches(1) for row in batch}
    batch = made.collate([noise[0], 0], 1)
    assert batch.character_lengths.tolist() == [0, len(TEXTS[0])]
    assert batch.known.tolist() == [True, True]
    model = made.build().train()
    hushed = made.collate([noise[0]], 1)
    loss, _ = made.loss(model, hushed, None)
    output = model(hushed.features, hushed.lengths)
    # The only path to an empty text is one of blanks.
    blanks = -(output.characters[0, :, 0].sum() + output.phonemes[0, :, 0].sum())
    torch.testing.assert_close(loss, blanks, rtol=0.2, atol=0)


def test_the_first_epoch_goes_from_short_to_long(data):
    made = recipe(data, batch_seconds=1.2)
    lengths = [*made.features.lengths(), *made.noise.lengths()]
    longest = [max(lengths[row] for row in batch) for batch in made.batches(0)]
    assert longest == sorted(longest)


def test_one_command_trains_exports_and_resumes(data, capsys):
    runs = data / "runs"
    arguments = ["speech", "--preset", "smoke", "--runs", str(runs), "--set", "limit=0"]
    arguments += ["workers=1", "precision=fp32", "epochs=4", "evaluate_every=2"]
    assert train.main(arguments) == 0
    loaded = load_model(runs / "speech" / "best")
    assert loaded.tokenizers["phonemes"].symbols[:3] == ("<blank>", "|", "AA")
    assert loaded.features["mels"] == 80
    prior = loaded.model.phoneme_prior.exp().sum()
    torch.testing.assert_close(prior, torch.tensor(1.0), atol=0.01, rtol=0)
    assert loaded.metrics["split"] == "dev"
    rows = [
        json.loads(row) for row in (runs / "speech" / "evaluations.jsonl").read_text().splitlines()
    ]
    assert {"step", "cer", "per", "cer_librispeech"} <= set(rows[-1])
    assert checkpoints(runs / "speech")
    assert train.main([*arguments[:5], "--resume", *arguments[5:]]) == 0
    assert train.main([*arguments[:5], "--resume", *arguments[5:], "seed=9"]) == 1
    assert "other settings (seed)" in capsys.readouterr().err


def test_every_kind_of_spoiling_keeps_a_batch_usable_and_repeatable(data):
    made = recipe(data, warp=0.1, noise=1.0, room=1.0, band=1.0, masks=2)
    plain = recipe(data, noise=0.0, speed=0.0)
    batch, again = (made.collate([0, 1, 2], 3) for _ in range(2))
    assert torch.equal(batch.features, again.features)
    assert torch.isfinite(batch.features).all()
    assert not torch.equal(batch.features, plain.collate([0, 1, 2], 3).features)


def test_a_training_can_begin_with_the_weights_of_a_model_folder(data, tmp_path):
    first = recipe(data)
    first.export(first.build(), tmp_path / "model", {})
    begun = recipe(data, start=str(tmp_path / "model"), seed=5).build()
    stored = load_model(tmp_path / "model").model.state_dict()
    assert all(torch.equal(value, stored[name]) for name, value in begun.state_dict().items())
    with pytest.raises(BadModel, match="another network"):
        recipe(data, start=str(tmp_path / "model"), hidden=16).build()


def test_a_second_hearing_begins_with_what_the_first_one_knows(data, tmp_path):
    recipe(data).export(recipe(data).build(), tmp_path / "model", {})
    once = load_model(tmp_path / "model").model
    made = recipe(data, start=str(tmp_path / "model"), second_hearing=1, seed=5)
    begun = made.build().eval()
    batch = made.collate([0, 1], 0)
    heard = begun(batch.features, batch.lengths)
    assert torch.equal(heard.characters, once(batch.features, batch.lengths).characters)
    made.export(begun, tmp_path / "twice", {})
    with pytest.raises(BadModel, match="another network"):
        recipe(data, start=str(tmp_path / "twice")).build()
    recipe(data, start=str(tmp_path / "twice"), second_hearing=1).build()


def test_model_folders_can_be_averaged(data, tmp_path, capsys):
    """Also one without a second hearing; the last one tells what the mean is to be."""
    runs = str(data / "runs")
    for name, seed, second in (("once", 1, 0), ("twice", 2, 1)):
        made = recipe(data, seed=seed, second_hearing=second)
        settings = {**vars(made.settings)}
        made.export(made.build(), tmp_path / name, {"settings": settings, "step": 7})
    folders = [str(tmp_path / name) for name in ("once", "twice", "mean")]
    arguments = ["speech", *folders[:2], "--to", folders[2], "--runs", runs, "--shares"]
    assert average.main([*arguments, "1", "3"]) == 0
    assert "cer_librispeech" in capsys.readouterr().out
    once, twice, mean = (load_model(tmp_path / name) for name in ("once", "twice", "mean"))
    assert mean.config == twice.config
    first, last = once.model.state_dict(), twice.model.state_dict()
    for name, value in mean.model.state_dict().items():
        if name in first and name != "phoneme_prior":
            expected = 0.25 * first[name] + 0.75 * last[name]
            torch.testing.assert_close(value, expected, atol=2e-3, rtol=2e-3)
    swapped = ["speech", *reversed(folders[:2]), "--to", folders[2], "--runs", runs]
    assert average.main(swapped) == 1
    assert "another network" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        average.main([*arguments, "1"])


def test_a_folder_that_says_nothing_of_its_training_can_not_be_the_last(data, tmp_path, capsys):
    made = recipe(data)
    made.export(made.build(), tmp_path / "model", {})
    assert average.main(["speech", str(tmp_path / "model"), "--to", str(tmp_path / "mean")]) == 1
    assert "put another source last" in capsys.readouterr().err
    assert not (tmp_path / "mean").exists()


def test_what_is_named_first_counts_as_well(data):
    """At its beginning a second hearing names what the first did: the loss is that and a part."""
    once = recipe(data, epochs=1)
    twice = recipe(data, epochs=1, second_hearing=1, first_weight=0.25)
    batch = once.collate([0, 1, 2], 0)
    model, again = once.build().eval(), twice.build().eval()
    again.load_state_dict(model.state_dict(), strict=False)
    torch.testing.assert_close(
        twice.loss(again, batch, None)[0], once.loss(model, batch, None)[0] * 1.25
    )


def test_missing_data_is_one_sentence(data, monkeypatch, capsys, tmp_path):
    (tmp_path / "data" / "speech" / "vctk.tsv").unlink()
    arguments = ["speech", "--preset", "smoke", "--runs", str(data / "runs")]
    assert train.main([*arguments, "--set", "precision=fp32"]) == 1
    message = capsys.readouterr().err
    assert "vctk.tsv" in message and "Traceback" not in message
    assert train.main(["speech", "--set", "layers=some"]) == 2


def test_the_last_epochs_are_cleaner(data, monkeypatch):
    """With settle, the end of a training hears no masks and half the spoiling."""
    heard = []

    def listen(features, spoiling, noises, generator):
        heard.append(spoiling)
        return features

    monkeypatch.setattr(speech.augment, "spoil", listen)
    made = recipe(data, epochs=5, settle=2, masks=2, masks_from=1, noise=0.4, silence=0.2)
    for epoch in range(5):
        made.collate([0], epoch)
    assert [spoiling.masks for spoiling in heard] == [0, 2, 2, 0, 0]
    assert [spoiling.noise for spoiling in heard] == [0.4, 0.4, 0.4, 0.2, 0.2]
    assert heard[0].silence == 0.2 and heard[4].silence == 0.1


def test_made_speech_is_learnt_beside_recordings(data):
    folder = data / "made"
    folder.mkdir()
    soundfile.write(folder / "1.flac", tiny.tone(0.5, 700), 16000)
    manifest = folder / "made.tsv"
    manifest.write_text(
        "path\tduration_s\tspeaker\tsplit\ttext\n1.flac\t0.5\tx\ttrain\tgood hello\n"
    )
    made = recipe(data, made=str(manifest))
    row = len(TEXTS)
    assert made.train[row].text == "good hello"
    batch = made.collate([row, row + 1], 0)  # what comes after it is noise
    assert batch.character_lengths.tolist() == [len("good hello"), 0]
    assert batch.lengths[0] < batch.lengths[1]
    rows = {index for group in made.batches(1) for index in group}
    assert row in rows and len(rows) == len(TEXTS) + 1 + len(made.noise)
    with pytest.raises(IndexError):
        made.features[row + 1]


def made_manifest(folder, count):
    folder.mkdir()
    rows = ""
    for number in range(count):
        soundfile.write(folder / f"{number}.flac", tiny.tone(0.5, 700 + number), 16000)
        rows += f"{number}.flac\t0.5\tx\ttrain\tgood hello\n"
    (folder / "made.tsv").write_text("path\tduration_s\tspeaker\tsplit\ttext\n" + rows)
    return str(folder / "made.tsv")


def test_some_made_speech_is_heard_once_in_all(data):
    always, once = made_manifest(data / "a", 2), made_manifest(data / "b", 7)
    made = recipe(data, made=always, made_once=once, epochs=3)
    first = len(TEXTS) + 2
    heard = [sorted(row for batch in made.batches(epoch) for row in batch) for epoch in range(3)]
    assert all(rows == sorted(set(rows)) for rows in heard)
    others = {*range(first), *range(first + 7, first + 7 + len(made.noise))}
    assert all(others <= set(rows) for rows in heard)
    parts = [set(rows) - others for rows in heard]
    assert set.union(*parts) == set(range(first, first + 7))
    assert [len(part) for part in parts] == [3, 2, 2]


def test_an_epoch_may_hear_a_part_of_the_recordings(data):
    made = recipe(data, made=made_manifest(data / "a", 4), recorded_share=0.25, epochs=4, settle=1)
    everything = set(range(len(TEXTS) + 4 + len(made.noise)))
    recordings = set(range(len(TEXTS)))
    heard = [{row for batch in made.batches(epoch) for row in batch} for epoch in range(4)]
    assert [len(rows & recordings) for rows in heard] == [2, 2, 2, len(TEXTS)]
    assert all(everything - recordings <= rows for rows in heard)
    assert len({frozenset(rows) for rows in heard[:3]}) > 1
    assert heard[1] == {row for batch in made.batches(1) for row in batch}


def test_what_is_heard_twice_stands_in_batches_of_its_own(data):
    made = recipe(data, made=made_manifest(data / "a", 4), masks=1, consistency=0.2, settle=1)
    programs = set(range(len(TEXTS), len(TEXTS) + 4))
    for batch in made.batches(0):
        assert programs.isdisjoint(batch) or programs.issuperset(batch)
        collated = made.collate(batch, 0)
        assert int(collated.views) == (1 if programs.issuperset(batch) else 2)
        assert len(collated.features) == len(batch) * int(collated.views)
    # In the last epoch nothing is masked: both hearings are of the same sound.
    batch = made.collate([0, 1], 1)
    assert torch.equal(*batch.features.chunk(2))


def test_what_is_heard_once_is_not_compared(data):
    made = recipe(data, made=made_manifest(data / "a", 4), masks=1, consistency=0.2)
    plain = recipe(data, made=str(data / "a" / "made.tsv"), masks=1)
    rows = [len(TEXTS), len(TEXTS) + 1]
    model = made.build().eval()
    once, alone = made.collate(rows, 0), plain.collate(rows, 0)
    torch.testing.assert_close(made.loss(model, once, None)[0], plain.loss(model, alone, None)[0])
    assert made.weight(once) == plain.weight(alone) == 2 * len("good hello")


def test_two_maskings_of_each_clip_are_of_one_sound(data):
    plain = recipe(data, speed=0.1, noise=1.0)
    made = recipe(data, speed=0.1, noise=1.0, masks=2, consistency=0.2)
    single, batch = plain.collate([2, 0], 1), made.collate([2, 0], 1)
    assert batch.features.shape[0] == 4
    assert batch.lengths.tolist() == single.lengths.tolist() * 2
    assert torch.equal(batch.characters[:2], batch.characters[2:])
    assert batch.known.tolist() == single.known.tolist() * 2
    one, other = batch.features.chunk(2)
    assert not torch.equal(one, other)
    # What is not hidden is the sound of a training without masks, in either half.
    for half in (one, other):
        kept = half == single.features
        assert 0.3 < kept.float().mean() < 1
    assert ((one == single.features) | (other == single.features)).float().mean() > 0.5
    assert made.weight(batch) == plain.weight(single)


def test_disagreement_is_the_divergence_of_both_from_each_other_within_the_clips():
    half, sure = torch.tensor([0.5, 0.5]), torch.tensor([0.9, 0.1])
    output = torch.stack([torch.stack([half, half, sure]), torch.stack([sure, half, half])]).log()
    learner = output.clone().requires_grad_()
    # By hand: KL(half || sure) + KL(sure || half), halved; the third frame is padding.
    by_hand = (0.5 * math.log(0.5 / 0.9) + 0.5 * math.log(0.5 / 0.1)
               + 0.9 * math.log(0.9 / 0.5) + 0.1 * math.log(0.1 / 0.5)) / 2  # fmt: skip
    found = ctc_losses.disagreement(learner, torch.tensor([2, 2]))
    assert found.item() == pytest.approx(by_hand, rel=1e-5)
    found.backward()
    assert learner.grad[:, 2].abs().sum() == 0 and learner.grad[:, 0].abs().sum() > 0
    same = torch.cat([output[:1], output[:1]])
    assert ctc_losses.disagreement(same, torch.tensor([3, 3])).item() == 0


def test_a_batch_of_noise_alone_has_a_weight(data):
    made = recipe(data)
    noise = made.collate([len(made.features), len(made.features) + 1], 0)
    assert noise.character_lengths.sum() == 0 and made.weight(noise) == 2


def test_training_for_consistency_runs(data):
    options = ["speech", "--preset", "smoke", "--runs", str(data / "runs"), "--set"]
    more = ["precision=fp32", "consistency=0.2", "masks=1", "epochs=1", "evaluate_every=1"]
    assert train.main([*options, *more]) == 0


def test_disagreement_counts_with_its_weight(data):
    torch.manual_seed(3)
    losses = {}
    for weight in (0.2, 0.7):
        made = recipe(data, masks=2, consistency=weight)
        batch = made.collate([2, 0], 1)
        if not losses:
            model = made.build().eval()
        with torch.no_grad():
            losses[weight] = made.loss(model, batch, None)[0]
            output = model(batch.features, batch.lengths)
    apart = sum(
        ctc_losses.disagreement(x, output.lengths) for x in (output.characters, output.phonemes)
    )
    assert apart > 0
    assert (losses[0.7] - losses[0.2]).item() == pytest.approx(0.5 * apart.item(), rel=1e-3)
