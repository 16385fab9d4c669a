"""What is measured: each stage on one clip, one turn, one text."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import torch

from assistant.assistant import Assistant
from assistant.checkpoint import load_model
from assistant.language.propose import Sampling
from assistant.language.write import Writer, WritingOptions
from assistant.messages import Audio, Turn
from assistant.models.ctc import TIME_STRIDE
from assistant.speech.align import align_words
from assistant.speech.audio import load_audio
from assistant.speech.decode import LexiconDecoder, greedy
from assistant.speech.endpoint import speech_regions
from assistant.speech.features import FRAMES_PER_SECOND, log_mel
from assistant.speech.recognise import Recogniser
from assistant.speech.respell import JUDGED, likelihoods
from assistant.stages import BUNDLED
from bench.measure import Figure, once, spread, timed
from bench.peers import pocketsphinx

ROOT = Path(__file__).resolve().parents[1]
CLIP = ROOT / "assets" / "samples" / "the-old-clock.ogg"
HISTORY = (
    Turn("user", "Hello! How are you today?"),
    Turn("assistant", "I am fine, thank you. And you?"),
    Turn("user", "I had a long day at work, and now I want to cook something."),
)
PROMPT = "It was a dark and stormy night, and"
TOKENS = 200


def hearing(models: Path) -> Iterator[Figure]:
    """Every stage of one clip, and PocketSphinx on the same clip."""
    part = "hearing"
    loaded = load_model(models / "speech")
    recogniser = Recogniser(loaded)
    yield timed(part, "decode the file, resample", lambda: load_audio(CLIP))
    audio = load_audio(CLIP)
    samples = torch.from_numpy(audio.samples)
    yield timed(part, "find the speech", lambda: speech_regions(audio.samples))
    yield timed(part, "log-mel features", lambda: log_mel(samples))
    features = log_mel(samples)[None]
    length = torch.tensor([features.shape[1]])
    with torch.inference_mode():
        yield timed(part, "network", lambda: loaded.model(features, length))
        output = loaded.model(features, length)
    characters, phonemes = output.characters[0], output.phonemes[0]
    yield timed(part, "greedy decoding", lambda: greedy(characters))
    words = loaded.tokenizers["characters"].decode(greedy(characters)).split()
    if LexiconDecoder.available(loaded.folder):
        yield once(part, "build the beam decoder (once)", recogniser.prepare)
        decoder = LexiconDecoder(loaded.folder, loaded.tokenizers["phonemes"])
        yield timed(part, "beam decoding, lexicon and n-grams", lambda: decoder.decode(phonemes))
        yield from _transducer(part, recogniser, audio)
    frame = TIME_STRIDE / FRAMES_PER_SECOND
    symbols = loaded.tokenizers["characters"]
    yield timed(part, "align", lambda: align_words(characters, words, symbols, frame))
    whole = timed(part, "whole clip", lambda: recogniser.transcribe(audio))
    yield whole
    yield from _real_time(whole, audio)
    plain = timed(part, "baseline: greedy only", lambda: recogniser.transcribe(audio, False))
    yield plain
    yield from _pocketsphinx(audio)


def _transducer(part: str, recogniser: Recogniser, audio: Audio) -> Iterator[Figure]:
    """The second judge: spelling by itself, and choosing among what the decoder found."""
    heard = next(recogniser.hear(audio))
    if recogniser.transducer is None:
        return
    yield timed(part, "transducer: spell", lambda: recogniser.spell(heard))
    found = recogniser.finder.candidates(heard.phonemes, JUDGED)
    judge = (recogniser.transducer, recogniser.symbols[0], heard)
    yield timed(part, "transducer: judge candidates", lambda: likelihoods(found, *judge))


def _real_time(whole: Figure, audio: Audio) -> Iterator[Figure]:
    """The time that a second of sound takes."""
    milliseconds = 1000 * audio.seconds
    slow = None if whole.p95 is None else whole.p95 / milliseconds
    name = whole.name + ", real-time factor"
    yield Figure(whole.part, name, "s/s", whole.p50 / milliseconds, slow, whole.runs)


def _pocketsphinx(audio: Audio) -> Iterator[Figure]:
    """The peer on the same clip; a note if it is not installed."""
    try:
        from pocketsphinx import Decoder
    except ImportError:
        print("PocketSphinx is not installed: its rows are left out.", file=sys.stderr)
        return
    name = "baseline: PocketSphinx, whole clip"
    whole = timed("hearing", name, lambda: pocketsphinx(audio), runs=5)
    load = timed("hearing", "of that, loading", lambda: Decoder(loglevel="FATAL"), runs=5)
    yield whole
    yield load
    yield from _real_time(whole, audio)


def answering(models: Path) -> Iterator[Figure]:
    """One turn after two others: until the first words, and until the last."""
    talker = Assistant(models)
    *before, last = HISTORY
    next(iter(talker.converse(last.text, before, commands=False)))
    for name, options in (
        ("", Sampling()),
        (", baseline: one candidate", Sampling(candidates=1)),
        (", baseline: beam of 4", Sampling(temperature=0, beams=4)),
    ):
        first, total = [], []
        for _ in range(16):
            started = time.perf_counter()
            chunks = talker.converse(last.text, before, options, commands=False)
            next(chunks)
            first.append(1000 * (time.perf_counter() - started))
            for _ in chunks:
                pass
            total.append(1000 * (time.perf_counter() - started))
        yield spread("answering", f"first words{name}", "ms", first[1:])
        yield spread("answering", f"whole reply{name}", "ms", total[1:])
    from nltk.chat.eliza import eliza_chatbot

    yield timed("answering", "baseline: ELIZA (nltk)", lambda: eliza_chatbot.respond(last.text))


def writing(models: Path) -> Iterator[Figure]:
    """Speed of the text once it flows, and the wait before it."""
    writer = Writer(load_model(models / "language_model"))
    for name, options in (
        ("", WritingOptions(tokens=TOKENS, seed=1)),
        (", baseline: always the likeliest", WritingOptions(tokens=TOKENS, temperature=0)),
    ):
        first, speed = [], []
        for _ in range(8):
            started = time.perf_counter()
            tokens = writer.write(PROMPT, options)
            next(tokens)
            begun = time.perf_counter()
            count = sum(1 for _ in tokens)
            first.append(1000 * (begun - started))
            speed.append(count / (time.perf_counter() - begun))
        yield spread("writing", f"first token{name}", "ms", first[1:])
        yield spread("writing", f"tokens{name}", "tokens/s", speed[1:])
    text = "I would like to"
    yield timed("writing", "complete a sentence", lambda: writer.complete(text), runs=10)


def start(models: Path) -> Iterator[Figure]:
    """What is waited for before anything works."""

    def run(program: str) -> Callable[[], Any]:
        command = [sys.executable, "-c", program]
        return lambda: subprocess.run(command, check=True, cwd=ROOT, capture_output=True)

    yield timed("start", "python alone", run("pass"), runs=3)
    yield timed("start", "command line, --help", run("import assistant.__main__"), runs=3)
    yield timed("start", "import torch", run("import torch"), runs=3)
    yield timed("start", "app, until the page is served", run(_SERVE), runs=3)
    for name in ("speech", "dialogue", "language_model"):
        if (models / name).is_dir():
            folder = models / name
            yield timed("start", f"read {name}", partial(load_model, folder), runs=5)


_SERVE = """
import app
from fastapi.testclient import TestClient
from assistant import load
assert TestClient(app.create(load())).get('/').status_code == 200
"""


def sizes(models: Path) -> Iterator[Figure]:
    """On disk and in numbers."""
    for model in Assistant(models).models():
        yield Figure("size", f"{model.name}, parameters", "million", model.parameters / 1e6)
        yield Figure("size", f"{model.name}, folder", "MB", model.megabytes)
    files = [path for path in (BUNDLED.parent).rglob("*") if path.is_file()]
    yield Figure("size", "all of assets/", "MB", sum(f.stat().st_size for f in files) / 1e6)
