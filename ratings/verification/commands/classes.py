"""Revoking private proofs: only a whole class of them, since none can be told from another."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, Refused
from ratings.verification.models import Method, Purchase, RevokedClass, SpentToken, TokenClass


@transaction.atomic
def revoke_class(*, token_class_id: int, actor: Actor, now: datetime) -> list[int]:
    """
    Take back all private proofs of a class, and refuse those that come later; return the ids of the purchases.

    Only a decision does this: the same transaction removes their reviews. Raises Forbidden, Refused
    (`already-revoked`).
    """
    if actor.kind is not ActorKind.MODERATOR:
        raise Forbidden("not-a-moderator", _("Only moderators revoke proofs."))
    found = TokenClass.objects.select_for_update(of=("self",)).get(pk=token_class_id)
    _made, is_new = RevokedClass.objects.get_or_create(token_class=found, defaults={"revoked_at": now})
    if not is_new:
        raise Refused("already-revoked", _("This class has been revoked already."))
    of_class = SpentToken.objects.filter(token_class=found).values("id")
    purchases = list(
        Purchase.objects.select_for_update()
        .filter(method=Method.PRIVATE, state=Purchase.State.ACCEPTED, public_id__in=of_class)
        .order_by("id")
    )
    for purchase in purchases:
        purchase.state = Purchase.State.REVOKED
        purchase.decided_at = now
        purchase.save(update_fields=["state", "decided_at"])
        record("purchase.revoked", company_id=purchase.company_id, subject=purchase.public_id, now=now)
    return [purchase.pk for purchase in purchases]
