"""A signed order mail's whole way: sent as attachment by SMTP, shown, judged, and answered by letters."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core import mail as outbox_of
from django.utils import translation

from accounts.models import User
from embedded.ports import free_port
from ratings.journal.models import Parked
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.verification.commands import (
    VERIFICATION,
    accept_inspected,
    refuse_inspected,
    renew_receiving_address,
    retry_receipts,
)
from ratings.verification.models import Inspection, Purchase, ReceivedMail
from ratings.verification.rules import refusal_detail
from receiver.door import serve
from tests.verification.receipts import opendkim
from tests.verification.receipts.nameserver import Mood
from tests.verification.receipts.signing import ed25519_key, mail, rsa_key, signed
from tests.verification.receipts.world import World
from tests.verification.test_receiving import OURS, carrying, sent, to_of


def clock() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def door(world: World, settings: LazySettings) -> Iterator[int]:
    """The port of the receiver, which asks the world's name server; Ana reads German and has an address there."""
    settings.RECEIPTS_ADDRESS = OURS
    User.objects.filter(pk=world.ana.pk).update(locale="de")
    renew_receiving_address(actor=Actor.customer(world.ana.pk), now=clock())
    port, loop, stop, ready = free_port(), asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    run = serve("127.0.0.1", port, stop=stop, ready=ready.set)
    thread = threading.Thread(target=lambda: loop.run_until_complete(run))
    thread.start()
    try:
        assert ready.wait(30)
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()


def letters() -> list[tuple[str, str]]:
    """Return subject and text of all letters so far, once everything has been told that there is to tell, twice."""
    for _round in range(2):
        drain(clock=lambda: clock() + timedelta(hours=2))
    assert not Parked.objects.exists()
    assert {one.to[0] for one in outbox_of.outbox} <= {"ana@mail.example"}
    return [(str(one.subject), str(one.body)) for one in outbox_of.outbox]


def in_german(code: str) -> str:
    """Return what the one table of refusals says of a code to Ana, nothing for none."""
    with translation.override("de"):
        return str(refusal_detail(code))


def unclear() -> bytes:
    """Return a mail of Acme's that only a person can judge."""
    return signed(mail(at=clock(), subject="News about 4711-0815", body="Order number 4711-0815: 12.00 EUR\n"))


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_signed_mail_sent_as_attachment_becomes_an_accepted_purchase(door: int, world: World, kind: str) -> None:
    pair = rsa_key() if kind == "rsa" else ed25519_key()
    world.names.publish("acme.example", "o1", pair.record)
    raw = opendkim.sign(mail(at=clock()), domain="acme.example", selector="o1", key=pair.pem, algorithm=pair.algorithm)

    assert sent(door, to_of(world.ana), carrying(raw)) == {}

    purchase = Purchase.objects.get()
    assert (purchase.state, purchase.shows, purchase.customer_id) == ("accepted", "dispatch", world.ana.pk)
    assert (purchase.company_id, purchase.method) == (world.acme.pk, "signed_receipt")
    assert "signature" in purchase.receipt.checks
    assert ReceivedMail.objects.get().outcome == "accepted"
    ((subject, body),) = letters()
    assert "Acme" in subject
    assert f"/write/acme/?purchase={purchase.public_id}" in body
    assert "Hello" not in body


def test_a_mail_that_waited_for_the_dns_is_answered_again_once_it_is_accepted(door: int, world: World) -> None:
    world.names.mood = Mood.FAILS
    sent(door, to_of(world.ana), carrying(signed(mail(at=clock()))))
    purchase = Purchase.objects.get()
    assert (purchase.state, len(letters())) == ("pending", 1)
    world.names.mood = Mood.ANSWERS

    retry_receipts(actor=VERIFICATION, now=clock() + timedelta(minutes=6))

    first, second = letters()
    assert f"/write/acme/?purchase={purchase.public_id}" not in first[1]
    assert f"/write/acme/?purchase={purchase.public_id}" in second[1]
    assert "Hello" not in second[1]


def test_a_mail_that_waited_for_the_dns_is_answered_again_once_it_is_refused(door: int, world: World) -> None:
    world.names.mood = Mood.FAILS
    sent(door, to_of(world.ana), carrying(signed(mail(at=clock()))))
    world.names.mood = Mood.ANSWERS
    world.names.withdraw("acme.example", "k1")

    for minutes in (6, 7):
        retry_receipts(actor=VERIFICATION, now=clock() + timedelta(minutes=minutes))

    _first, second = letters()
    assert Purchase.objects.get().refusal == "no-key"
    assert "/prove/acme/" in second[1]
    assert in_german("no-key") in " ".join(second[1].split())


@pytest.mark.parametrize("is_accepted", [True, False])
def test_a_mail_that_a_person_looked_at_is_answered_again(door: int, world: World, is_accepted: bool) -> None:
    sent(door, to_of(world.ana), carrying(unclear()))
    inspection = Inspection.objects.get().public_id
    judge = Actor.moderator(User.objects.create_user("m@desk.example", role="moderator").pk)
    at = clock() + timedelta(hours=1)

    if is_accepted:
        accept_inspected(inspection=inspection, shows="bill", last_event_on=clock().date(), actor=judge, now=at)
    else:
        refuse_inspected(inspection=inspection, code="order-only", actor=judge, now=at)

    _first, second = letters()
    purchase = Purchase.objects.get()
    way = f"/write/acme/?purchase={purchase.public_id}" if is_accepted else "/prove/acme/"
    assert way in second[1]
    assert "m@desk.example" not in second[1]
    assert purchase.refusal == ("" if is_accepted else "order-only")
    assert in_german(purchase.refusal) in " ".join(second[1].split())


def test_a_mail_forwarded_as_text_and_attached_is_told_the_way(door: int, world: World) -> None:
    forward = mail(
        at=clock(),
        sender="Ana <ana@mail.example>",
        subject="WG: Rechnung",
        body="Von: Acme <orders@acme.example>\nGesendet: Montag\nAn: Ana\nBetreff: Rechnung\n\nBestellung 4711\n",
    )

    sent(door, to_of(world.ana), carrying(forward))

    assert ReceivedMail.objects.get().code == "forwarded-inline"
    ((_subject, body),) = letters()
    assert "/me/addresses/" in body
