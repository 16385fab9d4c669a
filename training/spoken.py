"""Written text as it would be said: lower-case words of a-z and apostrophe.

The decoder's language model must look like transcripts: numbers spelt out, abbreviations in
full, no punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from assistant.language.normalise import normalise

_ABBREVIATIONS = {
    "mr.": "mister", "mrs.": "missus", "dr.": "doctor", "st.": "saint", "vs.": "versus",
    "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "&": "and", "%": "percent",
    "+": "plus", "@": "at", "a.m.": "a m", "p.m.": "p m", "mr": "mister", "mrs": "missus",
}  # fmt: skip
_ABBREVIATION = re.compile(
    "|".join(
        (r"(?<![\w.])" if short[0].isalpha() else "")
        + re.escape(short)
        + (r"\b" if short[-1].isalpha() else "")
        for short in sorted(_ABBREVIATIONS, key=len, reverse=True)
    )
)
_INITIAL = re.compile(r"\b([b-hj-z])\.(?= )")
"""Of a name; without "a" and "i", which end sentences."""
_MARKUP = re.compile(r"<\w+>|\*|_|\bhttps?://\S+|\bwww\.\S+")
_TOKENISED = re.compile(r" @([-,.])@ ")
"""WikiText writes "1 @,@ 000" and "low @-@ lying"."""
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+\b")
_MONEY = re.compile(r"([$£€]) ?([\d,]*\d)(?:\.(\d\d))?\b")
_CURRENCY = {"$": ("dollar", "cent"), "£": ("pound", "penny"), "€": ("euro", "cent")}
_TIME = re.compile(r"\b([01]?\d|2[0-4]):([0-5]\d)\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:st|nd|rd|th|s)?\b|\d+")
_SENTENCE_END = re.compile(r"[.!?;:]+(?=\s|$|[\"')])|[\"()]|\s-+\s|--+")
_WORD = re.compile(r"[a-z']+")


def sentences(text: str) -> Iterator[list[str]]:
    """The words of each sentence of a text; sentences without a word are left out."""
    text = _TOKENISED.sub(lambda found: found[1] if found[1] != "-" else "-", text)
    text = unicodedata.normalize("NFKD", normalise(_MARKUP.sub(" ", text)))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _ABBREVIATION.sub(lambda found: f" {_ABBREVIATIONS[found[0]]} ", text)
    text = _INITIAL.sub(r"\1", text)
    if any(letter.isdigit() for letter in text):
        text = _say_numbers(text)
    for sentence in _SENTENCE_END.split(text):
        found = [word.strip("'") for word in _WORD.findall(sentence)]
        if words := [word for word in found if word]:
            yield words


def _say_numbers(text: str) -> str:
    text = _MONEY.sub(_say_money, text)
    # The leading zero keeps 1,250 from being read as a year.
    text = _GROUPED.sub(lambda found: "0" + found[0].replace(",", ""), text)
    text = _TIME.sub(_say_time, text)
    return _NUMBER.sub(lambda found: f" {_say(found[0])} ", text)


def _say_money(found: re.Match[str]) -> str:
    unit, small = _CURRENCY[found[1]]
    said = f"{found[2]} {unit}{'' if found[2] == '1' else 's'}"
    return f"{said} and {found[3]} {small}s" if found[3] and found[3] != "00" else said


def _say_time(found: re.Match[str]) -> str:
    hour, minute = found[1], found[2]
    if minute == "00":
        return f"{hour} o'clock"
    return f"{hour} oh {minute[1]}" if minute[0] == "0" else f"{hour} {minute}"


@lru_cache(maxsize=100_000)
def _say(number: str) -> str:
    """One number, with "st", "th" or "s" after it or not."""
    from num2words import num2words

    ending = number.lstrip("0123456789.")
    digits = number[: len(number) - len(ending)]
    if len(digits) > 9:
        return " ".join(num2words(int(digit)) for digit in digits if digit.isdigit())
    if ending in ("st", "nd", "rd", "th"):
        said = num2words(int(float(digits)), to="ordinal")
    elif "." not in digits and len(digits) == 4 and "1100" <= digits < "2100":
        said = num2words(int(digits), to="year")
    else:
        said = num2words(float(digits) if "." in digits else int(digits))
    said = re.sub(r"[^a-z]+", " ", said).strip()
    if ending == "s":  # the 1990s, the 60s
        said = said[:-1] + "ies" if said.endswith("y") else said + "s"
    return said
