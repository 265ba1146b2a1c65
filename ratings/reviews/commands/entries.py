"""What the journal is told about a review: all that the folds need, so that they never look back."""

from datetime import datetime

from ratings.journal.commands import record
from ratings.kernel.months import month_of
from ratings.reviews.models import SERVICE, SERVICE_DIMENSIONS, Review, Revision, Stars
from ratings.reviews.rules import folded_stars
from ratings.verification.models import Purchase
from ratings.verification.rules import GROUP_OF_METHOD, OF_EITHER_GROUP


def stars_in_order(stars: Stars) -> list[int]:
    """Return service stars in the order of SERVICE_DIMENSIONS, 0 for none."""
    return [getattr(stars, dimension) or 0 for dimension in SERVICE_DIMENSIONS]


def live_stars(review: Review) -> list[int]:
    """Return the service stars of the live revision, or of the latest where none is live."""
    number = review.live_revision or review.latest_revision
    return stars_in_order(Stars.objects.get(revision__review_id=review.pk, revision__number=number, facet=SERVICE))


def counted_stars(review: Review, stars: list[int]) -> list[int] | None:
    """Return the stars that the counts hold for this review as it stands, or None."""
    return folded_stars(stars, state=review.state, is_counted=review.is_counted, method=review.method)


def group_of(review: Review) -> str:
    """Return the group of a review's proof, which stays as it was when the proof was accepted."""
    if review.method in OF_EITHER_GROUP:
        return Purchase.objects.values_list("group", flat=True).get(pk=review.purchase_id)
    return GROUP_OF_METHOD[review.method]


def record_change(
    kind: str,
    review: Review,
    revision: Revision,
    *,
    stars: list[int],
    old: list[int] | None,
    shown: int,
    now: datetime,
) -> None:
    """
    Record a change of what the public sees of a review, whose stars were counted as `old` until now.

    `shown` is +1 where it appeared, -1 where it went, else 0.
    """
    assert review.published_at is not None, "only what was published changes in public"
    record(
        kind,
        company_id=review.company_id,
        subject=review.public_id,
        now=now,
        facet=SERVICE,
        month=month_of(review.published_at),
        method=review.method,
        group=group_of(review),
        language=revision.language,
        revision=revision.number,
        commitment=revision.commitment,
        stars=list(stars),
        counted=review.is_counted,
        wants_answer=review.wants_answer,
        old=list(old) if old is not None else None,
        new=list(now_counted) if (now_counted := counted_stars(review, stars)) is not None else None,
        shown=shown,
    )


def record_private(kind: str, review: Review, *, revision: int, now: datetime) -> None:
    """Record what only we may know about a review."""
    record(
        kind,
        company_id=review.company_id,
        subject=review.public_id,
        now=now,
        review=review.pk,
        revision=revision,
    )
