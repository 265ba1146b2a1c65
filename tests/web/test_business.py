"""The business side: inbox, answers, orders, and who may do what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ratings.companies.models import Company
from ratings.journal.resident import drain
from ratings.replies.models import Reply
from ratings.verification.models import Invitation, Order
from tests.dashboards import story
from tests.web.visitors import INLINE, client_of, now, person, representative

pytestmark = pytest.mark.django_db

ANSWER = {"position": "fixed", "body": "We have changed how parcels are packed."}


@pytest.fixture
def acme() -> Company:
    return story.company("Acme")


def test_reviews_that_want_an_answer_stand_first_with_their_clock(acme: Company) -> None:
    owner = client_of(representative(acme, "owner@acme.example"))
    story.review(acme, title="Please answer", wants_answer=True, at=now())
    story.review(acme, title="No answer needed", at=now())
    text = owner.get("/business/acme/").content.decode()
    assert text.index("Please answer") < text.index("All reviews") < text.index("No answer needed")
    assert "answer by" in text
    assert owner.get("/business/")["Location"] == "/business/acme/"


def test_an_answer_is_sent_shown_and_withdrawn(acme: Company) -> None:
    owner = client_of(representative(acme, "owner@acme.example"))
    review = story.review(acme, at=now())
    address = f"/business/acme/reviews/{review.public_id}/"
    assert owner.post(address, ANSWER).status_code == 302
    assert "Being checked" in owner.get(address).content.decode()
    drain()
    assert "Shown to the customer first" in owner.get(address).content.decode()
    again = owner.post(address, ANSWER)
    assert again.status_code == 422
    assert "has an answer already" in again.content.decode()
    owner.post(f"{address}withdraw/")
    assert Reply.objects.get().state == "withdrawn"
    assert "Write an answer" in owner.get(address).content.decode()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"position": "", "body": "Sorry."}, "This field is required."),
        ({"position": "fixed", "body": "\x08 a"}, "no text has"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_at_its_field(acme: Company, sent: dict[str, str], message: str) -> None:
    owner = client_of(representative(acme, "owner@acme.example"))
    review = story.review(acme, at=now())
    answer = owner.post(f"/business/acme/reviews/{review.public_id}/", sent)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Reply.objects.exists()


def test_one_companys_people_cannot_touch_anothers_reviews(acme: Company) -> None:
    bolt = story.company("Bolt")
    owner = client_of(representative(bolt, "owner@bolt.example"))
    review = story.review(acme, at=now())
    assert owner.get("/business/acme/").status_code == 403
    assert owner.post(f"/business/acme/reviews/{review.public_id}/", ANSWER).status_code == 403
    assert owner.post(f"/business/bolt/reviews/{review.public_id}/", ANSWER).status_code == 404
    assert owner.post("/business/acme/orders/", {}).status_code == 403
    assert client_of(person("ana@example.org")).get("/business/acme/").status_code == 403
    assert not Reply.objects.exists()


def test_an_analyst_reads_and_writes_nothing(acme: Company) -> None:
    analyst = client_of(representative(acme, "analyst@acme.example", role="analyst"))
    review = story.review(acme, at=now())
    address = f"/business/acme/reviews/{review.public_id}/"
    assert "Your role reads only." in analyst.get(address).content.decode()
    assert analyst.post(address, ANSWER).status_code == 422
    order = {"order": "A-1", "ordered_on": now().date().isoformat(), "locale": "en"}
    assert analyst.post("/business/acme/orders/", order).status_code == 422
    assert not Reply.objects.exists()
    assert not Order.objects.exists()


def test_an_order_is_registered_and_its_customer_invited(acme: Company) -> None:
    owner = client_of(representative(acme, "owner@acme.example"))
    order = {"order": "A-1", "ordered_on": now().date().isoformat(), "locale": "de", "email": "ana@example.org"}
    answer = owner.post("/business/acme/orders/", order, follow=True)
    assert "its customer is invited" in answer.content.decode()
    assert Invitation.objects.get().order.locale == "de"
    assert "was registered before" in owner.post("/business/acme/orders/", order, follow=True).content.decode()
    late = order | {"order": "A-2", "ordered_on": "2126-01-01"}
    assert "This day has not come yet." in owner.post("/business/acme/orders/", late).content.decode()


def test_the_inbox_asks_as_many_questions_with_few_reviews_as_with_many(acme: Company) -> None:
    owner = client_of(representative(acme, "owner@acme.example"))
    story.review(acme, wants_answer=True, at=now())
    story.review(acme, at=now())
    owner.get("/business/acme/")
    counts = []
    for more in (0, 10):
        for _ in range(more):
            story.review(acme, wants_answer=True, at=now())
            story.review(acme, at=now())
        with CaptureQueriesContext(connection) as asked:
            text = owner.get("/business/acme/").content.decode()
        counts.append(len(asked))
        assert not INLINE.search(text)
    assert counts[0] == counts[1] <= 20
