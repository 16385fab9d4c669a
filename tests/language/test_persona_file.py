"""The persona file: what is read from it, and what is said about a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadPersona
from assistant.language.persona.file import SIZE_LIMIT, Persona, prompt_key, read_persona

GOOD = """\
name: Echo
facts:
  home: a cave
denies:
  - i have (a|two) dogs?
topics:
  greeting:
    prompts: [hello, hi there]
    replies:
      - Hello, I am {name} of {home}.
      - Hello, {user}.
  odd:
    exact: true
    once: true
    prompts:
      - no
      - 123
      - 1.50
      - null
      - ~
      - on
    replies: [yes, 2026-01-01]
"""


def read(tmp_path: Path, text: str | bytes) -> Persona:
    path = tmp_path / "own.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_persona(path)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    persona = read(tmp_path, GOOD)
    greeting, odd = persona.topics
    assert persona.name == "Echo" and dict(persona.facts) == {"home": "a cave"}
    assert (greeting.name, greeting.line, greeting.exact, greeting.once) == (
        "greeting", 7, False, False,
    )  # fmt: skip
    assert greeting.prompts == ("hello", "hi there")
    assert odd.exact and odd.once and odd.line == 12


OCCASIONS = """\
occasions:
  pet gone:
    cues: ['(cat|dog)s?\\b.*gone', my cat ran away]
    unless: [is back]
    replies: [It may come back., '{name} hopes so.']
  rain:
    cues: [rain(s|ing)?]
    replies: [How wet.]
