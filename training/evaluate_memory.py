"""How much of what people tell is recalled: plays the scripted conversations.

    python -m training.evaluate_memory [--held-out]

Each script is a list of the user's turns and, by number of turn, what the answer must contain
(any of the strings, in any case). Between telling and asking lie up to ten turns of other talk.
Only the memory answers here, not the network.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from assistant.language.memory import remember
from assistant.messages import Turn

SCRIPTS = Path(__file__).parents[1] / "bench" / "memory_scripts.jsonl"
NEUTRAL = ("I see.", "Go on.", "That is interesting.", "Tell me more.", "All right.")


def read_scripts(path: Path = SCRIPTS) -> list[dict[str, Any]]:
    """One script a line: turns, checks, held_out and, for some, replies of the assistant."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def play(script: dict[str, Any]) -> list[tuple[bool, str, str]]:
    """Right or not, the question and the answer, for each check of a script."""
    history: list[Turn] = []
    results = []
    for place, text in enumerate(script["turns"]):
        forced = script.get("replies", {}).get(str(place))
        if forced:
            history = [*history[:-1], Turn("assistant", forced)]
        history.append(Turn("user", text))
        memory = remember(history)
        answer = memory.answer(text)
        wanted = script["checks"].get(str(place))
        if wanted:
            right = any(part.lower() in (answer or "").lower() for part in wanted)
            results.append((right, text, answer or ""))
        reply = answer or memory.acknowledge(text, history) or NEUTRAL[place % len(NEUTRAL)]
        history.append(Turn("assistant", reply))
    return results


def main() -> None:
    """Print the share of questions and of whole conversations that went right."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--held-out", action="store_true", help="the scripts kept apart")
    parser.add_argument("--verbose", action="store_true", help="show what went wrong")
    options = parser.parse_args()
    scripts = [s for s in read_scripts() if s["held_out"] == options.held_out]
    results = [play(script) for script in scripts]
    flat = [result for script in results for result in script]
    if options.verbose:
        for right, question, answer in flat:
            if not right:
                print(f"missed: {question} -> {answer}")
    whole = sum(all(right for right, *_ in script) for script in results)
    print(json.dumps({
        "conversations": len(scripts), "all_right": whole, "questions": len(flat),
        "recalled": round(sum(right for right, *_ in flat) / len(flat), 4),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
