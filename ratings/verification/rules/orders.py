"""When an order was registered late, and how an order number is compared."""

import re
import unicodedata
from datetime import date, datetime, timedelta

LATE_AFTER_DAYS = 3
OLDEST_ORDER_DAYS = 366
INVITATION_DAYS = 365


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
