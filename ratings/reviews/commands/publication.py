"""What screening and moderators do with a review: publish, hold, return, reject, remove, restore, hide."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, Refused
from ratings.reviews.commands.entries import (
    record_change,
    record_private,
    stars_in_order,
)
from ratings.reviews.commands.locking import Hold, lock, lock_with_proof, refuse_unless_may_become
from ratings.reviews.commands.voices import choose_voices, recorded_stars, save_voices
from ratings.reviews.models import SERVICE, Review, Revision, Stars
from ratings.verification.models import Purchase


def refuse_unless_judge(actor: Actor) -> None:
    """Raise Forbidden unless screening or a moderator acts."""
    if not (actor.is_system or actor.kind is ActorKind.MODERATOR):
        raise Forbidden("not-a-moderator", _("Only moderators decide about reviews."))


def refuse_unless_moderator(actor: Actor) -> None:
    """Raise Forbidden unless a moderator acts: no restriction is decided by a machine."""
    if actor.kind is not ActorKind.MODERATOR:
        raise Forbidden("not-a-moderator", _("Only moderators decide about reviews."))


def _pending_revision(review: Review, number: int) -> Revision:
    revision = Revision.objects.get(review=review, number=number)
    if revision.state not in (Revision.State.SCREENING, Revision.State.HELD):
        raise Refused("already-decided", _("This version of the review is not waiting any more."))
    return revision


@transaction.atomic
def publish_revision(*, review_id: int, number: int, actor: Actor, now: datetime) -> None:
    """
    Make a revision the one that the public sees and the scores count; publish the review if it is its first.

    Raises Refused (`already-decided`, `wrong-state`, `no-proof`), Forbidden, NotFound.
    """
    refuse_unless_judge(actor)
    hold = lock_with_proof(review_id)
    revision = _pending_revision(hold.review, number)
    if hold.review.state == Review.State.PUBLISHED:
        _swap(hold.review, revision, now=now)
        return
    refuse_unless_may_become(hold.review, Review.State.PUBLISHED)
    _publish(hold, revision, now=now)


def _publish(hold: Hold, revision: Revision, *, now: datetime) -> None:
    review = hold.review
    kind = "review.restored" if review.live_revision else "review.published"
    if not Purchase.objects.filter(pk=review.purchase_id, state=Purchase.State.ACCEPTED).exists():
        raise Refused("no-proof", _("A review without an accepted proof cannot be published."))
    revision.state = Revision.State.LIVE
    revision.save(update_fields=["state"])
    review.state = Review.State.PUBLISHED
    review.live_revision = revision.number
    review.published_at = review.published_at or now
    review.ended_at = review.returned_at = None
    changed = choose_voices(hold)
    review.save()
    stars = _stars_of(revision)
    record_change(kind, review, revision, stars=stars, old=None, shown=1, now=now)
    save_voices(changed, now=now)


def _swap(review: Review, revision: Revision, *, now: datetime) -> None:
    _, old = recorded_stars(review)
    Revision.objects.filter(review=review, state=Revision.State.LIVE).update(state=Revision.State.SUPERSEDED)
    revision.state = Revision.State.LIVE
    revision.save(update_fields=["state"])
    review.live_revision = revision.number
    review.save(update_fields=["live_revision"])
    record_change(
        "review.revised",
        review,
        revision,
        stars=_stars_of(revision),
        old=old,
        shown=0,
        now=now,
    )


def _stars_of(revision: Revision) -> list[int]:
    return stars_in_order(Stars.objects.get(revision=revision, facet=SERVICE))


@transaction.atomic
def hold_revision(*, review_id: int, number: int, actor: Actor, now: datetime) -> None:
    """
    Put a revision before a person. A review that is public already stays so, with its live revision.

    Raises Refused (`already-decided`, `wrong-state`), Forbidden, NotFound.
    """
    refuse_unless_judge(actor)
    review = lock(review_id).review
    revision = _pending_revision(review, number)
    if revision.state == Revision.State.HELD:
        raise Refused("already-held", _("This version of the review is held already."))
    revision.state = Revision.State.HELD
    revision.save(update_fields=["state"])
    if review.state == Review.State.PUBLISHED:
        record_private("review.revision_held", review, revision=number, now=now)
        return
    refuse_unless_may_become(review, Review.State.HELD)
    review.state = Review.State.HELD
    review.save(update_fields=["state"])
    record_private("review.held", review, revision=number, now=now)


@transaction.atomic
def return_review(*, review_id: int, number: int, actor: Actor, now: datetime) -> None:
    """
    Give a held review back to its author to mend within 14 days.

    Raises Refused (`already-decided`, `wrong-state`), Forbidden, NotFound.
    """
    refuse_unless_moderator(actor)
    review = lock(review_id).review
    revision = _pending_revision(review, number)
    if review.state != Review.State.PUBLISHED:
        refuse_unless_may_become(review, Review.State.RETURNED)
        review.state = Review.State.RETURNED
        review.returned_at = now
        review.save(update_fields=["state", "returned_at"])
    revision.state = Revision.State.REFUSED
    revision.save(update_fields=["state"])
    record_private("review.returned", review, revision=number, now=now)


@transaction.atomic
def refuse_revision(*, review_id: int, number: int, actor: Actor, now: datetime) -> None:
    """
    Refuse a held revision: a review that was never public is rejected, a public one keeps its live revision.

    Raises Refused (`already-decided`, `wrong-state`), Forbidden, NotFound.
    """
    refuse_unless_moderator(actor)
    review = lock(review_id).review
    revision = _pending_revision(review, number)
    revision.state = Revision.State.REFUSED
    revision.save(update_fields=["state"])
    if review.state == Review.State.PUBLISHED:
        record_private("review.revision_refused", review, revision=number, now=now)
        return
    refuse_unless_may_become(review, Review.State.REJECTED)
    review.state = Review.State.REJECTED
    review.ended_at = now
    review.save(update_fields=["state", "ended_at"])
    record_private("review.rejected", review, revision=number, now=now)


@transaction.atomic
def remove_review(*, review_id: int, actor: Actor, now: datetime) -> None:
    """Take a public review away by decision. Raises Refused (`already-removed`, `wrong-state`), Forbidden, NotFound."""
    refuse_unless_moderator(actor)
    _leave_the_public(review_id, state=Review.State.REMOVED, kind="review.removed", now=now)


@transaction.atomic
def hide_review(*, review_id: int, actor: Actor, now: datetime) -> None:
    """
    Hold a public review: illegal on its face, or its proof revoked.

    Raises Refused (`already-held`, `wrong-state`), Forbidden, NotFound.
    """
    refuse_unless_moderator(actor)
    _leave_the_public(review_id, state=Review.State.HELD, kind="review.hidden", now=now)


def _leave_the_public(review_id: int, *, state: Review.State, kind: str, now: datetime) -> None:
    hold = lock(review_id)
    review = hold.review
    refuse_unless_may_become(review, state)
    if review.live_revision is None:
        raise Refused(
            "never-public",
            _("This review was never public; it can be rejected, not removed."),
        )
    shown = -1 if review.state == Review.State.PUBLISHED else 0
    stars, old = recorded_stars(review)
    review.state = state
    review.ended_at = now if state == Review.State.REMOVED else None
    changed = choose_voices(hold)
    review.save(update_fields=["state", "ended_at", "is_counted"])
    revision = Revision.objects.get(review=review, state=Revision.State.LIVE)
    record_change(kind, review, revision, stars=stars, old=old, shown=shown, now=now)
    save_voices(changed, now=now)


@transaction.atomic
def restore_review(*, review_id: int, actor: Actor, now: datetime) -> None:
    """
    Make a removed, rejected or hidden review public again, with the stars and month that it had.

    Raises Refused (`already-published`, `wrong-state`, `no-proof`), Forbidden, NotFound.
    """
    refuse_unless_moderator(actor)
    hold = lock_with_proof(review_id)
    review = hold.review
    refuse_unless_may_become(review, Review.State.PUBLISHED)
    is_hidden = review.state == Review.State.HELD and review.live_revision is not None
    if review.state not in (Review.State.REMOVED, Review.State.REJECTED) and not is_hidden:
        raise Refused(
            "not-restricted",
            _("This review was not taken away, so there is nothing to restore."),
        )
    number = review.live_revision or review.latest_revision
    _publish(hold, Revision.objects.get(review=review, number=number), now=now)


@transaction.atomic
def restore_revision(*, review_id: int, number: int, actor: Actor, now: datetime) -> None:
    """
    Make a refused revision public after all, unless a newer one is.

    Raises Refused (`not-refused`, `superseded`, `wrong-state`, `no-proof`), Forbidden, NotFound.
    """
    refuse_unless_moderator(actor)
    hold = lock_with_proof(review_id)
    review = hold.review
    revision = Revision.objects.get(review=review, number=number)
    if revision.state != Revision.State.REFUSED:
        raise Refused("not-refused", _("This version of the review was not refused."))
    if (review.live_revision or 0) > number:
        raise Refused("superseded", _("A newer version of this review is public."))
    if review.state == Review.State.PUBLISHED:
        _swap(review, revision, now=now)
        return
    refuse_unless_may_become(review, Review.State.PUBLISHED)
    _publish(hold, revision, now=now)
