"""Play clips into a real browser's microphone and compare with the files themselves.

    python -m bench.microphone [--clips 20] [--sounds FOLDER]

Takes test clips from each corpus, and of a folder every sound that has its text in a .txt of
the same name. Chromium gets each as a microphone at 48 kHz; the tab *Listen* records it. Prints
every transcript, and the word error rates of both ways.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
import soxr
from playwright.sync_api import Playwright, expect, sync_playwright

from assistant import load
from assistant.messages import SAMPLE_RATE, Audio
from assistant.speech.audio import load_audio
from training.data.speech import Clip, read_audio, read_corpora
from training.evaluate_speech import sample
from training.metrics import Edits, edits

ROOT = Path(__file__).resolve().parents[1]
MICROPHONE_RATE = 48_000
"""Hertz, which Chromium wants of a fake microphone's WAV."""
BEFORE, AFTER = 0.5, 1.0
"""Seconds of silence around each clip: a person clicks first and then speaks."""
PATIENCE = 60_000
"""Milliseconds."""


@contextmanager
def served() -> Iterator[str]:
    """The app on a free port; gives its address."""
    command = [sys.executable, "app.py", "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        said = server.stdout.readline() if server.stdout else ""
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        if not found:
            raise RuntimeError(f"The app said {said!r} instead of its address.")
        yield found.group()
    finally:
        server.terminate()
        server.wait(20)


def heard_by_browser(playwright: Playwright, address: str, audio: Audio, folder: Path) -> str:
    """What the tab *Listen* shows when the microphone plays the clip."""
    wav = folder / "microphone.wav"
    silence = [np.zeros(round(seconds * SAMPLE_RATE), np.float32) for seconds in (BEFORE, AFTER)]
    samples = np.concatenate([silence[0], audio.samples, silence[1]])
    soundfile.write(wav, soxr.resample(samples, SAMPLE_RATE, MICROPHONE_RATE), MICROPHONE_RATE)
    names = ("chromium", "chromium-browser", "google-chrome")
    browser = playwright.chromium.launch(
        executable_path=os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names))),
        args=[
            "--no-sandbox",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-audio-capture={wav}%noloop",
        ],
    )
    try:
        page = browser.new_context(permissions=["microphone"]).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.get_by_role("tab", name="Listen").click()
        button = page.locator("#listen-microphone button")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
        page.wait_for_timeout(1000 * (BEFORE + audio.seconds + AFTER))
        button.click()
        # While a long sound is read, what is heard so far has no words to click yet.
        page.locator("#heard .said .word, #heard .nothing").first.wait_for(timeout=PATIENCE)
        return " ".join(page.locator("#heard .said .word").all_inner_texts()).lower()
    finally:
        browser.close()


def clips(count: int) -> Iterator[tuple[str, str, Audio]]:
    """(name, text, audio) of about `count` test clips, the same number from each corpus."""
    found = read_corpora("test")
    corpora = {clip.corpus for clip in found}
    chosen: Sequence[Clip] = sample(found, -(-count // len(corpora)))
    for clip, samples in read_audio(chosen[:count]):
        yield clip.corpus, clip.text, Audio(samples)


def sounds(folder: Path) -> Iterator[tuple[str, str, Audio]]:
    for text in sorted(folder.glob("*.txt")):
        for sound in sorted(folder.glob(f"{text.stem}.*")):
            if sound != text:
                yield sound.name, text.read_text(encoding="utf-8").strip(), load_audio(sound)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.microphone", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--clips", type=int, default=20)
    parser.add_argument("--sounds", type=Path, metavar="FOLDER", help="sounds with texts of yours")
    parsed = parser.parse_args(arguments)
    tried = list(clips(parsed.clips)) + (list(sounds(parsed.sounds)) if parsed.sounds else [])
    assistant = load()
    file_errors, browser_errors = Edits(), Edits()
    with served() as address, sync_playwright() as playwright, tempfile.TemporaryDirectory() as t:
        for name, text, audio in tried:
            from_file = assistant.transcribe(audio).text
            from_browser = heard_by_browser(playwright, address, audio, Path(t))
            file_errors += edits(text.split(), from_file.split())
            browser_errors += edits(text.split(), from_browser.split())
            print(f"{name}\n  said     {text}\n  file     {from_file}\n  browser  {from_browser}")
    print(
        f"{len(tried)} clips, {file_errors.length} words: WER of the file "
        f"{100 * file_errors.rate:.1f} %, through the browser {100 * browser_errors.rate:.1f} %"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
