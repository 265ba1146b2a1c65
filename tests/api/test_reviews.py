from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from ratings.claims.commands import add_representative
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.replies.models import Reply
from ratings.reviews.commands import publish_revision
from ratings.reviews.models import Review
from ratings.verification.commands import OrderLine, register_orders
from tests.api.caller import Caller, is_problem
from tests.dashboards import story

pytestmark = pytest.mark.django_db


def written(purchase: str, **changes: Any) -> dict[str, Any]:
    body = {
        "purchase": purchase,
        "experienced_on": f"{timezone.now() - timedelta(days=5):%Y-%m-%d}",
        "title": "Arrived",
        "body": "It came in time and worked.",
        "stars": {"overall": 4, "support": None},
    }
    return body | changes


def invited(acme: Company, email: str = "ana@example.org") -> str:
    """Register an order and return the token of its invitation."""
    line = OrderLine(order="A-1", ordered_on=timezone.now().date(), email=email)
    (registered,) = register_orders(company_id=acme.pk, lines=[line], actor=Actor.operator(), now=timezone.now())
    return story.there(registered.token)


def test_an_invitation_becomes_a_purchase_a_review_and_a_page(acme: Company, ana: User) -> None:
    caller = Caller(ana)
    purchase = caller.post("purchases", {"method": "invitation", "token": invited(acme)})
    assert purchase.status_code == 201
    assert purchase.json() | {"id": ""} == {
        "id": "",
        "state": "accepted",
        "method": "invitation",
        "group": "company",
        "company": "acme",
        "review": None,
        "shows": "order",
        "refusal": "",
        "refusal_detail": "",
        "due_at": None,
        "files_kept": False,
        "backs": None,
        "needs_second_proof": False,
        "second_proof_due_at": None,
    }

    review = caller.post("reviews", written(purchase.json()["id"]))
    assert (review.status_code, review.json()["state"], review["ETag"]) == (201, "screening", '"1"')
    assert is_problem(Caller().get(f"reviews/{review.json()['id']}"), 404)
    assert caller.get(f"reviews/{review.json()['id']}").json()["state"] == "screening"

    row = Review.objects.get(public_id=review.json()["id"])
    publish_revision(review_id=row.pk, number=1, actor=story.SYSTEM, now=timezone.now())
    public = Caller().client.get(review["Location"])
    assert public.json()["stars"] == {"service": {"overall": 4}}
    assert public.json()["counted"] is True
    assert Caller().get("companies/acme/reviews").json()["results"][0]["id"] == review.json()["id"]


def test_the_methods_that_there_are_are_named(ana: User) -> None:
    refused = Caller(ana).post("purchases", {"method": "imported", "company": "acme"})

    assert is_problem(refused, 422, field="method")
    assert "invitation" in refused.json()["errors"][0]["detail"]
    assert is_problem(Caller(ana).post("purchases", {"method": "invitation"}), 422, field="token")
    assert is_problem(Caller(ana).post("purchases", {"method": "invitation", "token": "x"}), 422, field="token")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stars": {"overall": "4"}}, "stars.overall"),
        ({"stars": {"overall": 6}}, "stars.overall"),
        ({"stars": {"overall": True}}, "stars.overall"),
        ({"stars": {"support": 4}}, "stars.overall"),
        ({"stars": {"overall": 4, "looks": 5}}, "stars.looks"),
        ({"stars": [4]}, "stars"),
        ({"title": 7}, "title"),
        ({"title": "   "}, "title"),
        ({"body": ""}, "body"),
        ({"body": "x" * 10_001}, "body"),
        ({"experienced_on": "yesterday"}, "experienced_on"),
        ({"experienced_on": "2020-01-01"}, "experienced_on"),
        ({"wants_answer": "yes"}, "wants_answer"),
        ({"connection": "friend"}, "connection"),
        ({"language": "x"}, "language"),
        ({"titel": "x"}, "titel"),
        ({"title": "a\u0007b"}, "title"),
    ],
)
def test_a_review_that_cannot_be_taken_names_the_field(
    acme: Company, ana: User, changes: dict[str, Any], field: str
) -> None:
    purchase = story.purchase(acme, ana)

    refused = Caller(ana).post("reviews", written(purchase.public_id, **changes))

    assert is_problem(refused, 422, field=field)
    assert not Review.objects.exists()


