"""Writing to the customers of registered orders: one invitation, one reminder, and no word about who they are."""

from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused

import structlog
from django.db import transaction

from ratings.notifications import letters
from ratings.notifications.commands import send_once
from ratings.verification.commands import (
    Mailing,
    end_invitation,
    hold_invitation,
    mark_invitation_reminded,
    mark_invitation_sent,
)
from ratings.verification.queries import invitations_to_remind, invitations_to_send
from ratings.verification.rules import REMIND_AFTER

log = structlog.get_logger(__name__)
AT_A_TIME = 200
FOR_GOOD = 500
"""SMTP replies from here on are final (RFC 5321, 4.2.1)."""


def send_invitation(*, order_id: int, now: datetime) -> bool:
    """Send the invitation of an order once, if its customer may be written to; return whether it went out."""
    with transaction.atomic():
        mailing = hold_invitation(order_id=order_id, now=now)
        if mailing is None or mailing.sent_at is not None:
            return False
        if not _sent(mailing, letters.invitation(mailing), key=f"invitation:{order_id}", now=now):
            return False
        mark_invitation_sent(invitation_id=mailing.invitation_id, now=now)
        return True


def send_reminder(*, order_id: int, now: datetime) -> bool:
    """Remind the customer of an order once, seven days after the invitation; return whether it went out."""
    with transaction.atomic():
        mailing = hold_invitation(order_id=order_id, now=now)
        if mailing is None or mailing.sent_at is None or mailing.sent_at > now - REMIND_AFTER:
            return False
        if not _sent(mailing, letters.reminder(mailing), key=f"reminder:{order_id}", now=now):
            return False
        mark_invitation_reminded(invitation_id=mailing.invitation_id, now=now)
        return True


def _sent(mailing: Mailing, text: letters.Text, *, key: str, now: datetime) -> bool:
    """
    Send a letter; tell whether it went out, or had gone out before.

    What the mail server says against it holds the address, so that only its kind and code are logged. A mailbox that
    does not exist is never tried again; everything else is, as long as the address is kept.
    """
    link = letters.address(f"/u/{mailing.unsubscribe_token}/")
    headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    try:
        send_once(key=key, kind=key.partition(":")[0], to=mailing.mailbox, text=text, now=now, headers=headers)
    except SMTPRecipientsRefused as refusal:
        codes = [code for code, _words in refusal.recipients.values()]
        log.warning("invitation_refused", key=key, codes=codes)
        if codes and min(codes) >= FOR_GOOD:
            end_invitation(invitation_id=mailing.invitation_id)
        return False
    except (SMTPException, OSError) as error:
        log.warning("invitation_not_sent", key=key, error=type(error).__name__)
        return False
    return True


def send_waiting(*, now: datetime) -> int:
    """Send what is due: invitations that could not go out at once, and reminders; return how many went out."""
    return _send_each(invitations_to_send(now=now, limit=AT_A_TIME), send_invitation, now=now) + _send_each(
        invitations_to_remind(now=now, limit=AT_A_TIME), send_reminder, now=now
    )


def _send_each(order_ids: list[int], send: Callable[..., bool], *, now: datetime) -> int:
    return sum(send(order_id=order_id, now=now) for order_id in order_ids)
