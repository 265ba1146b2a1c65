"""Ending the requests for second proofs that nobody answered."""

from datetime import datetime

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refused
from ratings.verification.commands.verdicts import refuse_purchase
from ratings.verification.models import Draw, Purchase

CLOCK = Actor.system("clock")
NOT_BACKED = "not-backed"


def refuse_unbacked(*, now: datetime, limit: int = 1000) -> int:
    """Refuse up to `limit` proofs that nothing has backed in 30 days, none being checked; return how many."""
    overdue = Draw.objects.filter(ended_at__isnull=True, due_at__lte=now).exclude(
        purchase__backed_by__state=Purchase.State.PENDING
    )
    refused = 0
    for purchase_id in overdue.order_by("due_at").values_list("purchase_id", flat=True)[:limit]:
        try:
            refuse_purchase(purchase_id=purchase_id, code=NOT_BACKED, actor=CLOCK, now=now)
            refused += 1
        except Refused:
            continue  # it was backed at the last moment
    return refused
