"""Data folders that the tests make."""

import gzip
import io
import tarfile

import pytest
import soundfile

from tests import tiny
from training.data.speech import CORPORA

HEADER = "path\tduration_s\tspeaker\tsplit\tsubset\tshard\ttext\n"
LEXICON = "good G UH1 D\nday D EY1\nhello HH AH0 L OW1\n"
TEXTS = ["good day", "hello", "day", "good", "hello day", "zyzzx", "good hello", "day good"]


def add(archive, name, hertz):
    data = io.BytesIO()
    soundfile.write(data, tiny.tone(1.0, hertz), 16000, format="WAV")
    info = tarfile.TarInfo(name)
    info.size = len(data.getvalue())
    archive.addfile(info, io.BytesIO(data.getvalue()))


@pytest.fixture
def speech_data(tmp_path, monkeypatch):
    folder = tmp_path / "data" / "speech"
    folder.mkdir(parents=True)
    (tmp_path / "data" / "text" / "lexicon").mkdir(parents=True)
    with gzip.open(tmp_path / "data" / "text" / "lexicon" / "cmudict.dict.gz", "wt") as file:
        file.write(LEXICON)
    for corpus in CORPORA:
        rows = ""
        if corpus == "librispeech":
            with tarfile.open(folder / "toy.tar", "w") as archive:
                for number, text in enumerate(TEXTS):
                    add(archive, f"{number}.wav", 200 + 300 * number)
                    for split in ("train", "dev"):
                        rows += f"{number}.wav\t1.0\ts\t{split}\tx\ttoy.tar\t{text}\n"
        (folder / f"{corpus}.tsv").write_text(HEADER + rows)
    noise = "path\tduration_s\tsource\tclass\tlicence\tattribution\tshard\n"
    with tarfile.open(folder / "noise.tar", "w") as archive:
        for number in range(8):  # some of them are for training
            add(archive, f"hum{number}.wav", 100 + number)
            noise += f"hum{number}.wav\t1.0\tx\tx\tCC0\tx\tnoise.tar\n"
    (folder / "noise.tsv").write_text(noise)
    monkeypatch.setenv("REFRAIN_DATA", str(tmp_path / "data"))
    return tmp_path
