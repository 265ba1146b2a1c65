"""Screening imported reviews at their own pace, behind everybody else; their replies follow when they are public."""

from datetime import datetime

from ratings.moderation.commands.screening import screen_review
from ratings.reviews.models import Review
from ratings.verification.models import Method


def screen_imports(*, limit: int, now: datetime) -> int:
    """Screen up to `limit` imported reviews, oldest first; return how many."""
    waiting = Review.objects.filter(state=Review.State.SCREENING, method=Method.IMPORTED).order_by("id")
    screened = 0
    for review_id, number in waiting.values_list("pk", "latest_revision")[:limit]:
        screen_review(review_id=review_id, number=number, now=now)
        screened += 1
    return screened
