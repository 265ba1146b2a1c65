from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from ratings.claims.commands import add_representative
from ratings.companies.models import Company
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.verification.commands import set_invitation_share, unsubscribe, unsubscribe_token_of
from ratings.verification.models import Invitation, Order
from tests.api.caller import Caller, is_problem
from tests.dashboards import story

pytestmark = pytest.mark.django_db


def order(number: str = "A-1", **more: Any) -> dict[str, Any]:
    return {"order": number, "ordered_on": f"{timezone.now():%Y-%m-%d}", **more}


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


def send_file(eva: User, text: str, *, query: str = "", headers: dict[str, str] | None = None) -> Any:
    caller = Caller(eva)
    return caller.client.generic(
        "POST",
        f"/api/v1/orders{query}",
        text.encode(),
        content_type="text/csv",
        headers=caller.headers | (headers or {}),
    )


def test_orders_are_registered_from_csv_and_a_wrong_row_is_named(eva: User) -> None:
    day = f"{timezone.now():%Y-%m-%d}"
    good = f"email;order;ordered_on\nana@example.org;A-1;{day}\n;A-2;{day}\n"

    answer = send_file(eva, good, headers={"Idempotency-Key": "one"})
    again = send_file(eva, good, headers={"Idempotency-Key": "one"})
    wrong = send_file(eva, good + f"nobody;A-3;{day}\n;;{day}\n;A-4;tomorrow\n")

    assert (answer.status_code, answer.json()["registered"], answer.json()["invited"]) == (201, 2, 1)
    assert [one["invited"] for one in answer.json()["orders"]] == [True, False]
    assert again.json() == answer.json()
    assert is_problem(wrong, 422, field="rows.4.email")
    assert is_problem(wrong, 422, field="rows.5.order")
    assert is_problem(wrong, 422, field="rows.6.ordered_on")
    assert is_problem(send_file(eva, f"email;order;ordered_on\nx;A-9;{day}\n"), 422, field="rows.2.email")
    assert is_problem(send_file(eva, "x"), 422, field="file")
    assert is_problem(send_file(eva, "order\n" + "x" * 2**20), 413)
    assert is_problem(send_file(eva, good, query="?company=bolt"), 403)
    assert Order.objects.count() == 2


def test_of_a_sample_the_company_learns_the_share_and_not_whom_we_drew(eva: User, acme: Company) -> None:
    set_invitation_share(company_id=acme.pk, share=50, actor=Actor.operator(), now=story.NOW)

    answer = Caller(eva).post("orders", [order(f"A-{n}", email=f"c{n}@example.org") for n in range(20)] + [order("B")])

    assert (answer.json()["invitation_share"], answer.json()["invited"]) == (50, None)
    assert [one["invited"] for one in answer.json()["orders"]] == [None] * 20 + [False]
    assert 0 < Invitation.objects.count() < 20


def test_whose_mailbox_has_unsubscribed_is_not_told(eva: User, acme: Company) -> None:
    Caller(eva).post("orders", order("A-1", email="ana@example.org"))
    unsubscribe(token=unsubscribe_token_of(Order.objects.get()), now=story.NOW)

    before = Caller(eva).post("orders", order("A-2", email="ben@example.org")).json()
    after = Caller(eva).post("orders", order("A-3", email="ana@example.org")).json()

    assert {**before, "orders": 0} == {**after, "orders": 0}
    assert before["orders"][0]["invited"] == after["orders"][0]["invited"] is True
    assert Invitation.objects.count() == 2


def test_a_company_tells_how_its_reviews_are_verified(eva: User, acme: Company) -> None:
    Caller(eva).post(
        "orders",
        [
            order("A-1", email="ana@example.org"),
            order("A-2", ordered_on=f"{timezone.now() - timedelta(days=9):%Y-%m-%d}"),
        ],
    )
    drain()

    told = Caller().get("companies/acme").json()["verification"]

    assert told == {
        "registered": 2,
        "late": 1,
        "invited": 1,
        "answered": 0,
        "invitation_share": 100,
        "invitation_share_since": None,
        "coverage": {
            "as_of": None,
            "low": {"shown": 0, "registered": None, "share": None, "reason": "fewer-than-20"},
            "high": {"shown": 0, "registered": None, "share": None, "reason": "fewer-than-20"},
        },
    }


def test_a_kept_answer_about_a_company_ends_with_the_next_order(eva: User, acme: Company) -> None:
    drain()
    for _ in range(3):
        assert Caller().get("companies/acme").json()["verification"]["registered"] == 0

    Caller(eva).post("orders", order("A-1"))
    drain()

    assert Caller().get("companies/acme").json()["verification"]["registered"] == 1
