"""PocketSphinx, the recogniser that also installs with one command and runs offline."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from assistant.messages import SAMPLE_RATE, Audio
from training.data.speech import Clip, read_audio


def pocketsphinx(audio: Audio) -> str:
    """The words of one clip, by a new decoder: an old one adapts to the clips before.

    Raises:
        ImportError: PocketSphinx is not installed.
    """
    from pocketsphinx import Decoder

    pcm = (audio.samples * 32767).astype("<i2").tobytes()
    decoder = Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    return hypothesis.hypstr.lower() if hypothesis else ""


def pocketsphinx_transcripts(
    clips: Iterable[Clip], cache: Path
) -> Iterator[tuple[Clip, Audio, str]]:
    """Each clip with what PocketSphinx hears in it.

    It hears the same every time, and takes half an hour for all test clips: what it has heard
    once is kept in `cache`, a file of JSON lines.
    """
    name = f"pocketsphinx {version('pocketsphinx')}"
    known: dict[tuple[str, str], str] = {}
    if cache.exists():
        for line in cache.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["peer"] == name:
                known[row["corpus"], row["path"]] = row["text"]
    cache.parent.mkdir(parents=True, exist_ok=True)
    with cache.open("a", encoding="utf-8") as log:
        for clip, samples in read_audio(clips):
            audio = Audio(samples)
            heard = known.get((clip.corpus, clip.path))
            if heard is None:
                heard = pocketsphinx(audio)
                row = {"peer": name, "corpus": clip.corpus, "path": clip.path, "text": heard}
                # One write a line: several of these may run side by side.
                os.write(log.fileno(), (json.dumps(row) + "\n").encode())
            yield clip, audio, heard
