"""A private review's whole life in a real browser: no cookie, no session, a key that never leaves it."""

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from ratings.companies.models import Company
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.moderation.commands import Judgement, decide_case, open_case
from ratings.moderation.models import Appeal
from ratings.replies.commands import accept_reply, post_reply
from ratings.replies.models import Outcome, Reply
from ratings.reviews.commands import write_waiting_reviews
from ratings.reviews.models import PrivateSubmission, Review, ReviewAddress, Words
from ratings.verification.models import SpentToken, TokenClass
from tests.dashboards import story
from tests.verification import tokens
from tests.web.test_pages_browser import RULES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHOTS = os.environ.get("SCREENSHOTS", "")


def phrase_of(key: bytes) -> str:
    """Return a key as a phrase, as docs/private-reviews.md describes it."""
    number = int.from_bytes(key + hashlib.sha256(b"evenhand review key" + key).digest()[:3])
    letters = "".join(CROCKFORD[number >> 5 * place & 31] for place in range(55, -1, -1))
    return " ".join(re.findall("....", letters))


@pytest.fixture
def calls(browser_page: Page) -> Iterator[list[Request]]:
    """Every request of the page; no script error and no refused content meanwhile, and no cookie at the end."""
    sent: list[Request] = []
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # What the API refuses is told on the page; the browser logs it besides.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            heard.append(message.text)

    browser_page.on("request", lambda one: sent.append(one))  # noqa: PLW0108 - Playwright marks what it is given
    browser_page.on("console", listen)
    browser_page.on("pageerror", lambda error: heard.append(str(error)))
    yield sent
    assert heard == []
    assert browser_page.context.cookies() == []


def look(page: Page, name: str) -> None:
    """Look at the page at 320 and 1280 px: no sideways scrolling, and nothing that axe finds."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), width
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [f"{name}: {one['id']}: {one['nodes'][0]['html']}" for one in found] == []


def give_token(page: Page, given: str) -> None:
    """Put a token where the page that takes one leaves it."""
    page.goto("/private/")
    kept = json.dumps({"token": given, "company": "acme"})
    page.evaluate("kept => sessionStorage.setItem('evenhand-private-token', kept)", kept)


def fill(page: Page) -> None:
    """Fill in the review."""
    form = page.locator("#private-form")
    form.locator("input[name=stars_overall][value='2']").check()
    form.get_by_label("In one line").fill("The lamp came broken")
    form.get_by_label("What happened?").fill("It came broken, and nobody answered for weeks.")
    form.get_by_label("When was it?").fill((datetime.now(UTC) - timedelta(days=9)).date().isoformat())
    form.locator("input[name=connection][value=none]").check()


def test_a_private_review_from_token_to_appeal(
    of_class: TokenClass, browser_page: Page, calls: list[Request], tmp_path: Path
) -> None:
    page, file = browser_page, tmp_path / "key.txt"
    give_token(page, tokens.token(of_class))
    write(page, file)
    phrase_and_requests_are_as_they_should_be(page, file, calls)
    wait_and_come_back(page, file)
    review = Review.objects.get()
    answer_and_object(page, review)
    revise(page)
    keep_an_address(page)
    appeal(page, review)
    withdraw(page, review)


def write(page: Page, file: Path) -> None:
    """Write the review, keep the key as a file, and send both but the key."""
    page.goto("/private/write/")
    expect(page.get_by_text("Your proof is for Acme.")).to_be_visible()
    look(page, "write")
    fill(page)
    page.get_by_role("button", name="Go on to the key").click()
    expect(page.get_by_role("heading", name="Keep this key")).to_be_focused()
    assert not SpentToken.objects.exists()
    phrase = " ".join(page.locator("#private-phrase li").all_inner_texts())
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save it as a file").click()
    saved.value.save_as(file)
    assert phrase in file.read_text()
    look(page, "key")
    page.get_by_label("I have kept the key").check()
    page.get_by_role("button", name="Send the review").click()
    expect(page.get_by_role("heading", name="Your review has been sent")).to_be_visible()
    look(page, "sent")


def phrase_and_requests_are_as_they_should_be(page: Page, file: Path, calls: list[Request]) -> None:
    """Look at what was sent, and at the key that was not."""
    posts = [one for one in calls if one.method == "POST"]
    assert [one.url.rsplit("/", 1)[1] for one in posts] == ["purchases", "reviews"]
    headers = [one.all_headers() for one in posts]
    assert not [one for one in headers if "cookie" in one or "authorization" in one or "referer" in one]
    key = page.evaluate("sessionStorage.getItem('evenhand-reviewer-key')")
    raw = base64.urlsafe_b64decode(key + "=")
    assert phrase_of(raw) in file.read_text()
    assert bytes(PrivateSubmission.objects.get().reviewer_key_hash) == hashlib.sha256(raw).digest()
    assert page.evaluate("sessionStorage.getItem('evenhand-private-token')") is None


def wait_and_come_back(page: Page, file: Path) -> None:
    """See that it waits, forget the key, and open it with the file when it is public."""
    page.get_by_role("link", name="Open its mailbox").click()
    expect(page.get_by_role("heading", name="Waits for others")).to_be_visible()
    look(page, "waits")

    write_waiting_reviews(now=datetime.now(UTC) + timedelta(days=3))
    drain(clock=lambda: datetime.now(UTC))
    page.get_by_role("button", name="Close, and forget the key here").click()
    expect(page.get_by_role("heading", name="Open it with your key")).to_be_visible()
    look(page, "door")
    page.get_by_label("or the file").set_input_files(file)
    expect(page.get_by_role("heading", name="Public")).to_be_visible()


def answer_and_object(page: Page, review: Review) -> None:
    """See the company's answer before the public, say that it reveals one, and that nothing was solved."""
    owner = Actor.representative(story.customer().pk, company_id=review.company_id, team_role="owner")
    reply = post_reply(review=review.public_id, part="service", position="disputes_facts",
                       body="You are Ana, of Street 5.", actor=owner, now=datetime.now(UTC))  # fmt: skip
    accept_reply(reply_id=reply.pk, actor=story.SYSTEM, now=datetime.now(UTC))
    page.reload()
    expect(page.get_by_text("You are Ana, of Street 5.")).to_be_visible()
    look(page, "reply")
    page.get_by_role("button", name="This reveals me").click()
    expect(page.get_by_text("A moderator is looking at this answer.")).to_be_visible()
    assert Reply.objects.get().state == "held"

    page.get_by_label("Not solved").or_(page.get_by_label("No, not solved")).first.check()
    page.get_by_role("button", name="Save the outcome").click()
    expect(page.get_by_text("stands beside the stars.", exact=False).first).to_be_visible()
    assert Outcome.objects.get().result == "not_resolved"


