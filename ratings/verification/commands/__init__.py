"""Every write to verification."""

from ratings.verification.commands.documents import show_document
from ratings.verification.commands.forgetting import forget
from ratings.verification.commands.inspections import (
    accept_inspected,
    claim_inspection,
    open_inspection,
    refuse_inspected,
)
from ratings.verification.commands.invitations import accept_invitation, mark_invitation_sent
from ratings.verification.commands.orders import (
    OrderLine,
    Registered,
    clean_address,
    hash_of_token,
    register_orders,
    token_of,
)
from ratings.verification.commands.sealing import (
    destroy_file,
    destroy_files_of,
    keep_file,
    open_file,
    read_file,
    sweep_files,
)
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
    "begin_purchase",
    "claim_inspection",
    "clean_address",
    "destroy_file",
    "destroy_files_of",
    "forget",
    "hash_of_token",
    "keep_file",
    "mark_invitation_sent",
    "open_file",
    "open_inspection",
    "read_file",
    "refuse_inspected",
    "refuse_purchase",
    "register_orders",
    "reinstate_proof",
    "revoke_proof",
    "show_document",
    "sweep_files",
    "token_of",
]
