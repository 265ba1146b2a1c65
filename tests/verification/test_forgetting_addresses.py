"""Addresses of invited people: sealed until use, reminder or 21 days; after that nobody can be written to."""

from datetime import datetime, timedelta

from django.core import mail
from django.db import connection, transaction

from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.kernel.hashes import hashes_of
from ratings.notifications.inviting import send_invitation, send_reminder, send_waiting
from ratings.verification.commands import (
    OrderLine,
    accept_invitation,
    forget_addresses,
    hold_invitation,
    register_orders,
)
from ratings.verification.models import Order
from ratings.verification.tasks import forget_addresses_of_invited
from tests.dashboards import story
from tests.together import at_once

ANA = "ana@mail.example"


def register(now: datetime, *numbers: str, email: str | None = ANA) -> list[str]:
    acme = story.company(f"Acme {numbers[0]}")
    lines = [OrderLine(order=number, ordered_on=now.date(), email=email) for number in numbers]
    done = register_orders(company_id=acme.pk, lines=lines, actor=Actor.operator(), now=now)
    return [one.token or "" for one in done]


def sealed() -> int:
    return Order.objects.filter(sealed_email__isnull=False).count()


def test_an_address_is_forgotten_after_21_days_and_its_hash_stays(committed: None, now: datetime) -> None:
    register(now, "A-1", "A-2")
    later = now + timedelta(days=21)

    assert forget_addresses(now=later - timedelta(seconds=1)) == 0
    assert forget_addresses(now=later) == 2

    assert sealed() == 0
    assert {bytes(one.email_hash or b"") for one in Order.objects.all()} <= set(hashes_of("email", ANA))
    order = Order.objects.earliest("pk")
    assert not send_invitation(order_id=order.pk, now=later)
    assert send_waiting(now=later) == 0
    assert mail.outbox == []


def test_even_before_the_job_runs_nobody_is_written_to_after_21_days(committed: None, now: datetime) -> None:
    register(now, "A-1")

    assert not send_invitation(order_id=Order.objects.get().pk, now=now + timedelta(days=21))

    assert sealed() == 0
    assert mail.outbox == []


def test_a_used_invitation_leaves_no_address(committed: None, now: datetime) -> None:
    (token,) = register(now, "A-1")
    drain(clock=lambda: now)

    accept_invitation(token=token, actor=Actor.customer(story.customer(ANA).pk), now=now)

    assert sealed() == 0
    assert not send_reminder(order_id=Order.objects.get().pk, now=now + timedelta(days=8))
    assert len(mail.outbox) == 1


def test_an_order_with_an_address_but_without_invitation_is_forgotten_too(committed: None, now: datetime) -> None:
    register(now, "A-1")
    order = Order.objects.get()
    order.invitation.delete()

    forget_addresses(now=now + timedelta(days=21))

    assert sealed() == 0


def test_two_workers_forget_each_address_once(committed: None, now: datetime) -> None:
    register(now, *[f"A-{number}" for number in range(40)])

    outcomes = at_once(*[lambda: forget_addresses(now=now + timedelta(days=22))] * 2)

    assert sum(one for one in outcomes if isinstance(one, int)) == 40
    assert sealed() == 0


def test_the_job_waits_for_no_mail_that_is_being_sent(committed: None, now: datetime) -> None:
    register(now, "A-1", "A-2")
    first = Order.objects.earliest("pk")
    with transaction.atomic():
        assert hold_invitation(order_id=first.pk, now=now)
        (forgotten,) = at_once(lambda: forget_addresses(now=now + timedelta(days=22)))

    assert forgotten == 1
    assert sealed() == 1
    assert forget_addresses(now=now + timedelta(days=22)) == 1


def test_the_beat_job_forgets_what_is_old(committed: None, now: datetime) -> None:
    old = now - timedelta(days=4000)
    register(old, "A-1")

    forget_addresses_of_invited()

    assert sealed() == 0


def test_no_table_holds_an_address_that_was_forgotten(committed: None, now: datetime) -> None:
    register(now, "A-1")
    drain(clock=lambda: now)
    forget_addresses(now=now + timedelta(days=21))

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{ANA}%"])
            assert cursor.fetchone() == (0,), table
