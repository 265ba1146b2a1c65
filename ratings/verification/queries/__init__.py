"""Every question about purchases, invitations and registered orders."""

from ratings.verification.queries.invitations import InvitationSeen, Unsubscribing, invitation_by, unsubscribing_by
from ratings.verification.queries.offers import company_facts
from ratings.verification.queries.orders import (
    invitation_policy,
    invitations_to_remind,
    invitations_to_send,
    sampled_companies,
)
from ratings.verification.queries.private import challenge_for, token_class, token_class_by_key_id, tokens_issued
from ratings.verification.queries.purchases import purchases_of, reviewable_purchases

__all__ = [
    "InvitationSeen",
    "Unsubscribing",
    "challenge_for",
    "company_facts",
    "invitation_by",
    "invitation_policy",
    "invitations_to_remind",
    "invitations_to_send",
    "purchases_of",
    "reviewable_purchases",
    "sampled_companies",
    "token_class",
    "token_class_by_key_id",
    "tokens_issued",
    "unsubscribing_by",
]
