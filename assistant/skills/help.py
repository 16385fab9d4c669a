"""What can be asked for, and how: in general, and of one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World

LIST = Intent(
    "help.list",
    examples=(
        "help [me|us] [please]",
        "what can you do [for me|for us|then|exactly]",
        "what (else|all|other things) can you do",
        "what (can|could|may|should) i (ask|say|tell you|ask you|say to you)",
        "what can i ask you [to do|for|about]",
        "what (sort|sorts|kind|kinds) of (things|questions|commands) can (i ask|you do|you "
        "answer|i say|i give)",
        "what (sort|sorts|kind|kinds) of (things|commands) can i (ask|give|tell) you",
        "(list|show|tell) [me] (your commands|your skills|all commands|what you can do|all your "
        "commands|everything you can do)",
        "what are your (skills|commands|abilities|features|functions|talents)",
        "what (skills|features|functions) do you have",
        "how (can|could|do) you help [me|us]",
        "(i|we) need [some|a bit of] help",
        "i need help what (commands are there|can you do|can i say|can i ask)",
        "how does this work",
        "how do i use (you|this|this thing)",
        "what do you understand",
        "(which|what) commands (do you know|are there|do you understand|can i use|can i give "
        "you|have you got)",
        "give me (some|a few) examples [of what you can do|of what i can say]",
        "what are you (able to do|good for|good at|capable of|there for)",
        "(do|can) you do anything (useful|else)",
        "(could|can|would) you tell me what you can do",
        "tell me what you can do",
        "what (should|could|do) i say",
        "what are my options",
        "i don't know what (to say|to ask|you can do|i can say)",
        "i'm (new here|lost|stuck) (what can you do|what can i say|help me)",
        "(what is|what's) possible",
        "(can|could|would) you help me [out] [please]",
        "what (things|jobs|tasks) (can you do|do you do|are you able to do)",
        "is there (anything|something) [else] you can do",
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
        f"how (does|do) {_TOPICS} work [with you|exactly]",
        f"(explain|explain to me|tell me|show me) how (your|the) {_TOPICS} (work|works)",
        f"(can|could|would) you (explain|help me with|tell me about) {_TOPICS}",
        f"would you mind explaining {_TOPICS}",
        f"what (do i|should i|must i|can i) say (about|for|to use) {_TOPICS}",
        f"i (don't understand|don't get|need some help with|have a question about) {_TOPICS}",
        f"(what's|what is) the deal with {_TOPICS}",
        f"(tell|teach) me (more about|about|how to use|how to work with) {_TOPICS}",
        f"(give|show) me (examples|some examples|an example) (of|for|with) {_TOPICS}",
        "how (would|should|could) i (go about|set about) (setting|cancelling|changing) (an "
        "alarm|a timer|a reminder)",
        "how (would|should|could) i go about (making|starting|clearing) (a list|a note|a "
        "shopping list)",
        "how (would|should|could) i go about (turning on the lights|dimming the lights|teaching "
        "you a phrase)",
        "how (would|should|can|could|does one|do you|am i supposed to) "
        "(set|start|cancel|change) (a timer|an alarm|a reminder)",
        "how (would|should|can|could) i (make|write|start|read|clear) (a list|a note|a shopping "
        "list|my lists)",
        "how (can|could|would) i (turn on the lights|dim the lights|change the heating|close "
        "the blinds|play music)",
        "what's the (way|command|phrase) to (set a timer|set an alarm|add to a list|take a "
        "note|roll dice)",
        "what's the (way|command|phrase) for (setting a timer|setting an alarm|taking "
        "notes|rolling dice|the lights)",
        "is there a (way|command) to (set an alarm|add things to a list|take a note|dim the "
        "lights)",
        "(show|tell|teach) me how to (set a timer|set an alarm|make a list|take notes|dim the "
        "lights|convert units)",
        "i (don't know|forgot|can't remember) how to (set a timer|set an alarm|add to a "
        "list|change the lights)",
        f"how do i (use|work with) {_TOPICS}",
        f"help [me] with {_TOPICS}",
        f"(tell|show) me how {_TOPICS} (work|works)",
        f"what can i ask (about|of) {_TOPICS}",
        f"(explain|i need help with) {_TOPICS}",
        f"some examples for {_TOPICS}",
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
            text = next((one for one in _lists() if one not in world.said), next(_lists()))
            skills = {about.title: list(about.examples) for about in ABOUTS.values()}
            return Response(text, (Action("help.shown", {"skills": skills}),))
        about = ABOUTS[found]
        if not about.examples:
            return Response("That takes the internet, and I never go online.")
        said = "; ".join(f"“{example}”" for example in about.examples)
        details = {"skills": {about.title: list(about.examples)}}
        return Response(f"For {about.title} you can say: {said}.", (Action("help.shown", details),))


def _lists() -> Iterator[str]:
    """What can be said, in several sentences; who asks again hears others."""
    first = [ABOUTS[name] for name in _FIRST]
    others = [about for name, about in ABOUTS.items() if name not in _FIRST and about.examples]
    for picked, number in ((first, 0), (others, 0), (first, 1), (others, 1)):
        said = "; ".join(f"“{about.examples[min(number, len(about.examples) - 1)]}”"
                         for about in picked)  # fmt: skip
        yield f"You can say, for example: {said}. Ask me about any of these for more."


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
