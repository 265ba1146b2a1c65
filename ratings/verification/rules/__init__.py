"""Pure rules of verification; no Django."""

from ratings.verification.rules.orders import (
    INVITATION_DAYS,
    LATE_AFTER_DAYS,
    OLDEST_ORDER_DAYS,
    comparable_order_number,
    is_late,
)
from ratings.verification.rules.private import VOICE_MONTHS, has_voice_again, next_voice_month
from ratings.verification.rules.purchases import (
    GROUP_OF_METHOD,
    INSPECTION_HELD_FOR,
    INSPECTION_WORKING_DAYS,
    OF_EITHER_GROUP,
    working_days_after,
)

__all__ = [
    "GROUP_OF_METHOD",
    "INSPECTION_HELD_FOR",
    "INSPECTION_WORKING_DAYS",
    "INVITATION_DAYS",
    "LATE_AFTER_DAYS",
    "OF_EITHER_GROUP",
    "OLDEST_ORDER_DAYS",
    "VOICE_MONTHS",
    "comparable_order_number",
    "has_voice_again",
    "is_late",
    "next_voice_month",
    "working_days_after",
]
