"""Score the network that tells whether a turn wants knowledge, beside the persona's cues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.checkpoint import LoadedModel, load_model
from assistant.errors import BadData
from assistant.language.fit import ReplyEncoder
from assistant.language.knowledge import KnowledgeSense
from assistant.language.normalise import normalise
from assistant.language.persona import read_persona
from assistant.stages import BUNDLED, PERSONA
from training.data.knowledge import KnowledgeTurn, Split, read_file, read_turns
from training.metrics import ranking


def evaluate_folder(
    loaded: LoadedModel, split: Split, data: Path | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Share of the wanted knowledge that is found, and of the talk that is taken for it.

    Raises:
        BadData: nothing to score.
        BadModel: the reply encoder is missing.
    """
    turns = (read_turns(split) if data is None else read_file(data))[:limit]
    if {turn.kind for turn in turns} != {"knowledge", "talk"}:
        raise BadData("There must be turns of both kinds to score.")
    sense = KnowledgeSense(ReplyEncoder(load_model(BUNDLED / "reply_encoder")), loaded)
    sure = [sense.probability(turn.text) for turn in turns]
    admitting = [one for one in read_persona(PERSONA).occasions if one.admits]
    cued = [any(one.calls(normalise(turn.text)) for one in admitting) for turn in turns]
    both = list(zip(sure, turns, strict=True))
    auc = ranking(
        [chance for chance, turn in both if turn.kind == "knowledge"],
        [chance for chance, turn in both if turn.kind == "talk"],
    )
    return {
        "model": str(loaded.folder),
        "split": split,
        "turns": len(turns),
        "network": {"auc": round(auc, 4), **_shares(turns, [p >= sense.threshold for p in sure])},
        "cues": _shares(turns, cued),
    }


def _shares(turns: list[KnowledgeTurn], taken: list[bool]) -> dict[str, float]:
    def share(kind: str) -> float:
        mine = [yes for turn, yes in zip(turns, taken, strict=True) if turn.kind == kind]
        return round(sum(mine) / len(mine), 4)

    return {"found": share("knowledge"), "talk_taken_for_it": share("talk")}
