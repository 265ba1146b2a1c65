"""Who is invited of the orders that a company registers: all with an address, or those that the platform draws."""

import time
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ratings.companies.models import Company
from ratings.journal.models import Pending
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, NotFound
from ratings.verification.commands import (
    OrderLine,
    Registered,
    begin_purchase,
    hold_invitation,
    register_orders,
    set_invitation_share,
    unsubscribe,
    unsubscribe_token_of,
)
from ratings.verification.models import Invitation, InvitationPolicy, Order, Purchase, Unsubscribed
from tests.dashboards import story
from tests.together import at_once, refusals

OPERATOR = Actor.operator()
ANA = "ana@mail.example"


def line(number: str, now: datetime, *, days: int = 0, email: str | None = ANA, locale: str = "en") -> OrderLine:
    return OrderLine(order=number, ordered_on=now.date() - timedelta(days=days), email=email, locale=locale)


def register(acme: Company, now: datetime, *lines: OrderLine) -> list[Registered]:
    return register_orders(company_id=acme.pk, lines=lines, actor=OPERATOR, now=now)


def test_orders_whose_numbers_compare_equal_are_one_and_the_first_line_counts(committed: None, now: datetime) -> None:
    acme = story.company("Acme")

    first, again, other = register(
        acme, now, line("A-1", now, days=2, email=None), line("a 1", now, days=9, email=ANA), line("A-2", now)
    )

    assert (first.order_id, first.is_new, again.is_new, again.left_out) == (again.order_id, True, False, "known")
    assert other.order_id != first.order_id
    kept = Order.objects.get(pk=first.order_id)
    assert (kept.ordered_on, kept.is_late) == (now.date() - timedelta(days=2), False)
    assert first.token is not None, "an address in any of the lines is taken"


