"""Every write to reviews."""

from ratings.reviews.commands.author import (
    Changes,
    begin_screening,
    lapse_review,
    revise_review,
    withdraw_review,
)
from ratings.reviews.commands.locking import lock, lock_with_proof
from ratings.reviews.commands.private import (
    Submitted,
    draft_of,
    keep_address,
    private_pseudonym,
    revise_waiting,
    submit_private_review,
    withdraw_waiting,
    write_waiting_reviews,
)
from ratings.reviews.commands.publication import (
    hide_review,
    hold_revision,
    publish_revision,
    refuse_revision,
    remove_review,
    restore_review,
    restore_revision,
    return_review,
)
from ratings.reviews.commands.submit import Draft, submit_review

__all__ = [
    "Changes",
    "Draft",
    "Submitted",
    "begin_screening",
    "draft_of",
    "hide_review",
    "hold_revision",
    "keep_address",
    "lapse_review",
    "lock",
    "lock_with_proof",
    "private_pseudonym",
    "publish_revision",
    "refuse_revision",
    "remove_review",
    "restore_review",
    "restore_revision",
    "return_review",
    "revise_review",
    "revise_waiting",
    "submit_private_review",
    "submit_review",
    "withdraw_review",
    "withdraw_waiting",
    "write_waiting_reviews",
]
