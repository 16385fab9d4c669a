"""BM25 (Robertson and Zaragoza 2009), the retrieval that a network has to beat.

    score(query, document) = sum over words w of the query of
        idf(w) * f * (k1 + 1) / (f + k1 * (1 - b + b * length / mean length))
    idf(w) = ln(1 + (N - n + 0.5) / (n + 0.5))

f : how often the document has w; n : how many of the N documents have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

K1 = 1.2
"""How soon a word that comes again stops adding to the score."""
B = 0.75
"""How far long documents are held back: 0 not at all, 1 in full."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


class Bm25:
    """Scores of all documents for any query, from one index."""

    def __init__(self, documents: Iterable[Sequence[str]], k1: float = K1, b: float = B) -> None:
        """documents : each as its words; an empty one scores 0 whatever the query"""
        self._vocabulary: dict[str, int] = {}
        ids: list[int] = []
        lengths: list[int] = []
        for document in documents:
            for word in document:
                ids.append(self._vocabulary.setdefault(word, len(self._vocabulary)))
            lengths.append(len(document))
        self.size = len(lengths)
        counted = _counted(ids, lengths, len(self._vocabulary))
        mean = max(1.0, sum(lengths) / max(1, self.size))
        norms = k1 * (1 - b + b * np.array(lengths) / mean)
        self._postings: list[tuple[Ints, Floats]] = []
        """For each word, the documents that have it and what it adds to the score of each."""
        for found, times in counted:
            idf = np.log1p((self.size - len(found) + 0.5) / (len(found) + 0.5))
            adds = idf * times * (k1 + 1) / (times + norms[found])
            self._postings.append((found, adds.astype(np.float32)))

    def scores(self, query: Iterable[str]) -> Floats:
        """One score a document, shape (documents,); a word said twice counts twice."""
        total = np.zeros(self.size, dtype=np.float32)
        for word in query:
            index = self._vocabulary.get(word)
            if index is not None:
                documents, adds = self._postings[index]
                total[documents] += adds
        return total


def _counted(
    ids: Sequence[int], lengths: Sequence[int], vocabulary: int
) -> list[tuple[Ints, Ints]]:
    """For each word id, the documents that have it and how often.

    ids : the words of all documents, one after another
    """
    size = max(1, len(lengths))
    documents = np.repeat(np.arange(len(lengths)), lengths)
    keys, times = np.unique(np.array(ids, dtype=np.int64) * size + documents, return_counts=True)
    bounds = np.searchsorted(keys // size, np.arange(vocabulary + 1))
    return [
        (keys[start:end] % size, times[start:end])
        for start, end in zip(bounds[:-1], bounds[1:], strict=True)
    ]
