"""Every write to verification."""

from ratings.verification.commands.classes import revoke_class
from ratings.verification.commands.forgetting import forget
from ratings.verification.commands.inspections import (
    accept_inspected,
    claim_inspection,
    open_inspection,
    refuse_inspected,
)
from ratings.verification.commands.invitations import accept_invitation, mark_invitation_sent
from ratings.verification.commands.issuing import (
    ISSUER,
    issue_private_token,
    log_issued_tokens,
    mark_key_published,
    open_token_class,
    refuse_token,
)
from ratings.verification.commands.orders import (
    OrderLine,
    Registered,
    clean_address,
    hash_of_token,
    register_orders,
    token_of,
)
from ratings.verification.commands.redemption import class_revoked, redeem_token
from ratings.verification.commands.sealing import destroy_file, keep_file, open_file, read_file
from ratings.verification.commands.verdicts import (
    VERIFICATION,
    accept_purchase,
    begin_purchase,
    refuse_purchase,
    reinstate_proof,
    revoke_proof,
)

__all__ = [
    "ISSUER",
    "VERIFICATION",
    "OrderLine",
    "Registered",
    "accept_inspected",
    "accept_invitation",
    "accept_purchase",
    "begin_purchase",
    "claim_inspection",
    "class_revoked",
    "clean_address",
    "destroy_file",
    "forget",
    "hash_of_token",
    "issue_private_token",
    "keep_file",
    "log_issued_tokens",
    "mark_invitation_sent",
    "mark_key_published",
    "open_file",
    "open_inspection",
    "open_token_class",
    "read_file",
    "redeem_token",
    "refuse_inspected",
    "refuse_purchase",
    "refuse_token",
    "register_orders",
    "reinstate_proof",
    "revoke_class",
    "revoke_proof",
    "token_of",
]
