"""Registering orders, and inviting for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from ratings.companies.models import Company
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import hashes_of, keyed_hash, newest_key_id, seal
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Words, invalid_field
from ratings.kernel.texts import clean_language, clean_text
from ratings.verification.commands.links import hash_of_token, token_of
from ratings.verification.commands.numbers import order_hashes
from ratings.verification.models import Invitation, InvitationPolicy, Order, Purchase, Unsubscribed
from ratings.verification.rules import (
    ADDRESS_KEPT_FOR,
    ALL_INVITED,
    OLDEST_ORDER_DAYS,
    OrderRow,
    comparable_order_number,
    is_drawn,
    is_late,
    read_orders,
)

REGISTRARS = ("owner", "manager", "responder")
MOST_ORDERS = 1000
SHOWN = (Purchase.State.PENDING, Purchase.State.ACCEPTED)

# In the order of the hashes, so that two lists with the same orders do not wait for each other in a ring.
INSERT = """
INSERT INTO verification_order (company_id, order_hash, key_id, ordered_on, registered_at, is_late, locale,
                                sealed_email, email_hash, address_until)
SELECT %s, order_hash, %s, ordered_on, %s, is_late, locale, sealed_email, email_hash, address_until
FROM unnest(%s::bytea[], %s::date[], %s::boolean[], %s::text[], %s::bytea[], %s::bytea[], %s::timestamptz[])
     AS t (order_hash, ordered_on, is_late, locale, sealed_email, email_hash, address_until)
