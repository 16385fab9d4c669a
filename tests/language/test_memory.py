"""What a conversation leaves behind, how it is asked for, and how it is taken back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.language.memory import Memory, remember
from assistant.messages import Turn
from training.evaluate_memory import play, read_scripts


def talk(*texts: str) -> list[Turn]:
    """Turns of the user with a neutral word between; "<" marks one of the assistant's."""
    history: list[Turn] = []
    for text in texts:
        if text.startswith("<"):
            history[-1:] = [Turn("assistant", text[1:].strip())]
        else:
            history += [Turn("user", text), Turn("assistant", "I see.")]
    return history[:-1] if history and history[-1].text == "I see." else history


def ask(*texts: str) -> str:
    """The answer to the last of the user's turns; "" for none."""
    return remember(talk(*texts)).answer(texts[-1]) or ""


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("my name is anna", "what's my name"), "Anna"),
        (("my name is anna", "do you remember my name?"), "Anna"),
        (("my name is anna", "hey, do you know who i am"), "Anna"),
        (("my name is anna", "who am I?"), "Anna"),
        (("my name is anna", "did you forget my name?"), "Anna"),
        (("my name is anna", "can you tell me my name please"), "Anna"),
        (("my name is anna", "no it's hanna", "what is my name"), "Hanna"),
        (("my name is anna", "my name is Bea", "what is my name"), "Bea"),
        (("my name is anna", "my brother's name is Tim", "what is my name"), "Anna"),
        (("I'm 34", "how old am i"), "34"),
        (("I live in leeds", "where do i live"), "in Leeds"),
        (("I live near York", "where do i live"), "near York"),
        (("I moved from Rome to Oslo", "where do i live"), "Oslo"),
        (("I'm from Malta", "where am I from?"), "Malta"),
        (("I'm a nurse", "what do I do for a living"), "a nurse"),
        (("I'm an electrician", "what is my job"), "an electrician"),
        (("I like tea", "I love dogs", "what did I say I like"), "tea and dogs"),
        (("my favourite food is soup", "what's my favorite food"), "soup"),
        (("my favourite film is about a ship", "my favourite film is"), "about a ship"),
        (("I have a dog called Rex", "do I have any pets"), "dog called Rex"),
        (("I have a dog", "his name is Rex", "what is my dog called"), "Rex"),
        (("I have a dog", "<What is its name?", "Rex", "what is my dog's name"), "Rex"),
        (("my mum's name is Ruth", "what's my mother's name"), "Ruth"),
        (("my sister kim came over", "what is my sister called"), "Kim"),
        (("I have two sisters", "how many sisters do I have"), "two sisters"),
        (("I don't have a car or pets", "i have no pets", "do i have a pet"), "no pet"),
        (("I'm allergic to nuts", "what am I allergic to"), "nuts"),
        (("tomorrow I'm seeing my aunt", "what are my plans for tomorrow"), "seeing your aunt"),
        (("on friday I have a test", "when is my test"), "Friday"),
        (("my birthday is 4 May", "when is my birthday"), "4 May"),
        (("I like tea", "do I like tea"), "Yes"),
        (("I hate tea", "do I like tea"), "No"),
        (("I like tea", "I don't like tea any more", "do I like tea"), "No"),
        (("I hate tea", "actually I like tea", "do I like tea"), "Yes"),
        (("I'm Anna, I live in Leeds", "what do you know about me"), "Anna"),
        (("I drive an old red van", "what do I drive"), "you drive an old red van"),
        (("I left my keys at the pool", "where did I leave my keys"), "the pool"),
        (("i was born in 1990", "when was I born"), "born in 1990"),
        (("my sister kim is a vet", "who is kim"), "Kim is your sister"),
        (("my sister kim is a vet", "what do you know about my sister"), "Kim is a vet"),
        (("i left my keys at kim's", "my sister is kim", "where did i leave my keys"), "Kim"),
        (("I'm a teacher", "I'm not a teacher", "what is my job"), "haven't told"),
        (("I live in Leeds", "I don't live in Leeds any more", "where do I live"), "haven't told"),
    ],
)
def test_answers(texts: tuple[str, ...], expected: str) -> None:
    answer = ask(*texts)
    assert re.search(expected, answer) or (
        "told" in expected and re.search("told me|don't know", answer)
    ), answer


@pytest.mark.parametrize(
    "text",
    [
        "what's my name", "where do I live?", "how old am i", "what do I like", "who am i",
        "what is my dog called", "what's my sister's name", "what are my plans for tomorrow",
        "when is my birthday", "do I like tea", "what do you know about me", "do I have any pets",
        "what am I allergic to", "what did I tell you about my holiday",
    ],
)  # fmt: skip
def test_honest_when_unknown(text: str) -> None:
    answer = ask("hello", text)
    assert re.search(r"n't told|n't know|not told|don't think you have told", answer), answer