"""


def test_occasions_are_known_by_whole_words(tmp_path: Path) -> None:
    gone, rain = read(tmp_path, GOOD + OCCASIONS).occasions
    assert (gone.name, gone.replies) == ("pet gone", ("It may come back.", "{name} hopes so."))
    assert gone.calls("our dog is gone!") and gone.calls("my cat ran away")
    assert not gone.calls("the cat was gone, but it is back")
    assert not gone.calls("the category is gone") and not gone.calls("dog")
    assert rain.calls("it rains.") and not rain.calls("the train is rainy")
    assert read(tmp_path, GOOD).occasions == ()


@pytest.mark.parametrize(
    ("right", "wrong", "line", "reason"),
    [
        ("rain(s|ing)?", "rain(s", 29, "regular expression"),
        ("[rain(s|ing)?]", "rain", 29, "must be a list"),
        ("How wet.", "'{nmae} is wet.'", 30, "Did you mean {name}"),
        ("unless:", "unles:", 26, "Did you mean 'unless'"),
        ("    cues: [rain(s|ing)?]\n", "", 29, "needs `cues:`"),
        ("  pet gone:", "  rain:", 28, "twice"),
    ],
)
def test_mistakes_in_occasions_are_told_with_their_line(
    tmp_path: Path, right: str, wrong: str, line: int, reason: str
) -> None:
    text = GOOD + OCCASIONS
    assert text.count(right) == 1
    with pytest.raises(BadPersona, match=rf"line {line}: ") as told:
        read(tmp_path, text.replace(right, wrong))
    assert reason in str(told.value)


def test_what_yaml_takes_for_numbers_and_truths_stays_text(tmp_path: Path) -> None:
    odd = read(tmp_path, GOOD).topics[1]
    assert odd.prompts == ("no", "123", "1.50", "null", "~", "on")
    assert odd.replies == ("yes", "2026-01-01")


def test_placeholders(tmp_path: Path) -> None:
    persona = read(tmp_path, GOOD)
    first, second = persona.topics[0].replies
    assert persona.filled(first) == "Hello, I am Echo of a cave."
    assert persona.filled(second) is None and persona.filled(second, "") is None
    assert persona.filled(second, "Ada {home}") == "Hello, Ada {home}.", "a name is only a name"


@pytest.mark.parametrize(
    ("reply", "denied"),
    [
        ("I have a dog.", True),
        ("I've two dogs, you know!", True),
        ("I\u2019ve TWO   dogs", True),
        ("I have a doghouse", False),
        ("hi have a dog", False),
        ("You have a dog.", False),
        ("", False),
    ],
)
def test_denies_whole_words_however_written(tmp_path: Path, reply: str, denied: bool) -> None:
    assert read(tmp_path, GOOD).denies(reply) is denied


BOMB = 'name: A\nfacts:\n  a: &a ["x"]\n  b: *a\ntopics: {}\n'


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("name: Echo", "name: [Echo", 2, "YAML"),
        ("  home: a cave", "\thome: a cave", 3, "[Tt]ab"),
        ("name: Echo\n", "", 1, "needs `name:`"),
        ("name: Echo", "name: ''", 1, "empty"),
        ("name: Echo", "nam: Echo", 1, "Did you mean 'name'?"),
        ("name: Echo", "name: Echo\nsurprise: x", 2, "can't have 'surprise'"),
        ("name: Echo", "name: Echo\nname: Two", 2, "twice"),
        ("name: Echo", "name: [Echo]", 1, "not a list"),
        ("  home: a cave", "  home: {a: b}", 3, "must be text"),
        ("  home: a cave", "  user: x", 3, "can't be called 'user'"),
        ("  home: a cave", "  home: &x a cave", 3, "aliases"),
        ("  home: a cave", "  home: !!python/name:os.system x", 3, "Tags"),
        ("  - i have (a|two) dogs?", "  - i have (a|two dogs?", 5, "regular expression"),
        ("  - i have (a|two) dogs?", "  - a) | (b", 5, "regular expression"),
        ("  - i have (a|two) dogs?", "  - []", 5, "not a list"),
        ("denies:\n  - i have (a|two) dogs?", "denies: none", 4, "must be a list"),
        ("[hello, hi there]", "[]", 8, "empty list"),
        ("[hello, hi there]", "[hello, '']", 8, "empty"),
        ("[hello, hi there]", "hello", 8, "must be a list"),
        ("[hello, hi there]", "[hello, 'No!']", 16, "in topic 'greeting' already"),
        ("    prompts: [hello, hi there]\n", "", 8, "needs `prompts:`"),
        ("    prompts: [hello", "    promts: [hello", 8, "Did you mean 'prompts'?"),
        ("      - Hello, {user}.", "      - Well: hello.", 11, "quotes"),
        ("      - Hello, {user}.", "      - Hello, {usr}.", 11, "Did you mean {user}?"),
        ("      - Hello, {user}.", "      - Hello, {zebra}.", 11, "Nothing is known as {zebra}"),
        ("      - Hello, {user}.", "      - Hello, {user.", 11, "lone brace"),
        ("      - Hello, {user}.", "      - " + "x" * 301, 11, "301 characters"),
        ("      - Hello, {user}.", "      -", 11, "empty"),
        ("  odd:", "  greeting:", 12, "twice"),
        ("    exact: true", "    exact: maybe", 13, "true or false"),
        ("    exact: true", "    exacct: true", 13, "Did you mean 'exact'?"),
        ("  odd:\n", "  odd: text\n  more:\n", 12, "keys with values"),
        ("topics:", "---\ntopics:", 6, "second document"),
        ("[hello, hi there]", "[" * 30 + "]" * 30, 8, "lists within lists"),
        ("a cave", "a \x07 cave", 3, "YAML"),
    ],
)
def test_each_mistake_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(BadPersona) as error:
        read(tmp_path, GOOD.replace(old, new))
    told = str(error.value)
    assert told.startswith(f"{tmp_path / 'own.yaml'}, line {line}: "), told
    assert says.replace("[Tt]", "T") in told or says.replace("[Tt]", "t") in told, told
    assert told.rstrip().endswith((".", "?")) and "\n" not in told


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"", 1, "empty"),
        (b"# only a comment\n", 1, "empty"),
        (b"just words", 1, "keys with values"),
        (b"- a\n- b\n", 1, "keys with values"),
        (b"name: A\ntopics: {}\n", 2, "no topics"),
        (b"name: A\ntopics:\n", 2, "keys with values"),
        ("name: caf\u00e9".encode("latin-1"), 1, "UTF-8"),
        (b"name: A\nfacts:\n  b: \xff\n", 3, "UTF-8"),
        (BOMB.encode(), 3, "aliases"),
        (b"[" * 100_000, 1, "lists within lists"),
        (b"name: A\x00B", 1, "YAML"),
    ],
)
def test_files_that_are_something_else(tmp_path: Path, data: bytes, line: int, says: str) -> None:
    with pytest.raises(BadPersona, match=says) as error:
        read(tmp_path, data)
    assert f"own.yaml, line {line}: " in str(error.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadPersona, match="nowhere.yaml: There is no such file"):
        read_persona(tmp_path / "nowhere.yaml")
    with pytest.raises(BadPersona, match="can't be read"):
        read_persona(tmp_path)
    with pytest.raises(BadPersona, match="larger than 2 MB"):
        read(tmp_path, b"#" * (SIZE_LIMIT + 1))


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    persona = read(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert persona == read(tmp_path, GOOD)


def test_a_prompt_may_be_repeated_within_its_topic(tmp_path: Path) -> None:
    read(tmp_path, GOOD.replace("[hello, hi there]", "[hello, Hello!]"))


@pytest.mark.parametrize(
    ("text", "key"),
    [("  What's\u00a0UP?! ", "what's up"), ("...", "..."), ("", ""), ("a, b", "a b")],
)
def test_prompt_key(text: str, key: str) -> None:
    assert prompt_key(text) == key


def test_prompts_are_talk_word_for_word_unless_skills_come_first(tmp_path: Path) -> None:
    path = tmp_path / "persona.yaml"
    path.write_text(
        "name: Ada\nfacts: {}\ntopics:\n"
        "  ears:\n    prompts: [are you listening]\n    replies: [I am.]\n"
        "  clock:\n    prompts: [what time is it]\n    skills: true\n    replies: [Late.]\n"
    )
    persona = read_persona(path)
    assert persona.talk("Are you listening?!") and not persona.talk("are you listening now")
    assert not persona.talk("what time is it") and not persona.talk("")
    assert [topic.skills for topic in persona.topics] == [False, True]
    path.write_text(path.read_text().replace("skills: true", "skills: perhaps"))
    with pytest.raises(BadPersona, match="line 9.*skills.*true or false"):
        read_persona(path)


def test_what_it_admits(tmp_path: Path) -> None:
    text = GOOD.replace("    once: true", "    once: true\n    admits: true")
    text += OCCASIONS.replace("    replies: [How wet.]", "    replies: [How wet.]\n    admits: yes")
    persona = read(tmp_path, text + "admissions:\n  - '{name} knows nothing.'\n")
    assert [topic.admits for topic in persona.topics] == [False, True]
    assert [occasion.admits for occasion in persona.occasions] == [False, True]
    assert persona.admissions == ("{name} knows nothing.",)
    assert read(tmp_path, GOOD).admissions == ()
    with pytest.raises(BadPersona, match="lone brace"):
        read(tmp_path, GOOD + "admissions: ['{name']\n")
