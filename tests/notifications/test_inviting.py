"""Writing to invited customers: once, and once more; never to whom it is over for, whoever races whom."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import AsyncMessage
from django.conf import LazySettings
from django.core import mail
from django.db import connection

from embedded.ports import free_port
from ratings.journal.models import Entry, Parked
from ratings.journal.resident import drain
from ratings.journal.retrying import retry_parked
from ratings.kernel.actor import Actor
from ratings.notifications.inviting import send_invitation, send_reminder, send_waiting
from ratings.notifications.models import Letter
from ratings.notifications.tasks import send_invitations_and_reminders
from ratings.verification.commands import (
    OrderLine,
    Registered,
    accept_invitation,
    begin_purchase,
    mark_invitation_sent,
    register_orders,
    unsubscribe,
    unsubscribe_token_of,
)
from ratings.verification.models import Invitation, Order, Purchase, Unsubscribed
from tests.dashboards import story
from tests.together import at_once, refusals

ANA = "ana@mail.example"
WEEK = timedelta(days=7)


def registered(now: datetime, *, locale: str = "en", number: str = "A-1") -> Registered:
    acme = story.company(f"Acme {number}")
    line = OrderLine(order=number, ordered_on=now.date(), email=ANA, locale=locale)
    return register_orders(company_id=acme.pk, lines=[line], actor=Actor.operator(), now=now)[0]


def invited(now: datetime, **options: Any) -> Order:
    order_id = registered(now, **options).order_id
    drain(clock=lambda: now)
    assert not Parked.objects.exists()
    return Order.objects.get(pk=order_id)


@pytest.mark.parametrize("locale", ["en", "de-AT", "fr", "nl"])
def test_invitation_and_reminder_say_who_asks_for_what_and_how_to_get_no_more(
    committed: None, now: datetime, locale: str
) -> None:
    order = invited(now, locale=locale)
    assert send_reminder(order_id=order.pk, now=now + WEEK)

    assert len(mail.outbox) == 2
    for message in mail.outbox:
        stop = f"http://localhost:8000/u/{unsubscribe_token_of(order)}/"
        assert message.extra_headers["List-Unsubscribe"] == f"<{stop}>"
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        for said in ("Acme A-1", "Evenhand", "2026", "/i/", "/methodology/", stop):
            assert said in message.body, said
        assert "Acme A-1" in message.subject
        assert "%(" not in message.body


def test_the_one_reminder_comes_after_a_week_and_takes_the_address_with_it(committed: None, now: datetime) -> None:
    order = invited(now)

    assert not send_reminder(order_id=order.pk, now=now + WEEK - timedelta(seconds=1))
    assert send_waiting(now=now + WEEK) == 1
    assert send_waiting(now=now + WEEK) == 0
    assert not send_reminder(order_id=order.pk, now=now + 2 * WEEK)

    order.refresh_from_db()
    assert order.sealed_email is None
    assert Invitation.objects.get().reminded_at == now + WEEK
    assert [message.to for message in mail.outbox] == [[ANA], [ANA]]


def test_nobody_is_reminded_who_has_shown_the_order_in_another_way(committed: None, now: datetime) -> None:
    order = invited(now)
    begin_purchase(
        company_id=order.company_id, customer_id=story.customer().pk, method="document", order="A-1", now=now
    )

    assert not send_reminder(order_id=order.pk, now=now + WEEK)

    order.refresh_from_db()
    assert order.sealed_email is None
    assert len(mail.outbox) == 1


def test_an_address_that_came_later_is_invited_too(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    for email in (None, ANA):
        line = OrderLine(order="A-1", ordered_on=now.date(), email=email)
        register_orders(company_id=acme.pk, lines=[line], actor=Actor.operator(), now=now)
        drain(clock=lambda: now)

    assert [message.to for message in mail.outbox] == [[ANA]]


def test_two_senders_at_once_send_one_invitation_and_one_reminder(committed: None, now: datetime) -> None:
    order_id = registered(now).order_id

    sent = at_once(*[lambda: send_invitation(order_id=order_id, now=now)] * 3)
    reminded = at_once(*[lambda: send_reminder(order_id=order_id, now=now + WEEK)] * 3)

    assert sorted(map(bool, sent)) == sorted(map(bool, reminded)) == [False, False, True]
    assert len(mail.outbox) == Letter.objects.count() == 2
    drain(clock=lambda: now)
    assert Entry.objects.filter(kind="invitation.sent").count() == 1
    at_once(*[lambda: mark_invitation_sent(invitation_id=Invitation.objects.get().pk, now=now)] * 2)
    drain(clock=lambda: now)
    assert Entry.objects.filter(kind="invitation.sent").count() == 1


def test_a_reminder_while_the_invitation_is_opened_is_sent_before_or_not_at_all(committed: None, now: datetime) -> None:
    later = now + WEEK
    for number in range(8):
        mail.outbox.clear()
        done = registered(now, number=f"A-{number}")
        send_invitation(order_id=done.order_id, now=now)
        ana = Actor.customer(story.customer().pk)
        token = done.token or ""

        opened, reminded = at_once(
            partial(accept_invitation, token=token, actor=ana, now=later),
            partial(send_reminder, order_id=done.order_id, now=later),
        )

        assert isinstance(opened, Purchase)
        assert len(mail.outbox) == 1 + bool(reminded)
        invitation = Invitation.objects.get(order_id=done.order_id)
        assert (invitation.reminded_at is not None) == reminded
        assert not Order.objects.filter(sealed_email__isnull=False).exists()
        assert not send_reminder(order_id=done.order_id, now=later)


def test_an_invitation_is_opened_by_one_of_two_while_it_is_sent(committed: None, now: datetime) -> None:
    done = registered(now)
    token = done.token or ""
    people = [Actor.customer(story.customer().pk) for _ in range(2)]

    outcomes = at_once(
        *[partial(accept_invitation, token=token, actor=one, now=now) for one in people],
        partial(send_invitation, order_id=done.order_id, now=now),
    )

    assert refusals(outcomes) == ["invitation-used"]
    assert Purchase.objects.count() == 1


def test_after_unsubscribing_while_a_mail_is_sent_no_other_goes_out(committed: None, now: datetime) -> None:
    for number in range(8):
        Unsubscribed.objects.all().delete()
        mail.outbox.clear()
        first, second = registered(now, number=f"A-{number}"), registered(now, number=f"B-{number}")
        token = unsubscribe_token_of(Order.objects.get(pk=first.order_id))

        at_once(
            partial(send_invitation, order_id=second.order_id, now=now),
            partial(unsubscribe, token=token, now=now),
            partial(send_invitation, order_id=first.order_id, now=now),
        )
        so_far = len(mail.outbox)

        for order_id in (first.order_id, second.order_id):
            assert not send_invitation(order_id=order_id, now=now)
            assert not send_reminder(order_id=order_id, now=now + WEEK)
        assert len(mail.outbox) == so_far
        assert not Order.objects.filter(sealed_email__isnull=False).exists()


class Mailbox(AsyncMessage):
    """Takes mail, or answers what it is told to; `entered` and `go_on` let a test stop it in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = ""
        self.taken: list[Any] = []
        self.entered, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_message(self, message: Any) -> None:
        self.entered.set()
        self.go_on.wait(10)
        self.taken.append(message)


