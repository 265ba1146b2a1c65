"""Forgetting a customer."""

from django.db import transaction

from ratings.verification.models import AddressCode, ConfirmedAddress, Purchase, ReceivedMail, ReceivingAddress


@transaction.atomic
def forget(*, user_id: int) -> None:
    """Take a person out of their purchases, the verdicts stay; their addresses go."""
    for model in (AddressCode, ConfirmedAddress, ReceivedMail, ReceivingAddress):
        model.objects.filter(user_id=user_id).delete()
    Purchase.objects.filter(customer_id=user_id).update(customer=None)
