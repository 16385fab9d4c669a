"""Spelling: a word letter by letter, and how many letters it has."""

from __future__ import annotations

import unicodedata

from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World, find

LONGEST = 60
"""Letters that are still read out one by one."""
_SIGNS = {"-": "hyphen", "'": "apostrophe", ".": "full stop", "_": "underscore", "&": "ampersand",
          "/": "slash", "@": "at sign"}  # fmt: skip

SPELL = Intent(
    "spelling.spell",
    examples=(
        "spell {word}",
        "[please] spell [the word] {word} [for me]",
        "how do you spell {word}",
        "how (do i|would you|does one|can i|should i) (spell|write) [the word] {word}",
        "(can|could|would) you [please] spell {word} [for me]",
        "how is {word} spelt",
        "how is {word} (spelled|written)",
        "what is the (spelling|correct spelling) of {word}",
        "(tell|show) me how to (spell|write) {word}",
        "tell me the letters (of|in) {word}",
        "{word} how do you spell (it|that)",
        "how's {word} (spelt|spelled)",
        "what letters are in {word}",
        "i (don't know|forgot|can't remember) how to spell {word}",
        "spell out {word}",
        "spell {word} letter by letter",
        "i need the spelling of {word}",
        "give me the spelling (of|for) {word}",
        "help me spell {word}",
        "do you know how to spell {word}",
    ),
    slots={"word": "word"},
    required=("word",),
    ask={"word": "Which word?"},
)
LETTERS = Intent(
    "spelling.letters",
    examples=(
        "how many letters (are|are there) in {word}",
        "how many letters (does|has) [the word] {word} have",
        "how many letters (has|in) {word} [got]",
        "[please] count the letters (in|of) {word}",
        "(can|could) you count the letters in [the word] {word}",
        "how long is the word {word}",
        "what is the number of letters in {word}",
        "tell me how many letters {word} has",
        "{word} has how many letters",
        "number of letters in {word}",
        "how many characters (does|are in) {word} [have]",
        "letters in {word}",
        "is {word} a long word how many letters has it",
        "the word {word} how many letters is that",
        "i want to know how many letters there are in {word}",
    ),
    slots={"word": "word"},
    required=("word",),
    ask={"word": "Of which word?"},
)


class Spelling:
    """Reads a word out letter by letter, or counts its letters."""

    name = "spelling"
    intents = (SPELL, LETTERS)

    def handle(self, understanding: Understanding, world: World) -> Response:
        slot = find(understanding, "word")
        word = unicodedata.normalize("NFC", slot.text).strip(' .,!?;:"') if slot else ""
        letters = [letter for letter in word if letter.isalnum()]
        if not letters:
            return Response("Which word?", asks="word")
        if understanding.intent == LETTERS.name:
            count = len(letters)
            said = f"“{word}” has {count} letter{'' if count == 1 else 's'}."
            return Response(said, (Action("spelling.letters", {"word": word, "count": count}),))
        if len(letters) > LONGEST:
            return Response("That is too long to spell out. Give me a word or two.")
        spelt = spell_out(word)
        said = world.one_of(f"{word}: {spelt}.", f"You spell it {spelt}.", f"That's {spelt}.")
        return Response(said, (Action("spelling.spelt", {"word": word, "letters": spelt}),))


def spell_out(word: str) -> str:
    """`C, A, F, É`; words apart, and signs by their names."""
    parts = []
    for one in word.split():
        # `ß` in capitals would be two letters.
        signs = (_SIGNS.get(x, x.upper() if len(x.upper()) == 1 else x) for x in one)
        parts.append(", ".join(signs))
    return "; ".join(parts)
