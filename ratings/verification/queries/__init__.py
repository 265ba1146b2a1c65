"""Every question about purchases, invitations and registered orders."""

from ratings.verification.queries.inspections import (
    Earlier,
    InspectionFigures,
    InspectionInFull,
    InspectionItem,
    inspection_figures,
    inspection_in_full,
    inspection_queue,
    inspections_waiting,
    openings,
)
from ratings.verification.queries.invitations import InvitationSeen, invitation_by
from ratings.verification.queries.orders import OrderCounts, order_counts
from ratings.verification.queries.purchases import purchases_of, reviewable_purchases, with_proof

__all__ = [
    "Earlier",
    "InspectionFigures",
    "InspectionInFull",
    "InspectionItem",
    "InvitationSeen",
    "OrderCounts",
    "inspection_figures",
    "inspection_in_full",
    "inspection_queue",
    "inspections_waiting",
    "invitation_by",
    "openings",
    "order_counts",
    "purchases_of",
    "reviewable_purchases",
    "with_proof",
]
