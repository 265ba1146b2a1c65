"""One counted voice per customer and company in any twelve months."""

from datetime import datetime

from ratings.reviews.commands.entries import counted_stars, live_stars, record_change
from ratings.reviews.commands.locking import Hold
from ratings.reviews.models import Review, Revision
from ratings.reviews.rules import Voice, counted_voices
from ratings.verification.models import Method


def may_count(review: Review) -> bool:
    """Tell whether a review's stars may be counted, if its author has no other voice."""
    return (
        review.state == Review.State.PUBLISHED
        and review.connection == Review.Connection.NONE
        and review.method != Method.IMPORTED
    )


def choose_voices(hold: Hold) -> list[Review]:
    """Set `is_counted` on all reviews of a hold by the rule; return the others that changed, unsaved."""
    everyone = [hold.review, *hold.others]
    voices = [Voice(r.pk, r.published_at.date()) for r in everyone if r.published_at and may_count(r)]
    counted = counted_voices(voices)
    changed = [r for r in hold.others if r.is_counted != (r.pk in counted)]
    for review in everyone:
        review.is_counted = review.pk in counted
    return changed


def save_voices(changed: list[Review], *, now: datetime) -> None:
    """Save the others whose place in the count has changed, and record each."""
    for review in changed:
        review.save(update_fields=["is_counted"])
        stars = live_stars(review)
        was_counted = None if review.is_counted else stars
        kind = "review.reinstated" if review.is_counted else "review.superseded"
        revision = Revision.objects.get(review=review, state=Revision.State.LIVE)
        record_change(kind, review, revision, stars=stars, old=was_counted, shown=0, now=now)


def recorded_stars(review: Review) -> tuple[list[int], list[int] | None]:
    """Return a review's live stars, and what the counts hold of them now."""
    stars = live_stars(review)
    return stars, counted_stars(review, stars)
