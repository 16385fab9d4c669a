"""Choose what share of sentences the recogniser takes for commands where they are expected.

    python -m training.tune_vocabulary assets/models/speech --commands bench/commands_dev.jsonl

Commands of a development file are said by programs, in voices that are not for tests, and heard
with each share; so are development clips of people reading, which are no commands. Chosen is the
share with the fewest wrong words in commands that costs free speech at most `COST`; it is written
to `decoder.json`. To be run after `training.command_words`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.checkpoint import load_model
from assistant.errors import BadData
from assistant.messages import Audio
from assistant.speech.decode import SETTINGS, DecoderSettings, LexiconDecoder
from assistant.speech.recognise import Recogniser
from assistant.speech.vocabulary import CommandModel, Vocabulary, read_commands
from training.data.speech import read_corpora
from training.evaluate_speech import sample
from training.heard import Utterance, hear
from training.metrics import Edits, edits
from training.spoken import sentences
from training.synthesise import say, voices
from training.tune_decoder import update

MADE = "commands"
FREE = ("librispeech", "commonvoice")
SHARES = (0.2, 0.5, 0.8, 0.95)
COST = 0.003
"""Word error rate that free speech may lose."""


@dataclass(frozen=True)
class ShareScore:
    """Word error rates with one share; None: with the general model alone."""

    share: float | None
    rates: dict[str, float]
    milliseconds: float
    """To find the words of a clip."""

    @property
    def free(self) -> float:
        """Mean error rate of what is no command."""
        found = [rate for name, rate in self.rates.items() if name != MADE]
        return sum(found) / max(1, len(found))


def spoken(recogniser: Recogniser, texts: Sequence[str]) -> Iterator[Utterance]:
    """Commands in one voice each.

    Raises:
        BadInput: a program that speaks is missing.
    """
    for text, voice in tqdm(list(zip(texts, voices(len(texts)), strict=True)), desc="hearing"):
        words = [word for line in sentences(text) for word in line]
        pieces = tuple(recogniser.hear(Audio(say(text, voice))))
        yield Utterance(MADE, " ".join(words), pieces)


def read_texts(path: Path) -> list[str]:
    """
    Raises:
        BadData: the file can't be read or has no texts.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [str(json.loads(line)["text"]) for line in lines if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadData(f"{path} holds no commands ({error!r}).") from error


def score(
    share: float | None, decoder: LexiconDecoder, utterances: Sequence[Utterance]
) -> ShareScore:
    totals: defaultdict[str, Edits] = defaultdict(Edits)
    started = time.process_time()
    for utterance in utterances:
        found = [word for piece in utterance.pieces for word in decoder.decode(piece.phonemes)]
        totals[utterance.corpus] += edits(utterance.text.split(), found)
    spent = 1000 * (time.process_time() - started) / max(1, len(utterances))
    rates = {name: round(total.rate, 4) for name, total in totals.items()}
    return ShareScore(share, rates, round(spent, 1))


def best(scores: Sequence[ShareScore]) -> ShareScore:
    """scores : that of the general model alone first"""
    alone, *others = scores
    allowed = [one for one in others if one.free <= alone.free + COST]
    # If all cost too much, the one that costs least.
    return min(allowed or others, key=lambda one: one.rates[MADE] if allowed else one.free)


def tune(folder: Path, texts: Sequence[str], limit: int) -> dict[str, Any]:
    """Try, write `decoder.json`, and return what was found.

    Raises:
        BadData: the folder has no model of commands.
    """
    ngrams = read_commands(folder)
    if ngrams is None:
        raise BadData(f"Run `python -m training.command_words {folder}` first.")
    recogniser = Recogniser(load_model(folder))
    utterances = list(spoken(recogniser, texts))
    utterances += hear(folder, sample(read_corpora("dev", FREE), limit))
    plain = recogniser.decoder()
    scores: list[ShareScore] = []
    for share in (None, *SHARES):
        decoder = plain
        if share is not None:
            decoder = plain.with_commands(CommandModel(ngrams, Vocabulary(), share), [])
        scores.append(score(share, decoder, utterances))
        print(json.dumps(asdict(scores[-1])), flush=True)
    chosen = best(scores)
    assert chosen.share is not None
    report = {"commands": [asdict(one) for one in scores]}
    settings = DecoderSettings.read(folder / SETTINGS)
    update(folder / SETTINGS, replace(settings, command_share=chosen.share), report)
    return {"chosen": chosen.share, **report}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.tune_vocabulary", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="model folder with a model of commands")
    parser.add_argument("--commands", type=Path, required=True, metavar="FILE", help="JSON lines")
    parser.add_argument("--limit", type=int, default=100, help="clips of each corpus")
    arguments = parser.parse_args()
    found = tune(arguments.folder, read_texts(arguments.commands), arguments.limit)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
