"""Which invitations wait for a mail, and how many of a company's orders are invited."""

from datetime import datetime

from django.db.models import QuerySet

from ratings.verification.models import Invitation, InvitationPolicy
from ratings.verification.rules import ADDRESS_KEPT_FOR, ALL_INVITED, REMIND_AFTER

MOST_SAMPLED = 200


def invitations_to_send(*, now: datetime, limit: int) -> list[int]:
    """Return the ids of orders whose invitation has not gone out yet, oldest first."""
    waiting = Invitation.objects.filter(
        sent_at__isnull=True,
        opened_at__isnull=True,
        made_at__gt=now - ADDRESS_KEPT_FOR,
        order__sealed_email__isnull=False,
    )
    return list(waiting.order_by("made_at", "pk").values_list("order_id", flat=True)[:limit])


def invitations_to_remind(*, now: datetime, limit: int) -> list[int]:
    """Return the ids of orders whose customer is due for the one reminder, longest due first."""
    due = Invitation.objects.filter(
        sent_at__lte=now - REMIND_AFTER,
        sent_at__gt=now - ADDRESS_KEPT_FOR,
        reminded_at__isnull=True,
        opened_at__isnull=True,
        order__sealed_email__isnull=False,
    )
    return list(due.order_by("sent_at", "pk").values_list("order_id", flat=True)[:limit])


def invitation_policy(company_id: int) -> tuple[int, datetime | None]:
    """Return the share of a company's orders that is invited, in percent, and since when; None for since ever."""
    found = InvitationPolicy.objects.filter(company_id=company_id).values_list("share", "since").first()
    return found or (ALL_INVITED, None)


def sampled_companies() -> "QuerySet[InvitationPolicy]":
    """Return the companies of which a sample is invited, the latest change first, 200 at most."""
    sampled = InvitationPolicy.objects.select_related("company").filter(share__lt=ALL_INVITED)
    return sampled.order_by("-since", "pk")[:MOST_SAMPLED]
