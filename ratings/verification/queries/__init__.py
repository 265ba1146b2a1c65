"""Every question about purchases, invitations and registered orders."""

from ratings.verification.queries.invitations import InvitationSeen, invitation_by
from ratings.verification.queries.offers import company_facts
from ratings.verification.queries.orders import OrderCounts, order_counts
from ratings.verification.queries.purchases import purchases_of, reviewable_purchases

__all__ = [
    "InvitationSeen",
    "OrderCounts",
    "company_facts",
    "invitation_by",
    "order_counts",
    "purchases_of",
    "reviewable_purchases",
]
