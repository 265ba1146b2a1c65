"""When an order was registered late, and how an order number is compared."""

import re
import unicodedata
from datetime import date, datetime, timedelta

LATE_AFTER_DAYS = 3
OLDEST_ORDER_DAYS = 366
INVITATION_DAYS = 365
ALL_INVITED = 100
"""The share of a company's orders that is invited unless the operator says otherwise, in percent."""
ADDRESS_KEPT_FOR = timedelta(days=21)
REMIND_AFTER = timedelta(days=7)


def is_late(*, ordered_on: date, registered_at: datetime) -> bool:
    """
    Tell whether an order was registered more than three days after it was placed.

    >>> from datetime import UTC
    >>> is_late(ordered_on=date(2026, 11, 1), registered_at=datetime(2026, 11, 4, 23, 59, tzinfo=UTC))
    False
    >>> is_late(ordered_on=date(2026, 11, 1), registered_at=datetime(2026, 11, 5, 0, 0, tzinfo=UTC))
    True
    """
    return registered_at.date() - ordered_on > timedelta(days=LATE_AFTER_DAYS)


def comparable_order_number(number: str) -> str:
    """
    Return an order number without what people leave out or add when they copy one.

    >>> comparable_order_number(" No. ab-1 234/5 ")
    'NOAB12345'
    """
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", number).upper())


def is_drawn(draw: bytes, *, share: int) -> bool:
    """
    Tell whether an order is in a sample of `share` percent: its draw, taken as a fraction, lies below the share.

    The draw is a keyed hash of the order, which nobody outside can compute; a larger share holds the smaller ones.

    >>> lowest, middle, highest = bytes(32), bytes([128]).ljust(32), bytes([255] * 32)
    >>> is_drawn(lowest, share=1), is_drawn(highest, share=99), is_drawn(highest, share=100)
    (True, False, True)
    >>> is_drawn(middle, share=50), is_drawn(middle, share=51)
    (False, True)
    """
    return int.from_bytes(draw[:8], "big") * 100 < share << 64
