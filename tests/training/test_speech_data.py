import io
import tarfile

import numpy as np
import pytest
import soundfile

from assistant.errors import BadData
from tests import tiny
from training import features
from training.data.speech import read_audio, read_lexicon, read_manifest
from training.features import cached_features

HEADER = "path\tduration_s\tspeaker\tsplit\tsubset\tshard\ttext\n"


def sound(seconds, rate=16000, **more):
    data = io.BytesIO()
    samples = tiny.tone(seconds)
    if rate != 16000:
        samples = np.repeat(samples, rate // 16000)
    soundfile.write(data, samples, rate, format=more.get("format", "WAV"))
    return data.getvalue()


@pytest.fixture
def corpus(tmp_path):
    """Two clips in a shard, one in dev."""
    clips = {"c/one.wav": sound(0.5), "c/two.wav": sound(0.3), "c/three.wav": sound(0.4)}
    with tarfile.open(tmp_path / "toy-000.tar", "w") as archive:
        for name, data in clips.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    (tmp_path / "toy.tsv").write_text(
        HEADER
        + "c/two.wav\t0.3\ts1\ttrain\tx\ttoy-000.tar\thello there\n"
        + "c/one.wav\t0.5\ts1\ttrain\tx\ttoy-000.tar\tgood day\n"
        + "c/three.wav\t0.4\ts2\tdev\tx\ttoy-000.tar\tit's me\n"
    )
    return tmp_path / "toy.tsv"


def test_a_manifest_gives_the_clips_of_a_split_in_order(corpus):
    clips = read_manifest(corpus, "train")
    assert [(c.path, c.text, c.seconds, c.speaker) for c in clips] == [
        ("c/two.wav", "hello there", 0.3, "s1"),
        ("c/one.wav", "good day", 0.5, "s1"),
    ]
    assert [c.text for c in read_manifest(corpus, "dev")] == ["it's me"]


def test_audio_comes_with_its_clip(corpus):
    lengths = {c.path: len(samples) / 16000 for c, samples in read_audio(read_manifest(corpus))}
    assert lengths == {"c/one.wav": 0.5, "c/two.wav": 0.3, "c/three.wav": 0.4}


def test_own_recordings_need_no_shard_and_any_rate_will_do(tmp_path):
    (tmp_path / "a.flac").write_bytes(sound(0.25, rate=48000, format="FLAC"))
    (tmp_path / "mine.tsv").write_text("path\tduration_s\ttext\na.flac\t0.25\thi\n")
    [(clip, samples)] = read_audio(read_manifest(tmp_path / "mine.tsv"))
    assert (clip.corpus, clip.text, clip.speaker) == ("mine", "hi", "unknown")
    assert len(samples) == 4000 and samples.dtype == np.float32


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("c/one.wav\tlong\ts\ttrain\tx\t\thi\n", "line 2"),
        ("c/one.wav\t1\ts\ttrain\tx\t\tHello!\n", "lower-case"),
        ("c/one.wav\n", "line 2"),
        ("", "lists no clips"),
    ],
)
def test_a_bad_manifest_names_its_line(tmp_path, rows, says):
    (tmp_path / "m.tsv").write_text(HEADER + rows)
    with pytest.raises(BadData, match=says):
        read_manifest(tmp_path / "m.tsv")


def test_missing_and_damaged_audio_is_named(corpus, tmp_path):
    clips = read_manifest(corpus, "train")
    shard = tmp_path / "toy-000.tar"
    whole = shard.read_bytes()
    shard.write_bytes(whole[:700])
    with pytest.raises(BadData, match=r"toy-000\.tar"):
        list(read_audio(clips))
    shard.write_bytes(whole.replace(b"RIFF", b"RUFF"))
    with pytest.raises(BadData, match=r"one\.wav is damaged"):
        list(read_audio(clips))
    shard.unlink()
    with pytest.raises(BadData, match=r"toy-000\.tar"):
        list(read_audio(clips))
    (tmp_path / "mine.tsv").write_text("path\tduration_s\ttext\ngone.wav\t1\thi\n")
    with pytest.raises(BadData, match=r"gone\.wav"):
        list(read_audio(read_manifest(tmp_path / "mine.tsv")))


def test_a_listed_clip_that_its_shard_lacks_is_named(corpus):
    corpus.write_text(corpus.read_text().replace("c/two.wav", "c/gone.wav"))
    with pytest.raises(BadData, match=r"lacks 1 clips, first c/gone\.wav"):
        list(read_audio(read_manifest(corpus)))


def test_files_of_their_own_are_cached_in_portions_and_in_their_order(tmp_path, monkeypatch):
    rows = ""
    for number in range(5):
        (tmp_path / f"{number}.wav").write_bytes(sound(0.1 * (number + 1)))
        rows += f"{number}.wav\t0.1\thi\n"
    (tmp_path / "mine.tsv").write_text("path\tduration_s\ttext\n" + rows)
    monkeypatch.setattr(features, "PORTION", 2)
    made = cached_features(read_manifest(tmp_path / "mine.tsv"), tmp_path / "cache", workers=2)
    assert sorted(made.lengths()) == list(made.lengths()) and len(set(made.lengths())) == 5


def test_cached_features_are_those_of_the_clips_in_their_order(corpus, tmp_path):
    clips = read_manifest(corpus, "train")
    first = cached_features(clips, tmp_path / "cache", workers=1)
    assert first.lengths().tolist() == [31, 51]  # 10 ms frames of .3 s and .5 s, and one more
    again = cached_features(clips, tmp_path / "cache", workers=1)
    assert (again[1] == first[1]).all()
    assert len(list((tmp_path / "cache").iterdir())) == 2
    # A loud tone at 440 Hz lies in the low mel bands.
    assert first[1][20].argmax() < 20


def test_lexicon_drops_stress_and_keeps_variants(tmp_path):
    import gzip

    path = tmp_path / "d.gz"
    with gzip.open(path, "wt") as file:
        file.write("read R EH1 D\nread(2) R IY1 D\nthe DH AH0 # a comment\nthe(2) DH AH1\n")
    lexicon = read_lexicon(path)
    assert lexicon == {"read": [("R", "EH", "D"), ("R", "IY", "D")], "the": [("DH", "AH")]}
    path.write_bytes(b"not gzip")
    with pytest.raises(BadData, match="pronouncing"):
        read_lexicon(path)
