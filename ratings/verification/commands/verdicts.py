"""The verdict on a proof, whatever its method: begun, accepted, refused, withdrawn, revoked, reinstated."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import newest_key_id
from ratings.kernel.refusals import Forbidden, NotFound, Refused, invalid_field
from ratings.verification.commands.across import (
    draw,
    end_draw,
    has_many_companies,
    purchase_to_back,
    wait_for_own_proofs,
)
from ratings.verification.commands.asking import close_inspections, open_inspection
from ratings.verification.commands.numbers import hashes_of_subject, order_hashes
from ratings.verification.commands.numbers import order_subject as hidden_number
from ratings.verification.models import Group, Inspection, Method, Order, Purchase, Sender
from ratings.verification.rules import GROUP_OF_METHOD, comparable_order_number, is_too_old
from ratings.verification.rules.receipts import group_of_mail

VERIFICATION = Actor.system("verification")
"""The part of the system that accepts what it has checked itself."""
SHOWN = (Purchase.State.PENDING, Purchase.State.ACCEPTED)


@transaction.atomic
def begin_purchase(
    *,
    company_id: int,
    customer_id: int,
    method: str,
    now: datetime,
    order: str = "",
    order_subject: str = "",
    order_hash: bytes | None = None,
    key_id: int | None = None,
) -> Purchase:
    """
    Write down that somebody shows a purchase; nothing is accepted yet.

    The order is named by its number, by its number as the company hides it, or by the keyed hash of that. A proof of
    the customer's own, shown while another of theirs waits for a second one, `backs` that one. Raises Refused
    (`order-shown`): one order, one purchase, whatever the method.
    """
    wait_for_own_proofs(customer_id)
    if comparable_order_number(order):
        order_subject = hidden_number(company_id, order)
    hashes = hashes_of_subject(company_id, order_subject) if order_subject else [order_hash] if order_hash else []
    backed = purchase_to_back(company_id, customer_id, method=method, hashes=hashes)
    if backed is not None:
        hashes = []  # the order is named by the purchase that this one backs
    elif _is_shown(company_id, hashes):
        raise order_shown()
    try:
        with transaction.atomic():
            return Purchase.objects.create(
                company_id=company_id,
                customer_id=customer_id,
                method=method,
                group=GROUP_OF_METHOD[method],
                state=Purchase.State.PENDING,
                order_hash=hashes[0] if hashes else None,
                key_id=(key_id or newest_key_id()) if hashes else None,
                was_registered=_is_registered(company_id, hashes) if hashes else None,
                backs=backed,
                begun_at=now,
            )
    except IntegrityError as error:
        raise order_shown() from error


def _is_registered(company_id: int, hashes: Sequence[bytes]) -> bool:
    return Order.objects.filter(company_id=company_id, order_hash__in=hashes).exists()


def _is_shown(company_id: int, hashes: list[bytes]) -> bool:
    return (
        bool(hashes)
        and Purchase.objects.filter(
            company_id=company_id,
            order_hash__in=hashes,
            state__in=[Purchase.State.PENDING, Purchase.State.ACCEPTED],
        ).exists()
    )


def order_shown() -> Refused:
    """Return the refusal of an order that somebody has shown."""
    return Refused(
        "order-shown",
        _("This order has been shown already, by you or by another way; each can be reviewed once. See your page."),
    )


def bind_order(purchase: Purchase, order: str) -> None:
    """
    Tie a locked purchase to the order number that its proof names, nothing where that names none.

    A second proof is tied to none: its order is that of the purchase which it backs.

    Raises Invalid (`order`, where its customer named another), Refused (`order-shown`).
    """
    if purchase.backs_id is not None or not comparable_order_number(order):
        return
    hashes = order_hashes(purchase.company_id, order)
    if purchase.order_hash is not None:
        if bytes(purchase.order_hash) not in hashes:
            raise invalid_field("order", _("The customer named another order number than this one."))
        return
    shown = Purchase.objects.filter(company_id=purchase.company_id, order_hash__in=hashes, state__in=SHOWN)
    if shown.exists():
        raise order_shown()
    purchase.order_hash, purchase.key_id = hashes[0], newest_key_id()
    purchase.was_registered = _is_registered(purchase.company_id, hashes)
    try:
        with transaction.atomic():
            purchase.save(update_fields=["order_hash", "key_id", "was_registered"])
    except IntegrityError as error:
        raise order_shown() from error


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

    It stays pending where the rules across methods ask for more: a person's look at what our checks would accept
    (`many_companies`), or a second proof. Accepting a second proof accepts what it backs.

    Raises Forbidden, Refused (`already-decided`, `too-old`).
    """
    purchase = _lock_pending(purchase_id, actor)
    if last_event_on is not None and is_too_old(last_event_on, shown_on=purchase.begun_at.date()):
        raise _too_old()
    purchase.shows = shows
    purchase.last_event_on = last_event_on
    purchase.group = group or _group_of(purchase, shows)
    purchase.save(update_fields=["shows", "last_event_on", "group"])
    if actor.is_system and has_many_companies(purchase, now=now):
        open_inspection(purchase_id=purchase.pk, reason=Inspection.Reason.MANY_COMPANIES, now=now)
        return purchase
    if purchase.backs_id is not None:
        return _accept_second(purchase, now=now)
    return purchase if draw(purchase, now=now) else _accept(purchase, now=now)


