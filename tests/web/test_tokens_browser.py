"""The pages about tokens and keys in a real browser: on a small screen and a wide one, by their policy, and by axe."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from accounts.models import User
from ratings.companies.models import Company
from ratings.verification.commands import VERIFICATION, accept_purchase, begin_purchase
from ratings.verification.models import Purchase
from tests.dashboards import story
from tests.undrawn import drawn_id
from tests.verification.signing import System
from tests.web.visitors import client_of, now, representative

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("proofs")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def sign_in(page: Page, user: User, site: str) -> None:
    cookie = client_of(user).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": site}])


def is_sound(page: Page, name: str) -> None:
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), name
        found = Axe().run(page, options=RULES).response["violations"]
        assert [f"{name}: {one['id']}: {one['nodes'][0]['html']}" for one in found] == []


def drawn_purchase(acme: Company, owner: User) -> None:
    begun = begin_purchase(company_id=acme.pk, customer_id=owner.pk, method="invitation", now=now())
    Purchase.objects.filter(pk=begun.pk).update(public_id=drawn_id())
    accept_purchase(purchase_id=begun.pk, actor=VERIFICATION, shows="order", now=now())


def test_keys_links_and_requests_fit_every_screen_and_everybody(browser_page: Page, live_site: str) -> None:
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(message.text)

    browser_page.on("console", listen)
    acme = story.company("Acme")
    owner = representative(acme, "owner@acme.example")
    till = System(acme, now() - timedelta(minutes=1))
    drawn_purchase(acme, owner)
    token = till.token()

    browser_page.goto(f"/t/{token}/")
    is_sound(browser_page, "link")
    sign_in(browser_page, owner, live_site)
    browser_page.goto("/business/acme/keys/")
    browser_page.get_by_label("Token or link").fill(token)
    browser_page.get_by_role("button", name="Check the token").click()
    assert browser_page.get_by_role("img", name="QR code of the link").is_visible()
    is_sound(browser_page, "keys")
    for address in (f"/business/acme/keys/{till.kid}/", "/prove/acme/token/", "/me/"):
        browser_page.goto(address)
        is_sound(browser_page, address)

    assert heard == []
