"""The moderators' desk: the queue, cases, appeals, proposals, and who may do what."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from ratings.companies.commands import Particulars, propose_company
from ratings.companies.models import Company, Proposal
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.moderation.models import Appeal, Case, Decision
from ratings.reviews.commands import Draft, submit_review
from ratings.reviews.models import Review
from ratings.verification.commands import keep_file
from tests.dashboards import story
from tests.web.visitors import INLINE, client_of, now, person

pytestmark = pytest.mark.django_db

BODY = 'Call <b>the driver</b> & write to ben@bolt.example, he said "no".'
REJECT = {"action": "reject", "ground": "personal_data", "words": "The text gives a person's e-mail address."}
KEEP = {"action": "keep", "ground": "", "words": ""}


@pytest.fixture
def acme() -> Company:
    return story.company("Acme")


@pytest.fixture
def moderator() -> User:
    return person("moderator@desk.example", role="moderator")


def held(acme: Company, ana: User, body: str = BODY) -> Review:
    """Write a review that screening holds."""
    bought = story.purchase(acme, ana)
    draft = Draft(experienced_on=now().date(), title="Driver", body=body, stars={"overall": 5}, language="en")
    review = submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(ana.pk), now=now())
    drain()
    review.refresh_from_db()
    assert review.state == "held"
    return review


def test_a_held_review_stands_in_the_queue_with_why_and_until_when(acme: Company, moderator: User) -> None:
    held(acme, person("ana@example.org"))
    text = client_of(moderator).get("/desk/").content.decode()
    assert "Review of Acme" in text
    assert "Held by screening" in text
    assert "Personal data" in text


@pytest.mark.parametrize(("address", "here"), [("/desk/", "All languages"), ("/desk/?language=en", "English (1)")])
def test_the_queue_says_which_languages_it_shows(acme: Company, moderator: User, address: str, here: str) -> None:
    held(acme, person("ana@example.org"))
    text = client_of(moderator).get(address).content.decode()
    tabs = text[text.index("Language of the text") : text.index("Order: the clock")]
    assert tabs.count('aria-current="page"') == 1
    assert f'aria-current="page">{here}' in tabs


def test_a_case_shows_the_text_marked_and_escaped_and_never_stars(acme: Company, moderator: User) -> None:
    held(acme, person("ana@example.org"))
    text = client_of(moderator).get(f"/desk/cases/{Case.objects.get().public_id}/").content.decode()
    assert "<mark>ben@bolt.example</mark>" in text
    assert "&lt;b&gt;the driver&lt;/b&gt; &amp; write" in text
    assert "An e-mail address." in text
    main = text[text.index("<main") :]
    assert "star" not in main.replace("start", "").lower()
    assert "claimed" not in main
    assert "Document: accepted" in main
    assert not INLINE.search(text)


def test_a_case_is_taken_decided_and_explained(acme: Company, moderator: User) -> None:
    review = held(acme, person("ana@example.org"))
    address = f"/desk/cases/{Case.objects.get().public_id}/"
    client = client_of(moderator)
    assert client.post(f"{address}claim/").status_code == 302
    assert "Yours until" in client.get(address).content.decode()
    assert client.post(address, REJECT)["Location"] == "/desk/"
    review.refresh_from_db()
    assert review.state == "rejected"
    decision = Decision.objects.get()
    text = client_of().get(f"/decisions/{decision.public_id}/").content.decode()
    assert "Statement of reasons" in text
    assert "The text gives a person&#x27;s e-mail address." in text
    assert "DECISION_VISIBILITY_CONTENT_DISABLED" in text
    assert "ana@example.org" not in text
    assert "moderator@desk" not in text
    own = client_of(story.there(review.author)).get(f"/me/reviews/{review.public_id}/").content.decode()
    assert "Lodge the appeal" in own


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (REJECT | {"ground": ""}, "Choose the ground from the list."),
        (REJECT | {"words": "Too short"}, "at least 20 characters"),
        (REJECT | {"action": "remove"}, "Select a valid choice"),
        (REJECT | {"action": ""}, "This field is required."),
    ],
)
def test_a_decision_without_its_reasons_is_not_taken(
    acme: Company, moderator: User, sent: dict[str, str], message: str
) -> None:
    held(acme, person("ana@example.org"))
    answer = client_of(moderator).post(f"/desk/cases/{Case.objects.get().public_id}/", sent)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Decision.objects.exists()


def test_two_moderators_do_not_work_on_one_case(acme: Company, moderator: User) -> None:
    held(acme, person("ana@example.org"))
    address = f"/desk/cases/{Case.objects.get().public_id}/"
    first, other = client_of(moderator), client_of(person("other@desk.example", role="moderator"))
    first.post(f"{address}claim/")
    too_late = other.post(f"{address}claim/")
    assert (too_late.status_code, "Back to: Desk" in too_late.content.decode()) == (409, True)
    assert "A colleague is working on this case." in other.get(address).content.decode()
    refused = other.post(address, REJECT)
    assert refused.status_code == 422
    assert "Another moderator is working on this case." in refused.content.decode()
    first.post(address, REJECT)
    for browser in (first, other):
        again = browser.post(address, REJECT)
        assert again.status_code == 422
        assert "This case was closed meanwhile" in again.content.decode()
    assert Decision.objects.count() == 1


def test_a_ground_that_was_chosen_by_mistake_can_be_left_out_again(acme: Company, moderator: User) -> None:
    held(acme, person("ana@example.org"))
    address = f"/desk/cases/{Case.objects.get().public_id}/"
    client = client_of(moderator)
    client.post(f"{address}claim/")
    page = client.get(address).content.decode()
    assert '<input type="radio" name="ground" value=""' in page
    assert "(Before a moderator)" in page


def test_an_appeal_is_decided_by_another_person(acme: Company, moderator: User) -> None:
    ana = person("ana@example.org")
    review = held(acme, ana)
    client_of(moderator).post(f"/desk/cases/{Case.objects.get().public_id}/", REJECT)
    decision = Decision.objects.get()
    lodge = f"/me/reviews/{review.public_id}/appeal/{decision.public_id}/"
    assert client_of(ana).post(lodge, {"reasons": "No."}).status_code == 422
    assert client_of(ana).post(lodge, {"reasons": "That address is the company's own public one."}).status_code == 302
    appeal = Appeal.objects.get()
    address = f"/desk/appeals/{appeal.public_id}/"
    sent = {"outcome": "reversed", "words": "The address is the company's, not a person's."}
    assert "another moderator decides" in client_of(moderator).get(address).content.decode()
    assert client_of(moderator).post(address, sent).status_code == 422
    other = client_of(person("other@desk.example", role="moderator"))
    assert "Acme" in other.get("/desk/appeals/").content.decode()
    assert other.post(address, sent).status_code == 302
    review.refresh_from_db()
    assert review.state == "published"
    assert "was reversed on appeal" in client_of().get(f"/decisions/{decision.public_id}/").content.decode()


def test_a_moderator_opens_a_case_on_a_public_review_which_stays_up(acme: Company, moderator: User) -> None:
    review = story.review(acme, at=now())
    client = client_of(moderator)
    assert "Open a case about this review" in client.get(f"/reviews/{review.public_id}/").content.decode()
    address = client.post(f"/desk/reviews/{review.public_id}/case/")["Location"]
    assert client_of().get(f"/reviews/{review.public_id}/").status_code == 200
    assert client.post(address, KEEP)["Location"] == "/desk/"
    assert Case.objects.get().state == "decided"


def test_a_removed_review_leads_to_its_public_reasons(acme: Company, moderator: User) -> None:
    review = story.review(acme, at=now())
    client = client_of(moderator)
    address = client.post(f"/desk/reviews/{review.public_id}/case/")["Location"]
    client.post(address, REJECT | {"action": "remove"})
    answer = client_of().get(f"/reviews/{review.public_id}/")
    assert answer.status_code == 410
    assert f"/decisions/{Decision.objects.get().public_id}/" in answer.content.decode()


def test_customers_stay_outside(acme: Company) -> None:
    held(acme, person("ana@example.org"))
    case = f"/desk/cases/{Case.objects.get().public_id}/"
    customer = client_of(User.objects.get(email="ana@example.org"))
    for address in ("/desk/", case, "/desk/appeals/", "/desk/proposals/"):
        assert customer.get(address).status_code == 403
        assert client_of().get(address)["Location"].startswith("/accounts/login/")
    assert customer.post(case, REJECT).status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_operators_and_auditors_read_and_decide_no_case(acme: Company, role: str) -> None:
    held(acme, person("ana@example.org"))
    case = f"/desk/cases/{Case.objects.get().public_id}/"
    reader = client_of(person("reader@desk.example", role=role))
    assert "Only moderators decide cases." in reader.get(case).content.decode()
    assert reader.post(case, REJECT).status_code == 422
    assert reader.post(f"{case}claim/").status_code == 403
    assert not Decision.objects.exists()


def test_a_proposal_is_opened_with_a_register_number_or_refused_with_a_reason() -> None:
    ana = person("ana@example.org")
    for name in ("Gull Ferries", "Heron Taxi"):
        domain = f"{name.split()[0].lower()}.example"
        particulars = Particulars(name=name, website=domain, country="DK")
        propose_company(particulars=particulars, actor=Actor.customer(ana.pk), now=now())
    gull, heron = Proposal.objects.order_by("pk")
    client = client_of(person("operator@desk.example", role="operator"))
    assert "Gull Ferries" in client.get("/desk/proposals/").content.decode()
    data = {"name": "Gull Ferries", "website": "https://gull.example", "country": "DK"}
    missing = client.post(f"/desk/proposals/{gull.public_id}/accept/", data)
    assert missing.status_code == 422
    assert "register number or LEI" in missing.content.decode()
    number = data | {"register_code": "CVR", "register_number": "12345678"}
    assert client.post(f"/desk/proposals/{gull.public_id}/accept/", number).status_code == 302
    assert client.post(f"/desk/proposals/{heron.public_id}/refuse/", {"reason": "a-person"}).status_code == 302
    assert client_of().get("/companies/gull-ferries/").status_code == 200
    assert "people are not rated here" in client_of(ana).get("/me/").content.decode()
    auditor = client_of(person("auditor@desk.example", role="auditor"))
    assert not re.search("<form[^>]*refuse", auditor.get(f"/desk/proposals/{heron.public_id}/").content.decode())


def test_the_queue_asks_as_many_questions_with_few_cases_as_with_many(acme: Company, moderator: User) -> None:
    client = client_of(moderator)
    held(acme, person("ana@example.org"))
    client.get("/desk/")
    counts = []
    for more in (0, 8):
        for number in range(more):
            held(acme, person(f"ana{number}@example.org"), body=f"Write to no{number}@bolt.example, {number * 7919}.")
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


def test_a_proof_is_looked_at_again_from_its_case_and_decided_there(acme: Company, moderator: User) -> None:
    review = story.review(acme, at=now())
    kept = keep_file(purchase=review.purchase, kind="page", data=b"bill", media_type="image/png", now=now())
    client = client_of(moderator)
    case = client.post(f"/desk/reviews/{review.public_id}/case/")["Location"]
    client.post(f"{case}claim/")
    assert "Look at the proof again" in client.get(case).content.decode()

    proof = client.post(f"{case}proof/")["Location"]

    text = client.get(proof).content.decode()
    assert kept.public_id in text
    assert f'href="{case}"' in text
    assert "Accept the proof" not in text
    assert "Looked at again for a case" not in client.get("/desk/proofs/").content.decode()
    sent = {"action": "revoke_hold", "ground": "not_genuine", "words": "The bill is another company's, re-lettered."}
    client.post(case, sent)
    review.refresh_from_db()
    assert review.state == "held"
    following = Case.objects.get(state="open")
    text = client.get(f"/desk/cases/{following.public_id}/").content.decode()
    assert "Held with its proof, which was revoked" in text
    client.post(f"/desk/cases/{following.public_id}/", {"action": "restore", "ground": "", "words": ""})
    review.refresh_from_db()
    assert review.state == "published"