def mailers(port: int) -> dict[str, Any]:
    options = {"host": "127.0.0.1", "port": port}
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


@contextmanager
def mail_server(settings: LazySettings) -> Iterator[Mailbox]:
    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.MAILERS = mailers(controller.port)
    try:
        yield handler
    finally:
        controller.stop()


def test_what_goes_over_the_wire_can_be_unsubscribed_by_one_click(
    committed: None, now: datetime, settings: LazySettings
) -> None:
    with mail_server(settings) as server:
        order = invited(now, locale="de")

    (message,) = server.taken
    assert max(map(len, message.as_string().splitlines())) < 998
    assert message["List-Unsubscribe"] == f"<http://localhost:8000/u/{unsubscribe_token_of(order)}/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["To"] == ANA


def test_unsubscribing_waits_for_the_mail_that_is_on_its_way(
    committed: None, now: datetime, settings: LazySettings
) -> None:
    done = registered(now)
    token = unsubscribe_token_of(Order.objects.get())

    def stop_while_sending(server: Mailbox) -> bool:
        assert server.entered.wait(10)
        waiting = threading.Thread(target=stop)
        waiting.start()
        waiting.join(0.5)
        is_waiting = waiting.is_alive()
        server.go_on.set()
        waiting.join(10)
        return is_waiting

    def stop() -> None:
        unsubscribe(token=token, now=now)
        connection.close()

    with mail_server(settings) as server:
        server.go_on.clear()
        sent, was_waiting = at_once(
            lambda: send_invitation(order_id=done.order_id, now=now), lambda: stop_while_sending(server)
        )

    assert (sent, was_waiting, len(server.taken)) == (True, True, 1)
    assert Unsubscribed.objects.count() == 1
    assert not send_reminder(order_id=done.order_id, now=now + WEEK)


