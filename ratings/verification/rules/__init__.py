"""Pure rules of verification; no Django."""

from ratings.verification.rules.order_files import LARGEST_FILE, OrderRow, read_orders
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
    "OLDEST_ORDER_DAYS",
    "REMIND_AFTER",
    "OrderRow",
    "comparable_order_number",
    "is_drawn",
    "is_late",
    "read_orders",
    "working_days_after",
]
