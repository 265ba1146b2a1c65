"""A world without meaning, for measuring: any number of published reviews, Zipf over companies."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from django.db import connection, transaction

from demo.bulk import Account, Published, new_ids, write_accounts, write_entries, write_published
from ratings.companies.models import Company
from ratings.journal.commands import sequence_batch
from ratings.journal.folding import catch_up_all, fold_batch
from ratings.journal.followers import folds
from ratings.kernel.ids import new_public_id
from ratings.reviews.commands.imported import copy_rows

BATCH = 5000
ENTRIES_AT_ONCE = 5000
COMPANY = (
    "id, public_id, slug, name, website, country, sector, register_code, register_number, legal_form, state, opened_at"
)
SLUG = "slug, company_id, since"
COUNTRIES = ("DE", "FR", "GB", "AT", "BE", "CH", "IE", "NL", "LU", "PL", "ES", "IT")
SECTORS = ("47.71", "35.15", "61.10", "64.19", "51.10", "53.20", "55.10", "65.12")
METHODS = ("signed_receipt", "document", "purchase_token")
STARS = (1, 2, 3, 4, 5)
SHARES = (18, 9, 12, 22, 39)
DAYS = 1095
WORDS = (  # noqa: SIM905 - a sentence reads better than a list
    "delivery price counter letter morning answer contract window parcel kind late early clear broken quick careful "
    "order bill street phone week house number line paper second first small heavy open"
).split()


def make_companies(count: int, *, now: datetime) -> list[int]:
    """Write so many companies as opened by the operator; return their ids."""
    opened_at = now - timedelta(days=DAYS + 30)
    with transaction.atomic():
        ids = new_ids("companies_company", count)
        rows = [_company(company_id, opened_at) for company_id in ids]
        copy_rows("companies_company", COMPANY, rows)
        copy_rows("companies_slug", SLUG, ((row[2], row[0], opened_at) for row in rows))
        write_entries([
            ("company.opened", row[0], row[1], {"slug": row[2], "country": row[5], "sector": row[6]}, opened_at)
            for row in rows
        ])  # fmt: skip
    return ids


def _company(company_id: int, opened_at: datetime) -> tuple[Any, ...]:
    country, sector = COUNTRIES[company_id % len(COUNTRIES)], SECTORS[company_id % len(SECTORS)]
    name = f"Synthetic {company_id}"
    entity = ("GENERATED", str(company_id), "", Company.State.OPEN.value)
    return (company_id, new_public_id(), f"synthetic-{company_id}", name, "", country, sector, *entity, opened_at)


class Synthesis:
    """Writes published reviews by authors of their own, so that each is a counted voice."""

    def __init__(self, *, seed: int, companies: Sequence[int], now: datetime) -> None:
        self._rng = Random(seed)  # noqa: S311 - a measurement, not a secret
        self._companies = companies
        self._weights = list(accumulate(1 / rank for rank in range(1, len(companies) + 1)))
        self._start = now.astimezone(UTC).replace(hour=6, minute=0, second=0, microsecond=0) - timedelta(days=DAYS)

    def write(self, count: int, *, advance: Callable[[int], None]) -> None:
        """Write so many reviews batch by batch, each batch ordered and folded before the next."""
        for done in range(0, count, BATCH):
            size = min(BATCH, count - done)
            self._write_batch(size, begun=done / count, ended=(done + size) / count)
            count_entries(now=self._start + timedelta(days=DAYS))
            advance(size)

    @transaction.atomic
    def _write_batch(self, size: int, *, begun: float, ended: float) -> None:
        moments = sorted(
            self._start + timedelta(seconds=int(DAYS * 86400 * self._rng.uniform(begun, ended))) for _ in range(size)
        )
        # Addresses by the table's own numbers, so that a second run adds to the first.
        (first,) = new_ids("accounts_user", 1)
        authors = write_accounts(
            [
                Account(email=f"synthetic-{first}-{n}@generated.example", locale="en", joined_at=at, is_active=False)
                for n, at in enumerate(moments)
            ]
        )
        write_published(list(self._reviews(moments, authors)))

    def _reviews(self, moments: Sequence[datetime], authors: Sequence[int]) -> Iterator[Published]:
        rng = self._rng
        companies = rng.choices(self._companies, cum_weights=self._weights, k=len(moments))
        for moment, author_id, company_id in zip(moments, authors, companies, strict=True):
            stars, method = rng.choices(STARS, SHARES)[0], rng.choice(METHODS)
            words = rng.choices(WORDS, k=24)
            yield Published(
                company_id=company_id,
                author_id=author_id,
                method=method,
                order=None,
                proved_at=moment - timedelta(minutes=9),
                submitted_at=moment - timedelta(seconds=8),
                published_at=moment,
                experienced_on=moment.date() - timedelta(days=rng.randrange(60)),
                title=" ".join(words[:3]).capitalize(),
                body=f"{' '.join(words).capitalize()}.",
                language="en",
                stars={"overall": stars, "quality": stars, "support": max(1, stars - rng.randrange(2))},
            )


def count_entries(*, now: datetime) -> None:
    """Order and fold all that was recorded, and leave the scores for later: each is computed once at the end."""
    while sequence_batch(limit=ENTRIES_AT_ONCE)[0]:
        pass
    for fold in folds():
        while fold_batch(fold, now=now, limit=ENTRIES_AT_ONCE):
            pass


def fold_all(*, now: datetime) -> None:
    """Order all that was recorded and bring every fold to the head, scores and all."""
    count_entries(now=now)
    catch_up_all(now=now)


def refresh_statistics() -> None:
    """Let the planner know what has come; right after a load it would think the tables empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
