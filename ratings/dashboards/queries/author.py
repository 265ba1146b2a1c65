"""What an author sees of their own reviews beside the words: replies before the public, decisions, versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ratings.dashboards.queries.reviews import ReviewItem, own_review
from ratings.moderation.models import Decision
from ratings.replies.models import Reply
from ratings.reviews.commands.submit import needs_more
from ratings.reviews.models import Review, Revision
from ratings.reviews.rules import RETURNED_DAYS

SEEN_BY_AUTHOR = (Reply.State.PREVIEW, Reply.State.HELD, Reply.State.LIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReview:
    """
    One's own review in its newest version, with all that has been done about it.

    `reply` is the answer that its author may see: before the public does, held, or live.
    `is_order_only` tells that its proof shows an order and no more, so that it has to be about what did not come.
    `mend_until` is the end of the time that a returned review waits for its author.
    """

    item: ReviewItem
    experienced_on: date
    is_order_only: bool
    not_delivered: bool
    mend_until: datetime | None
    reply: Reply | None
    decisions: Sequence[Decision]
    revisions: Sequence[Revision]


def own_review_in_full(public_id: str, *, user_id: int) -> OwnReview | None:
    """Return one's own review, or None. Eight queries."""
    item = own_review(public_id, user_id=user_id)
    return in_full(item) if item else None


def in_full(item: ReviewItem) -> OwnReview:
    """Return a review with all that its author may see of what was done about it."""
    review = Review.objects.select_related("purchase").get(pk=item.id)
    replies = Reply.objects.select_related("words", "company").filter(review_id=item.id, state__in=SEEN_BY_AUTHOR)
    decisions = Decision.objects.select_related("statement", "appeal", "reversed_by").filter(
        review_id=item.id, reply=None
    )
    return OwnReview(
        item=item,
        experienced_on=review.experienced_on,
        is_order_only=needs_more(review.purchase, not_delivered=False),
        not_delivered=review.not_delivered,
        mend_until=review.returned_at + timedelta(days=RETURNED_DAYS) if review.returned_at else None,
        reply=replies.order_by("-id").first(),
        decisions=list(decisions.order_by("-id")[:50]),
        revisions=list(Revision.objects.filter(review_id=item.id).order_by("-number")[:50]),
    )


def reviews_with_previews(user_id: int) -> set[int]:
    """Return the ids of a customer's reviews whose reply waits to become public."""
    found = Reply.objects.filter(review__author_id=user_id, state=Reply.State.PREVIEW)
    return set(found.values_list("review_id", flat=True)[:200])


def versions_of(review_id: int) -> Sequence[Revision]:
    """Return the versions of a review that were public, newest first: for their dates."""
    public = (Revision.State.LIVE, Revision.State.SUPERSEDED)
    return list(Revision.objects.filter(review_id=review_id, state__in=public).order_by("-number")[:50])


def removal_of(public_id: str) -> Decision | None:
    """Return the decision that took a once public review away, None where none did."""
    restricting = (Decision.Action.REMOVE, Decision.Action.REVOKE_PROOF, Decision.Action.REVOKE_HOLD)
    gone = (Review.State.REMOVED, Review.State.HELD)
    decisions = Decision.objects.select_related("company").filter(
        review__public_id=public_id, review__state__in=gone, reply=None, action__in=restricting
    )
    return decisions.order_by("-id").first()
