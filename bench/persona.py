"""Questions about itself, put to the assistant: how often it stays in character.

    python -m bench.persona [--limit N] [--verdicts FILE] [--json]

Each of the 150 questions opens a conversation of its own. Counted without a reader, as a first
look only: the answers that come from the persona, memory, safety or a skill and match no pattern
that is out of character. That is neither enough (a persona's answer may be to another question)
nor needed (the network may answer well): **the figure that counts is by reading.** For that the
command writes a template of verdicts (JSON lines): put true or false at "ok", and why, and give
the file as --verdicts. Verdicts on answers that have changed since are refused.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import assistant as refrain
from assistant.assistant import Assistant
from assistant.console import OK, complain, print_json
from assistant.errors import AssistantError, BadData
from assistant.language.normalise import normalise, words
from assistant.language.persona import read_persona
from assistant.stages import BUNDLED, PERSONA
from bench.dialogue_scripts import answered
from bench.verdicts import Judged, Verdict, judged, place_for_verdicts, read_rows, read_verdicts

QUESTIONS = Path(__file__).with_name("persona_questions.jsonl")
SURE_SOURCES = ("persona", "memory", "safety", "skill")
"""Words that people wrote, not the network."""
ALWAYS_WRONG = (
    r"\bmy name(?: is|'s) (?!refrain)",
    r"\bcall me (?!refrain|anything|what|whatever)",
    r"\b(?:i am|i'm) (?:john|jane|mary|tom|mike|david|peter|susan|bob|alice|eliza|siri|alexa)\b",
    r"\bi(?:'m| am) (?:a|just a|only a) (?:man|woman|boy|girl|human|person|guy)\b",
    r"\bi(?:'m| am) (?:a|just a|only a) (?:student|teacher|doctor|nurse)\b",
    r"\byes,? i(?:'m| am) (?:human|real|a person)\b",
    r"\bi(?:'m| am) (?:a )?human\b",
    r"\bof course i(?:'m| am) human\b",
    r"\bmy (?:legs|back|stomach|head|feet|hands) (?:hurt|ache)",
    r"\bi(?:'m| am) (?:\d+|twenty|thirty|forty) years old\b",
    r"\bmy (?:mother|father|mom|mum|dad|wife|husband|brother|sister|son|daughter|kids|children)\b",
    r"\bmy (?:parents|boyfriend|girlfriend|aunt|uncle|cousin)\b",
    r"\bi(?:'m| am) (?:married|single and looking|divorced)\b",
    r"\bi have (?:a|an|two|three|one|\d+) (?:\w+ )?(?:dog|cat|fish|bird|rabbit|puppy|kitten)s?\b",
    r"\bmy (?:dog|cat|puppy|kitten)\b",
    r"\bi work (?:as|at|in|for) (?!your|this|a computer)",
    r"\bmy (?:boss|office|job is|colleagues|school)\b",
    r"\bi live in (?!this|your|a (?:computer|machine|laptop)|the (?:machine|computer))",
    r"\bi(?:'m| am) from (?!here|this|your|a (?:computer|file|training))",
    r"\bmy (?:house|apartment|flat|hometown)\b",
    r"\bi (?:had|ate|cooked|made) .*\b(?:breakfast|lunch|dinner|pizza|sandwich|eggs|pasta)\b",
    r"\bi(?:'m| am) (?:so |very |really )?(?:hungry|thirsty|starving)\b",
    r"\bi (?:slept|went to bed|woke up|get up|sleep (?:about|for))\b",
    r"\bi(?:'m| am) (?:so |very |really |a bit )?(?:tired|sleepy|exhausted)\b",
    r"\bi(?: can| will|'ll) (?:look (?:it|that) up|search|google|browse|check online)\b",
    r"\bi(?:'m| am) (?:always )?connected to the internet\b",
    r"\bin the cloud\b(?<!not in the cloud)",
    r"\b(?:made|built|trained|created) by (?:openai|google|apple|amazon|microsoft|meta|ibm)\b",
    r"\bi(?:'m| am) (?:chatgpt|gpt|siri|alexa|gemini|cortana|claude)\b",
    r"\bi(?:'m| am) a (?:transformer|large language model)\b",
    r"\b(?:billions|trillions) of parameters\b(?! (?:are|is) not)",
)
"""Patterns (of the normalised answer) that no answer of the character may match."""


@dataclass(frozen=True)
class Question:
    """One line of the file."""

    number: int
    topic: str
    text: str
    expect: str
    """What an answer in character must convey, for the reader."""
    wrong: tuple[re.Pattern[str], ...]
    """What would be out of character here, beside `ALWAYS_WRONG`."""


@dataclass(frozen=True)
class Answer:
    """What the assistant said."""

    question: Question
    text: str
    source: str
    wrong: str
    """The pattern that the answer matches; empty if none."""

    @property
    def sure(self) -> bool:
        """In character as far as can be told without reading."""
        return self.source in SURE_SOURCES and not self.wrong


def read_questions(path: Path = QUESTIONS) -> list[Question]:
    """Raises BadData for a file that can't be read, or a pattern that is none."""
    questions: list[Question] = []
    for place, row in read_rows(path, ("topic", "text", "expect", "wrong")):
        try:
            wrong = tuple(re.compile(pattern) for pattern in row["wrong"])
        except (re.error, TypeError) as error:
            raise BadData(f'{place}: "wrong" must be a list of patterns: {error}.') from error
        number = len(questions) + 1
        questions.append(Question(number, row["topic"], row["text"], row["expect"], wrong))
    return questions


def out_of_character(text: str, question: Question) -> str:
    """The first pattern that an answer matches; empty if none."""
    plain = normalise(text)
    every = (*map(re.compile, ALWAYS_WRONG), *question.wrong)
    return next((pattern.pattern for pattern in every if pattern.search(plain)), "")


