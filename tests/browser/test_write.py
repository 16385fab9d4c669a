"""Writing, branching and completing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page import Open

pytestmark = pytest.mark.browser


def desk(open_page: Open) -> Page:
    page = open_page()
    page.get_by_role("tab", name="Write").click()
    return page


def test_write_streams_stops_and_goes_on(open_page: Open) -> None:
    page = desk(open_page)
    page.get_by_label("Begin with").fill("The old house")
    page.get_by_text("How it chooses its words").click()
    page.get_by_role("slider", name="Length").fill("1000")
    page.get_by_role("button", name="Write", exact=True).click()
    tokens = page.locator(".desk-column:not([hidden]) [data-n]")
    expect(tokens.nth(20)).to_be_visible()
    page.get_by_role("button", name="Stop writing").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(page.locator(".desk-stats").first).to_contain_text("tokens per second")
    stopped = tokens.count()
    assert stopped < 1000
    page.wait_for_timeout(500)
    assert tokens.count() == stopped
    page.get_by_role("slider", name="Length").fill("10")
    page.get_by_role("button", name="Go on").click()
    expect(tokens).to_have_count(stopped + 10)


def test_same_seed_same_text_and_a_branch(open_page: Open) -> None:
    page = desk(open_page)
    page.get_by_text("How it chooses its words").click()
    page.get_by_label("Two temperatures side by side").check()
    page.get_by_role("slider", name="Second temperature").fill("0.8")
    page.get_by_role("slider", name="Length").fill("20")
    page.get_by_label("Seed").fill("5")
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    texts = page.locator(".desk-tokens").all_inner_texts()
    assert texts[0] == texts[1]
    page.locator(".desk-tokens").first.locator("[data-n='4']").click()
    others = page.get_by_role("dialog", name="What else could stand there")
    expect(others.get_by_role("listitem")).to_have_count(10)
    choice = others.locator("li button:not([aria-current])").first
    choice.click()
    expect(others).to_be_hidden()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    branched = page.locator(".desk-tokens").first.locator("[data-n]")
    expect(branched).to_have_count(5 + 20)
    assert page.locator(".desk-tokens").nth(1).inner_text() == texts[1]
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as text").click()
    kept = saved.value.path().read_text(encoding="utf-8")
    assert kept.count("It was a dark and stormy night, and") == 2


def test_completion_is_taken_and_put_away(open_page: Open) -> None:
    page = desk(open_page)
    box, grey = page.get_by_label("Begin with"), page.locator(".desk-mirror b")
    box.fill("")
    box.press_sequentially("In the United Sta", delay=30)
    expect(grey).to_have_text("tes")
    box.press("t")  # typed as suggested: the rest stays
    expect(grey).to_have_text("es")
    box.press("Tab")
    expect(box).to_have_value("In the United States")
    expect(grey).to_have_text("")
    box.press("Control+z")
    expect(box).not_to_have_value("In the United States")
    box.fill("")
    box.press_sequentially("In the United Sta", delay=30)
    expect(grey).to_have_text("tes")
    box.press("Escape")
    expect(grey).to_have_text("")
    expect(box).to_have_value("In the United Sta")
    page.locator(".desk-chips button").first.click()
    expect(box).to_have_value("In the United States ")
    expect(box).to_be_focused()


def test_typing_fast_loses_nothing(open_page: Open) -> None:
    page = desk(open_page)
    box = page.get_by_label("Begin with")
    text = "In the United States of nowhere, she did not know what to do with 12 kettles. " * 3
    box.fill("")
    box.press_sequentially(text)
    expect(box).to_have_value(text)
    box.press("Home")
    box.press_sequentially("Now ")
    expect(page.locator(".desk-mirror b")).to_have_text("")
    assert "Now " in box.input_value()
    assert len(box.input_value()) == len(text) + 4
