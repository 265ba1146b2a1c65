"""Keys and purchase tokens over the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from ratings.claims.commands import add_representative
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.verification.commands import VERIFICATION, accept_purchase, begin_purchase
from ratings.verification.commands.numbers import order_key
from ratings.verification.models import ProofDay, Purchase, SigningKey
from tests.api.caller import Caller, is_problem
from tests.dashboards import story
from tests.undrawn import drawn_id
from tests.verification.signing import System

pytestmark = pytest.mark.django_db


def of_team(company: Company, role: str) -> User:
    user = story.customer()
    add_representative(company_id=company.pk, user_id=user.pk, role=role, actor=Actor.operator(), now=story.NOW)
    return user


@pytest.fixture
def till(acme: Company) -> System:
    return System(acme, timezone.now() - timedelta(minutes=1))


def by_token(token: str, **more: Any) -> dict[str, Any]:
    return {"method": "purchase_token", "token": token, **more}


def test_a_token_proves_a_purchase_once(till: System) -> None:
    ana = Caller(story.customer())
    token = till.token()

    first = ana.post("purchases", by_token(token))
    body = first.json()

    assert first.status_code == 201
    assert (body["state"], body["method"], body["group"], body["company"]) == (
        "accepted",
        "purchase_token",
        "company",
        "acme",
    )
    assert (body["needs_second_proof"], body["second_proof_due_at"], body["backs"]) == (False, None, None)
    assert is_problem(ana.post("purchases", by_token(token)), 409)
    assert ana.post("purchases", by_token(token)).json()["code"] == "token-used"


def test_the_same_idempotency_key_gives_the_same_answer(till: System) -> None:
    ana = Caller(story.customer())
    token = till.token()
    headers = {"Idempotency-Key": "receipt-77"}

    first, again = (ana.post("purchases", by_token(token), headers) for _ in range(2))

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "A" * 2**20, 7, None, ["x"]])
def test_what_is_no_token_is_named(till: System, token: Any) -> None:
    assert is_problem(Caller(story.customer()).post("purchases", by_token(token)), 422, field="token")
    assert is_problem(Caller(story.customer()).post("purchases", {"method": "purchase_token"}), 422, field="token")


def test_a_token_is_for_the_company_that_is_named(till: System) -> None:
    story.company("Bolt")
    ana = Caller(story.customer())
    token = till.token()

    assert is_problem(ana.post("purchases", by_token(token, company="bolt")), 422, field="token")
    assert ana.post("purchases", by_token(token, company="acme")).status_code == 201


def test_a_key_is_registered_seen_retired_and_revoked(acme: Company) -> None:
    owner = Caller(of_team(acme, "owner"))
    new = System(acme, timezone.now(), register=False)

    made = owner.post("companies/acme/keys", {"key": new.public, "kid": "till-1"})
    assert (made.status_code, made.json()["state"], made.json()["thumbprint"]) == (201, "valid", new.kid)
    listed = owner.get("companies/acme/keys").json()
    assert (listed["order_key"], [key["kid"] for key in listed["keys"]]) == (order_key(acme.pk).hex(), ["till-1"])
    new.kid = "till-1"
    assert Caller(story.customer()).post("purchases", by_token(new.token())).status_code == 201
    assert owner.get("companies/acme/keys").json()["keys"][0]["redeemed"] == 1

    until = (timezone.now() + timedelta(days=3)).isoformat()
    assert owner.send("PATCH", "companies/acme/keys/till-1", {"retires_at": until}).json()["retires_at"]
    assert is_problem(
        owner.send("PATCH", "companies/acme/keys/till-1", {"retires_at": "soon"}), 422, field="retires_at"
    )
    assert owner.send("DELETE", "companies/acme/keys/till-1").json()["state"] == "revoked"
    assert is_problem(owner.send("DELETE", "companies/acme/keys/till-1"), 409)
    assert Caller(story.customer()).post("purchases", by_token(new.token())).json()["code"] == "key-revoked"


def test_who_may_not_is_refused(acme: Company) -> None:
    new = System(acme, timezone.now(), register=False)
    analyst = Caller(of_team(acme, "analyst"))
    stranger = Caller(of_team(story.company("Bolt"), "owner"))

    assert analyst.get("companies/acme/keys").json()["order_key"] is None
    for caller, status in ((analyst, 403), (stranger, 403), (Caller(), 401)):
        assert is_problem(caller.post("companies/acme/keys", {"key": new.public}), status)
        assert is_problem(caller.send("DELETE", "companies/acme/keys/x"), status)
    assert is_problem(stranger.get("companies/acme/keys"), 403)
    assert is_problem(Caller(of_team(acme, "owner"), scopes=("reviews:write",)).get("companies/acme/keys"), 403)
    assert is_problem(Caller(of_team(acme, "owner")).get("companies/nobody/keys"), 404)
    assert not SigningKey.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "key"),
        ({"key": "hello"}, "key"),
        ({"key": {"kty": "OKP"}}, "key"),
        ({"key": "hello", "name": "x"}, "name"),
        ({"key": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "a b"}, "kid"),
        ({"key": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "not_before": "2020-01-01T00:00:00Z"}, "not_before"),
    ],
)
def test_what_is_wrong_with_a_key_is_named(acme: Company, body: dict[str, Any], field: str) -> None:
    assert is_problem(Caller(of_team(acme, "owner")).post("companies/acme/keys", body), 422, field=field)


def test_a_drawn_purchase_says_that_it_needs_a_second_proof_and_is_taken_back(acme: Company) -> None:
    user = story.customer()
    begun = begin_purchase(company_id=acme.pk, customer_id=user.pk, method="purchase_token", now=timezone.now())
    Purchase.objects.filter(pk=begun.pk).update(public_id=drawn_id())
    drawn = accept_purchase(purchase_id=begun.pk, actor=VERIFICATION, shows="order", now=timezone.now())
    backing = begin_purchase(company_id=acme.pk, customer_id=user.pk, method="document", now=timezone.now())
    ana = Caller(user)

    asked = ana.get(f"purchases/{drawn.public_id}").json()
    assert (asked["state"], asked["needs_second_proof"]) == ("pending", True)
    assert asked["second_proof_due_at"] > timezone.now().isoformat()
    assert ana.get(f"purchases/{backing.public_id}").json()["backs"] == drawn.public_id
    assert is_problem(Caller(story.customer()).send("DELETE", f"purchases/{drawn.public_id}"), 404)
    gone = ana.send("DELETE", f"purchases/{drawn.public_id}").json()
    assert (gone["state"], gone["refusal"], gone["needs_second_proof"]) == ("refused", "withdrawn", False)
    assert is_problem(ana.send("DELETE", f"purchases/{drawn.public_id}"), 409)


def test_a_company_tells_how_its_draws_ended(acme: Company) -> None:
    told = {"drawn": 0, "backed": 0, "failed": 0, "failure_share": None}
    assert Caller().get("companies/acme").json()["second_proofs"] == told

    ProofDay.objects.create(company=acme, day=timezone.now().date(), drawn=6, backed=4, failed=1)
    assert Caller(story.customer()).get("companies/acme").json()["second_proofs"] == {
        "drawn": 6,
        "backed": 4,
        "failed": 1,
        "failure_share": "0.200",
    }
