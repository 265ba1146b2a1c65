"""Customers are told what became of a proof that a person looked at."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from accounts.models import User
from ratings.companies.models import Company
from ratings.journal.models import Parked
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.verification.commands import (
    OrderLine,
    accept_inspected,
    accept_invitation,
    open_inspection,
    refuse_inspected,
    register_orders,
)
from ratings.verification.models import Inspection, Purchase
from ratings.verification.rules import BY_A_PERSON, REFUSALS, refusal_detail
from tests.dashboards import story


def waiting(now: datetime) -> str:
    """Put a document before a person; return the inspection."""
    bought = story.purchase(story.company("Acme"), story.customer("ana@mail.example"))
    Purchase.objects.update(state="pending", decided_at=None, begun_at=now)
    return open_inspection(purchase_id=bought.pk, reason="document", now=now).public_id


def judge() -> Actor:
    return Actor.moderator(User.objects.create_user("m@desk.example", role="moderator").pk)


def work(now: datetime) -> None:
    drain(clock=lambda: now)
    drain(clock=lambda: now)
    assert not Parked.objects.exists()


def test_a_customer_is_told_once_that_a_proof_is_accepted_and_where_to_write(committed: None, now: datetime) -> None:
    inspection, later = waiting(now), now + timedelta(hours=1)
    accept_inspected(inspection=inspection, shows="bill", last_event_on=now.date(), actor=judge(), now=later)

    work(later)

    (message,) = mail.outbox
    assert message.to == ["ana@mail.example"]
    assert "Acme" in message.subject
    assert f"/write/acme/?purchase={Purchase.objects.get().public_id}" in message.body
    assert "m@desk.example" not in message.body


@pytest.mark.parametrize("code", BY_A_PERSON)
def test_a_refusal_says_why_and_what_would_work_instead(committed: None, now: datetime, code: str) -> None:
    inspection, later = waiting(now), now + timedelta(hours=1)
    refuse_inspected(inspection=inspection, code=code, words="Look at the date.", actor=judge(), now=later)

    work(later)

    (message,) = mail.outbox
    assert str(REFUSALS[code].detail) in message.body
    assert "Look at the date." in message.body
    assert "/prove/acme/" in message.body


def test_who_is_told_at_once_gets_no_letter(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    line = OrderLine(order="A-1", ordered_on=now.date(), email="ana@mail.example")
    (done,) = register_orders(company_id=acme.pk, lines=[line], actor=Actor.operator(), now=now)
    ana = Actor.customer(story.customer("ana@mail.example").pk)
    accept_invitation(token=story.there(done.token), actor=ana, now=now)

    work(now)

    assert not [one for one in mail.outbox if "accepted" in one.subject]
    assert not Inspection.objects.exists()


def test_a_name_with_lines_keeps_no_letter_from_going_out(committed: None, now: datetime) -> None:
    inspection = waiting(now)
    Company.objects.update(name="Acme\nBcc: eve@mail.example")
    refuse_inspected(inspection=inspection, code="unreadable", actor=judge(), now=now + timedelta(hours=1))
    work(now)

    (letter,) = mail.outbox
    assert letter.message()["Subject"] == "Your proof of a purchase from Acme Bcc: eve@mail.example was not accepted"
    assert letter.recipients() == ["ana@mail.example"]


def test_every_refusal_has_words() -> None:
    assert all(str(reason.title) and len(str(reason.detail)) > 30 for reason in REFUSALS.values())
    assert refusal_detail("") == ""
    assert "another way" in str(refusal_detail("never-heard-of"))
