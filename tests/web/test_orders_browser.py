"""The pages about orders and invitations in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.verification.commands import set_invitation_share, unsubscribe_token_of
from ratings.verification.models import Order, Unsubscribed
from tests.dashboards import story
from tests.web.test_pages_browser import become, check
from tests.web.visitors import invited, now, person, representative

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("proofs")]


@pytest.fixture
def acme(committed: None) -> Company:
    acme = story.company("Acme")
    representative(acme, "owner@acme.example")
    story.fold()
    return acme


def test_pages_about_orders_serve_everybody(acme: Company, browser_page: Page, live_site: str) -> None:
    token = invited(acme, "ana@example.org")
    stop = unsubscribe_token_of(Order.objects.get())
    Order.objects.update(sealed_email=None, address_until=None)
    set_invitation_share(company_id=acme.pk, share=20, actor=Actor.operator(), now=now())
    story.fold()
    check(browser_page, "/companies/acme/", f"/u/{stop}/", f"/i/{token}/")
    become(browser_page, User.objects.get(email="owner@acme.example"), live_site)
    check(browser_page, "/business/acme/orders/")
    become(browser_page, person("operator@desk.example", role="operator"), live_site)
    check(browser_page, "/desk/invitations/")


def test_a_file_is_uploaded_its_wrong_row_named_mended_and_registered(
    acme: Company, browser_page: Page, live_site: str, tmp_path: Path, eventually: Callable[..., None]
) -> None:
    become(browser_page, User.objects.get(email="owner@acme.example"), live_site)
    file = tmp_path / "orders.csv"
    day = now().date()
    for email, said in (("nobody", "Row 2, column email"), ("ana@example.org", "2 orders are registered.")):
        file.write_text(f"\ufefforder;ordered_on;email\r\nA-1;{day};{email}\r\nA-2;{day};\r\n")
        browser_page.goto("/business/acme/orders/")
        browser_page.get_by_label("CSV file").set_input_files(file)
        browser_page.get_by_role("button", name="Register the orders").click()
        expect(browser_page.get_by_text(said)).to_be_visible()
    assert Order.objects.count() == 2


def test_a_person_unsubscribes_by_the_button(acme: Company, browser_page: Page) -> None:
    invited(acme, "ana@example.org")
    browser_page.goto(f"/u/{unsubscribe_token_of(Order.objects.get())}/")
    browser_page.get_by_role("button", name="Write to this mailbox never again").click()
    expect(browser_page.get_by_text("Done. This mailbox is never invited again")).to_be_visible()
    assert Unsubscribed.objects.count() == 1
