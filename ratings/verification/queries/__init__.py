"""Every question about purchases, invitations and registered orders."""

from ratings.verification.queries.addresses import (
    OwnAddress,
    account_receiving_at,
    confirmed_addresses,
    own_addresses,
    receiving_address,
)
from ratings.verification.queries.inspections import (
    Earlier,
    InspectionFigures,
    InspectionInFull,
    InspectionItem,
    inspection_figures,
    inspection_in_full,
    inspection_queue,
    inspections_waiting,
    openings,
)
from ratings.verification.queries.invitations import InvitationSeen, Unsubscribing, invitation_by, unsubscribing_by
from ratings.verification.queries.keys import KeySeen, key_of, keys_of
from ratings.verification.queries.offers import company_facts
from ratings.verification.queries.orders import (
    invitation_policy,
    invitations_to_remind,
    invitations_to_send,
    sampled_companies,
)
from ratings.verification.queries.private import (
    challenge_for,
    classes_of_year,
    groups_with_tokens,
    token_class,
    token_class_by_key_id,
    tokens_issued,
)
from ratings.verification.queries.purchases import purchases_of, reviewable_purchases, with_proof
from ratings.verification.queries.tokens import TokenSeen, token_by

__all__ = [
    "Earlier",
    "InspectionFigures",
    "InspectionInFull",
    "InspectionItem",
    "InvitationSeen",
    "KeySeen",
    "OwnAddress",
    "TokenSeen",
    "Unsubscribing",
    "account_receiving_at",
    "challenge_for",
    "classes_of_year",
    "company_facts",
    "confirmed_addresses",
    "groups_with_tokens",
    "inspection_figures",
    "inspection_in_full",
    "inspection_queue",
    "inspections_waiting",
    "invitation_by",
    "invitation_policy",
    "invitations_to_remind",
    "invitations_to_send",
    "key_of",
    "keys_of",
    "openings",
    "own_addresses",
    "purchases_of",
    "receiving_address",
    "reviewable_purchases",
    "sampled_companies",
    "token_by",
    "token_class",
    "token_class_by_key_id",
    "tokens_issued",
    "unsubscribing_by",
    "with_proof",
]
