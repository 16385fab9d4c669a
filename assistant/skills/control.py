"""Of the talk itself: how loud, how fast, once more, stop, forget."""

from __future__ import annotations

import re

from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World, find, value

LOUDER = Intent(
    "control.louder",
    examples=(
        "louder [please]",
        "(speak|talk) (up|louder) [please]",
        "[a bit|a little|much] louder [please]",
        "(can|could|would) you [please] (speak|talk) [a bit|a little] louder",
        "(turn|put) (up the volume|the volume up) [please]",
        "volume up [please]",
        "turn (it|yourself) up [a bit|a little]",
        "i (can't|can hardly|can barely) hear you",
        "you are too quiet",
        "you're (too quiet|mumbling)",
        "raise your voice [please]",
        "(raise|increase) the volume [by {percent}]",
        "more volume [please]",
        "make it louder [please]",
        "say it louder",
        "don't whisper",
    ),
    slots={"percent": "percent"},
)
QUIETER = Intent(
    "control.quieter",
    examples=(
        "(quieter|softer|lower) [please]",
        "(speak|talk) (more quietly|quieter|softer|more softly) [please]",
        "[a bit|a little|much] (quieter|softer) [please]",
        "(can|could|would) you [please] (speak|talk) [a bit|a little] (quieter|more softly)",
        "(turn|put) (down the volume|the volume down) [please]",
        "volume down [please]",
        "turn (it|yourself) down [a bit|a little]",
        "not so loud [please]",
        "you are too loud",
        "you're (too loud|shouting|hurting my ears)",
        "lower your voice [please]",
        "(lower|reduce|decrease) the volume [by {percent}]",
        "less volume [please]",
        "make it quieter [please]",
        "keep your voice down",
        "don't shout",
    ),
    slots={"percent": "percent"},
)
VOLUME = Intent(
    "control.volume",
    examples=(
        "(set|put|turn) [the|your] volume to {percent}",
        "volume {percent} [please]",
        "volume (to|at) {percent}",
        "(set|put|turn) [the|your] volume [up|down] to {number}",
        "volume {number} [please]",
        "(can|could|would) you [please] (set|turn) the volume to {percent}",
        "[i want the] volume at {number}",
        "(turn|raise|lower) your voice to {percent}",
        "(raise|lower|change) the volume to {percent}",
        "speak at {percent} [volume]",
        "(set|turn) the volume to (full|maximum|the maximum)",
        "full volume [please]",
        "maximum volume",
        "half volume [please]",
        "talk at {percent} of your volume",
        "volume level {number}",
    ),
    slots={"percent": "percent", "number": "number"},
)
REPEAT = Intent(
    "control.repeat",
    examples=(
        "say (that|it) again [please]",
        "(repeat|repeat that|repeat it|repeat yourself) [please]",
        "(can|could|would) you [please] (repeat|say) that [again|once more]",
        "what did you [just] say",
        "(pardon|pardon me|sorry what|come again|once more)",
        "what was that [again]",
        "i didn't (catch|get|hear|understand) that",
        "i (missed|didn't hear) what you said",
        "one more time [please]",
        "again please",
        "tell me (that|it) again",
        "say again",
        "could i hear that (again|once more)",
        "excuse me what did you say",
        "let me hear that again",
        "would you mind repeating that",
        "run that by me again",
    ),
)
STOP = Intent(
    "control.stop",
    examples=(
        "(stop|stop it|stop that) [please]",
        "(stop|quit) talking [please]",
        "(that's|that is) enough [thanks|thank you]",
        "enough",
        "please stop",
        "(okay|ok|no) stop",
        "(can|could|would) you [please] stop [talking|it]",
        "cut it out",
        "halt",
        "stop right there",
        "you can stop now",
        "that will do",
        "stop speaking",
        "stop reading",
        "hold on stop",
    ),
)
QUIET = Intent(
    "control.quiet",
    examples=(
        "(be|stay|keep) quiet [please]",
        "quiet [please]",
        "silence [please]",
        "(shut up|shush|hush)",
        "mute [yourself] [please]",
        "(don't|do not) (speak|talk) [any more|now]",
        "no (more talking|more voice|sound) [please]",
        "(turn|switch) (your voice off|off your voice|the sound off)",
        "(can|could|would) you [please] be quiet",
        "not a word [more]",
        "only write don't speak",
        "answer without speaking",
        "the baby is asleep be quiet",
        "say nothing [for a while]",
        "voice off",
    ),
)
SPEAK = Intent(
    "control.speak",
    examples=(
        "(speak|talk) [to me] again",
        "unmute [yourself] [please]",
        "you (can|may) (speak|talk) [again|now]",
        "(turn|switch) (your voice on|on your voice|the sound [back] on)",
        "voice on [please]",
        "(can|could|would) you [please] (speak|talk) [to me] again",
        "say your answers (aloud|out loud)",
        "(speak|read) your answers (aloud|out loud)",
        "sound on [please]",
        "use your voice [again]",
        "i want to hear you [again]",
        "stop being quiet",
        "start (speaking|talking) again",
        "answer aloud please",
        "get your voice back",
    ),
)
SLOWER = Intent(
    "control.slower",
    examples=(
        "slower [please]",
        "(speak|talk) [a bit|a little|more] slower",
        "(speak|talk) more slowly [please]",
        "[a bit|a little] slower [please]",
        "(can|could|would) you [please] (speak|talk) [a bit] (slower|more slowly)",
        "slow down [a bit|a little|please]",
        "you (are talking|talk|speak) too fast",
        "not so fast [please]",
        "you're too fast [for me]",
        "i can't follow slow down",
        "take your time [when you speak]",
        "say it slower",
        "say it more slowly",
        "lower your speed",
        "too fast",
    ),
)
FASTER = Intent(
    "control.faster",
    examples=(
        "faster [please]",
        "(speak|talk) [a bit|a little] (faster|more quickly)",
        "[a bit|a little] faster [please]",
        "(can|could|would) you [please] (speak|talk) [a bit] (faster|more quickly)",
        "speed up [a bit|a little|please]",
        "you (are talking|talk|speak) too slowly",
        "you're too slow [for me]",
        "not so slow [please]",
        "hurry up [a bit] when you speak",
        "say it faster",
        "raise your speed",
        "talk quicker",
        "quicker please",
        "pick up the pace [a bit]",
        "too slow",
    ),
)
FORGET = Intent(
    "control.forget",
    examples=(
        "forget (that|it|what i said|what i just said) [please]",
        "(can|could|would) you [please] forget that",
        "please forget (that|it)",
        "(scratch|strike) that",
        "i didn't mean that forget it",
        "ignore (that|what i just said)",
        "don't remember that",
        "(erase|delete) (that|the last thing) [i said]",
        "unsay that",
        "take that back",
        "pretend i didn't say that",
        "forget the last thing [i said]",
        "that's none of your business forget it",
        "let's forget that",
        "you should forget what i said",
    ),
)
FORGET_ALL = Intent(
    "control.forget_all",
    examples=(
        "forget everything [please]",
        "forget (all|everything) [that] (i|i've|i have) (told you|said)",
        "forget everything [you know] about me",
        "(can|could|would) you [please] forget everything",
        "(erase|delete|wipe|clear) your memory",
        "(erase|delete|clear) everything [you know] about me",
        "(erase|delete|clear) (this|the whole|our) conversation",
        "start (over|afresh|from scratch)",
        "let's start (over|again|from the beginning)",
        "forget who i am",
        "forget my name and everything else",
        "clear the (chat|history)",
        "new conversation [please]",
        "begin a new conversation",
        "forget all about me",
        "i want you to forget everything",
    ),
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
