"""Writing reviews that another platform published and says it checked: many at once, by COPY."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.canonical import commitment, new_salt
from ratings.kernel.ids import new_public_id
from ratings.kernel.refusals import Forbidden
from ratings.reviews.models import SERVICE, SERVICE_DIMENSIONS, Review, Revision
from ratings.verification.models import Group, Method, Purchase

PURCHASE = 'id, public_id, company_id, method, "group", state, source, source_row, begun_at, decided_at'
REVIEW = (
    "id, public_id, company_id, purchase_id, pseudonym, method, source, state, is_counted, connection, wants_answer,"
    " experienced_on, submitted_at, published_at, latest_revision"
)
REVISION = "id, review_id, number, state, language, commitment, written_at"
WORDS = "revision_id, title, body, salt"
STARS = f"revision_id, facet, {', '.join(SERVICE_DIMENSIONS)}"
TABLES = ("verification_purchase", "reviews_review", "reviews_revision")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedReview:
    """One review of a source that is clean already; times in UTC, stars by dimension."""

    company_id: int
    source_row: str
    title: str
    body: str
    language: str
    stars: Mapping[str, int]
    experienced_on: date
    published_at: datetime
    written_at: datetime


@transaction.atomic
def take_imported_reviews(*, source: str, reviews: Sequence[ImportedReview], actor: Actor) -> list[int]:
    """
    Write reviews of one source with their purchases, to wait for screening; return their ids in the same order.

    They have no author, are counted in no score, and keep the date at which their source published them. Raises
    Forbidden; IntegrityError where a row of the source is taken already.
    """
    if actor.kind is not ActorKind.OPERATOR:
        raise Forbidden("not-the-operator", _("Only the operator imports reviews."))
    ids = _new_ids(len(reviews))
    taken = list(zip(ids, reviews, strict=True))
    copy_rows("verification_purchase", PURCHASE, (_purchase(source, purchase, r) for (purchase, _1, _2), r in taken))
    copy_rows("reviews_review", REVIEW, (_review(source, review, purchase, r) for (purchase, review, _2), r in taken))
    salted = [(revision, review, new_salt(), r) for (_1, review, revision), r in taken]
    copy_rows("reviews_revision", REVISION, (_revision(*one) for one in salted))
    copy_rows("reviews_words", WORDS, ((revision, r.title, r.body, salt) for revision, _1, salt, r in salted))
    copy_rows("reviews_stars", STARS, (_stars(revision, r) for revision, _1, _2, r in salted))
    return [review for _1, review, _2 in ids]


def _new_ids(count: int) -> list[tuple[int, int, int]]:
    """Return so many ids of purchases, reviews and revisions, taken from their sequences."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')), nextval(pg_get_serial_sequence(%s, 'id')),"
            " nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [*TABLES, count],
        )
        return [(purchase, review, revision) for purchase, review, revision in cursor.fetchall()]


def copy_rows(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows by COPY; table and columns are those of the caller's code, never of data."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _purchase(source: str, purchase_id: int, review: ImportedReview) -> tuple[object, ...]:
    return (
        purchase_id,
        new_public_id(),
        review.company_id,
        Method.IMPORTED.value,
        Group.NONE.value,
        Purchase.State.ACCEPTED.value,
        source,
        review.source_row,
        review.published_at,
        review.published_at,
    )


def _review(source: str, review_id: int, purchase_id: int, review: ImportedReview) -> tuple[object, ...]:
    return (
        review_id,
        new_public_id(),
        review.company_id,
        purchase_id,
        "",
        Method.IMPORTED.value,
        source,
        Review.State.SCREENING.value,
        False,
        Review.Connection.NONE.value,
        False,
        review.experienced_on,
        review.published_at,
        review.published_at,
        1,
    )


def _revision(revision_id: int, review_id: int, salt: bytes, review: ImportedReview) -> tuple[object, ...]:
    committed = commitment(salt, {"title": review.title, "body": review.body})
    state = Revision.State.SCREENING.value
    return (revision_id, review_id, 1, state, review.language, committed, review.written_at)


def _stars(revision_id: int, review: ImportedReview) -> tuple[object, ...]:
    return (revision_id, SERVICE, *(review.stars.get(dimension) for dimension in SERVICE_DIMENSIONS))