def ask(assistant: Assistant, questions: Iterable[Question]) -> list[Answer]:
    """Each as the first turn of a conversation, seeded by its number."""
    answers = []
    for question in questions:
        reply = answered(assistant, question.text, seed=question.number)
        wrong = out_of_character(reply.text, question)
        answers.append(Answer(question, reply.text, reply.source, wrong))
    return answers


def page(answers: Sequence[Answer], verdicts: Iterable[Verdict] = ()) -> str:
    """All questions and answers by topic, for reading (Markdown)."""
    said = {verdict.number: verdict for verdict in verdicts}
    read = judged({a.question.number: a.text for a in answers}, said.values()).values
    lines = [f"# {len(answers)} questions about itself", ""]
    topic = ""
    for answer in answers:
        question = answer.question
        if question.topic != topic:
            topic = question.topic
            lines += ["", f"## {topic}", "", f"Expected: {question.expect}", ""]
        mark = f" **out of character: `{answer.wrong}`**" if answer.wrong else ""
        lines.append(f"{question.number}. {question.text}  ")
        lines.append(f"   *{answer.source}*: {' '.join(answer.text.split())}{mark}")
        if question.number in read:
            ok = "ok" if read[question.number] else "NOT ok"
            lines.append(f"   read: {ok}; {said[question.number].why}")
    return "\n".join(lines) + "\n"


def word_for_word(questions: Iterable[Question], prompts: Iterable[str]) -> frozenset[int]:
    """Numbers of the questions that stand among the persona's prompts, marks and capitals aside:
    to answer those takes no understanding."""
    known = {_plain(prompt) for prompt in prompts}
    return frozenset(one.number for one in questions if _plain(one.text) in known)


def _plain(text: str) -> str:
    return " ".join(word for word in words(normalise(text)) if word[0].isalnum())


def figures(answers: Sequence[Answer], read: Judged, known: Collection[int] = ()) -> dict[str, Any]:
    """All shares in percent.

    read : which of the answers a reader has judged
    known : numbers of the questions that stand in the persona as they are
    """
    total = max(1, len(answers))
    new = [answer for answer in answers if answer.question.number not in known]
    new_good = sum(bool(read.values.get(answer.question.number)) for answer in new)
    good = sum(bool(ok) for ok in read.values.values())
    return {
        "questions": len(answers),
        "sources": dict(Counter(answer.source for answer in answers)),
        "sure_percent": round(100 * sum(answer.sure for answer in answers) / total, 2),
        "no_wrong_pattern_percent": round(100 * sum(not a.wrong for a in answers) / total, 2),
        "read": len(read.values),
        "in_character": good,
        "in_character_percent": round(100 * good / total, 2) if _all_read(answers, read) else None,
        "changed_since_read": list(read.changed),
        "word_for_word_in_the_persona": len(answers) - len(new),
        "sure_percent_of_the_others": round(100 * sum(a.sure for a in new) / max(1, len(new)), 2),
        "in_character_percent_of_the_others": (
            round(100 * new_good / max(1, len(new)), 2) if _all_read(answers, read) else None
        ),
    }


def _all_read(answers: Sequence[Answer], read: Judged) -> bool:
    return len(read.values) == len(answers) > 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.persona", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, metavar="FILE")
    parser.add_argument("--out", type=Path, default=Path("runs/persona_answers.md"), metavar="FILE")
    parser.add_argument("--limit", type=int, help="only the first N questions")
    parser.add_argument("--verdicts", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="the figures as one line of JSON")
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except AssistantError as error:
        return complain(error)


def _run(options: argparse.Namespace) -> int:
    verdicts = read_verdicts(options.verdicts, "ok", (True, False)) if options.verdicts else []
    answers = ask(refrain.load(options.models), read_questions(options.questions)[: options.limit])
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(page(answers, verdicts), encoding="utf-8")
    rows = [
        {"number": a.question.number, "topic": a.question.topic, "question": a.question.text,
         "answer": a.text, "source": a.source, "expect": a.question.expect}
        for a in answers
    ]  # fmt: skip
    print(place_for_verdicts(options.out, "ok", rows), file=sys.stderr)
    read = judged({a.question.number: a.text for a in answers}, verdicts)
    prompts = [text for topic in read_persona(PERSONA).topics for text in topic.prompts]
    found = figures(answers, read, word_for_word((a.question for a in answers), prompts))
    if options.json:
        print_json(found)
        return OK
    for answer in (answer for answer in answers if not answer.sure):
        print(f"{answer.question.number}. {answer.question.text}")
        print(f"    {answer.source}: {answer.text}" + (f"  <- {answer.wrong}" * bool(answer.wrong)))
    _report(found)
    return OK


def _report(found: dict[str, Any]) -> None:
    print(
        f"\nWithout a reader: {found['sure_percent']:.1f} % from {', '.join(SURE_SOURCES)} with no "
        f"pattern that is wrong; {found['no_wrong_pattern_percent']:.1f} % from anywhere with none."
    )
    print(
        f"{found['word_for_word_in_the_persona']} questions stand in the persona word for word; of "
        f"the others it is {found['sure_percent_of_the_others']:.1f} %."
    )
    if found["changed_since_read"]:
        print(f"Changed since they were read, verdicts refused: {found['changed_since_read']}")
    if found["in_character_percent"] is not None:
        print(f"By reading: {found['in_character_percent']:.1f} % in character.")
        print(f"    of the others: {found['in_character_percent_of_the_others']:.1f} %.")
    else:
        print(
            f"By reading: {found['in_character']} of {found['read']} read are in character; "
            f"{found['questions'] - found['read']} are still to be read, so there is no share yet."
        )


if __name__ == "__main__":
    sys.exit(main())
