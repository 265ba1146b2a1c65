"""Purchases, how they are shown, and what is kept of that."""

from ratings.verification.models.evidence import Band, FileOpening, Resemblance, SealedFile
from ratings.verification.models.inspections import Inspection
from ratings.verification.models.orders import Invitation, Order
from ratings.verification.models.purchases import Group, Method, Purchase, Shows

__all__ = [
    "Band",
    "FileOpening",
    "Group",
    "Inspection",
    "Invitation",
    "Method",
    "Order",
    "Purchase",
    "Resemblance",
    "SealedFile",
    "Shows",
]
