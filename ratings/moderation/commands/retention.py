"""Deleting the files of proofs when their time is over; what is asked about cases is asked here, above verification."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, NotFound, Refused
from ratings.moderation.models import Appeal, Case, Decision
from ratings.moderation.rules import LOOK_AGAIN_IN, Proof, files_kept_until
from ratings.reviews.models import Review
from ratings.verification.commands import destroy_files_of
from ratings.verification.models import Purchase, SealedFile

NOT_GENUINE = (Decision.Action.REMOVE, Decision.Action.REVOKE_PROOF)


def destroy_due_files(*, now: datetime, limit: int = 200) -> int:
    """
    Look at up to `limit` purchases whose files are to be looked at, destroy the files whose time is over.

    Return how many purchases were looked at; they are looked at again when their time may be over.
    """
    waiting = SealedFile.objects.filter(destroyed_at=None, look_at__lte=now).order_by("look_at")
    ids = list(dict.fromkeys(waiting.values_list("purchase_id", flat=True)[:limit]))
    for purchase_id in ids:
        _look_at(purchase_id, now=now)
    return len(ids)


@transaction.atomic
def _look_at(purchase_id: int, *, now: datetime) -> None:
    purchase = Purchase.objects.select_for_update().get(pk=purchase_id)
    review = Review.objects.select_for_update().filter(purchase=purchase).first()
    until = files_kept_until(_proof(purchase, review))
    if until is not None and until <= now:
        destroy_files_of(purchase_ids=[purchase_id], now=now)
        return
    soon = now + LOOK_AGAIN_IN
    kept = SealedFile.objects.filter(purchase=purchase, destroyed_at=None)
    kept.update(look_at=soon if until is None else min(until, soon))


def _proof(purchase: Purchase, review: Review | None) -> Proof:
    """Return what the time of a proof's files depends on, in three queries."""
    if review is None:
        return Proof(state=purchase.state, decided_at=purchase.decided_at)
    cases = list(Case.objects.filter(review=review).values_list("state", "closed_at"))
    appeals = list(Appeal.objects.filter(decision__review=review).values_list("state", "decided_at"))
    removed = Decision.objects.filter(
        review=review, reply=None, ground=Decision.Ground.NOT_GENUINE, action__in=NOT_GENUINE, reversed_by=None
    )
    return Proof(
        state=purchase.state,
        decided_at=purchase.decided_at,
        review=review.state,
        published_at=review.published_at,
        ended_at=review.ended_at,
        has_open_case=any(state in (Case.State.OPEN, Appeal.State.OPEN) for state, _ended_at in [*cases, *appeals]),
        case_ended_at=max((ended_at for _state, ended_at in [*cases, *appeals] if ended_at), default=None),
        removed_at=removed.order_by("-id").values_list("decided_at", flat=True).first(),
    )


@transaction.atomic
def delete_own_files(*, purchase: str, actor: Actor, now: datetime) -> int:
    """
    Delete the files of one's own proof (the purchase's public id) before their time; the verdict stays.

    Return how many there were. Raises NotFound, Forbidden, Refused (`not-decided-yet`, `sealed`).
    """
    if actor.kind is not ActorKind.CUSTOMER or actor.user_id is None:
        raise Forbidden("not-a-customer", _("Only a customer deletes the files of their own proofs."))
    found = Purchase.objects.select_for_update().filter(public_id=purchase, customer_id=actor.user_id).first()
    if found is None:
        raise NotFound("no-such-purchase", _("There is no such purchase."))
    if found.state == Purchase.State.PENDING:
        raise Refused("not-decided-yet", _("This proof is still being checked; its files can be deleted after that."))
    review = Review.objects.select_for_update().filter(purchase=found).first()
    if _proof(found, review).is_sealed_for_a_year:
        raise Refused(
            "sealed",
            _("The review was removed as not genuine. Its proof stays sealed for a year, so that you can appeal."),
        )
    return destroy_files_of(purchase_ids=[found.pk], now=now)
