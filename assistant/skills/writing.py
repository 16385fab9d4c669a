"""Asking for a piece of text: the app lets the writing network do it."""

from __future__ import annotations

import re

from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World, value

STYLES = {
    "play": r"shakespeare\w*|plays?|drama\w*|theat\w+|bard|stage|scene|sonnets?|tragedy|comedy",
    "novel": r"novels?|stor(?:y|ies)|tales?|austen|dickens|fiction|fairy tale|book|chapter",
    "article": r"articles?|newspaper|encyclop\w+|wikipedia|report|essay|textbook|magazine",
    "talk": r"conversations?|dialog(?:ue)?s?|chats?|small talk",
}  # fmt: skip
"""Style of the writing network -> words that ask for it."""

WRITE = Intent(
    "writing.write",
    examples=(
        "write [me|us] something in the style of (shakespeare|jane austen|dickens|a newspaper|a "
        "fairy tale)",
        "write [me|us] a [short|little|long|funny] "
        "(story|tale|scene|play|poem|text|chapter|novel) [please]",
        "write [me|us] a [short|little|funny|sad|spooky|scary] "
        "(story|tale|scene|play|poem|text|novel) about {prompt}",
        "(write|make|tell) [me|us] a [short|little] (fairy tale|bedtime story|ghost story|love "
        "story|adventure) about {prompt}",
        "write [me|us] (a poem|a few lines|some lines|a paragraph|a page|a verse|a limerick|a "
        "sonnet|a song) (about|on) {prompt}",
        "write [me|us] (something|a bit|a little something) about {prompt}",
        "write about {prompt}",
        "(can|could|would) you [please] write [me] (something|a story|a scene|an article|a "
        "poem) [for me|for us]",
        "(can|could|would) you [please] write [me] (a story|something|a poem|a scene|a play|an "
        "article) about {prompt}",
        "(can|could|would) you (make up|come up with|invent|think up) a (story|tale|poem|scene) "
        "about {prompt}",
        "would you mind writing [me] (a story|something|a poem|an article) about {prompt}",
        "would you write [me] (a scene|an article|a play) about {prompt}",
        "write [me] an (article|essay) (about|on) {prompt}",
        "write [me|us] a [short|little|funny] (conversation|dialogue|chat) [between two "
        "(friends|strangers|people)]",
        "write [me|us] a [short|little|funny] (conversation|dialogue) (about|on) {prompt}",
        "(make up|invent|think up) a (conversation|dialogue) [about {prompt}]",
        "write [me] some (dialogue|small talk) [about {prompt}]",
        "write like (shakespeare|an encyclopaedia|a novelist|jane austen|dickens)",
        "(make up|invent|compose|think up|come up with|create|dream up|draft|pen) a "
        "[short|little|funny] (story|tale|scene|poem) [about {prompt}]",
        "(make|think) (me|us) up a story about {prompt}",
        "(continue|carry on|go on with|keep writing|finish|complete|take over) (this|the) "
        "(story|text|tale|sentence|paragraph) {prompt}",
        "(continue|carry on|go on|keep going|write on) from (here|this|there) {prompt}",
        "(continue|carry on|go on) with {prompt}",
        "how (does|would|might) this story (go on|continue|carry on) {prompt}",
        "what happens next in this story {prompt}",
        "write a [short] (story|text|scene|novel|poem|tale) (that begins|that "
        "starts|beginning|starting|that opens) with {prompt}",
        "(begin|start|open) a (story|play|novel|poem|tale) with {prompt}",
        "use this as (the beginning|an opening|the first line) {prompt}",
        "here is the (beginning|start) of a story {prompt}",
        "i'd like (you to write|to read|to hear) (something|a story|a play|an article|a poem) "
        "[about {prompt}]",
        "i (want|would like|need|fancy) (a story|a scene|an article|a poem|a few lines|a short "
        "text) about {prompt}",
        "i want (a story|a scene|an article) [about {prompt}] written",
        "(finish|complete) this text {prompt}",
        "compose (something|a few lines) in the style of (shakespeare|dickens|a play)",
        "give me a few lines (of|like) shakespeare",
        "give me (a paragraph|a story|a poem|a few lines|a short text|some lines|a page) about "
        "{prompt}",
        "(let's have|how about) (a story|a poem|a scene) about {prompt}",
        "[please] write something (for me|new|nice|for us|funny|short|sad)",
        "write [me] (a line|some lines|a page) of a (play|novel|newspaper)",
        "put your pen to paper and write [about {prompt}]",
        "let your imagination run and write something",
        "show me how you write (a play|a novel|an article)",
        "write on from {prompt}",
        "(a story|a poem|an article) about {prompt} [please]",
    ),
    slots={"prompt": "phrase"},
)


class Writing:
    """Hands the style and the beginning to the page that writes."""

    name = "writing"
    intents = (WRITE,)

    def handle(self, understanding: Understanding, world: World) -> Response:
        text, prompt = understanding.text, value(understanding, "prompt") or ""
        style = style_of(text.lower().replace(prompt.lower(), " ") if prompt else text)
        given = re.search(r"\b(with|this|from)\b", text.lower())
        begun = prompt if given else _opening(prompt, style)
        said = world.one_of("Let me write something.", "Here is what comes to me.", "I'll try.")
        details = {"style": style, "prompt": begun, "about": prompt}
        return Response(said, (Action("write", details),))


def style_of(text: str) -> str | None:
    """The style that a text asks for; None if it names none."""
    for style, words in STYLES.items():
        if re.search(rf"\b(?:{words})\b", text.lower()):
            return style
    return None


def _opening(about: str, style: str | None) -> str:
    """A beginning that keeps the network on a subject: it only goes on from what stands there.

    A conversation has a dash before each turn, and the next one is the network's.
    """
    if style == "talk":
        return f"- Let's talk about {about}.\n- " if about else "- "
    return f"This is about {about}. " if about else ""
