"""Set how much the transducer counts beside the decoder, on development clips.

    python -m training.tune_spelling assets/models/speech

To be run after `training.tune_decoder`, whose candidates it weighs. Where no language model is
asked the transducer spells alone; there its parts are weighed so that the fewest letters are wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from assistant.checkpoint import load_model
from assistant.errors import AssistantError, BadInput, BadModel
from assistant.models.ctc import CTC
from assistant.speech.decode import SETTINGS, DecoderSettings
from assistant.speech.recognise import Heard, Recogniser
from assistant.speech.respell import JUDGED, likelihoods
from training.data.speech import read_corpora
from training.evaluate_speech import sample
from training.heard import Utterance, hear
from training.metrics import Edits, edits
from training.reranking import Choice, Lists, Said, error_rates, mean
from training.tune_decoder import CORPORA, search, update

STEPS = {"spelling_weight": 0.2, "spelling_word": 1.0}
LETTER_STEPS = {"text_share": 0.1, "ctc_share": 0.15, "blank_penalty": 0.25}


def judged(recogniser: Recogniser, piece: Heard) -> Choice:
    """The candidates of a piece: the decoder's score, the transducer's, and the words of each."""
    found = recogniser.finder.candidates(piece.phonemes, JUDGED)
    texts = tuple(" ".join(hypothesis.words) for hypothesis in found)
    told = likelihoods(found, recogniser.transducer, recogniser.symbols[0], piece)
    rows = [
        (hypothesis.score, likelihood, len(hypothesis.words))
        for hypothesis, likelihood in zip(found, told, strict=True)
    ]
    return Choice(texts, np.array(rows).reshape(-1, 3))


def weights(settings: DecoderSettings) -> tuple[float, float, float]:
    return 1.0, settings.spelling_weight, settings.spelling_word


def weigh(lists: Lists, start: DecoderSettings) -> DecoderSettings:
    """The weights under which the fewest words of the chosen candidates are wrong."""
    return search(lambda tried: mean(error_rates(lists, weights(tried))), start, STEPS)


def letter_errors(
    recogniser: Recogniser, utterances: Sequence[Utterance], settings: DecoderSettings
) -> dict[str, Edits]:
    """Letters that the transducer gets wrong, of each corpus."""
    found: defaultdict[str, Edits] = defaultdict(Edits)
    for utterance in utterances:
        spelt = (recogniser.spell(piece, settings.spelling) for piece in utterance.pieces)
        words = [word for piece in spelt for word in piece]
        found[utterance.corpus] += edits(utterance.text, " ".join(words))
    return found


def weigh_letters(
    recogniser: Recogniser, utterances: Sequence[Utterance], start: DecoderSettings
) -> tuple[DecoderSettings, dict[str, float]]:
    """Weights under which the fewest letters of all clips are wrong, and their share by corpus."""
    known: dict[DecoderSettings, dict[str, float]] = {}

    def score(tried: DecoderSettings) -> float:
        found = letter_errors(recogniser, utterances, tried)
        known[tried] = {corpus: round(total.rate, 4) for corpus, total in found.items()}
        rate = sum(found.values(), Edits()).rate
        parts = {name: getattr(tried, name) for name in LETTER_STEPS}
        print(f"{rate:.4f}  {json.dumps(known[tried])}  {json.dumps(parts)}")
        return rate

    best = search(score, start, LETTER_STEPS, rounds=1)
    return best, known[best]


def tune(folder: Path, corpora: Sequence[str], limit: int) -> dict[str, Any]:
    """Search, write `decoder.json`, and return what was found.

    Raises:
        BadModel: the network has no transducer.
    """
    loaded = load_model(folder)
    if not isinstance(loaded.model, CTC) or loaded.model.transducer is None:
        raise BadModel(f"{folder} holds no network with a transducer.")
    recogniser = Recogniser(loaded)
    utterances = hear(folder, sample(read_corpora("dev", corpora), limit))
    lists = [
        (Said(utterance.corpus, utterance.text), [judged(recogniser, p) for p in utterance.pieces])
        for utterance in tqdm(utterances, desc="judging", leave=False)
    ]
    start = DecoderSettings.read(folder / SETTINGS)
    # From an empty weight the search would have to climb: few clips change at its first step.
    best = min(
        (weigh(lists, replace(start, spelling_weight=w, spelling_word=0.0)) for w in (0.2, 0.8)),
        key=lambda tried: mean(error_rates(lists, weights(tried))),
    )
    settings, letters = weigh_letters(recogniser, utterances, best)
    report = {
        "spelling": {
            "clips": len(utterances),
            "wer_without": error_rates(lists, (1.0, 0.0, 0.0)),
            "wer": error_rates(lists, weights(settings)),
            "cer": letters,
            "command": " ".join(["python -m training.tune_spelling", *sys.argv[1:]]),
        }
    }
    update(folder / SETTINGS, settings, report)
    return {name: getattr(settings, name) for name in (*STEPS, *LETTER_STEPS)} | report


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.tune_spelling", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="model folder of a network with a transducer")
    parser.add_argument("--limit", type=int, default=0, help="clips of each corpus; 0 for all")
    parser.add_argument("--corpora", nargs="+", default=CORPORA)
    parsed = parser.parse_args(arguments)
    try:
        with torch.inference_mode():
            found = tune(parsed.folder, parsed.corpora, parsed.limit)
    except AssistantError as error:
        print(f"tune_spelling: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
