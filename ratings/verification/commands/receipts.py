"""Showing a purchase by a signed mail: checked at once, or pending while the DNS or a person has to answer."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.hashes import hashes_of
from ratings.kernel.refusals import Forbidden, Refused
from ratings.verification.commands.judging import Judged, content_of, judge, kept_key, receipt_fields
from ratings.verification.commands.numbers import order_hashes
from ratings.verification.commands.placing import waiting_sender
from ratings.verification.commands.sealing import keep_file
from ratings.verification.commands.settling import settle
from ratings.verification.commands.strengthening import strengthen, weak_purchase
from ratings.verification.commands.verdicts import begin_purchase, order_shown
from ratings.verification.examining import Seen, examine, try_signatures
from ratings.verification.lookup import AT_UPLOAD
from ratings.verification.models import Method, Purchase, Receipt, SealedFile
from ratings.verification.queries.addresses import confirmed_addresses
from ratings.verification.rules import comparable_order_number
from ratings.verification.rules.receipt_refusals import SHOWN_AGAIN, receipt_refusal

MEDIA_TYPE = "message/rfc822"


def show_receipt(*, mail: bytes, company_id: int | None, actor: Actor, now: datetime) -> Purchase:
    """
    Show a purchase by a mail as it was received.

    Returns the purchase: accepted, or pending while the DNS is silent or a person has to look. Raises Invalid with a
    code out of receipt_refusals or for `company`, Refused (`order-shown`, `mail-used`, `sender-refused`), Forbidden.
    """
    if not actor.is_user(actor.user_id) or actor.user_id is None:
        raise Forbidden("not-a-customer", _("Sign in to show a purchase."))
    seen = examine(mail, now=now)
    if not confirmed_addresses(actor.user_id) & set(seen.received.to_addresses):
        raise receipt_refusal("not-your-address")
    _refuse_used(seen)
    # Outside the transaction that writes: the DNS may take seconds to say nothing.
    judged = judge(seen, try_signatures(seen, seconds=AT_UPLOAD, now=now), company_id=company_id)
    if judged.worth.refusal:
        raise receipt_refusal(judged.worth.refusal)
    return _write(judged, customer_id=actor.user_id, now=now)


@transaction.atomic
def _write(judged: Judged, *, customer_id: int, now: datetime) -> Purchase:
    seen, company_id = judged.seen, judged.place.company_id
    _refuse_used(seen)
    weak = weak_purchase(customer_id=customer_id, company_id=company_id, orders=seen.reading.order_numbers)
    if weak is not None and judged.signed is not None and judged.worth.is_strong and judged.place.is_known:
        fields = {"key": kept_key(judged, now=now), **receipt_fields(judged, now=now)}
        return strengthen(weak, seen=seen, worth=judged.worth, fields=fields, now=now)
    purchase = _begin(judged, customer_id=customer_id, now=now)
    keep_file(purchase=purchase, kind=SealedFile.Kind.MAIL, data=seen.mail, media_type=MEDIA_TYPE, now=now)
    receipt = _keep_receipt(purchase, judged, now=now)
    return settle(receipt, judged, now=now)


def _begin(judged: Judged, *, customer_id: int, now: datetime) -> Purchase:
    company_id, orders = judged.place.company_id, judged.seen.reading.order_numbers
    _refuse_shown_orders(company_id, orders)
    purchase = begin_purchase(
        company_id=company_id,
        customer_id=customer_id,
        method=Method.SIGNED_RECEIPT,
        order=orders[0] if orders else "",
        now=now,
    )
    purchase.shows = judged.worth.shows
    purchase.group = judged.worth.group
    purchase.save(update_fields=["shows", "group"])
    return purchase


def _refuse_shown_orders(company_id: int, orders: Sequence[str]) -> None:
    """Raise Refused where any order that a mail names has been shown, not only the first."""
    hashes = [one for number in orders if comparable_order_number(number) for one in order_hashes(company_id, number)]
    live = [Purchase.State.PENDING, Purchase.State.ACCEPTED]
    if Purchase.objects.filter(company_id=company_id, order_hash__in=hashes, state__in=live).exists():
        raise order_shown()


def _refuse_used(seen: Seen) -> None:
    """Raise Refused where this mail was shown before, by whomever; one that only the DNS kept from us is let go."""
    used = Q(message_hash__in=hashes_of("message", seen.received.message_id))
    used |= Q(content_hash__in=hashes_of("mail", content_of(seen)))
    for earlier in Receipt.objects.select_related("purchase").filter(used):
        if earlier.purchase.state != Purchase.State.REFUSED or earlier.purchase.refusal not in SHOWN_AGAIN:
            raise _mail_used()
        Receipt.objects.filter(pk=earlier.pk).update(message_hash=None, content_hash=None)


def _mail_used() -> Refused:
    return Refused(
        "mail-used",
        _("This mail has been shown already; each proves one purchase. Show another mail, or see your page."),
    )


def _keep_receipt(purchase: Purchase, judged: Judged, *, now: datetime) -> Receipt:
    fields = receipt_fields(judged, now=now)
    if judged.signed is not None and not judged.place.is_known:
        fields["sender"] = waiting_sender(judged.seen, judged.signature, now=now)
    try:
        with transaction.atomic():
            return Receipt.objects.create(purchase=purchase, key=kept_key(judged, now=now), **fields)
    except IntegrityError as error:
        raise _mail_used() from error
