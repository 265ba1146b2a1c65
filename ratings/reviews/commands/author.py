"""What an author does with a review, and what time does with one that waits for its author."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Refused, Stale
from ratings.reviews.commands.entries import record_change, record_private
from ratings.reviews.commands.locking import lock, refuse_unless_may_become
from ratings.reviews.commands.submit import Draft, needs_more, order_only, write_revision
from ratings.reviews.commands.voices import choose_voices, recorded_stars, save_voices
from ratings.reviews.models import SERVICE, SERVICE_DIMENSIONS, Review, ReviewAddress, Revision, Stars
from ratings.reviews.rules import PROOF_DAYS, RETURNED_DAYS, STATE_NAMES
from ratings.verification.models import Purchase

REVISABLE = (
    Review.State.SUBMITTED,
    Review.State.SCREENING,
    Review.State.HELD,
    Review.State.RETURNED,
    Review.State.PUBLISHED,
)


def _refuse_unless_author(review: Review, actor: Actor) -> None:
    if not actor.wrote(author_id=review.author_id, review_id=review.pk):
        raise Forbidden("not-yours", _("Only its author can do this with a review."))


@transaction.atomic
def withdraw_review(*, review_id: int, actor: Actor, now: datetime) -> None:
    """
    Take a review back at its author's wish, for good.

    Raises Refused (`already-withdrawn`, `wrong-state`), Forbidden, NotFound.
    """
    hold = lock(review_id)
    review = hold.review
    _refuse_unless_author(review, actor)
    refuse_unless_may_become(review, Review.State.WITHDRAWN)
    was_public = review.state == Review.State.PUBLISHED
    stars, old = recorded_stars(review)
    review.state = Review.State.WITHDRAWN
    review.ended_at = now
    changed = choose_voices(hold)
    review.save(update_fields=["state", "ended_at", "is_counted"])
    ReviewAddress.objects.filter(review=review).delete()
    revision = Revision.objects.get(review=review, number=review.live_revision or review.latest_revision)
    if was_public:
        record_change(
            "review.withdrawn",
            review,
            revision,
            stars=stars,
            old=old,
            shown=-1,
            now=now,
        )
    else:
        record_private("review.abandoned", review, revision=revision.number, now=now)
    save_voices(changed, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What an author wants changed; None leaves as it is."""

    title: str | None = None
    body: str | None = None
    stars: dict[str, int | None] | None = None
    language: str | None = None
    experienced_on: date | None = None
    wants_answer: bool | None = None
    not_delivered: bool | None = None


@transaction.atomic
def revise_review(
    *,
    review_id: int,
    changes: Changes,
    expected_revision: int,
    actor: Actor,
    now: datetime,
) -> Review:
    """
    Write a new version of a review and send it to screening; until it is live the old one stays.

    Raises Stale where the latest revision is not the expected one, Invalid, Refused (`not-revisable`),
    Forbidden, NotFound.
    """
    review = lock(review_id).review
    _refuse_unless_author(review, actor)
    is_hidden = review.state == Review.State.HELD and review.published_at is not None
    if review.state not in REVISABLE or is_hidden:
        raise Refused(
            "not-revisable",
            _("A review that is %(state)s cannot be revised.") % {"state": STATE_NAMES[review.state]},
        )
    if review.latest_revision != expected_revision:
        raise Stale(
            "changed",
            _("This review has been revised since you read it; read it again."),
        )
    draft = merged(_as_written(review), changes).cleaned(now=review.submitted_at, known_day=review.experienced_on)
    review.revisions.filter(state__in=[Revision.State.SCREENING, Revision.State.HELD]).update(
        state=Revision.State.SUPERSEDED
    )
    review.latest_revision += 1
    review.experienced_on = draft.experienced_on
    review.wants_answer = draft.wants_answer
    review.not_delivered = draft.not_delivered
    changed = ["latest_revision", "experienced_on", "wants_answer", "not_delivered"]
    if needs_more(review.purchase, not_delivered=review.not_delivered):
        raise order_only()
    if review.state == Review.State.SUBMITTED and review.purchase.state == Purchase.State.ACCEPTED:
        review.state = Review.State.SCREENING
        changed.append("state")
    if review.state in (Review.State.HELD, Review.State.RETURNED):
        review.state = Review.State.SCREENING
        review.returned_at = None
        changed += ["state", "returned_at"]
    review.save(update_fields=changed)  # writing the state of a public review would lock its purchase too late
    write_revision(review, draft, number=review.latest_revision, now=now)
    record_private("review.revision_submitted", review, revision=review.latest_revision, now=now)
    return review


