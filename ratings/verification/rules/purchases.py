"""Which proof rests on whose word, and when a person has to have looked at one."""

from datetime import datetime, timedelta

GROUP_OF_METHOD = {
    "signed_receipt": "customer",
    "document": "customer",
    "invitation": "company",
    "purchase_token": "company",
    "imported": "none",
}
"""The group of each method; a signed receipt may turn out to be the company's, a private proof is of its origin's."""

OF_EITHER_GROUP = frozenset({"signed_receipt", "private"})

REVIEWABLE_MONTHS = 12
INSPECTION_WORKING_DAYS = 2
INSPECTION_HELD_FOR = timedelta(minutes=15)
SATURDAY = 5


def working_days_after(moment: datetime, days: int) -> datetime:
    """
    Return the same time of day so many working days later; Saturdays and Sundays do not count.

    >>> from datetime import UTC
    >>> working_days_after(datetime(2026, 11, 20, 9, tzinfo=UTC), 2)
    datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.timezone.utc)
    """
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < SATURDAY
    return moment