def test_an_address_may_come_later_and_only_once(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    register(acme, now, line("A-1", now, email=None))

    (later,) = register(acme, now + timedelta(days=1), line("A-1", now, locale="de"))
    (third,) = register(acme, now + timedelta(days=1), line("A-1", now, email="ben@mail.example"))

    assert (later.is_new, later.is_late, later.left_out) == (False, False, "")
    assert later.token is not None
    assert (third.token, third.left_out) == (None, "known")
    order = Order.objects.get()
    assert order.locale == "de"
    assert story.there(hold_in_transaction(order.pk, now + timedelta(days=1))) == ANA


@transaction.atomic
def hold_in_transaction(order_id: int, now: datetime) -> str | None:
    held = hold_invitation(order_id=order_id, now=now)
    return held.mailbox if held else None


def test_an_address_that_comes_more_than_three_days_after_the_order_makes_it_late(
    committed: None, now: datetime
) -> None:
    acme = story.company("Acme")
    register(acme, now, line("A-1", now, email=None))

    (later,) = register(acme, now + timedelta(days=4), line("A-1", now))

    assert later.is_late
    assert Order.objects.get().is_late
    assert Pending.objects.get(kind="order.addressed").data == {"late": True, "invited": True}


def test_an_address_sent_by_two_callers_at_once_makes_one_invitation(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    register(acme, now, line("A-1", now, email=None))

    outcomes = at_once(*[lambda: register(acme, now, line("A-1", now))[0]] * 2)

    assert sorted(one.left_out for one in outcomes if isinstance(one, Registered)) == ["", "known"]
    assert Invitation.objects.count() == 1


def test_an_order_that_its_customer_has_shown_is_registered_and_not_invited(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    begin_purchase(company_id=acme.pk, customer_id=story.customer().pk, method="document", order="A 1", now=now)

    (registered,) = register(acme, now, line("A-1", now))

    assert (registered.is_new, registered.token, registered.left_out) == (True, None, "shown")
    assert Order.objects.get().sealed_email is None


def test_an_order_registered_and_shown_at_once_is_both_and_nobody_is_written_to(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    ana = story.customer()
    for number in range(6):
        at_once(
            partial(register, acme, now, line(f"A-{number}", now)),
            partial(
                begin_purchase,
                company_id=acme.pk,
                customer_id=ana.pk,
                method="document",
                order=f"A{number}",
                now=now,
            ),
        )

    assert (Order.objects.count(), Purchase.objects.count()) == (6, 6)
    for order in Order.objects.all():
        assert hold_in_transaction(order.pk, now) is None
        order.refresh_from_db()
        assert order.sealed_email is None


def test_what_customers_show_remembers_whether_it_had_been_registered(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    register(acme, now, line("A-1", now, email=None))

    def shown(order: str) -> bool | None:
        ana = story.customer().pk
        return begin_purchase(
            company_id=acme.pk, customer_id=ana, method="document", order=order, now=now
        ).was_registered

    assert (shown("a1"), shown("A-2"), shown("")) == (True, False, None)


def test_a_sample_is_drawn_by_the_order_and_a_larger_one_holds_the_smaller(committed: None, now: datetime) -> None:
    drawn = {}
    for share in (30, 60, 100):
        with_share = story.company("Acme") if share == 30 else Company.objects.get(slug="acme")
        Invitation.objects.all().delete()
        Order.objects.all().delete()
        if share < 100:
            set_invitation_share(company_id=with_share.pk, share=share, actor=OPERATOR, now=now)
        else:
            InvitationPolicy.objects.all().delete()
        lines = [line(f"A-{number}", now) for number in range(400)]
        found = register(with_share, now, *lines)
        drawn[share] = {one.order for one, done in zip(lines, found, strict=True) if done.token}
        assert {done.left_out for done in found} <= {"", "sample"}

    assert drawn[30] < drawn[60] < drawn[100]
    assert 85 < len(drawn[30]) < 155, "400 orders at 30 %, four standard deviations each way"
    assert len(drawn[100]) == 400


def test_nothing_is_kept_of_an_address_that_nobody_writes_to(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    set_invitation_share(company_id=acme.pk, share=1, actor=OPERATOR, now=now)
    found = register(acme, now, *[line(f"A-{number}", now) for number in range(50)])

    left_out = [one.order_id for one in found if one.left_out == "sample"]

    assert left_out
    assert not Order.objects.filter(pk__in=left_out, sealed_email__isnull=False).exists()


def test_the_share_is_the_operators_and_set_once_by_two_callers(committed: None, now: datetime) -> None:
    acme = story.company("Acme")

    outcomes = at_once(*[lambda: set_invitation_share(company_id=acme.pk, share=40, actor=OPERATOR, now=now)] * 2)

    assert refusals(outcomes) == ["unchanged"]
    assert InvitationPolicy.objects.get().share == 40
    entry = Pending.objects.get(kind="invitations.share_set")
    assert (entry.is_public, entry.data) == (True, {"share": 40})


def test_a_share_that_makes_no_sense_or_is_not_the_operators_is_refused(committed: None, now: datetime) -> None:
    acme = story.company("Acme")

    for actor in (Actor.moderator(1), Actor.representative(1, company_id=acme.pk, team_role="owner")):
        with pytest.raises(Forbidden):
            set_invitation_share(company_id=acme.pk, share=40, actor=actor, now=now)
    for share in (0, 101, -5, 10**9):
        with pytest.raises(Invalid) as refusal:
            set_invitation_share(company_id=acme.pk, share=share, actor=OPERATOR, now=now)
        assert list(refusal.value.fields) == ["share"]
    with pytest.raises(NotFound):
        set_invitation_share(company_id=10**9, share=40, actor=OPERATOR, now=now)
    assert not InvitationPolicy.objects.exists()


def test_an_unsubscribed_mailbox_is_invited_by_no_company(committed: None, now: datetime) -> None:
    acme, bolt = story.company("Acme"), story.company("Bolt")
    (first,) = register(acme, now, line("A-1", now))
    waiting = register(bolt, now, line("B-1", now))[0].order_id

    token = unsubscribe_token_of(Order.objects.get(pk=first.order_id))
    outcomes = at_once(*[lambda: unsubscribe(token=token, now=now)] * 2)

    assert outcomes == [None, None]
    assert Unsubscribed.objects.count() == 1
    assert hold_in_transaction(waiting, now) is None
    assert not Order.objects.filter(sealed_email__isnull=False).exists()
    (after,) = register(bolt, now, line("B-2", now, email="ANA@mail.example"))
    assert (after.is_new, after.token, after.left_out) == (True, None, "unsubscribed")
    assert Order.objects.get(pk=after.order_id).sealed_email is None


def test_an_unsubscribe_link_works_when_the_address_is_forgotten_and_a_wrong_one_says_so(
    committed: None, now: datetime
) -> None:
    acme = story.company("Acme")
    (first,) = register(acme, now, line("A-1", now))
    Order.objects.update(sealed_email=None, address_until=None)

    unsubscribe(token=unsubscribe_token_of(Order.objects.get()), now=now)

    assert register(acme, now, line("A-2", now))[0].left_out == "unsubscribed"
    for wrong in ("guess", "a" * 52, "ü", first.token or ""):
        with pytest.raises(NotFound):
            unsubscribe(token=wrong, now=now)


def test_a_thousand_orders_take_as_many_questions_as_ten_but_for_their_entries(committed: None, now: datetime) -> None:
    acme = story.company("Acme")

    def asked(first: int, count: int) -> int:
        lines = [line(f"A-{number}", now, email=f"c{number}@mail.example") for number in range(first, first + count)]
        with CaptureQueriesContext(connection) as caught:
            register(acme, now, *lines)
        return len([one for one in caught if "journal_pending" not in one["sql"]])

    few = asked(0, 10)
    started = time.perf_counter()
    many = asked(10, 990)

    assert few == many <= 12
    assert time.perf_counter() - started < 10
