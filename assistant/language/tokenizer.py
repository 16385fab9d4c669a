"""Text to ids and back, in an order that is saved with the model.

`Symbols` is a plain ordered list (characters or phonemes, for CTC). `Subwords` is byte-pair
encoding (Sennrich et al. 2016) that falls back to bytes, so that no text is out of reach.
`Words` takes a text that others have cut into words, as benchmarks are.
"""

from __future__ import annotations

import codecs
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from assistant.errors import BadModel

BLANK = "<blank>"
"""The "no symbol here" of CTC; always id 0."""
BOUNDARY = "|"
"""Stands between words."""


class Symbols:
    """Single characters or phonemes, each with the id of its place in the list."""

    kind = "symbols"

    def __init__(self, symbols: Sequence[str]) -> None:
        """`symbols` may leave out the blank, which then is put first.

        Raises:
            BadModel: a symbol is empty or given twice, or the blank is not first.
        """
        ordered = list(symbols) if BLANK in symbols else [BLANK, *symbols]
        if ordered[0] != BLANK or "" in ordered or len(set(ordered)) != len(ordered):
            raise BadModel(f"A symbol list needs {BLANK} first, and no empty or repeated symbol.")
        self.symbols: tuple[str, ...] = tuple(ordered)
        self.ids = {symbol: index for index, symbol in enumerate(ordered)}

    def __len__(self) -> int:
        return len(self.symbols)

    def __contains__(self, symbol: object) -> bool:
        return symbol in self.ids

    def encode(self, text: str | Sequence[str]) -> list[int]:
        """Ids of a text's characters (a space becomes the word boundary), or of a sequence
        of symbols as they are.

        Raises:
            KeyError: a symbol that is not in the list.
        """
        if isinstance(text, str) and BOUNDARY in self.ids:
            text = text.replace(" ", BOUNDARY)
        return [self.ids[symbol] for symbol in text]

    def symbols_of(self, ids: Iterable[int]) -> list[str]:
        """The symbols with these ids, blanks left out."""
        return [self.symbols[index] for index in ids if index]

    def decode(self, ids: Iterable[int]) -> str:
        """Joined text, word boundaries as spaces, blanks left out."""
        return "".join(self.symbols_of(ids)).replace(BOUNDARY, " ")

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "symbols": list(self.symbols)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Symbols:
        return cls(data["symbols"])


PAD, UNKNOWN, START, END = "<pad>", "<unk>", "<s>", "</s>"
USER, ASSISTANT = "<user>", "<assistant>"
SPECIALS = (PAD, UNKNOWN, START, END, USER, ASSISTANT)
PAD_ID, UNKNOWN_ID, START_ID, END_ID, USER_ID, ASSISTANT_ID = range(len(SPECIALS))

