"""Forgetting a customer."""

from django.db import transaction

from ratings.verification.models import Purchase


@transaction.atomic
def forget(*, user_id: int) -> None:
    """Take a person out of their purchases; the verdicts stay."""
    # In order of id, as whoever gives out a token locks them all.
    mine = list(Purchase.objects.select_for_update().filter(customer_id=user_id).order_by("id").values_list("pk"))
    Purchase.objects.filter(pk__in=[pk for (pk,) in mine]).update(customer=None)