@pytest.mark.parametrize(
    "text",
    [
        "what is your name", "who are you", "where do you live", "how old are you",
        "what do you like",
        "hello", "", "tell me a joke", "what should I cook tonight", "what do I do now",
        "how do I make bread", "where can I buy shoes", "can I ask you something",
        "my name is Anna",
        "is my english good", "why am I here", "what is the capital of France", "I like tea",
        "what is love", "do you like me", "will I ever be happy", "am I boring you",
        "what can I say",
        "where am I going wrong", "don't forget to smile", "forget it", "I forgot my keys",
        "I'll never forget you", "do you forget things", "who is my hero supposed to be",
        "what is my purpose", "do I look good", "how am I supposed to know",
    ],
)  # fmt: skip
def test_leaves_other_questions_alone(text: str) -> None:
    assert ask("I live in Leeds", "I have a dog called Rex", text) == ""


def test_unknown_varies() -> None:
    history = talk("hello", "what is my name")
    seen = []
    for _ in range(3):
        answer = remember(history).answer("what is my name")
        seen.append(answer)
        history += [Turn("assistant", answer or ""), Turn("user", "what is my name")]
    assert len(set(seen)) == 3


@pytest.mark.parametrize(
    ("wish", "question", "gone"),
    [
        ("forget my name", "what is my name", True),
        ("please forget my name", "what is my name", True),
        ("forget that I like tea", "do i like tea", True),
        ("forget that I like tea", "what is my name", False),
        ("forget everything I told you", "what is my name", True),
        ("forget everything", "where do I live", True),
        ("can you forget everything about me?", "do i like tea", True),
        ("forget where I live", "where do I live", True),
        ("forget my dog", "do I have any pets", True),
        ("forget my dog", "what is my name", False),
        ("forget what I just said", "do I have any pets", True),
        ("forget what I just said", "what is my name", False),
        ("don't forget my name", "what is my name", False),
        ("never forget my name", "what is my name", False),
        ("forget it", "what is my name", False),
        ("I forget things", "what is my name", False),
    ],
)
def test_forgetting(wish: str, question: str, gone: bool) -> None:
    told = ("my name is Anna", "I live in Leeds", "I like tea", "I have a dog called Rex")
    answer = ask(*told, wish, question)
    unknown = re.search(r"n't told|n't know|not told", answer) is not None
    assert unknown == gone, answer
    confirmed = remember(talk(*told, wish)).answer(wish)
    if gone:
        assert confirmed and re.search("forg|gone", confirmed)
    else:
        assert unknown is False


def test_forgetting_nothing_says_so_and_new_facts_count() -> None:
    assert "nothing" in ask("hello", "forget my birthday")
    assert "Bea" in ask("I'm Anna", "forget everything", "my name is Bea", "what is my name")


def test_name_is_exposed() -> None:
    assert remember(talk("hi")).name is None
    assert remember(talk("hi", "im tom")).name == "Tom"
    assert remember(talk("my name is Tom", "that's not my name")).name is None
    assert remember([]).name is None
    # What the assistant says of itself is nobody's fact.
    assert remember([Turn("assistant", "My name is Anna.")]).name is None


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        ("Hello, Bob.", True), ("Nice to meet you, Bob!", True), ("Your name is Bob.", True),
        ("Hello, Anna.", False), ("That is lovely, Anna.", False), ("Hello there.", False),
        ("You don't have a dog.", True), ("You have no pets.", True), ("You don't have a cat.",
        False),
        ("You live in Rome.", True), ("You live in Leeds.", False), ("You're from Rome.", False),
        ("You are 50 years old.", True), ("You are 34 years old.", False), ("You don't like tea.",
        True),
        ("You don't like coffee.", False), ("I don't have a dog.", False), ("How is Rex?", False),
        ("I went there on Monday, Tuesday, Friday.", False), ("", False),
        ("I would like to see Paris, Rome.", False),
    ],
)  # fmt: skip
def test_contradicts(reply: str, wrong: bool) -> None:
    memory = remember(
        talk(
            "my name is Anna", "I'm 34", "I live in Leeds", "I have a dog called Rex", "I like tea"
        )
    )
    assert memory.contradicts(reply) is wrong
    assert not Memory(remember([]).notes).contradicts(reply)


def test_remarks_are_rare_and_never_the_same_fact_twice() -> None:
    facts = ("my name is Anna", "I have a dog called Rex", "I'm a nurse", "I like jazz",
             "next week I have an exam", "my sister Kim is here")  # fmt: skip
    history = [*talk(*facts), Turn("assistant", "I see.")]
    made: list[tuple[int, str]] = []
    for turn in range(len(facts), 200):
        history.append(Turn("user", "ok"))
        memory = remember(history)
        text = memory.remark(turn, 7)
        assert text == memory.remark(turn, 7)
        if text:
            made.append((turn, text))
        history.append(Turn("assistant", f"{text or 'Go on'} {turn}."))
    assert len(made) >= 3
    places = [turn for turn, _ in made]
    assert all(later - earlier >= 5 for earlier, later in zip(places, places[1:], strict=False))
    assert len({text for _, text in made}) == len(made)
    assert sum("Rex" in text for _, text in made) <= 1
    assert sum("jazz" in text for _, text in made) <= 1


