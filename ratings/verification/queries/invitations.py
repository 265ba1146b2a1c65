"""Invitations as their bearers see them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from ratings.kernel.hashes import unseal
from ratings.kernel.refusals import NotFound
from ratings.verification.commands.orders import hash_of_token
from ratings.verification.models import Invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSeen:
    """
    An invitation as its bearer sees it before opening it.

    `mailbox` is the address that it went to, None once that is forgotten; `has_account` tells whether that address
    signs in here. `opened_by` is the user who opened it, `purchase` the public id of what they proved.
    """

    company_slug: str
    company_name: str
    ordered_on: date
    locale: str
    mailbox: str | None
    has_account: bool
    opened_at: datetime | None
    opened_by: int | None
    purchase: str | None


def invitation_by(token: str) -> InvitationSeen:
    """Return the invitation of a token, in two queries. Raises NotFound."""
    found = (
        Invitation.objects.select_related("order__company", "purchase").filter(token_hash=hash_of_token(token)).first()
    )
    if found is None:
        raise NotFound("no-such-invitation", _("This invitation is not known; use the latest link that you were sent."))
    order = found.order
    mailbox = unseal(bytes(order.sealed_email)) if order.sealed_email is not None else None
    users = get_user_model().objects
    return InvitationSeen(
        company_slug=order.company.slug,
        company_name=order.company.name,
        ordered_on=order.ordered_on,
        locale=order.locale,
        mailbox=mailbox,
        has_account=mailbox is not None and users.filter(email=mailbox).exists(),
        opened_at=found.opened_at,
        opened_by=found.purchase.customer_id if found.purchase else None,
        purchase=found.purchase.public_id if found.purchase else None,
    )
