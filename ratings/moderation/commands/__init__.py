"""Every write to moderation."""

from ratings.moderation.commands.appeals import decide_appeal, lodge_appeal
from ratings.moderation.commands.classes import (
    carry_out_class_revocation,
    drop_class_revocation,
    propose_class_revocation,
)
from ratings.moderation.commands.deciding import Judgement, claim_case, close_moot_cases, decide_case, open_case
from ratings.moderation.commands.imports import screen_imports
from ratings.moderation.commands.proofs import reexamine_proof
from ratings.moderation.commands.replies import object_to_reply, screen_reply
from ratings.moderation.commands.retention import delete_own_files, destroy_due_files
from ratings.moderation.commands.screening import screen_review

__all__ = [
    "Judgement",
    "carry_out_class_revocation",
    "claim_case",
    "close_moot_cases",
    "decide_appeal",
    "decide_case",
    "delete_own_files",
    "destroy_due_files",
    "drop_class_revocation",
    "lodge_appeal",
    "object_to_reply",
    "open_case",
    "propose_class_revocation",
    "reexamine_proof",
    "screen_imports",
    "screen_reply",
    "screen_review",
]
