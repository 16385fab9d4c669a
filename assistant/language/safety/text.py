"""Texts made plain before they are judged: no disguises, no idioms.

"k1ll", "k i l l", Cyrillic look-alikes and zero-width characters all read as "kill"; "this
homework is killing me" reads as nothing in particular.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

READ_LIMIT = 2_000
"""Characters that are read."""

_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u0261"
    "\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03f2\u0442\u043a\u043c\u043d\u0432"
    "\u0131\u2019\u2018",
    "aeopcyxijshdqgaeikvoptuxctkmhbi''",
)
_LEET = str.maketrans("013457@$!|+", "oieastasiit")
_MIXED = re.compile(r"(?<![\w@$])(?=[\w@$!|+]*[a-z])(?=[\w@$!|+]*[0-9@$!|+])[\w@$!|+]{2,20}")
_SPACED = re.compile(r"(?<![\w'])(?:[a-z0-9@$][ .\-_*]{1,2}){2,30}[a-z0-9@$](?![\w'])")
_STARRED = re.compile(r"(?<=[a-z])[.\-_*](?=[a-z](?:[.\-_*]|[a-z]\b))")
_LONG = re.compile(r"([a-z])\1{2,}")
_MEASURE = re.compile(
    r"\d+(?:st|nd|rd|th|s|mg|ml|kg|g|km|m|cm|am|pm|p|k|x|d|year|yo)?$|[a-z]+\d{2,}$"
)

_IDIOMS = re.compile(
    r"\b(?:"
    r"(?:this |that |the |my )?[\w' ]{0,24}\b(?:is|are|was|were|'s|'re) (?:absolutely |literally |"
    r"really )?killing me"
    r"(?! softly with a knife)"
    r"|(?:could|would|'d|i'd) (?:just )?(?:kill|die|murder) for an? (?:\w+ ){0,3}\w+"
    r"|(?:could|would|'d) (?:kill|die) for\b"
    r"|kill(?:ing|ed|s)? (?:time|it|the (?:time|lights?|engine|mood|process|app|tab|server|music|"
    r"vibe|"
    r"pain|weeds|germs|boss|dragon|monster|creeper|mosquitos?)|two birds|some time|an hour|"
    r"(?:a |an )?(?:few|couple of) (?:hours|minutes))"
    r"|(?:my|his|her|our) (?:mother|father|mum|mom|dad|wife|husband|boss|parents|teacher)(?:'ll|"
    r" will| is going to| would)"
    r" (?:just |so )?(?:kill|murder) me"
    r"|(?:will|gonna|going to) be the death of me|scared (?:me )?to death|bored to death|"
    r"worried to death"
    r"|(?:nearly |almost )?(?:die|died|dying|dead) (?:of|from) (?:laughter|laughing|boredom|"
    r"embarrassment|"
    r"shame|heat|hunger|thirst|curiosity)|nearly died laughing|dying (?:to|for)\b(?! (?:die|"
    r"be dead))|to die for"
    r"|dead (?:tired|line|serious|end|easy|simple|good|keen|on time|battery)|drop dead gorgeous|"
    r"over my dead body"
    r"|killer (?:whale|app|heels|queen|instinct)s?|painkillers?|weed ?killer|killjoy|lady ?killer"
    r"|(?:shoot|shot|shooting|shoots) (?:a|the|some|my|our|this) (?:\w+ )?(?:film|movie|video|"
    r"videos|scene|photos?|"
    r"pictures?|documentary|hoops|breeze|wedding|advert|commercial|portrait|basket|penalty|moon|"
    r"arrow)s?"
    r"|shoot me (?:an? )?(?:e-?mail|message|text|line)|shooting stars?|photo ?shoots?|"
    r"troubleshoot\w*|bamboo shoots"
    r"|(?:bath|photo|seed|sex|cherry|jager) ?bomb(?:s|ed|ing|shell)?|bombed (?:the |my |"
    r"an? )?(?:test|exam|interview)|bombed at"
    r"|(?:is|was) the bomb\b(?! squad)|bombay"
    r"|(?:murder|crime) (?:myster(?:y|ies)|novels?|stor(?:y|ies)|on the orient)|suicide squad"
    r"|assassin'?s creed|screw ?drivers?|cock-?a-?doodle[- ]?\w*|cocktails?|shuttlecocks?|"
    r"peacocks?|cockpit"
    r"|(?:hit|beat|beating) (?:the|it|me up|my (?:head|record|best|time|score|alarm))|"
    r"beat (?:eggs|him|her|them) (?:at|in|to) "
    r"|take a (?:stab|shot)|stab at|shots? of (?:espresso|coffee|whisky|vodka)"
    r"|cut myself (?:some slack|a (?:slice|piece)|shaving|while (?:shaving|cooking|chopping)|"
    r"on (?:a|the|some)|off|short)"
    r"|sex (?:and the city|education|pistols|of (?:the|my|our) (?:baby|puppy|kitten|bird|fish|cat|"
    r"dog|rabbit))|(?:opposite|same|fair(?:er)?)[- ]sex"
    r"|sexy beast|sexist|sexism|sussex|essex|middlesex|wessex|scunthorpe|pussycats?|pussy willow|"
    r"moby dick|dick and jane"
    r"|(?:diet |cherry )?coke (?:zero|float|can)|crack (?:an?|the|of|open|up|on)\b|crack (?:eggs|"
    r"jokes)|weeds"
    r"|(?:hot|spicy) (?:chick|chicken|chicks?peas?|dogs?|cross)|chick(?:en|pea)s?"
    r"|(?:gun|guns) (?:n'? roses)|jump (?:the )?(?:gun|rope|start)|smoking gun|top gun|nail gun|"
    r"glue gun|water (?:gun|pistol)s?"
    r"|naked (?:eye|mole|gun|truth)|strip(?:ped)? (?:the )?(?:paint|wallpaper|bed|wire)s?|"
    r"strip mall|comic strip"
    r"|hang (?:out|up|on|around|the|my|a|in there)|drug ?store|(?:hay|snow|sugar) ?high"
    r")\b"
)


@lru_cache(maxsize=512)
def plain(text: str) -> tuple[str, ...]:
    """Ways to read a text, without disguises: as it is, and with digits as letters.

    Idioms are taken out. Lower case; apostrophes straight; punctuation as it is.
    """
    base = _undisguised(text[:READ_LIMIT])
    readings = [base]
    mixed = any(not _MEASURE.match(found[0]) for found in _MIXED.finditer(base))
    if mixed:
        # Where one word hides behind digits, a lone "1" is an "i" and "4" is "for" as well.
        leet = " ".join(_letters(word) for word in base.split(" "))
        readings.append(leet)
    joined = [_SPACED.sub(_joined, reading) for reading in readings]
    shortened = [_LONG.sub(r"\1", reading) for reading in joined]
    doubled = [_LONG.sub(r"\1\1", reading) for reading in joined]
    starred = [_STARRED.sub("", reading) for reading in doubled]
    unique = dict.fromkeys([*doubled, *shortened, *starred])
    return tuple(_IDIOMS.sub(" ~ ", reading) for reading in unique)


def _undisguised(text: str) -> str:
    text = unicodedata.normalize("NFKD", text)
    kept = "".join(
        character
        for character in text
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )
    return " ".join(kept.lower().translate(_LOOKALIKES).split())


def _letters(word: str) -> str:
    if _MEASURE.match(word) and word != "1":
        return word
    end = len(word.rstrip("!|+$@.,?"))  # Marks at the end of a word are just that.
    return word[:end].translate(_LEET) + word[end:]


def _joined(found: re.Match[str]) -> str:
    word = re.sub(r"[ .\-_*]", "", found[0]).translate(_LEET)
    return f"{word} {word[1:]}" if word[0] in "ai" else word  # The first may be a word of its own.
