"""What one turn says of the user, and what it does not."""

from __future__ import annotations

import pytest

from assistant.language.memory import remember
from assistant.language.memory.clauses import name_in, number
from assistant.language.memory.facts import read
from assistant.messages import Turn


def found(text: str, kind: str, asked: str = "", early: bool = False) -> list[str]:
    """The values of a kind that are not taken back."""
    facts = read(text, asked, early).facts
    return [fact.value for fact in facts if fact.kind == kind and not fact.denied]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is Anna", "Anna"),
        ("My name is anna and i like tea", "Anna"),
        ("I'm Anna", "Anna"),
        ("i am Anna", "Anna"),
        ("hi im tom", "Tom"),
        ("Hello, I'm Jean-Paul.", "Jean-Paul"),
        ("my name's McGregor", "McGregor"),
        ("call me Al", "Al"),
        ("you can call me Vicky", "Vicky"),
        ("my friends call me Bo", "Bo"),
        ("everyone calls me Sandy", "Sandy"),
        ("actually my name is Ben", "Ben"),
        ("my name is Anna Maria", "Anna Maria"),
        ("my names joe", "Joe"),
        ("i'm called nadia", "Nadia"),
        ("name's Marcus", "Marcus"),
        ("the name is Oona", "Oona"),
        ("My name is ÉLODIE", "ÉLODIE"),
        ("my name is not Bob, it's Rob", "Rob"),
        ("my name isn't Bob, it's Rob", "Rob"),
        ("I'm Sam and I'm tired", "Sam"),
        ("well hello there my name is zbigniew", "Zbigniew"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert found(text, "name") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "I'm tired", "i'm fine", "I'm going home", "im hungry", "I'm not Anna", "I'm so sorry",
        "I'm a teacher", "I'm Polish", "I'm from Leeds", "I'm in Paris", "I'm 34", "I'm bored now",
        "I'm working", "I'm Ready", "I'm sure", "my brother's name is Tim", "my dog's name is Rex",
        "her name is Kim", "his name was Bob", "what is your name", "is your name Anna?",
        "my name is none of your business", "my name is a secret", "my name is hard to spell",
        "if my name is Anna then what", "suppose my name is Anna", 'she said "my name is Anna"',
        "he said my name is Bob", "it's raining", "it's Monday", "it's Bob", "this is fun",
        "call me later", "call me when you can", "I'm with Anna", "I'm like Anna", "I'm there",
        "I'm Batman", "my name", "", "   ", "...", "I'm", "name", "imagine I'm Bob",
        "in the film my name is Bob", "my friend Anna is here", "my mother calls me every day",
    ],
)  # fmt: skip
def test_no_names(text: str) -> None:
    assert found(text, "name") == []