_WORDS = r"""'(?:s|t|re|ve|m|ll|d)\b| ?\p{L}+| ?\p{N}{1,3}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
"""Words with the space before them, contractions split off, numbers in pieces of three."""


class Subwords:
    """Byte-level byte-pair encoding with marks for speakers, styles and controls.

    Lossless: decoding what was encoded returns the same text, whatever its characters.
    Marks written out in a text ("<s>") are never read as marks: encode() gives their letters.
    """

    kind = "subwords"

    def __init__(
        self,
        merges: Sequence[tuple[str, str]],
        styles: Sequence[str] = (),
        controls: Sequence[str] = (),
    ) -> None:
        """
        merges : pairs in the order in which they were learnt, in the byte alphabet
        styles : marks after the fixed ones, such as "<novel>"
        controls : marks after everything else, such as "<ask>": a vocabulary that was made
            without them gets them and keeps all its ids

        Raises:
            BadModel: a control is given twice, or there is a mark or piece of that name.
        """
        self.merges = tuple((left, right) for left, right in merges)
        self.styles = tuple(styles)
        self.controls = tuple(controls)
        self.specials = SPECIALS + self.styles
        vocabulary = {mark: index for index, mark in enumerate(self.specials)}
        for piece in [*sorted(pre_tokenizers.ByteLevel.alphabet()), *map("".join, self.merges)]:
            vocabulary.setdefault(piece, len(vocabulary))
        self._first_control = len(vocabulary)
        for mark in self.controls:
            if mark in vocabulary:
                raise BadModel(f"There is a {mark} among the subwords already: rename the control.")
            vocabulary[mark] = len(vocabulary)
        self._vocabulary = vocabulary
        self._pieces = list(vocabulary)
        self._tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=list(self.merges)))
        self._tokenizer.pre_tokenizer = _pre_tokenizer()
        self._decoder = decoders.ByteLevel()

    @classmethod
    def train(
        cls,
        texts: Iterable[str],
        size: int,
        styles: Sequence[str] = (),
        controls: Sequence[str] = (),
    ) -> Subwords:
        """Learn merges until the vocabulary, marks and 256 bytes included, has `size` entries.

        Fewer if the texts hold no more pairs that occur twice.
        """
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = _pre_tokenizer()
        trainer = trainers.BpeTrainer(
            vocab_size=size - len(SPECIALS) - len(styles) - len(controls),
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            min_frequency=2,
            show_progress=False,
        )
        tokenizer.train_from_iterator(texts, trainer)
        merges = json.loads(tokenizer.to_str())["model"]["merges"]
        return cls([(left, right) for left, right in merges], styles, controls)

    def with_controls(self, controls: Sequence[str]) -> Subwords:
        """The same subwords under the same ids, then those of the controls that are missing."""
        new = [mark for mark in controls if mark not in self.controls]
        return Subwords(self.merges, self.styles, [*self.controls, *new])

    def __len__(self) -> int:
        return len(self._pieces)

    @property
    def marks(self) -> tuple[int, ...]:
        """Ids that stand for no text; a reply may hold none of them."""
        return (*range(len(self.specials)), *range(self._first_control, len(self)))

    def id(self, mark: str) -> int:
        """Id of a mark or piece.

        Raises:
            KeyError: there is none such.
        """
        return self._vocabulary[mark]

    def encode(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(_printable(text), add_special_tokens=False).ids
        return ids

    def encode_batch(self, texts: Sequence[str]) -> list[list[int]]:
        clean = [_printable(text) for text in texts]
        found = self._tokenizer.encode_batch_fast(clean, add_special_tokens=False)
        return [encoding.ids for encoding in found]

    def decode(self, ids: Iterable[int]) -> str:
        """Text of these ids; marks are left out, broken bytes become U+FFFD."""
        first, last = len(self.specials), self._first_control
        pieces = [self._pieces[index] for index in ids if first <= index < last]
        text: str = self._decoder.decode(pieces)
        return text

    def piece(self, index: int) -> str:
        """One id to look at: a mark by its name, text with the space before it, a byte that is
        no character by itself as "\\xe2".
        """
        if not len(self.specials) <= index < self._first_control:
            return self._pieces[index]
        text = self.decode([index])
        if "\N{REPLACEMENT CHARACTER}" not in text:
            return text
        return "".join(f"\\x{_BYTES[letter]:02x}" for letter in self._pieces[index])

    def stream(self, ids: Iterable[int]) -> Iterator[str]:
        """What each id adds to the text; bytes are held back until their character is whole.

        The strings together equal `decode` of all ids.
        """
        stream = TextStream(self)
        yield from map(stream.add, ids)
        if rest := stream.finish():
            yield rest

    def bytes_of(self, index: int) -> bytes:
        """The bytes of an id, in UTF-8 together with those around it; none of a mark."""
        if not len(self.specials) <= index < self._first_control:
            return b""
        return bytes(_BYTES[letter] for letter in self._pieces[index])

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "styles": list(self.styles),
            "controls": list(self.controls),
            "merges": [" ".join(pair) for pair in self.merges],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Subwords:
        pairs = [merge.split(" ") for merge in data["merges"]]
        # Vocabularies written before there were controls do without.
        return cls(
            [(left, right) for left, right in pairs], data["styles"], data.get("controls", ())
        )


def _pre_tokenizer() -> Any:
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def _bytes() -> dict[str, int]:
    """The byte behind each letter of the byte alphabet: printable ones stand for themselves,
    the others, in order, for the letters from U+0100 on (as in GPT-2).
    """
    plain = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = [byte for byte in range(256) if byte not in plain]
    moved = {chr(256 + place): byte for place, byte in enumerate(others)}
    return {chr(byte): byte for byte in plain} | moved


_BYTES = _bytes()


def _printable(text: str) -> str:
    """Lone surrogates, which some browsers send, can't be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


