"""The user's own phrases, without a browser."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import StoreError
from assistant.skills.base import Taught
from assistant.ui import own_phrases
from assistant.ui.own_phrases import NONE, OwnPhrases, table
from tests.ui.doing import DoingAssistant

COMMAND = "turn on the kitchen light"


@pytest.fixture
def page() -> OwnPhrases:
    return OwnPhrases(DoingAssistant())  # type: ignore[arg-type]


def kept(page: OwnPhrases) -> list[tuple[str, str]]:
    return [(one.phrase, one.command) for one in page.assistant.commands().store.taught()]


def test_a_phrase_is_kept_and_what_it_is_taken_for_is_told(page: OwnPhrases) -> None:
    assert page.open() == NONE
    form = page.save(" Movie  time! ", f" {COMMAND}. ", None)
    assert kept(page) == [("movie time", COMMAND)]
    assert (form.phrase, form.command, form.changing) == ("", "", None)
    assert "movie time" in form.table and "Home: light on" in form.said


def test_a_command_that_is_none_is_kept_with_a_warning(page: OwnPhrases) -> None:
    form = page.save("movie time", "sing to me", None)
    assert kept(page) == [("movie time", "sing to me")]
    assert "no command" in form.said
    assert "no command" not in page.save("light the {what}", "turn on the {what}", None).said


@pytest.mark.parametrize(
    ("phrase", "command", "said"),
    [
        ("", COMMAND, "word or more"),
        ("movie time", "  ", "What should it mean"),
        ("stop", COMMAND, "keep its own meaning"),
        ("movie {time", COMMAND, "slot"),
        ("movie time", "movie time", "circle"),
        ("x" * 500, COMMAND, "too long"),
    ],
)
def test_what_can_t_be_taught_stays_in_the_form(
    page: OwnPhrases, phrase: str, command: str, said: str
) -> None:
    form = page.save(phrase, command, None)
    assert (form.phrase, form.command) == (phrase, command)
    assert said in form.said and "wrong" in form.said
    assert kept(page) == []


def test_editing_changes_the_one_phrase(page: OwnPhrases) -> None:
    page.save("movie time", COMMAND, None)
    page.save("bed time", "be quiet", None)
    first = page.assistant.commands().store.taught()[0]
    form = page.edit(first.id, "", "")
    assert (form.phrase, form.command, form.changing) == ("movie time", COMMAND, first.id)
    assert form.table.count('class="changing"') == 1
    page.save("film time", "stop", form.changing)
    assert kept(page) == [("film time", "stop"), ("bed time", "be quiet")]


def test_a_phrase_can_t_take_the_place_of_another(page: OwnPhrases) -> None:
    page.save("movie time", COMMAND, None)
    page.save("bed time", "be quiet", None)
    second = page.assistant.commands().store.taught()[1]
    form = page.save("movie time", "stop", second.id)
    assert "taught already" in form.said and form.changing == second.id
    assert kept(page) == [("movie time", COMMAND), ("bed time", "be quiet")]


def test_what_was_removed_meanwhile_is_kept_as_new(page: OwnPhrases) -> None:
    """Another page, or the voice, may have removed it."""
    page.save("movie time", COMMAND, None)
    store = page.assistant.commands().store
    gone = store.taught()[0].id
    store.remove_taught(gone)
    assert "gone already" in page.edit(gone, "half", "typed").said
    assert page.edit(gone, "half", "typed").phrase == "half"
    assert "gone already" in page.remove(gone, "", "", None).said
    page.save("movie time", COMMAND, gone)
    assert kept(page) == [("movie time", COMMAND)]


def test_removing_can_be_taken_back(page: OwnPhrases) -> None:
    page.save("movie time", COMMAND, None)
    id = page.assistant.commands().store.taught()[0].id
    form = page.remove(id, "", "", None)
    assert kept(page) == [] and "brings it back" in form.said
    page.save(form.phrase, form.command, form.changing)
    assert kept(page) == [("movie time", COMMAND)]


def test_removing_another_keeps_what_is_typed(page: OwnPhrases) -> None:
    page.save("movie time", COMMAND, None)
    id = page.assistant.commands().store.taught()[0].id
    form = page.remove(id, "bed", "be qui", None)
    assert (form.phrase, form.command, form.changing) == ("bed", "be qui", None)
    assert "brings it back" not in form.said


def test_hostile_phrases_are_text() -> None:
    wild = '"><img src=x onerror=alert(1)>'
    page = table([Taught(1, wild, wild)], 1)
    assert "<img" not in page and 'aria-label="Edit “&quot;' in page


def test_there_is_an_end(page: OwnPhrases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_phrases, "MOST", 1)
    page.save("movie time", COMMAND, None)
    assert "at most" in page.save("bed time", "be quiet", None).said
    assert len(kept(page)) == 1
    only = page.assistant.commands().store.taught()[0].id
    assert "at most" not in page.save("bed time", "be quiet", only).said


def test_a_store_that_fails_loses_nothing(
    page: OwnPhrases, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise StoreError("The disk is <full>.")

    monkeypatch.setattr(type(page.assistant.commands().store), "taught", full)
    form = page.save("movie time", COMMAND, None)
    assert (form.phrase, form.command) == ("movie time", COMMAND)
    assert "&lt;full&gt;" in form.said and "&lt;full&gt;" in page.open()
