"""Pure rules of verification; no Django."""

from ratings.verification.rules.across import (
    LEAST_DRAWS_SHOWN,
    SECOND_PROOF_DAYS,
    failure_share,
    is_too_old,
    must_be_backed,
    needs_a_person,
)
from ratings.verification.rules.keys import KEY_NAME, MOST_ACTIVE_KEYS, has_full_strength, read_public_key, thumbprint
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
from ratings.verification.rules.tokens import Token, check_signature, check_times, other_ways, read_token

__all__ = [
    "ADDRESS_KEPT_FOR",
    "ALL_INVITED",
    "GROUP_OF_METHOD",
    "INSPECTION_HELD_FOR",
    "INSPECTION_WORKING_DAYS",
    "INVITATION_DAYS",
    "KEY_NAME",
    "LARGEST_FILE",
    "LATE_AFTER_DAYS",
    "LEAST_DRAWS_SHOWN",
    "MOST_ACTIVE_KEYS",
    "OF_EITHER_GROUP",
    "OLDEST_ORDER_DAYS",
    "PLACES",
    "REMIND_AFTER",
    "SECOND_PROOF_DAYS",
    "CompanyFacts",
    "CustomerFacts",
    "DeviceFacts",
    "Offer",
    "OrderRow",
    "Token",
    "at_rows",
    "check_signature",
    "check_times",
    "comparable_order_number",
    "easiest_proofs",
    "failure_share",
    "has_full_strength",
    "instead_of",
    "is_drawn",
    "is_late",
    "is_too_old",
    "must_be_backed",
    "needs_a_person",
    "other_ways",
    "read_orders",
    "read_public_key",
    "read_token",
    "thumbprint",
    "working_days_after",
]