def _too_old() -> Refused:
    words = _(
        "The last thing that this proof shows happened more than twelve months ago, and only experiences of the last"
        " twelve months can be reviewed. A later bill, repair or answer to a complaint would do."
    )
    return Refused("too-old", words)


def _accept(purchase: Purchase, *, now: datetime) -> Purchase:
    purchase.state = Purchase.State.ACCEPTED
    purchase.decided_at = now
    purchase.save(update_fields=["state", "decided_at"])
    close_inspections(purchase, now=now)
    record(
        "purchase.proved",
        company_id=purchase.company_id,
        subject=purchase.public_id,
        now=now,
        method=purchase.method,
    )
    return purchase


def _accept_second(second: Purchase, *, now: datetime) -> Purchase:
    """Accept a second proof together with what it backs; where that is decided already it stands by itself."""
    if second.group != Group.CUSTOMER:
        return _refuse(second, "not-the-customers", now=now)
    assert second.backs_id is not None
    first = Purchase.objects.select_for_update().get(pk=second.backs_id)
    if first.state != Purchase.State.PENDING:
        second.backs = None
        second.save(update_fields=["backs"])
        return _accept(second, now=now)
    end_draw(first, is_backed=True, now=now)
    if second.last_event_on is not None:
        first.last_event_on = max(first.last_event_on or second.last_event_on, second.last_event_on)
        first.save(update_fields=["last_event_on"])
    _accept(second, now=now)
    _accept(first, now=now)
    return second


def _group_of(purchase: Purchase, shows: str) -> str:
    """Return on whose word a proof rests, where a person has said what it shows."""
    if purchase.method != Method.SIGNED_RECEIPT or not shows:
        return purchase.group
    sender = Sender.objects.filter(receipts__purchase=purchase).first()
    return group_of_mail(shows=shows, sender_kind=sender.kind if sender else "own")


@transaction.atomic
def refuse_purchase(*, purchase_id: int, code: str, actor: Actor, now: datetime) -> Purchase:
    """
    Refuse a proof; the code says why, and the order may be shown another way.

    Raises Forbidden, Refused (`already-decided`).
    """
    return _refuse(_lock_pending(purchase_id, actor), code, now=now)


def _refuse(purchase: Purchase, code: str, *, now: datetime) -> Purchase:
    end_draw(purchase, is_backed=False, now=now)
    purchase.state = Purchase.State.REFUSED
    purchase.refusal = code
    purchase.decided_at = now
    purchase.save(update_fields=["state", "refusal", "decided_at"])
    close_inspections(purchase, now=now)
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
def withdraw_purchase(*, purchase: str, actor: Actor, now: datetime) -> Purchase:
    """
    Take back a proof (its public id) that nothing has been decided about, at its customer's wish.

    A review that waits for it lapses. Raises NotFound, Forbidden, Refused (`already-decided`).
    """
    found = Purchase.objects.select_for_update().filter(public_id=purchase).first()
    if found is None:
        raise NotFound("no-such-purchase", _("There is no such purchase."))
    if not actor.is_user(found.customer_id):
        raise Forbidden("not-yours", _("Only the customer who showed this purchase can take it back."))
    if found.state != Purchase.State.PENDING:
        raise Refused("already-decided", _("This proof has been decided already."))
    return _refuse(found, "withdrawn", now=now)


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
