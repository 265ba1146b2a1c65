"""Every write to reviews."""

from ratings.reviews.commands.author import (
    Changes,
    begin_screening,
    lapse_review,
    revise_review,
    withdraw_review,
)
from ratings.reviews.commands.locking import lock, lock_with_proof
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
    "begin_screening",
    "hide_review",
    "hold_revision",
    "lapse_review",
    "lock",
    "lock_with_proof",
    "publish_revision",
    "refuse_revision",
    "remove_review",
    "restore_review",
    "restore_revision",
    "return_review",
    "revise_review",
    "submit_review",
    "withdraw_review",
]
