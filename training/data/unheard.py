"""Sentences of open text that nobody recorded, to be said by programs.

Of novels, encyclopaedia articles and translated sentences; without what the speech sets' dev and
test clips say, see `training.data.spoken_text`.
"""

from __future__ import annotations

import random
from collections.abc import Container

from training.data.spoken_text import corpus

WORDS = {"gutenberg": 1_000_000, "wikitext2": 400_000, "tatoeba": 150_000}
"""How much of each source is read."""
SENTENCE = (6, 40)
"""Words of a sentence, at least and at most."""
SEED = 17


def unheard_sentences(known: Container[str]) -> list[str]:
    """In an order of chance, always the same; only sentences of known words."""
    found = [
        " ".join(words)
        for source, sentences in corpus("open", limit=0, limits=WORDS).items()
        if source in WORDS
        for words in sentences
        if SENTENCE[0] <= len(words) <= SENTENCE[1] and all(word in known for word in words)
    ]
    return random.Random(SEED).sample(found, len(found))