def test_a_review_needs_a_purchase_of_ones_own(acme: Company, ana: User) -> None:
    ben = story.customer()
    purchase = story.purchase(acme, ana)

    assert is_problem(Caller(ben).post("reviews", written(purchase.public_id)), 403)
    assert is_problem(Caller(ana).post("reviews", written("nothing")), 404)
    assert Caller(ana).post("reviews", written(purchase.public_id)).status_code == 201
    assert is_problem(Caller(ana).post("reviews", written(purchase.public_id)), 409)


def test_a_revision_needs_the_version_it_was_made_from(acme: Company, ana: User) -> None:
    review = story.review(acme, 2, by=ana, at=timezone.now())
    address = f"reviews/{review.public_id}"
    caller = Caller(ana)
    etag = caller.get(address)["ETag"]

    assert etag.startswith('"1-')
    assert is_problem(caller.send("PATCH", address, {"title": "Better"}), 428)
    assert is_problem(caller.send("PATCH", address, {"title": "Better"}, {"If-Match": '"7"'}), 412)
    assert is_problem(caller.send("PATCH", address, {"title": "Better"}, {"If-Match": f"W/{etag}"}), 412)
    assert is_problem(Caller(story.customer()).send("PATCH", address, {"title": "B"}, {"If-Match": etag}), 403)
    revised = caller.send("PATCH", address, {"title": "Better", "stars": {"overall": 5}}, {"If-Match": etag})
    assert (revised.status_code, revised["ETag"], revised.json()["revision"]) == (200, '"2"', 2)
    assert is_problem(caller.send("PATCH", address, {"title": "Late"}, {"If-Match": etag}), 412)
    assert caller.get(address).json()["title"] == "Better"
    assert Caller().get(address).json()["title"] == "Arrived"


def test_a_review_is_withdrawn_by_its_author_only(acme: Company, ana: User) -> None:
    review = story.review(acme, 2, by=ana)
    address = f"reviews/{review.public_id}"

    assert is_problem(Caller().send("DELETE", address), 401)
    assert is_problem(Caller(story.customer()).send("DELETE", address), 403)
    assert is_problem(Caller(ana).send("DELETE", address, headers={"If-Match": '"9"'}), 412)
    assert Caller(ana).send("DELETE", address).status_code == 204
    assert is_problem(Caller(ana).send("DELETE", address), 409)
    assert is_problem(Caller().get(address), 404)


def test_a_company_answers_its_own_reviews_only(acme: Company, ana: User) -> None:
    review = story.review(acme, 2, by=ana)
    eva, ben = story.customer(), story.customer()
    add_representative(company_id=acme.pk, user_id=eva.pk, role="responder", actor=Actor.operator(), now=story.NOW)
    address = f"reviews/{review.public_id}/reply"
    body = {"part": "service", "position": "fixed", "body": "We are sorry."}

    assert is_problem(Caller(ben).post(address, body), 403)
    assert is_problem(Caller(eva, scopes=("orders:write",)).post(address, body), 403)
    assert is_problem(Caller(eva).post(address, body | {"position": "angry"}), 422, field="position")
    replied = Caller(eva).post(address, body)
    assert (replied.status_code, replied.json()["state"]) == (201, "screening")
    assert is_problem(Caller(eva).post(address, body), 409)
    assert Reply.objects.count() == 1


def test_the_author_says_whether_it_was_solved(acme: Company, ana: User) -> None:
    review = story.review(acme, 2, by=ana)
    address = f"reviews/{review.public_id}/outcome"

    assert is_problem(Caller(story.customer()).post(address, {"outcome": "partly"}), 403)
    assert is_problem(Caller(ana).post(address, {"outcome": "maybe"}), 422, field="outcome")
    assert Caller(ana).post(address, {"outcome": "partly"}).json()["outcome"] == "partly"
    assert Caller().get(f"reviews/{review.public_id}").json()["outcome"] == "partly"


def test_reviews_are_narrowed_and_the_filter_that_cannot_be_is_named(acme: Company) -> None:
    story.review(acme, 2)
    story.review(acme, 5, method="invitation")

    def stars(**query: Any) -> list[int]:
        results = Caller().get("companies/acme/reviews", **query).json()["results"]
        return [one["stars"]["service"]["overall"] for one in results]

    assert stars() == [5, 2]
    assert stars(order="oldest") == [2, 5]
    assert stars(stars=5) == stars(method="invitation") == [5]
    assert stars(has_reply="true") == stars(method="imported") == stars(month="2020-01") == []
    for query in ({"stars": "6"}, {"method": "x"}, {"month": "soon"}, {"has_reply": "maybe"}, {"tab": "x"}):
        assert is_problem(Caller().get("companies/acme/reviews", **query), 422, field=next(iter(query)))
