"""What can be asked for, and how: in general, and of one thing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World

LIST = Intent(
    "help.list",
    examples=(
        "help [me] [please]",
        "what can you do [for me]",
        "what (else|all) can you do",
        "what (can|could|may) i (ask|say|tell you)",
        "what can i ask you [to do]",
        "(list|show|tell) [me] (your commands|your skills|all commands|what you can do)",
        "what are your (skills|commands|abilities|features)",
        "how (can|could) you help [me]",
        "i need help",
        "how does this work",
        "what do you understand",
        "which commands (do you know|are there|do you understand)",
        "give me (some|a few) examples [of what you can do]",
        "what are you (able to do|good for|good at)",
        "(do|can) you do anything useful",
        "tell me what you can do",
        "what should i say",
        "what are my options",
        "i don't know what to (say|ask)",
        "(what is|what's) possible",
        "can you help me [please]",
    ),
)
_TOPICS = (
    "(timers|alarms|reminders|lists|notes|the lights|the heating|the blinds|music|the home|"
    "units|arithmetic|sums|spelling|dice|coins|counting|the clock|writing|my own phrases|volume)"
)
ABOUT = Intent(
    "help.about",
    examples=(
        f"what can you do with {_TOPICS}",
        f"how do i (use|work with) {_TOPICS}",
        f"help [me] with {_TOPICS}",
        f"(tell|show) me how {_TOPICS} work",
        f"what can i say (about|for) {_TOPICS}",
        f"(explain|i need help with) {_TOPICS}",
        f"how do {_TOPICS} work",
        f"give me examples for {_TOPICS}",
        f"what commands are there for {_TOPICS}",
        "how do i (set|start) (a timer|an alarm|a reminder)",
        "how do i (make|use|write) (a list|a note|a shopping list)",
        "how do i (turn on the lights|dim the lights|change the heating|close the blinds)",
        "how (do|can) i (teach you|add) (a phrase|something new|a command)",
        "(can|do) you (know how to convert units|know about units|do arithmetic)",
        "(what do i say|how do i ask you) to (set a timer|roll dice|spell a word|add to a list)",
        "(can|could) you explain how (timers|lists|reminders|notes|the lights) work",
    ),
)


@dataclass(frozen=True)
class About:
    """One thing that can be asked for."""

    title: str
    words: str
    """Regular expression of the words that name it."""
    examples: tuple[str, ...]
    """What one can say, best first."""


ABOUTS = {
    "clock": About("time and date", r"clock|time|date|day|calendar", ("what time is it in tokyo",
        "what day is it tomorrow")),
    "timer": About("timers and alarms", r"timers?|alarms?|wake|countdowns?", (
        "set a timer for ten minutes", "wake me at seven", "how long is left")),
    "reminder": About("reminders", r"remind\w*", ("remind me to call mum at six",
        "what are my reminders")),
    "list": About("lists", r"lists?|shopping|to ?do", ("put milk on the shopping list",
        "what's on my shopping list")),
    "note": About("notes", r"notes?|write down", ("take a note the key is under the pot",
        "read my notes")),
    "arithmetic": About("sums", r"arithmetic|sums?|maths?|calculat\w*|percent\w*", (
        "what's fifteen percent of eighty", "the square root of two", "seven times eight")),
    "units": About("units", r"units?|convert\w*|measures?", ("how many cups are in two litres",
        "twenty degrees celsius in fahrenheit", "six foot two in centimetres")),
    "spelling": About("spelling", r"spell\w*|letters?", ("how do you spell necessary",
        "how many letters are in banana")),
    "counting": About("counting", r"count(?:ing)?|countdown", ("count to ten",
        "count down from five", "count to twenty in twos")),
    "chance": About("coins, dice and chance", r"coins?|dice|die|roll\w*|random|chance|pick", (
        "flip a coin", "roll two d six", "pick a number between one and ten", "tea or coffee")),
    "home": About("the home", r"home|house|lights?|lamps?|heating|blinds?|curtains?|music|rooms?|"
        r"dim", ("put the kitchen light on", "dim the lights to thirty percent",
        "make the bedroom blue", "set the heating to twenty one degrees", "close the blinds",
        "play some music", "everything off")),
    "control": About("my voice", r"volume|voice|loud\w*|quiet\w*|repeat|forget|stop", ("louder",
        "say that again", "be quiet", "forget that", "stop")),
    "writing": About("writing", r"writing|write|stor(?:y|ies)|poems?|style", (
        "write me something in the style of shakespeare", "write a story about the sea")),
    "teach": About("your own phrases", r"teach|phrases?|own|new|a command", (
        "when I say movie time, dim the lights", "what did I teach you", "forget movie time")),
    "internet": About("what I can't do", r"weather|news|internet|search|traffic|stocks?", ()),
    "help": About("help", r"help|commands?|skills?", ("what can you do", "help with timers")),
}  # fmt: skip
"""By the skill's name."""
_FIRST = ("timer", "list", "arithmetic", "units", "home", "reminder", "chance", "writing")
"""What a short answer names."""


class Help:
    """Tells what there is, with sentences to say."""

    name = "help"
    intents = (LIST, ABOUT)

    def handle(self, understanding: Understanding, world: World) -> Response:
        found = topic(understanding.text) if understanding.intent == ABOUT.name else None
        if found is None:
            picked = [ABOUTS[name] for name in _FIRST]
            said = "; ".join(f"“{about.examples[0]}”" for about in picked)
            text = f"You can say, for example: {said}. Ask me about any of these for more."
            skills = {about.title: list(about.examples) for about in ABOUTS.values()}
            return Response(text, (Action("help.shown", {"skills": skills}),))
        about = ABOUTS[found]
        if not about.examples:
            return Response("That takes the internet, and I never go online.")
        said = "; ".join(f"“{example}”" for example in about.examples)
        details = {"skills": {about.title: list(about.examples)}}
        return Response(f"For {about.title} you can say: {said}.", (Action("help.shown", details),))


def topic(text: str) -> str | None:
    """The skill that a question for help is about; None if it names none, `help` itself last."""
    rest = re.sub(
        r"^.*?\b(with|for|about|say to|ask you to|do i|can i|explain)\b", "", text.lower()
    )
    for part in (rest, text.lower()):
        named = [
            (match.start(), name)
            for name, about in ABOUTS.items()
            if name != "help" and (match := re.search(rf"\b(?:{about.words})\b", part))
        ]
        if named:
            return min(named)[1]
    return None
