"""The door for order mails: SMTP, for nobody but the accounts' own secret addresses."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connections
from django.utils import translation

from accounts.models import User
from accounts.queries import may_act
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import NotFound
from ratings.verification.commands import take_mails
from ratings.verification.queries import account_receiving_at
from ratings.verification.rules.received import LARGEST_MAIL
from receiver.attached import carried_by

LARGEST = LARGEST_MAIL * 7 // 5
"""Bytes: a mail of the greatest size that is looked at, attached in base64."""
LONGEST_LINE = 64 * 2**10
SECONDS_OF_SILENCE = 60
AT_ONCE = 2
"""Mails looked at at the same time: two of the greatest size stay below 100 MiB."""

TAKEN = "250 2.0.0 Taken"
UNKNOWN = "550 5.1.1 No such address here"
ONE_BY_ONE = "452 4.5.3 One recipient at a time"
LATER = "451 4.3.0 Not now, try again later"

log = structlog.get_logger()


class Door(SMTP):
    """aiosmtpd's server; what somebody pastes as one long line into a mail is still a line."""

    line_length_limit = LONGEST_LINE


class Receiver:
    """
    aiosmtpd's handler. Whom a mail is from is never asked: only its recipient's secret says whose it is.

    Nothing that it carries is logged, and the answer goes to the account, never back to a sender.
    """

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._room = asyncio.Semaphore(AT_ONCE)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient that is an account's open address; one for each mail."""
        if envelope.rcpt_tos:
            return ONE_BY_ONE
        if await asyncio.to_thread(_own_connection, _account, address, self._clock()) is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Show what is attached; 250 once that is written down, so that nothing is lost and nothing comes twice."""
        async with self._room:
            address, content = envelope.rcpt_tos[0], envelope.original_content or b""
            return await asyncio.to_thread(_own_connection, _take, address, content, self._clock())

    async def handle_exception(self, error: Exception) -> str:
        """Say later, and log what kind of error it was; its words may hold what the mail holds."""
        log.error("receiving_failed", error=type(error).__name__)
        return LATER


def _own_connection[**P, R](call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        return call(*args, **kwargs)
    finally:
        connections.close_all()


def _account(address: str, now: datetime) -> User | None:
    user_id = account_receiving_at(address)
    user = User.objects.filter(pk=user_id).first() if user_id is not None else None
    return user if user is not None and may_act(user, now) else None


def _take(address: str, content: bytes, now: datetime) -> str:
    user = _account(address, now)
    if user is None:
        return UNKNOWN
    carried = carried_by(content)
    if carried.is_automatic and not carried.mails:
        # An answering machine that is answered answers.
        return TAKEN
    with translation.override(user.locale):
        try:
            actor = Actor.customer(user.pk)
            taken = take_mails(mails=carried.mails, is_inline=carried.is_inline, actor=actor, now=now)
        except NotFound:
            return UNKNOWN
    log.info("mail_received", outcomes=[str(one.outcome) for one in taken])
    return TAKEN


async def serve(host: str, port: int, *, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """Listen until stopped. Raises OSError where the port is taken."""
    handler = Receiver(clock=lambda: datetime.now(UTC))
    name = settings.RECEIPTS_ADDRESS.rpartition("@")[2]

    def door() -> SMTP:
        return Door(
            handler,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            hostname=name,
            ident="Evenhand",
            timeout=SECONDS_OF_SILENCE,
            auth_required=False,
        )

    server = await asyncio.get_running_loop().create_server(door, host=host, port=port)
    ready()
    async with server:
        await stop.wait()
