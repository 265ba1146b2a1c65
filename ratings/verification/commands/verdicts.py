"""The verdict on a proof, whatever its method: begun, accepted, refused, revoked, reinstated."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import hashes_of, keyed_hash, newest_key_id
from ratings.kernel.refusals import Forbidden, Refused
from ratings.verification.models import Method, Order, Purchase
from ratings.verification.rules import GROUP_OF_METHOD, comparable_order_number

VERIFICATION = Actor.system("verification")
"""The part of the system that accepts what it has checked itself."""


def order_hashes(company_id: int, number: str) -> list[bytes]:
    """Return the keyed hashes of an order number at a company, by every key, newest first."""
    return hashes_of(f"order:{company_id}", comparable_order_number(number))


@transaction.atomic
def begin_purchase(
    *,
    company_id: int,
    customer_id: int,
    method: str,
    now: datetime,
    order: str = "",
    order_hash: bytes | None = None,
    key_id: int | None = None,
) -> Purchase:
    """
    Write down that somebody shows a purchase; nothing is accepted yet.

    The order is named by its number or by its keyed hash. Raises Refused (`order-shown`): one order, one purchase,
    whatever the method.
    """
    hashes = [order_hash] if order_hash is not None else []
    if comparable_order_number(order):
        hashes = order_hashes(company_id, order)
        if Purchase.objects.filter(
            company_id=company_id,
            order_hash__in=hashes,
            state__in=[Purchase.State.PENDING, Purchase.State.ACCEPTED],
        ).exists():
            raise _order_shown()
        order_hash = keyed_hash(f"order:{company_id}", comparable_order_number(order))
        key_id = newest_key_id()
    try:
        with transaction.atomic():
            return Purchase.objects.create(
                company_id=company_id,
                customer_id=customer_id,
                method=method,
                group=GROUP_OF_METHOD[method],
                state=Purchase.State.PENDING,
                order_hash=order_hash,
                key_id=key_id,
                was_registered=_is_registered(company_id, hashes) if hashes else None,
                begun_at=now,
            )
    except IntegrityError as error:
        raise _order_shown() from error


def _is_registered(company_id: int, hashes: Sequence[bytes]) -> bool:
    return Order.objects.filter(company_id=company_id, order_hash__in=hashes).exists()


def _order_shown() -> Refused:
    return Refused(
        "order-shown",
        _("This order has been shown already, by you or by another way; each can be reviewed once. See your page."),
    )


@transaction.atomic
def accept_purchase(
    *,
    purchase_id: int,
    actor: Actor,
    now: datetime,
    shows: str = "",
    last_event_on: date | None = None,
    group: str | None = None,
) -> Purchase:
    """
    Accept a proof that has been checked: its review goes to screening, or can be written.

    Raises Forbidden, Refused (`already-decided`).
    """
    purchase = _lock_pending(purchase_id, actor)
    purchase.state = Purchase.State.ACCEPTED
    purchase.shows = shows
    purchase.last_event_on = last_event_on
    purchase.group = group or purchase.group
    purchase.decided_at = now
    purchase.save(update_fields=["state", "shows", "last_event_on", "group", "decided_at"])
    record(
        "purchase.proved",
        company_id=purchase.company_id,
        subject=purchase.public_id,
        now=now,
        method=purchase.method,
    )
    return purchase


@transaction.atomic
def refuse_purchase(*, purchase_id: int, code: str, actor: Actor, now: datetime) -> Purchase:
    """
    Refuse a proof; the code says why, and the order may be shown another way.

    Raises Forbidden, Refused (`already-decided`).
    """
    purchase = _lock_pending(purchase_id, actor)
    purchase.state = Purchase.State.REFUSED
    purchase.refusal = code
    purchase.decided_at = now
    purchase.save(update_fields=["state", "refusal", "decided_at"])
    record(
        "purchase.refused",
        company_id=purchase.company_id,
        subject=purchase.public_id,
        now=now,
        method=purchase.method,
        code=code,
    )
    return purchase


def _lock_pending(purchase_id: int, actor: Actor) -> Purchase:
    if not (actor.is_system or actor.kind is ActorKind.MODERATOR):
        raise Forbidden("not-a-moderator", _("Only our checks and moderators decide about proofs."))
    purchase = Purchase.objects.select_for_update().get(pk=purchase_id)
    if purchase.state != Purchase.State.PENDING:
        raise Refused("already-decided", _("This proof has been decided already."))
    return purchase


@transaction.atomic
def revoke_proof(*, purchase_id: int, actor: Actor, now: datetime) -> None:
    """
    Take back an accepted proof. Only a decision does this: the same transaction holds or removes its review.

    Raises Forbidden, Refused (`already-revoked`, `not-accepted`, `private-proof`).
    """
    if actor.kind is not ActorKind.MODERATOR:
        raise Forbidden("not-a-moderator", _("Only moderators revoke proofs."))
    purchase = Purchase.objects.select_for_update().get(pk=purchase_id)
    if purchase.state == Purchase.State.REVOKED:
        raise Refused("already-revoked", _("This proof has been revoked already."))
    if purchase.state != Purchase.State.ACCEPTED:
        raise Refused("not-accepted", _("This proof was never accepted."))
    if purchase.method == Method.PRIVATE:
        raise Refused(
            "private-proof",
            _("Nobody can tell whose private proof this is: only its whole class can be revoked. Remove the review."),
        )
    purchase.state = Purchase.State.REVOKED
    purchase.decided_at = now
    purchase.save(update_fields=["state", "decided_at"])
    record(
        "purchase.revoked",
        company_id=purchase.company_id,
        subject=purchase.public_id,
        now=now,
    )


@transaction.atomic
def reinstate_proof(*, purchase_id: int, actor: Actor, now: datetime) -> None:
    """
    Accept a revoked proof again, an appeal having shown that it was good.

    Raises Forbidden, Refused (`not-revoked`).
    """
    if actor.kind is not ActorKind.MODERATOR:
        raise Forbidden("not-a-moderator", _("Only moderators decide about proofs."))
    purchase = Purchase.objects.select_for_update().get(pk=purchase_id)
    if purchase.state != Purchase.State.REVOKED:
        raise Refused("not-revoked", _("This proof has not been revoked."))
    purchase.state = Purchase.State.ACCEPTED
    purchase.decided_at = now
    purchase.save(update_fields=["state", "decided_at"])
    record(
        "purchase.proved", company_id=purchase.company_id, subject=purchase.public_id, now=now, method=purchase.method
    )
