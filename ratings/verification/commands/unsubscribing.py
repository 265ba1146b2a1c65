"""Ending all invitations to a mailbox, and forgetting addresses when their time is over."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.kernel.hashes import hashes_of, unseal
from ratings.kernel.refusals import NotFound
from ratings.verification.commands.links import hash_of_unsubscribe_token
from ratings.verification.models import Order, Unsubscribed

AT_A_TIME = 500


@transaction.atomic
def unsubscribe(*, token: str, now: datetime) -> None:
    """
    Invite a mailbox never again, whichever company registers its orders; done before, it stays done. Raises NotFound.

    Whoever holds the link of one of its mails may do this. Nothing is recorded: an entry would tell whose mailbox.
    """
    order = Order.objects.filter(invitation__token_hash=hash_of_unsubscribe_token(token)).first()
    if order is None or order.email_hash is None:
        raise NotFound("no-such-invitation", _("This link is not known; use that of the latest mail from us."))
    hashes = [bytes(order.email_hash)]
    if order.sealed_email is not None:
        hashes += hashes_of("email", unseal(bytes(order.sealed_email)))
    Unsubscribed.objects.get_or_create(email_hash=bytes(order.email_hash), defaults={"since_on": now.date()})
    _forget([*Order.objects.filter(email_hash__in=hashes, sealed_email__isnull=False).values_list("pk", flat=True)])


def _forget(order_ids: list[int]) -> None:
    """Forget the addresses of orders, waiting for whoever is writing to one of them."""
    list(Order.objects.select_for_update().filter(pk__in=order_ids).order_by("pk").values_list("pk"))
    Order.objects.filter(pk__in=order_ids).update(sealed_email=None, address_until=None)


def forget_addresses(*, now: datetime) -> int:
    """Forget every address whose time is over, however many workers do it at once; return how many."""
    forgotten = 0
    while ids := _forget_some(now=now):
        forgotten += ids
    return forgotten


@transaction.atomic
def _forget_some(*, now: datetime) -> int:
    due = Order.objects.select_for_update(skip_locked=True).filter(sealed_email__isnull=False, address_until__lte=now)
    ids = list(due.order_by("address_until").values_list("pk", flat=True)[:AT_A_TIME])
    return Order.objects.filter(pk__in=ids).update(sealed_email=None, address_until=None)
