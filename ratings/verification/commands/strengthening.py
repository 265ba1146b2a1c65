"""A later mail about an order that was shown by its order mail alone: the same purchase, now with more behind it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ratings.journal.commands import record
from ratings.kernel.refusals import Refused
from ratings.verification.commands.numbers import order_hashes
from ratings.verification.commands.sealing import keep_file
from ratings.verification.examining import Seen
from ratings.verification.models import Method, Purchase, Receipt, SealedFile, Shows
from ratings.verification.rules import comparable_order_number
from ratings.verification.rules.receipts import Worth, last_event


def weak_purchase(*, customer_id: int, company_id: int, orders: Sequence[str]) -> Purchase | None:
    """Return the customer's purchase of which only the order has been shown, locked, where a mail names that order."""
    hashes = [one for number in orders if comparable_order_number(number) for one in order_hashes(company_id, number)]
    return (
        Purchase.objects.select_for_update()
        .filter(
            customer_id=customer_id,
            company_id=company_id,
            order_hash__in=hashes,
            method=Method.SIGNED_RECEIPT,
            state=Purchase.State.ACCEPTED,
            shows=Shows.ORDER,
        )
        .first()
    )


def strengthen(
    purchase: Purchase, *, seen: Seen, worth: Worth, fields: Mapping[str, object], now: datetime
) -> Purchase:
    """
    Let a purchase that showed an order show what came after it; `fields` are those of its receipt.

    Raises Refused (`already-reviewed`) where a review stands on what was shown before.
    """
    review = getattr(purchase, "review", None)
    if review is not None and review.state != "submitted":
        raise Refused(
            "already-reviewed",
            _("This order has a review already, which stands on the mail that you showed first."),
        )
    purchase.shows = worth.shows
    purchase.group = worth.group
    purchase.last_event_on = last_event(seen.received, seen.reading)
    purchase.decided_at = now
    purchase.save(update_fields=["shows", "group", "last_event_on", "decided_at"])
    try:
        with transaction.atomic():
            Receipt.objects.filter(purchase=purchase).update(**fields)
    except IntegrityError as error:
        raise Refused("mail-used", _("This mail has been shown already; each proves one purchase.")) from error
    number = purchase.files.count() + 1
    keep_file(
        purchase=purchase,
        kind=SealedFile.Kind.MAIL,
        data=seen.mail,
        media_type="message/rfc822",
        number=number,
        now=now,
    )
    record(
        "purchase.proved", company_id=purchase.company_id, subject=purchase.public_id, now=now, method=purchase.method
    )
    return purchase
