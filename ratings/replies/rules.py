"""Clocks of the right of reply."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from django.utils.translation import pgettext_lazy

from ratings.kernel.refusals import Words

REPLY_DAYS = 15
PREVIEW = timedelta(hours=24)
LONGEST_REPLY = 5000
WRITERS = ("owner", "manager", "responder")

STATE_NAMES: Mapping[str, Words] = {
    "screening": pgettext_lazy("a reply that is …", "being checked"),
    "held": pgettext_lazy("a reply that is …", "before a moderator"),
    "preview": pgettext_lazy("a reply that is …", "shown to the customer first"),
    "live": pgettext_lazy("a reply that is …", "public"),
    "refused": pgettext_lazy("a reply that is …", "refused"),
    "removed": pgettext_lazy("a reply that is …", "removed"),
    "withdrawn": pgettext_lazy("a reply that is …", "withdrawn"),
}
"""How a state is called in a sentence."""


def reply_due_at(*, published_at: datetime, claimed_at: datetime | None) -> datetime | None:
    """
    Return the end of the day, UTC, by which an answer is in time: 15 days from publication or claim, the later.

    None while nobody has claimed the company: then nobody is asked.

    >>> at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    >>> reply_due_at(published_at=at, claimed_at=datetime(2026, 11, 3, 9, tzinfo=UTC)).date()
    datetime.date(2026, 11, 18)
    """
    if claimed_at is None:
        return None
    starts = max(published_at, claimed_at).astimezone(UTC).date()
    return datetime.combine(starts + timedelta(days=REPLY_DAYS), time.max, tzinfo=UTC)
