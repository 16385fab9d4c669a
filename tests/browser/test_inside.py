"""The tab Inside in a real Chromium: each panel on input of one's own, and its troubles."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.page import CLIP, Open, record

pytestmark = pytest.mark.browser

PANELS = ("Units", "Gates", "Attention", "Frames", "Why gates")
LONG = 120_000
"""Milliseconds: a training of seconds, on two busy cores."""
TEXT = '"Is it 9 already?" she asked.\nHe looked at the 3 clocks and nodded.'


def panel(open_page: Open, name: str, width: int = 1200) -> Page:
    page = open_page(width=width)
    page.get_by_role("tab", name="Inside", exact=True).click()
    page.get_by_role("tab", name=name, exact=True).click()
    # Gradio gives fields their first values a moment after they have appeared.
    page.wait_for_timeout(800)
    return page


def put(field: Locator, text: str) -> None:
    """Fill a field, again if its first value came after all."""
    for _ in range(5):
        field.fill(text)
        field.page.wait_for_timeout(200)
        if field.input_value() == text:
            return
    expect(field).to_have_value(text)


def rows(picture: Locator) -> list[str]:
    """The names of the rows of a heat map."""
    return picture.locator("tbody th").all_inner_texts()


def test_units_follow_what_is_asked_for(open_page: Open) -> None:
    page = panel(open_page, "Units")
    picture = page.locator("#units-picture")
    put(page.locator("#units-text textarea"), TEXT)
    page.get_by_role("button", name="Show the units").click()
    expect(
        picture.get_by_role("heading", name="Inside quotes: the units most in tune")
    ).to_be_visible()
    assert len(rows(picture)) == 1 + 6
    expect(picture.locator("details[open] .coloured")).to_have_text(TEXT)
    expect(picture.get_by_text(re.compile(r"correlation [+-][01]\.\d\d")).first).to_be_visible()
    page.get_by_label("Which units follow").click()
    page.get_by_role("option", name="Digits").click()  # and it is shown at once
    expect(picture.get_by_role("heading", name="Digits: the units most in tune")).to_be_visible()
    page.get_by_label("Or units of your choice").fill("7 and 3")
    page.get_by_label("Or units of your choice").press("Enter")
    expect(picture.get_by_role("heading", name="the units of your choice")).to_be_visible()
    assert rows(picture) == ["digits", "unit 7", "unit 3"]


def test_units_that_there_are_not_are_told_and_the_picture_stays(open_page: Open) -> None:
    page = panel(open_page, "Units")
    picture = page.locator("#units-picture")
    page.get_by_role("button", name="Show the units").click()
    expect(picture.locator("figure")).to_be_visible()
    before = rows(picture)
    page.get_by_label("Or units of your choice").fill("zebra")
    page.get_by_role("button", name="Show the units").click()
    expect(page.get_by_text("Give the numbers of units")).to_be_visible()
    page.get_by_label("Or units of your choice").fill("")
    page.locator("#units-text textarea").fill("<img src=x onerror=alert()> has no figures")
    page.get_by_label("Which units follow").click()
    page.get_by_role("option", name="Digits").click()
    expect(page.get_by_text("is the same all over this text")).to_be_visible()
    page.locator("#units-text textarea").fill("")
    page.get_by_role("button", name="Show the units").click()
    expect(page.get_by_text("There is no text to read")).to_be_visible()
    assert rows(picture) == before
    assert picture.locator("img").count() == 0


def test_gates_of_both_networks_and_of_a_cell_by_number(open_page: Open) -> None:
    page = panel(open_page, "Gates")
    picture = page.locator("#gates-picture")
    put(page.locator("#gates-text textarea"), TEXT)
    page.get_by_role("button", name="Show the gates").click()
    expect(picture.get_by_role("heading", name=re.compile(r"Cell \d+ of \d+"))).to_be_visible()
    assert rows(picture) == [
        "input gate", "forget gate", "output gate", "would write", "cell", "comes out",
    ]  # fmt: skip
    number = page.get_by_label("Number of the cell")
    number.fill("7")
    expect(page.get_by_label("Number…", exact=True)).to_be_checked()
    number.press("Enter")
    expect(picture.get_by_role("heading", name="Cell 7 of")).to_be_visible()
    page.get_by_label("GRU: the network that compares replies").check()
    expect(picture.get_by_role("rowheader", name="update gate")).to_be_visible()
    assert rows(picture) == ["update gate", "reset gate", "would write", "comes out"]
    number.fill("99999")
    number.press("Enter")
    expect(page.get_by_text("This network has the cells 0 to")).to_be_visible()
    expect(picture.get_by_role("heading", name="Cell 7 of")).to_be_visible()


def test_attention_for_its_own_reply_and_for_mine(open_page: Open) -> None:
    page = panel(open_page, "Attention")
    picture = page.locator("#attention-picture")
    put(page.get_by_label("What is said"), "My <b>kettle</b> sings at night.")
    page.get_by_role("button", name="Show where it looks").click()
    expect(picture.get_by_role("rowheader").first).to_be_visible()
    heads = "".join(picture.locator("thead span").all_inner_texts())
    assert heads.replace("␣", "").startswith("<user>my<b>kettle</b>")
    page.get_by_label("Reply", exact=True).fill("Let it sing!")
    page.get_by_label("Reply", exact=True).press("Enter")
    expect(picture.get_by_role("rowheader").first).to_have_text(re.compile(r"^l\w* \d+ %$"))
    said = "".join(re.sub(r" \d+ %$", "", row) for row in rows(picture))
    assert said.replace("␣", "") == "letitsing!"
    page.get_by_label("What is said").fill("")
    page.get_by_role("button", name="Show where it looks").click()
    expect(page.get_by_text("There is nothing to answer")).to_be_visible()
    assert len(rows(picture)) > 0


def upload(page: Page, file: Path | FilePayload) -> None:
    with page.expect_file_chooser() as asked:
        page.locator("#inside-upload").click()
    asked.value.set_files(file)


def test_frames_of_an_upload_and_what_can_not_be_heard(open_page: Open, tmp_path: Path) -> None:
    page = panel(open_page, "Frames")
    picture = page.locator("#hearing-picture")
    samples, rate = soundfile.read(CLIP)
    clip = tmp_path / "mine.wav"
    soundfile.write(clip, samples, rate)
    upload(page, clip)
    expect(picture.get_by_role("heading", name="How the beam changed it")).to_be_visible()
    expect(picture.get_by_alt_text("Spectrogram")).to_be_visible()
    letters = picture.locator(".path").all_inner_texts()
    assert len(letters) == 3
    assert len(letters[0]) > len(letters[1]) > len(letters[2]) > 5
    assert "·" not in letters[2]
    assert picture.locator(".symbols rect").count() > 10
    page.get_by_label("Sounds (phonemes)").check()
    expect(picture.locator(".path").last).to_have_text(re.compile(r"^[A-Z␣ ]+$"))
    sounds = picture.locator(".path").last.inner_text()
    silent = tmp_path / "silent.wav"
    soundfile.write(silent, np.zeros(16_000), 16_000)
    upload(page, silent)
    expect(page.get_by_text("No speech was found in that")).to_be_visible()
    broken: FilePayload = {"name": "broken.wav", "mimeType": "audio/wav", "buffer": b"RIFF, or so"}
    upload(page, broken)
    expect(page.get_by_text("can't be decoded")).to_be_visible()
    assert picture.locator(".path").last.inner_text() == sounds


def test_frames_of_a_recording(open_page: Open) -> None:
    page = panel(open_page, "Frames")
    record(page, "inside", 3000)
    expect(page.locator("#hearing-picture .path").last).to_have_text(re.compile(r"\w{2}"))


def state(page: Page, name: str) -> Locator:
    return page.locator(f"#{name}-picture").get_by_role("status")


def test_curves_grow_stop_and_begin_again(open_page: Open) -> None:
    page = panel(open_page, "Why gates")
    start, stop = page.locator("#race-start"), page.locator("#race-stop")
    expect(stop).to_be_hidden()
    page.get_by_label("Adding").check()
    page.get_by_label("Length of the row, in steps").first.fill("60")
    start.click()
    expect(state(page, "race")).to_have_text(re.compile("Waiting|Training"))
    expect(stop).to_be_visible()
    expect(start).to_be_hidden()
    expect(state(page, "race")).to_have_text(re.compile(r"^Training: \d"), timeout=LONG)
    expect(page.locator("#race-picture svg[role=img]")).to_have_count(3)
    first = state(page, "race").inner_text()
    expect(state(page, "race")).not_to_have_text(first, timeout=LONG)  # it is live
    stop.click()
    expect(state(page, "race")).to_have_text(re.compile(r"^Stopped: \d"))
    expect(start).to_be_visible()
    expect(stop).to_be_hidden()
    stopped = page.locator("#race-picture").inner_text()
    assert "stopped, " in stopped
    page.wait_for_timeout(2000)
    assert page.locator("#race-picture").inner_text() == stopped
    page.get_by_label("Agreement").check()
    page.get_by_label("Length of the row, in steps").first.fill("10")
    page.get_by_label("Clip gradients").uncheck()
    start.click()
    expect(state(page, "race")).to_have_text(re.compile(r"^Done: .*(S|s)olved"), timeout=LONG)
    expect(page.locator("#race-picture tbody tr")).to_have_count(4)
    expect(stop).to_be_hidden()


def test_a_seed_that_can_not_be_is_told(open_page: Open) -> None:
    page = panel(open_page, "Why gates")
    page.get_by_label("Seed").fill("99999999999999")
    page.locator("#race-start").click()
    expect(page.get_by_text("The seed must be from 0 to")).to_be_visible()
    expect(page.locator("#race-start")).to_be_visible()
    expect(page.locator("#race-picture")).to_contain_text("The curves appear here")


def test_both_ways_against_forward_only(open_page: Open) -> None:
    page = panel(open_page, "Why gates")
    page.locator("#ahead-start").click()
    expect(state(page, "ahead")).to_have_text(re.compile("^Done"), timeout=LONG)
    picture = page.locator("#ahead-picture")
    expect(picture.locator("tbody b")).to_have_text(["Forward only", "Both ways"])
    expect(picture.locator("svg[role=img]")).to_have_count(2)


def test_two_people_train_one_after_the_other_and_read_at_once(open_page: Open) -> None:
    one, other = panel(open_page, "Why gates"), panel(open_page, "Why gates")
    one.get_by_label("Adding").check()
    one.get_by_label("Length of the row, in steps").first.fill("200")
    one.locator("#race-start").click()
    expect(state(one, "race")).to_have_text(re.compile("^Training"), timeout=LONG)
    other.locator("#ahead-start").click()
    expect(state(other, "ahead")).to_contain_text("one training runs at a time")
    other.locator("#ahead-stop").click()
    expect(state(other, "ahead")).to_have_text("Stopped before it began.")
    other.get_by_role("tab", name="Units", exact=True).click()
    other.get_by_role("button", name="Show the units").click()
    expect(other.locator("#units-picture figure")).to_be_visible()
    expect(state(one, "race")).to_have_text(re.compile("^Training"))
    one.locator("#race-stop").click()
    expect(state(one, "race")).to_have_text(re.compile("^Stopped"))
    expect(one.locator("#units-picture")).to_contain_text("The units appear here")


def test_every_panel_is_in_sight_on_a_phone(open_page: Open) -> None:
    page = panel(open_page, "Units", width=390)
    strip = page.locator("#inside").get_by_role("tab")
    assert strip.all_inner_texts() == list(PANELS)
    assert page.locator(".overflow-menu").count() == 0
    for name in PANELS:
        page.locator("#inside").get_by_role("tab", name=name, exact=True).click()
        box = page.locator("#inside").get_by_role("tab", name=name, exact=True).bounding_box()
        assert box is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, name
        show = page.get_by_role("button", name=re.compile("^Show"))
        if show.filter(visible=True).count():
            show.filter(visible=True).click()
            expect(page.locator("figure.look").filter(visible=True)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
