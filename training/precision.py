"""Which number format trains faster on this machine, found by trying.

CPU flags do not tell: some machines announce bf16 units that kill the process at the first
bf16 LSTM ("Illegal instruction"), others run it slower than fp32. So a child process takes
a few training steps in both formats; if it dies, so be it.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Literal

import torch

Precision = Literal["fp32", "bf16"]


def choose_precision(wanted: Literal["auto", "fp32", "bf16"]) -> Precision:
    """Resolve `auto`: bf16 where there is a GPU that has it or where it proves faster."""
    if wanted != "auto":
        return wanted
    if torch.cuda.is_available():
        return "bf16" if torch.cuda.is_bf16_supported() else "fp32"
    try:
        probe = subprocess.run(
            [sys.executable, "-m", "training.precision", str(torch.get_num_threads())],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        gain = float(probe.stdout.split()[-1])
    except (subprocess.SubprocessError, ValueError, IndexError):
        print("precision: fp32 (bf16 does not run on this machine)", file=sys.stderr)
        return "fp32"
    choice: Precision = "bf16" if gain > 1.05 else "fp32"
    print(f"precision: {choice} (bf16 is {gain:.2f} times as fast here)", file=sys.stderr)
    return choice


def _seconds_per_step(layer: torch.nn.LSTM, bf16: bool) -> float:
    x = torch.randn(12, 60, layer.input_size)

    def step() -> None:
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            loss = layer(x)[0].float().square().mean()
        loss.backward()
        layer.zero_grad()

    step()  # the first one compiles kernels
    times = []
    start = time.perf_counter()
    while time.perf_counter() - start < 0.7:
        before = time.perf_counter()
        step()
        times.append(time.perf_counter() - before)
    return min(times)


def main() -> None:
    """Print how many times as fast bf16 is as fp32."""
    torch.set_num_threads(int(sys.argv[1]))
    layer = torch.nn.LSTM(320, 320, batch_first=True)
    print(_seconds_per_step(layer, bf16=False) / _seconds_per_step(layer, bf16=True))


if __name__ == "__main__":
    main()
