"""Sending each letter once."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ratings.notifications.letters import Text
from ratings.notifications.messages import Message
from ratings.notifications.models import Letter


@transaction.atomic
def send_once(
    *,
    key: str,
    kind: str,
    to: str,
    text: Text,
    now: datetime,
    user_id: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> bool:
    """
    Send a letter unless one with this key has been sent; return whether it was sent.

    A server that does not take it raises, and nothing is remembered: the reactor tries again.
    """
    _, is_new = Letter.objects.get_or_create(key=key, defaults={"kind": kind, "user_id": user_id, "sent_at": now})
    if not is_new:
        return False
    Message(subject=text.subject, body=text.body, to=[to], headers=dict(headers or {})).send()
    return True


@transaction.atomic
def forget(*, user_id: int) -> None:
    """Delete what is kept of letters to a person."""
    Letter.objects.filter(user_id=user_id).delete()
