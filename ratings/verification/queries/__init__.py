"""Every question about purchases, invitations and registered orders."""

from ratings.verification.queries.addresses import (
    OwnAddress,
    account_receiving_at,
    confirmed_addresses,
    own_addresses,
    receiving_address,
)
from ratings.verification.queries.invitations import InvitationSeen, invitation_by
from ratings.verification.queries.orders import OrderCounts, order_counts
from ratings.verification.queries.purchases import purchases_of, reviewable_purchases

__all__ = [
    "InvitationSeen",
    "OrderCounts",
    "OwnAddress",
    "account_receiving_at",
    "confirmed_addresses",
    "invitation_by",
    "order_counts",
    "own_addresses",
    "purchases_of",
    "receiving_address",
    "reviewable_purchases",
]
