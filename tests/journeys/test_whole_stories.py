"""Whole stories in a real browser, on the real server, with the follower as a process of its own."""

import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.commands import create_user
from accounts.models import User
from ratings.claims.commands import add_representative
from ratings.companies.commands import Particulars, open_company
from ratings.companies.models import Company
from ratings.kernel.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]

PASSWORD = "correct horse battery staple"
OPERATOR = Actor.operator()


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def acme(committed: None) -> Company:
    particulars = Particulars(name="Acme Broadband", country="DE", sector="61.10", website="acme.example")
    return open_company(particulars=particulars, actor=OPERATOR, now=now() - timedelta(days=30))


@pytest.fixture
def visit(_browser: Browser, live_site: str) -> Callable[[User | None], Page]:
    """Return what opens a browser of somebody's own, signed in by the front door where a user is given."""

    def open_for(user: User | None) -> Page:
        page = _browser.new_context(base_url=live_site, locale="en-GB").new_page()
        if user is not None:
            sign_in(page, user)
        return page

    return open_for


def sign_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label(re.compile("^Password")).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def somebody(email: str, role: str = "customer") -> User:
    return create_user(email=email, role=role, password=PASSWORD, now=now())


def register_order(owner: Page, email: str) -> None:
    owner.goto("/business/acme-broadband/orders/")
    owner.get_by_label("Order number").fill(f"No. {email}")
    owner.get_by_label("Ordered on").fill((now().date() - timedelta(days=2)).isoformat())
    owner.get_by_label("Customer's e-mail address").fill(email)
    owner.get_by_role("button", name="Register the order", exact=True).click()
    expect(owner.get_by_text("its customer is invited")).to_be_visible()


def write_review(page: Page, *, stars: int, title: str, body: str) -> None:
    page.locator(f"input[name=stars_overall][value='{stars}']").check()
    page.get_by_label("In one line").fill(title)
    page.get_by_label("What happened?").fill(body)
    page.get_by_label("When was it?").fill((now().date() - timedelta(days=1)).isoformat())
    page.get_by_label("None: I am a customer only").check()
    page.get_by_label("I want an answer from the company").check()
    page.get_by_role("button", name="Send the review").click()
    expect(page.get_by_text("Your review has been sent.")).to_be_visible()


def reloaded_until(page: Page, words: str) -> None:
    """Look again and again until the followers have done their work."""
    for _ in range(60):
        if page.get_by_text(words).first.is_visible():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"never read on {page.url}: {words}")


def letter_link(page: Page, live_site: str, to: str) -> str:
    """Return the address of the invitation in the newest mail to somebody."""
    for _ in range(60):
        page.goto("/dev/mail/")
        if page.get_by_text(to).count():
            page.locator("li", has_text=to).first.get_by_role("link").click()
            found = re.search(r"/i/[a-z2-7]+/", page.content())
            assert found is not None, page.content()
            return found.group()
        page.wait_for_timeout(250)
    raise AssertionError(f"no mail to {to}")


def test_from_the_order_to_the_score_and_the_answer(
    acme: Company, visit: Callable[[User | None], Page], live_site: str, follower: subprocess.Popen[bytes]
) -> None:
    owner_user = somebody("owner@acme.example")
    add_representative(company_id=acme.pk, user_id=owner_user.pk, role="owner", actor=OPERATOR, now=now())
    owner = visit(owner_user)
    register_order(owner, "ana@example.org")

    ana = visit(None)
    ana.goto(letter_link(ana, live_site, "ana@example.org"))
    expect(ana.get_by_text("Nothing has happened yet")).to_be_visible()
    ana.get_by_role("button", name="Open the invitation").click()
    write_review(ana, stars=4, title="Quick and clear", body="The line was there on the day that they named.")
    reloaded_until(ana, "Your review is public.")

    public = visit(None)
    public.goto("/companies/acme-broadband/")
    reloaded_until(public, "Quick and clear")
    expect(public.get_by_text("1 verified review; a score needs 5")).to_be_visible()

    owner.goto("/business/acme-broadband/")
    owner.get_by_role("link", name="Quick and clear").first.click()
    owner.get_by_label("We agree").check()
    owner.get_by_label("Your answer").fill("Thank you. That is how it should be.")
    owner.get_by_role("button", name="Send the answer").click()
    reloaded_until(owner, "Shown to the customer first")

    ana.reload()
    expect(ana.get_by_text("Only you see this answer so far")).to_be_visible()
    public.reload()
    expect(public.get_by_text("That is how it should be")).to_have_count(0)


def test_a_held_review_is_rejected_appealed_and_made_public_by_another_person(
    acme: Company, visit: Callable[[User | None], Page], live_site: str, follower: subprocess.Popen[bytes]
) -> None:
    owner_user = somebody("owner@acme.example")
    add_representative(company_id=acme.pk, user_id=owner_user.pk, role="owner", actor=OPERATOR, now=now())
    register_order(visit(owner_user), "ben@example.org")
    ben = visit(None)
    ben.goto(letter_link(ben, live_site, "ben@example.org"))
    ben.get_by_role("button", name="Open the invitation").click()
    write_review(ben, stars=1, title="Nobody answers", body="They say: write to help@acmesupport.org. Nobody answers.")
    reloaded_until(ben, "A moderator decides within 48 hours")

    first = visit(somebody("first@desk.example", role="moderator"))
    first.goto("/desk/")
    first.get_by_role("link", name="Review of Acme Broadband").click()
    expect(first.locator("mark").first).to_contain_text("help@acmesupport.org")
    first.get_by_role("button", name="Work on this case").click()
    first.get_by_label("Reject it").check()
    first.get_by_label("Personal data", exact=True).check()
    first.get_by_label("Facts, for the person concerned").fill("The text holds an e-mail address of somebody.")
    first.get_by_role("button", name="Decide").click()
    expect(first.get_by_text("Decided.")).to_be_visible()

    reloaded_until(ben, "cannot be public")
    ben.get_by_label("Why is the decision wrong?").fill("It is the company's own service address, not a person's.")
    ben.get_by_role("button", name="Lodge the appeal").click()
    expect(ben.get_by_text("Your appeal is lodged.")).to_be_visible()

    second = visit(somebody("second@desk.example", role="moderator"))
    second.goto("/desk/appeals/")
    second.get_by_role("link", name="Rejected: Acme Broadband").click()
    second.get_by_label("Reverse it").check()
    second.get_by_label("Reasons, for the person who appealed").fill("A company's service address is no personal data.")
    second.get_by_role("button", name="Decide").click()
    expect(second.get_by_text("The appeal is decided.")).to_be_visible()

    public = visit(None)
    public.goto("/companies/acme-broadband/")
    reloaded_until(public, "Nobody answers")
    ben.reload()
    ben.get_by_role("link", name="The statement of reasons").last.click()
    expect(ben.get_by_text("This decision was reversed on appeal.")).to_be_visible()
