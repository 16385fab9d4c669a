"""Templates: what they expand to, and what is refused."""

from __future__ import annotations

import pytest

from assistant.errors import BadTemplate
from assistant.skills.base import Gap, Intent, expand, slots_of
from assistant.skills.templates import plain


def sentences(template: str) -> list[str]:
    return [plain(sentence) for sentence in expand(template)]


def test_options_alternatives_and_slots() -> None:
    assert sentences("[please] (set|start) a timer for {duration}") == [
        "set a timer for {duration}",
        "start a timer for {duration}",
        "please set a timer for {duration}",
        "please start a timer for {duration}",
    ]


def test_pieces_join_to_the_sentence() -> None:
    assert expand("start {name} now") == (("start ", Gap("name"), " now"),)
    assert expand("{number}{unit}") == ((Gap("number"), Gap("unit")),)
    assert expand("{name}") == ((Gap("name"),),)


def test_brackets_nest_and_optional_may_have_choices() -> None:
    assert sentences("x [a|b [c]]") == ["x", "x a", "x b", "x b c"]


def test_blanks_and_commas_are_put_right() -> None:
    assert sentences("  stop [it]  [, please]") == [
        "stop", "stop, please", "stop it", "stop it, please",
    ]  # fmt: skip
    assert sentences("timer[s]") == ["timer", "timers"]


def test_each_sentence_comes_once() -> None:
    assert sentences("go [now] [now]") == ["go", "go now", "go now now"]


@pytest.mark.parametrize(
    "template",
    ["a|b", "(a|", "(a", "[a", "a]", "a)", "{", "a}", "{}", "{A}", "{a b}", "(a||b)", "()", "[]",
     "[a]", "", "   ", "(a]", "[(a|b])", "{{a}}"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_the_template_shown(template: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        expand(template)
    assert f"“{template}”" in str(refused.value)


def test_an_explosion_is_refused_at_once() -> None:
    with pytest.raises(BadTemplate, match="more than"):
        expand("x " + "(a|b|c|d|e|f|g|h|i|j)" * 40)
    with pytest.raises(BadTemplate, match="more than 3 sentences"):
        expand("(a|b) (c|d)", limit=3)


def test_an_intent_names_all_its_slots() -> None:
    assert slots_of("[{a}] x (b|{c})") == ("a", "c") or slots_of("[{a}] x (b|{c})") == ("c", "a")
    with pytest.raises(BadTemplate, match="no slot of it"):
        Intent("a.b", ("set {duration}",), {})
    with pytest.raises(BadTemplate, match="asks for"):
        Intent("a.b", ("set",), {}, required=("duration",))
