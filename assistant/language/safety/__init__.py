"""What calls for care in the user's words, and what must never be said in ours.

Patterns and not a network: each refusal can be traced to a line, and mended there. The aim is to
answer warmly where somebody may be in need, to decline kindly where harm is asked for, and to
leave ordinary talk alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.language.memory.notes import chance, key
from assistant.language.safety import need, patterns
from assistant.language.safety.replies import REPLIES
from assistant.language.safety.text import plain
from assistant.language.safety.words import SEXUAL, SLURS, SWEARING
from assistant.messages import Turn

KINDS = (
    ("young", need.GROOMED),
    ("minors", need.MINORS),
    ("self-harm", need.SELF_HARM),
    ("emergency", need.EMERGENCY),
    ("abuse", need.ABUSE),
    ("hate", patterns.HATE),
    ("drugs", patterns.DRUGS),
    ("dare", need.DARE),
    ("privacy", patterns.PRIVACY),
    ("crime", patterns.CRIME),
    ("violence", patterns.VIOLENCE),
    ("override", patterns.OVERRIDE),
    ("sexual", patterns.SEXUAL_TALK),
    ("swearing", patterns.SWEARS),
    ("medical", need.MEDICAL),
    ("legal", need.LEGAL),
    ("money", need.MONEY),
)
"""In order of urgency: the first that fits is answered."""

_DESPAIR = re.compile(
    r"\b(?:no ?one|nobody|can'?t|cannot|don't (?:want|care|know)|no point|what's the point|"
    r"doesn't (?:help|"
    r"matter)|alone|too late|won't help|never|not safe|i'm not|scared|why (?:should|would|"
    r"bother))\b|^\W*no\b"
)


LESS_URGENT = ("swearing", "medical", "legal", "money")
"""Subjects that a command may touch: `remind me to take my tablets`, `turn off that damn light`."""


def urgent(text: str) -> bool:
    """Whether a text calls for care whatever else it asks for."""
    return kind(text) not in (None, *LESS_URGENT)


def care(text: str, history: Sequence[Turn] = ()) -> str | None:
    """What to say if the user's words call for care; None for ordinary talk.

    Args:
        text: the user's last turn.
        history: the conversation, with or without that turn; nothing in it is said again while
            there is something else to say.
    """
    found = kind(text)
    said = {key(turn.text) for turn in history if turn.speaker == "assistant"}
    last = next((turn.text for turn in reversed(history) if turn.speaker == "assistant"), "")
    troubled = last in REPLIES["self-harm"] or last in REPLIES["self-harm again"]
    if found is None and troubled and _DESPAIR.search(plain(text)[0]):
        found = "self-harm again"
    if found is None:
        return None
    variants = REPLIES[found]
    left = [variant for variant in variants if key(variant) not in said] or variants
    return left[chance(text, len(left))]


@lru_cache(maxsize=512)
def kind(text: str) -> str | None:
    """Which kind of care a text calls for; None if none."""
    readings = plain(text)
    for name, pattern in KINDS:
        if any(pattern.search(reading) for reading in readings):
            return name
    return None


_NEVER = re.compile(
    "|".join((
        need.words(SLURS),
        need.words(SWEARING),
        need.words(SEXUAL),
        # Sexual advances.
        r"\b(?:have|having|had|want|like|love) (?:some )?sex\b|\bsex with\b|\b(?:sleep|go to bed|"
        r"make love) with (?:me|you)\b|"
        r"\b(?:get|be|are|you|see|me|am|i'm) naked\b|\btake off (?:your|my|all) clothes\b|"
        r"\bso sexy\b|\byou(?:'re| are) (?:very |really )?sexy\b",
        # Threats, and calls to hurt.
        r"\b(?:i|we)(?:'ll| will| am going to|'m going to|'m gonna| want to|'d like to|"
        r"'d love to) (?:kill|murder|hurt|stab|shoot|strangle|beat|rape|"
        r"poison|hit|punch|destroy|burn) (?:you|him|her|them|people|everyone|someone|all|my|"
        r"the (?:kids|children|man|woman))\b(?! (?:at|in|to|up with)\b)",
        r"\b(?:you should|you could|just|go and|go|why don't you|please|you must|let's|try to|"
        r"you have to) (?:go and |just )?(?:kill|murder|hurt|stab|shoot|"
        r"strangle|harm|poison|beat|punch|hit|hang|cut|drown|starve) (?:him|her|them|someone|"
        r"people|everyone|your ?self|your (?:wife|husband|boss|neighbou?r|"
        r"mother|father|sister|brother|friend|child|kids|dog|cat|wrists))\b",
        r"\bi (?:killed|murdered|stabbed|raped|shot|strangled) (?:him|her|them|you|my|a (?:man|"
        r"woman|person|child)|someone|people)\b",
        # Encouraging self-harm, and making light of it.
        r"\bkill your ?self\b|\b(?:go|should|ought to|please|just|deserve to|hope you|"
        r"why don't you) die\b|\bbetter off (?:dead|without you)\b|"
        r"\b(?:nobody|no one) (?:would|will) miss you\b|\bend (?:it all|"
        r"your life)\b(?<!not end your life)|\bi (?:want|wish|would like|am going|'m going|"
        r"need) to (?:die|kill "
        r"myself)\b|\bkill(?:ing)? myself\b|\bsuicide is (?:a|the|an|not (?:so )?bad|good|fine)\b|"
        r"\bthe world (?:would be|is) better without you\b|\bi want to be dead\b",
        # Medical certainty.
        r"\b(?:stop|quit|skip|double) (?:taking )?(?:your|the|those|these) (?:\w+ )?(?:pills?|"
        r"medication|medicine|meds|tablets?|insulin|antidepressants?)\b|"
        r"\byou (?:don't|do not) (?:need|have to see|need to see) (?:a |the |any |"
        r"to see a )?(?:doctor|medicine|medication|hospital|treatment|therapist)\b|"
        r"\byou (?:definitely |certainly |probably |clearly |must )?(?:have|suffer from|"
        r"'ve got) (?:\w+ )?(?:cancer|diabetes|a tumou?r|covid|depression|an infection|"
        r"pneumonia|appendicitis|bipolar|adhd|a disease|schizophrenia|a heart attack|a stroke)\b|"
        r"\btake (?:\w+ ){1,3}(?:mg|milligrams?|pills|tablets|aspirins?|ibuprofen|"
        r"paracetamol|antibiotics)\b|\b\d+ ?(?:mg|milligrams)\b|\b(?:will|can) cure (?:you|your|"
        r"it|cancer)\b|\bvaccines? (?:cause|are (?:poison|dangerous))\b",
        # Legal and financial certainty.
        r"\byou (?:should|can|could|must|have to|will) (?:definitely |certainly )?sue\b|"
        r"\byou(?:'ll| will) (?:definitely |certainly )?win (?:the|your|that|this) (?:case|trial|"
        r"lawsuit)\b|"
        r"\b(?:it's|it is|that's|that is) (?:perfectly |completely |totally |absolutely |"
        r"not )?(?:legal|illegal|lawful)\b|\byou (?:won't|will not) (?:go to (?:jail|prison)|"
        r"get caught|be arrested)\b|"
        r"\bguaranteed (?:profit|returns?|to (?:win|rise|make))\b|\b(?:put|"
        r"invest) all (?:of )?your (?:money|savings)\b",
        # Drugs and weapons.
        r"\b(?:smoke|take|try|buy|sell|snort|do|took|smoking|using|use|love|like) (?:some |"
        r"a little |a bit of |more )?(?:weed|cocaine|heroin|meth|ecstasy|lsd|drugs|pot|crack|"
        r"marijuana)\b|"
        r"\b(?:make|build|making|building) (?:a |an |some )?(?:bombs?|explosives|pipe bombs?|"
        r"molotov\w*)\b",
        # Hatred.
        rf"\b{patterns.GROUP} (?:are|is|were) (?:all |just |really |so |more |"
        rf"less )?(?:very )?{patterns.NASTY}\b",
        rf"\bi (?:really |just |so )?(?:hate|despise|can't stand) (?:all )?(?:the "
        rf")?{patterns.GROUP}\b",
        r"\b(?:heil|love|like|admire) hitler\b|\bhitler was (?:right|good|great)\b|"
        r"\bwhite power\b|\ban? (?:n|f)-word\b",
    ))
)  # fmt: skip
"""On plain text; none of it is ever said."""


@lru_cache(maxsize=2048)
def unsafe(reply: str) -> bool:
    """Whether a reply of our own networks must not be said."""
    if any(_NEVER.search(reading) for reading in plain(reply)):
        return True
    return any(need.MINORS.search(reading) for reading in plain(reply)[:1])
