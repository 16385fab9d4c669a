"""Phrases of the user's own: taught, listed, changed and removed by voice."""

from __future__ import annotations

from rapidfuzz import fuzz

from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, Taught, World, find
from assistant.skills.phrases import ALIKE, BadPhrase, bare, check, plain

MOST = 500
"""Phrases that are kept."""

ADD = Intent(
    "teach.add",
    examples=(
        "when i say {phrase} {command}",
        "when i say {phrase} please {command}",
        "when i say {phrase} then {command}",
        "whenever i say {phrase} {command}",
        "every time i say {phrase} [you should] {command}",
        "if i say {phrase} [then] {command}",
        "if i say {phrase} [i want you to|you should] {command}",
        "when (you hear|i tell you) {phrase} {command}",
        "{phrase} (means|should mean) {command}",
        "{phrase} is [short] for {command}",
        "[from now on] {phrase} means {command}",
        "learn that {phrase} means {command}",
        "(teach|learn) [the phrase] {phrase} (for|to mean) {command}",
        "remember that {phrase} means {command}",
        "let me teach you {phrase} means {command}",
        "make {phrase} mean {command}",
        "i want {phrase} to mean {command}",
        "(let me|i want to) teach you (something|a phrase|a new command)",
        "(learn|add) a new (phrase|command)",
        "as soon as i say {phrase} {command}",
        "by {phrase} i mean {command}",
    ),
    slots={"phrase": "phrase", "command": "phrase"},
    required=("phrase", "command"),
    ask={"phrase": "What will you say?", "command": "And what should I do then?"},
)
LIST = Intent(
    "teach.list",
    examples=(
        "what (did|have) i (teach|taught) you",
        "(list|show|read) [me] (my phrases|my own phrases|my commands|my own commands)",
        "which (phrases|commands) did i teach you",
        "what are my [own] (phrases|commands)",
        "what have you learned [from me]",
        "(tell|show) me what (i taught|i have taught) you",
        "what phrases do you know [from me]",
        "(do|have) i (have|got) any phrases [of my own]",
        "which phrases of mine do you know",
        "(what|which) shortcuts (are there|do i have|did i make)",
        "list [all] my shortcuts",
        "(can|could) you [please] (list|read) my phrases",
        "what did you learn from me",
        "are there phrases that i taught you",
        "my phrases please",
    ),
)
REMOVE = Intent(
    "teach.remove",
    examples=(
        "(forget|remove|delete) the (phrase|command|shortcut) {phrase}",
        "(forget|unlearn) what {phrase} means",
        "{phrase} (doesn't|does not) mean anything [any more]",
        "{phrase} no longer means anything",
        "unlearn {phrase}",
        "(remove|delete) {phrase} from my (phrases|commands|shortcuts)",
        "(can|could|would) you [please] (forget|delete|remove) the phrase {phrase}",
        "i don't want {phrase} to mean anything [any more]",
        "don't do anything when i say {phrase}",
        "take {phrase} off my phrases",
        "stop listening for {phrase}",
        "(remove|delete) my (phrase|shortcut|command) {phrase}",
        "get rid of the (phrase|shortcut) {phrase}",
        "i no longer need the (phrase|shortcut|command) {phrase}",
        "(remove|delete|forget) one of my phrases",
    ),
    slots={"phrase": "phrase"},
    required=("phrase",),
    ask={"phrase": "Which phrase should I forget?"},
)
CHANGE = Intent(
    "teach.change",
    examples=(
        "(change|edit) [the phrase|my phrase|the command] {phrase} to {command}",
        "{phrase} should now mean {command}",
        "{phrase} (now means|shall mean from now on) {command}",
        "change what {phrase} means to {command}",
        "when i say {phrase} now {command} instead",
        "when i say {phrase} {command} instead",
        "change the meaning of {phrase} to {command}",
        "(can|could) you [please] change [the phrase] {phrase} to {command}",
        "from now on {phrase} means {command} instead",
        "i've changed my mind {phrase} means {command}",
        "let {phrase} mean {command} instead",
        "update [the phrase] {phrase} to {command}",
        "instead of that {phrase} should mean {command}",
        "give {phrase} the new meaning {command}",
        "redefine {phrase} as {command}",
    ),
    slots={"phrase": "phrase", "command": "phrase"},
    required=("phrase", "command"),
    ask={"phrase": "Which phrase should I change?", "command": "What should it mean now?"},
)


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
