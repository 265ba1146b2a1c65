"""Four ways to write a review: by the command, and by the same rows without its checks, without and with totals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from ratings.journal.commands import wake_followers
from ratings.journal.models import Pending
from ratings.kernel.actor import Actor
from ratings.kernel.canonical import new_salt
from ratings.reviews.commands import Draft, publish_revision, submit_review
from ratings.reviews.models import Review, Revision, Stars, Words

TITLE = "Came a day late"
BODY = (
    "The parcel came a day later than they had said, but whole. The driver rang and waited, and the bill was the one "
    "that had been announced."
)
STARS = {"overall": 4, "quality": 5, "delivery": 3}
COMMITMENT = "0" * 64
PREPARE = """
CREATE TABLE IF NOT EXISTS benchmark_counter (company_id bigint PRIMARY KEY, n bigint NOT NULL, stars bigint NOT NULL);
CREATE TABLE IF NOT EXISTS benchmark_total (company_id bigint PRIMARY KEY, n bigint NOT NULL, mean numeric NOT NULL);
INSERT INTO benchmark_counter SELECT id, 0, 0 FROM companies_company ON CONFLICT DO NOTHING;
INSERT INTO benchmark_total SELECT id, 0, 0 FROM companies_company ON CONFLICT DO NOTHING;
"""
COUNT_UP = "UPDATE benchmark_counter SET n = n + 1, stars = stars + %s WHERE company_id = %s"
RECOUNT = """
UPDATE benchmark_total SET (n, mean) = (
    SELECT count(*), avg(overall) FROM reviews_review AS r
    JOIN reviews_revision AS v ON v.review_id = r.id AND v.number = coalesce(r.live_revision, r.latest_revision)
    JOIN reviews_stars AS s ON s.revision_id = v.id
    WHERE r.company_id = %s
) WHERE company_id = %s
"""
SCREENING = Actor.system("screening")


@dataclass(frozen=True, slots=True)
class Job:
    """An accepted purchase that waits for its review."""

    purchase_id: int
    public_id: str
    company_id: int
    customer_id: int


def draft(now: datetime) -> Draft:
    """Return what every customer writes here; the language is left to be found out."""
    return Draft(experienced_on=now.date(), title=TITLE, body=BODY, stars={**STARS})


def command(job: Job) -> None:
    """Submit by the command."""
    now = timezone.now()
    submit_review(purchase=job.public_id, draft=draft(now), actor=Actor.customer(job.customer_id), now=now)


def published(job: Job) -> None:
    """Submit and publish by the commands."""
    now = timezone.now()
    review = submit_review(purchase=job.public_id, draft=draft(now), actor=Actor.customer(job.customer_id), now=now)
    publish_revision(review_id=review.pk, number=1, actor=SCREENING, now=now)


@transaction.atomic
def bare(job: Job) -> None:
    """Append the same rows."""
    _append(job)


@transaction.atomic
def counter_row(job: Job) -> None:
    """Append the rows and count up in the company's row."""
    _append(job)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_UP, [STARS["overall"], job.company_id])


@transaction.atomic
def recount(job: Job) -> None:
    """Append the rows and count the company's reviews anew."""
    _append(job)
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, [job.company_id, job.company_id])


def _append(job: Job) -> None:
    now = timezone.now()
    review = Review.objects.create(
        company_id=job.company_id,
        purchase_id=job.purchase_id,
        author_id=job.customer_id,
        pseudonym="ABCDEF",
        method="document",
        state=Review.State.SCREENING,
        experienced_on=now.date(),
        submitted_at=now,
    )
    revision = Revision.objects.create(
        review=review,
        number=1,
        state=Revision.State.SCREENING,
        language="en",
        commitment=COMMITMENT,
        written_at=now,
    )
    Words(revision=revision, title=TITLE, body=BODY, salt=new_salt()).save(force_insert=True)
    Stars.objects.create(revision=revision, **STARS)
    Pending.objects.create(
        kind="review.submitted",
        is_public=False,
        company_id=job.company_id,
        subject=review.public_id,
        data={"review": review.pk, "revision": 1},
        recorded_at=now,
    )
    transaction.on_commit(wake_followers)


WAYS: Mapping[str, Callable[[Job], None]] = {
    "command": command,
    "bare append": bare,
    "counter row": counter_row,
    "recount": recount,
    "published": published,
}
