"""The page that offers the easiest proof: who comes, on what, and how they stand with the company."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts.commands import create_user
from accounts.models import User
from ratings.companies.models import Company, Slug
from ratings.journal.resident import drain
from ratings.verification.commands import VERIFICATION, begin_purchase, open_inspection, refuse_purchase
from ratings.verification.models import Purchase
from ratings.verification.rules import REFUSALS, refusal_detail
from ratings.verification.rules.receipt_refusals import RECEIPT_REFUSALS
from ratings.verification.rules.refusals import OTHERWISE
from tests.dashboards import story
from tests.verification import proving, shown
from tests.web.visitors import INLINE, client_of, invited, now, person, representative

pytestmark = pytest.mark.django_db

PHONE = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Mobile/15E148"}


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def acme() -> Company:
    return story.company("Acme", domains=("acme.example",))


@pytest.fixture
def ana() -> User:
    return person("ana@example.org")


def text_of(client: Client, address: str = "/prove/acme/", **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def first_offer(text: str) -> str:
    found = re.search(r'<h2 id="easiest">([^<]*)</h2>', text)
    assert found is not None
    return found[1]


def begun(acme: Company, ana: User, method: str = "document") -> Purchase:
    return begin_purchase(company_id=acme.pk, customer_id=ana.pk, method=method, now=now())


@pytest.mark.parametrize("address", ["/companies/acme/", "/companies/"])
def test_the_way_to_a_review_starts_on_the_companys_page_and_in_search(acme: Company, address: str) -> None:
    story.review(acme)
    story.freeze_prior()
    story.fold()
    assert 'href="/prove/acme/"' in text_of(client_of(), address)


def test_writing_without_a_purchase_leads_to_showing_one(acme: Company, ana: User) -> None:
    for address in ("/write/acme/", "/write/acme/?purchase=aaaa"):
        assert client_of(ana).get(address)["Location"] == "/prove/acme/"


@pytest.mark.parametrize(
    ("headers", "place", "title"),
    [
        (PHONE, "", "Photograph your receipt"),
        ({}, "", "Send the order&#x27;s e-mail as a file"),
        ({"sec-ch-ua-mobile": "?1"}, "", "Photograph your receipt"),
        (PHONE, "code", "Use the code from your receipt"),
        ({}, "paper", "Photograph your receipt"),
        ({}, "file", "Show a receipt, bill or contract"),
        ({}, "anything", "Send the order&#x27;s e-mail as a file"),
    ],
)
def test_device_and_place_of_the_proof_decide_what_is_offered_first(
    acme: Company, headers: dict[str, str], place: str, title: str
) -> None:
    text = text_of(client_of(), f"/prove/acme/?where={place}" if place else "/prove/acme/", **headers)
    assert first_offer(text) == title
    assert not INLINE.search(text)


def test_each_offer_says_what_it_needs_costs_and_leaves_behind(acme: Company) -> None:
    text = text_of(client_of())
    for words in ("You need", "about 3 minutes", "We keep", "Who sees it", "A person looks", "2 working days"):
        assert words in text
    assert "Proof shown by the customer" in text


def test_every_way_that_is_offered_leads_to_its_page(acme: Company, ana: User) -> None:
    text = text_of(client_of(ana), "/prove/acme/?where=code")
    ways = set(re.findall(r'class="button[^"]*" href="(/prove/[^"]+)"', text))
    assert ways == {"/prove/acme/receipt/", "/prove/acme/document/", "/prove/acme/token/"}
    for way in ways:
        assert client_of(ana).get(way).status_code == 200


@pytest.mark.parametrize("door", ["/accounts/login/code/", "/accounts/signup/"])
def test_a_stranger_comes_in_by_a_code_and_straight_back(acme: Company, door: str) -> None:
    client = client_of()
    assert 'href="/accounts/login/?next=%2Fprove%2Facme%2F%3Fwhere%3Dpaper"' in text_of(
        client, "/prove/acme/?where=paper"
    )
    sign_in = text_of(client, "/accounts/login/?next=%2Fprove%2Facme%2F%3Fwhere%3Dpaper")
    way = re.search(rf'href="({door}\?next=[^"]*)"', sign_in)
    assert way is not None
    kept = re.search(r'<input type="hidden" name="next" value="([^"]*)"', text_of(client, unescape(way[1])))
    assert kept is not None
    if "login" in door:
        create_user(email="ana@example.org", role="customer", password=None, now=now())
    confirm = client.post(door, {"email": "ana@example.org", "next": unescape(kept[1])})["Location"]
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    answer = client.post(confirm, {"code": code[0]})
    assert answer["Location"] == "/prove/acme/?where=paper"


def test_an_invitation_in_the_mailbox_is_offered_first(acme: Company, ana: User) -> None:
    token = invited(acme, ana.email)
    drain()
    text = text_of(client_of(ana))
    assert first_offer(text) == "Open your invitation"
    assert f'href="/i/{token}/"' in text
    assert token not in text_of(client_of(person("ben@example.org")))


def test_a_shown_purchase_leads_on_to_writing(acme: Company, ana: User) -> None:
    purchase = story.purchase(acme, ana)
    text = text_of(client_of(ana))
    assert "Your purchase is shown" in text
    assert f'href="/write/acme/?purchase={purchase.public_id}"' in text
    assert f'href="/me/purchases/{purchase.public_id}/private/"' in text
    assert 'id="easiest"' not in text
    assert 'href="?another=1"' in text
    assert 'id="easiest"' in text_of(client_of(ana), "/prove/acme/?another=1")


def test_a_proof_that_is_checked_says_until_when(acme: Company, ana: User) -> None:
    purchase = begun(acme, ana)
    open_inspection(purchase_id=purchase.pk, reason="document", now=now())
    text = text_of(client_of(ana))
    assert "A proof of yours is being checked" in text
    assert "A person looks at it by" in text
    assert f'href="/write/acme/?purchase={purchase.public_id}"' in text


def test_a_second_proof_leads_on_to_what_it_backs(acme: Company, ana: User) -> None:
    first = proving.shown(acme, ana, now())
    photo = SimpleUploadedFile("receipt.jpg", shown.saved(shown.receipt()))
    answer = client_of(ana).post("/prove/acme/document/", {"photo": photo})
    assert answer["Location"] == f"/write/acme/?purchase={first.public_id}"


def test_a_refused_proof_says_why_and_what_would_work_instead(acme: Company, ana: User) -> None:
    purchase = begun(acme, ana)
    refuse_purchase(purchase_id=purchase.pk, code="unreadable", actor=VERIFICATION, now=now())
    text = text_of(client_of(ana))
    assert "A proof was not accepted" in text
    notice = text[text.index("This would work instead:") :]
    assert notice.index("/prove/acme/document/") < notice.index("/prove/acme/receipt/")


@pytest.mark.parametrize("code", sorted({*REFUSALS, *RECEIPT_REFUSALS}))
@pytest.mark.parametrize("method", ["document", "signed_receipt"])
def test_every_refusal_that_there_is_has_words_and_ways(acme: Company, ana: User, code: str, method: str) -> None:
    refuse_purchase(purchase_id=begun(acme, ana, method).pk, code=code, actor=VERIFICATION, now=now())
    text = text_of(client_of(ana))
    assert escape(str(refusal_detail(code))) in text
    assert str(refusal_detail(code)) != str(OTHERWISE)
    notice = text[text.index("This would work instead:") :]
    assert "/prove/acme/" in notice[: notice.index("</p>")]


@pytest.mark.parametrize(
    ("program", "title"),
    [
        ("thunderbird", "Send the order&#x27;s e-mail as a file"),
        ("gmail-app", "Show a receipt, bill or contract"),
        ("outlook-classic", "Show a receipt, bill or contract"),
        ("no such program", "Send the order&#x27;s e-mail as a file"),
    ],
)
def test_the_mail_program_decides_whether_the_mail_or_a_picture_is_easier(
    acme: Company, program: str, title: str
) -> None:
    text = text_of(client_of(), f"/prove/acme/?where=mail&program={program}")
    assert first_offer(text) == title
    assert "Which mail program?" in text


def test_who_has_reviewed_within_a_year_reads_what_a_new_review_does(acme: Company, ana: User) -> None:
    review = story.review(acme, by=ana, at=now() - timedelta(days=300))
    text = text_of(client_of(ana))
    assert "takes the older one's place in the count" in text.replace("&#x27;", "'")
    assert f'href="/me/reviews/{review.public_id}/revise/"' in text
    old = person("old@example.org")
    story.review(acme, by=old, at=now() - timedelta(days=400))
    assert "You have reviewed this company" not in text_of(client_of(old))


def test_who_speaks_for_the_company_is_told_that_the_connection_is_asked(acme: Company) -> None:
    assert "You speak for this company" in text_of(client_of(representative(acme, "owner@acme.example")))


def test_a_company_that_is_not_listed_can_be_proposed(acme: Company) -> None:
    answer = client_of().get("/prove/nobody/")
    assert answer.status_code == 404
    assert 'href="/companies/propose/"' in answer.content.decode()


def test_a_former_slug_leads_to_the_present_one(acme: Company) -> None:
    Slug.objects.create(slug="acme-old", company=acme, since=now())
    assert client_of().get("/prove/acme-old/?where=paper")["Location"] == "/prove/acme/?where=paper"


def test_another_persons_standing_is_nobodys_business(acme: Company, ana: User) -> None:
    purchase = story.purchase(acme, ana)
    for client in (client_of(), client_of(person("ben@example.org"))):
        assert purchase.public_id not in text_of(client)


def test_the_page_asks_as_many_questions_with_many_purchases_as_with_few(acme: Company, ana: User) -> None:
    client = client_of(ana)
    story.purchase(acme, ana)
    open_inspection(purchase_id=begun(acme, ana).pk, reason="document", now=now())
    text_of(client)
    with CaptureQueriesContext(connection) as few:
        text_of(client)
    for _ in range(8):
        story.purchase(acme, ana)
        open_inspection(purchase_id=begun(acme, ana).pk, reason="document", now=now())
        refuse_purchase(purchase_id=begun(acme, ana).pk, code="unreadable", actor=VERIFICATION, now=now())
    with CaptureQueriesContext(connection) as many:
        text_of(client)
    assert len(many) == len(few)


def test_the_companys_page_says_how_its_customers_can_show_a_purchase(acme: Company) -> None:
    story.company("Bolt")
    invited(acme, "dora@example.org")
    text = text_of(client_of(), "/companies/acme/")
    assert "an e-mail about their order, by its signature" in text
    assert "an invitation, as the company registers its orders" in text
    bolt = text_of(client_of(), "/companies/bolt/")
    assert "an e-mail about their order" not in bolt
    assert "a photo or PDF of a receipt" in bolt


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_looking_changes_nothing(acme: Company, method: str) -> None:
    assert getattr(client_of(), method)("/prove/acme/").status_code == 405
