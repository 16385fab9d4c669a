"""Typing and speaking to it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.page import Open, message_box, record, said, wait_for_reply

pytestmark = pytest.mark.browser


def test_speaks_edits_sends_and_is_answered(open_page: Open) -> None:
    page = open_page()
    assert page.title() == "Refrain"
    expect(page.get_by_role("heading", level=1)).to_have_text("Refrain")
    record(page, "chat", 3500)
    expect(message_box(page)).to_have_value(re.compile(r"\w{2}"))
    heard = message_box(page).input_value()
    message_box(page).fill(heard + " today")
    page.get_by_role("button", name="Send", exact=True).click()
    wait_for_reply(page, 1)
    expect(said(page, "user")).to_have_text(heard + " today")
    expect(message_box(page)).to_have_value("")


def test_a_transcript_can_be_sent_in_the_moment_it_appears(open_page: Open) -> None:
    """Hearing used to end in a second event, and a click before that one was lost."""
    page = open_page()
    for number in (1, 2):
        record(page, "chat", 2500)
        expect(message_box(page)).to_have_value(re.compile(r"\w{2}"))
        page.get_by_role("button", name="Send", exact=True).click()
        wait_for_reply(page, number)


def test_speech_can_be_sent_at_once(open_page: Open) -> None:
    page = open_page()
    page.get_by_label("Send speech at once").check()
    record(page, "chat", 3000)
    wait_for_reply(page, 1)
    assert said(page, "user").inner_text().strip()


def test_two_people_have_two_conversations(open_page: Open) -> None:
    one, other = open_page(), open_page()
    message_box(one).fill("My secret word is marmalade.")
    message_box(one).press("Enter")
    message_box(other).fill("I like the sea.")
    message_box(other).press("Enter")
    wait_for_reply(one, 1)
    wait_for_reply(other, 1)
    expect(said(one, "user")).to_have_text("My secret word is marmalade.")
    expect(said(other, "user")).to_have_text("I like the sea.")


def test_retry_undo_and_clear(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Hello! How are you today?").click()
    wait_for_reply(page, 1)
    message_box(page).fill("And what do you do?")
    message_box(page).press("Enter")
    wait_for_reply(page, 2)
    page.evaluate("addEventListener('replied', () => { window.again = true; })")
    page.get_by_role("button", name="Retry").click()
    page.wait_for_function("window.again")  # the reply that is there already is no sign
    wait_for_reply(page, 2)
    page.get_by_role("button", name="Undo").click()
    expect(message_box(page)).to_have_value("And what do you do?")
    expect(said(page, "user")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(said(page, "user")).to_have_count(0)


def test_hostile_empty_and_endless_messages(open_page: Open) -> None:
    page = open_page()
    hostile = "<img src=x onerror=alert(1)> **bold** <b>x</b> $x^2$ [a](javascript:alert(1)) &amp;"
    message_box(page).fill(hostile)
    message_box(page).press("Enter")
    wait_for_reply(page, 1)
    expect(said(page, "user")).to_have_text(hostile)
    assert page.locator("#conversation img").count() == 0
    message_box(page).press("Enter")
    expect(page.get_by_text("Type something first")).to_be_visible()
    message_box(page).fill("very " * 5000)
    message_box(page).press("Enter")
    expect(page.get_by_text("characters long")).to_be_visible()
    expect(message_box(page)).to_have_value("very " * 5000)
    expect(said(page, "user")).to_have_count(1)
