"""Who speaks for whom."""

from datetime import datetime

from django.db.models import QuerySet

from ratings.claims.models import Claim, Representative
from ratings.kernel.actor import Actor


def representations_of(user_id: int) -> "QuerySet[Representative]":
    """Return the companies that a person speaks for, with the roles, by name."""
    return Representative.objects.select_related("company").filter(user_id=user_id).order_by("company__name", "id")


def actor_for(*, user_id: int, company_id: int) -> Actor | None:
    """Return the person as representative of that company, or None where they are none."""
    found = Representative.objects.filter(user_id=user_id, company_id=company_id).first()
    if found is None:
        return None
    return Actor.representative(user_id, company_id=company_id, team_role=found.role)


def claimed_at(company_id: int) -> datetime | None:
    """Return when the company's present claim was granted, None where nobody has claimed it."""
    return (
        Claim.objects.filter(company_id=company_id, state=Claim.State.GRANTED)
        .values_list("granted_at", flat=True)
        .first()
    )
