"""Phrases of the user's own: taught, listed, changed and removed by voice."""

from __future__ import annotations

from rapidfuzz import fuzz

from assistant.messages import Understanding
from assistant.skills.base import Action, Response, Taught, World, find
from assistant.skills.phrases import ALIKE, BadPhrase, bare, check, plain
from assistant.skills.teach_intents import ADD, CHANGE, LIST, REMOVE

MOST = 500
"""Phrases that are kept."""


class Teach:
    """Keeps the user's phrases. What they do when they are said, `phrases.translate` finds."""

    name = "teach"
    intents = (ADD, LIST, REMOVE, CHANGE)

    def handle(self, understanding: Understanding, world: World) -> Response:
        intent = understanding.intent
        if intent == LIST.name:
            return _list(world)
        phrase = _said(understanding, "phrase")
        if not phrase:
            return Response(ADD.ask["phrase"], asks="phrase")
        if intent == REMOVE.name:
            return _remove(phrase, world)
        command = _said(understanding, "command")
        if not command:
            return Response(ADD.ask["command"], asks="command")
        try:
            return (_change if intent == CHANGE.name else _add)(phrase, command, world)
        except BadPhrase as trouble:
            return Response(str(trouble))


def _said(understanding: Understanding, name: str) -> str:
    slot = find(understanding, name)
    if slot is None:
        return ""
    return slot.value if isinstance(slot.value, str) else slot.text


def _add(phrase: str, command: str, world: World) -> Response:
    taught = world.store.taught()
    if len(taught) >= MOST:
        return Response(f"I keep {MOST} phrases at most. Remove one first.")
    others = [one for one in taught if plain(one.phrase) != bare(phrase)]
    phrase, command = check(phrase, command, others)
    world.store.teach(phrase, command)
    said = world.one_of(
        f"When you say “{phrase}”, I'll take it as “{command}”.",
        f"Learned: “{phrase}” means “{command}”.",
    )
    return Response(said, (Action("teach.taught", {"phrase": phrase, "command": command}),))


def _change(phrase: str, command: str, world: World) -> Response:
    taught = world.store.taught()
    found = nearest(phrase, taught)
    if found is None:
        return _add(phrase, command, world)
    others = [one for one in taught if one.id != found.id]
    kept, command = check(found.phrase, command, others)
    world.store.change_taught(found.id, kept, command)
    details = {"phrase": kept, "command": command, "before": found.command}
    return Response(f"Now “{kept}” means “{command}”.", (Action("teach.changed", details),))


def _remove(phrase: str, world: World) -> Response:
    found = nearest(phrase, world.store.taught())
    if found is None or not world.store.remove_taught(found.id):
        return Response(f"You never taught me “{bare(phrase)}”.")
    details = {"phrase": found.phrase, "command": found.command}
    return Response(f"I've forgotten “{found.phrase}”.", (Action("teach.removed", details),))


def _list(world: World) -> Response:
    taught = world.store.taught()
    details = {"phrases": [{"phrase": one.phrase, "command": one.command} for one in taught]}
    action = Action("teach.list", details)
    if not taught:
        return Response("You have not taught me anything yet. Try “when I say movie time, dim "
                        "the lights”.", (action,))  # fmt: skip
    said = "; ".join(f"“{one.phrase}” means “{one.command}”" for one in taught[:5])
    more = f"; and {len(taught) - 5} more" if len(taught) > 5 else ""
    return Response(f"{said}{more}.", (action,))


def nearest(phrase: str, taught: list[Taught]) -> Taught | None:
    """The one phrase that is meant by its name, though a letter may be wrong."""
    scored = [(fuzz.ratio(bare(phrase), plain(one.phrase)), one) for one in taught]
    best = max(scored, key=lambda found: found[0], default=None)
    return best[1] if best and best[0] >= ALIKE else None
