"""When a customer has a voice of theirs out already, in the open or in a private token."""

from collections.abc import Iterable
from datetime import UTC, datetime

from ratings.kernel.months import month_number, month_of, month_text

VOICE_MONTHS = 12


def next_voice_month(token_month: str) -> str:
    """
    Return the first month in which twelve months are over for certain; of a token only its month is kept.

    >>> next_voice_month("2026-11")
    '2027-12'
    """
    return month_text(month_number(token_month) + VOICE_MONTHS + 1)


def silent_until(token_months: Iterable[str], *, now: datetime) -> str:
    """
    Return the month from which a customer who took tokens in these months may speak again about the same company.

    It is empty where they may now.

    >>> silent_until(["2026-11", "2025-03"], now=datetime(2027, 11, 30, tzinfo=UTC))
    '2027-12'
    >>> silent_until(["2026-11"], now=datetime(2027, 12, 1, tzinfo=UTC)), silent_until([], now=datetime.now(UTC))
    ('', '')
    """
    newest = max(token_months, default="")
    voice = next_voice_month(newest) if newest else ""
    return voice if month_of(now) < voice else ""


def is_class_over(year: int, *, now: datetime) -> bool:
    """
    Tell whether the tokens of a year's class are good no more: from the end of the year after it (UTC).

    Voices are limited where tokens are given out; who kept them for years would have several at once.

    >>> [is_class_over(2026, now=datetime(year, 12, 31, 23, 59, tzinfo=UTC)) for year in (2026, 2027, 2028)]
    [False, False, True]
    """
    return now.astimezone(UTC).year > year + 1
