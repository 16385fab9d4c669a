"""Set the decoder's weights on development clips and save them in the model folder.

    python -m training.tune_decoder assets/models/speech --limit 60

The network hears each clip once. A pattern search then changes one setting at a time, keeps
what lowers the word error rate (the mean over corpora), and halves its steps when nothing does.
Last, the weights that tell speech from noise are fitted.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from torch import Tensor
from tqdm import tqdm

from assistant.checkpoint import load_model
from assistant.messages import Audio
from assistant.speech.decode import SETTINGS, DecoderSettings
from assistant.speech.recognise import Recogniser
from training.data.speech import read_audio, read_corpora
from training.evaluate_speech import sample
from training.metrics import Edits, edits
from training.speech_judge import fit

CORPORA = ("librispeech", "commonvoice")
STEPS = {"language_weight": 0.5, "word_score": 1.0, "prior_scale": 0.2, "boundary_score": 1.0}
"""First step of each setting that is searched."""
ROUNDS = 3
"""Times that the steps are halved."""


@dataclass(frozen=True)
class Utterance:
    """A development clip as the network heard it."""

    corpus: str
    text: str
    spelt: str
    """Greedy, from the spelling head."""
    phonemes: tuple[Tensor, ...]
    """Log-probabilities of each piece, shape = (frames, phonemes)."""


def listen(recogniser: Recogniser, corpora: Sequence[str], limit: int) -> list[Utterance]:
    """Run the network over at most `limit` development clips of each corpus."""
    clips = sample(read_corpora("dev", corpora), limit)
    utterances = []
    for clip, samples in tqdm(read_audio(clips), total=len(clips), desc="hearing"):
        heard = list(recogniser.hear(Audio(samples)))
        spelt = " ".join(word for piece in heard for word in recogniser.spell(piece.characters))
        pieces = tuple(piece.phonemes for piece in heard)
        utterances.append(Utterance(clip.corpus, clip.text, spelt, pieces))
    return utterances


def error_rates(
    utterances: Sequence[Utterance], transcribe: Callable[[Utterance], str]
) -> dict[str, float]:
    """Word error rate of each corpus."""
    totals: dict[str, Edits] = {}
    for utterance in utterances:
        found = edits(utterance.text.split(), transcribe(utterance).split())
        totals[utterance.corpus] = totals.get(utterance.corpus, Edits()) + found
    return {corpus: round(total.rate, 4) for corpus, total in totals.items()}


def mean(rates: dict[str, float]) -> float:
    return sum(rates.values()) / max(1, len(rates))


def search(
    score: Callable[[DecoderSettings], float], start: DecoderSettings, rounds: int = ROUNDS
) -> DecoderSettings:
    """The settings with the lowest score that a pattern search from `start` finds."""
    known = {start: score(start)}
    best, steps = start, dict(STEPS)
    for _ in range(rounds):
        improved = True
        while improved:
            improved = False
            for name, step in steps.items():
                for change in (step, -step):
                    tried = replace(best, **{name: round(getattr(best, name) + change, 4)})
                    if tried.prior_scale < 0 or tried.language_weight < 0:
                        continue
                    if tried not in known:
                        known[tried] = score(tried)
                    if known[tried] < known[best]:
                        best, improved = tried, True
                        break
        steps = {name: step / 2 for name, step in steps.items()}
    return best


def tune(
    folder: Path, corpora: Sequence[str], limit: int, start: DecoderSettings, rounds: int
) -> dict[str, Any]:
    """Search, write `decoder.json`, and return what was found."""
    recogniser = Recogniser(load_model(folder))
    utterances = listen(recogniser, corpora, limit)

    def rates(settings: DecoderSettings) -> dict[str, float]:
        decoder = recogniser.decoder(settings)
        return error_rates(
            utterances,
            lambda heard: " ".join(word for p in heard.phonemes for word in decoder.decode(p)),
        )

    def score(settings: DecoderSettings) -> float:
        found = mean(rates(settings))
        searched = {name: getattr(settings, name) for name in STEPS}
        print(f"{found:.4f}  {json.dumps(searched)}", flush=True)
        return found

    best = search(score, start, rounds)
    best, refused = fit(recogniser, best, limit)
    report = {
        **refused,
        "split": "dev",
        "clips": len(utterances),
        "wer": rates(best),
        "wer_greedy": error_rates(utterances, lambda heard: heard.spelt),
        "command": f"python -m training.tune_decoder {folder.name} --limit {limit}",
    }
    best.write(folder / SETTINGS, report)
    return {"settings": asdict(best), **report}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.tune_decoder", description=__doc__)
    parser.add_argument("folder", type=Path, help="model folder with lexicon and n-grams")
    parser.add_argument("--limit", type=int, default=60, help="clips of each corpus; 0 for all")
    parser.add_argument("--corpora", nargs="+", default=CORPORA)
    parser.add_argument("--beam", type=int, default=DecoderSettings.beam)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    start = replace(DecoderSettings.read(arguments.folder / SETTINGS), beam=arguments.beam)
    found = tune(arguments.folder, arguments.corpora, arguments.limit, start, arguments.rounds)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
