"""Find how much each reason to say a reply should count.

    python -m training.tune_chooser [--limit N] [--out assets/choosing.json]

Four steps, all on development data:

1. `fusion`: how the reply encoder's view joins that of the words when the persona is asked. Prompts
   of the persona that the encoder was not trained on, taken out of it, should be found; turns of
   the corpora should not. Searched in a grid.
2. `fit`, `likely`, `common`, `short`: so that people's own replies in DailyDialog,
   EmpatheticDialogues and PersonaChat come out above nine others, half of them people's replies
   to something else, half of them the network's. A logistic regression on the differences,
   fitted on one half of the questions; hits@1 is counted on the other half.
3. `prepared`: how sure a prepared reply must be to be said. Prompts of the persona that are taken
   out of it should still get a reply of their topic; turns of the corpora should not.
4. `floor`: the score that two in a hundred best replies don't reach.

What is left (repetition, tact, contradiction, harm, being open-ended, being cued) is a rule and no
estimate: its weights are as they stand in the file, set by reading conversations.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from assistant.checkpoint import load_model
from assistant.errors import AssistantError, BadInput
from assistant.language.choose import FEATURES, Chooser, Encoder, Situation
from assistant.language.converse import Character, Conversationalist
from assistant.language.fit import ReplyEncoder
from assistant.language.memory import remember
from assistant.language.normalise import display
from assistant.language.persona import (
    FollowUps,
    Fusion,
    Persona,
    PersonaFinder,
    read_persona,
)
from assistant.language.propose import Proposer, Sampling
from assistant.messages import Candidate, Turn
from assistant.stages import BUNDLED, CHOOSING, PERSONA
from training.evaluate_encoder import Question, load_questions
from training.recipes.reply_encoder import trained_prompts
from training.regression import logistic_regression

CORPORA = ("dailydialog", "empatheticdialogues", "personachat_valid")
ESTIMATED = ("fit", "likely", "common", "short")
OTHERS = 9
FALSE = 0.08
"""Share of the corpora's turns that may get a prepared reply; by reading, so many ask for one."""
SILENT = 0.02
"""Share of them whose best reply is not good enough."""
SURELY = 0.6
"""A match from which a prepared reply counts as asked for."""
LOWS, WIDTHS, SHARES = (0.3, 0.4, 0.5, 0.6), (0.2, 0.35, 0.5), (0.4, 0.6, 0.8, 0.95)
"""Of the fusion, tried all with all."""
SEED = 4


@dataclass(frozen=True)
class Case:
    """One conversation, and what could be said."""

    history: tuple[Turn, ...]
    candidates: tuple[Candidate, ...]
    right: int = 0
    """Place of the person's own reply."""


def history_of(question: Question) -> tuple[Turn, ...]:
    """The one who is answered is the user."""
    last = len(question.context) - 1
    return tuple(
        Turn("assistant" if (last - place) % 2 else "user", display(text))
        for place, text in enumerate(question.context)
    )


