"""Reviews from another platform's export: those that it says it checked, each once, to wait for screening."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched, count
from zlib import crc32

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ratings.companies.commands import Particulars, wait_for_other_openings
from ratings.companies.rules import clean_country
from ratings.imports.commands.opening import Asked, Opening, Resolved, open_all
from ratings.imports.commands.replies import take_imported_replies
from ratings.imports.maps import ReviewMap
from ratings.imports.reading import Row, RowFile
from ratings.imports.report import Report
from ratings.imports.rows import CompanyKey, FoundReview, found_review
from ratings.imports.rules import Skipped, persons_form
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, Invalid, invalid_field
from ratings.kernel.texts import clean_text
from ratings.reviews.commands.imported import ImportedReview, take_imported_reviews
from ratings.reviews.models import Review
from ratings.verification.models import Method, Purchase

BATCH = 1000
LONGEST_SOURCE = 60
SOURCE_LOCKS = 0x4556494D


@dataclass(slots=True, kw_only=True)
class ReviewImport:
    """What one import is asked to do, and the companies that it has met."""

    by: ReviewMap
    source: str
    country: str
    may_create: bool
    is_dry: bool
    actor: Actor
    now: datetime
    met: dict[CompanyKey, int | Skipped] = field(default_factory=dict)
    unopened: Iterator[int] = field(default_factory=lambda: count(-1, -1))

    def __post_init__(self) -> None:
        if self.actor.kind is not ActorKind.OPERATOR:
            raise Forbidden("not-the-operator", _("Only the operator imports reviews."))
        self.source = clean_text("source", self.source, longest=LONGEST_SOURCE)
        country = self.country or self.by.default_country
        if not country and not self.by.company_country:
            raise invalid_field("country", _("The map names no country; give one such as DE."))
        self.country = clean_country(country) if country else ""


def import_reviews(*, file: RowFile, by: ReviewImport, report: Report, tell: Callable[[Report], None]) -> None:
    """
    Take the rows of a file that their source checked; `report` grows with every batch that is committed.

    Rows taken before are known by source and source row. Raises Invalid for a file that cannot be read on.
    """
    _forget_rows()
    rows = batched(file.rows(columns=by.by.columns(), needed=by.by.needed()), BATCH)
    for found, done in _one_ahead(rows, by):
        _take(found, done, by)
        report.add(done)
        tell(report)
    report.waiting = imports_waiting() + (report.taken if by.is_dry else 0)


def imports_waiting() -> int:
    """Return how many imported reviews wait for screening."""
    return Review.objects.filter(state=Review.State.SCREENING, method=Method.IMPORTED).count()


type Found = tuple[list[FoundReview], Report]


def _one_ahead(batches: Iterator[Sequence[Row]], by: ReviewImport) -> Iterator[Found]:
    """Yield what the batches hold, reading the next one while the database writes this one."""
    with ThreadPoolExecutor(1) as reader:
        ahead = reader.submit(_look_through, batches, by)
        while (found := ahead.result()) is not None:
            ahead = reader.submit(_look_through, batches, by)
            yield found


def _look_through(batches: Iterator[Sequence[Row]], by: ReviewImport) -> Found | None:
    rows = next(batches, None)
    if rows is None:
        return None
    done = Report(read=len(rows))
    return [review for row in rows if (review := _found(row, by, done)) is not None], done


def _take(found: Sequence[FoundReview], done: Report, by: ReviewImport) -> None:
    with transaction.atomic():
        _lock_source(by.source)
        fresh = _fresh(found, by.source, done)
        met = _companies({review.company for review in fresh}, by, done)
        placed: list[tuple[int, FoundReview]] = []
        for review in fresh:
            company = met[review.company]
            if isinstance(company, Skipped):
                done.skip(company.reason)
            else:
                placed.append((company, review))
        if not by.is_dry:
            _write(placed, by)
    by.met |= met
    _count_taken(placed, done)


def _found(row: Row, by: ReviewImport, done: Report) -> FoundReview | None:
    if row.values is None:
        done.fail(row.number, row.problem)
        return None
    try:
        return found_review(row.values, by.by, now=by.now)
    except Skipped as skipped:
        done.skip(skipped.reason)
    except Invalid as refusal:
        done.fail(row.number, "; ".join(f"{name}: {words}" for name, words in refusal.fields.items()))
    return None


def _lock_source(source: str) -> None:
    """Let no other import of this source look or write until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SOURCE_LOCKS, crc32(source.encode()) - 2**31])


