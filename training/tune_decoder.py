"""Set the decoder's weights on development clips and save them in the model folder.

    python -m training.tune_decoder assets/models/speech

The network hears each clip once. Then, by turns: decode, with many candidates for each clip, and
search the weights that choose best among them, until decoding with new weights is no better. A
second step of the same kind weighs the recurrent language model, if the folder brings one.

What else is fitted on the network's outputs has commands of its own: `training.tune_context`,
`training.speech_judge` and `training.calibrate`, to be run after this one.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.checkpoint import load_model
from assistant.errors import AssistantError, BadInput
from assistant.speech.decode import SETTINGS, DecoderSettings, Hypothesis
from assistant.speech.recognise import Recogniser
from assistant.speech.rescore import Rescorer
from training.data.speech import read_corpora
from training.evaluate_speech import sample
from training.heard import Utterance, hear
from training.reranking import Lists, Said, choice, error_rates, mean

CORPORA = ("librispeech", "commonvoice", "speechocean762")
STEPS = {"language_weight": 0.5, "word_score": 1.0}
"""First step of each setting that is searched among the candidates."""
RESCORED_STEPS = {"rescored_language": 0.5, "rescored_recurrent": 0.25, "rescored_word": 1.0}
POSITIVE = (
    "language_weight",
    "prior_scale",
    "rescored_language",
    "rescored_recurrent",
    "spelling_weight",
    "ctc_share",
    "text_share",
)
GIVEN = ("beam", "narrow_beam", "beam_symbols", "beam_threshold", "formants", "shift")
"""Settings that cost time, and are chosen rather than searched."""
PRIOR_STEP = 0.2
"""Of the one setting that needs decoding anew."""
ROUNDS = 3
"""Times that the steps are halved."""
CANDIDATES = 60
"""Of each piece."""


@dataclass(frozen=True)
class Decoded:
    """The clips as decoded with some settings."""

    settings: DecoderSettings
    candidates: Sequence[Sequence[list[Hypothesis]]]
    """Of each piece of each clip."""
    lists: Lists
    rates: dict[str, float]

    @property
    def score(self) -> float:
        return mean(self.rates)


def decode(
    recogniser: Recogniser, utterances: Sequence[Utterance], settings: DecoderSettings
) -> Decoded:
    decoder = recogniser.decoder(settings)
    candidates = [
        [decoder.candidates(piece.phonemes, CANDIDATES) for piece in utterance.pieces]
        for utterance in tqdm(utterances, desc="decoding", leave=False)
    ]
    lists = [
        (Said(utterance.corpus, utterance.text), [choice(found) for found in pieces])
        for utterance, pieces in zip(utterances, candidates, strict=True)
    ]
    rates = error_rates(lists, _weights(settings))
    searched = {name: getattr(settings, name) for name in (*STEPS, "prior_scale")}
    print(f"{mean(rates):.4f}  {json.dumps(rates)}  {json.dumps(searched)}", flush=True)
    return Decoded(settings, candidates, lists, rates)


def _weights(settings: DecoderSettings) -> tuple[float, ...]:
    return 1.0, settings.language_weight, settings.word_score


def _rescored_weights(settings: DecoderSettings) -> tuple[float, ...]:
    return (
        1.0,
        settings.rescored_language,
        settings.rescored_word,
        settings.rescored_recurrent,
    )


def search(
    score: Callable[[DecoderSettings], float],
    start: DecoderSettings,
    steps: Mapping[str, float],
    rounds: int = ROUNDS,
) -> DecoderSettings:
    """The settings with the lowest score that a pattern search from `start` finds.

    One setting is changed at a time; the steps are halved when no change brings anything.
    """
    known = {start: score(start)}
    best, steps = start, dict(steps)
    for _ in range(rounds):
        improved = True
        while improved:
            improved = False
            for name, step in steps.items():
                for change in (step, -step):
                    tried = replace(best, **{name: round(getattr(best, name) + change, 4)})
                    if any(getattr(tried, positive) < 0 for positive in POSITIVE):
                        continue
                    if tried not in known:
                        known[tried] = score(tried)
                    if known[tried] < known[best]:
                        best, improved = tried, True
                        break
        steps = {name: step / 2 for name, step in steps.items()}
    return best


def search_weights(
    decoded: Callable[[DecoderSettings], Decoded], start: DecoderSettings
) -> Decoded:
    """Decode and reweigh by turns, then try other prior scales in the same way."""
    best = _reweighed(decoded, decoded(start))
    for change in (PRIOR_STEP, -PRIOR_STEP):
        scale = round(best.settings.prior_scale + change, 4)
        if scale >= 0:
            tried = _reweighed(decoded, decoded(replace(best.settings, prior_scale=scale)))
            best = min(best, tried, key=lambda found: found.score)
    return best


def _reweighed(decoded: Callable[[DecoderSettings], Decoded], best: Decoded) -> Decoded:
    while True:

        def score(settings: DecoderSettings, lists: Lists = best.lists) -> float:
            return mean(error_rates(lists, _weights(settings)))

        settings = search(score, best.settings, STEPS)
        if settings == best.settings:
            return best
        tried = decoded(settings)
        if tried.score >= best.score:
            return best
        best = tried


def weigh_rescorer(rescorer: Rescorer, best: Decoded) -> tuple[DecoderSettings, dict[str, float]]:
    """Settings under which the recurrent model chooses, and the error rates."""
    lists = [
        (said, [choice(found, _log10(rescorer, found)) for found in pieces])
        for (said, _), pieces in tqdm(
            list(zip(best.lists, best.candidates, strict=True)), desc="rescoring", leave=False
        )
    ]

    def rates(settings: DecoderSettings) -> dict[str, float]:
        return error_rates(lists, _rescored_weights(settings))

    settings = search(lambda tried: mean(rates(tried)), best.settings, RESCORED_STEPS)
    return settings, rates(settings)


def _log10(rescorer: Rescorer, found: Sequence[Hypothesis]) -> list[float]:
    probabilities = rescorer.log_probabilities([hypothesis.words for hypothesis in found])
    return [probability / math.log(10) for probability in probabilities]


def update(path: Path, settings: DecoderSettings, report: dict[str, Any]) -> None:
    """Write settings; of the old report, what the new one does not name is kept."""
    old = json.loads(path.read_text(encoding="utf-8"))["report"] if path.is_file() else {}
    settings.write(path, {**old, **report})


def tune(
    folder: Path, corpora: Sequence[str], limit: int, start: DecoderSettings
) -> dict[str, Any]:
    """Search, write `decoder.json`, and return what was found.

    The settings of the start are written first: `formants` and `shift` change what it hears.
    """
    update(folder / SETTINGS, start, {})
    recogniser = Recogniser(load_model(folder))
    utterances = hear(folder, sample(read_corpora("dev", corpora), limit))
    best = search_weights(lambda settings: decode(recogniser, utterances, settings), start)
    settings = best.settings
    report: dict[str, Any] = {"split": "dev", "clips": len(utterances), "wer": best.rates}
    if rescorer := Rescorer.load(folder):
        settings, report["wer_rescored"] = weigh_rescorer(rescorer, best)
    report["command"] = " ".join(["python -m training.tune_decoder", *sys.argv[1:]])
    update(folder / SETTINGS, settings, report)
    return {"settings": asdict(settings), **report}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.tune_decoder", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="model folder with lexicon and n-grams")
    parser.add_argument("--limit", type=int, default=0, help="clips of each corpus; 0 for all")
    parser.add_argument("--corpora", nargs="+", default=CORPORA)
    for name in GIVEN:
        kind = type(getattr(DecoderSettings, name))
        told = f"instead of what {SETTINGS} says"
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, help=told)
    parsed = parser.parse_args(arguments)
    given = {name: getattr(parsed, name) for name in GIVEN}
    changes = {name: value for name, value in given.items() if value is not None}
    try:
        load_model(parsed.folder)  # nothing is written to a folder that holds no model
        start = replace(DecoderSettings.read(parsed.folder / SETTINGS), **changes)
        found = tune(parsed.folder, parsed.corpora, parsed.limit, start)
    except (AssistantError, ValueError) as error:
        print(f"tune_decoder: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
