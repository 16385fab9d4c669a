import subprocess
from types import SimpleNamespace

import pytest

from training import precision


def answer(stdout="", error=None):
    def run(*_, **__):
        if error:
            raise error
        return SimpleNamespace(stdout=stdout)

    return run


@pytest.mark.parametrize(
    ("stdout", "choice"), [("1.6\n", "bf16"), ("0.7\n", "fp32"), ("", "fp32"), ("what", "fp32")]
)
def test_the_faster_format_wins(monkeypatch, stdout, choice):
    monkeypatch.setattr(precision.torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(precision.subprocess, "run", answer(stdout))
    assert precision.choose_precision("auto") == choice


def test_a_machine_that_kills_the_probe_gets_fp32(monkeypatch):
    monkeypatch.setattr(precision.torch.cuda, "is_available", lambda: False)
    crash = subprocess.CalledProcessError(-4, "probe")  # 4 is SIGILL
    monkeypatch.setattr(precision.subprocess, "run", answer(error=crash))
    assert precision.choose_precision("auto") == "fp32"


def test_what_was_asked_for_is_not_probed(monkeypatch):
    monkeypatch.setattr(precision.subprocess, "run", answer(error=AssertionError("probed")))
    assert precision.choose_precision("bf16") == "bf16"
