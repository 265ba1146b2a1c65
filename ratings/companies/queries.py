"""Questions about companies and proposals."""

from django.db.models import QuerySet

from ratings.companies.models import Proposal


def proposals_of(user_id: int) -> "QuerySet[Proposal]":
    """Return what a person proposed, newest first, 50 at most."""
    return Proposal.objects.select_related("company").filter(proposed_by_id=user_id).order_by("-id")[:50]
