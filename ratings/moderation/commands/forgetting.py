"""Forgetting a person whom cases concerned: near-duplicate rows go, decisions by role stay."""

from django.db import transaction

from ratings.moderation.models import Appeal, Case, Fingerprint
from ratings.reviews.models import Review


@transaction.atomic
def forget(*, user_id: int) -> None:
    """Delete the fingerprints of a person's texts and let go of their cases; before their reviews forget them."""
    list(Review.objects.select_for_update().filter(author_id=user_id).order_by("id"))  # before what hangs on them
    Fingerprint.objects.filter(review__author_id=user_id).delete()
    Case.objects.filter(claimed_by_id=user_id).update(claimed_by=None, claimed_until=None)
    Appeal.objects.filter(lodged_by_id=user_id).update(lodged_by=None)
