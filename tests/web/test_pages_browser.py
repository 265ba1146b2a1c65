"""The pages in a real browser: on a small screen and a wide one, by their policy, and for everybody (axe)."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from accounts.models import User
from ratings.companies.models import Company
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.moderation.models import Case
from ratings.replies.commands import accept_reply, post_reply
from ratings.reviews.commands import Draft, submit_review
from ratings.reviews.models import Review
from tests.dashboards import story
from tests.web.visitors import client_of, invited, now, person, representative

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
BODY = "Call the driver or write to ben@bolt.example, he knows where the parcel is."


@pytest.fixture
def complaints(browser_page: Page) -> Iterator[list[str]]:
    """What the browser objected to: refused content and script errors; there is nothing at the end."""
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(message.text)

    browser_page.on("console", listen)
    browser_page.on("pageerror", lambda error: heard.append(str(error)))
    yield heard
    assert heard == []


@pytest.fixture
def acme(committed: None) -> Company:
    """A company with a score, a trend, an imported review and an answer."""
    acme = story.company("Acme", domains=("acme.example",))
    owner = representative(acme, "owner@acme.example")
    for stars in (2, 3, 4, 4, 5, 5):
        review = story.review(acme, stars, at=now(), wants_answer=True)
    actor = Actor.representative(owner.pk, company_id=acme.pk, team_role="owner")
    reply = post_reply(
        review=review.public_id, part="service", position="agrees", body="Thank you.", actor=actor, now=now()
    )
    accept_reply(reply_id=reply.pk, actor=Actor.system("test"), now=now())
    story.freeze_prior()
    story.fold()
    return acme


def become(page: Page, user: User, live_site: str) -> None:
    session = client_of(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_site}])


def check(page: Page, *addresses: str) -> None:
    """Look at each page at 320 and 1280 px: no sideways scrolling, and nothing that axe finds."""
    for address in addresses:
        page.goto(address)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not wide, f"{address} at {width} px"
        found = Axe().run(page, options=RULES).response["violations"]
        assert [f"{address}: {one['id']}: {one['nodes'][0]['html']}" for one in found] == []


def test_public_pages_serve_everybody(acme: Company, browser_page: Page, complaints: list[str]) -> None:
    review = Review.objects.earliest("pk")
    token = invited(acme, "dora@example.org")
    browser_page.emulate_media(color_scheme="dark")
    check(browser_page, "/", "/companies/", "/companies/acme/", "/sectors/47/", "/methodology/")
    browser_page.emulate_media(color_scheme="light")
    check(browser_page, "/companies/acme/", f"/reviews/{review.public_id}/", f"/i/{token}/")


def test_the_trend_is_drawn_and_its_figures_stand_in_a_table(
    acme: Company, browser_page: Page, complaints: list[str]
) -> None:
    browser_page.goto("/companies/acme/")
    browser_page.locator(".chart-drawing svg").first.wait_for()
    assert browser_page.locator(".chart-table").first.locator("tbody tr").count() == 24


def test_an_authors_pages_serve_everybody(
    acme: Company, browser_page: Page, live_site: str, complaints: list[str]
) -> None:
    review = Review.objects.latest("pk")
    author = story.there(review.author)
    story.purchase(acme, author)
    become(browser_page, author, live_site)
    own = f"/me/reviews/{review.public_id}/"
    check(browser_page, "/me/", own, f"{own}revise/", f"{own}withdraw/", "/write/acme/", "/companies/propose/")


def test_business_pages_serve_everybody(
    acme: Company, browser_page: Page, live_site: str, complaints: list[str]
) -> None:
    become(browser_page, User.objects.get(email="owner@acme.example"), live_site)
    first, last = Review.objects.earliest("pk"), Review.objects.latest("pk")
    reviews = [f"/business/acme/reviews/{one.public_id}/" for one in (first, last)]
    check(browser_page, "/business/acme/", "/business/acme/orders/", *reviews)


def test_the_desk_serves_everybody(acme: Company, browser_page: Page, live_site: str, complaints: list[str]) -> None:
    ana = person("ana@example.org")
    draft = Draft(experienced_on=now().date(), title="Driver", body=BODY, stars={"overall": 5}, language="en")
    bought = story.purchase(acme, ana)
    submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(ana.pk), now=now())
    drain()
    moderator = person("moderator@desk.example", role="moderator")
    case = f"/desk/cases/{Case.objects.get().public_id}/"
    client_of(moderator).post(f"{case}claim/")
    become(browser_page, moderator, live_site)
    check(browser_page, "/desk/", case, "/desk/appeals/", "/desk/proposals/")
