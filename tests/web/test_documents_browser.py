"""The whole story of a photo: taken on a phone, looked at by a moderator, and the review it proves is published."""

from collections.abc import Callable
from subprocess import Popen

import pytest
from playwright.sync_api import Page

from ratings.reviews.models import Review
from ratings.verification.models import FileOpening, Inspection, Purchase
from tests.dashboards import story
from tests.verification import shown
from tests.web.test_pages_browser import become, check, complaints  # noqa: F401 - a fixture
from tests.web.visitors import now, person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]


@pytest.mark.usefixtures("complaints")
def test_a_photo_proves_a_purchase_and_its_review_is_published(
    follower: "Popen[bytes]",
    browser_page: Page,
    live_site: str,
    eventually: Callable[..., None],
) -> None:
    story.company("Acme")
    data = shown.photo_with_place(orientation=6)
    become(browser_page, person("ana@example.org"), live_site)
    check(browser_page, "/prove/acme/document/")
    browser_page.set_viewport_size({"width": 320, "height": 700})
    browser_page.set_input_files("#id_photo", {"name": "receipt.jpg", "mimeType": "image/jpeg", "buffer": data})
    browser_page.get_by_role("button", name="Show it").click()

    browser_page.get_by_label("4", exact=False).first.wait_for()
    browser_page.fill("#id_experienced_on", now().date().isoformat())
    browser_page.fill("#id_title", "Came in time")
    browser_page.fill("#id_body", "The parcel came on the day that they named, and nothing was broken.")
    browser_page.check("input[name=stars_overall][value='4']")
    browser_page.check("input[name=connection][value=none]")
    browser_page.get_by_role("button", name="Send the review").click()
    eventually(Review.objects.exists)
    assert Review.objects.get().state == "submitted"
    check(browser_page, "/me/")

    browser_page.context.clear_cookies()
    become(browser_page, person("mia@desk.example", role="moderator"), live_site)
    check(browser_page, "/desk/proofs/")
    browser_page.get_by_role("link", name="Purchase from Acme").click()
    browser_page.get_by_role("button", name="Look at this proof").click()
    picture = browser_page.get_by_alt_text("Page 1 of the document")
    picture.wait_for()
    eventually(lambda: picture.evaluate("image => image.naturalWidth") == 1400)
    assert FileOpening.objects.exists()
    check(browser_page, f"/desk/proofs/{Inspection.objects.get().public_id}/")
    browser_page.get_by_label("A bill or receipt").check()
    browser_page.fill("#id_last_event_on", now().date().isoformat())
    browser_page.get_by_role("button", name="Accept the proof").click()
    browser_page.wait_for_url("**/desk/proofs/")

    eventually(lambda: Review.objects.get().state == "published", seconds=30)
    assert Purchase.objects.get().shows == "bill"
