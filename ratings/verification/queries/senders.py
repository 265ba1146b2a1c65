"""Senders of mails, as the operator maps them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from ratings.verification.models import Purchase, Receipt, Sender

MOST_SENDERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingSender:
    """A sender whose mails wait, and for which companies (name, slug, mails) their customers showed them."""

    sender: Sender
    companies: Sequence[tuple[str, str, int]]
    waiting: int


def waiting_senders() -> Sequence[WaitingSender]:
    """Return the senders for whom signed mails wait, the longest waiting first, 100 at most, in two queries."""
    pending = {"receipts__purchase__state": Purchase.State.PENDING, "receipts__key__isnull": False}
    found = list(
        Sender.objects.filter(state=Sender.State.WAITING, **pending)
        .distinct()
        .order_by("first_seen_at", "pk")[:MOST_SENDERS]
    )
    asked = (
        Receipt.objects.filter(sender__in=found, purchase__state=Purchase.State.PENDING, key__isnull=False)
        .values_list("sender_id", "purchase__company__name", "purchase__company__slug")
        .annotate(mails=Count("pk"))
        .order_by("-mails", "purchase__company__name")
    )
    companies: dict[int, list[tuple[str, str, int]]] = {}
    for sender_id, name, slug, mails in asked:
        companies.setdefault(sender_id, []).append((name, slug, mails))
    return [
        WaitingSender(sender=one, companies=given, waiting=sum(mails for _n, _s, mails in given))
        for one in found
        for given in [companies.get(one.pk, [])]
    ]


def confirmed_senders() -> Sequence[Sender]:
    """Return the confirmed senders with their companies, newest first, 100 at most."""
    found = Sender.objects.filter(state=Sender.State.CONFIRMED).select_related("company")
    return list(found.order_by("-decided_at", "-pk")[:MOST_SENDERS])
