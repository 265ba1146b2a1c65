"""Pure rules of verification; no Django."""

from ratings.verification.rules.documents import (
    A_DAY,
    FARTHEST,
    MOST_A_DAY,
    MOST_FILES,
    MOST_WAITING,
    bands_of,
    looks_like,
    probes_of,
)
from ratings.verification.rules.orders import (
    INVITATION_DAYS,
    LATE_AFTER_DAYS,
    OLDEST_ORDER_DAYS,
    comparable_order_number,
    is_late,
)
from ratings.verification.rules.purchases import (
    GROUP_OF_METHOD,
    INSPECTION_HELD_FOR,
    INSPECTION_WORKING_DAYS,
    REVIEWABLE_MONTHS,
    working_days_after,
)
from ratings.verification.rules.refusals import BY_A_PERSON, REFUSALS, refusal_detail

__all__ = [
    "A_DAY",
    "BY_A_PERSON",
    "FARTHEST",
    "GROUP_OF_METHOD",
    "INSPECTION_HELD_FOR",
    "INSPECTION_WORKING_DAYS",
    "INVITATION_DAYS",
    "LATE_AFTER_DAYS",
    "MOST_A_DAY",
    "MOST_FILES",
    "MOST_WAITING",
    "OLDEST_ORDER_DAYS",
    "REFUSALS",
    "REVIEWABLE_MONTHS",
    "bands_of",
    "comparable_order_number",
    "is_late",
    "looks_like",
    "probes_of",
    "refusal_detail",
    "working_days_after",
]
