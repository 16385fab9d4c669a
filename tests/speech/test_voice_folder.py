"""Readings are kept whole, counted rightly, and never lost."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.errors import BadAudio, BadInput
from assistant.speech.voice_folder import TABLE, VoiceFolder
from tests import signals, tiny

SENTENCES = (
    "Please feed the cat.",
    "Is it late?",
    "The kettle's \N{LATIN SMALL LETTER E WITH ACUTE}",
)


def write(path: Path, samples: object, rate: int = 16_000) -> Path:
    soundfile.write(path, samples, rate, subtype="PCM_16")
    return path


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    return write(tmp_path / "speech.wav", 0.5 * signals.talk(2.0))


@pytest.fixture
def kept(tmp_path: Path) -> VoiceFolder:
    return VoiceFolder(tmp_path / "new" / "folder", SENTENCES)


def test_nothing_is_there_before_the_first_reading(kept: VoiceFolder) -> None:
    assert kept.recorded() == {}
    assert kept.first_missing() == 0
    assert not kept.folder.exists()
    with pytest.raises(BadInput, match="Nothing has been recorded"):
        kept.packed()


def test_a_reading_is_kept_under_its_sentence(kept: VoiceFolder, speech: Path) -> None:
    kept.keep(1, speech)
    assert kept.recorded() == {1: kept.folder / "02-is-it-late.wav"}
    assert (kept.folder / TABLE).read_text() == "path\ttext\n02-is-it-late.wav\tIs it late?\n"
    assert (kept.folder / "02-is-it-late.wav").read_bytes() == speech.read_bytes()


def test_another_program_or_page_goes_on_where_it_stopped(kept: VoiceFolder, speech: Path) -> None:
    kept.keep(0, speech)
    again = VoiceFolder(kept.folder, SENTENCES)
    assert again.first_missing() == 1
    again.keep(1, speech)
    assert kept.first_missing() == 2
    kept.keep(2, speech)
    assert kept.first_missing() == 0
    assert sorted(kept.recorded()) == [0, 1, 2]


def test_reading_again_replaces(kept: VoiceFolder, speech: Path, tmp_path: Path) -> None:
    kept.keep(0, speech)
    louder = write(tmp_path / "louder.wav", 0.4 * signals.talk(2.0))
    kept.keep(0, louder)
    assert kept.recorded()[0].read_bytes() == louder.read_bytes()
    assert len((kept.folder / TABLE).read_text().splitlines()) == 2
    assert len(list(kept.folder.iterdir())) == 2


def test_what_other_sentences_left_in_the_table_stays(kept: VoiceFolder, speech: Path) -> None:
    kept.keep(0, speech)
    other = VoiceFolder(kept.folder, ("Quite another one.",))
    assert other.recorded() == {}
    other.keep(0, speech)
    assert len((kept.folder / TABLE).read_text().splitlines()) == 3
    assert sorted(kept.recorded()) == [0]


def test_a_sound_that_was_deleted_is_missing_again(kept: VoiceFolder, speech: Path) -> None:
    kept.keep(0, speech)
    kept.recorded()[0].unlink()
    assert kept.first_missing() == 0


def test_the_zip_holds_the_table_and_its_sounds(kept: VoiceFolder, speech: Path) -> None:
    kept.keep(2, speech)
    (kept.folder / "private.txt").write_text("not listed")
    with zipfile.ZipFile(io.BytesIO(kept.packed())) as archive:
        assert archive.namelist() == [TABLE, "03-the-kettle-s.wav"]
        assert archive.read("03-the-kettle-s.wav") == speech.read_bytes()


def test_paths_that_lead_elsewhere_are_passed_over(kept: VoiceFolder, speech: Path) -> None:
    kept.keep(0, speech)
    with (kept.folder / TABLE).open("a") as table:
        table.write(f"../../speech.wav\t{SENTENCES[1]}\n{speech}\t{SENTENCES[2]}\nno tab\n")
    assert sorted(kept.recorded()) == [0]
    with zipfile.ZipFile(io.BytesIO(kept.packed())) as archive:
        assert len(archive.namelist()) == 2


@pytest.mark.parametrize(
    ("samples", "complaint"),
    [
        (np.zeros(32_000), "No speech was heard"),
        (tiny.tone(2.0), "No speech was heard"),
        (signals.talk(2.0)[:6000], "too short"),
        (np.tile(signals.talk(2.0), 11), "Longer than 20 seconds"),
    ],
    ids=["silence", "tone", "short", "long"],
)
def test_what_can_not_be_the_sentence_is_not_kept(
    kept: VoiceFolder, tmp_path: Path, samples: object, complaint: str
) -> None:
    with pytest.raises(BadAudio, match=complaint):
        kept.keep(0, write(tmp_path / "bad.wav", samples))
    assert kept.recorded() == {}


def test_rubbish_is_refused_and_the_old_reading_stays(
    kept: VoiceFolder, speech: Path, tmp_path: Path
) -> None:
    kept.keep(0, speech)
    (tmp_path / "rubbish.wav").write_bytes(b"RIFF, or so it says")
    with pytest.raises(BadAudio):
        kept.keep(0, tmp_path / "rubbish.wav")
    assert kept.recorded()[0].read_bytes() == speech.read_bytes()


def test_loud_and_quiet_readings_are_kept_with_a_hint(kept: VoiceFolder, tmp_path: Path) -> None:
    samples = signals.talk(2.0)
    assert "very loud" in kept.keep(0, write(tmp_path / "loud.wav", samples))
    assert kept.keep(0, write(tmp_path / "good.wav", 0.5 * samples)) == ""
    assert "very quiet" in kept.keep(0, write(tmp_path / "quiet.wav", 0.02 * samples))


def test_a_folder_that_can_not_be_made_is_told(speech: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match="Can't write in"):
        VoiceFolder(tmp_path / "file" / "folder", SENTENCES).keep(0, speech)


def test_a_table_that_is_no_text_is_told(kept: VoiceFolder) -> None:
    kept.folder.mkdir(parents=True)
    (kept.folder / TABLE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="Move it away"):
        kept.recorded()
