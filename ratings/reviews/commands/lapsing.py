"""Ending the reviews that waited too long."""

from datetime import datetime, timedelta

from django.db.models import Q

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refused
from ratings.reviews.commands.author import lapse_review
from ratings.reviews.models import Review
from ratings.reviews.rules import PROOF_DAYS, RETURNED_DAYS

CLOCK = Actor.system("clock")


def lapse_overdue(*, now: datetime, limit: int = 1000) -> int:
    """Lapse up to `limit` reviews without proof after 30 days, or not mended after 14; return how many."""
    overdue = Review.objects.filter(
        Q(state=Review.State.SUBMITTED, submitted_at__lte=now - timedelta(days=PROOF_DAYS))
        | Q(state=Review.State.RETURNED, returned_at__lte=now - timedelta(days=RETURNED_DAYS))
    )
    lapsed = 0
    for review_id in overdue.values_list("pk", flat=True)[:limit]:
        try:
            lapse_review(review_id=review_id, actor=CLOCK, now=now)
            lapsed += 1
        except Refused:
            continue  # its author or its proof came at the last moment
    return lapsed
