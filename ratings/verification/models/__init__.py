"""Purchases, how they are shown, and what is kept of that."""

from ratings.verification.models.draws import CountedDay, Draw, ProofDay
from ratings.verification.models.evidence import FileOpening, SealedFile
from ratings.verification.models.inspections import Inspection
from ratings.verification.models.orders import Invitation, Order
from ratings.verification.models.purchases import Group, Method, Purchase, Shows
from ratings.verification.models.tokens import SigningKey, SpentToken

__all__ = [
    "CountedDay",
    "Draw",
    "FileOpening",
    "Group",
    "Inspection",
    "Invitation",
    "Method",
    "Order",
    "ProofDay",
    "Purchase",
    "SealedFile",
    "Shows",
    "SigningKey",
    "SpentToken",
]
