"""The front door in a real browser: on a small screen, by its rules of content, and for everybody."""

import re
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from accounts.commands import create_user

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PUBLIC = ["/accounts/login/", "/accounts/login/code/", "/accounts/signup/", "/accounts/password/reset/"]
OWN = ["/accounts/email/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/", "/me/tokens/"]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


@pytest.fixture
def complaints(browser_page: Page) -> list[str]:
    """What the browser objected to, refused content and script errors first of all."""
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            heard.append(message.text)

    browser_page.on("console", listen)
    browser_page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def faults_of(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url}: {one['id']}: {one['nodes'][0]['html']}" for one in found]


def is_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def check(page: Page, address: str) -> None:
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        assert not is_wider_than_the_screen(page), f"{address} at {width} px"
        assert faults_of(page) == []


def sign_in(page: Page) -> None:
    create_user(email="ana@example.org", role="customer", password=PASSWORD, now=NOW)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("ana@example.org")
    page.get_by_label(re.compile("^Password")).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_pages_for_everybody_fit_a_small_screen_and_everybody(browser_page: Page, complaints: list[str]) -> None:
    for address in PUBLIC:
        check(browser_page, address)

    assert complaints == []


def test_account_pages_fit_a_small_screen_and_everybody(browser_page: Page, complaints: list[str]) -> None:
    sign_in(browser_page)
    complaints.clear()

    for address in OWN:
        check(browser_page, address)

    assert complaints == []


def test_the_first_stop_of_the_keyboard_skips_the_menu(browser_page: Page) -> None:
    browser_page.goto("/accounts/login/")

    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Enter")

    assert browser_page.evaluate("document.activeElement.id") == "content"


def test_ana_makes_a_token_in_the_browser(browser_page: Page) -> None:
    sign_in(browser_page)
    browser_page.goto("/me/tokens/")

    browser_page.get_by_label("Name").fill("my script")
    browser_page.get_by_label("Write and change my reviews").check()
    browser_page.get_by_role("button", name="Make the token").click()

    assert browser_page.locator(".secret").inner_text().startswith("evh_")
    assert browser_page.get_by_role("button", name="Revoke my script").is_visible()
