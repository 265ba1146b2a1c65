"""Registering orders, and inviting for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from ratings.companies.models import Company
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import keyed_hash, newest_key_id, seal
from ratings.kernel.ids import base32
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Words, invalid_field
from ratings.kernel.texts import clean_language, clean_text
from ratings.verification.commands.numbers import order_hashes
from ratings.verification.models import Invitation, Order
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
    hashes = order_hashes(company_id, line.order)
    known = Order.objects.filter(company_id=company_id, order_hash__in=hashes).first()
    if known:
        return Registered(known.pk, known.is_late, is_new=False, token=None)
    order, is_new = Order.objects.get_or_create(
        company_id=company_id,
        order_hash=hashes[0],
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
