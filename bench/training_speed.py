"""How fast the recogniser trains, and what share of the machine's matrix peak that is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import nn
from torch.nn import functional as F

from assistant.models.ctc import CTC, CTCConfig, CTCOutput
from assistant.speech.features import FRAMES_PER_SECOND
from bench.measure import Figure
from training.ctc_losses import ctc
from training.precision import choose_precision

SECONDS = 10.0
"""Of each clip."""
CLIPS = 8
LETTERS = 120
"""In the text of each clip: about what is said in ten seconds."""


def training_speed(_: object) -> Iterator[Figure]:
    """Steps of the `cpu` preset's network on made-up features, in fp32 and in bf16."""
    formats = {"fp32": torch.float32}
    if choose_precision("auto") == "bf16":
        formats["bf16"] = torch.bfloat16
    model = CTC(CTCConfig())
    for name, dtype in formats.items():
        seconds = _best_of(partial(_step, model, dtype), 3)
        done = 3 * multiplications(model.config, round(SECONDS * FRAMES_PER_SECOND)) * CLIPS
        peak = matrix_peak(dtype)
        part = "training"
        yield Figure(part, f"audio trained on, {name}", "s/s", CLIPS * SECONDS / seconds, None, 3)
        yield Figure(part, f"a large matrix product, {name}", "GFLOP/s", peak / 1e9, None, 3)
        yield Figure(
            part,
            f"training against that product, {name}",
            "%",
            200 * done / seconds / peak,
            None,
            3,
        )


def multiplications(config: CTCConfig, frames: int) -> float:
    """Multiplications of one clip's forward pass in convolutions, LSTMs and output layers.

    Training takes three times as many: the backward pass has two products for each of these.
    """
    half, quarter = -(-frames // 2), -(-frames // 4)
    mels, fewer = -(-config.features // 2), -(-config.features // 4)
    convolutions = 9 * config.channels * (half * mels + config.channels * quarter * fewer)
    first = config.channels * fewer
    inputs = [first, *[2 * config.hidden] * (config.layers - 1)]
    recurrent = sum(2 * 4 * config.hidden * (size + config.hidden) for size in inputs)
    heads = 2 * config.hidden * (config.characters + config.phonemes)
    return convolutions + quarter * (recurrent + heads)


def matrix_peak(dtype: torch.dtype, size: int = 1024) -> float:
    """Operations a second of the product of two square matrices, what is taken for the peak.

    The better of two libraries: torch multiplies matrices with one and convolves, as LSTMs do
    their sums, with the other. Neither is always the quickest, so that training at a little over
    100 % of it is possible, where long thin products suit the processor better.
    """
    a, b = torch.randn(2, size, size).to(dtype)
    points, kernel = a.T.reshape(1, size, size, 1), b[:, :, None, None]
    seconds = min(_best_of(lambda: a @ b, 10), _best_of(lambda: F.conv2d(points, kernel), 10))
    return 2 * size**3 / seconds


def _step(model: nn.Module, dtype: torch.dtype) -> None:
    frames = round(SECONDS * FRAMES_PER_SECOND)
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(CLIPS, frames, 80, generator=generator)
    texts = torch.randint(2, 29, (CLIPS, LETTERS), generator=generator)
    lengths = torch.full((CLIPS,), frames)
    text_lengths = torch.full((CLIPS,), LETTERS)
    with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
        output: CTCOutput = model(features, lengths)
    loss = ctc(output.characters, output.lengths, texts, text_lengths).sum()
    loss += ctc(output.phonemes, output.lengths, texts, text_lengths).sum()
    torch.autograd.backward(loss)
    model.zero_grad()


def _best_of(work: Callable[[], object], runs: int) -> float:
    """Seconds of the quickest run, after one that warms up."""
    work()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)
