"""What the holder of a review's key sees: the review, also while it waits, and all that was done about it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.db.models import F

from ratings.dashboards.queries.author import OwnReview, in_full
from ratings.dashboards.queries.reviews import ReviewItem, review_items
from ratings.moderation.models import Case
from ratings.reviews.commands import draft_of, private_pseudonym
from ratings.reviews.models import SERVICE, PrivateSubmission, Review, ReviewAddress
from ratings.verification.models import Method, Purchase


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHolder:
    """The one review that a key opens: `review_id` is None while it waits."""

    public_id: str
    review_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """
    A private review with all that concerns its holder. `own` has no versions, decisions or reply while it waits.

    `decide_by` is when a person will have looked at it; `lapsed_with_proof` tells that no time ran out:
    the class of its proof was revoked.
    """

    own: OwnReview
    waits: bool
    decide_by: datetime | None
    lapsed_with_proof: bool
    has_address: bool


def holder_of(key_hash: bytes) -> KeyHolder | None:
    """Return what a key opens, by its SHA-256; None for one that opens nothing. Two queries at most."""
    review = Review.objects.filter(reviewer_key_hash=key_hash).values_list("public_id", "pk").first()
    if review is not None:
        return KeyHolder(public_id=review[0], review_id=review[1])
    waiting = PrivateSubmission.objects.filter(reviewer_key_hash=key_hash).values_list("pk", flat=True).first()
    return KeyHolder(public_id=waiting, review_id=None) if waiting is not None else None


def held_review(holder: KeyHolder) -> ReviewItem | None:
    """Return the newest version of the review that a key opens, None where it has just left its place."""
    if holder.review_id is None:
        waiting = _waiting(holder)
        return _waiting_item(waiting) if waiting else None
    found = Review.objects.select_related("company", "purchase", "outcome").filter(pk=holder.review_id).first()
    return review_items([found], latest=True)[0] if found else None


def mailbox_of(holder: KeyHolder) -> Mailbox | None:
    """Return all that concerns the holder of a key, None where their review has just left its place."""
    if holder.review_id is None:
        waiting = _waiting(holder)
        return _waiting_mailbox(waiting) if waiting else None
    item = held_review(holder)
    if item is None:
        return None
    case = Case.objects.filter(review_id=item.id, reply=None, state=Case.State.OPEN).first()
    return Mailbox(
        own=in_full(item),
        waits=False,
        decide_by=case.due_at if case else None,
        lapsed_with_proof=_lapsed_with_proof(item.id),
        has_address=ReviewAddress.objects.filter(review_id=item.id).exists(),
    )


def _lapsed_with_proof(review_id: int) -> bool:
    """Tell whether a review ended by what ended its proof, at the same moment."""
    ended = (Purchase.State.REFUSED, Purchase.State.REVOKED)
    lapsed = Review.objects.filter(pk=review_id, state=Review.State.LAPSED, purchase__state__in=ended)
    return lapsed.filter(purchase__decided_at=F("ended_at")).exists()


def _waiting(holder: KeyHolder) -> PrivateSubmission | None:
    rows = PrivateSubmission.objects.select_related("spent_token__token_class__company")
    return rows.filter(pk=holder.public_id).first()


def _waiting_mailbox(waiting: PrivateSubmission) -> Mailbox:
    own = OwnReview(
        item=_waiting_item(waiting),
        experienced_on=draft_of(waiting).experienced_on,
        is_order_only=False,
        not_delivered=False,
        mend_until=None,
        reply=None,
        decisions=[],
        revisions=[],
    )
    return Mailbox(
        own=own, waits=True, decide_by=None, lapsed_with_proof=False, has_address=waiting.sealed_email is not None
    )


def _waiting_item(waiting: PrivateSubmission) -> ReviewItem:
    draft, of_class = draft_of(waiting), waiting.spent_token.token_class
    company = of_class.company
    return ReviewItem(
        id=0,
        public_id=waiting.pk,
        company_slug=company.slug,
        company_name=company.name,
        pseudonym=private_pseudonym(key_hash=bytes(waiting.reviewer_key_hash), company_id=company.pk),
        method=Method.PRIVATE,
        group=of_class.group,
        source="",
        state=Review.State.SUBMITTED,
        connection=draft.connection,
        wants_answer=draft.wants_answer,
        experienced_month=f"{draft.experienced_on:%Y-%m}",
        published_at=None,
        submitted_at=datetime.combine(waiting.waiting_since, time(), UTC),
        revision=waiting.revision,
        latest_revision=waiting.revision,
        language=draft.language or "",
        title=draft.title,
        body=draft.body,
        stars={SERVICE: {name: value for name, value in draft.stars.items() if value is not None}},
        not_counted="not-published",
        replies=[],
        outcome=None,
        outcome_at=None,
    )