def cases(questions: Sequence[Question], proposer: Proposer) -> list[Case]:
    """People's replies among others; the network's own are its first ones to other turns."""
    generator = np.random.default_rng(SEED)
    histories = [history_of(question) for question in questions]
    written = []
    for number, history in enumerate(histories):
        options = Sampling(seed=number, candidates=4, beams=0)
        written.append([candidate.text for candidate in proposer.propose(history, options)][:2])
    made = []
    for number, (question, history) in enumerate(zip(questions, histories, strict=True)):
        elsewhere = [texts for other, texts in enumerate(written) if other != number and texts]
        drawn = generator.choice(len(elsewhere), OTHERS // 2, replace=False)
        ours = [elsewhere[index][0] for index in drawn]
        people = list(question.choices[: 1 + OTHERS - len(ours)])
        made.append(Case(history, scored(proposer, history, [*people, *ours])))
    return made


def scored(
    proposer: Proposer, history: Sequence[Turn], texts: Sequence[str]
) -> tuple[Candidate, ...]:
    """Replies of anybody as if the network had written them."""
    ids = [tuple(proposer.tokenizer.encode(text)) for text in texts]
    likely = proposer.likelihoods([proposer.context(history)] * len(ids), ids)
    common = proposer.likelihoods([proposer.context([])] * len(ids), ids)
    return tuple(
        Candidate(display(text), "generated", ids=row, likely=here, common=anywhere)
        for text, row, here, anywhere in zip(texts, ids, likely, common, strict=True)
    )


def estimate(rows: Sequence[Case], encoder: Encoder) -> tuple[dict[str, float], dict[str, float]]:
    """The weights of `ESTIMATED`, and hits@1 on the questions that they were not fitted on."""
    tables = [_features(case, encoder) for case in rows]
    differences = np.concatenate([table[:1] - table[1:] for table in tables[::2]])
    # Each difference both ways: nothing but the features may tell which reply is the right one.
    signs = np.concatenate([differences, -differences])
    target = np.repeat([1.0, 0.0], len(differences))
    weights = logistic_regression(signs, target)[: len(ESTIMATED)]
    names = [*ESTIMATED, "all"]
    columns = [*np.eye(len(ESTIMATED)) * np.sign(weights), weights]
    held_out = tables[1::2]
    figures = {
        name: float(np.mean([_first(table @ column) for table in held_out]))
        for name, column in zip(names, columns, strict=True)
    }
    return dict(zip(ESTIMATED, map(float, weights), strict=True)), figures


def _first(scores: Any) -> bool:
    return bool(scores[0] > scores[1:].max())


def _features(case: Case, encoder: Encoder) -> Any:
    """Shape (candidates, ESTIMATED)."""
    situation = Situation(case.history, encoder)
    return np.array([FEATURES[name](case.candidates, situation) for name in ESTIMATED]).T


@dataclass(frozen=True)
class Contest:
    """A prepared reply and one of the network's, at one turn."""

    prepared: float
    """The best prepared reply's score without the weight of being prepared."""
    written: float
    """The best other one's."""
    generated: float
    """The network's best one's."""
    right: bool
    """The prepared one is what was asked for."""


def contests(
    talker: Conversationalist, asked: Sequence[tuple[tuple[Turn, ...], str]]
) -> Iterator[Contest]:
    """asked : a conversation, and the topic that it asks for, or nothing"""
    base = talker.character.chooser.weights["prepared"]
    for number, (history, topic) in enumerate(asked):
        rated = talker.rate(history, remember(history), Sampling(seed=number))
        prepared = [one for one in rated if one.features["prepared"]]
        written = [one.score for one in rated if not one.features["prepared"]]
        own = max((one.score for one in rated if one.candidate.ids), default=0.0)
        if prepared and written:
            best = prepared[0]
            right = best.candidate.topic == topic
            yield Contest(best.score - base, max(written), own, right)
        elif written:
            yield Contest(-99.0, max(written), own, False)


def needed(wanted: Sequence[Contest], unwanted: Sequence[Contest]) -> tuple[float, float, float]:
    """The weight of being prepared that lets few unwanted ones through.

    returns : the weight, the share of the wanted that are said, and of the unwanted
    """
    margins = sorted(one.written - one.prepared for one in unwanted)
    weight = margins[min(len(margins) - 1, int(FALSE * len(margins)))]
    said = [one.prepared + weight > one.written and one.right for one in wanted]
    false = [one.prepared + weight > one.written for one in unwanted]
    return weight, float(np.mean(said)), float(np.mean(false))


class Remembering:
    """An encoder that reads each text once."""

    def __init__(self, encoder: ReplyEncoder) -> None:
        self.encoder = encoder
        self.seen: dict[str, Tensor] = {}

    def prompts(self, texts: Sequence[str]) -> Tensor:
        new = [text for text in dict.fromkeys(texts) if text not in self.seen]
        self.seen.update(zip(new, self.encoder.prompts(new), strict=True))
        return torch.stack([self.seen[text] for text in texts])


def held_out(persona: Persona) -> tuple[Persona, list[tuple[str, str]]]:
    """The persona with the prompts that its encoder learnt, and the others with their topic."""
    topics, taken = [], []
    for topic in persona.topics:
        kept = trained_prompts(topic)
        topics.append(replace(topic, prompts=tuple(kept)))
        if not topic.exact:
            taken += [(prompt, topic.name) for prompt in topic.prompts if prompt not in kept]
    return replace(persona, topics=tuple(topics)), taken


def tune_fusion(
    persona: Persona,
    wanted: Sequence[tuple[str, str]],
    unwanted: Sequence[str],
    encoder: ReplyEncoder,
) -> tuple[Fusion, dict[str, float]]:
    """The join that surely finds most prompts and takes few turns for one.

    wanted : prompts that the persona lacks, with their topic
    unwanted : turns of the corpora
    """
    reader = Remembering(encoder)
    best: tuple[float, Fusion, dict[str, float]] | None = None
    for low, width, share in product(LOWS, WIDTHS, SHARES):
        fusion = Fusion(low, low + width, share)
        finder = PersonaFinder(persona, reader, fusion)
        firsts = [(finder.find(text, ())[:1], topic) for text, topic in wanted]
        sure = [f[0].topic == topic for f, topic in firsts if f and f[0].match >= SURELY]
        taken = [f[0].match >= SURELY for text in unwanted if (f := finder.find(text, ())[:1])]
        figures = {
            "prompts surely found": sum(sure) / len(wanted),
            "of those, rightly": sum(sure) / max(1, len(sure)),
            "turns taken for prompts": sum(taken) / len(unwanted),
        }
        # A wrong reply costs as much as a right one is worth.
        score = (2 * sum(sure) - len(sure)) / len(wanted)
        score -= max(0.0, figures["turns taken for prompts"] - FALSE)
        if best is None or score > best[0]:
            best = score, fusion, figures
    assert best is not None
    return best[1], best[2]


def tune(limit: int) -> dict[str, Any]:
    """What `assets/choosing.json` holds."""
    loaded = load_model(BUNDLED / "dialogue")
    encoder = ReplyEncoder(load_model(BUNDLED / "reply_encoder"))
    questions = [q for name in CORPORA for q in load_questions(name, "dev", limit)]
    weights, hits = estimate(cases(questions, Proposer(loaded)), encoder)
    chooser = Chooser.read(CHOOSING)
    # One unit of the likelihood stays one unit: the rules' weights are in nats a token.
    scale = 1 / abs(weights["likely"])
    chooser = Chooser(chooser.weights | {n: round(w * scale, 3) for n, w in weights.items()})
    persona, taken = held_out(read_persona(PERSONA))
    histories = [history_of(question) for question in questions[::2]]
    fusion, found_by = tune_fusion(persona, taken, [h[-1].text for h in histories], encoder)
    finders = (PersonaFinder(persona, encoder, fusion), FollowUps(persona, encoder))
    character = Character(encoder, finders, persona, chooser)
    talker = Conversationalist(loaded, character)
    asked = [((Turn("user", text),), topic) for text, topic in taken[:: max(1, len(taken) // 200)]]
    wanted = list(contests(talker, asked))
    unwanted = list(contests(talker, [(history, "") for history in histories]))
    prepared, found, false = needed(wanted, unwanted)
    floor = float(np.quantile([one.generated for one in unwanted], SILENT))
    figures = {f"hits@1 of 10, {name}": round(value, 3) for name, value in hits.items()}
    figures |= {name: round(value, 3) for name, value in found_by.items()}
    figures |= {"prompts said": round(found, 3), "turns that get a prepared reply": round(false, 3)}
    return {
        "about": "How much each feature of a reply counts, see assistant/language/choose.py. "
        "Found by: python -m training.tune_chooser",
        "criterion": " ".join((__doc__ or "").split("Four steps, ")[1].split()),
        "questions": len(questions),
        "figures": figures,
        "floor": round(floor, 2),
        "fusion": asdict(fusion),
        "weights": chooser.weights | {"prepared": round(prepared, 2)},
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.tune_chooser", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--limit", type=int, default=200, help="questions of each corpus")
    parser.add_argument("--out", type=Path, default=CHOOSING)
    parsed = parser.parse_args(arguments)
    try:
        content = json.dumps(tune(parsed.limit), indent=2)
    except AssistantError as error:
        print(f"tune_chooser: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    partial = parsed.out.with_suffix(".partial")
    partial.write_text(content + "\n", encoding="utf-8")
    os.replace(partial, parsed.out)
    print(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
