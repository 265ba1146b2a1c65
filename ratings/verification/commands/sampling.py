"""How many of a company's orders are invited."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.companies.models import Company
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, NotFound, Refused, invalid_field
from ratings.verification.models import InvitationPolicy
from ratings.verification.rules import ALL_INVITED


@transaction.atomic
def set_invitation_share(*, company_id: int, share: int, actor: Actor, now: datetime) -> InvitationPolicy:
    """
    Invite so many percent of the orders that a company registers from now on; which ones, the platform draws.

    Raises Forbidden, NotFound, Invalid (`share`), Refused (`unchanged`).
    """
    if actor.kind is not ActorKind.OPERATOR:
        raise Forbidden("not-the-operator", _("Only the operator changes how many orders are invited."))
    if not Company.objects.filter(pk=company_id).exists():
        raise NotFound("no-such-company", _("There is no such company."))
    if not 1 <= share <= ALL_INVITED:
        raise invalid_field("share", _("This must be a whole number from 1 to 100."))
    InvitationPolicy.objects.get_or_create(company_id=company_id, defaults={"share": ALL_INVITED, "since": now})
    policy = InvitationPolicy.objects.select_for_update().get(company_id=company_id)
    if policy.share == share:
        raise Refused("unchanged", _("This is the share already."))
    policy.share = share
    policy.since = now
    policy.save(update_fields=["share", "since"])
    record("invitations.share_set", company_id=company_id, subject=str(company_id), now=now, share=share)
    return policy
