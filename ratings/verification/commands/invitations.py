"""An invitation's way: written to once, reminded once, and opened, which proves the purchase."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import hashes_of, unseal
from ratings.kernel.refusals import Forbidden, Refused, invalid_field
from ratings.verification.commands.links import hash_of_token, token_of, unsubscribe_token_of
from ratings.verification.commands.orders import SHOWN
from ratings.verification.commands.verdicts import VERIFICATION, accept_purchase, begin_purchase
from ratings.verification.models import Invitation, Method, Order, Purchase, Shows, Unsubscribed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """What a mail about an invitation needs, and what became of the invitation so far."""

    invitation_id: int
    company: str
    ordered_on: date
    locale: str
    mailbox: str
    token: str
    unsubscribe_token: str
    sent_at: datetime | None
    reminded_at: datetime | None


def hold_invitation(*, order_id: int, now: datetime) -> Mailing | None:
    """
    Lock an order whose customer may be written to, until the caller's transaction ends; None for any other.

    Nobody is written to who has opened the invitation, wishes no mail, has shown the order in another way, or whose
    address has been forgotten; what of it is still there goes.
    """
    order = Order.objects.select_for_update().filter(pk=order_id).first()
    if order is None or order.sealed_email is None or order.address_until is None:
        return None
    invitation = Invitation.objects.filter(order_id=order.pk).first()
    mailbox = unseal(bytes(order.sealed_email))
    if invitation is None or order.address_until <= now or _is_over(order, invitation, mailbox):
        drop_address(order)
        return None
    return Mailing(
        invitation_id=invitation.pk,
        company=order.company.name,
        ordered_on=order.ordered_on,
        locale=order.locale,
        mailbox=mailbox,
        token=token_of(order),
        unsubscribe_token=unsubscribe_token_of(order),
        sent_at=invitation.sent_at,
        reminded_at=invitation.reminded_at,
    )


def _is_over(order: Order, invitation: Invitation, mailbox: str) -> bool:
    if invitation.opened_at is not None or invitation.reminded_at is not None:
        return True
    if Unsubscribed.objects.filter(email_hash__in=hashes_of("email", mailbox)).exists():
        return True
    return Purchase.objects.filter(
        company_id=order.company_id, order_hash=bytes(order.order_hash), state__in=SHOWN
    ).exists()


def drop_address(order: Order) -> None:
    """Forget the address of an order that the caller has locked; its keyed hash stays."""
    order.sealed_email = None
    order.address_until = None
    order.save(update_fields=["sealed_email", "address_until"])


@transaction.atomic
def mark_invitation_sent(*, invitation_id: int, now: datetime) -> None:
    """Remember when the invitation's mail went out."""
    if not Invitation.objects.filter(pk=invitation_id, sent_at__isnull=True).update(sent_at=now):
        return
    order = Order.objects.get(invitation=invitation_id)
    record("invitation.sent", company_id=order.company_id, subject=str(order.pk), now=now)


@transaction.atomic
def mark_invitation_reminded(*, invitation_id: int, now: datetime) -> None:
    """Remember when the one reminder went out, and forget the address: nobody is written to again."""
    order = Order.objects.select_for_update(of=("self",)).get(invitation=invitation_id)
    Invitation.objects.filter(pk=invitation_id).update(reminded_at=now)
    drop_address(order)


@transaction.atomic
def end_invitation(*, invitation_id: int) -> None:
    """Forget the address of an invitation whose mailbox does not exist; whoever has the link can open it."""
    drop_address(Order.objects.select_for_update(of=("self",)).get(invitation=invitation_id))


@transaction.atomic
def accept_invitation(*, token: str, actor: Actor, now: datetime) -> Purchase:
    """
    Prove a purchase by opening its invitation: single-use, and it confirms the mailbox that it was sent to.

    Raises Invalid (`token`), Forbidden (an invitation sent to another's mailbox), Refused (`invitation-used`).
    """
    if actor.kind is not ActorKind.CUSTOMER or actor.user_id is None:
        raise Forbidden("not-a-customer", _("Only a customer can open an invitation."))
    order = Order.objects.select_for_update(of=("self",)).filter(invitation__token_hash=hash_of_token(token)).first()
    if order is None:
        raise invalid_field(
            "token",
            _("This invitation is not known; use the latest link that you were sent."),
        )
    invitation = Invitation.objects.get(order_id=order.pk)
    if invitation.opened_at is not None:
        return _opened_before(invitation, actor)
    _refuse_anothers_mailbox(order, actor.user_id)
    begun = begin_purchase(
        company_id=order.company_id,
        customer_id=actor.user_id,
        method=Method.INVITATION,
        order_hash=bytes(order.order_hash),
        key_id=order.key_id,
        now=now,
    )
    purchase = accept_purchase(
        purchase_id=begun.pk, actor=VERIFICATION, shows=Shows.ORDER, last_event_on=order.ordered_on, now=now
    )
    invitation.opened_at = now
    invitation.purchase = purchase
    invitation.save(update_fields=["opened_at", "purchase"])
    drop_address(order)
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
