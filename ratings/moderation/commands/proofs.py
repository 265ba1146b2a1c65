"""A proof that was accepted, looked at again: opened on record in its case; the case decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refused
from ratings.moderation.commands.deciding import lock_in_order, refuse_tied, refuse_unless_moderator
from ratings.verification.commands import open_reexamination
from ratings.verification.models import Inspection


@transaction.atomic
def reexamine_proof(*, case: str, actor: Actor, now: datetime) -> Inspection:
    """
    Look again at the proof behind a case's review: the inspection by which its files can be opened, on record.

    Whoever holds the case holds the inspection; it ends with the case. Raises Forbidden, NotFound,
    Refused (`already-decided`, `not-claimed`, `not-accepted`).
    """
    user_id = refuse_unless_moderator(actor)
    found = lock_in_order(case)
    refuse_tied(user_id, found.review)
    if found.claimed_by_id != user_id or found.claimed_until is None or found.claimed_until <= now:
        raise Refused("not-claimed", _("Take this case first; a proof is opened only by who works on its case."))
    inspection = open_reexamination(purchase_id=found.review.purchase_id, actor=actor, now=now)
    record(
        "proof.reexamined",
        company_id=found.company_id,
        subject=inspection.public_id,
        now=now,
        case=found.public_id,
    )
    return inspection