def revise(page: Page) -> None:
    """Write a new version, once with a mistake."""
    page.locator("summary", has_text="Revise").click()
    look(page, "revise")
    page.locator("#mailbox-revise").get_by_label("In one line").fill("")
    page.locator("#mailbox-revise").evaluate("form => { form.noValidate = true; }")
    page.get_by_role("button", name="Send the new version").click()
    expect(page.locator("#mailbox-revise .error")).to_have_text("This field may not be blank.")
    page.locator("#mailbox-revise").get_by_label("In one line").fill("The lamp came broken, twice")
    page.get_by_role("button", name="Send the new version").click()
    expect(page.get_by_text("The new version has been sent.", exact=False)).to_be_visible()
    drain(clock=lambda: datetime.now(UTC))
    assert Words.objects.filter(title="The lamp came broken, twice", revision__state="live").exists()


def keep_an_address(page: Page) -> None:
    """Say where letters go."""
    page.reload()
    page.locator("summary", has_text="Letters about this review").click()
    page.locator("#mailbox-address").get_by_label("E-mail address").fill("ana@mail.example")
    page.locator("#mailbox-address").get_by_role("button", name="Save").click()
    expect(page.locator("#private-done")).to_have_text("Saved.")
    assert ReviewAddress.objects.count() == 1


