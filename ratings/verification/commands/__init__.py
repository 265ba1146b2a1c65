"""Every write to verification."""

from ratings.verification.commands.asking import open_inspection
from ratings.verification.commands.counting import count_missed_days, count_proofs
from ratings.verification.commands.forgetting import forget
from ratings.verification.commands.inspections import (
    accept_inspected,
    claim_inspection,
    refuse_inspected,
)
from ratings.verification.commands.invitations import accept_invitation, mark_invitation_sent
from ratings.verification.commands.keys import register_key, retire_key, revoke_key
from ratings.verification.commands.orders import (
    OrderLine,
    Registered,
    clean_address,
    hash_of_token,
    register_orders,
    token_of,
)
from ratings.verification.commands.sealing import destroy_file, keep_file, open_file, read_file
from ratings.verification.commands.tokens import redeem_token
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
    "VERIFICATION",
    "OrderLine",
    "Registered",
    "accept_inspected",
    "accept_invitation",
    "accept_purchase",
    "begin_purchase",
    "claim_inspection",
    "clean_address",
    "count_missed_days",
    "count_proofs",
    "destroy_file",
    "forget",
    "hash_of_token",
    "keep_file",
    "mark_invitation_sent",
    "open_file",
    "open_inspection",
    "read_file",
    "redeem_token",
    "refuse_inspected",
    "refuse_purchase",
    "register_key",
    "register_orders",
    "reinstate_proof",
    "retire_key",
    "revoke_key",
    "revoke_proof",
    "token_of",
    "withdraw_purchase",
]
