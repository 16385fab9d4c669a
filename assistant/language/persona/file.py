"""Who the assistant is, read from a YAML file that anybody may edit (`assets/persona.yaml`).

The file is read as YAML's nodes and never as YAML's values: so each mistake is reported with its
line, and a prompt `no` or `1 2 3` stays the text it is, where YAML would see a truth or a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

import yaml  # type: ignore[import-untyped]

from assistant.errors import BadPersona
from assistant.language.normalise import normalise

SIZE_LIMIT = 2_000_000
"""Bytes of the file."""
DEPTH_LIMIT = 8
"""Lists and keys within each other; our files need four."""
REPLY_LIMIT = 300
"""Characters of a reply, its placeholders filled in (but for the user's name)."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS = ("name", "facts", "denies", "topics", "follow_ups", "occasions", "admissions")
_TOPIC_KEYS = ("prompts", "replies", "exact", "once", "skills", "admits")
_OCCASION_KEYS = ("cues", "unless", "replies", "admits")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SAID_OF_ONESELF = ((re.compile(r"\bi'?m\b"), "i am"), (re.compile(r"\bi've\b"), "i have"),
                    (re.compile(r"\bi'll\b"), "i will"))  # fmt: skip


@dataclass(frozen=True)
class Topic:
    """What somebody may ask about, and what the assistant says to it."""

    name: str
    prompts: tuple[str, ...]
    """What the user may say."""
    replies: tuple[str, ...]
    """With placeholders: see `Persona.filled`."""
    line: int
    """Where in the file it begins, from 1."""
    exact: bool = False
    """Only where the user's whole turn is one of the prompts."""
    once: bool = False
    """Nothing more to say once every reply has been said."""
    skills: bool = False
    """What a skill can do is done, though the turn is one of the prompts."""
    admits: bool = False
    """Its replies say that this is not known: nothing is to be made up instead."""


@dataclass(frozen=True)
class Occasion:
    """What somebody may speak of, and what can be said to it whatever the details."""

    name: str
    cues: tuple[re.Pattern[str], ...]
    """One of them is in what was said,"""
    unless: tuple[re.Pattern[str], ...]
    """and none of these is."""
    replies: tuple[str, ...]
    admits: bool = False
    """They say that this is not known: nothing is to be made up instead."""

    def calls(self, said: str) -> int:
        """How many words of a turn, normalised, are its longest cue; 0: it is no such occasion."""
        if any(cue.search(said) for cue in self.unless):
            return 0
        found = (cue.search(said) for cue in self.cues)
        return max((len(one[0].split()) for one in found if one), default=0)


@dataclass(frozen=True)
class Persona:
    """One character."""

    name: str
    facts: Mapping[str, str]
    topics: tuple[Topic, ...]
    denials: tuple[re.Pattern[str], ...] = field(default=())
    """What it never says of itself."""
    follow_ups: tuple[str, ...] = ()
    """What it may say to anything."""
    occasions: tuple[Occasion, ...] = ()
    """What it may say where a word or two give the cue."""
    admissions: tuple[str, ...] = ()
    """What it may say where knowledge is asked for that it doesn't have."""

    def denies(self, reply: str) -> bool:
        """Whether the reply claims something of the assistant that isn't so."""
        plain = normalise(reply)
        full = plain
        for short, long in _SAID_OF_ONESELF:
            full = short.sub(long, full)
        return any(denial.search(text) for denial in self.denials for text in {plain, full})

    def talk(self, text: str) -> bool:
        """Whether a turn is a prompt word for word and so no command, whatever it resembles."""
        return prompt_key(text) in self._talk

    @cached_property
    def _talk(self) -> frozenset[str]:
        topics = (topic for topic in self.topics if not topic.skills)
        return frozenset(prompt_key(prompt) for topic in topics for prompt in topic.prompts)

    def filled(self, reply: str, user: str | None = None) -> str | None:
        """The reply with names and facts in place of {name}, {user} and {fact}.

        None if it needs the user's name and that is not known.
        """
        if not user and "{user}" in reply:
            return None
        values = {**self.facts, "name": self.name, "user": user or ""}
        return _PLACEHOLDER.sub(lambda found: values[found[1]], reply)


def prompt_key(text: str) -> str:
    """What makes two turns the same: normalised, without punctuation (unless that is all)."""
    plain = normalise(text)
    return " ".join(re.findall(r"[\w']+", plain)) or plain


def read_persona(path: Path) -> Persona:
    """Raises BadPersona, with file and line, for whatever is wrong with the file."""
    return _Reader(path).persona()


class _Reader:
    """One reading of one file. All methods raise BadPersona."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.facts: dict[str, str] = {}
        self.name = ""

    def wrong(self, problem: str, node: yaml.Node | int | None = None) -> BadPersona:
        """node : the place, or its line counted from 0."""
        line = node if isinstance(node, int) or node is None else node.start_mark.line
        place = str(self.path) + ("" if line is None else f", line {line + 1}")
        return BadPersona(f"{place}: {problem}")

    # --- from bytes to nodes ---------------------------------------------------------------------

    def text(self) -> str:
        try:
            with self.path.open("rb") as file:
                data = file.read(SIZE_LIMIT + 1)
        except FileNotFoundError:
            raise self.wrong(
                "There is no such file. Restore it, or give the path of one."
            ) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise self.wrong(f"The file can't be read ({reason}). Check path and rights.") from None
        if len(data) > SIZE_LIMIT:
            raise self.wrong(f"The file is larger than {SIZE_LIMIT // 1_000_000} MB. Shorten it.")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start)
            raise self.wrong("This is not UTF-8. Save the file as UTF-8 text.", line) from None

    def root(self) -> yaml.Node:
        text = self.text()
        try:
            self.check_events(text)
            node = yaml.compose(text, _LOADER)
        except yaml.YAMLError as error:
            raise self.not_yaml(text, error) from None
        if node is None:
            raise self.wrong("The file is empty. Begin with `name:` and `topics:`.", 0)
        return node

    def check_events(self, text: str) -> None:
        """Refuses what could grow beyond measure, before anything is built from it."""
        depth = documents = 0
        for event in yaml.parse(text, _LOADER):
            place = event.start_mark.line
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise self.wrong("A second document begins here. Remove the line `---`.", place)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise self.wrong(
                    "Anchors and aliases (& and *) are not allowed. Write the text out, or put it "
                    "in quotes if it begins with that sign.",
                    place,
                )
            if getattr(event, "tag", None) and event.tag != "!":
                raise self.wrong("Tags (!) are not allowed. Put the text in quotes.", place)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH_LIMIT:
                raise self.wrong(
                    "Too many lists within lists. Follow the file's first lines.", place
                )

    def not_yaml(self, text: str, error: yaml.YAMLError) -> BadPersona:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        lines = text.split("\n")
        if mark is None:
            position = getattr(error, "position", None)
            line = None if position is None else text.count("\n", 0, position)
            reason = "a character that text can't have"
        else:
            line = min(mark.line, len(lines) - 1)
            reason = str(getattr(error, "problem", "") or "it makes no sense here")
        if line is not None and re.match(r"[ \-]*\t", lines[line]):
            return self.wrong("Tabs can't indent. Replace the tab by spaces.", line)
        advice = "Check indentation, colons, brackets and quotes just here and above."
        return self.wrong(f"This is not YAML: {reason}. {advice}", line)

    # --- from nodes to values --------------------------------------------------------------------

    def persona(self) -> Persona:
        root = self.root()
        parts = self.mapping(root, "The file", _KEYS, ("name", "topics"))
        self.name = self.scalar(parts["name"], "The name")
        if "facts" in parts:
            facts = self.mapping(parts["facts"], "`facts`")
            for key, node in facts.items():
                if not re.fullmatch(r"\w+", key) or key in ("name", "user"):
                    raise self.wrong(f"A fact can't be called {key!r}. Use letters and _.", node)
            self.facts = {key: self.scalar(node, f"{key!r}") for key, node in facts.items()}
        denials = self.patterns(parts["denies"], "`denies`") if "denies" in parts else ()
        topics = self.mapping(parts["topics"], "`topics`")
        if not topics:
            raise self.wrong("There are no topics. Add at least one.", parts["topics"])
        keys = [key for key, _ in parts["topics"].value]
        read = tuple(
            self.topic(name, node, key.start_mark.line + 1)
            for key, (name, node) in zip(keys, topics.items(), strict=True)
        )
        self.check_prompts(list(topics.values()), read)
        more, admissions = (
            self.replies(parts[key], f"`{key}`") if key in parts else ()
            for key in ("follow_ups", "admissions")
        )
        occasions = self.mapping(parts["occasions"], "`occasions`") if "occasions" in parts else {}
        calls = tuple(self.occasion(name, node) for name, node in occasions.items())
        return Persona(self.name, self.facts, read, denials, more, calls, admissions)

    def replies(self, node: yaml.Node, what: str) -> tuple[str, ...]:
        replies = self.texts(node, what)
        for item, reply in zip(node.value, replies, strict=True):
            self.check_reply(reply, item)
        return tuple(replies)

    def occasion(self, name: str, node: yaml.Node) -> Occasion:
        parts = self.mapping(node, f"Occasion {name!r}", _OCCASION_KEYS, ("cues", "replies"))
        unless = self.patterns(parts["unless"], "`unless`") if "unless" in parts else ()
        cues = self.patterns(parts["cues"], "`cues`")
        admits = self.flag(parts.get("admits"), "`admits`")
        return Occasion(name, cues, unless, self.replies(parts["replies"], "`replies`"), admits)

    def mapping(
        self,
        node: yaml.Node,
        what: str,
        known: Sequence[str] | None = None,
        needed: Sequence[str] = (),
    ) -> dict[str, yaml.Node]:
        """Values by key. known : the only keys there may be; None allows any."""
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(f"{what} must be keys with values, like `name: Refrain`.", node)
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = self.scalar(key_node, "A key")
            if key in found:
                raise self.wrong(f"{key!r} is here twice. Rename or join the two.", key_node)
            if known is not None and key not in known:
                near = get_close_matches(key, known, 1)
                hint = f"Did you mean {near[0]!r}?" if near else f"Known are {', '.join(known)}."
                raise self.wrong(f"{what} can't have {key!r}. {hint}", key_node)
            found[key] = value
        for key in needed:
            if key not in found:
                raise self.wrong(f"{what} needs `{key}:`. Add it.", node)
        return found

    def scalar(self, node: yaml.Node, what: str) -> str:
        if isinstance(node, yaml.MappingNode):
            advice = "If the text holds a colon, put it in quotes."
            raise self.wrong(f"{what} must be text, not a key with a value. {advice}", node)
        if not isinstance(node, yaml.ScalarNode):
            raise self.wrong(f"{what} must be text, not a list. Remove brackets or dashes.", node)
        text = " ".join(str(node.value).split())
        if not text:
            raise self.wrong(f"{what} is empty. Write something, or remove it.", node)
        return text

    def texts(self, node: yaml.Node, what: str) -> list[str]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(f"{what} must be a list. Write each on a line after a dash.", node)
        if not node.value:
            raise self.wrong(f"{what} is an empty list. Add at least one.", node)
        return [self.scalar(item, f"One of {what}") for item in node.value]

    def flag(self, node: yaml.Node | None, what: str) -> bool:
        if node is None:
            return False
        text = self.scalar(node, what).lower()
        if text not in ("true", "false", "yes", "no"):
            raise self.wrong(f"{what} must be true or false, not {text!r}.", node)
        return text in ("true", "yes")

    def patterns(self, node: yaml.Node, what: str) -> tuple[re.Pattern[str], ...]:
        texts = self.texts(node, what)
        return tuple(self.pattern(text, item) for text, item in zip(texts, node.value, strict=True))

    def pattern(self, text: str, node: yaml.Node) -> re.Pattern[str]:
        """A regular expression that is matched with whole words."""
        try:
            if ")" in text:
                re.compile(text)  # by itself, so that it can't close our bracket
            return re.compile(rf"(?<![\w'])(?:{text})(?:\b|$)", re.IGNORECASE)
        except (re.error, RecursionError, OverflowError) as error:
            advice = "Mend it, or put \\ before a sign that is meant as it is."
            raise self.wrong(f"Not a regular expression: {error}. {advice}", node) from None

    def topic(self, name: str, node: yaml.Node, line: int) -> Topic:
        what = f"Topic {name!r}"
        parts = self.mapping(node, what, _TOPIC_KEYS, ("prompts", "replies"))
        prompts = self.texts(parts["prompts"], "`prompts`")
        return Topic(
            name=name,
            prompts=tuple(prompts),
            replies=self.replies(parts["replies"], "`replies`"),
            line=line,
            exact=self.flag(parts.get("exact"), "`exact`"),
            once=self.flag(parts.get("once"), "`once`"),
            skills=self.flag(parts.get("skills"), "`skills`"),
            admits=self.flag(parts.get("admits"), "`admits`"),
        )

    def check_reply(self, reply: str, node: yaml.Node) -> None:
        known = ["name", "user", *self.facts]
        for placeholder in _PLACEHOLDER.findall(reply):
            if placeholder not in known:
                near = get_close_matches(placeholder, known, 1)
                hint = f"Did you mean {{{near[0]}}}?" if near else "Add a fact of that name."
                raise self.wrong(f"Nothing is known as {{{placeholder}}}. {hint}", node)
        if re.search(r"[{}]", _PLACEHOLDER.sub("", reply)):
            raise self.wrong("A lone brace. Write a placeholder as {name}.", node)
        filled = _PLACEHOLDER.sub(lambda found: self.facts.get(found[1], self.name), reply)
        if len(filled) > REPLY_LIMIT:
            raise self.wrong(
                f"This reply has {len(filled)} characters; {REPLY_LIMIT} is the most. Shorten it.",
                node,
            )

    def check_prompts(self, nodes: Sequence[yaml.Node], topics: Sequence[Topic]) -> None:
        """One prompt can't call for two things."""
        owner: dict[str, str] = {}
        for node, topic in zip(nodes, topics, strict=True):
            listed = next(value for key, value in node.value if key.value == "prompts")
            for item, prompt in zip(listed.value, topic.prompts, strict=True):
                before = owner.setdefault(prompt_key(prompt), topic.name)
                if before != topic.name:
                    problem = f"The prompt {prompt!r} is in topic {before!r} already. Remove one."
                    raise self.wrong(problem, item)
