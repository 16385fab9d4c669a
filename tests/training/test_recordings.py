"""A folder of recordings: what is used, what is refused and why, and what is held out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from assistant.errors import BadInput
from assistant.messages import Audio
from tests import signals
from training.data.recordings import Recording, describe, read_recordings, split

TEXTS = [f"this is sentence number {name}" for name in "one two three four five six seven".split()]
TEXTS += ["we need a few more of them", "they may say anything", "only not the same"]


def write(path: Path, samples: npt.NDArray[np.float64], rate: int = 16_000) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, rate, subtype="PCM_16")
    return path.name


@cache
def sound(seed: int, seconds: float = 2.0) -> npt.NDArray[np.float64]:
    return 0.5 * signals.talk(seconds, seed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten good recordings, listed in a table without a heading."""
    rows = [
        f"{write(tmp_path / f'{number}.wav', sound(number))}\t{text}\n"
        for number, text in enumerate(TEXTS)
    ]
    (tmp_path / "mine.tsv").write_text("".join(rows), encoding="utf-8")
    return tmp_path


def add(folder: Path, line: str) -> None:
    with (folder / "mine.tsv").open("a", encoding="utf-8") as table:
        table.write(line + "\n")


def refusals(folder: Path) -> dict[str, str]:
    return {refusal.name: refusal.reason for refusal in read_recordings(folder).refused}


def test_a_table_is_read(folder: Path) -> None:
    found = read_recordings(folder)
    assert [recording.text for recording in found.used] == TEXTS
    assert found.refused == ()
    assert found.seconds == pytest.approx(20.0)
    assert describe(found) == ""


def test_a_table_may_have_a_heading_other_columns_and_windows_line_ends(folder: Path) -> None:
    rows = [f"x\t{text}\t{number}.wav\r\n" for number, text in enumerate(TEXTS)]
    (folder / "mine.tsv").write_bytes(
        b"\xef\xbb\xbfspeaker\tText\tPath\r\n" + "".join(rows).encode() + b"\r\n"
    )
    assert [recording.text for recording in read_recordings(folder).used] == TEXTS


def test_without_a_table_texts_lie_beside_the_sounds(folder: Path) -> None:
    (folder / "mine.tsv").unlink()
    for number, text in enumerate(TEXTS):
        (folder / f"{number}.txt").write_text(text)
    (folder / "notes.txt").write_text("no sound of this name")
    write(folder / "deeper" / "alone.wav", sound(50))
    write(folder / "odd.wav", sound(51))
    (folder / "odd.txt").write_bytes("café".encode("latin-1"))
    found = read_recordings(folder)
    assert [recording.text for recording in found.used] == TEXTS
    told = refusals(folder)
    assert "Save it as UTF-8" in told.pop("odd.wav")
    assert told == {
        "deeper/alone.wav": "no transcript: alone.txt is missing",
        "notes.txt": "no sound of the same name",
    }


def test_any_rate_will_do_and_text_is_written_as_people_write(folder: Path) -> None:
    write(folder / "rate.wav", sound(60)[::2], 8000)
    add(folder, "rate.wav\t“Élan!” Mr. Smith's 12 cats — at 7:30?")
    assert read_recordings(folder).used[-1].text == (
        "elan mister smith's twelve cats at seven thirty"
    )


@pytest.mark.parametrize(
    ("line", "samples", "reason"),
    [
        ("gone.wav\thello there", None, "There is no file"),
        ("new.wav", sound(70), "no tab between path and text"),
        ("new.wav\t ?! ", sound(70), "no words in its text"),
        ("new.wav\tまち all", sound(70), "letters that the network does not know: ち ま"),
        ("new.wav\thi", sound(70, 0.2), "0.2 s is too short"),
        ("new.wav\thello there", np.tile(sound(70), 12), "24 s is too long"),
        ("new.wav\thello there", np.zeros(32_000), "no speech can be heard"),
        ("new.wav\t" + "far too many words " * 5, sound(70), "nobody speaks so fast"),
        ("new.wav\ta", sound(70, 4.0), "is its text whole"),
        ("new.wav\thello there", sound(3), "the same sound as 3.wav"),
    ],
)
def test_what_can_not_be_used_is_refused_with_a_reason(
    folder: Path, line: str, samples: npt.NDArray[np.float64] | None, reason: str
) -> None:
    if samples is not None:
        write(folder / "new.wav", samples)
    add(folder, line)
    (complaint,) = refusals(folder).values()
    assert reason in complaint
    assert len(read_recordings(folder).used) == 10


def test_rubbish_among_the_sounds_is_refused(folder: Path) -> None:
    (folder / "new.wav").write_bytes(b"RIFF, or so it says")
    add(folder, "new.wav\thello there")
    assert "can't be decoded" in refusals(folder)["new.wav"]


def test_a_long_list_of_refusals_is_cut(folder: Path) -> None:
    for number in range(30):
        add(folder, f"gone-{number}.wav\thello")
    lines = describe(read_recordings(folder), rows=5).splitlines()
    assert lines[0] == "30 not used:"
    assert lines[-1].strip() == "... and 25 more"
    assert len(lines) == 7


def test_too_few_is_told_with_what_is_wrong(folder: Path) -> None:
    (folder / "3.wav").unlink()
    with pytest.raises(BadInput, match=r"9 recordings of 9 texts.*\n1 not used:\n    3.wav"):
        read_recordings(folder)


def test_one_text_over_and_over_teaches_nothing(folder: Path) -> None:
    (folder / "mine.tsv").write_text("".join(f"{n}.wav\tthe same again\n" for n in range(10)))
    with pytest.raises(BadInput, match="10 recordings of 1 texts"):
        read_recordings(folder)


@pytest.mark.parametrize("content", [None, b""])
def test_an_empty_or_missing_folder_is_told(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "empty.tsv").write_bytes(content)
    with pytest.raises(BadInput, match="holds no recordings"):
        read_recordings(tmp_path)
    with pytest.raises(BadInput, match="There is no folder"):
        read_recordings(tmp_path / "missing")


def test_a_table_in_another_encoding_is_told(folder: Path) -> None:
    (folder / "mine.tsv").write_bytes("0.wav\tcafé".encode("latin-1"))
    with pytest.raises(BadInput, match="UTF-8"):
        read_recordings(folder)


def recordings(*texts: str) -> list[Recording]:
    silence = Audio(np.zeros(16_000, np.float32))
    return [Recording(str(number), text, silence) for number, text in enumerate(texts)]


@pytest.mark.parametrize("count", range(4, 40))
def test_about_a_fifth_is_held_out_and_never_fewer_than_two(count: int) -> None:
    learned, held = split(recordings(*map(str, range(count))))
    assert len(held) >= 2
    assert abs(len(held) - count / 5) <= 1.2
    assert len(learned) + len(held) == count


def test_no_text_is_in_both_parts() -> None:
    learned, held = split(recordings(*"abcdeabcdeabcde"))
    assert {one.text for one in held} & {one.text for one in learned} == set()
    assert [one.text for one in held] == ["b", "d"] * 3
