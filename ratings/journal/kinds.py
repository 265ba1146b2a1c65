"""Every kind of entry there is, and whether the public log shows it."""

PUBLIC = frozenset(
    {
        "company.opened",
        "company.renamed",
        "company.moved",
        "company.merged",
        "company.closed",
        "company.claimed",
        "review.published",
        "review.revised",
        "review.superseded",
        "review.reinstated",
        "review.hidden",
        "review.withdrawn",
        "review.removed",
        "review.restored",
        "review.erased",
        "reply.published",
        "reply.withdrawn",
        "reply.removed",
        "outcome.marked",
        "decision.made",
        "class.revoked",
        "prior.frozen",
        "invitations.share_set",
        "key.registered",
        "key.retired",
        "key.revoked",
        "proofs.counted",
        "token_key.published",
        "tokens.issued",
    }
)
"""Kinds that become leaves of the public log."""

PRIVATE = frozenset(
    {
        "proposal.made",
        "proposal.decided",
        "order.registered",
        "order.addressed",
        "invitation.sent",
        "invitation.opened",
        "purchase.drawn",
        "purchase.proved",
        "purchase.refused",
        "purchase.revoked",
        "proof.reexamined",
        "address.asked",
        "address.confirmed",
        "address.removed",
        "mail.received",
        "sender.confirmed",
        "sender.refused",
        "review.submitted",
        "review.screening",
        "review.held",
        "review.returned",
        "review.rejected",
        "review.lapsed",
        "review.abandoned",
        "review.revision_submitted",
        "review.revision_held",
        "review.revision_refused",
        "reply.submitted",
        "reply.accepted",
        "reply.held",
        "reply.refused",
        "reply.abandoned",
        "case.opened",
        "appeal.lodged",
        "appeal.decided",
    }
)
"""Kinds that leave no trace outside."""


def is_public(kind: str) -> bool:
    """
    Tell whether a kind becomes a leaf; KeyError for one that nobody has declared.

    >>> is_public("review.published"), is_public("review.held")
    (True, False)
    """
    if kind in PUBLIC:
        return True
    if kind in PRIVATE:
        return False
    raise KeyError(kind)
