"""Settings that every training shares, and how the command line changes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeVar, get_type_hints

from assistant.errors import BadOption


@dataclass(frozen=True)
class Options:
    """What the loop needs to know. Recipes inherit from it and add their own."""

    seed: int = 1
    epochs: int = 10
    learning_rate: float = 1e-3
    """Peak of the schedule."""
    final_rate: float = 0.02
    """Share of the peak that is left at the end."""
    warmup: float = 0.05
    """Share of all steps in which the rate rises."""
    weight_decay: float = 0.01
    clip: float = 5.0
    """Largest norm of the gradient; 0 turns clipping off."""
    accumulate: int = 1
    """Batches whose gradients are added up before one step."""
    ema: float = 0.0
    """Decay of the moving average of the weights that is evaluated and exported; 0 is off."""
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    evaluate_every: int = 500
    """Steps."""
    checkpoint_minutes: float = 5.0
    keep: int = 2
    """Checkpoints kept on disk."""
    data: Literal["all", "open"] = "all"
    """`open` leaves out what is for non-commercial use."""


Settings = TypeVar("Settings", bound=Options)

_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _convert(text: str, kind: Any) -> Any:
    choices = getattr(kind, "__args__", None)
    if choices:
        if text not in choices:
            raise ValueError(f"choose one of {', '.join(map(str, choices))}")
        return text
    if kind is bool:
        if text.lower() not in _BOOLEANS:
            raise ValueError("choose true or false")
        return _BOOLEANS[text.lower()]
    return kind(text)


def with_changes(settings: Settings, changes: Sequence[str]) -> Settings:
    """Apply `key=value` strings.

    Raises:
        BadOption: an unknown key, or a value that its type can't hold.
    """
    hints = get_type_hints(type(settings))
    known = [field.name for field in fields(settings)]
    values: dict[str, Any] = {}
    for change in changes:
        key, separator, text = change.partition("=")
        if not separator or key not in known:
            raise BadOption(f"Can't set {change!r}: give key=value with one of {', '.join(known)}.")
        try:
            values[key] = _convert(text, hints[key])
        except ValueError as error:
            raise BadOption(f"Can't set {key} to {text!r}: {error}.") from error
    return replace(settings, **values)
