"""What a command reads beside the row that it waited for is as it is after the wait."""

import time
from collections.abc import Callable
from datetime import datetime
from threading import Thread

import psycopg
from django.db import connection, transaction

from ratings.kernel.actor import Actor
from ratings.verification.commands import OrderLine, destroy_file, hold_invitation, register_orders
from ratings.verification.models import Order, Purchase, SealedFile
from tests.dashboards import story
from tests.verification.test_documents import show

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def is_waited() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def after_waiting(other: psycopg.Connection, call: Callable[[], object]) -> object:
    """Return what a call gives that waits for what another connection holds, which commits meanwhile."""
    given: list[object] = []

    def run() -> None:
        try:
            with transaction.atomic():
                given.append(call())
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    deadline = time.monotonic() + 20
    while not is_waited():
        assert time.monotonic() < deadline, "it does not wait"
        time.sleep(0.02)
    other.commit()
    thread.join(20)
    return story.there(given)[0]


def test_an_invitation_names_its_company_as_it_is_called_when_it_is_sent(
    committed: None, second_connection: psycopg.Connection, now: datetime
) -> None:
    acme = story.company("Acme")
    line = OrderLine(order="A-1", ordered_on=now.date(), email="ana@mail.example")
    register_orders(company_id=acme.pk, lines=[line], actor=Actor.operator(), now=now)
    order_id = Order.objects.get().pk
    second_connection.execute("SELECT 1 FROM verification_order WHERE id = %s FOR UPDATE", [order_id])
    second_connection.execute("UPDATE companies_company SET name = 'Acme Shop' WHERE id = %s", [acme.pk])

    held = after_waiting(second_connection, lambda: story.there(hold_invitation(order_id=order_id, now=now)).company)

    assert held == "Acme Shop"


def test_a_file_keeps_what_makes_it_serve_once_where_its_proof_was_accepted_meanwhile(
    committed: None, second_connection: psycopg.Connection, now: datetime
) -> None:
    show(story.company("Acme"), story.customer(), now)
    Purchase.objects.update(state="refused", refusal="other", decided_at=now)
    file_id = SealedFile.objects.get().pk
    second_connection.execute("SELECT 1 FROM verification_sealedfile WHERE id = %s FOR UPDATE", [file_id])
    second_connection.execute("UPDATE verification_purchase SET state = 'accepted', refusal = ''")

    assert after_waiting(second_connection, lambda: destroy_file(file_id=file_id, now=now)) is True

    assert SealedFile.objects.get().digest is not None
