"""Rules that hold whatever the method: who is looked at more closely, and which proofs must be backed by a second."""

from datetime import date, timedelta
from decimal import Decimal

from ratings.kernel.months import months_before

MOST_COMPANIES_A_MONTH = 10
PROOF_MONTHS = 12
DRAWN_PER_TEN_THOUSAND = 200
"""Two of a hundred proofs that rest on the company's word."""
SECOND_PROOF_DAYS = timedelta(days=30)
LEAST_DRAWS_SHOWN = 5


def needs_a_person(companies: int) -> bool:
    """
    Tell whether a proof is seen by a person, its account having dealt with so many other companies within a month.

    >>> needs_a_person(10), needs_a_person(11)
    (False, True)
    """
    return companies > MOST_COMPANIES_A_MONTH


def must_be_backed(lot: bytes) -> bool:
    """
    Tell whether a proof must be backed by a second; `lot` is a keyed hash (32 bytes) that nobody outside can foresee.

    >>> must_be_backed(bytes(32)), must_be_backed(b"\\xff" * 32)
    (True, False)
    """
    return int.from_bytes(lot[:8], "big") * 10_000 < DRAWN_PER_TEN_THOUSAND << 64


def is_too_old(last_event_on: date, *, shown_on: date) -> bool:
    """
    Tell whether the last thing that a proof shows happened more than twelve months before it was shown.

    >>> is_too_old(date(2025, 11, 20), shown_on=date(2026, 11, 20))
    False
    >>> is_too_old(date(2025, 11, 19), shown_on=date(2026, 11, 20))
    True
    """
    return last_event_on < months_before(shown_on, PROOF_MONTHS)


def failure_share(*, backed: int, failed: int) -> Decimal | None:
    """
    Return which share of the proofs that were drawn was not backed, 0 to 1; None below five decided draws.

    >>> failure_share(backed=4, failed=1), failure_share(backed=3, failed=1)
    (Decimal('0.200'), None)
    """
    decided = backed + failed
    return (Decimal(failed) / decided).quantize(Decimal("0.001")) if decided >= LEAST_DRAWS_SHOWN else None
