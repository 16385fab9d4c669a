"""Of the talk itself: how loud, how fast, once more, stop, forget."""

from __future__ import annotations

import re

from assistant.messages import Understanding
from assistant.skills.base import Action, Response, World, find, value
from assistant.skills.control_intents import FORGET, FORGET_ALL, REPEAT, STOP
from assistant.skills.control_voice_intents import (
    FASTER,
    LOUDER,
    QUIET,
    QUIETER,
    SLOWER,
    SPEAK,
    VOLUME,
)

_FULL = {"full": 100, "maximum": 100, "half": 50}


class Control:
    """Says what the app is to do with voice and conversation; the app does it."""

    name = "control"
    intents = (LOUDER, QUIETER, VOLUME, REPEAT, STOP, QUIET, SPEAK, SLOWER, FASTER, FORGET,
               FORGET_ALL)  # fmt: skip

    def handle(self, understanding: Understanding, world: World) -> Response:
        intent = understanding.intent or ""
        if intent == REPEAT.name:
            return _repeat(world)
        if intent == VOLUME.name:
            return _volume(understanding)
        if intent in (LOUDER.name, QUIETER.name):
            asked = value(understanding, "percent")
            step = (20 if asked is None else round(asked)) * (1 if intent == LOUDER.name else -1)
            said = world.one_of("Like this?", "Is this better?", "All right.")
            return Response(said, (Action("voice.volume", {"by": step}),))
        name, details, answers = _PLAIN[intent]
        return Response(world.one_of(*answers) if answers else "", (Action(name, details),))


_PLAIN: dict[str, tuple[str, dict[str, float], tuple[str, ...]]] = {
    STOP.name: ("stop", {}, ()),
    QUIET.name: ("voice.mute", {}, ("I'll only write from now on.", "Not a word more.")),
    SPEAK.name: ("voice.unmute", {}, ("I'm speaking again.", "You can hear me again.")),
    SLOWER.name: ("voice.rate", {"by": -0.15}, ("I'll go slower.", "More slowly, then.")),
    FASTER.name: ("voice.rate", {"by": 0.15}, ("I'll go faster.", "A bit faster, then.")),
    FORGET.name: ("forget.last", {}, ("Forgotten.", "I've forgotten it.", "It's gone.")),
    FORGET_ALL.name: ("forget.all", {}, ("I've forgotten everything we said.",
                                         "All forgotten. Let's begin anew.")),
}  # fmt: skip
"""Intent -> action, its details, what is said: nothing after `stop`, which asks for silence."""


def _repeat(world: World) -> Response:
    for text in reversed(world.said):
        if text.strip():
            return Response(text, (Action("repeat"),))
    return Response("I have not said anything yet.")


def _volume(understanding: Understanding) -> Response:
    percent = value(understanding, "percent")
    if percent is None:
        percent = value(understanding, "number")
        # `volume six` is six of ten: nobody means six in a hundred.
        if percent is not None and 0 < percent <= 10:
            percent *= 10
    if percent is None:
        words = re.findall(r"[a-z]+", understanding.text.lower())
        percent = next((_FULL[word] for word in words if word in _FULL), None)
    if percent is None or not 0 <= percent <= 100:
        asks = "percent" if find(understanding, "number") is None else "number"
        return Response("How loud should I be, from 0 to 100 percent?", asks=asks)
    level = round(percent)
    return Response(f"My volume is at {level} percent.", (Action("voice.volume", {"to": level}),))
