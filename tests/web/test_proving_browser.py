"""Showing a purchase in a real browser: by thumb on a phone, by keyboard on a computer, and for everybody (axe)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ratings.companies.models import Company
from ratings.verification.commands import VERIFICATION, begin_purchase, open_inspection, refuse_purchase
from tests.dashboards import story
from tests.web.test_pages_browser import become, check
from tests.web.visitors import now, person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("proofs")]

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
SMALLEST_TARGET = 24
"""Pixels (WCAG 2.2, 2.5.8)."""


@pytest.fixture
def acme(committed: None) -> Company:
    return story.company("Acme", domains=("acme.example",))


@pytest.fixture
def phone(_browser: Browser, live_site: str) -> Iterator[Page]:
    """A phone of 320 pixels without scripts: nothing here needs one."""
    context = _browser.new_context(
        base_url=live_site,
        locale="en-GB",
        user_agent=IPHONE,
        viewport={"width": 320, "height": 640},
        is_mobile=True,
        has_touch=True,
        java_script_enabled=False,
    )
    yield context.new_page()
    context.close()


def test_on_a_phone_the_first_thing_is_a_photo_of_the_receipt(acme: Company, phone: Page) -> None:
    phone.goto("/companies/acme/")
    phone.get_by_role("link", name="Review this company").tap()

    expect(phone.get_by_role("heading", name="Photograph your receipt")).to_be_visible()
    button = phone.get_by_role("link", name="Take a photo")
    box = button.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 640
    button.tap()
    expect(phone).to_have_url(re.compile(r"/accounts/login/\?next=/prove/acme/document/$"))


def test_on_a_phone_the_place_of_the_proof_is_one_tap(acme: Company, phone: Page) -> None:
    phone.goto("/prove/acme/")
    for name, title in (
        ("It is a link or a square code", "Use the code from your receipt"),
        ("On paper", "Photograph your receipt"),
    ):
        phone.wait_for_load_state()  # a link is smaller before its styles have come
        link = phone.get_by_role("link", name=name)
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= SMALLEST_TARGET
        link.tap()
        expect(phone.locator("#easiest")).to_have_text(title)
        expect(phone.locator(".ways [aria-current=true]")).to_have_text(name)


def test_at_a_computer_all_of_it_is_done_by_keyboard(acme: Company, browser_page: Page) -> None:
    browser_page.goto("/prove/acme/")
    expect(browser_page.locator("#easiest")).to_have_text("Send the order's e-mail as a file")
    other = browser_page.locator("details.offer-other").first
    other.locator("summary").focus()
    browser_page.keyboard.press("Enter")
    expect(other.get_by_text("You need")).to_be_visible()

    browser_page.get_by_role("link", name="On paper").focus()
    browser_page.keyboard.press("Enter")

    expect(browser_page.locator("#easiest")).to_have_text("Photograph your receipt")


def test_the_pages_serve_everybody_however_they_stand(acme: Company, browser_page: Page, live_site: str) -> None:
    check(browser_page, "/prove/acme/", "/prove/acme/?where=nowhere", "/prove/nobody/")
    ana = person("ana@example.org")
    for reason in ("waits", "refused"):
        shown = begin_purchase(company_id=acme.pk, customer_id=ana.pk, method="document", now=now())
        if reason == "waits":
            open_inspection(purchase_id=shown.pk, reason="document", now=now())
        else:
            refuse_purchase(purchase_id=shown.pk, code="unreadable", actor=VERIFICATION, now=now())
    story.purchase(acme, ana)
    story.review(acme, by=ana, at=now())
    become(browser_page, ana, live_site)
    browser_page.emulate_media(color_scheme="dark")
    check(browser_page, "/prove/acme/", "/prove/acme/?another=1")
