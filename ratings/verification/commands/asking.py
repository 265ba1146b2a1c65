"""Asking a person to look at a proof."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.kernel.refusals import Refused
from ratings.verification.models import Inspection, Purchase
from ratings.verification.rules import INSPECTION_WORKING_DAYS, working_days_after


@transaction.atomic
def open_inspection(*, purchase_id: int, reason: str, now: datetime) -> Inspection:
    """
    Ask a person to look at a pending proof; the one that is open already is returned as it is.

    Raises Refused (`already-decided`).
    """
    purchase = Purchase.objects.select_for_update().get(pk=purchase_id)
    if purchase.state != Purchase.State.PENDING:
        raise Refused("already-decided", _("This proof has been decided already."))
    found, _is_new = Inspection.objects.get_or_create(
        purchase_id=purchase_id,
        state=Inspection.State.OPEN,
        defaults={
            "reason": Inspection.Reason(reason),
            "opened_at": now,
            "due_at": working_days_after(now, INSPECTION_WORKING_DAYS),
        },
    )
    return found


def close_inspections(purchase: Purchase, *, now: datetime) -> None:
    """Take a decided proof off the desk; an inspection that decided it is closed by then. Its row is locked."""
    Inspection.objects.filter(purchase=purchase, state=Inspection.State.OPEN).update(
        state=Inspection.State.CLOSED, decided_at=now
    )
