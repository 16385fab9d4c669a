"""Words as typed or heard -> clauses that each say one thing, ready for the rules of `facts`.

Speech has no punctuation and no capitals, so clauses also end where a new "I" or "my" begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.language.memory.words import GIVEN_NAMES, NOT_NAMES, NUMBERS

READ_LIMIT = 600
"""Characters of a turn that are read."""
CLAUSE_LIMIT = 16
"""Clauses of a turn that are read; nobody says more of themselves at once."""

_SPELLINGS = {
    "im": "I'm", "iam": "I'm", "ive": "I've", "dont": "don't", "doesnt": "doesn't",
    "didnt": "didn't", "cant": "can't", "cannot": "can't", "wont": "won't", "isnt": "isn't",
    "wasnt": "wasn't", "arent": "aren't", "whats": "what's", "wheres": "where's",
    "whens": "when's", "whos": "who's", "hows": "how's", "hes": "he's", "shes": "she's",
    "theyre": "they're", "youre": "you're", "thats": "that's", "havent": "haven't",
    "u": "you", "ur": "your", "btw": "by the way", "wanna": "want to", "gonna": "going to",
    "anymore": "any more", "tommorow": "tomorrow", "tomorow": "tomorrow", "tmrw": "tomorrow",
    "mu": "my", "nmae": "name", "favorite": "favourite", "favourit": "favourite",
    "favrite": "favourite", "fav": "favourite", "color": "colour", "freind": "friend",
}  # fmt: skip
_MISSPELT = re.compile(
    r"\b(?:(" + "|".join(_SPELLINGS) + r")(?!')|(i am)|(i have got)|(my names))\b", re.I
)
_MARKS = str.maketrans("\u2019\u2018\u00b4`\u201c\u201d\u2026", "''''\"\".")
_QUOTED = re.compile(r'"[^"]{0,300}"')
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"([.!?;]+)(?=\s|$)")
_SUBJECT = r"i|i'm|i've|i'll|my|we|we're|our|he|he's|she|she's|it's|they|they're|his|her|you"
_CLAUSE = re.compile(
    rf",?\s(?:and|but|so|because|cause|though|although|while|then|now|plus)\s"
    rf"(?=(?:{_SUBJECT}|actually)\b)"
    rf"|,\s?(?=(?:(?:and|but|so|also|now|actually) )?(?:{_SUBJECT}|call|no|not|actually|name|what"
    r"|what's|who|how|do|don't|where|it is)\b)"
    r"|\s(?=(?:my name|i'm|i live|i work|i have an?|i study|i come)\b)",
    re.I,
)
_SUBORDINATORS = frozenset(
    "do does did don't can could will would should have has am are was were may might if not is "
    "isn't what's forget remember with about after that when what because think know where why how "
    "who which guess until unless since "
    "than say said and or whether like as thing place wish hope suppose sure "
    "tomorrow tonight today week weekend month year monday tuesday wednesday thursday friday "
    "saturday sunday days weeks christmas easter summer".split()
)
_LEADS = re.compile(
    r"(?:no wait|oh no|well|oh|ah|hi|hello|hey|hiya|yo|yes|yeah|yep|yup|okay|ok|so|and|but|also|"
    r"actually|no|nope|nah|by the way|anyway|um|uh|er|sorry|thanks|thank you|cheers|plus|because|"
    r"good (?:morning|evening|afternoon)|now|honestly|nice to meet you|then|wait|i think|i guess|"
    r"you see|you know|in fact|listen|look|guess what|there|morning|personally|"
    r"i changed my mind|i mean|oops|unfortunately|luckily|sadly)"
    r"(?:[,:]\s?|\s-+\s|\s(?!name)|$)",
    re.I,
)
_CORRECTING = re.compile(r"(?:no|nope|nah|actually|sorry|wait|i meant?|oops)\b", re.I)
_HYPOTHETICAL = re.compile(
    r"(?:if|suppose|supposing|imagine|unless|let's say|pretend|what if|say|assume|assuming|"
    r"i wish|perhaps|maybe|i dreamt|i dreamed|in my dream|in the (?:film|book|story|game|song))\b",
    re.I,
)
_REPORTED = re.compile(
    r"(?:he|she|they|someone|somebody|people|(?:my|the|a|this|that|his|her) [\w'-]+(?: [\w'-]+)?)"
    r" (?:just |always |once |then )?(?:said|says|say|told|tells|asked|asks|thinks?|thought|"
    r"shouted|wrote|claims?|goes|was like)\b",
    re.I,
)
_QUESTION = re.compile(
    r"(?:what|what's|who|who's|where|where's|when|when's|why|why's|how|how's|which|whose|do|does|"
    r"did|is|are|am|was|were|can|could|will|would|should|shall|has|have (?:i|you|we|they)|"
    r"isn't|aren't|don't (?:i|you|we)|didn't|tell me|ask me|guess)\b",
    re.I,
)
_TRAILING = re.compile(
    r"(?:,|\s(?:by the way|too|as well|though|at the moment|these days|nowadays|now|currently|"
    r"right now|so much|very much|a lot|you know|please|actually|lol|haha|again|and you|"
    r"what about you|how about you|any more|at all|to be honest|is that ok|already|mate|"
    r"for (?:\w+ )?years|since .{0,40}|because .{0,200}|which .{0,200}|when .{0,200}|"
    r"but .{0,200}|(?:two|three|four|five|ten|a few|\d+|last|a) (?:years?|months?|weeks?) ago|"
    r"last (?:year|month|week)|if .{0,200}|so .{0,200})|[\s.!?,;:)-]+)$",
    re.I,
)


@dataclass(frozen=True)
class Clause:
    """A part of a sentence."""

    text: str
    """Contractions and common misspellings mended; no "well", "hello" and the like in front."""
    question: bool
    correcting: bool
    """It began with "no" or "actually"."""


def clean(text: str) -> str:
    """Straight quotation marks, no quotations, one space, apostrophes where they belong."""
    text = _QUOTED.sub(" ", text[:READ_LIMIT].translate(_MARKS))
    return _MISSPELT.sub(_mended, _SPACE.sub(" ", text)).strip()


def clauses(text: str) -> Iterator[Clause]:
    """What a turn says, bit by bit; what is only imagined or reported is left out."""
    parts = _SENTENCE.split(clean(text))
    count = 0
    for start in range(0, len(parts), 2):
        mark = parts[start + 1] if start + 1 < len(parts) else ""
        for clause in _parts(parts[start].strip(), "?" in mark):
            yield clause
            count += 1
            if count >= CLAUSE_LIMIT:
                return


def _parts(sentence: str, asked: bool) -> Iterator[Clause]:
    pieces = [piece for piece in _split(sentence) if piece]
    corrected = False
    for place, piece in enumerate(pieces):
        rest, correcting = without_leads(piece)
        correcting, corrected = correcting or corrected, correcting and not rest
        if _HYPOTHETICAL.match(rest) or _REPORTED.match(rest):
            return
        last = place == len(pieces) - 1
        yield Clause(rest, bool(_QUESTION.match(rest)) or (asked and last), correcting)


def _split(sentence: str) -> Iterator[str]:
    start = 0
    for found in _CLAUSE.finditer(sentence):
        before = sentence[max(start, found.start() - 16) : found.start()].split()
        if found[0].isspace() and before and before[-1].lower() in _SUBORDINATORS:
            continue
        yield sentence[start : found.start()].strip(" ,")
        start = found.start() if found[0].isspace() else found.start() + 1
    yield sentence[start:].strip(" ,")


def without_leads(text: str) -> tuple[str, bool]:
    """The text without openers such as "well," or "no,"; and whether they correct something."""
    correcting = False
    for _ in range(6):
        lead = _LEADS.match(text)
        if not lead:
            break
        correcting = correcting or bool(_CORRECTING.match(text))
        text = text[lead.end() :]
    return text, correcting


def trimmed(value: str, words: int = 10) -> str:
    """A value without what trails behind it ("too", "by the way"); at most so many words."""
    value = value[:160].strip()
    for _ in range(4):
        shorter = _TRAILING.sub("", value)
        if shorter == value:
            break
        value = shorter
    return " ".join(value.split()[:words])


def number(text: str) -> int | None:
    """The whole number that a text begins with, in digits or in words, up to 120."""
    found = re.match(r"(\d{1,3})(?![\d:.,]*\d)", text)
    if found:
        return int(found[1]) if int(found[1]) <= 120 else None
    words = re.split(r"[\s-]+", text.lower(), maxsplit=2)
    first = NUMBERS.get(words[0])
    if first is None:
        return None
    unit = NUMBERS.get(words[1], 0) if len(words) > 1 and first >= 20 else 0
    return first + (unit if unit < 10 else 0)


def name_in(text: str, *, announced: bool) -> str:
    """The name that a text begins with, "" if it begins with none.

    Args:
        announced: "my name is" came before, so that any word will do that is no common one;
            otherwise it needs a capital, or to be a name that we know.
    """
    found: list[str] = []
    for raw in text.split()[:4]:
        word = raw.strip(",.!?;:()\"'-")
        lower = word.lower()
        if not announced and lower.endswith("'s"):
            return ""  # "Ann's brother"
        lower = lower.removesuffix("'s")
        if not word or not word.replace("'", "").replace("-", "").isalpha() or len(word) > 24:
            break
        if found and not (word[0].isupper() or (lower in GIVEN_NAMES and not text[0].isupper())):
            break
        known = lower in GIVEN_NAMES or (word[0].isupper() and lower not in NOT_NAMES)
        if not known and not (announced and lower not in NOT_NAMES and len(word) > 1):
            break
        found.append(capitalised(word))
        if raw[-1] in ",.!?;:":
            break
    return " ".join(found)


def capitalised(name: str) -> str:
    """A name as one writes it; capitals that are there are kept."""
    if name != name.lower():
        return name
    return "-".join(part[:1].upper() + part[1:] for part in name.split("-"))


def _mended(found: re.Match[str]) -> str:
    if found[1]:
        return _SPELLINGS[found[1].lower()]
    return "I'm" if found[2] else "I have" if found[3] else "my name's"
