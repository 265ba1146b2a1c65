"""What a signed mail is worth as a proof, once it is known who signed it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ratings.kernel.months import months_before
from ratings.verification.rules.mails import Reading
from ratings.verification.rules.received import Received

RECEIPT_MONTHS = 12
CLOCKS_APART = timedelta(minutes=10)
"""How far the clock of whoever sent a mail may be ahead of ours."""
TRIES_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 180, 360, 720, 720, 720, 720, 720))
"""How long to wait before the DNS is asked again, try by try: three days in all."""
KEY_MARGIN = timedelta(days=2)
"""How far outside the time in which a key was seen a mail may be dated: the archive looks once a day."""
BETWEEN = frozenset({"marketplace", "payment"})
"""Senders that stand between customer and company. All others' mails are the company's own word: those of its servers,
and of the shop system that it rents."""
STRONG = frozenset({"dispatch", "delivery", "bill", "payment"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """
    What a mail proves: `shows` and `group` where it is taken, a `refusal`'s code, or a `doubt` that a person settles.
    """

    shows: str = ""
    group: str = "customer"
    refusal: str = ""
    doubt: str = ""

    @property
    def is_strong(self) -> bool:
        """Tell whether it can be accepted by rule, and shows more than an order."""
        return not self.refusal and not self.doubt and self.shows in STRONG


def date_flaw(sent_at: datetime, *, now: datetime) -> str:
    """
    Return why a mail's date is none of a receipt that can be shown now, as a refusal's code; empty for a good one.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    >>> date_flaw(datetime(2026, 11, 20, 13, tzinfo=UTC), now=now)
    'mail-from-tomorrow'
    >>> [date_flaw(datetime(2025, 11, day, tzinfo=UTC), now=now) for day in (19, 20)]
    ['mail-too-old', '']
    """
    if sent_at > now + CLOCKS_APART:
        return "mail-from-tomorrow"
    return "mail-too-old" if sent_at.date() < months_before(now.date(), RECEIPT_MONTHS) else ""


def worth_of(received: Received, reading: Reading, *, sender_kind: str, is_layout_signed: bool) -> Worth:
    """
    Judge what a mail shows. A mail from the company's own server counts as the customer's proof only if it shows
    dispatch, delivery, a bill or a payment; an order alone is the company's word.
    """
    if "auto_replied" in received.marks:
        return Worth(refusal="auto-reply")
    group = group_of_mail(shows=reading.shows, sender_kind=sender_kind)
    is_sure = reading.is_clear and not reading.is_cancelled and "reply" not in received.marks and is_layout_signed
    if is_sure and reading.shows:
        return Worth(shows=reading.shows, group=group)
    if reading.is_clear and not reading.shows and not reading.is_cancelled:
        return Worth(refusal="shows-nothing")
    return Worth(shows=reading.shows, group=group, doubt="unclear_mail")


def group_of_mail(*, shows: str, sender_kind: str) -> str:
    """
    Return on whose word a mail rests; an unknown sender's is taken for the company's.

    >>> group_of_mail(shows="order", sender_kind="own"), group_of_mail(shows="order", sender_kind="marketplace")
    ('company', 'customer')
    >>> group_of_mail(shows="bill", sender_kind="own")
    'customer'
    """
    return "customer" if shows in STRONG or sender_kind in BETWEEN else "company"


def last_event(received: Received, reading: Reading) -> date:
    """Return the day of the last thing that a mail shows: never after the mail itself, which may only announce it."""
    sent_on = received.sent_at.date()
    return min(reading.event_on, sent_on) if reading.event_on else sent_on


def key_covers(*, first_seen_at: datetime, last_seen_at: datetime, sent_at: datetime) -> bool:
    """
    Tell whether an archived key was in the DNS when a mail was dated.

    >>> from datetime import UTC
    >>> seen = {"first_seen_at": datetime(2026, 3, 1, tzinfo=UTC), "last_seen_at": datetime(2026, 6, 1, tzinfo=UTC)}
    >>> [key_covers(sent_at=datetime(2026, month, 1, tzinfo=UTC), **seen) for month in (2, 4, 7)]
    [False, True, False]
    """
    return first_seen_at - KEY_MARGIN <= sent_at <= last_seen_at + KEY_MARGIN


def next_try(*, tried: int, now: datetime) -> datetime | None:
    """
    Return when the DNS is asked again after so many tries, None where it has been asked long enough.

    >>> from datetime import UTC
    >>> [next_try(tried=n, now=datetime(2026, 11, 20, tzinfo=UTC)) for n in (1, 11)]
    [datetime.datetime(2026, 11, 20, 0, 5, tzinfo=datetime.timezone.utc), None]
    """
    return now + TRIES_AFTER[tried - 1] if tried <= len(TRIES_AFTER) else None
