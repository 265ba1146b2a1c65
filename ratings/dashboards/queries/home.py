"""What the front page says of the whole platform."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from ratings.dashboards.queries.reviews import ReviewItem, latest_reviews

TOTALS = """
SELECT (SELECT coalesce(sum(shown - imported), 0)::bigint FROM dashboards_tally),
       (SELECT coalesce(sum(imported), 0)::bigint FROM dashboards_tally),
       (SELECT coalesce(sum(replies), 0)::bigint FROM dashboards_tally),
       (SELECT count(*) FROM companies_company WHERE state <> 'merged')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFigures:
    """Totals: reviews that we checked, imported ones, replies, companies; and the newest reviews."""

    reviews: int
    imported: int
    replies: int
    companies: int
    latest: Sequence[ReviewItem]


def home_figures(*, latest: int = 6) -> HomeFigures:
    """Return the front page's figures in five queries."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS)
        reviews, imported, replies, companies = cursor.fetchone()
    return HomeFigures(
        reviews=reviews,
        imported=imported,
        replies=replies,
        companies=companies,
        latest=latest_reviews(limit=latest),
    )
