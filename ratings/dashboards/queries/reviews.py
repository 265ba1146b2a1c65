"""Reviews in lists and alone, with their reply, their outcome and the reason where they are not counted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ratings.dashboards.paging import PAGE, Page, Place, page_of, place_of
from ratings.kernel.months import month_number, month_of, month_text
from ratings.kernel.refusals import invalid_field
from ratings.replies.models import Reply
from ratings.reviews.models import (
    CARBON_DIMENSIONS,
    SERVICE_DIMENSIONS,
    Review,
    Revision,
    Stars,
)
from ratings.verification.models import Method

TABS = ("verified", "imported")
ORDERS = ("newest", "oldest")
MONTH_SHAPE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyItem:
    """A company's live answer to one part of a review; `source` names where an imported one comes from."""

    public_id: str
    part: str
    position: str
    body: str
    language: str
    published_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """
    A review as it is shown: the words and stars of one revision.

    `revision` is the number of the version shown. `group` says on whose word the proof rests. `not_counted`
    says why its stars are in no score (`imported`, `connection`, `earlier-voice`, `not-published`), None where
    they are. `stars` holds dimensions by facet. Words are None once they are forgotten.
    """

    id: int
    public_id: str
    company_slug: str
    company_name: str
    pseudonym: str
    method: str
    group: str
    source: str
    state: str
    connection: str
    wants_answer: bool
    experienced_month: str
    published_at: datetime | None
    submitted_at: datetime
    revision: int
    latest_revision: int
    language: str
    title: str | None
    body: str | None
    stars: Mapping[str, Mapping[str, int]]
    not_counted: str | None
    replies: Sequence[ReplyItem]
    outcome: str | None
    outcome_at: datetime | None

    @property
    def published_month(self) -> str | None:
        """Return the month of first publication as `YYYY-MM`."""
        return month_of(self.published_at) if self.published_at else None

    @property
    def overall(self) -> int:
        """Return the stars overall."""
        return self.stars["service"]["overall"]

    @property
    def reply(self) -> ReplyItem | None:
        """Return the reply on service."""
        return next((reply for reply in self.replies if reply.part == "service"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFilter:
    """Which reviews of a company are asked for; None asks for all. `month` is that of first publication."""

    stars: int | None = None
    method: str | None = None
    month: str | None = None
    has_reply: bool | None = None
    order: str = "newest"
    tab: str = "verified"

    def cleaned(self) -> "ReviewFilter":
        """Return the filter; Invalid names what cannot be asked."""
        _refuse_unless_one_of("order", self.order, ORDERS)
        _refuse_unless_one_of("tab", self.tab, TABS)
        if self.method is not None:
            _refuse_unless_one_of("method", self.method, Method.values)
        if self.stars is not None and self.stars not in range(1, 6):
            raise invalid_field("stars", _("Stars are whole numbers from 1 to 5."))
        if self.month is not None and not (MONTH_SHAPE.fullmatch(self.month) and "1000" <= self.month < "9000"):
            raise invalid_field("month", _("This is not a month: write it as 2026-11."))
        return self


def _refuse_unless_one_of(field: str, value: str, names: Sequence[str]) -> None:
    if value not in names:
        raise invalid_field(field, _("This must be one of: %(names)s.") % {"names": ", ".join(names)})


def company_reviews(
    company_id: int,
    wanted: ReviewFilter,
    *,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[ReviewItem]:
    """
    Return a page of a company's public reviews, imports on a tab of their own. Four queries at most.

    Raises Invalid, naming the field.
    """
    wanted = wanted.cleaned()
    found = Review.objects.filter(company_id=company_id, state=Review.State.PUBLISHED)
    found = found.filter(method=Method.IMPORTED) if wanted.tab == "imported" else found.exclude(method=Method.IMPORTED)
    return _walk(
        _narrowed(found, wanted),
        place=place_of(cursor, (str, int)),
        newest_first=wanted.order == "newest",
        order=wanted.order,
        limit=limit,
    )


def _narrowed(found: "QuerySet[Review]", wanted: ReviewFilter) -> "QuerySet[Review]":
    if wanted.method is not None:
        found = found.filter(method=wanted.method)
    if wanted.month is not None:
        first, following = _bounds(wanted.month)
        found = found.filter(published_at__gte=first, published_at__lt=following)
    if wanted.stars is not None:
        live = Stars.objects.filter(
            revision__review=OuterRef("pk"),
            revision__state=Revision.State.LIVE,
            facet="service",
            overall=wanted.stars,
        )
        found = found.filter(Exists(live))
    if wanted.has_reply is not None:
        answered = Exists(Reply.objects.filter(review=OuterRef("pk"), state=Reply.State.LIVE))
        found = found.filter(answered if wanted.has_reply else ~answered)
    return found


def _bounds(month: str) -> tuple[datetime, datetime]:
    following = month_text(month_number(month) + 1)
    return tuple(datetime(int(text[:4]), int(text[5:]), 1, tzinfo=UTC) for text in (month, following))  # type: ignore[return-value]


def _walk(
    found: "QuerySet[Review]",
    *,
    place: Place | None,
    newest_first: bool,
    order: str,
    limit: int,
) -> Page[ReviewItem]:
    falling = newest_first != (place is not None and place.backwards)
    if place is not None:
        moment, review_id = datetime.fromisoformat(str(place.key[0])), int(place.key[1])
        found = (
            found.filter(published_at__lte=moment).filter(Q(published_at__lt=moment) | Q(id__lt=review_id))
            if falling
            else found.filter(published_at__gte=moment).filter(Q(published_at__gt=moment) | Q(id__gt=review_id))
        )
    found = found.order_by(*(("-published_at", "-id") if falling else ("published_at", "id")))
    rows = list(found.select_related("company", "purchase", "outcome")[: limit + 1])
    page = page_of(rows, place=place, limit=limit, key=_key, order=order)
    return Page(
        items=review_items(page.items),
        order=page.order,
        next=page.next,
        previous=page.previous,
    )


def _key(review: Review) -> tuple[str, int]:
    assert review.published_at is not None, "only published reviews are listed"
    return (review.published_at.astimezone(UTC).isoformat(), review.pk)


def review_items(reviews: Sequence[Review], *, latest: bool = False) -> list[ReviewItem]:
    """
    Return reviews (with company, purchase and outcome joined) as they are shown, in three queries.

    `latest` shows the author's newest version instead of the live one.
    """
    numbers = {review.pk: (None if latest else review.live_revision) or review.latest_revision for review in reviews}
    revisions = {
        revision.review_id: revision
        for revision in Revision.objects.filter(review__in=numbers).select_related("words")
        if numbers[revision.review_id] == revision.number
    }
    stars = _stars([revision.pk for revision in revisions.values()])
    replies: dict[int, list[ReplyItem]] = {}
    answers = Reply.objects.filter(review__in=numbers, state=Reply.State.LIVE)
    for reply in answers.select_related("words").order_by("id"):
        replies.setdefault(reply.review_id, []).append(_reply_item(reply))
    return [
        _item(
            review,
            revisions[review.pk],
            stars.get(revisions[review.pk].pk, {}),
            replies.get(review.pk, []),
        )
        for review in reviews
    ]


def _stars(revision_ids: Sequence[int]) -> dict[int, dict[str, dict[str, int]]]:
    found: dict[int, dict[str, dict[str, int]]] = {}
    for row in Stars.objects.filter(revision__in=revision_ids).order_by("facet"):
        given = {
            name: getattr(row, name)
            for name in SERVICE_DIMENSIONS + CARBON_DIMENSIONS
            if getattr(row, name) is not None
        }
        found.setdefault(row.revision_id, {})[row.facet] = given
    return found


def _reply_item(reply: Reply) -> ReplyItem:
    words = getattr(reply, "words", None)
    return ReplyItem(
        public_id=reply.public_id,
        part=reply.part,
        position=reply.position,
        body=words.body if words else "",
        language=reply.language,
        published_at=reply.published_at,
        source=reply.source,
    )


def _item(
    review: Review,
    revision: Revision,
    stars: Mapping[str, Mapping[str, int]],
    replies: Sequence[ReplyItem],
) -> ReviewItem:
    words = getattr(revision, "words", None)
    outcome = getattr(review, "outcome", None)
    return ReviewItem(
        id=review.pk,
        public_id=review.public_id,
        company_slug=review.company.slug,
        company_name=review.company.name,
        pseudonym=review.pseudonym,
        method=review.method,
        group=review.purchase.group,
        source=review.source,
        state=review.state,
        connection=review.connection,
        wants_answer=review.wants_answer,
        experienced_month=f"{review.experienced_on:%Y-%m}",
        published_at=review.published_at,
        submitted_at=review.submitted_at,
        revision=revision.number,
        latest_revision=review.latest_revision,
        language=revision.language,
        title=words.title if words else None,
        body=words.body if words else None,
        stars=stars,
        not_counted=why_not_counted(review),
        replies=replies,
        outcome=outcome.result if outcome else None,
        outcome_at=outcome.marked_at if outcome else None,
    )


def why_not_counted(review: Review) -> str | None:
    """Return why a review's stars are in no score, None where they are."""
    if review.is_counted:
        return None
    if review.method == Method.IMPORTED:
        return "imported"
    if review.state != Review.State.PUBLISHED:
        return "not-published"
    if review.connection != Review.Connection.NONE:
        return "connection"
    return "earlier-voice"


def review_detail(public_id: str) -> ReviewItem | None:
    """Return a public review by its id, or None for any other. Four queries."""
    found = (
        Review.objects.select_related("company", "purchase", "outcome")
        .filter(public_id=public_id, state=Review.State.PUBLISHED)
        .first()
    )
    return review_items([found])[0] if found else None


def own_review(public_id: str, *, user_id: int) -> ReviewItem | None:
    """Return the newest version of one's own review in whatever state, or None. Four queries."""
    found = (
        Review.objects.select_related("company", "purchase", "outcome")
        .filter(public_id=public_id, author_id=user_id)
        .first()
    )
    return review_items([found], latest=True)[0] if found else None


def my_reviews(user_id: int, *, limit: int = 200) -> list[ReviewItem]:
    """Return a customer's own reviews in their newest version, newest first. Four queries."""
    found = Review.objects.select_related("company", "purchase", "outcome").filter(author_id=user_id)
    return review_items(list(found.order_by("-id")[:limit]), latest=True)


def latest_reviews(*, limit: int = 6) -> list[ReviewItem]:
    """Return the newest public reviews that we checked ourselves, of all companies. Four queries."""
    found = (
        Review.objects.select_related("company", "purchase", "outcome")
        .filter(state=Review.State.PUBLISHED)
        .exclude(method=Method.IMPORTED)
        .order_by("-published_at", "-id")
    )
    return review_items(list(found[:limit]))
