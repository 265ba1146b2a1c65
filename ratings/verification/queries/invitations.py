"""Invitations as their bearers see them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from ratings.kernel.hashes import hashes_of, unseal
from ratings.kernel.refusals import NotFound, invalid_field
from ratings.verification.commands.links import hash_of_token, hash_of_unsubscribe_token
from ratings.verification.commands.orders import clean_address
from ratings.verification.models import Invitation, Order, Unsubscribed


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSeen:
    """
    An invitation as its bearer sees it before opening it.

    `mailbox` is the address that it went to, None once that is forgotten; then its bearer can name it
    (`asks_address`). `has_account` tells whether that address signs in here. `opened_by` is the user who opened it,
    `purchase` the public id of what they proved.
    """

    company_slug: str
    company_name: str
    ordered_on: date
    locale: str
    mailbox: str | None
    asks_address: bool
    has_account: bool
    opened_at: datetime | None
    opened_by: int | None
    purchase: str | None


def invitation_by(token: str, *, said: str = "") -> InvitationSeen:
    """
    Return the invitation of a token, in two queries. Raises NotFound, Invalid (`email`).

    `said` is the address that its bearer says it went to, once we have forgotten that: its keyed hash must be ours.
    """
    found = (
        Invitation.objects.select_related("order__company", "purchase").filter(token_hash=hash_of_token(token)).first()
    )
    if found is None:
        raise NotFound("no-such-invitation", _("This invitation is not known; use the latest link that you were sent."))
    order = found.order
    is_forgotten = order.sealed_email is None and found.opened_at is None
    mailbox = _named(order, said) if said and is_forgotten else _kept(order)
    users = get_user_model().objects
    return InvitationSeen(
        company_slug=order.company.slug,
        company_name=order.company.name,
        ordered_on=order.ordered_on,
        locale=order.locale,
        mailbox=mailbox,
        asks_address=mailbox is None and is_forgotten,
        has_account=mailbox is not None and users.filter(email=mailbox).exists(),
        opened_at=found.opened_at,
        opened_by=found.purchase.customer_id if found.purchase else None,
        purchase=found.purchase.public_id if found.purchase else None,
    )


def _kept(order: Order) -> str | None:
    return unseal(bytes(order.sealed_email)) if order.sealed_email is not None else None


def _named(order: Order, said: str) -> str:
    address = clean_address("email", said)
    if order.email_hash is None or bytes(order.email_hash) not in hashes_of("email", address):
        raise invalid_field("email", _("The invitation went to another address; name that one, or sign in."))
    return address


@dataclass(frozen=True, slots=True)
class Unsubscribing:
    """What the bearer of an unsubscribe link sees: whose order the mail was about, and whether it is done already."""

    company_name: str
    is_done: bool


def unsubscribing_by(token: str) -> Unsubscribing:
    """Return what a link of a mail ends, in two queries. Raises NotFound."""
    order = (
        Order.objects.select_related("company").filter(invitation__token_hash=hash_of_unsubscribe_token(token)).first()
    )
    if order is None or order.email_hash is None:
        raise NotFound("no-such-invitation", _("This link is not known; use that of the latest mail from us."))
    is_done = Unsubscribed.objects.filter(email_hash=bytes(order.email_hash)).exists()
    return Unsubscribing(company_name=order.company.name, is_done=is_done)
