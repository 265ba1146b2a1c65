"""Pure rules of verification; no Django."""

from ratings.verification.rules.offers import (
    PLACES,
    CompanyFacts,
    CustomerFacts,
    DeviceFacts,
    Offer,
    easiest_proofs,
    instead_of,
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
    working_days_after,
)

__all__ = [
    "GROUP_OF_METHOD",
    "INSPECTION_HELD_FOR",
    "INSPECTION_WORKING_DAYS",
    "INVITATION_DAYS",
    "LATE_AFTER_DAYS",
    "OLDEST_ORDER_DAYS",
    "PLACES",
    "CompanyFacts",
    "CustomerFacts",
    "DeviceFacts",
    "Offer",
    "comparable_order_number",
    "easiest_proofs",
    "instead_of",
    "is_late",
    "working_days_after",
]
