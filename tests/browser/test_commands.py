"""Commands in the chat, and the tab that lists, tries and teaches them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.page import Open, message_box, said, say, wait_for_reply

pytestmark = pytest.mark.browser


def test_a_command_does_something_and_a_timer_rings_until_it_is_stopped(open_page: Open) -> None:
    page, other = open_page(), open_page()
    say(page, "turn on the kitchen light", 1)
    for anybody in (page, other):
        expect(anybody.locator("#beside [data-room=kitchen] .glow").first).to_be_visible()
    page.get_by_role("button", name="Why this reply?").click()
    expect(page.locator("#reasons mark")).to_contain_text("kitchen")
    expect(page.locator("#reasons")).to_contain_text("Home: light on")
    say(page, "set a timer for two seconds", 2)
    for anybody in (page, other):
        expect(anybody.locator("#ringing li")).to_contain_text("timer")
    expect(said(page, "bot").nth(2)).to_contain_text("is done")
    other.locator("#ringing").get_by_role("button", name="Stop").click()
    for anybody in (page, other):
        expect(anybody.locator("#ringing li")).to_have_count(0)


def test_commands_are_found_tried_chosen_and_taught(open_page: Open) -> None:
    page = open_page()
    message_box(page).fill("typed in half")
    page.get_by_role("tab", name="Commands").click()
    page.get_by_label("Try a sentence").fill("wake me at half past six tomorrow")
    expect(page.locator("#tried mark")).to_contain_text("half past six")
    page.get_by_label("When I say").fill("<b>tea</b> time")
    page.get_by_label("it means").fill("flip a coin")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#phrases tbody tr")).to_contain_text("b tea b time")
    page.get_by_role("button", name="Remove “b tea b time”").click()
    expect(page.locator("#phrases tbody tr")).to_have_count(0)
    page.get_by_label("Search the commands").fill("coin")
    expect(page.locator("#skills section:visible")).to_have_count(1)
    page.get_by_role("button", name="Flip a coin").click()
    wait_for_reply(page, 1)
    expect(said(page, "user")).to_have_text("Flip a coin")
    expect(message_box(page)).to_have_value("typed in half")
