"""Every write to verification."""

from ratings.verification.commands.addresses import add_address, confirm_address, remove_address
from ratings.verification.commands.asking import open_inspection
from ratings.verification.commands.classes import revoke_class
from ratings.verification.commands.counting import count_missed_days, count_proofs
from ratings.verification.commands.dkim_keys import fetch_keys
from ratings.verification.commands.documents import show_document
from ratings.verification.commands.forgetting import forget
from ratings.verification.commands.inspections import (
    accept_inspected,
    claim_inspection,
    close_reexamination,
    open_reexamination,
    refuse_inspected,
)
from ratings.verification.commands.invitations import (
    Mailing,
    accept_invitation,
    end_invitation,
    hold_invitation,
    mark_invitation_reminded,
    mark_invitation_sent,
)
from ratings.verification.commands.issuing import (
    ISSUER,
    issue_private_token,
    log_issued_tokens,
    mark_key_published,
    open_token_class,
    refuse_token,
)
from ratings.verification.commands.keys import register_key, retire_key, revoke_key
from ratings.verification.commands.links import hash_of_token, token_of, unsubscribe_token_of
from ratings.verification.commands.orders import (
    OrderLine,
    Registered,
    clean_address,
    register_order_file,
    register_orders,
)
from ratings.verification.commands.receipts import show_receipt
from ratings.verification.commands.receiving import close_receiving_address, renew_receiving_address, take_mails
from ratings.verification.commands.redemption import class_revoked, redeem_token
from ratings.verification.commands.retrying import retry_receipt, retry_receipts
from ratings.verification.commands.sampling import set_invitation_share
from ratings.verification.commands.sealing import (
    destroy_file,
    destroy_files_of,
    keep_file,
    open_file,
    read_file,
    sweep_files,
)
from ratings.verification.commands.senders import confirm_sender, refuse_sender
from ratings.verification.commands.tokens import redeem_purchase_token
from ratings.verification.commands.unsubscribing import forget_addresses, unsubscribe
from ratings.verification.commands.verdicts import (
    VERIFICATION,
    accept_purchase,
    begin_purchase,
    refuse_purchase,
    reinstate_proof,
    revoke_proof,
    withdraw_purchase,
)

__all__ = [
    "ISSUER",
    "VERIFICATION",
    "Mailing",
    "OrderLine",
    "Registered",
    "accept_inspected",
    "accept_invitation",
    "accept_purchase",
    "add_address",
    "begin_purchase",
    "claim_inspection",
    "class_revoked",
    "clean_address",
    "close_receiving_address",
    "close_reexamination",
    "confirm_address",
    "confirm_sender",
    "count_missed_days",
    "count_proofs",
    "destroy_file",
    "destroy_files_of",
    "end_invitation",
    "fetch_keys",
    "forget",
    "forget_addresses",
    "hash_of_token",
    "hold_invitation",
    "issue_private_token",
    "keep_file",
    "log_issued_tokens",
    "mark_invitation_reminded",
    "mark_invitation_sent",
    "mark_key_published",
    "open_file",
    "open_inspection",
    "open_reexamination",
    "open_token_class",
    "read_file",
    "redeem_purchase_token",
    "redeem_token",
    "refuse_inspected",
    "refuse_purchase",
    "refuse_sender",
    "refuse_token",
    "register_key",
    "register_order_file",
    "register_orders",
    "reinstate_proof",
    "remove_address",
    "renew_receiving_address",
    "retire_key",
    "retry_receipt",
    "retry_receipts",
    "revoke_class",
    "revoke_key",
    "revoke_proof",
    "set_invitation_share",
    "show_document",
    "show_receipt",
    "sweep_files",
    "take_mails",
    "token_of",
    "unsubscribe",
    "unsubscribe_token_of",
    "withdraw_purchase",
]
