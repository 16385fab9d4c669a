"""Asking for a piece of text: the app lets the writing network do it."""

from __future__ import annotations

import re

from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World, value

STYLES = {
    "play": r"shakespeare\w*|plays?|drama\w*|theat\w+|bard|stage|scene|sonnets?|tragedy|comedy",
    "novel": r"novels?|stor(?:y|ies)|tales?|austen|dickens|fiction|fairy tale|book|chapter",
    "article": r"articles?|newspaper|encyclop\w+|wikipedia|report|essay|textbook|magazine",
}  # fmt: skip
"""Style of the writing network -> words that ask for it."""

WRITE = Intent(
    "writing.write",
    examples=(
        "write [me] something in the style of (shakespeare|jane austen|dickens|a newspaper)",
        "write [me] a (story|tale|scene|play|poem|text|chapter) [please]",
        "write [me] a (story|tale|scene|play|text|novel) about {prompt}",
        "write [me] something about {prompt}",
        "(can|could|would) you [please] write [me] (something|a story|a scene|an article)",
        "(can|could|would) you [please] write [me] (a story|something) about {prompt}",
        "would you write [me] (a scene|an article|a play) about {prompt}",
        "write [me] an article (about|on) {prompt}",
        "write like (shakespeare|an encyclopaedia|a novelist|jane austen)",
        "(make up|invent|compose) a (story|tale|scene) [about {prompt}]",
        "(continue|carry on|go on with) this story {prompt}",
        "write a (story|text|scene|novel) that (begins|starts) with {prompt}",
        "(begin|start) a (story|play|novel) with {prompt}",
        "i'd like you to write (something|a story|a play|an article) [about {prompt}]",
        "i want (a story|a scene|an article) [about {prompt}] written",
        "(finish|complete) this text {prompt}",
        "compose (something|a few lines) in the style of (shakespeare|dickens|a play)",
        "give me a few lines (of|like) shakespeare",
        "give me a paragraph about {prompt}",
        "[please] write something (for me|new|nice)",
        "write [me] (a line|some lines|a page) of a (play|novel|newspaper)",
        "put your pen to paper and write [about {prompt}]",
        "let your imagination run and write something",
        "show me how you write (a play|a novel|an article)",
        "write on from {prompt}",
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
        begun = prompt if re.search(r"\b(with|this|from)\b", text.lower()) else _opening(prompt)
        said = world.one_of("Let me write something.", "Here is what comes to me.", "I'll try.")
        details = {"style": style, "prompt": begun, "about": prompt}
        return Response(said, (Action("write", details),))


def style_of(text: str) -> str | None:
    """The style that a text asks for; None if it names none."""
    for style, words in STYLES.items():
        if re.search(rf"\b(?:{words})\b", text.lower()):
            return style
    return None


def _opening(about: str) -> str:
    """A beginning that keeps the network on a subject: it only goes on from what stands there."""
    return f"This is about {about}. " if about else ""
