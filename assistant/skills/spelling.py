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
        "[please] spell [the word] {word} [for me|please|again]",
        "how do (you|i|we|people) spell [the word] {word}",
        "how (do i|would you|does one|can i|should i|would i|do you) (spell|write) [the word] "
        "{word}",
        "(can|could|would) you [please] spell [out] [the word] {word} [for me]",
        "would you mind spelling [out] {word} [for me]",
        "how (is|was) [the word] {word} spelt",
        "how is [the word] {word} (spelled|written)",
        "(what's|what is) the [correct|right|proper] spelling (of|for) [the word] {word}",
        "(tell|show) me how (to spell|to write|you spell) [the word] {word}",
        "tell me the letters (of|in) {word}",
        "{word} how do you spell (it|that)",
        "{word} how is that (spelt|spelled)",
        "how's {word} (spelt|spelled|written)",
        "what letters are in {word}",
        "i (don't know|forgot|can't remember|never know|always forget) how to (spell|write) "
        "[the word] {word}",
        "spell [out] {word} [letter by letter|slowly]",
        "spell out [the word] {word} for me",
        "i need (the spelling of|to spell|to know how to spell|help spelling) {word}",
        "i'd like to know how {word} is (spelt|spelled)",
        "(give me|check|look up) the [right|correct] spelling (of|for) {word}",
        "(help me|how to) spell {word}",
        "(do you know|any idea|can you tell me) how (to spell|you spell) {word}",
        "is {word} spelt with (one c or two|an e or an a|a double letter)",
        "what's the way to (spell|write) {word}",
        "{word} letter by letter [please]",
        "spelling of {word}",
        "the spelling of {word} [please]",
        "how would {word} be (spelt|spelled|written)",
        "i'm (writing an essay|doing my homework|writing a letter) how do you spell {word}",
        "what's the correct way (of spelling|to spell) {word}",
    ),
    slots={"word": "word"},
    required=("word",),
    ask={"word": "Which word?"},
)
LETTERS = Intent(
    "spelling.letters",
    examples=(
        "how many letters (are|are there) in [the word] {word}",
        "how many letters (does|has) [the word] {word} (have|got)",
        "how many letters (has|in) [the word] {word} [got]",
        "how many letters (does|would) [the word] {word} (contain|take|consist of|have in it)",
        "how many letters (make up|do i need for|go into|do you need for) [the word] {word}",
        "[please] count [up] the letters (in|of) [the word] {word}",
        "(can|could|would) you [please] count the letters in [the word] {word}",
        "would you mind counting the letters (in|of) {word}",
        "how long is the word {word} [in letters]",
        "how long is {word} in letters",
        "how long a word is {word}",
        "(what is|what's) the (number of letters|letter count|length) (in|of) [the word] {word}",
        "(can|could) you tell me how many letters {word} has [got]",
        "tell me how many letters [the word] {word} has [got]",
        "{word} has how many letters",
        "(number of letters|letter count) (in|of|for) {word}",
        "how many (characters|letters) (does|are in) [the word] {word} [have]",
        "letters in {word}",
        "is {word} a long word how many letters (has it|does it have)",
        "the word {word} how many letters (is that|does it have|has it got)",
        "i (want|need|would like) to know how many letters (there are in|are in) {word}",
        "{word} how many letters (is that|has that got)",
        "it's for a crossword how many letters (are in|has) {word}",
        "how many letters do you count in {word}",
        "what's {word} in letters how many",
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