def _as_written(review: Review) -> Draft:
    latest = Revision.objects.select_related("words").get(review=review, number=review.latest_revision)
    stars = Stars.objects.get(revision=latest, facet=SERVICE)
    return Draft(
        experienced_on=review.experienced_on,
        title=latest.words.title,
        body=latest.words.body,
        stars={name: getattr(stars, name) for name in SERVICE_DIMENSIONS},
        language=latest.language,
        wants_answer=review.wants_answer,
        not_delivered=review.not_delivered,
        connection=review.connection,
    )


def merged(before: Draft, changes: Changes) -> Draft:
    """Return a draft with the changes made; the language of a new text is found out anew unless it is said."""
    return Draft(
        experienced_on=changes.experienced_on or before.experienced_on,
        title=before.title if changes.title is None else changes.title,
        body=before.body if changes.body is None else changes.body,
        stars=before.stars if changes.stars is None else {**before.stars, **changes.stars},
        language=changes.language or (before.language if changes.body is None else None),
        wants_answer=before.wants_answer if changes.wants_answer is None else changes.wants_answer,
        not_delivered=before.not_delivered if changes.not_delivered is None else changes.not_delivered,
        connection=before.connection,
    )


@transaction.atomic
def begin_screening(*, review_id: int, actor: Actor, now: datetime) -> None:
    """Send a waiting review to screening, its proof having been accepted. Raises Refused, Forbidden, NotFound."""
    if not actor.is_system:
        raise Forbidden("not-the-system", _("Only an accepted proof does this."))
    review = lock(review_id).review
    refuse_unless_may_become(review, Review.State.SCREENING)
    if not review.purchase.state == "accepted":
        raise Refused("no-proof", _("The proof has not been accepted."))
    if needs_more(review.purchase, not_delivered=review.not_delivered):
        raise Refused("order-only", _("The proof shows an order only, and the review is about more."))
    review.state = Review.State.SCREENING
    review.save(update_fields=["state"])
    record_private("review.screening", review, revision=review.latest_revision, now=now)


@transaction.atomic
def lapse_review(*, review_id: int, actor: Actor, now: datetime) -> None:
    """
    End a review whose proof was refused, revoked or did not come in 30 days, or that was not mended in 14.

    Raises Refused (`too-early`, `wrong-state`), Forbidden, NotFound.
    """
    if not actor.is_system:
        raise Forbidden("not-the-system", _("Only time does this."))
    review = lock(review_id).review
    refuse_unless_may_become(review, Review.State.LAPSED)
    if now < _lapses_at(review):
        raise Refused("too-early", _("There is still time."))
    review.state = Review.State.LAPSED
    review.ended_at = now
    review.save(update_fields=["state", "ended_at"])
    ReviewAddress.objects.filter(review=review).delete()
    record_private("review.lapsed", review, revision=review.latest_revision, now=now)


def _lapses_at(review: Review) -> datetime:
    if review.purchase.state in ("refused", "revoked"):
        return review.submitted_at
    if review.state == Review.State.RETURNED:
        assert review.returned_at is not None
        return review.returned_at + timedelta(days=RETURNED_DAYS)
    return review.submitted_at + timedelta(days=PROOF_DAYS)
