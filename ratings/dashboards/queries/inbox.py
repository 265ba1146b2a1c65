"""What a business sees of its reviews: first those that wait for its answer, with their clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from ratings.claims.queries import claimed_at
from ratings.dashboards.paging import PAGE
from ratings.dashboards.queries.reviews import ReviewItem, review_items
from ratings.replies.models import Reply
from ratings.reviews.models import Review
from ratings.verification.models import Method

REPLY_DAYS = 15
ANSWERED_BY = (
    Reply.State.SCREENING,
    Reply.State.HELD,
    Reply.State.PREVIEW,
    Reply.State.LIVE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """A review for its company: `due_at` where its author wants an answer and none has been sent yet."""

    review: ReviewItem
    due_at: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Reviews that wait for an answer, the most urgent first, and the newest of the others."""

    waiting: Sequence[InboxItem]
    others: Sequence[InboxItem]


def due_at(*, published_at: datetime, claimed: datetime | None) -> datetime:
    """
    Return when a reply is due: 15 days after publication or claim, whichever is later.

    >>> from datetime import UTC
    >>> due_at(published_at=datetime(2026, 1, 1, tzinfo=UTC), claimed=datetime(2026, 2, 1, tzinfo=UTC)).date()
    datetime.date(2026, 2, 16)
    """
    return max(published_at, claimed or published_at) + timedelta(days=REPLY_DAYS)


def inbox(company_id: int, *, now: datetime, limit: int = PAGE) -> Inbox:
    """Return a company's inbox, up to `limit` of each kind, in nine queries."""
    answered = Exists(Reply.objects.filter(review=OuterRef("pk"), part=Reply.Part.SERVICE, state__in=ANSWERED_BY))
    public = (
        Review.objects.select_related("company", "purchase", "outcome")
        .filter(company_id=company_id, state=Review.State.PUBLISHED)
        .exclude(method=Method.IMPORTED)
    )
    waiting = public.filter(~answered, wants_answer=True)
    others = public.exclude(~answered, wants_answer=True)
    claimed = claimed_at(company_id)
    return Inbox(
        waiting=_items(
            waiting.order_by("published_at", "id")[:limit],
            claimed=claimed,
            now=now,
            wait=True,
        ),
        others=_items(
            others.order_by("-published_at", "-id")[:limit],
            claimed=claimed,
            now=now,
            wait=False,
        ),
    )


def _items(found: "QuerySet[Review]", *, claimed: datetime | None, now: datetime, wait: bool) -> list[InboxItem]:
    items = []
    for review in review_items(list(found)):
        assert review.published_at is not None, "only published reviews are listed"
        due = due_at(published_at=review.published_at, claimed=claimed) if wait else None
        items.append(InboxItem(review=review, due_at=due, is_overdue=due is not None and due < now))
    return items
