"""Forgetting a customer."""

from django.db import transaction

from ratings.verification.models import Purchase


@transaction.atomic
def forget(*, user_id: int) -> None:
    """Take a person out of their purchases; the verdicts stay."""
    Purchase.objects.filter(customer_id=user_id).update(customer=None)
