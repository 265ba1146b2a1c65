"""Forgetting a customer."""

from datetime import datetime

from django.db import transaction

from ratings.verification.commands.sealing import destroy_files_of
from ratings.verification.commands.verdicts import VERIFICATION, refuse_purchase
from ratings.verification.models import (
    AddressCode,
    ConfirmedAddress,
    Inspection,
    Purchase,
    ReceivedMail,
    ReceivingAddress,
)


@transaction.atomic
def forget(*, user_id: int, now: datetime) -> None:
    """
    Take a person out of their purchases; verdicts stay, files, addresses and what moderators wrote to them go.

    What waits for a look is refused, and a moderator lets go of what they had taken.
    """
    for model in (AddressCode, ConfirmedAddress, ReceivedMail, ReceivingAddress):
        model.objects.filter(user_id=user_id).delete()
    mine = list(Purchase.objects.select_for_update().filter(customer_id=user_id).order_by("id"))
    for purchase in mine:
        if purchase.state == Purchase.State.PENDING:
            refuse_purchase(purchase_id=purchase.pk, code="withdrawn", actor=VERIFICATION, now=now)
    ids = [purchase.pk for purchase in mine]
    destroy_files_of(purchase_ids=ids, now=now)
    Inspection.objects.filter(purchase_id__in=ids).update(words="")
    Inspection.objects.filter(claimed_by_id=user_id).update(claimed_by=None, claimed_until=None)
    Purchase.objects.filter(pk__in=ids).update(customer=None)
