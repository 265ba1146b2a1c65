"""Purchases, how they are shown, and what is kept of that."""

from ratings.verification.models.addresses import AddressCode, ConfirmedAddress, ReceivedMail, ReceivingAddress
from ratings.verification.models.draws import CountedDay, Draw, ProofDay
from ratings.verification.models.evidence import Band, FileOpening, Resemblance, SealedFile
from ratings.verification.models.inspections import Inspection
from ratings.verification.models.orders import Invitation, InvitationPolicy, Order, Unsubscribed
from ratings.verification.models.private import TokenClass, TokenDay
from ratings.verification.models.purchases import Group, Method, Purchase, Shows
from ratings.verification.models.receipts import DkimKey, Receipt, Sender
from ratings.verification.models.redemptions import RevokedClass, SpentToken
from ratings.verification.models.tokens import SigningKey, SpentPurchaseToken

__all__ = [
    "AddressCode",
    "Band",
    "ConfirmedAddress",
    "CountedDay",
    "DkimKey",
    "Draw",
    "FileOpening",
    "Group",
    "Inspection",
    "Invitation",
    "InvitationPolicy",
    "Method",
    "Order",
    "ProofDay",
    "Purchase",
    "Receipt",
    "ReceivedMail",
    "ReceivingAddress",
    "Resemblance",
    "RevokedClass",
    "SealedFile",
    "Sender",
    "Shows",
    "SigningKey",
    "SpentPurchaseToken",
    "SpentToken",
    "TokenClass",
    "TokenDay",
    "Unsubscribed",
]
