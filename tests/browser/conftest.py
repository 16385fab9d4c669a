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
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
import soxr
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.page import CLIP, PATIENCE, Open, message_box

ROOT = Path(__file__).resolve().parents[2]
FAKE_RATE = 48_000
"""Hertz, which Chromium wants of a fake microphone's WAV."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
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


@pytest.fixture(scope="package")
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
        page.on(
            "console",
            lambda m: errors.append(f"{m.text} ({m.location})") if m.type == "error" else None,
        )
        page.goto(address)
        expect(message_box(page)).to_be_visible(timeout=PATIENCE)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []
