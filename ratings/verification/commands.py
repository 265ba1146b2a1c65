"""Registering orders, inviting for them, and proving purchases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from ratings.companies.models import Company
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import hashes_of, keyed_hash, newest_key_id, seal, unseal
from ratings.kernel.ids import base32
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused, Words, invalid_field
from ratings.kernel.texts import clean_language, clean_text
from ratings.verification.models import Group, Invitation, Method, Order, Purchase
from ratings.verification.rules import (
    OLDEST_ORDER_DAYS,
    comparable_order_number,
    is_late,
)

REGISTRARS = ("owner", "manager", "responder")
MOST_ORDERS = 1000
TOKEN_BYTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One order as its company names it. Without an address nobody is invited."""

    order: str
    ordered_on: date
    email: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered order; `token` opens its invitation, None where it was registered before or has no address."""

    order_id: int
    is_late: bool
    is_new: bool
    token: str | None


def hash_of_token(token: str) -> bytes:
    """Return what is kept of an invitation's token."""
    return keyed_hash("invitation", token, key_id=min(settings.HASH_KEYS))


@transaction.atomic
def register_orders(*, company_id: int, lines: Sequence[OrderLine], actor: Actor, now: datetime) -> list[Registered]:
    """
    Register orders and invite those with an address; what was registered before is left as it is.

    All or nothing. Raises Invalid (naming `orders.N.field`), Forbidden, NotFound.
    """
    if not (actor.kind is ActorKind.OPERATOR or actor.speaks_for(company_id, roles=REGISTRARS)):
        raise Forbidden("not-your-company", _("Only this company's own people register its orders."))
    if not Company.objects.filter(pk=company_id).exists():
        raise NotFound("no-such-company", _("There is no such company."))
    if not 1 <= len(lines) <= MOST_ORDERS:
        raise invalid_field("orders", _("Send 1 to %(n)d orders at a time.") % {"n": MOST_ORDERS})
    cleaned = _cleaned(lines, now=now)
    # By number, so that two lists with the same orders do not wait for each other in a ring.
    in_turn = sorted(range(len(cleaned)), key=lambda place: comparable_order_number(cleaned[place].order))
    registered = {place: _register(company_id, cleaned[place], now=now) for place in in_turn}
    return [registered[place] for place in range(len(cleaned))]


def _cleaned(lines: Sequence[OrderLine], *, now: datetime) -> list[OrderLine]:
    wrong: dict[str, Words] = {}
    cleaned = []
    for number, line in enumerate(lines):
        try:
            cleaned.append(_cleaned_line(line, now=now))
        except Invalid as refusal:
            wrong.update({f"orders.{number}.{name}": words for name, words in refusal.fields.items()})
    if wrong:
        raise Invalid(
            "invalid",
            _("Some orders cannot be taken; none was registered."),
            fields=wrong,
        )
    return cleaned


def _cleaned_line(line: OrderLine, *, now: datetime) -> OrderLine:
    order = clean_text("order", line.order, longest=100)
    if not comparable_order_number(order):
        raise invalid_field("order", _("An order number has letters or digits."))
    if line.ordered_on > (now + timedelta(hours=14)).date():
        raise invalid_field("ordered_on", _("This day has not come yet."))
    if line.ordered_on < now.date() - timedelta(days=OLDEST_ORDER_DAYS):
        raise invalid_field("ordered_on", _("This is more than twelve months ago."))
    return OrderLine(
        order=order,
        ordered_on=line.ordered_on,
        email=clean_address("email", line.email) if line.email else None,
        locale=clean_language("locale", line.locale) if line.locale else "en",
    )


def clean_address(field: str, value: object) -> str:
    """Return an e-mail address in lower case; Invalid for what is none."""
    address = clean_text(field, value, longest=254).lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise invalid_field(field, _("This is not an e-mail address.")) from error
    return address


def _register(company_id: int, line: OrderLine, *, now: datetime) -> Registered:
    number = comparable_order_number(line.order)
    purpose = f"order:{company_id}"
    known = Order.objects.filter(company_id=company_id, order_hash__in=hashes_of(purpose, number)).first()
    if known:
        return Registered(known.pk, known.is_late, is_new=False, token=None)
    order, is_new = Order.objects.get_or_create(
        company_id=company_id,
        order_hash=keyed_hash(purpose, number),
        defaults={
            "key_id": newest_key_id(),
            "ordered_on": line.ordered_on,
            "registered_at": now,
            "is_late": is_late(ordered_on=line.ordered_on, registered_at=now),
            "locale": line.locale or "en",
            "sealed_email": seal(line.email) if line.email else None,
            "email_hash": keyed_hash("email", line.email) if line.email else None,
        },
    )
    token = _invite(order, now=now) if is_new and line.email else None
    if is_new:
        record(
            "order.registered",
            company_id=company_id,
            subject=str(order.pk),
            now=now,
            late=order.is_late,
        )
    return Registered(order.pk, order.is_late, is_new=is_new, token=token)


def _invite(order: Order, *, now: datetime) -> str:
    token = token_of(order)
    Invitation.objects.create(order=order, token_hash=hash_of_token(token), made_at=now)
    return token


def token_of(order: Order) -> str:
    """Return the token of an order's invitation: 160 bits that only we can compute, again for each mail."""
    return base32(keyed_hash("invitation-token", f"{order.pk}", key_id=order.key_id)[:TOKEN_BYTES])


@transaction.atomic
def mark_invitation_sent(*, invitation_id: int, now: datetime) -> None:
    """Remember when the invitation's mail went out."""
    Invitation.objects.filter(pk=invitation_id, sent_at__isnull=True).update(sent_at=now)


@transaction.atomic
def accept_invitation(*, token: str, actor: Actor, now: datetime) -> Purchase:
    """
    Prove a purchase by opening its invitation: single-use, and it confirms the mailbox that it was sent to.

    Raises Invalid (`token`), Forbidden (an invitation sent to another's mailbox), Refused (`invitation-used`).
    """
    if actor.kind is not ActorKind.CUSTOMER or actor.user_id is None:
        raise Forbidden("not-a-customer", _("Only a customer can open an invitation."))
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("order")
        .filter(token_hash=hash_of_token(token))
        .first()
    )
    if invitation is None:
        raise invalid_field(
            "token",
            _("This invitation is not known; use the latest link that you were sent."),
        )
    if invitation.opened_at is not None:
        return _opened_before(invitation, actor)
    order = invitation.order
    _refuse_anothers_mailbox(order, actor.user_id)
    purchase = Purchase.objects.create(
        company_id=order.company_id,
        customer_id=actor.user_id,
        method=Method.INVITATION,
        group=Group.COMPANY,
        state=Purchase.State.ACCEPTED,
        order_hash=order.order_hash,
        key_id=order.key_id,
        begun_at=now,
        decided_at=now,
    )
    invitation.opened_at = now
    invitation.purchase = purchase
    invitation.save(update_fields=["opened_at", "purchase"])
    record(
        "purchase.proved",
        company_id=order.company_id,
        subject=purchase.public_id,
        now=now,
        method=purchase.method,
    )
    return purchase


def _opened_before(invitation: Invitation, actor: Actor) -> Purchase:
    purchase = invitation.purchase
    if purchase is None or purchase.customer_id != actor.user_id:
        raise Refused("invitation-used", _("This invitation has been opened already."))
    raise Refused(
        "invitation-used",
        _("You have opened this invitation already; your purchase is on your page."),
    )


def _refuse_anothers_mailbox(order: Order, user_id: int) -> None:
    """Refuse where the mailbox belongs to another account; else opening the link confirms it for this one."""
    users = get_user_model().objects
    email = users.values_list("email", flat=True).get(pk=user_id)
    if order.email_hash is not None and bytes(order.email_hash) in hashes_of("email", email.lower()):
        return
    if order.sealed_email is not None and users.filter(email=unseal(bytes(order.sealed_email))).exists():
        raise Forbidden(
            "not-your-mailbox",
            _("This invitation was sent to another account's e-mail address; sign in with that one."),
        )


@transaction.atomic
def revoke_proof(*, purchase_id: int, actor: Actor, now: datetime) -> None:
    """
    Take back an accepted proof. Only a decision does this: the same transaction holds or removes its review.

    Raises Forbidden, Refused (`already-revoked`, `not-accepted`).
    """
    if actor.kind is not ActorKind.MODERATOR:
        raise Forbidden("not-a-moderator", _("Only moderators revoke proofs."))
    purchase = Purchase.objects.select_for_update().get(pk=purchase_id)
    if purchase.state == Purchase.State.REVOKED:
        raise Refused("already-revoked", _("This proof has been revoked already."))
    if purchase.state != Purchase.State.ACCEPTED:
        raise Refused("not-accepted", _("This proof was never accepted."))
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


@transaction.atomic
def forget(*, user_id: int) -> None:
    """Take a person out of their purchases; the verdicts stay."""
    Purchase.objects.filter(customer_id=user_id).update(customer=None)
