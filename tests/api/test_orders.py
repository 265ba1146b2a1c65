from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from ratings.claims.commands import add_representative
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.verification.models import Order
from tests.api.caller import Caller, is_problem
from tests.dashboards import story

pytestmark = pytest.mark.django_db


def order(number: str = "A-1", **more: Any) -> dict[str, Any]:
    return {"order": number, "ordered_on": f"{timezone.now():%Y-%m-%d}", **more}


@pytest.fixture
def acme() -> Company:
    return story.company("Acme")


@pytest.fixture
def eva(acme: Company) -> User:
    """A manager of Acme."""
    eva = story.customer()
    add_representative(company_id=acme.pk, user_id=eva.pk, role="manager", actor=Actor.operator(), now=story.NOW)
    return eva


def test_orders_are_registered_once_and_no_token_is_told(eva: User) -> None:
    lines = [order("A-1", email="ana@example.org"), order("A-2")]

    first = Caller(eva).post("orders", lines)
    again = Caller(eva).post("orders", {"company": "acme", "orders": lines})

    assert first.status_code == 201
    assert (first.json()["registered"], first.json()["invited"]) == (2, 1)
    assert "token" not in first.content.decode()
    assert (again.json()["registered"], again.json()["known"]) == (0, 2)
    assert Order.objects.count() == 2


def test_one_wrong_order_and_none_is_registered(eva: User) -> None:
    assert is_problem(Caller(eva).post("orders", [order(), order("A-2", email="x")]), 422, field="orders.1.email")
    assert is_problem(Caller(eva).post("orders", [order(), {"order": 5}]), 422, field="1.order")
    assert is_problem(Caller(eva).post("orders", []), 422)
    assert is_problem(Caller(eva).post("orders", "A-1"), 422)
    assert is_problem(Caller(eva).post("orders", order(ordered_on="2019-01-01")), 422, field="orders.0.ordered_on")
    assert not Order.objects.exists()


def test_only_a_companys_own_people_register_its_orders(eva: User) -> None:
    story.company("Bolt")

    assert is_problem(Caller(story.customer()).post("orders", order()), 403)
    assert is_problem(Caller(eva).post("orders?company=bolt", order()), 403)
    assert is_problem(Caller(eva, scopes=("reviews:write",)).post("orders", order()), 403)
    assert is_problem(Caller().post("orders", order()), 401)


def test_who_speaks_for_several_names_one(eva: User) -> None:
    bolt = story.company("Bolt")
    add_representative(company_id=bolt.pk, user_id=eva.pk, role="owner", actor=Actor.operator(), now=story.NOW)

    assert is_problem(Caller(eva).post("orders", order()), 422, field="company")
    assert Caller(eva).post("orders?company=bolt", order()).json()["company"] == "bolt"
