"""What people put around a command: an address, politeness, a reason before or after.

    set a timer for {duration}  ->  hey refrain i'm cooking so could you set a timer for {duration}

Only text is put before the first and after the last piece, so slots stay what they were, and only
where it makes sense: `could you` before a verb, a reason only where no open slot could take it up.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Literal

from assistant.skills.base import Gap, Intent, Sentence

SHARE = 0.35
"""Of all sentences that get a frame."""

Form = Literal["order", "question", "request", "other"]
"""`turn it off`, `what's on`, `could you turn it off`, anything else."""

GERUNDS: Mapping[str, str] = {
    "turn": "turning", "switch": "switching", "put": "putting", "set": "setting", "make": "making",
    "play": "playing", "open": "opening", "close": "closing", "start": "starting",
    "stop": "stopping", "cancel": "cancelling", "add": "adding", "remove": "removing",
    "delete": "deleting", "tell": "telling", "read": "reading", "write": "writing",
    "give": "giving", "show": "showing", "remind": "reminding", "wake": "waking",
    "change": "changing", "count": "counting", "spell": "spelling", "flip": "flipping",
    "roll": "rolling", "toss": "tossing", "pick": "picking", "choose": "choosing",
    "convert": "converting", "calculate": "calculating", "dim": "dimming", "raise": "raising",
    "lower": "lowering", "pause": "pausing", "skip": "skipping", "move": "moving",
    "clear": "clearing", "look": "looking", "search": "searching", "find": "finding",
    "check": "checking", "take": "taking", "say": "saying", "repeat": "repeating",
    "speak": "speaking", "talk": "talking", "pull": "pulling", "bring": "bringing",
    "shut": "shutting", "teach": "teaching", "keep": "keeping", "work": "working",
    "throw": "throwing", "bump": "bumping", "knock": "knocking", "nudge": "nudging",
}  # fmt: skip
"""Verbs of orders, with the form that follows `would you mind`."""
VERBS = frozenset(GERUNDS) | frozenset(
    "adjust begin boil brighten change compose compute continue create cross decrease describe "
    "discard divide draw empty end erase explain extend forget generate get google hang heat "
    "ignore illuminate increase invent kill learn leave list multiply mute navigate order pop "
    "postpone prolong push reduce rename reschedule reset resume rewind scrap shorten slow "
    "snooze speed stick strike subtract swap tear unmute update use wipe".split()
)
_ASKS = frozenset(
    "what what's whats how how's which who when where is are am was will does did should has have "
    "do why".split()
)
_PERSONS = frozenset("i you we they he she it".split())

ADDRESS = (
    "hey refrain", "refrain", "ok refrain", "hi refrain", "hello refrain", "hey", "ok", "okay",
    "um", "uh", "so", "right", "alright", "well", "oh", "and", "now then", "listen", "hmm", "er",
    "excuse me", "one more thing", "another thing", "by the way", "sorry to bother you",
    "right then", "oh and", "hey there", "good morning", "hello", "please refrain", "yes",
    "actually", "oh before i forget", "while i think of it", "quickly",
)  # fmt: skip
"""Before anything."""
REQUESTS = (
    "could you", "can you", "would you", "will you", "could you please", "can you please",
    "would you please", "please", "please", "i want you to", "i'd like you to", "i need you to",
    "go ahead and", "do me a favour and", "just", "if you can", "if you would", "quickly",
    "when you get a minute", "when you have a second", "be so kind as to", "be a dear and",
    "could you just", "can you quickly", "could you possibly", "could you maybe", "kindly",
    "i was wondering if you could", "any chance you could", "would you be able to",
    "it would be great if you could", "i was hoping you could", "can i get you to", "now",
    "could i ask you to", "would you kindly", "feel free to", "you can", "time to", "let's",
    "why don't you", "why not", "okay now", "can we", "could we", "i would like you to",
    "i'd love you to", "i'd appreciate it if you could", "are you able to", "try to",
)  # fmt: skip
"""Before a verb."""
ASKED = ("quick question", "just wondering", "a question", "tell me", "out of interest",
         "i have a question", "i'm curious", "do you know", "any idea")  # fmt: skip
"""Before a question; the last ones only before `what's` and its like."""
BEFORE = (
    "i'm cooking so", "my hands are full so", "the kids are asleep so", "i'm in bed so",
    "we have guests tonight so", "i'm busy so", "i'm running late so", "i'm off to work so",
    "i've got flour on my hands so", "i can't reach it so", "i'm in a hurry so",
    "i'm about to go to sleep so", "i've just come home so", "i'm getting up early so",
    "we're about to eat so", "i'm working so", "i keep forgetting things so", "before i go",
    "before i forget", "while you're at it", "since you're here", "if it's not too much trouble",
    "if you don't mind", "as i'm on the phone", "i'm driving so", "i've got a headache so",
    "my wife is resting so", "i'm terrible at this so", "to save me getting up", "i'm lazy today",
    "it's for the kids", "my eyes are tired so", "we're having a party so", "i'm doing homework so",
)  # fmt: skip
"""Reasons before an order or a request."""
THANKS = (
    "please", "please", "thanks", "thank you", "thanks a lot", "would you", "will you", "could you",
    "can you", "cheers", "thank you very much", "if you don't mind", "if you would", "ok", "okay",
    "if you please", "there's a dear",
)  # fmt: skip
"""After anything: no slot would hold these."""
AFTER = (
    "for me", "for me", "for me please", "now", "right now", "quickly", "straight away",
    "right away", "i'm going to bed", "i'm off to bed", "i'm cooking", "i'm in a hurry",
    "my hands are full", "i'm heading out", "we're going out", "i'm having a lie down",
    "i've got guests", "before i forget", "or i'll forget", "so i don't forget", "it's important",
    "when you can", "when you get a chance", "if you can", "for the kids", "for my daughter",
    "for us", "as quick as you can", "because i'm busy", "since i'm busy", "i'm about to leave",
    "the baby is asleep", "i can't reach it", "my eyes are bad", "i'm on the phone", "as usual",
    "i'm doing my homework", "i'm baking", "you're a star", "that would be great", "love", "mate",
    "if that's all right", "if it's no trouble", "that'd be lovely", "while i cook", "just quickly",
    "before we start", "once again", "there's a good machine", "we have company",
)  # fmt: skip
"""After an order or a request whose end no open slot has."""
DONE = (
    "i've done it", "i did it already", "it's done", "that's sorted", "i don't need it any more",
    "i've changed my mind", "it's no longer needed", "we're finished", "that's all done",
    "it's not needed now",
)  # fmt: skip
"""After something was called off."""
OPEN = frozenset("phrase item name word".split())
"""Slot types whose text ends where the speaker wants it to."""
CLOSING = frozenset(
    "please thanks thank you okay ok now again already cheers yet still anyway".split()
)


def form(sentence: Sentence) -> Form:
    """What kind of sentence it is, told by its first two words."""
    head = sentence[0]
    if isinstance(head, Gap):
        return "other"
    first, second = (*head.split()[:2], "")[:2]
    if first in ("can", "could", "would", "will") and second == "you":
        return "request"
    if first in _ASKS and not (first in ("do", "have") and second not in _PERSONS):
        return "question"
    # A verb alone may be a noun, and `lower please` is none to put `could you` before.
    alone = not second and len(sentence) == 1
    return "order" if first in VERBS and not alone and second != "please" else "other"


def framed(sentence: Sentence, intent: Intent, numbers: random.Random) -> Sentence:
    """The sentence with something said before it, after it, or both; it may stay as it is."""
    kind = form(sentence)
    asked = "please" in _words(sentence)
    chance = numbers.random()
    before = _before(sentence, kind, asked, numbers) if chance < 0.75 else (sentence, "")
    body, lead = before
    tail = _after(sentence, intent, kind, asked, numbers) if chance > 0.5 else ""
    if tail in ("would you", "will you", "could you", "can you") and (lead or kind != "order"):
        tail = "please"
    if "please" in lead and "please" in tail:
        tail = ""
    return _joined(lead, body, tail)


def _before(
    sentence: Sentence, kind: Form, asked: bool, numbers: random.Random
) -> tuple[Sentence, str]:
    """The sentence, its verb put right, and what stands before it."""
    address = f"{numbers.choice(ADDRESS)} "
    if kind == "question":
        head = sentence[0]
        indirect = isinstance(head, str) and head.split()[0] in ("what's", "how's", "who's")
        questions = ASKED if indirect else ASKED[:3]
        some = f"{numbers.choice(questions)} " if numbers.random() < 0.3 else address
        return sentence, some
    if kind == "other" or (kind == "request" and numbers.random() < 0.6):
        return sentence, address
    reason = f"{numbers.choice(BEFORE)} " if numbers.random() < 0.2 else ""
    if kind == "request":
        return sentence, reason
    lead = address if numbers.random() < 0.2 else ""
    if numbers.random() < 0.25:
        return sentence, f"{reason or address}"
    body, request = _requested(sentence, asked, numbers)
    return body, f"{lead}{reason}{request}"


def _requested(sentence: Sentence, asked: bool, numbers: random.Random) -> tuple[Sentence, str]:
    """An order as a request: `would you mind turning it off`, `could you turn it off`."""
    head = sentence[0]
    assert isinstance(head, str)
    first, space, rest = head.partition(" ")
    if first in GERUNDS and numbers.random() < 0.1:
        ask = numbers.choice(("would you mind ", "do you mind ", "how about "))
        return (f"{GERUNDS[first]}{space}{rest}", *sentence[1:]), ask
    fitting = [lead for lead in REQUESTS if not (asked and "please" in lead)]
    return sentence, f"{numbers.choice(fitting)} "


def _after(
    sentence: Sentence, intent: Intent, kind: Form, asked: bool, numbers: random.Random
) -> str:
    if asked or _closed_off(sentence):
        return ""
    last = sentence[-1]
    openly = isinstance(last, Gap) and intent.slots[last.name] in OPEN
    called_off = intent.name.endswith((".cancel", ".remove")) and kind in ("order", "request")
    if called_off and numbers.random() < 0.4:
        return numbers.choice(DONE)
    if openly or kind not in ("order", "request") or numbers.random() < 0.4:
        return numbers.choice(THANKS)
    return numbers.choice(AFTER)


def _closed_off(sentence: Sentence) -> bool:
    """It ends in politeness already."""
    last = sentence[-1]
    return isinstance(last, str) and last.split()[-1] in CLOSING


def _words(sentence: Sentence) -> list[str]:
    return [word for piece in sentence if isinstance(piece, str) for word in piece.split()]


def _joined(lead: str, body: Sentence, tail: str) -> Sentence:
    """Text put to the ends: no two pieces of text stand side by side."""
    pieces = list(body)
    if lead:
        head = pieces[0]
        pieces[:1] = [lead + head] if isinstance(head, str) else [lead, head]
    if tail:
        last = pieces[-1]
        pieces[-1:] = [f"{last} {tail}"] if isinstance(last, str) else [last, f" {tail}"]
    return tuple(pieces)
