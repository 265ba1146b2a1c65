"""Sectors, and the companies of one in order, each with the ranks that it may have."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from ratings.dashboards.nace import DIVISIONS, sector_name
from ratings.dashboards.paging import PAGE, Page, page_of, place_of
from ratings.kernel.refusals import invalid_field
from ratings.scores.rules import FORMULA, SERVICE, dimensions_of

COUNT_SECTORS = """
SELECT left(company.sector, 2), count(*), count(standing.company_id)
FROM companies_company AS company
LEFT JOIN scores_standing AS standing ON standing.company_id = company.id AND standing.facet = %s
WHERE company.state <> 'merged' AND company.sector <> ''
GROUP BY 1 ORDER BY 1
"""

# Overall, the two groups may disagree; then the lower one ranks, as the standing says.
RANK_OVERALL = """
SELECT company.id, company.slug, company.name, company.country, standing.n, standing.mean, standing.low,
       standing.high, standing.groups_disagree
FROM scores_standing AS standing JOIN companies_company AS company ON company.id = standing.company_id
WHERE standing.facet = %(facet)s AND company.state <> 'merged'
  AND (company.sector = %(sector)s OR company.sector LIKE %(subsector)s)
ORDER BY standing.low DESC, company.id
"""

RANK_DIMENSION = """
SELECT company.id, company.slug, company.name, company.country, score.n, score.mean, score.low, score.high, false
FROM companies_company AS company
JOIN scores_score AS score ON score.company_id = company.id AND score.facet = %(facet)s
     AND score.dimension = %(dimension)s AND score."group" = 'all' AND score.formula = %(formula)s
WHERE company.state <> 'merged' AND score.mean IS NOT NULL
  AND (company.sector = %(sector)s OR company.sector LIKE %(subsector)s)
ORDER BY score.low DESC, company.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """A NACE division that has companies here, and how many of them have a score."""

    code: str
    name: str
    companies: int
    scored: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A company's place by `low`, and the first and last place that its interval allows."""

    rank: int
    best_rank: int
    worst_rank: int
    slug: str
    name: str
    country: str
    n: int
    mean: Decimal
    low: Decimal
    high: Decimal
    groups_disagree: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """One page of a sector's companies by one dimension, and how many are ranked in all."""

    code: str
    name: str
    dimension: str
    count: int
    page: Page[Ranked]


def sectors() -> Sequence[Sector]:
    """Return the sectors that have companies, by code. One query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SECTORS, [SERVICE])
        return [
            Sector(code=code, name=sector_name(code), companies=companies, scored=scored)
            for code, companies, scored in cursor.fetchall()
        ]


def is_sector(code: str) -> bool:
    """
    Tell whether a code is a NACE class of a division that exists.

    >>> is_sector("47.91"), is_sector("04"), is_sector("retail")
    (True, False, False)
    """
    return bool(re.fullmatch(r"[0-9]{2}(\.[0-9]{1,2})?", code)) and code[:2] in DIVISIONS


def ranking(code: str, *, dimension: str = "overall", cursor: str | None = None, limit: int = PAGE) -> Ranking | None:
    """
    Return a sector's companies that have a score, by the lower end of its interval; None where there is no such sector.

    One query. Raises Invalid (`dimension`, `cursor`).
    """
    if not is_sector(code):
        return None
    if dimension not in dimensions_of(SERVICE):
        names = ", ".join(dimensions_of(SERVICE))
        raise invalid_field("dimension", _("This must be one of: %(names)s.") % {"names": names})
    place = place_of(cursor, (int,))
    parameters = {
        "facet": SERVICE,
        "formula": FORMULA,
        "dimension": dimension,
        "sector": code,
        "subsector": f"{code}%" if "." in code else f"{code}.%",
    }
    with connection.cursor() as db:
        db.execute(RANK_OVERALL if dimension == "overall" else RANK_DIMENSION, parameters)
        rows: list[Row] = db.fetchall()
    at = int(place.key[0]) if place else 0
    if place and place.backwards:
        ranked = ranks(rows, first=max(at - 1 - limit - 1, 0), upto=at - 1)[::-1]
    else:
        ranked = ranks(rows, first=at, upto=at + limit + 1)
    page = page_of(ranked, place=place, limit=limit, key=lambda one: (one.rank,), order="surest")
    return Ranking(code=code, name=sector_name(code), dimension=dimension, count=len(rows), page=page)


type Row = tuple[int, str, str, str, int, Decimal, Decimal, Decimal, bool]


def ranks(rows: Sequence[Row], *, first: int, upto: int) -> list[Ranked]:
    """
    Return a slice of rows in the order of `low` with their ranks; intervals that touch may stand either way round.

    >>> d = Decimal
    >>> acme = (1, "a", "A", "DE", 9, d(4), d("3.5"), d("4.5"), False)
    >>> bolt = (2, "b", "B", "DE", 9, d(3), d(2), d("3.4"), False)
    >>> [(one.rank, one.best_rank, one.worst_rank) for one in ranks([acme, bolt], first=0, upto=2)]
    [(1, 1, 1), (2, 2, 2)]
    """
    lows = sorted(row[6] for row in rows)
    highs = sorted(row[7] for row in rows)
    return [
        Ranked(
            rank=rank,
            best_rank=1 + len(lows) - bisect_right(lows, high),
            worst_rank=len(highs) - bisect_left(highs, low),
            slug=slug,
            name=name,
            country=country,
            n=n,
            mean=mean,
            low=low,
            high=high,
            groups_disagree=disagree,
        )
        for rank, (_id, slug, name, country, n, mean, low, high, disagree) in enumerate(rows[first:upto], first + 1)
    ]
