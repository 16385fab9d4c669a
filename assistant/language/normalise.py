"""Between text as people type or say it, and text as the conversation network reads it.

The network reads lower-case text with plain quotes and single spaces; it also has to
understand speech, which comes without punctuation. What it writes is put back into sentences.
"""

from __future__ import annotations

import re
import unicodedata

_PLAIN = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u0060": "'", "\u00b4": "'", "\u2032": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
        "\u2026": "...", "\u00a0": " ", "\u200b": "", "\ufeff": "", "\u00ad": "",
    }
)  # fmt: skip
_SPACE = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r" +(?=[,.!?;:%)]+(?:\s|$|[^\w\s]))")
_SPLIT_CONTRACTION = re.compile(r"(\w) '(s|t|re|ve|m|ll|d)\b")
_SPLIT_NOT = re.compile(r"\b(\w+) n't\b")
_REPEATED = re.compile(r"([!?,;:])\1+|(\.)\2{3,}")
_WORD = re.compile(r"\w+(?:'\w+)*|\.{3}|[^\w\s]")
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)[\"'(]*([a-z])")
_LONE_I = re.compile(r"(?<![\w'.])i(?=$|[^\w.]|\.(?:\s|$))")
_CLOSED = re.compile(r"[.!?:;][\"')]*$|[\U0001F300-\U0001FAFF]$")

_NAMES = (
    "monday tuesday wednesday thursday friday saturday sunday january february april june july "
    "august september october november december christmas easter halloween english french "
    "spanish german italian chinese japanese american british european canadian mexican indian "
    "america england france spain germany italy china japan canada mexico india europe london "
    "paris tokyo beijing chicago boston california florida texas "
    "john james jim tom mary jack mike bob david peter susan jane steven"
).split()
_NAME = re.compile(r"\b(" + "|".join(_NAMES) + r")\b")
_QUESTION = re.compile(
    r"(?:so |and |but |well |oh |really |then |hello |hi |hey )?"
    r"(?:what|who|where|when|why|how|which|whose|do|does|did|are|is|was|were|can|could|would"
    r"|will|should|have you|has|am i|may i|shall)\b"
)
_NOT_QUESTION = re.compile(r"(?:what a|how (?:nice|lovely|sweet|awful|terrible|sad|cool)|when i)\b")


def normalise(text: str) -> str:
    """The form that the conversation network reads: lower case, plain quotes, single spaces."""
    text = unicodedata.normalize("NFKC", text.translate(_PLAIN)).translate(_PLAIN).lower()
    text = "".join(letter if letter.isprintable() or letter.isspace() else " " for letter in text)
    text = _SPACE.sub(" ", text)
    text = _SPLIT_NOT.sub(r"\1n't", _SPLIT_CONTRACTION.sub(r"\1'\2", text))
    text = _BEFORE_MARK.sub("", text)
    return _REPEATED.sub(lambda found: found[1] or "...", text).strip()


def words(text: str) -> list[str]:
    """Words and single punctuation marks: the unit of "word" perplexity."""
    return _WORD.findall(text)


def display(text: str, done: bool = True) -> str:
    """What the network wrote, as sentences: capitals where English has them.

    done : the reply is finished, so that a missing final mark can be put in its place
    """
    text = _SPACE.sub(" ", text).strip()
    if not text:
        return ""
    text = capitalise_names(text)
    text = _SENTENCE_START.sub(lambda found: found[0][:-1] + found[1].upper(), text)
    if done and not _CLOSED.search(text):
        text = text.rstrip(",- ") + closing_mark(text)
    return text


def capitalise_names(text: str) -> str:
    """Capitals for "I" and for the names that are known here, and nothing else."""
    return _NAME.sub(lambda found: found[0].capitalize(), _LONE_I.sub("I", text))


def closing_mark(text: str) -> str:
    """A question mark if the last clause opens like a question, else a full stop."""
    clause = re.split(r"[.!?;,]\s+", text.lower())[-1]
    asks = _QUESTION.match(clause) and not _NOT_QUESTION.match(clause)
    return "?" if asks else "."
