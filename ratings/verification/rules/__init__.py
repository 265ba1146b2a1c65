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
from ratings.verification.rules.order_files import LARGEST_FILE, OrderRow, at_rows, read_orders
from ratings.verification.rules.orders import (
    ADDRESS_KEPT_FOR,
    ALL_INVITED,
    INVITATION_DAYS,
    LATE_AFTER_DAYS,
    OLDEST_ORDER_DAYS,
    REMIND_AFTER,
    comparable_order_number,
    is_drawn,
    is_late,
)
from ratings.verification.rules.purchases import (
    GROUP_OF_METHOD,
    INSPECTION_HELD_FOR,
    INSPECTION_WORKING_DAYS,
    OF_EITHER_GROUP,
    working_days_after,
)

__all__ = [
    "ADDRESS_KEPT_FOR",
    "ALL_INVITED",
    "GROUP_OF_METHOD",
    "INSPECTION_HELD_FOR",
    "INSPECTION_WORKING_DAYS",
    "INVITATION_DAYS",
    "LARGEST_FILE",
    "LATE_AFTER_DAYS",
    "OF_EITHER_GROUP",
    "OLDEST_ORDER_DAYS",
    "PLACES",
    "REMIND_AFTER",
    "CompanyFacts",
    "CustomerFacts",
    "DeviceFacts",
    "Offer",
    "OrderRow",
    "at_rows",
    "comparable_order_number",
    "easiest_proofs",
    "instead_of",
    "is_drawn",
    "is_late",
    "read_orders",
    "working_days_after",
]