def test_remarks_need_something_to_go_by() -> None:
    memory = remember(talk("hello", "nice weather"))
    assert all(memory.remark(turn, seed) is None for turn in range(60) for seed in range(5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my name is Anna", "Anna"),
        ("I have a dog called Rex", "Rex"),
        ("I live in Leeds", r"\?"),
        ("I'm a nurse", "nurse|work"),
        ("I'm 34 years old", r"34"),
        ("my sister Kim", "Kim"),
        ("I have two cats called Tom and Jerry", "Tom and Jerry"),
    ],
)
def test_acknowledge(text: str, expected: str) -> None:
    history = talk(text)
    answer = remember(history).acknowledge(text, history)
    assert answer and re.search(expected, answer)


@pytest.mark.parametrize(
    "text",
    ["hello", "my name is Anna, what's yours?", "tell me a joke", "what is my name", "", "I see"],
)
def test_acknowledges_only_bare_facts(text: str) -> None:
    history = talk(text)
    assert remember(history).acknowledge(text, history) is None


def test_acknowledgements_do_not_repeat() -> None:
    history: list[Turn] = []
    seen = []
    for thing in ("tea", "jazz", "rain", "soup"):
        history.append(Turn("user", f"I like {thing}"))
        answer = remember(history).acknowledge(f"I like {thing}", history)
        seen.append(answer)
        history.append(Turn("assistant", answer or ""))
    assert len(set(seen)) == 4


def test_pure_and_the_same_in_every_process() -> None:
    history = talk("my name is Anna", "I like tea", "what do you know about me")
    assert remember(history) == remember(tuple(history))
    code = (
        "from assistant.language.memory import remember\nfrom assistant.messages import Turn\n"
        "h=[Turn('user','my name is Anna'),Turn('user','what is my name')]\n"
        "print(remember(h).answer('what is my name'))"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                       env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."}).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(runs) == 1


def hostile() -> list[str]:
    return [
        "i " * 1000, "my name is " * 180, "a" * 2000, "i'm a " * 330, "my " * 660, "," * 2000,
        '"' * 2000, "i like " * 280, "i have a " * 220, "i have two cats called " * 90,
        "what " * 400, "tomorrow " * 220, "my favourite " * 150, "é" * 2000, "\x00" * 2000,
        "forget " * 280, "do you remember " * 120, "my sister " * 200, "no, " * 500,
        "\N{FIRE}" * 2000,
        "what did i say i " * 110, " ".join(["do i have a"] * 160), "call me " * 250,
        "i i'm my we " * 180,
    ]  # fmt: skip


@pytest.mark.parametrize("text", hostile(), ids=lambda text: ascii(text[:14]))
def test_hostile_texts_are_read_quickly(text: str) -> None:
    """A hundred different ones of 2,000 characters; generous, as the machine may be busy."""
    history = [Turn("user", f"{text}{n}"[-2000:]) for n in range(100)]
    started = time.process_time()
    memory = remember(history)
    read = time.process_time() - started
    memory.answer(history[-1].text)
    memory.contradicts(text)
    memory.acknowledge(text, history)
    assert time.process_time() - started - read < 0.1
    assert read < 0.6


def test_sixty_turns_are_remembered_quickly() -> None:
    history = talk(*[f"I like thing{n} and my name is Anna" for n in range(30)])
    remember(history)
    started = time.process_time()
    for _ in range(10):
        remember(history)
    assert (time.process_time() - started) / 10 < 0.01


@pytest.mark.parametrize(
    "script", [s for s in read_scripts() if not s["held_out"]], ids=lambda s: s["turns"][1][:20]
)
def test_scripted_conversations(script: dict[str, object]) -> None:
    assert [result for result in play(script) if not result[0]] == []


def test_scripts_are_what_they_claim() -> None:
    scripts = read_scripts(Path("bench/memory_scripts.jsonl"))
    assert len(scripts) == 50 and sum(script["held_out"] for script in scripts) == 20
    assert all(len(script["turns"]) >= 10 and script["checks"] for script in scripts)
    assert len({json.dumps(script["turns"]) for script in scripts}) == 50


def test_a_pet_and_its_name_in_two_clauses_are_one_fact() -> None:
    said = "i have a cat, her name is Mimi"
    told = remember((Turn("user", said),)).acknowledge(said)
    assert told is not None and "Mimi" in told and "called" not in told


def test_one_boss_is_not_many() -> None:
    memory = remember([Turn("user", "hello")])
    for asked, verb in (
        ("what is my boss called", "boss is"),
        ("what are my cats called", "cats are"),
    ):
        assert verb in str(memory.answer(asked))
