"""Pure rules of verification; no Django."""

from ratings.verification.rules.across import (
    LEAST_DRAWS_SHOWN,
    SECOND_PROOF_DAYS,
    failure_share,
    is_drawn,
    is_too_old,
    needs_a_person,
)
from ratings.verification.rules.keys import KEY_NAME, MOST_ACTIVE_KEYS, has_full_strength, read_public_key, thumbprint
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
    working_days_after,
)
from ratings.verification.rules.tokens import Token, check_signature, check_times, other_ways, read_token

__all__ = [
    "GROUP_OF_METHOD",
    "INSPECTION_HELD_FOR",
    "INSPECTION_WORKING_DAYS",
    "INVITATION_DAYS",
    "KEY_NAME",
    "LATE_AFTER_DAYS",
    "LEAST_DRAWS_SHOWN",
    "MOST_ACTIVE_KEYS",
    "OLDEST_ORDER_DAYS",
    "SECOND_PROOF_DAYS",
    "Token",
    "check_signature",
    "check_times",
    "comparable_order_number",
    "failure_share",
    "has_full_strength",
    "is_drawn",
    "is_late",
    "is_too_old",
    "needs_a_person",
    "other_ways",
    "read_public_key",
    "read_token",
    "thumbprint",
    "working_days_after",
]
