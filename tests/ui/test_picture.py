"""What was heard, drawn."""

from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from matplotlib.image import imread

from assistant.messages import SAMPLE_RATE, Audio, Transcript, Word
from assistant.speech.recording import Part
from assistant.speech.subtitles import FORMATS
from assistant.ui.picture import MAX_COLUMNS, MELS, _envelope, certainty, draw, draw_progress
from tests import tiny


class Elements(HTMLParser):
    """Collects start tags; fails on tags that do not nest."""

    EMPTY = ("img", "br", "polygon")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            assert self.open.pop() == tag

    def words(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for found, attrs in self.found if found == tag and "data-start" in attrs]


def picture_of(page: str) -> np.ndarray:
    data = re.search(r"data:image/png;base64,([^\"]+)", page)
    assert data
    return imread(io.BytesIO(base64.b64decode(data.group(1))))


def heard(*words: Word, seconds: float = 2.0) -> Transcript:
    return Transcript(" ".join(word.text for word in words), words, 0.8, seconds, 0.1)


def test_words_stand_at_their_times_in_the_colour_of_their_confidence() -> None:
    transcript = heard(Word("hello", 0.5, 1.0, 0.9), Word("there", 1.0, 1.75, 0.3))
    elements = Elements(draw(Audio(tiny.tone(2.0)), transcript, "sound.wav"))
    first, second = elements.words("span")
    assert first["style"] == "left:25.000%;width:25.000%"
    assert second["style"] == "left:50.000%;width:37.500%"
    assert [str(word["class"]).split()[-1] for word in elements.words("button")] == [
        "sure",
        "doubtful",
    ]
    assert elements.words("button")[0]["title"] == "0.50 to 1.00 s, 90% sure"
    assert ("audio", "sound.wav") in [(tag, attrs.get("src")) for tag, attrs in elements.found]


def test_what_was_heard_is_never_markup() -> None:
    transcript = heard(Word("<script>alert(1)</script>", 0, 1, 0.9))
    page = draw(Audio(tiny.tone(2.0)), transcript, '"><script>')
    assert "<script" not in page
    assert Elements(page).words("button")


@pytest.mark.parametrize("samples", [1, 100, SAMPLE_RATE], ids=str)
def test_silence_and_a_single_sample_are_drawn(samples: int) -> None:
    page = draw(Audio(np.zeros(samples, np.float32)), heard(seconds=samples / SAMPLE_RATE))
    Elements(page)
    assert "no words" in page
    assert "nan" not in page
    assert picture_of(page)[..., :3].max() < 0.05, "silence is dark"
    assert "unsure" not in page


def test_five_minutes_stay_a_small_page() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 300 * SAMPLE_RATE).astype(np.float32)
    page = draw(Audio(noise), heard(seconds=300.0))
    assert picture_of(page).shape[1] <= MAX_COLUMNS + 1
    assert len(page) < 4_000_000


def test_a_high_tone_is_drawn_above_a_low_one() -> None:
    def brightest_row(hertz: float) -> int:
        picture = picture_of(draw(Audio(tiny.tone(1.0, hertz)), heard()))
        assert picture.shape[0] == MELS
        return int(picture[..., :3].sum((1, 2)).argmax())

    assert brightest_row(3000.0) < brightest_row(300.0)


def test_the_envelope_holds_every_peak() -> None:
    samples = np.zeros(1000, np.float32)
    samples[[0, 499, 999]] = 1.0, -1.0, 0.5
    low, high = _envelope(samples, 10)
    assert high.tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0.5]
    assert low.tolist() == [0, 0, 0, 0, -1, 0, 0, 0, 0, 0]


def test_files_to_download_are_in_the_page_itself() -> None:
    page = draw(None, heard(Word("<hi>", 0.5, 1.0, 0.9)), name='a "talk"')
    links = {attrs["download"]: attrs["href"] for tag, attrs in Elements(page).found if tag == "a"}
    assert list(links) == [f'a "talk".{form}' for form in FORMATS]
    srt = base64.b64decode(str(links['a "talk".srt']).partition("base64,")[2]).decode()
    assert srt == "1\n00:00:00,500 --> 00:00:01,500\n<hi>\n\n"
    assert "download" not in draw(None, heard(), name="silence")


def test_progress_shows_what_was_heard_last() -> None:
    words = tuple(Word(f"w{n}", n, n + 1, 0.5) for n in range(100))
    part = Part(heard(), 30.0, 65.0, 3600.0)
    page = draw_progress(part, heard(*words))
    Elements(page)
    assert "1:05 of 1:00:00 heard" in page
    assert "w99" in page and "w50 " not in page
    assert "progress" not in draw_progress(Part(heard(), 0, 65, None), heard(*words))


def test_certainty_by_hand() -> None:
    assert [certainty(c) for c in (1.0, 0.8, 0.79, 0.5, 0.49, 0.0)] == [
        "sure",
        "sure",
        "unsure",
        "unsure",
        "doubtful",
        "doubtful",
    ]
