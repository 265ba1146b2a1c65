"""Questions about companies and proposals."""

from django.db.models import QuerySet

from ratings.companies.models import Company, Proposal


def proposals_of(user_id: int) -> "QuerySet[Proposal]":
    """Return what a person proposed, newest first, 50 at most."""
    return Proposal.objects.select_related("company").filter(proposed_by_id=user_id).order_by("-id")[:50]


def surviving(company: Company) -> int:
    """Return the id of the company whose page shows what is proved of this one: another where it was merged."""
    return company.merged_into_id or company.pk
