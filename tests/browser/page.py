"""What a visitor does on every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

CLIP = Path(__file__).resolve().parents[2] / "assets" / "samples" / "how-are-you.ogg"
"""What the fake microphone plays, over and over."""
PATIENCE = 30_000
"""Milliseconds: a cold start on two busy cores."""

Open = Callable[..., Page]
"""The fixture `open_page`: the app for one more visitor."""


def message_box(page: Page) -> Locator:
    return page.get_by_label("Your message")


def said(page: Page, speaker: str) -> Locator:
    """The bubbles of `user` or `bot`."""
    return page.locator(f"#conversation [data-testid={speaker}]")


def wait_for_reply(page: Page, number: int) -> str:
    """The text of the finished reply with this number, counted from 1."""
    expect(said(page, "bot")).to_have_count(number)
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible(timeout=PATIENCE)
    text = said(page, "bot").last.inner_text().strip()
    assert text
    return text


def record(page: Page, tab: str, milliseconds: int) -> None:
    button = page.locator(f"#{tab}-microphone button")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"#{tab}-microphone").get_by_role("status")).to_contain_text("Listening")
    page.wait_for_timeout(milliseconds)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def say(page: Page, text: str, number: int) -> str:
    """The reply with this number, counted from 1."""
    message_box(page).fill(text)
    message_box(page).press("Enter")
    return wait_for_reply(page, number)
