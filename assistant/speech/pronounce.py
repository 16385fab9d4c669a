"""Word -> phonemes: the lexicon, and a small network for words that it lacks.

    "e-mail's" -> e + mail's, "mp3" -> mp + three; then for each part
    the lexicon's pronunciations, or the names of its letters ("mp"), or the network's

The network reads letters and writes phonemes, one sequence to another (Yao and Zweig 2015).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice, product
from pathlib import Path

from assistant.checkpoint import LoadedModel, load_model
from assistant.errors import BadModel
from assistant.language.decoders import ReplyDecoder
from assistant.language.search import Banned, LogitFilter, MinimumLength, beam
from assistant.language.tokenizer import BLANK, END, END_ID, START, UNKNOWN, Symbols
from assistant.models.seq2seq import Seq2Seq
from assistant.speech.lexicon import LEXICON, lexicon_lines

Pronunciation = tuple[str, ...]
"""ARPAbet without stress."""

VARIANTS = 3
"""Most pronunciations that a word gets."""
BEAMS = 5
MARGIN = 2.0
"""Nats. What the network finds less likely than its best by more is no pronunciation."""
LONGEST = 40
"""Characters that are read of a word; what follows is passed over."""

MARKS = (BLANK, UNKNOWN, START, END)
"""What the network's symbols begin with, so that they have the ids that all decoders know."""

_PART = re.compile(r"[a-zA-Z][a-zA-Z']*|\d{1,2}(?!\d)|\d")
"""Letters with apostrophes among them, a number of two digits at most, or a digit."""
_VOWEL = re.compile("[aeiouy]")
_ACRONYM = re.compile("[A-Z]{2,4}")
_BEFORE_ACRONYM = re.compile(r"(?<=[a-z])(?=[A-Z]{2,})")
_LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "EY,B IY,S IY,D IY,IY,EH F,JH IY,EY CH,AY,JH EY,K EY,EH L,EH M,EH N,OW,P IY,K Y UW,AA R,"
        "EH S,T IY,Y UW,V IY,D AH B AH L Y UW,EH K S,W AY,Z IY".split(","),
        strict=True,
    )
)
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_HISSES = {"S", "Z", "SH", "ZH", "CH", "JH"}
_VOICELESS = {"P", "T", "K", "F", "TH"}


class Pronouncer:
    """Says how words are pronounced. May be used from several threads."""

    def __init__(self, folder: Path, network: Path | None = None) -> None:
        """
        folder : model folder with the recogniser's `lexicon.txt.xz`
        network : model folder of the network for all other words, read when the first one
            comes; without it they have no pronunciation, unless their letters are spelt out

        Raises:
            BadModel: the lexicon is missing or damaged.
        """
        self._known = read_lexicon(folder / LEXICON)
        self._folder = network
        self._answer = lru_cache(maxsize=10_000)(self._pronounce)

    def pronounce(self, word: str) -> tuple[Pronunciation, ...]:
        """At most `VARIANTS` pronunciations, best first; none if no letter or digit is left.

        Any case, hyphens, apostrophes and digits will do; other characters are passed over.

        Raises:
            BadModel: the network is damaged.
        """
        return self._answer(word[:LONGEST])

    def _pronounce(self, word: str) -> tuple[Pronunciation, ...]:
        plain = _plain(word)
        if known := self._known.get(plain.lower()):
            return known[:VARIANTS]
        parts = _PART.findall(_BEFORE_ACRONYM.sub("-", plain))
        return _joined([self._say(part, alone=len(parts) == 1) for part in parts])

    def _say(self, part: str, alone: bool) -> tuple[Pronunciation, ...]:
        """One part of a word: a number, or letters."""
        if part.isdigit():
            return _joined([self._answer(name) for name in _number(int(part))])
        letters = part.lower().rstrip("'")
        if not alone and (len(letters) == 1 or not _VOWEL.search(letters)):  # e-mail, mp3
            return (_spelt(letters),)
        if known := self._known.get(letters):
            return known[:VARIANTS]
        if letters.endswith("'s"):
            return tuple(_with_s(stem) for stem in self._say(part[: len(letters) - 2], alone))
        spelt = _ACRONYM.fullmatch(part) or not _VOWEL.search(letters)
        found = ([_spelt(letters)] if spelt else []) + self._read(letters)
        return tuple(dict.fromkeys(found))[:VARIANTS]

    def _read(self, letters: str) -> list[Pronunciation]:
        return [] if self._folder is None else read_aloud(*self._network, letters)

    @cached_property
    def _network(self) -> tuple[Seq2Seq, Symbols]:
        assert self._folder is not None
        return reader(load_model(self._folder))