@pytest.mark.parametrize(
    ("text", "asked", "early", "names"),
    [
        ("it's bob", "name", False, ["Bob"]),
        ("bob", "name", False, ["Bob"]),
        ("Oleksandra.", "name", False, ["Oleksandra"]),
        ("zorro", "name", False, ["Zorro"]),
        ("why do you ask", "name", False, []),
        ("not telling", "name", False, []),
        ("no", "name", False, []),
        ("im keanu", "", True, ["Keanu"]),
        ("im keanu", "", False, []),
        ("im bloated", "", True, []),
        ("no, it's Ben", "", False, ["Ben"]),
    ],
)
def test_names_where_one_is_expected(text: str, asked: str, early: bool, names: list[str]) -> None:
    assert found(text, "name", asked, early) == names


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("I'm 34 years old", "age", ["34"]),
        ("i am nineteen", "age", ["19"]),
        ("i'm forty-two", "age", ["42"]),
        ("i just turned 50", "age", ["50"]),
        ("my age is 27", "age", ["27"]),
        ("I'm 10 minutes late", "age", []),
        ("I'm one of them", "age", []),
        ("I'm 6 foot tall", "age", []),
        ("I'm 1000 years old", "age", []),
        ("my birthday is on the 4th of march", "birthday", ["on the 4th of march"]),
        ("I was born on 3 May 1980", "birthday", ["on 3 May 1980"]),
        ("i live in leeds", "home", ["Leeds"]),
        ("I live in a small village near York", "home", ["a small village near York"]),
        ("I've lived in Bristol for three years", "home", ["Bristol"]),
        ("we moved to Lisbon two years ago", "home", ["Lisbon"]),
        ("I lived in Rome", "home", []),
        ("I live with my parents in Cork", "home", ["Cork"]),
        ("would you live in Leeds", "home", []),
        ("if I lived in Leeds I'd be happy", "home", []),
        ("I'm from Norway but I live in Berlin now", "home", ["Berlin"]),
        ("I'm from Norway but I live in Berlin now", "origin", ["Norway"]),
        ("I grew up in Glasgow though", "raised", ["Glasgow"]),
        ("I work as a nurse", "job", ["nurse"]),
        ("I'm a software developer", "job", ["software developer"]),
        ("I'm a bit of a mess", "job", []),
        ("I'm a big fan of jazz", "job", []),
        ("if I were a doctor I would help", "job", []),
        ("my mother is a doctor", "job", []),
        ("I'm not a doctor", "job", []),
        ("I'm not a doctor, I'm a vet", "job", ["vet"]),
        ("I used to be a teacher", "job", []),
        ("I study law at Durham", "study", ["law"]),
        ("I study law at Durham", "school", ["Durham"]),
        ("I like tea", "like", ["tea"]),
        ("I really love apples, pears and plums", "like", ["apples", "pears", "plums"]),
        ("I love fish and chips", "like", ["fish and chips"]),
        ("I would like a coffee", "like", []),
        ("I'd like to go", "like", []),
        ("I like it", "like", []),
        ("I love you", "like", []),
        ("do I like tea", "like", []),
        ("I don't like tea", "like", []),
        ("I don't like tea", "dislike", ["tea"]),
        ("i hate coriander", "dislike", ["coriander"]),
        ("I'm allergic to peanuts and eggs", "allergy", ["peanuts", "eggs"]),
        ("my favorite color is green", "favourite", ["green"]),
        ("my sister Kim is here", "person", ["Kim"]),
        ("my sister kim lives here", "person", ["Kim"]),
        ("my mum is called Ruth and my dad is called Peter", "person", ["Ruth", "Peter"]),
        ("my brothers name is tim", "person", ["Tim"]),
        ("I've got a daughter named Ella", "person", ["Ella"]),
        ("I have two cats called Tom and Jerry", "pet", ["Tom and Jerry"]),
        ("i have a dog called rex", "pet", ["Rex"]),
        ("our dog is called Rex", "pet", ["Rex"]),
        ("I have a headache", "pet", []),
        ("I speak polish and a bit of german", "language", ["Polish", "German"]),
        ("I play the violin in an orchestra", "plays", ["violin"]),
        ("tomorrow I'm going to the dentist", "plan", ["I'm going to the dentist"]),
        ("I have an exam on friday", "plan", ["I have an exam"]),
        ("I went to the dentist on friday", "plan", []),
        ("what if I have an exam tomorrow", "plan", []),
        ("I'm so happy", "feeling", ["so happy"]),
        ("I feel a bit lonely", "feeling", ["a bit lonely"]),
    ],
)
def test_facts(text: str, kind: str, values: list[str]) -> None:
    assert found(text, kind) == values


def test_one_breath_without_punctuation() -> None:
    text = "hi my name is anna i live in leeds and i have a dog called rex and my sister is a nurse"
    assert found(text, "name") == ["Anna"]
    assert found(text, "home") == ["Leeds"]
    assert found(text, "pet") == ["Rex"]
    assert found(text, "job") == []
    assert found(text, "detail") == ["is a nurse"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("34", 34), ("twenty seven", 27), ("forty-two", 42), ("twelve", 12), ("ninety", 90),
     ("121", None), ("none", None), ("", None), ("10:30", None), ("7.5", None)],
)  # fmt: skip
def test_number(text: str, value: int | None) -> None:
    assert number(text) == value


def test_name_keeps_its_capitals() -> None:
    assert name_in("de'Souza, nice to meet you", announced=True) == "de'Souza"
    assert name_in("o'brien", announced=True) == "O'brien"
    assert name_in("123", announced=True) == ""


def test_bare() -> None:
    assert read("my name is Anna").bare
    assert read("Hello! I'm Anna.").bare
    assert not read("my name is Anna, what's yours?").bare
    assert not read("tell me a joke").bare
    assert not read("").bare


@pytest.mark.parametrize("said", ["it's bob", "It's Bob.", "this is bob"])
def test_a_common_name_given_at_once_is_the_users(said: str) -> None:
    met = (Turn("user", "morning"), Turn("assistant", "Good morning."), Turn("user", said))
    assert remember(met).name == "Bob"
    long_after = (Turn("user", "hello"), Turn("assistant", "Hello.")) * 4 + (Turn("user", said),)
    assert remember(long_after).name is None
