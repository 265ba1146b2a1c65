"""From the invitation's link to the review, and what its author can do then."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from accounts.models import User
from ratings.companies.models import Company, Proposal
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.replies.commands import accept_reply, post_reply
from ratings.replies.models import Outcome, Reply
from ratings.reviews.models import Review
from ratings.verification.commands import begin_purchase
from ratings.verification.models import Invitation, Purchase
from tests.dashboards import story
from tests.web.visitors import INLINE, client_of, invited, now, person, representative, review_data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def acme() -> Company:
    return story.company("Acme")


def written(acme: Company, ana: User, **changes: object) -> Review:
    """Write a review through the pages and let it be screened."""
    token = invited(acme, ana.email, order=f"N{Review.objects.count()}")
    client = client_of(ana)
    address = client.post(f"/i/{token}/")["Location"]
    assert client.post(address, review_data(**changes)).status_code == 302
    drain()
    return Review.objects.latest("pk")


def test_looking_at_an_invitation_changes_nothing(acme: Company) -> None:
    token = invited(acme, "ana@example.org")
    answer = client_of().get(f"/i/{token}/")
    assert answer.status_code == 200
    assert "ana@example.org" in answer.content.decode()
    assert answer["Referrer-Policy"] == "same-origin"
    assert not User.objects.exists()
    assert Invitation.objects.get().opened_at is None


def test_a_new_customer_opens_the_invitation_and_is_signed_in_with_the_mailbox_confirmed(acme: Company) -> None:
    token = invited(acme, "ana@example.org")
    client = client_of()
    answer = client.post(f"/i/{token}/")
    purchase = Purchase.objects.get()
    assert answer["Location"] == f"/write/acme/?purchase={purchase.public_id}"
    ana = User.objects.get(email="ana@example.org")
    assert purchase.customer_id == ana.pk
    assert EmailAddress.objects.get(user=ana).verified
    assert "Send the review" in client.get(answer["Location"]).content.decode()


def test_an_invitation_to_a_known_mailbox_asks_to_sign_in_first(acme: Company) -> None:
    person("ana@example.org")
    token = invited(acme, "ana@example.org")
    answer = client_of().post(f"/i/{token}/")
    assert answer["Location"] == f"/accounts/login/?next=%2Fi%2F{token}%2F"
    assert not Purchase.objects.exists()


def test_anothers_invitation_cannot_be_opened(acme: Company) -> None:
    person("ana@example.org")
    token = invited(acme, "ana@example.org")
    answer = client_of(person("ben@example.org")).post(f"/i/{token}/")
    assert answer.status_code == 409
    assert "sign in with that one" in answer.content.decode()


def test_an_invitation_opens_once(acme: Company) -> None:
    ana = person("ana@example.org")
    token = invited(acme, ana.email)
    assert client_of(ana).post(f"/i/{token}/").status_code == 302
    assert client_of(ana).post(f"/i/{token}/").status_code == 409
    assert "You have opened this invitation already" in client_of(ana).get(f"/i/{token}/").content.decode()
    assert "has been opened already" in client_of().get(f"/i/{token}/").content.decode()
    assert client_of().get("/i/nonsense/").status_code == 404


def test_a_clean_review_is_public_as_soon_as_it_is_screened(acme: Company) -> None:
    ana = person("ana@example.org")
    review = written(acme, ana, wants_answer="on", stars_support="5")
    assert review.state == "published"
    text = client_of(ana).get(f"/me/reviews/{review.public_id}/").content.decode()
    assert "Your review is public." in text
    assert "Came in time" in client_of().get("/companies/acme/").content.decode()
    assert "Came in time" in client_of(ana).get("/me/").content.decode()


def test_a_purchase_that_is_reviewed_leads_to_its_review(acme: Company) -> None:
    ana = person("ana@example.org")
    review = written(acme, ana)
    address = f"/write/acme/?purchase={Purchase.objects.get().public_id}"
    assert client_of(ana).get(address)["Location"] == f"/me/reviews/{review.public_id}/"
    assert client_of(person("ben@example.org")).get(address)["Location"] == "/prove/acme/"


def test_no_review_is_called_verified_before_its_proof_is_accepted(acme: Company) -> None:
    ana = person("ana@example.org")
    purchase = begin_purchase(company_id=acme.pk, customer_id=ana.pk, method="document", now=now())
    text = client_of(ana).get(f"/write/acme/?purchase={purchase.public_id}").content.decode()
    assert "The proof is still being checked" in text
    assert "Verified by" not in text


def test_a_preview_sends_nothing_and_shows_month_and_pseudonym(acme: Company) -> None:
    ana = person("ana@example.org")
    client = client_of(ana)
    address = client.post(f"/i/{invited(acme, ana.email)}/")["Location"]
    text = client.post(address, review_data(preview="1")).content.decode()
    assert "This is what readers will see" in text
    assert f"experienced {now():%B %Y}" in text or "experienced" in text
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stars_overall": ""}, "Please choose from 1 to 5 stars overall."),
        ({"stars_support": "6"}, "Stars are whole numbers from 1 to 5."),
        ({"experienced_on": "2020-01-01"}, "This is more than twelve months ago"),
        ({"experienced_on": "2126-01-01"}, "This day has not come yet."),
        ({"experienced_on": "soon"}, "Enter a valid date."),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"connection": ""}, "This field is required."),
        ({"connection": "owner"}, "Select a valid choice."),
        ({"body": "a \x00 b"}, "Null characters are not allowed."),
        ({"body": "a \x08 b"}, "characters that no text has"),
    ],
)
def test_what_is_wrong_with_a_review_is_said_at_its_field_and_nothing_is_lost(
    acme: Company, changes: dict[str, str], message: str
) -> None:
    ana = person("ana@example.org")
    client = client_of(ana)
    address = client.post(f"/i/{invited(acme, ana.email)}/")["Location"]
    answer = client.post(address, review_data(**changes))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert message in text
    assert "parcel came on the day" in text or "body" in changes
    assert not Review.objects.exists()


def test_a_page_for_writing_is_there_for_companies_and_for_those_signed_in(acme: Company) -> None:
    assert client_of(person("ana@example.org")).get("/write/nobody/").status_code == 404
    assert client_of().get("/write/acme/")["Location"].startswith("/accounts/login/?next=")


def test_of_several_purchases_one_is_chosen(acme: Company) -> None:
    ana = person("ana@example.org")
    first, second = story.purchase(acme, ana), story.purchase(acme, ana)
    text = client_of(ana).get("/write/acme/").content.decode()
    assert f"?purchase={first.public_id}" in text
    assert f"?purchase={second.public_id}" in text
    assert "/prove/acme/" in text


def test_a_review_is_revised_from_the_version_that_was_read(acme: Company) -> None:
    ana = person("ana@example.org")
    review = written(acme, ana)
    address = f"/me/reviews/{review.public_id}/revise/"
    sent = review_data(title="Came in time, twice", revision="1")
    assert "Came in time" in client_of(ana).get(address).content.decode()
    assert client_of(ana).post(address, sent).status_code == 302
    stale = client_of(ana).post(address, sent)
    assert stale.status_code == 422
    assert "has been revised since you read it" in stale.content.decode()
    drain()
    assert "Came in time, twice" in client_of().get(f"/reviews/{review.public_id}/").content.decode()


def test_a_review_is_withdrawn_after_one_question(acme: Company) -> None:
    ana = person("ana@example.org")
    review = written(acme, ana)
    address = f"/me/reviews/{review.public_id}/withdraw/"
    assert "This is final" in client_of(ana).get(address).content.decode()
    review.refresh_from_db()
    assert review.state == "published"
    client_of(ana).post(address)
    review.refresh_from_db()
    assert review.state == "withdrawn"
    assert client_of(ana).post(address).status_code == 409


def test_an_author_sees_the_answer_first_and_can_say_that_it_reveals_them(acme: Company) -> None:
    ana = person("ana@example.org")
    owner = representative(acme, "owner@acme.example")
    review = written(acme, ana)
    actor = Actor.representative(owner.pk, company_id=acme.pk, team_role="owner")
    reply = post_reply(
        review=review.public_id,
        part="service",
        position="fixed",
        body="Dear Ana Example, sorry.",
        actor=actor,
        now=now(),
    )
    accept_reply(reply_id=reply.pk, actor=Actor.system("test"), now=now())
    assert "Only you see this answer so far" in client_of(ana).get(f"/me/reviews/{review.public_id}/").content.decode()
    assert "Dear Ana" not in client_of().get(f"/reviews/{review.public_id}/").content.decode()
    client_of(ana).post(f"/me/reviews/{review.public_id}/object/")
    assert Reply.objects.get().state == "held"


def test_an_author_marks_the_outcome(acme: Company) -> None:
    ana = person("ana@example.org")
    review = written(acme, ana)
    address = f"/me/reviews/{review.public_id}/outcome/"
    assert client_of(ana).post(address, {"outcome": "perhaps"}).status_code == 422
    assert client_of(ana).post(address, {"outcome": "resolved"}).status_code == 302
    assert Outcome.objects.get().result == "resolved"
    assert "Solved, says the customer" in client_of().get("/companies/acme/").content.decode()


def test_anothers_review_is_nobodys_page(acme: Company) -> None:
    review = written(acme, person("ana@example.org"))
    ben = client_of(person("ben@example.org"))
    for place in ("", "revise/", "withdraw/"):
        assert ben.get(f"/me/reviews/{review.public_id}/{place}").status_code == 404
    for place in ("withdraw/", "outcome/", "object/", "appeal/aaaa/"):
        assert ben.post(f"/me/reviews/{review.public_id}/{place}").status_code == 404


def test_a_company_is_proposed_and_people_are_not(acme: Company) -> None:
    ana = client_of(person("ana@example.org"))
    good = {"name": "Gull Ferries", "website": "gull.example", "country": "DK"}
    assert ana.post("/companies/propose/", good).status_code == 302
    assert Proposal.objects.get().domain == "gull.example"
    assert "Gull Ferries" in ana.get("/me/").content.decode()
    wrong = ana.post("/companies/propose/", good | {"website": "http://", "country": "Nowhere"})
    assert wrong.status_code == 422
    assert "Gull Ferries" in wrong.content.decode()


def test_ones_own_pages_hold_nothing_that_their_policy_refuses(acme: Company) -> None:
    ana = person("ana@example.org")
    review = written(acme, ana)
    own = f"/me/reviews/{review.public_id}/"
    story.purchase(acme, ana)
    for address in ("/me/", own, f"{own}revise/", f"{own}withdraw/", "/companies/propose/", "/write/acme/"):
        answer = client_of(ana).get(address)
        assert answer.status_code == 200
        assert not INLINE.search(answer.content.decode()), address
