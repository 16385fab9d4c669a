"""PocketSphinx, the recogniser that also installs with one command and runs offline."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from assistant.messages import SAMPLE_RATE, Audio
from training.data.speech import Clip, read_audio


@dataclass(frozen=True)
class PeerTranscript:
    """What the peer heard in a clip."""

    text: str
    seconds: float
    """How long it took, loading included: its decoder adapts to a speaker, so that every clip
    gets a new one."""


def pocketsphinx(audio: Audio) -> PeerTranscript:
    """Recognise one clip with a new decoder.

    Raises:
        ImportError: PocketSphinx is not installed.
    """
    from pocketsphinx import Decoder

    pcm = (audio.samples * 32767).astype("<i2").tobytes()
    started = time.perf_counter()
    decoder = Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    text = hypothesis.hypstr if hypothesis else ""
    return PeerTranscript(text.lower(), time.perf_counter() - started)


def pocketsphinx_transcripts(
    clips: Iterable[Clip], cache: Path
) -> Iterator[tuple[Clip, Audio, PeerTranscript]]:
    """Each clip with what PocketSphinx hears in it.

    It hears the same every time, and takes half an hour for all test clips: what it has heard
    once is kept in `cache`, a file of JSON lines.
    """
    name = f"pocketsphinx {version('pocketsphinx')}"
    known: dict[tuple[str, str], PeerTranscript] = {}
    if cache.exists():
        for line in cache.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.pop("peer") == name:
                key = row.pop("corpus"), row.pop("path")
                known[key] = PeerTranscript(**row)
    cache.parent.mkdir(parents=True, exist_ok=True)
    with cache.open("a", encoding="utf-8") as log:
        for clip, samples in read_audio(clips):
            audio = Audio(samples)
            heard = known.get((clip.corpus, clip.path))
            if heard is None:
                heard = pocketsphinx(audio)
                row = {"peer": name, "corpus": clip.corpus, "path": clip.path, **asdict(heard)}
                # One write a line: several of these may run side by side.
                os.write(log.fileno(), (json.dumps(row) + "\n").encode())
            yield clip, audio, heard