def test_a_mailbox_that_does_not_exist_is_forgotten_and_its_address_logged_nowhere(
    committed: None, now: datetime, settings: LazySettings, capfd: pytest.CaptureFixture[str]
) -> None:
    with mail_server(settings) as server:
        server.answer = "550 5.1.1 no such mailbox"
        order = invited(now)

        order.refresh_from_db()
        assert order.sealed_email is None
        assert send_waiting(now=now + timedelta(days=1)) == 0
    assert not Entry.objects.filter(kind="invitation.sent").exists()
    assert ANA not in "".join(capfd.readouterr())


def test_an_address_that_a_server_refuses_stands_beside_no_entry(
    committed: None, now: datetime, settings: LazySettings, capfd: pytest.CaptureFixture[str]
) -> None:
    """Of a private review nothing else says whose it is."""
    story.review(story.company("Acme"), by=story.customer(ANA), at=now)
    with mail_server(settings) as server:
        server.answer = "552 5.2.2 mailbox full"
        drain(clock=lambda: now)

    parked = Parked.objects.get()
    assert parked.error.endswith("SMTPRecipientsRefused")
    assert "send_once" in parked.error
    assert ANA not in parked.error + "".join(capfd.readouterr())


def test_a_letter_that_a_server_did_not_take_goes_out_once_it_does(
    committed: None, now: datetime, settings: LazySettings
) -> None:
    story.review(story.company("Acme"), by=story.customer(ANA), at=now)
    with mail_server(settings) as server:
        server.answer = "450 4.2.0 greylisted"
        drain(clock=lambda: now)
        soon, later = now + timedelta(minutes=5), now + timedelta(minutes=15)
        assert (retry_parked(now=now), retry_parked(now=soon)) == (0, 0)
        server.answer = ""

        assert retry_parked(now=later - timedelta(minutes=1)) == 0
        went = at_once(lambda: retry_parked(now=later), lambda: retry_parked(now=later))

        assert set(went) == {0, 1}
        assert len(server.taken) == 1
    assert not Parked.objects.exists()


def test_after_a_week_a_person_must_look(committed: None, now: datetime, settings: LazySettings) -> None:
    story.review(story.company("Acme"), by=story.customer(ANA), at=now)
    with mail_server(settings) as server:
        server.answer = "450 4.2.0 greylisted"
        drain(clock=lambda: now)
        for hours in range(8 * 24):
            retry_parked(now=now + timedelta(hours=hours))

        parked = Parked.objects.get()
        assert (parked.tries, parked.next_try_at) == (14, None)
        assert ANA not in parked.error


@pytest.mark.parametrize("answer", ["450 4.2.0 greylisted", "down"])
def test_a_server_that_does_not_take_a_mail_now_is_tried_again(
    committed: None, now: datetime, settings: LazySettings, capfd: pytest.CaptureFixture[str], answer: str
) -> None:
    with mail_server(settings) as server:
        if answer == "down":
            settings.MAILERS = mailers(free_port())
        server.answer = answer
        invited(now)
    assert (Letter.objects.count(), Entry.objects.filter(kind="invitation.sent").count()) == (0, 0)
    assert ANA not in "".join(capfd.readouterr())

    with mail_server(settings) as server:
        assert send_waiting(now=now + timedelta(minutes=10)) == 1
        assert send_waiting(now=now + timedelta(minutes=20)) == 0

    assert [message["To"] for message in server.taken] == [ANA]


def test_the_beat_job_sends_what_is_due(committed: None) -> None:
    now = datetime.now().astimezone() - WEEK
    invited(now)

    send_invitations_and_reminders()
    send_invitations_and_reminders()

    assert len(mail.outbox) == 2
