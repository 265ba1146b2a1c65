"""Asking a person to look at a proof."""

from datetime import datetime

from django.db import transaction

from ratings.verification.models import Inspection, Purchase
from ratings.verification.rules import INSPECTION_WORKING_DAYS, working_days_after


@transaction.atomic
def open_inspection(*, purchase_id: int, reason: str, now: datetime) -> Inspection:
    """Ask a person to look at a pending proof; the one that is open already is returned as it is."""
    found, _is_new = Inspection.objects.get_or_create(
        purchase_id=purchase_id,
        state=Inspection.State.OPEN,
        defaults={
            "reason": reason,
            "opened_at": now,
            "due_at": working_days_after(now, INSPECTION_WORKING_DAYS),
        },
    )
    return found


def close_inspections(purchase: Purchase, *, now: datetime) -> None:
    """Ask nobody any more about a proof that its customer has taken back; its row is locked."""
    Inspection.objects.filter(purchase=purchase, state=Inspection.State.OPEN).update(
        state=Inspection.State.CLOSED, decided_at=now
    )