ORDER BY order_hash
ON CONFLICT DO NOTHING
RETURNING id, order_hash
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One order as its company names it. Without an address nobody is invited."""

    order: str
    ordered_on: date
    email: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """
    A registered order; `token` opens the invitation that was made now, None where none was.

    `left_out` says why none was: `known` (registered before, and nothing new is said of it), `no-address`, `sample`
    (the platform's draw), `unsubscribed`, `shown` (its customer has shown it already); empty where one was made.
    Of the last three the company is not told, and the public figure does not tell it either (`is_drawn`).
    """

    order_id: int
    is_late: bool
    is_new: bool
    token: str | None
    left_out: str = ""

    @property
    def took_address(self) -> bool:
        """Tell whether an address was taken with it, so that its customer is invited if nothing forbids it."""
        return self.left_out not in ("known", "no-address")

    @property
    def is_drawn(self) -> bool:
        """
        Tell whether it counts among those invited in public.

        Who wishes no mail or has shown the order counts too: else a company that registers one order learns of it.
        """
        return self.took_address and self.left_out != "sample"


@transaction.atomic
def register_orders(*, company_id: int, lines: Sequence[OrderLine], actor: Actor, now: datetime) -> list[Registered]:
    """
    Register orders and invite those with an address, or the sample of them that the platform draws.

    What was registered before is left as it is, but for an address where none was known yet. All or nothing. Raises
    Invalid (naming `orders.N.field`), Forbidden, NotFound.
    """
    _refuse_strangers(company_id, actor)
    if not 1 <= len(lines) <= MOST_ORDERS:
        raise invalid_field("orders", _("Send 1 to %(n)d orders at a time.") % {"n": MOST_ORDERS})
    cleaned = _cleaned(lines, now=now)
    registered = _register(company_id, _by_number(cleaned), now=now)
    told = []
    for line in cleaned:
        number = comparable_order_number(line.order)
        told.append(registered[number])
        registered[number] = replace(registered[number], is_new=False, token=None, left_out="known")
    return told


@transaction.atomic
def register_order_file(
    *, company_id: int, data: bytes, actor: Actor, now: datetime
) -> list[tuple[OrderRow, Registered]]:
    """
    Register the orders of a CSV file: all or nothing.

    Raises Invalid (naming `file` or `rows.N.column`, N being the row as a spreadsheet counts), Forbidden, NotFound.
    """
    _refuse_strangers(company_id, actor)
    rows, wrong = read_orders(data, most=MOST_ORDERS)
    lines = [OrderLine(order=row.order, ordered_on=row.ordered_on, email=row.email, locale=row.locale) for row in rows]
    for row, line in zip(rows, lines, strict=True):
        wrong |= {f"rows.{row.number}.{name}": words for name, words in _wrong_with(line, now=now).items()}
    if wrong:
        in_turn = dict(sorted(wrong.items(), key=lambda one: int(one[0].split(".")[1])))
        raise Invalid("invalid", _("Some rows cannot be taken; none was registered."), fields=in_turn)
    registered = register_orders(company_id=company_id, lines=lines, actor=actor, now=now)
    return list(zip(rows, registered, strict=True))


def _refuse_strangers(company_id: int, actor: Actor) -> None:
    if not (actor.kind is ActorKind.OPERATOR or actor.speaks_for(company_id, roles=REGISTRARS)):
        raise Forbidden("not-your-company", _("Only this company's own people register its orders."))
    if not Company.objects.filter(pk=company_id).exists():
        raise NotFound("no-such-company", _("There is no such company."))


def _wrong_with(line: OrderLine, *, now: datetime) -> Mapping[str, Words]:
    try:
        _cleaned_line(line, now=now)
    except Invalid as refusal:
        return refusal.fields
    return {}


def _cleaned(lines: Sequence[OrderLine], *, now: datetime) -> list[OrderLine]:
    wrong: dict[str, Words] = {}
    for number, line in enumerate(lines):
        wrong |= {f"orders.{number}.{name}": words for name, words in _wrong_with(line, now=now).items()}
    if wrong:
        raise Invalid(
            "invalid",
            _("Some orders cannot be taken; none was registered."),
            fields=wrong,
        )
    return [_cleaned_line(line, now=now) for line in lines]


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
        email=clean_address("email", line.email) if line.email and line.email.strip() else None,
        locale=clean_language("locale", line.locale.strip().replace("_", "-")) if line.locale else "en",
    )


def clean_address(field: str, value: object) -> str:
    """Return an e-mail address in lower case; Invalid for what is none."""
    address = clean_text(field, value, longest=254).lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise invalid_field(field, _("This is not an e-mail address.")) from error
    return address


def _by_number(lines: Iterable[OrderLine]) -> dict[str, OrderLine]:
    """Return each order once: the first line that names it counts, with the first address that any line has."""
    found: dict[str, OrderLine] = {}
    for line in lines:
        number = comparable_order_number(line.order)
        first = found.setdefault(number, line)
        if first.email is None and line.email is not None:
            found[number] = replace(first, email=line.email, locale=line.locale)
    return found


@dataclass(slots=True)
class _Draw:
    """Whom the platform invites of some orders: asked once for all of them."""

    company_id: int
    share: int
    unsubscribed: set[bytes]
    shown: set[bytes]

    def left_out(self, line: OrderLine, order_hash: bytes, *, key_id: int) -> str:
        """Return why an order is not invited, or an empty string."""
        if line.email is None:
            return "no-address"
        draw = keyed_hash("invitation-draw", order_hash.hex(), key_id=key_id)
        if not is_drawn(draw, share=self.share):
            return "sample"
        if self.unsubscribed.intersection(hashes_of("email", line.email)):
            return "unsubscribed"
        return "shown" if self.shown.intersection(order_hashes(self.company_id, line.order)) else ""


def _draw(company_id: int, lines: Mapping[str, OrderLine]) -> _Draw:
    addressed = {number: line for number, line in lines.items() if line.email is not None}
    addresses = [one for line in addressed.values() for one in hashes_of("email", line.email or "")]
    orders = [one for number in addressed for one in order_hashes(company_id, number)]
    shown = Purchase.objects.filter(company_id=company_id, order_hash__in=orders, state__in=SHOWN)
    unsubscribed = Unsubscribed.objects.filter(email_hash__in=addresses)
    policy = InvitationPolicy.objects.filter(company_id=company_id).values_list("share", flat=True)
    return _Draw(
        company_id=company_id,
        share=policy.first() or ALL_INVITED,
        unsubscribed={bytes(one.email_hash) for one in unsubscribed},
        shown={bytes(one.order_hash) for one in shown.only("order_hash") if one.order_hash is not None},
    )


def _register(company_id: int, lines: Mapping[str, OrderLine], *, now: datetime) -> dict[str, Registered]:
    draw = _draw(company_id, lines)
    known = _known(company_id, lines)
    fresh = {number: line for number, line in lines.items() if number not in known}
    registered = _insert(company_id, fresh, draw, now=now)
    # Another caller was a moment faster with some of them.
    known |= _known(company_id, fresh.keys() - registered.keys())
    registered |= {
        number: _addressed(order, lines[number], draw, now=now) or _known_before(order)
        for number, order in sorted(known.items(), key=lambda one: one[1].pk)
    }
    return registered


def _known(company_id: int, numbers: Iterable[str]) -> dict[str, Order]:
    by_hash = {order_hash: number for number in numbers for order_hash in order_hashes(company_id, number)}
    orders = Order.objects.filter(company_id=company_id, order_hash__in=list(by_hash)) if by_hash else ()
    return {by_hash[bytes(order.order_hash)]: order for order in orders}


def _known_before(order: Order) -> Registered:
    return Registered(order.pk, order.is_late, is_new=False, token=None, left_out="known")


def _insert(company_id: int, lines: Mapping[str, OrderLine], draw: _Draw, *, now: datetime) -> dict[str, Registered]:
    """Insert orders and return those that nobody else had inserted."""
    if not lines:
        return {}
    key_id = newest_key_id()
    numbers = {order_hashes(company_id, number)[0]: number for number in lines}
    left_out = {
        number: draw.left_out(lines[number], order_hash, key_id=key_id) for order_hash, number in numbers.items()
    }
    rows = [
        (
            order_hash,
            lines[number].ordered_on,
            is_late(ordered_on=lines[number].ordered_on, registered_at=now),
            lines[number].locale,
            *_kept_address(lines[number], left_out[number], now=now),
        )
        for order_hash, number in numbers.items()
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [company_id, key_id, now, *columns])
        ids = {numbers[bytes(order_hash)]: order_id for order_id, order_hash in cursor.fetchall()}
    late = {numbers[order_hash]: is_late for order_hash, _day, is_late, *_rest in rows}
    tokens = _invite([Order(pk=ids[number], key_id=key_id) for number in ids if not left_out[number]], now=now)
    registered = {
        number: Registered(order_id, late[number], is_new=True, token=tokens.get(order_id), left_out=left_out[number])
        for number, order_id in ids.items()
    }
    for one in registered.values():
        record(
            "order.registered",
            company_id=company_id,
            subject=str(one.order_id),
            now=now,
            late=one.is_late,
            invited=one.is_drawn,
        )
    return registered


def _kept_address(
    line: OrderLine, left_out: str, *, now: datetime
) -> tuple[bytes | None, bytes | None, datetime | None]:
    """Return the sealed address, its hash and when it is forgotten: only whom we may write to has an address here."""
    if line.email is None:
        return None, None, None
    hashed = keyed_hash("email", line.email)
    return (None, hashed, None) if left_out else (seal(line.email), hashed, now + ADDRESS_KEPT_FOR)


def _invite(orders: Sequence[Order], *, now: datetime) -> dict[int, str]:
    """Make the invitations of some orders; return their tokens by the orders' ids."""
    tokens = {order.pk: token_of(order) for order in orders}
    Invitation.objects.bulk_create(
        Invitation(order_id=order_id, token_hash=hash_of_token(token), made_at=now)
        for order_id, token in tokens.items()
    )
    return tokens


def _addressed(known: Order, line: OrderLine, draw: _Draw, *, now: datetime) -> Registered | None:
    """
    Take the address of an order that was registered without one; None where there is nothing to take.

    An address that comes more than three days after the order was placed makes it late: its company may have waited
    to see how the order ends.
    """
    if line.email is None or known.email_hash is not None:
        return None
    order = Order.objects.select_for_update().get(pk=known.pk)
    if order.email_hash is not None:
        return None
    left_out = draw.left_out(line, bytes(order.order_hash), key_id=order.key_id)
    was_late = order.is_late
    order.sealed_email, order.email_hash, order.address_until = _kept_address(line, left_out, now=now)
    order.locale = line.locale or order.locale
    order.is_late = was_late or is_late(ordered_on=order.ordered_on, registered_at=now)
    order.save(update_fields=["sealed_email", "email_hash", "address_until", "locale", "is_late"])
    tokens = _invite([] if left_out else [order], now=now)
    done = Registered(order.pk, order.is_late, is_new=False, token=tokens.get(order.pk), left_out=left_out)
    record(
        "order.addressed",
        company_id=order.company_id,
        subject=str(order.pk),
        now=now,
        late=order.is_late and not was_late,
        invited=done.is_drawn,
    )
    return done