class TextStream:
    """Ids to text as they come; bytes wait until their character is whole."""

    def __init__(self, subwords: Subwords) -> None:
        self._subwords = subwords
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def add(self, index: int) -> str:
        """What an id adds to the text."""
        return self._decoder.decode(self._subwords.bytes_of(index))

    def finish(self) -> str:
        """What is left where no more ids come: U+FFFD for part of a character."""
        return self._decoder.decode(b"", final=True)


class Words:
    """Whole words of a text with a space between all of them; the end of a line is one as well.

    For texts that are measured by the word, as WikiText-2 is; a word that is not in the list
    becomes "<unk>", and so does a "<s>" that is written out.
    """

    kind = "words"
    line_end = "\n"

    def __init__(self, words: Sequence[str]) -> None:
        """
        Raises:
            BadModel: a word is empty, has a space in it, or is given twice.
        """
        self.words = tuple(words)
        if any(word.split() != [word] for word in self.words):
            raise BadModel("A word of the list is empty or has a space in it.")
        self._pieces = [START, UNKNOWN, self.line_end, *self.words]
        self._ids = {piece: index for index, piece in enumerate(self._pieces)}
        if len(self._ids) < len(self._pieces):
            raise BadModel(f"A word is listed twice, or is {START} or {UNKNOWN}.")
        self._written = {word: self._ids[word] for word in (UNKNOWN, *self.words)}

    @classmethod
    def of(cls, text: str) -> Words:
        """All words of a text, the commonest first."""
        counts = Counter(text.split())
        return cls([word for word, _ in counts.most_common() if word not in (START, UNKNOWN)])

    def __len__(self) -> int:
        return len(self._pieces)

    @property
    def marks(self) -> tuple[int, ...]:
        """Ids that stand for no text."""
        return (self._ids[START],)

    def id(self, mark: str) -> int:
        """Id of a mark or word.

        Raises:
            KeyError: there is none such.
        """
        return self._ids[mark]

    def encode(self, text: str) -> list[int]:
        """Ids of a text's words and line ends; what comes after the last line end is a line
        that has not ended yet.
        """
        unknown, end = self._ids[UNKNOWN], self._ids[self.line_end]
        ids: list[int] = []
        for number, line in enumerate(text.split(self.line_end)):
            ids += [end] if number else []
            ids += [self._written.get(word, unknown) for word in line.split()]
        return ids

    def encode_batch(self, texts: Sequence[str]) -> list[list[int]]:
        return [self.encode(text) for text in texts]

    def decode(self, ids: Iterable[int]) -> str:
        """Text of these ids, a space before each word; marks are left out."""
        marks = self.marks
        pieces = [self._pieces[index] for index in ids if index not in marks]
        return "".join(piece if piece == self.line_end else f" {piece}" for piece in pieces)

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "words": list(self.words)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Words:
        if not isinstance(data["words"], list):
            raise BadModel("The words are no list.")
        return cls(data["words"])


Tokenizers = Symbols | Subwords | Words


def tokenizer_from_json(data: dict[str, Any]) -> Tokenizers:
    """The tokenizer that `to_json` wrote.

    Raises:
        BadModel: an unknown kind, or something missing.
    """
    try:
        kinds: dict[str, type[Symbols] | type[Subwords] | type[Words]] = {
            kind.kind: kind for kind in (Symbols, Subwords, Words)
        }
        return kinds[data["kind"]].from_json(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadModel(f"A tokenizer of this model can't be read: {error!r}.") from error
