"""A small world told through the commands: companies, customers, proved purchases, published reviews."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from accounts.models import User
from ratings.companies.commands import Particulars, open_company
from ratings.companies.models import Company
from ratings.journal.commands import record
from ratings.journal.folding import catch_up_all
from ratings.journal.resident import sequence_all
from ratings.kernel.actor import Actor
from ratings.kernel.months import month_of
from ratings.reviews.commands import Draft, publish_revision, submit_review, withdraw_review
from ratings.reviews.models import SERVICE_DIMENSIONS, Review
from ratings.scores.rules import FORMULA
from ratings.verification.models import Group, Method, Purchase
from ratings.verification.rules import GROUP_OF_METHOD

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SYSTEM = Actor.system("story")
numbers = count(1)


def company(name: str, *, country: str = "DE", sector: str = "47.91", domains: tuple[str, ...] = ()) -> Company:
    """Open a company."""
    particulars = Particulars(name=name, country=country, sector=sector, domains=domains)
    return open_company(particulars=particulars, actor=SYSTEM, now=NOW - timedelta(days=900))


def customer(email: str = "") -> User:
    """Make a customer."""
    return User.objects.create_user(email or f"customer{next(numbers)}@example.org")


def purchase(of: Company, by: User | None, *, method: str = Method.DOCUMENT, source: str = "") -> Purchase:
    """Prove a purchase, whatever the method."""
    return Purchase.objects.create(
        company=of,
        customer=by,
        method=method,
        group=GROUP_OF_METHOD.get(method, Group.CUSTOMER),
        state=Purchase.State.ACCEPTED,
        source=source,
        source_row=str(next(numbers)) if source else "",
        begun_at=NOW,
        decided_at=NOW,
    )


def draft(
    stars: int = 4,
    *,
    at: datetime = NOW,
    connection: str = "none",
    wants_answer: bool = False,
    title: str = "Arrived",
    body: str = "It came in time and worked.",
) -> Draft:
    """Return what a customer writes."""
    return Draft(
        experienced_on=(at - timedelta(days=20)).date(),
        title=title,
        body=body,
        stars={"overall": stars, "support": stars},
        connection=connection,
        wants_answer=wants_answer,
        language="en",
    )


def review(
    of: Company,
    stars: int = 4,
    *,
    by: User | None = None,
    method: str = Method.DOCUMENT,
    at: datetime = NOW,
    connection: str = "none",
    wants_answer: bool = False,
    title: str = "Arrived",
    body: str = "It came in time and worked.",
) -> Review:
    """Write a review and publish it."""
    author = by or customer()
    bought = purchase(of, author, method=method)
    words = draft(stars, at=at, connection=connection, wants_answer=wants_answer, title=title, body=body)
    written = submit_review(purchase=bought.public_id, draft=words, actor=Actor.customer(author.pk), now=at)
    publish_revision(review_id=written.pk, number=1, actor=SYSTEM, now=at)
    written.refresh_from_db()
    return written


def freeze_prior(month: date | datetime = NOW) -> None:
    """Freeze an even prior, as the nightly job would."""
    moment = month if isinstance(month, datetime) else datetime(month.year, month.month, 1, tzinfo=UTC)
    record(
        "prior.frozen",
        subject="service",
        now=moment,
        formula=FORMULA,
        facet="service",
        month=month_of(moment),
        p={dimension: [200_000_000] * 5 for dimension in SERVICE_DIMENSIONS},
    )


def fold() -> None:
    """Sequence and fold all that has happened."""
    sequence_all()
    catch_up_all(now=NOW)


def there[T](thing: T | None) -> T:
    """Return a thing that has to be there."""
    assert thing is not None
    return thing


def withdraw(written: Review, *, at: datetime = NOW) -> None:
    """Take a review back, as its author."""
    withdraw_review(review_id=written.pk, actor=Actor.customer(there(written.author_id)), now=at)
