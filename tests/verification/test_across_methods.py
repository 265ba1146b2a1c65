"""Rules across methods: an order is shown once, a customer has one voice, and who shows many proofs is looked at."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from accounts.models import User
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refused
from ratings.reviews.models import Review
from ratings.verification.commands import (
    OrderLine,
    accept_inspected,
    accept_invitation,
    accept_purchase,
    begin_purchase,
    redeem_purchase_token,
    register_orders,
    token_of,
)
from ratings.verification.models import Inspection, Order, Purchase
from tests.dashboards import story
from tests.together import at_once
from tests.undrawn import undrawn_id
from tests.verification.proving import shown, state_of, submit
from tests.verification.signing import System

OPERATOR = Actor.operator()


def by_token(till: System, order: str, now: datetime, customer: Actor) -> object:
    return redeem_purchase_token(token=till.token(order), actor=customer, now=now)


def invited(till: System, order: str, now: datetime) -> str | None:
    """Register an order and return the token of its invitation, None for one that has been shown or registered."""
    line = OrderLine(order=order, ordered_on=now.date(), email="invited@mail.example")
    (registered,) = register_orders(company_id=till.company.pk, lines=[line], actor=OPERATOR, now=now)
    return registered.token


def by_invitation(till: System, order: str, now: datetime, customer: Actor) -> object:
    # An order that is registered before is shown by whoever opens the invitation that was sent for it then.
    token = invited(till, order, now) or token_of(Order.objects.get(company=till.company))
    return accept_invitation(token=token, actor=customer, now=now)


def by_method(method: str) -> Callable[[System, str, datetime, Actor], object]:
    def show(till: System, order: str, now: datetime, customer: Actor) -> object:
        assert customer.user_id is not None
        company_id = till.company.pk
        return begin_purchase(company_id=company_id, customer_id=customer.user_id, method=method, order=order, now=now)

    return show


WAYS = {
    "invitation": by_invitation,
    "purchase_token": by_token,
    "signed_receipt": by_method("signed_receipt"),
    "document": by_method("document"),
}


@pytest.mark.parametrize(
    ("first", "second"),
    [(one, other) for one in WAYS for other in WAYS if (one, other) != ("invitation", "invitation")],  # invited once
)
def test_one_order_is_shown_once_whatever_the_two_methods(till: System, now: datetime, first: str, second: str) -> None:
    if second == "invitation":
        invited(till, "AB-1234", now)
    WAYS[first](till, "AB-1234", now, Actor.customer(story.customer().pk))

    with pytest.raises(Refused) as refusal:
        WAYS[second](till, "ab 1234", now, Actor.customer(story.customer().pk))

    assert refusal.value.code == "order-shown"
    assert Purchase.objects.count() == 1


def companies(n: int) -> list[Company]:
    return [story.company(f"Firm {number}") for number in range(n)]


def test_who_reviewed_more_than_ten_companies_in_a_month_is_seen_by_a_person(
    acme: Company, ana: User, moderator: Actor, now: datetime
) -> None:
    for firm in companies(10):
        story.review(firm, by=ana, at=now)
    tenth = shown(acme, ana, now, public_id=undrawn_id())
    eleventh = shown(story.company("Bolt"), ana, now, public_id=undrawn_id())

    look = Inspection.objects.get()
    assert (tenth.state, eleventh.state) == ("accepted", "pending")
    assert (look.purchase, look.reason) == (eleventh, "many_companies")
    accept_inspected(inspection=look.public_id, shows="order", last_event_on=now.date(), actor=moderator, now=now)
    assert state_of(eleventh) == "accepted"


def test_a_month_later_nobody_needs_to_look(acme: Company, ana: User, now: datetime) -> None:
    for firm in companies(12):
        story.review(firm, by=ana, at=now)

    assert shown(acme, ana, now + timedelta(days=31), public_id=undrawn_id()).state == "accepted"


def test_proofs_shown_at_once_are_counted_one_after_the_other(acme: Company, ana: User, now: datetime) -> None:
    firms = companies(14)

    at_once(*[lambda firm=firm: shown_whole(firm, ana, now) for firm in firms])

    assert Purchase.objects.filter(state="accepted").count() == 11
    assert Inspection.objects.filter(reason="many_companies").count() == 3


def shown_whole(firm: Company, by: User, now: datetime) -> Purchase:
    return redeem_purchase_token(token=System(firm, now).token(), actor=Actor.customer(by.pk), now=now)


def test_one_voice_counts_whatever_the_methods(acme: Company, ana: User, now: datetime) -> None:
    for number, method in enumerate(("document", "invitation", "purchase_token", "signed_receipt")):
        story.review(acme, by=ana, method=method, at=now + timedelta(days=number))

    assert list(Review.objects.order_by("id").values_list("is_counted", flat=True)) == [False, False, False, True]


@pytest.mark.parametrize(("last", "is_taken"), [(date(2025, 11, 20), True), (date(2025, 11, 19), False)])
def test_the_twelve_months_are_counted_from_the_last_thing_that_a_proof_shows(
    ana: User, moderator: Actor, now: datetime, last: date, is_taken: bool
) -> None:
    acme = story.company("Acme")
    bought = begin_purchase(company_id=acme.pk, customer_id=ana.pk, method="document", now=now)

    if not is_taken:
        with pytest.raises(Refused) as refusal:
            accept_purchase(purchase_id=bought.pk, actor=moderator, shows="bill", last_event_on=last, now=now)
        assert refusal.value.code == "too-old"
        return
    accept_purchase(purchase_id=bought.pk, actor=moderator, shows="bill", last_event_on=last, now=now)
    with pytest.raises(Refused) as late:
        submit(bought, ana, now + timedelta(days=1))
    assert late.value.code == "proof-too-old"
    assert submit(bought, ana, now).state == "screening"
