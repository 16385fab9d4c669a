"""Files, recordings, captions, and a voice of one's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.page import CLIP, PATIENCE, Open, record

pytestmark = pytest.mark.browser


def test_listen_shows_words_of_an_upload_and_refuses_a_broken_file(
    open_page: Open, tmp_path: Path
) -> None:
    page = open_page()
    page.get_by_role("tab", name="Listen").click()
    page.locator("input[type=file]").last.set_input_files(CLIP)
    words = page.locator("#heard .said .word")
    expect(words.first).to_be_visible(timeout=PATIENCE)
    assert words.count() == page.locator("#heard .lane .word").count()
    starts = [float(word.get_attribute("data-start") or -1) for word in words.all()]
    assert starts == sorted(starts)
    assert starts[0] >= 0
    expect(page.locator("#heard .spectrogram")).to_be_visible()
    words.first.click()  # plays it
    page.get_by_text("Every word and its time").click()
    expect(page.locator("#heard tbody tr")).to_have_count(words.count())
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF, or so it says")
    page.locator("input[type=file]").last.set_input_files(broken)
    expect(page.get_by_text("can't be decoded")).to_be_visible(timeout=PATIENCE)
    expect(words.first).to_be_visible()


def test_listen_writes_sentences_and_hands_out_subtitles(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("tab", name="Listen").click()
    page.get_by_role("button", name="the old clock").click()
    words = page.locator("#heard .said .word")
    expect(words.first).to_be_visible(timeout=PATIENCE)
    said = [word.inner_text() for word in words.all()]
    page.get_by_label("Write numbers and sentences").check()
    expect(words.first).to_have_text(re.compile("^[A-Z0-9]"))
    expect(words.last).to_have_text(re.compile(r"[.?]$"))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="SRT").click()
    assert waiting.value.suggested_filename == "the-old-clock.srt"
    subtitles = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert re.match(r"1\n00:00:00,\d{3} --> 00:00:\d\d,\d{3}\n[A-Z0-9]", subtitles)
    page.get_by_label("Write numbers and sentences").uncheck()
    expect(words.first).to_have_text(said[0])


def test_listen_records(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("tab", name="Listen").click()
    record(page, "listen", 3000)
    expect(page.locator("#heard .said .word").first).to_be_visible(timeout=PATIENCE)


def test_a_voice_is_recorded_and_a_new_page_goes_on(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("tab", name="Listen").click()
    page.get_by_text("Teach it your voice").click()
    reading = page.locator("#reading")
    expect(reading).to_contain_text("Sentence 1 of 60")
    record(page, "voice", 3500)
    expect(reading).to_contain_text("1 of 60 recorded")
    seconds = reading.locator("audio").evaluate(
        "sound => new Promise(known => { if (sound.readyState) known(sound.duration); "
        "else sound.onloadedmetadata = () => known(sound.duration); })"
    )
    assert 2 < seconds < 6
    page.get_by_role("button", name="Back", exact=True).click()
    expect(reading).to_contain_text("Sentence 60 of 60")
    page.reload()
    page.get_by_role("tab", name="Listen").click()
    page.get_by_text("Teach it your voice").click()
    expect(reading).to_contain_text("Sentence 2 of 60")
    expect(reading).to_contain_text("1 of 60 recorded")


def test_live_captions_come_while_somebody_speaks(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("tab", name="Listen").click()
    live = page.locator("#live")
    button = live.locator("button")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(live.locator(".growing")).to_contain_text(re.compile(r"\w{2}"))
    expect(live.locator("[role=status]")).to_contain_text("speaks")
    expect(live.locator("input")).to_be_disabled()
    page.wait_for_timeout(2500)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(live.locator("li .word").first).to_be_visible()
    expect(live.locator("li time").first).to_have_text(re.compile(r"\d:\d\d"))
    expect(live.locator(".growing b")).to_have_text("")
    button.click()  # and again
    expect(button).to_have_attribute("aria-pressed", "true")
