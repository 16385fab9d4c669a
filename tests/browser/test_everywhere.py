"""What holds for every tab: phones, keyboards, and a microphone that is shut."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.page import PATIENCE, Open

pytestmark = pytest.mark.browser


def test_phone_width_never_scrolls_sideways(open_page: Open) -> None:
    page = open_page(width=390, height=844)
    for tab in ("Chat", "Commands", "Listen", "Write", "Inside"):
        shown = page.get_by_role("tab", name=tab, exact=True)
        if not shown.is_visible():  # what does not fit is behind the dots
            page.locator(".overflow-menu > button").first.click()
            shown = page.locator(".overflow-dropdown button", has_text=tab)
        shown.first.click()
        if tab == "Listen":
            page.get_by_role("button", name="the old clock").click()
            expect(page.locator("#heard .score")).to_be_visible(timeout=PATIENCE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, tab


def test_the_microphone_works_from_the_keyboard(open_page: Open) -> None:
    page = open_page()
    button = page.locator("#chat-microphone button")
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("Object.defineProperty(window, 'isSecureContext', {value: false})", "https://"),
        (
            "navigator.mediaDevices.getUserMedia = async () => "
            "{ throw new DOMException('no', 'NotAllowedError') }",
            "Allow the microphone",
        ),
    ],
    ids=["insecure", "denied"],
)
def test_says_why_the_microphone_is_shut(open_page: Open, script: str, sentence: str) -> None:
    page = open_page(script=script)
    page.locator("#chat-microphone button").click()
    expect(page.locator("#chat-microphone").get_by_role("status")).to_contain_text(sentence)
    expect(page.locator("#chat-microphone button")).to_be_enabled()
