"""All scores of one company, and how its stars moved month by month."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from ratings.dashboards.queries.figures import (
    GROUPS,
    NO_STARS,
    Figure,
    Histogram,
    figure_of,
    groups_disagree,
    histogram_of,
    single_figure,
)
from ratings.journal.models import Cursor
from ratings.kernel.months import month_number, month_of, month_text
from ratings.kernel.refusals import invalid_field
from ratings.scores.folds import SCORES
from ratings.scores.models import Score
from ratings.scores.queries import prior_at, scores_at
from ratings.scores.rules import FORMULA, SERVICE, dimensions_of

MOST_MONTHS = 120

BY_METHOD = """
SELECT facet, method, array_agg(stars ORDER BY place)
FROM (
    SELECT facet, split_part(method, ':', 1) AS method, place, sum(value)::int AS stars
    FROM scores_count, unnest(n) WITH ORDINALITY AS cell (value, place)
    WHERE company_id = %s GROUP BY facet, split_part(method, ':', 1), place
) AS summed
GROUP BY facet, method
"""

BY_MONTH = """
SELECT month, sum(n[1])::int, sum(n[2])::int, sum(n[3])::int, sum(n[4])::int, sum(n[5])::int
FROM scores_count
WHERE company_id = %s AND facet = %s AND method <> 'imported' AND month BETWEEN %s AND %s
GROUP BY month
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodFigure:
    """Stars shown by one method, as they were given; no score is computed from them."""

    n: int
    histogram: Histogram


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScores:
    """One dimension of one facet: its score, those of the two groups, and the stars by method (imports too)."""

    facet: str
    dimension: str
    score: Figure
    by_group: Mapping[str, Figure]
    groups_disagree: bool
    by_method: Mapping[str, MethodFigure]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyScores:
    """All scores of a company by facet, each in the order of the facet's dimensions."""

    formula: str
    facets: Mapping[str, Sequence[DimensionScores]]


def company_scores(company_id: int, *, has_prior: bool) -> CompanyScores:
    """Return every score of a company, the service facet always among them, in two queries."""
    rows = Score.objects.filter(company_id=company_id, formula=FORMULA)
    with connection.cursor() as cursor:
        cursor.execute(BY_METHOD, [company_id])
        counts = {(facet, method): stars for facet, method, stars in cursor.fetchall()}
    return _shaped(rows, counts, has_prior=has_prior)


def company_scores_at(company_id: int, *, leaf: int) -> CompanyScores:
    """Return what every score of a company was at a leaf of the public log, with the prior of then."""
    past = scores_at(company_id, leaf=leaf)
    return _shaped(past.rows, past.by_method, has_prior=past.has_prior)


def position_of_scores(company_leaf: int) -> int:
    """Return the last leaf that a company's present scores depend on: its own, or that of the last prior."""
    prior = prior_at(SERVICE, leaf=last_position())
    return max(company_leaf, prior.leaf if prior else -1)


def last_position() -> int:
    """Return the last leaf that scores have been folded up to, -1 before the first."""
    reached = Cursor.objects.filter(name=SCORES.name).values_list("leaf", flat=True).first()
    return -1 if reached is None else reached


def _shaped(
    found: Iterable[Score], counts: Mapping[tuple[str, str], Sequence[int]], *, has_prior: bool
) -> CompanyScores:
    rows = {(score.facet, score.dimension, score.group): score for score in found}
    facets = sorted(
        {SERVICE, *(facet for facet, _method in counts)},
        key=lambda facet: (facet != SERVICE, facet),
    )
    return CompanyScores(
        formula=FORMULA,
        facets={
            facet: [
                _dimension(facet, place, rows, counts, has_prior=has_prior)
                for place in range(len(dimensions_of(facet)))
            ]
            for facet in facets
        },
    )


def _dimension(
    facet: str,
    place: int,
    rows: Mapping[tuple[str, str, str], Score],
    counts: Mapping[tuple[str, str], Sequence[int]],
    *,
    has_prior: bool,
) -> DimensionScores:
    dimension = dimensions_of(facet)[place]
    groups = {group: figure_of(rows.get((facet, dimension, group)), has_prior=has_prior) for group in GROUPS}
    everyone = figure_of(rows.get((facet, dimension, "all")), has_prior=has_prior)
    by_method = {
        method: histogram_of(tuple(stars[place * 5 : place * 5 + 5]))
        for (counted_facet, method), stars in sorted(counts.items())
        if counted_facet == facet
    }
    return DimensionScores(
        facet=facet,
        dimension=dimension,
        score=single_figure(everyone, groups),
        by_group=groups,
        groups_disagree=groups_disagree(groups),
        by_method={
            method: MethodFigure(n=sum(stars), histogram=stars) for method, stars in by_method.items() if any(stars)
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendMonth:
    """Stars overall of one month of publication (`YYYY-MM`): the histogram, and their plain mean or None."""

    month: str
    n: int
    histogram: Histogram
    mean: Decimal | None


def trend(company_id: int, *, months: int, now: datetime) -> Sequence[TrendMonth]:
    """
    Return so many months up to the present one, those without reviews too; imports are left out. One query.

    Raises Invalid (`months`).
    """
    if not 1 <= months <= MOST_MONTHS:
        raise invalid_field(
            "months",
            _("This must be a whole number from 1 to %(n)d.") % {"n": MOST_MONTHS},
        )
    last = month_number(month_of(now))
    first = last - months + 1
    with connection.cursor() as cursor:
        cursor.execute(BY_MONTH, [company_id, SERVICE, first, last])
        found = {month: histogram_of(stars) for month, *stars in cursor.fetchall()}
    return [_trend_month(number, found.get(number, NO_STARS)) for number in range(first, last + 1)]


def _trend_month(number: int, stars: Histogram) -> TrendMonth:
    n = sum(stars)
    return TrendMonth(
        month=month_text(number),
        n=n,
        histogram=stars,
        mean=plain_mean(stars),
    )


def plain_mean(stars: Histogram) -> Decimal | None:
    """
    Return the mean of stars with two decimals, None for no stars.

    >>> plain_mean((0, 0, 0, 1, 2))
    Decimal('4.67')
    """
    n = sum(stars)
    if n == 0:
        return None
    total = sum(value * count for value, count in enumerate(stars, 1))
    return (Decimal(total) / n).quantize(Decimal("0.01"))