def _forget_rows() -> None:
    """Begin a list of the rows met in this file; the server keeps it, so that memory does not grow with the file."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imports_met")
        cursor.execute("CREATE TEMPORARY TABLE imports_met (source_row text PRIMARY KEY)")


def _fresh(found: Sequence[FoundReview], source: str, done: Report) -> list[FoundReview]:
    """Return the reviews that are neither earlier in the file nor taken already."""
    first = {review.source_row: review for review in reversed(found)}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pg_temp.imports_met SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING RETURNING source_row",
            [list(first)],
        )
        new = {source_row for (source_row,) in cursor.fetchall()}
    known = set(
        Purchase.objects.filter(method=Method.IMPORTED, source=source, source_row__in=new).values_list(
            "source_row", flat=True
        )
    )
    if doubled := len(found) - len(new):
        done.skipped["duplicate-in-file"] += doubled
    if known:
        done.skipped["known"] += len(known)
    return [
        review
        for review in found
        if first[review.source_row] is review and review.source_row in new and review.source_row not in known
    ]


def _companies(keys: set[CompanyKey], by: ReviewImport, done: Report) -> dict[CompanyKey, int | Skipped]:
    """Return for each key the company's id, opening those that there are not, or why its rows are not taken."""
    met = {key: by.met[key] for key in keys if key in by.met}
    asked: dict[CompanyKey, Asked] = {}
    for key in sorted(keys - met.keys(), key=lambda key: (key.name, key.lei, key.domain, key.country)):
        try:
            asked[key] = _asked(key, by)
        except Skipped as skipped:
            met[key] = skipped
    if not asked:
        return met
    wait_for_other_openings()
    resolved = Resolved(list(asked.values()))
    opened = _open(resolved, by, done)
    for key, answer in zip(asked, resolved.answers, strict=True):
        met[key] = opened[answer.place] if isinstance(answer, Opening) else answer
    return met


def _asked(key: CompanyKey, by: ReviewImport) -> Asked:
    if not key.name:
        raise Skipped("company-missing")
    try:
        particulars = Particulars(
            name=key.name,
            country=key.country or by.country,
            lei=key.lei,
            domains=(key.domain,),
            legal_form=persons_form(key.name),
        ).cleaned()
    except Invalid as refusal:
        raise Skipped("company-a-person" if refusal.code == "a-person" else "company-unreadable") from refusal
    return Asked(particulars, is_country_given=bool(key.country))


def _open(resolved: Resolved, by: ReviewImport, done: Report) -> Sequence[int | Skipped]:
    if not by.may_create:
        return [Skipped("company-unknown") for _one in resolved.to_open]
    done.companies = len(resolved.to_open)
    if by.is_dry:
        return [next(by.unopened) for _one in resolved.to_open]
    return open_all(resolved.to_open, now=by.now)


def _write(placed: Sequence[tuple[int, FoundReview]], by: ReviewImport) -> None:
    reviews = [
        ImportedReview(
            company_id=company_id,
            source_row=review.source_row,
            title=review.title,
            body=review.body,
            language=review.language,
            stars=review.stars,
            experienced_on=review.experienced_on,
            published_at=review.published_at,
            written_at=review.written_at,
        )
        for company_id, review in placed
    ]
    ids = take_imported_reviews(source=by.source, reviews=reviews, actor=by.actor)
    replies = [
        (review_id, company_id, review.reply)
        for review_id, (company_id, review) in zip(ids, placed, strict=True)
        if review.reply is not None
    ]
    take_imported_replies(source=by.source, replies=replies)


def _count_taken(placed: Sequence[tuple[int, FoundReview]], done: Report) -> None:
    done.taken = len(placed)
    done.replies = sum(review.reply is not None for _company, review in placed)
    done.replies_left_out.update(review.reply_problem for _company, review in placed if review.reply_problem)