def reader(loaded: LoadedModel) -> tuple[Seq2Seq, Symbols]:
    """The network that reads words aloud, and its symbols.

    Raises:
        BadModel: it is another kind of model, or its symbols do not fit it.
    """
    model, symbols = loaded.model, loaded.tokenizers.get("symbols")
    if not isinstance(model, Seq2Seq) or not isinstance(symbols, Symbols):
        raise BadModel(f"{loaded.folder} holds a {loaded.kind} model, none that reads words.")
    letters = {"'", *_LETTERS}
    if len(symbols) != model.config.vocabulary or symbols.symbols[: len(MARKS)] != MARKS:
        raise BadModel(f"The symbols of {loaded.folder} do not fit its network.")
    if not letters <= set(symbols.symbols):
        raise BadModel(f"{loaded.folder} does not read all letters of a-z and the apostrophe.")
    return model, symbols


def read_aloud(model: Seq2Seq, symbols: Symbols, letters: str) -> list[Pronunciation]:
    """What the network makes of a-z and apostrophes, best first."""
    decoder = ReplyDecoder(model, [symbols.ids[letter] for letter in letters])
    silent = tuple(i for symbol, i in symbols.ids.items() if not symbol.isupper() and i != END_ID)
    filters: list[LogitFilter] = [Banned(silent), MinimumLength(1, END_ID)]
    found = [h for h in beam(decoder, BEAMS, 3 * len(letters) + 5, filters) if h.finished]
    likely = [h for h in found if h.log_probability > found[0].log_probability - MARGIN]
    return [tuple(symbols.symbols_of(hypothesis.ids)) for hypothesis in likely[:VARIANTS]]


def read_lexicon(path: Path) -> dict[str, tuple[Pronunciation, ...]]:
    """Word -> its pronunciations, commonest first, from lines of `word PH O N E S`.

    Raises:
        BadModel: the file is missing or damaged.
    """
    lexicon: dict[str, tuple[Pronunciation, ...]] = {}
    for line in lexicon_lines(path):
        word, *phones = line or [""]
        if phones:
            lexicon[word] = (*lexicon.get(word, ()), tuple(phones))
    return lexicon


def _plain(word: str) -> str:
    """Accents off, one kind of apostrophe, none of them in front."""
    spread = unicodedata.normalize("NFKD", word.replace("ß", "ss"))
    kept = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return re.sub("[\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}]", "'", kept)


def _spelt(letters: str) -> Pronunciation:
    return tuple(" ".join(_LETTERS[letter] for letter in letters if letter in _LETTERS).split())


def _number(value: int) -> list[str]:
    """0 to 99 in words."""
    if value < len(_ONES):
        return [_ONES[value]]
    tens, ones = divmod(value, 10)
    return [_TENS[tens - 2]] + ([_ONES[ones]] if ones else [])


def _with_s(stem: Pronunciation) -> Pronunciation:
    """With the ending of "Anna's", "Jack's" or "Liz's"."""
    if stem[-1] in _HISSES:
        return (*stem, "IH", "Z")
    return (*stem, "S" if stem[-1] in _VOICELESS else "Z")


def _joined(parts: Sequence[Iterable[Pronunciation]]) -> tuple[Pronunciation, ...]:
    """The first few combinations of the parts' pronunciations; none if a part has none."""
    if not parts:
        return ()
    whole: Iterator[Pronunciation] = (sum(chosen, ()) for chosen in product(*parts))
    return tuple(dict.fromkeys(islice(whole, VARIANTS)))
