"""The app in a real Chromium, with a fake microphone that plays a clip of ours.

Server, networks and browser are the real ones. No request may leave this machine, and no page
may raise an error: every test checks that when it ends.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile
import soxr
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[1]
CLIP = ROOT / "assets" / "samples" / "how-are-you.ogg"
FAKE_RATE = 48_000
"""Hertz, which Chromium wants of a fake microphone's WAV."""
PATIENCE = 30_000
"""Milliseconds: a cold start on two busy cores."""

expect.set_options(timeout=PATIENCE)
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app, started as people start it, on a free port. It leaves no recording behind."""
    kept = tmp_path_factory.mktemp("kept")
    voice = tmp_path_factory.mktemp("voice")
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "app.py", "--port", "0", "--recordings", str(voice)]
    environment = os.environ | {"TMPDIR": str(kept), "REFRAIN_HOME": str(home)}
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found, f"the app said {said!r} instead of its address"
        yield found.group()
    finally:
        server.terminate()
        server.wait(20)
    assert list(kept.glob("refrain-*")) == []


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert executable, "No Chromium: type `sudo apt-get install chromium`, or set CHROMIUM=PATH."
    wav = tmp_path_factory.mktemp("microphone") / "clip.wav"
    samples, rate = soundfile.read(CLIP)
    soundfile.write(wav, soxr.resample(samples, rate, FAKE_RATE), FAKE_RATE, subtype="PCM_16")
    arguments = [
        "--no-sandbox",  # containers run as root
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={wav}",
    ]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Opens the app as one more visitor; `script` runs in the page before anything else."""
    contexts: list[BrowserContext] = []
    foreign: list[str] = []
    errors: list[str] = []

    def visit(width: int = 1200, height: int = 900, script: str = "") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, permissions=["microphone"]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.add_init_script(script)
        here = (address, "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(here) else foreign.append(r.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.goto(address)
        expect(message_box(page)).to_be_visible(timeout=PATIENCE)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []


def message_box(page: Page) -> Locator:
    return page.get_by_label("Your message")


def said(page: Page, speaker: str) -> Locator:
    """The bubbles of `user` or `bot`."""
    return page.locator(f"#conversation [data-testid={speaker}]")


def wait_for_reply(page: Page, number: int) -> str:
    """The text of the finished reply with this number, counted from 1."""
    expect(said(page, "bot")).to_have_count(number)
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible(timeout=PATIENCE)
    text = said(page, "bot").last.inner_text().strip()
    assert text
    return text


def record(page: Page, tab: str, milliseconds: int) -> None:
    button = page.locator(f"#{tab}-microphone button")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"#{tab}-microphone").get_by_role("status")).to_contain_text("Listening")
    page.wait_for_timeout(milliseconds)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_speaks_edits_sends_and_is_answered(open_page: Open) -> None:
    page = open_page()
    assert page.title() == "Refrain"
    expect(page.get_by_role("heading", level=1)).to_have_text("Refrain")
    record(page, "chat", 3500)
    expect(message_box(page)).to_have_value(re.compile(r"\w{2}"))
    heard = message_box(page).input_value()
    message_box(page).fill(heard + " today")
    page.get_by_role("button", name="Send", exact=True).click()
    wait_for_reply(page, 1)
    expect(said(page, "user")).to_have_text(heard + " today")
    expect(message_box(page)).to_have_value("")


def test_a_transcript_can_be_sent_in_the_moment_it_appears(open_page: Open) -> None:
    """Hearing used to end in a second event, and a click before that one was lost."""
    page = open_page()
    for number in (1, 2):
        record(page, "chat", 2500)
        expect(message_box(page)).to_have_value(re.compile(r"\w{2}"))
        page.get_by_role("button", name="Send", exact=True).click()
        wait_for_reply(page, number)


def test_speech_can_be_sent_at_once(open_page: Open) -> None:
    page = open_page()
    page.get_by_label("Send speech at once").check()
    record(page, "chat", 3000)
    wait_for_reply(page, 1)
    assert said(page, "user").inner_text().strip()


def test_two_people_have_two_conversations(open_page: Open) -> None:
    one, other = open_page(), open_page()
    message_box(one).fill("My secret word is marmalade.")
    message_box(one).press("Enter")
    message_box(other).fill("I like the sea.")
    message_box(other).press("Enter")
    wait_for_reply(one, 1)
    wait_for_reply(other, 1)
    expect(said(one, "user")).to_have_text("My secret word is marmalade.")
    expect(said(other, "user")).to_have_text("I like the sea.")


