"""Pending mails judged again: when the DNS is due to be asked, and once their sender has been decided about."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, NotFound, Refusal
from ratings.verification.commands.judging import Judged, judge, kept_key, receipt_fields
from ratings.verification.commands.placing import waiting_sender
from ratings.verification.commands.sealing import read_file
from ratings.verification.commands.settling import settle
from ratings.verification.commands.verdicts import VERIFICATION, refuse_purchase
from ratings.verification.examining import Finding, Seen, Signed, examine, try_signatures
from ratings.verification.lookup import IN_BACKGROUND
from ratings.verification.models import Inspection, Purchase, Receipt, SealedFile, Sender
from ratings.verification.rules.signatures import read_key
from ratings.verification.verifying import flaw_under

log = structlog.get_logger(__name__)
AT_ONCE = 50


def retry_receipts(*, actor: Actor, now: datetime) -> int:
    """Judge again, 50 at most, the pending mails that are due, and those whose sender is no longer waiting."""
    pending = Receipt.objects.filter(purchase__state=Purchase.State.PENDING)
    due = pending.filter(next_try_at__lte=now).order_by("next_try_at")
    decided = pending.filter(
        sender__state__in=[Sender.State.CONFIRMED, Sender.State.REFUSED],
        purchase__inspections__state=Inspection.State.OPEN,
        purchase__inspections__reason=Inspection.Reason.UNKNOWN_SENDER,
    )
    found = [*due.values_list("purchase_id", flat=True)[:AT_ONCE]]
    found += decided.order_by("pk").values_list("purchase_id", flat=True)[:AT_ONCE]
    for purchase_id in found[:AT_ONCE]:
        _retry_alone(purchase_id, actor=actor, now=now)
    return len(found[:AT_ONCE])


def _retry_alone(purchase_id: int, *, actor: Actor, now: datetime) -> None:
    """Judge one again; what fails stops no other."""
    try:
        retry_receipt(purchase_id=purchase_id, actor=actor, now=now)
    except Exception as error:  # noqa: BLE001 - the next one is not to wait for a person
        # Its type only: what is said of an error may quote the mail.
        log.error("receipt_retry_failed", purchase_id=purchase_id, error=type(error).__name__)  # noqa: TRY400


def retry_receipt(*, purchase_id: int, actor: Actor, now: datetime) -> Purchase:
    """
    Judge one pending mail again; what has been decided meanwhile stays. It is judged as of when it was shown.

    Raises Forbidden, NotFound.
    """
    if not actor.is_system:
        raise Forbidden("not-the-system", _("Only time and a decision about a sender do this."))
    receipt = Receipt.objects.select_related("purchase", "key").filter(purchase_id=purchase_id).first()
    if receipt is None:
        raise NotFound("no-such-receipt", _("There is no such mail."))
    try:
        judged = _judged_again(receipt, now=now)
    except Refusal as refusal:
        return _refuse(receipt.pk, code=refusal.code, now=now)
    return _settle_again(receipt.pk, judged, now=now)


def _judged_again(receipt: Receipt, *, now: datetime) -> Judged:
    purchase = receipt.purchase
    kept = purchase.files.filter(kind=SealedFile.Kind.MAIL).order_by("number").first()
    if kept is None:
        raise NotFound("destroyed", _("This file has been deleted, as its time was over."))
    seen = examine(read_file(kept), now=purchase.begun_at)
    finding = _known_finding(seen, receipt) or try_signatures(seen, seconds=IN_BACKGROUND, now=now)
    return judge(seen, finding, company_id=purchase.company_id)


def _known_finding(seen: Seen, receipt: Receipt) -> Finding | None:
    """Return the signature that held before, under the key that was kept with the verdict: the DNS is not asked."""
    if receipt.key is None:
        return None
    record = receipt.key.record.encode()
    for one in seen.candidates:
        is_it = (one.domain, one.selector) == (receipt.signing_domain, receipt.selector)
        if is_it and not flaw_under(seen.mail, one, record):
            return Finding(signed=[Signed(signature=one, record=record, flags=read_key(record, one).flags)])
    return None


def _lock(receipt_id: int) -> Receipt | None:
    """Lock the purchase; return its receipt where it is still pending."""
    purchase_id = Receipt.objects.values_list("purchase_id", flat=True).get(pk=receipt_id)
    purchase = Purchase.objects.select_for_update().get(pk=purchase_id)
    return purchase.receipt if purchase.state == Purchase.State.PENDING else None


@transaction.atomic
def _settle_again(receipt_id: int, judged: Judged, *, now: datetime) -> Purchase:
    receipt = _lock(receipt_id)
    if receipt is None:
        return Purchase.objects.get(receipt=receipt_id)
    if judged.signed is None:
        receipt.try_count += 1
        receipt.next_try_at = None
        receipt.save(update_fields=["try_count", "next_try_at"])
        return settle(receipt, judged, now=now)
    _keep_findings(receipt, judged, now=now)
    if judged.place.is_known:
        _close_unknown(receipt.purchase_id, now=now)
    return settle(receipt, judged, now=now)


def _keep_findings(receipt: Receipt, judged: Judged, *, now: datetime) -> None:
    """Write down under which key it holds and whose it is; what it says was written down when it was shown."""
    kept = receipt_fields(judged, now=now)
    for name in ("signing_domain", "selector", "sender", "checks", "flags", "checked_at"):
        setattr(receipt, name, kept[name])
    if not judged.place.is_known:
        receipt.sender = waiting_sender(judged.seen, judged.signature, now=now)
    receipt.key = receipt.key or kept_key(judged, now=now)
    receipt.next_try_at = None
    receipt.save()


def _close_unknown(purchase_id: int, *, now: datetime) -> None:
    """Close the question about the sender, which somebody has answered."""
    Inspection.objects.filter(
        purchase_id=purchase_id, state=Inspection.State.OPEN, reason=Inspection.Reason.UNKNOWN_SENDER
    ).update(state=Inspection.State.CLOSED, decided_at=now)


@transaction.atomic
def _refuse(receipt_id: int, *, code: str, now: datetime) -> Purchase:
    receipt = _lock(receipt_id)
    if receipt is None:
        return Purchase.objects.get(receipt=receipt_id)
    Receipt.objects.filter(pk=receipt_id).update(next_try_at=None, checked_at=now)
    _close_unknown(receipt.purchase_id, now=now)
    return refuse_purchase(purchase_id=receipt.purchase_id, code=code, actor=VERIFICATION, now=now)
