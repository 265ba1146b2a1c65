"""The verdict on a pending mail, as far as there is one yet."""

from datetime import datetime

from ratings.verification.commands.asking import open_inspection
from ratings.verification.commands.judging import Judged
from ratings.verification.commands.verdicts import VERIFICATION, accept_purchase, refuse_purchase
from ratings.verification.models import Inspection, Purchase, Receipt
from ratings.verification.rules.receipt_refusals import DNS_SILENT
from ratings.verification.rules.receipts import last_event, next_try


def settle(receipt: Receipt, judged: Judged, *, now: datetime) -> Purchase:
    """Give a pending purchase its verdict as far as there is one; its row is locked, or was made just now."""
    purchase = receipt.purchase
    if judged.worth.refusal:
        return refuse_purchase(purchase_id=purchase.pk, code=judged.worth.refusal, actor=VERIFICATION, now=now)
    if judged.signed is None:
        return _wait(receipt, now=now)
    if doubt := _doubt(purchase, judged):
        open_inspection(purchase_id=purchase.pk, reason=doubt, now=now)
        return purchase
    return accept_purchase(
        purchase_id=purchase.pk,
        actor=VERIFICATION,
        now=now,
        shows=judged.worth.shows,
        last_event_on=last_event(judged.seen.received, judged.seen.reading),
        group=judged.worth.group,
    )


def _doubt(purchase: Purchase, judged: Judged) -> str:
    """Return why a person has to look, as an inspection's reason; empty where a rule is enough."""
    if not judged.place.is_known:
        return Inspection.Reason.UNKNOWN_SENDER
    if judged.worth.doubt:
        return judged.worth.doubt
    # Without an order number nothing else tells two mails about one order from mails about two.
    others = Purchase.objects.filter(
        company_id=purchase.company_id,
        customer_id=purchase.customer_id,
        state__in=[Purchase.State.PENDING, Purchase.State.ACCEPTED],
    ).exclude(pk=purchase.pk)
    is_unnumbered = purchase.order_hash is None
    return Inspection.Reason.REUSED if is_unnumbered and others.exists() else ""


def _wait(receipt: Receipt, *, now: datetime) -> Purchase:
    """Ask the DNS again later; refuse once it has been silent for three days."""
    following = next_try(tried=receipt.try_count, now=now)
    if following is None:
        return refuse_purchase(purchase_id=receipt.purchase_id, code=DNS_SILENT, actor=VERIFICATION, now=now)
    Receipt.objects.filter(pk=receipt.pk).update(next_try_at=following, checked_at=now)
    return receipt.purchase
