"""Every question about purchases, invitations and registered orders."""

from ratings.verification.queries.invitations import InvitationSeen, invitation_by
from ratings.verification.queries.keys import KeySeen, key_of, keys_of
from ratings.verification.queries.orders import OrderCounts, order_counts
from ratings.verification.queries.purchases import purchases_of, reviewable_purchases
from ratings.verification.queries.tokens import TokenSeen, token_by

__all__ = [
    "InvitationSeen",
    "KeySeen",
    "OrderCounts",
    "TokenSeen",
    "invitation_by",
    "key_of",
    "keys_of",
    "order_counts",
    "purchases_of",
    "reviewable_purchases",
    "token_by",
]
