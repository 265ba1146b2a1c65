"""Orders are registered once, kept as hashes, and their customers invited; an invitation proves one purchase."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from accounts.models import User
from ratings.companies.models import Company
from ratings.journal.models import Pending
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused
from ratings.verification.commands import (
    OrderLine,
    Registered,
    accept_invitation,
    register_orders,
    reinstate_proof,
    revoke_proof,
)
from ratings.verification.models import Invitation, Order, Purchase
from tests.dashboards import story
from tests.together import at_once, refusals

OPERATOR = Actor.operator()
ANA = "ana@mail.example"


def register(acme: Company, now: datetime, *, order: str = "A-1", email: str | None = ANA) -> Registered:
    line = OrderLine(order=order, ordered_on=now.date(), email=email)
    return register_orders(company_id=acme.pk, lines=[line], actor=OPERATOR, now=now)[0]


def invited(now: datetime) -> str:
    return story.there(register(story.company("Acme"), now).token)


def test_an_order_is_registered_once_by_two_callers(committed: None, now: datetime) -> None:
    acme = story.company("Acme")

    outcomes = at_once(*[lambda: register(acme, now)] * 2)

    assert sorted(one.is_new for one in outcomes if isinstance(one, Registered)) == [False, True]
    assert Order.objects.count() == Invitation.objects.count() == 1


def test_an_order_number_is_known_again_however_it_is_written(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    register(acme, now, order="No. AB-12/34")

    assert not register(acme, now, order="no ab1234").is_new
    assert register(story.company("Bolt"), now, order="no ab1234").is_new


def test_neither_number_nor_address_is_kept_in_clear(committed: None, now: datetime) -> None:
    register(story.company("Acme"), now, order="VERYSECRET77")

    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(convert_to(o::text, 'UTF8'), 'escape') FROM verification_order AS o")
        (row,) = cursor.fetchone()
    for clear in ("VERYSECRET77", ANA, b"VERYSECRET77".hex(), ANA.encode().hex()):
        assert clear not in row


@pytest.mark.parametrize(("days", "late"), [(3, False), (4, True)])
def test_an_order_registered_after_three_days_is_late(committed: None, now: datetime, days: int, late: bool) -> None:
    line = OrderLine(order="A-1", ordered_on=now.date() - timedelta(days=days))

    (registered,) = register_orders(company_id=story.company("Acme").pk, lines=[line], actor=OPERATOR, now=now)

    assert (registered.is_late, registered.token) == (late, None)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (OrderLine(order=" ", ordered_on=date(2026, 11, 20)), "orders.1.order"),
        (OrderLine(order="--", ordered_on=date(2026, 11, 20)), "orders.1.order"),
        (OrderLine(order="A", ordered_on=date(2026, 11, 25)), "orders.1.ordered_on"),
        (OrderLine(order="A", ordered_on=date(2025, 1, 1)), "orders.1.ordered_on"),
        (OrderLine(order="A", ordered_on=date(2026, 11, 20), email="nobody"), "orders.1.email"),
        (OrderLine(order="A", ordered_on=date(2026, 11, 20), locale="x y"), "orders.1.locale"),
    ],
)
def test_one_bad_order_is_named_and_none_is_registered(
    committed: None, now: datetime, line: OrderLine, field: str
) -> None:
    good = OrderLine(order="B-1", ordered_on=now.date())

    with pytest.raises(Invalid) as refusal:
        register_orders(company_id=story.company("Acme").pk, lines=[good, line], actor=OPERATOR, now=now)

    assert list(refusal.value.fields) == [field]
    assert not Order.objects.exists()


def test_only_the_companys_own_people_register(committed: None, now: datetime) -> None:
    acme, bolt = story.company("Acme"), story.company("Bolt")
    line = OrderLine(order="A-1", ordered_on=now.date())

    for actor in (
        Actor.customer(1),
        Actor.moderator(1),
        Actor.representative(1, company_id=bolt.pk, team_role="owner"),
        Actor.representative(1, company_id=acme.pk, team_role="analyst"),
    ):
        with pytest.raises(Forbidden):
            register_orders(company_id=acme.pk, lines=[line], actor=actor, now=now)
    with pytest.raises(NotFound):
        register_orders(company_id=10**9, lines=[line], actor=OPERATOR, now=now)


def test_an_invitation_opened_twice_at_once_proves_one_purchase(committed: None, now: datetime) -> None:
    token = invited(now)
    ana = Actor.customer(story.customer(ANA).pk)

    outcomes = at_once(*[lambda: accept_invitation(token=token, actor=ana, now=now)] * 2)

    assert refusals(outcomes) == ["invitation-used"]
    purchase = Purchase.objects.get()
    assert (purchase.state, purchase.method, purchase.group) == ("accepted", "invitation", "company")
    assert Pending.objects.filter(kind="purchase.proved").count() == 1


def test_an_invitation_to_anothers_mailbox_is_refused_and_left_unopened(committed: None, now: datetime) -> None:
    token = invited(now)
    story.customer(ANA)

    with pytest.raises(Forbidden):
        accept_invitation(token=token, actor=Actor.customer(story.customer().pk), now=now)

    assert Invitation.objects.get().opened_at is None


def test_an_unknown_token_is_named(committed: None, now: datetime) -> None:
    with pytest.raises(Invalid) as refusal:
        accept_invitation(token="guess", actor=Actor.customer(story.customer().pk), now=now)

    assert list(refusal.value.fields) == ["token"]


def test_a_proof_is_revoked_and_reinstated_once(committed: None, now: datetime) -> None:
    bought = story.purchase(story.company("Acme"), story.customer())
    judge = Actor.moderator(User.objects.create_user("m@example.org", role="moderator").pk)

    revoked = at_once(*[lambda: revoke_proof(purchase_id=bought.pk, actor=judge, now=now)] * 2)
    reinstated = at_once(*[lambda: reinstate_proof(purchase_id=bought.pk, actor=judge, now=now)] * 2)

    assert refusals(revoked) == ["already-revoked"]
    assert refusals(reinstated) == ["not-revoked"]
    for actor in (OPERATOR, Actor.customer(1), Actor.system("x")):
        with pytest.raises(Forbidden):
            revoke_proof(purchase_id=bought.pk, actor=actor, now=now)


def test_the_proof_of_a_published_review_is_not_revoked_by_itself(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    judge = Actor.moderator(User.objects.create_user("m@example.org", role="moderator").pk)

    with pytest.raises(Exception, match="proof of a published review"):
        revoke_proof(purchase_id=review.purchase_id, actor=judge, now=now)

    assert Purchase.objects.get().state == "accepted"


def test_an_order_proves_one_purchase_only(committed: None, now: datetime) -> None:
    token = invited(now)
    accept_invitation(token=token, actor=Actor.customer(story.customer(ANA).pk), now=now)

    with pytest.raises(Refused):
        accept_invitation(token=token, actor=Actor.customer(story.customer().pk), now=now)
