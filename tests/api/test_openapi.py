import json
import re
from typing import Any

import jsonschema_rs
import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.definitions import OPENAPI_31

from accounts.models import User
from api.reference import schema
from api.urls import urlpatterns
from ratings.claims.commands import add_representative
from ratings.kernel.actor import Actor
from ratings.reviews.models import Review
from ratings.verification.models import Purchase
from tests.api.caller import Caller
from tests.dashboards import story


@pytest.fixture(scope="module")
def document() -> Any:
    return json.loads(json.dumps(schema()))


def test_the_document_is_valid_openapi_3_1(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    jsonschema_rs.validate(OPENAPI_31, document)


def test_every_address_stands_in_the_document(document: Any) -> None:
    named = {str(one.name) for one in urlpatterns if isinstance(one, URLPattern) and one.name}
    described = {re.sub(r"\{[a-z]+\}", "*", path) for path in document["paths"]}

    assert len(described) == len(named - {"reference", "openapi"})


def test_every_call_says_that_one_may_have_to_sign_in_first(document: Any) -> None:
    for path, calls in document["paths"].items():
        for method, call in calls.items():
            assert {"401", "403", "404", "422", "429"} <= set(call["responses"]), (method, path)


def test_all_states_are_enumerated(document: Any) -> None:
    shapes = document["components"]["schemas"]

    assert set(shapes["ReviewShape"]["properties"]["state"]["enum"]) == set(Review.State.values)
    assert set(shapes["PurchaseShape"]["properties"]["state"]["enum"]) == set(Purchase.State.values)


@pytest.mark.django_db
def test_the_document_and_the_page_are_served() -> None:
    served = Client().get("/api/v1/openapi.json")
    page = Client().get(reverse("api:reference"))

    assert served.json()["info"]["title"] == "Evenhand"
    assert served["ETag"]
    assert page.status_code == 200
    assert "/api/v1/companies/{slug}/scores" in page.content.decode()
    assert "<script>" not in page.content.decode()
    assert "style=" not in page.content.decode()


@pytest.mark.django_db
def test_answers_have_the_shape_that_the_document_says(document: Any) -> None:
    acme = story.company("Acme")
    story.freeze_prior()
    for _ in range(5):
        review = story.review(acme, 4)
    story.fold()
    calls = {
        "/api/v1/companies": "companies",
        "/api/v1/companies/{slug}": "companies/acme",
        "/api/v1/companies/{slug}/scores": "companies/acme/scores",
        "/api/v1/companies/{slug}/trend": "companies/acme/trend",
        "/api/v1/companies/{slug}/reviews": "companies/acme/reviews",
        "/api/v1/reviews/{review}": f"reviews/{review.public_id}",
        "/api/v1/sectors": "sectors",
        "/api/v1/sectors/{code}/ranking": "sectors/47/ranking",
        "/api/v1/compare": "compare?company=acme",
    }
    for path, address in calls.items():
        shape = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        answer = Caller().get(address).json()
        jsonschema_rs.validate({**shape, "components": document["components"]}, answer)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
FIELDS = [
    "purchase", "experienced_on", "title", "body", "stars", "language", "wants_answer", "connection", "method",
    "token", "company", "part", "position", "outcome", "reasons", "order", "orders", "ordered_on", "email", "locale",
    "name", "website", "country", "register",
]  # fmt: skip
VALUES = JSON | st.sampled_from(
    ["2026-11-20", "invitation", "fixed", "partly", "DE", "https://x.example", "service", "overall", {"overall": 4}]
)
BODIES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8) | JSON


@pytest.fixture
def eva(db: None) -> User:
    """Somebody who has a review, a purchase and a company, so that bodies get past the door."""
    eva = story.customer()
    acme = story.company("Acme")
    story.review(acme, 4, by=eva)
    story.purchase(acme, eva)
    add_representative(company_id=acme.pk, user_id=eva.pk, role="owner", actor=Actor.operator(), now=story.NOW)
    return eva


def whatever(response: Any) -> None:
    assert response.status_code < 500, (response.status_code, response.content)
    if response.status_code >= 400:
        assert response["Content-Type"].startswith("application/problem+json")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(body=BODIES)
@example(body={"orders": [{"order": "\u202e", "ordered_on": "9999-12-31"}]})
@example(body={"name": "x", "website": "http://[::1", "country": "\u0130"})
@example(body={"method": "invitation", "token": "\U0001f600"})
def test_no_body_is_answered_with_a_failure(eva: User, body: Any) -> None:
    caller = Caller(eva) if not hasattr(eva, "caller") else eva.caller
    eva.caller = caller  # type: ignore[attr-defined]
    review = Review.objects.values_list("public_id", flat=True).get(author=eva, purchase__method="document")
    sent = json.dumps(body).encode()
    for address in (
        "reviews",
        "purchases",
        "orders",
        "companies",
        f"reviews/{review}/reply",
        f"reviews/{review}/outcome",
    ):
        whatever(caller.post(address, sent))
    whatever(caller.send("PATCH", f"reviews/{review}", sent, {"If-Match": '"1"'}))
    assert connection.is_usable()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(
        st.sampled_from(["q", "sector", "country", "min_reviews", "order", "cursor", "limit", "domain", "stars",
                         "method", "month", "has_reply", "tab", "at", "months", "dimension", "company", "x"]),
        st.text(max_size=30) | st.integers().map(str),
        max_size=4,
    )
)  # fmt: skip
def test_no_question_is_answered_with_a_failure(eva: User, query: dict[str, str]) -> None:
    for address in (
        "companies",
        "companies/acme",
        "companies/acme/scores",
        "companies/acme/trend",
        "companies/acme/reviews",
        "sectors/47/ranking",
        "compare",
    ):
        whatever(Caller().get(address, **query))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rest=st.text(max_size=40))
def test_no_address_is_answered_with_a_failure(db: None, rest: str) -> None:
    whatever(Client(raise_request_exception=False).get("/api/v1/companies/" + rest.replace("?", "").replace("#", "")))
