"""What is asked of a proof whatever its method: a person's look, or a second proof."""

from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Q

from ratings.journal.commands import record
from ratings.kernel.hashes import keyed_hash
from ratings.kernel.months import months_before
from ratings.verification.models import Draw, Group, Method, Purchase
from ratings.verification.rules import GROUP_OF_METHOD, SECOND_PROOF_DAYS, must_be_backed, needs_a_person


def wait_for_own_proofs(customer_id: int) -> None:
    """Let one customer's proofs come one after the other, so that each is counted before the next is judged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"proofs of {customer_id}"])


def has_many_companies(purchase: Purchase, *, now: datetime) -> bool:
    """Tell whether its customer has reviewed, or shown purchases of, so many companies before that a person looks."""
    if purchase.customer_id is None:
        return False
    since = datetime.combine(months_before(now.date(), 1), now.timetz())
    standing = Q(state__in=[Purchase.State.PENDING, Purchase.State.ACCEPTED], begun_at__gte=since)
    before = Purchase.objects.filter(standing | Q(review__submitted_at__gte=since), customer_id=purchase.customer_id)
    return needs_a_person(before.exclude(pk=purchase.pk).values("company_id").distinct().count())


def purchase_to_back(company_id: int, customer_id: int, *, method: str, hashes: list[bytes]) -> Purchase | None:
    """
    Return the customer's purchase that a proof of their own would back: one that waits for that and names no other
    order. None where there is none, or another second proof is being checked.
    """
    if GROUP_OF_METHOD[method] != Group.CUSTOMER:
        return None
    waiting = Purchase.objects.filter(
        company_id=company_id, customer_id=customer_id, state=Purchase.State.PENDING, draw__ended_at__isnull=True
    ).exclude(draw=None)
    if hashes:
        waiting = waiting.filter(Q(order_hash__isnull=True) | Q(order_hash__in=hashes))
    return waiting.exclude(backed_by__state=Purchase.State.PENDING).order_by("id").first()


def draw(purchase: Purchase, *, now: datetime) -> bool:
    """Tell whether a locked pending proof needs a second one, and write that down the first time."""
    if Draw.objects.filter(purchase=purchase).exists():
        return True
    may_be_drawn = purchase.group == Group.COMPANY and purchase.method != Method.PRIVATE
    if not may_be_drawn or not (must_be_backed(lot_of(purchase.public_id)) or _was_drawn_before(purchase)):
        return False
    Draw.objects.create(purchase=purchase, drawn_at=now, due_at=now + SECOND_PROOF_DAYS)
    record("purchase.drawn", company_id=purchase.company_id, subject=purchase.public_id, now=now)
    return True


def lot_of(public_id: str) -> bytes:
    """Return what decides about a purchase: neither its company nor its customer can foresee it."""
    return keyed_hash("second-proof", public_id, key_id=min(settings.HASH_KEYS))


def _was_drawn_before(purchase: Purchase) -> bool:
    """Tell whether the same order was drawn and not backed: showing it anew is no second lot."""
    if purchase.order_hash is None:
        return False
    return Draw.objects.filter(
        purchase__company_id=purchase.company_id, purchase__order_hash=purchase.order_hash, is_backed=False
    ).exists()


def end_draw(purchase: Purchase, *, is_backed: bool, now: datetime) -> None:
    """Write down how the request for a second proof of a locked purchase ended; nothing where there was none."""
    Draw.objects.filter(purchase=purchase, ended_at__isnull=True).update(ended_at=now, is_backed=is_backed)
