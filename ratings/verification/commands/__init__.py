"""Every write to verification."""

from ratings.verification.commands.addresses import add_address, confirm_address, remove_address
from ratings.verification.commands.forgetting import forget
from ratings.verification.commands.inspections import (
    accept_inspected,
    claim_inspection,
    open_inspection,
    refuse_inspected,
)
from ratings.verification.commands.invitations import accept_invitation, mark_invitation_sent
from ratings.verification.commands.keys import fetch_keys
from ratings.verification.commands.orders import (
    OrderLine,
    Registered,
    clean_address,
    hash_of_token,
    register_orders,
    token_of,
)
from ratings.verification.commands.receipts import show_receipt
from ratings.verification.commands.receiving import (
    close_receiving_address,
    renew_receiving_address,
    take_mails,
)
from ratings.verification.commands.retrying import retry_receipt, retry_receipts
from ratings.verification.commands.sealing import destroy_file, keep_file, open_file, read_file
from ratings.verification.commands.senders import confirm_sender, refuse_sender
from ratings.verification.commands.verdicts import (
    VERIFICATION,
    accept_purchase,
    begin_purchase,
    refuse_purchase,
    reinstate_proof,
    revoke_proof,
)

__all__ = [
    "VERIFICATION",
    "OrderLine",
    "Registered",
    "accept_inspected",
    "accept_invitation",
    "accept_purchase",
    "add_address",
    "begin_purchase",
    "claim_inspection",
    "clean_address",
    "close_receiving_address",
    "confirm_address",
    "confirm_sender",
    "destroy_file",
    "fetch_keys",
    "forget",
    "hash_of_token",
    "keep_file",
    "mark_invitation_sent",
    "open_file",
    "open_inspection",
    "read_file",
    "refuse_inspected",
    "refuse_purchase",
    "refuse_sender",
    "register_orders",
    "reinstate_proof",
    "remove_address",
    "renew_receiving_address",
    "retry_receipt",
    "retry_receipts",
    "revoke_proof",
    "show_receipt",
    "take_mails",
    "token_of",
]
