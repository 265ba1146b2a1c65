"""Proving a purchase by the invitation that was sent for its order."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import hashes_of, unseal
from ratings.kernel.refusals import Forbidden, Refused, invalid_field
from ratings.verification.commands.orders import hash_of_token
from ratings.verification.commands.verdicts import VERIFICATION, accept_purchase, begin_purchase
from ratings.verification.models import Invitation, Method, Order, Purchase, Shows


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
