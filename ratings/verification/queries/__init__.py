"""Every question about purchases, invitations and registered orders."""

from ratings.verification.queries.invitations import InvitationSeen, invitation_by
from ratings.verification.queries.orders import OrderCounts, order_counts
from ratings.verification.queries.private import (
    challenge_for,
    groups_with_tokens,
    token_class,
    token_class_by_key_id,
    tokens_issued,
)
from ratings.verification.queries.purchases import purchases_of, reviewable_purchases

__all__ = [
    "InvitationSeen",
    "OrderCounts",
    "challenge_for",
    "groups_with_tokens",
    "invitation_by",
    "order_counts",
    "purchases_of",
    "reviewable_purchases",
    "token_class",
    "token_class_by_key_id",
    "tokens_issued",
]
