"""Purchases, how they are shown, and what is kept of that."""

from ratings.verification.models.addresses import AddressCode, ConfirmedAddress, ReceivedMail, ReceivingAddress
from ratings.verification.models.evidence import FileOpening, SealedFile
from ratings.verification.models.inspections import Inspection
from ratings.verification.models.orders import Invitation, Order
from ratings.verification.models.purchases import Group, Method, Purchase, Shows
from ratings.verification.models.receipts import DkimKey, Receipt, Sender

__all__ = [
    "AddressCode",
    "ConfirmedAddress",
    "DkimKey",
    "FileOpening",
    "Group",
    "Inspection",
    "Invitation",
    "Method",
    "Order",
    "Purchase",
    "Receipt",
    "ReceivedMail",
    "ReceivingAddress",
    "SealedFile",
    "Sender",
    "Shows",
]