def appeal(page: Page, review: Review) -> None:
    """See a decision with its reasons, and appeal."""
    judge = Actor.moderator(story.customer().pk)
    case = open_case(review_id=review.pk, actor=judge, now=datetime.now(UTC))
    judgement = Judgement(action="remove", ground="abuse", words="It abuses the people who work there.")
    decide_case(case=case.public_id, judgement=judgement, actor=judge, now=datetime.now(UTC))
    page.reload()
    expect(page.get_by_text("It abuses the people who work there.")).to_be_visible()
    look(page, "decision")
    page.get_by_label("Why is the decision wrong?").fill("It says what happened and abuses nobody.")
    page.get_by_role("button", name="Lodge the appeal").click()
    expect(page.get_by_text("Appeal open", exact=False)).to_be_visible()
    expect(page.locator("#mailbox")).to_contain_text(re.compile(r"[1-3]?\d [A-Z][a-z]+ 20\d\d"))
    assert Appeal.objects.get().lodged_by is None
    look(page, "appeal")


def withdraw(page: Page, review: Review) -> None:
    """Take it back."""
    page.locator("summary", has_text="Withdraw").click()
    page.get_by_role("button", name="Withdraw it for good").click()
    expect(page.get_by_role("heading", name="Withdrawn")).to_be_visible()
    review.refresh_from_db()
    assert review.state == "withdrawn"
    assert not ReviewAddress.objects.exists()


def test_a_lost_answer_and_a_reload_lose_no_proof(
    of_class: TokenClass, browser_page: Page, calls: list[Request]
) -> None:
    page = browser_page
    give_token(page, tokens.token(of_class))
    page.goto("/private/write/")
    fill(page)
    page.get_by_role("button", name="Go on to the key").click()
    page.get_by_label("I have kept the key").check()
    lost: list[bool] = []

    def lose_first(route: object, request: Request) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        lost.append(True)
        if len(lost) < 2:
            route.abort()  # type: ignore[attr-defined]
        else:
            route.fulfill(response=answer)  # type: ignore[attr-defined]

    page.route("**/api/v1/reviews", lose_first)
    page.get_by_role("button", name="Send the review").click()
    expect(page.get_by_text("Nothing is lost", exact=False)).to_be_visible()
    page.get_by_role("button", name="Send the review").click()

    expect(page.get_by_role("heading", name="Your review has been sent")).to_be_visible()
    assert PrivateSubmission.objects.count() == 1


def test_what_is_wrong_is_said_where_it_is(of_class: TokenClass, browser_page: Page, calls: list[Request]) -> None:
    page = browser_page
    page.goto("/private/write/")
    page.get_by_label("Paste it here").fill("nonsense")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert").filter(has_text="no private token")).to_be_visible()
    look(page, "no-token")
    page.get_by_label("Paste it here").fill(tokens.token(of_class) + " acme")
    page.get_by_role("button", name="Go on").click()
    fill(page)
    page.get_by_label("When was it?").fill("2020-01-01")
    page.get_by_role("button", name="Go on to the key").click()
    page.get_by_label("I have kept the key").check()
    page.get_by_role("button", name="Send the review").click()

    expect(page.locator("#private-form .error")).to_contain_text("more than twelve months ago")
    look(page, "mend")
    page.get_by_label("When was it?").fill((datetime.now(UTC) - timedelta(days=9)).date().isoformat())
    page.get_by_role("button", name="Go on to the key").click()
    page.get_by_role("button", name="Send the review").click()
    expect(page.get_by_role("heading", name="Your review has been sent")).to_be_visible()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda phrase: phrase.lower().replace(" ", "-"), "opens no review"),
        (lambda phrase: phrase.replace("0", "O").replace("1", "l"), "opens no review"),
        (lambda phrase: phrase[:-5], "some are missing"),
        (lambda phrase: "!" + phrase[1:], "no key has"),
        (lambda phrase: ("A" if phrase[0] != "A" else "B") + phrase[1:], "look at it once more"),
    ],
)
def test_a_phrase_is_read_however_it_was_written_down(
    acme: Company, browser_page: Page, calls: list[Request], change: object, said: str
) -> None:
    browser_page.goto("/private/")
    written = change(phrase_of(bytes(range(32))))  # type: ignore[operator]
    browser_page.get_by_label("Fourteen groups of four signs").fill(written)
    browser_page.get_by_role("button", name="Open", exact=True).click()

    expect(browser_page.get_by_role("alert")).to_contain_text(said)
    asked = [one.all_headers()["authorization"] for one in calls if one.url.endswith("/mailbox")]
    assert asked == ([f"ReviewKey {tokens.base64url(bytes(range(32)))}"] if said == "opens no review" else [])