def test_retry_undo_and_clear(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Hello! How are you today?").click()
    wait_for_reply(page, 1)
    message_box(page).fill("And what do you do?")
    message_box(page).press("Enter")
    wait_for_reply(page, 2)
    page.evaluate("addEventListener('replied', () => { window.again = true; })")
    page.get_by_role("button", name="Retry").click()
    page.wait_for_function("window.again")  # the reply that is there already is no sign
    wait_for_reply(page, 2)
    page.get_by_role("button", name="Undo").click()
    expect(message_box(page)).to_have_value("And what do you do?")
    expect(said(page, "user")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(said(page, "user")).to_have_count(0)


def test_hostile_empty_and_endless_messages(open_page: Open) -> None:
    page = open_page()
    hostile = "<img src=x onerror=alert(1)> **bold** <b>x</b> $x^2$ [a](javascript:alert(1)) &amp;"
    message_box(page).fill(hostile)
    message_box(page).press("Enter")
    wait_for_reply(page, 1)
    expect(said(page, "user")).to_have_text(hostile)
    assert page.locator("#conversation img").count() == 0
    message_box(page).press("Enter")
    expect(page.get_by_text("Type something first")).to_be_visible()
    message_box(page).fill("very " * 5000)
    message_box(page).press("Enter")
    expect(page.get_by_text("characters long")).to_be_visible()
    expect(message_box(page)).to_have_value("very " * 5000)
    expect(said(page, "user")).to_have_count(1)


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


def test_write_streams_stops_and_goes_on(open_page: Open) -> None:
    page = desk(open_page)
    page.get_by_label("Begin with").fill("The old house")
    page.get_by_text("How it chooses its words").click()
    page.get_by_role("slider", name="Length").fill("1000")
    page.get_by_role("button", name="Write", exact=True).click()
    tokens = page.locator(".desk-column:not([hidden]) [data-n]")
    expect(tokens.nth(20)).to_be_visible()
    page.get_by_role("button", name="Stop writing").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(page.locator(".desk-stats").first).to_contain_text("tokens per second")
    stopped = tokens.count()
    assert stopped < 1000
    page.wait_for_timeout(500)
    assert tokens.count() == stopped
    page.get_by_role("slider", name="Length").fill("10")
    page.get_by_role("button", name="Go on").click()
    expect(tokens).to_have_count(stopped + 10)


def test_same_seed_same_text_and_a_branch(open_page: Open) -> None:
    page = desk(open_page)
    page.get_by_text("How it chooses its words").click()
    page.get_by_label("Two temperatures side by side").check()
    page.get_by_role("slider", name="Second temperature").fill("0.8")
    page.get_by_role("slider", name="Length").fill("20")
    page.get_by_label("Seed").fill("5")
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    texts = page.locator(".desk-tokens").all_inner_texts()
    assert texts[0] == texts[1]
    page.locator(".desk-tokens").first.locator("[data-n='4']").click()
    others = page.get_by_role("dialog", name="What else could stand there")
    expect(others.get_by_role("listitem")).to_have_count(10)
    choice = others.locator("li button:not([aria-current])").first
    choice.click()
    expect(others).to_be_hidden()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    branched = page.locator(".desk-tokens").first.locator("[data-n]")
    expect(branched).to_have_count(5 + 20)
    assert page.locator(".desk-tokens").nth(1).inner_text() == texts[1]
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as text").click()
    kept = saved.value.path().read_text(encoding="utf-8")
    assert kept.count("It was a dark and stormy night, and") == 2


def test_completion_is_taken_and_put_away(open_page: Open) -> None:
    page = desk(open_page)
    box, grey = page.get_by_label("Begin with"), page.locator(".desk-mirror b")
    box.fill("")
    box.press_sequentially("In the United Sta", delay=30)
    expect(grey).to_have_text("tes")
    box.press("t")  # typed as suggested: the rest stays
    expect(grey).to_have_text("es")
    box.press("Tab")
    expect(box).to_have_value("In the United States")
    expect(grey).to_have_text("")
    box.press("Control+z")
    expect(box).not_to_have_value("In the United States")
    box.fill("")
    box.press_sequentially("In the United Sta", delay=30)
    expect(grey).to_have_text("tes")
    box.press("Escape")
    expect(grey).to_have_text("")
    expect(box).to_have_value("In the United Sta")
    page.locator(".desk-chips button").first.click()
    expect(box).to_have_value("In the United States ")
    expect(box).to_be_focused()


def test_typing_fast_loses_nothing(open_page: Open) -> None:
    page = desk(open_page)
    box = page.get_by_label("Begin with")
    text = "In the United States of nowhere, she did not know what to do with 12 kettles. " * 3
    box.fill("")
    box.press_sequentially(text)
    expect(box).to_have_value(text)
    box.press("Home")
    box.press_sequentially("Now ")
    expect(page.locator(".desk-mirror b")).to_have_text("")
    assert "Now " in box.input_value()
    assert len(box.input_value()) == len(text) + 4


def desk(open_page: Open) -> Page:
    page = open_page()
    page.get_by_role("tab", name="Write").click()
    return page


def test_phone_width_never_scrolls_sideways(open_page: Open) -> None:
    page = open_page(width=390, height=844)
    for tab in ("Chat", "Commands", "Listen", "Write", "Inside"):
        shown = page.get_by_role("tab", name=tab, exact=True)
        if not shown.is_visible():  # what does not fit is behind the dots
            page.locator(".overflow-menu > button").first.click()
            shown = page.locator(".overflow-dropdown button", has_text=tab)
        shown.first.click()
        if tab == "Listen":
            page.get_by_role("button", name="the old clock").click()
            expect(page.locator("#heard .score")).to_be_visible(timeout=PATIENCE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, tab


def test_the_microphone_works_from_the_keyboard(open_page: Open) -> None:
    page = open_page()
    button = page.locator("#chat-microphone button")
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("Object.defineProperty(window, 'isSecureContext', {value: false})", "https://"),
        (
            "navigator.mediaDevices.getUserMedia = async () => "
            "{ throw new DOMException('no', 'NotAllowedError') }",
            "Allow the microphone",
        ),
    ],
    ids=["insecure", "denied"],
)
def test_says_why_the_microphone_is_shut(open_page: Open, script: str, sentence: str) -> None:
    page = open_page(script=script)
    page.locator("#chat-microphone button").click()
    expect(page.locator("#chat-microphone").get_by_role("status")).to_contain_text(sentence)
    expect(page.locator("#chat-microphone button")).to_be_enabled()


def say(page: Page, text: str, number: int) -> str:
    """The reply with this number, counted from 1."""
    message_box(page).fill(text)
    message_box(page).press("Enter")
    return wait_for_reply(page, number)


def test_a_command_does_something_and_a_timer_rings_until_it_is_stopped(open_page: Open) -> None:
    page, other = open_page(), open_page()
    say(page, "turn on the kitchen light", 1)
    for anybody in (page, other):
        expect(anybody.locator("#beside [data-room=kitchen] .glow").first).to_be_visible()
    page.get_by_role("button", name="Why this reply?").click()
    expect(page.locator("#reasons mark")).to_contain_text("kitchen")
    expect(page.locator("#reasons")).to_contain_text("Home: light on")
    say(page, "set a timer for two seconds", 2)
    for anybody in (page, other):
        expect(anybody.locator("#ringing li")).to_contain_text("timer")
    expect(said(page, "bot").nth(2)).to_contain_text("is done")
    other.locator("#ringing").get_by_role("button", name="Stop").click()
    for anybody in (page, other):
        expect(anybody.locator("#ringing li")).to_have_count(0)


def test_commands_are_found_tried_chosen_and_taught(open_page: Open) -> None:
    page = open_page()
    message_box(page).fill("typed in half")
    page.get_by_role("tab", name="Commands").click()
    page.get_by_label("Try a sentence").fill("wake me at half past six tomorrow")
    expect(page.locator("#tried mark")).to_contain_text("half past six")
    page.get_by_label("When I say").fill("<b>tea</b> time")
    page.get_by_label("it means").fill("flip a coin")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#phrases tbody tr")).to_contain_text("b tea b time")
    page.get_by_role("button", name="Remove “b tea b time”").click()
    expect(page.locator("#phrases tbody tr")).to_have_count(0)
    page.get_by_label("Search the commands").fill("coin")
    expect(page.locator("#skills section:visible")).to_have_count(1)
    page.get_by_role("button", name="Flip a coin").click()
    wait_for_reply(page, 1)
    expect(said(page, "user")).to_have_text("Flip a coin")
    expect(message_box(page)).to_have_value("typed in half")
