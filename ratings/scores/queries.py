"""Scores as of a past leaf: computed from the entries up to it, by the formula's reference in rules.py."""
# ruff: noqa: S608 - every statement is composed of constants

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from ratings.kernel.months import month_number
from ratings.scores.folds import COUNTED_METHOD
from ratings.scores.models import Score
from ratings.scores.rules import FORMULA, GROUP_OF_METHOD, SERVICE, THRESHOLD, dimensions_of, estimate, weighted_counts

STARS = f"""
WITH change AS (
    SELECT data->>'facet' AS facet, {COUNTED_METHOD} AS method, data->>'month' AS month,
           CASE jsonb_typeof(data->'new') WHEN 'array' THEN data->'new' ELSE '[]' END AS new,
           CASE jsonb_typeof(data->'old') WHEN 'array' THEN data->'old' ELSE '[]' END AS old
    FROM journal_entry
    WHERE company_id = %(company)s AND leaf <= %(leaf)s AND data ? 'new'
), cell AS (
    SELECT facet, method, month, place, stars::int AS stars, 1 AS d
    FROM change, jsonb_array_elements_text(new) WITH ORDINALITY AS t (stars, place) WHERE stars <> '0'
    UNION ALL
    SELECT facet, method, month, place, stars::int, -1
    FROM change, jsonb_array_elements_text(old) WITH ORDINALITY AS t (stars, place) WHERE stars <> '0'
)
SELECT facet, method, month, place, stars, sum(d)::int FROM cell
GROUP BY facet, method, month, place, stars HAVING sum(d) <> 0
"""

PRIOR = """
SELECT data->>'month', data->'p', leaf FROM journal_entry
WHERE kind = 'prior.frozen' AND data->>'formula' = %(formula)s AND data->>'facet' = %(facet)s AND leaf <= %(leaf)s
ORDER BY leaf DESC LIMIT 1
"""

type Stars = list[int]
"""Counts for 1 to 5 stars."""


@dataclass(frozen=True, slots=True)
class PriorAt:
    """The prior in force at a leaf: the month that it holds for, shares by dimension in 10^-9, and its own leaf."""

    month: int
    shares: Mapping[str, Sequence[int]]
    leaf: int


@dataclass(frozen=True, slots=True)
class PastScores:
    """
    A company's scores at a leaf: rows as the fold would have written them, unsaved, and stars by facet and method.

    `by_method` holds dimension after dimension, five counts each.
    """

    rows: Sequence[Score]
    by_method: Mapping[tuple[str, str], Sequence[int]]
    has_prior: bool


def prior_at(facet: str, *, leaf: int) -> PriorAt | None:
    """Return the last prior of a facet frozen up to a leaf. One query."""
    with connection.cursor() as cursor:
        cursor.execute(PRIOR, {"formula": FORMULA, "facet": facet, "leaf": leaf})
        row = cursor.fetchone()
    return PriorAt(month_number(row[0]), json.loads(row[1]), row[2]) if row else None


def scores_at(company_id: int, *, leaf: int) -> PastScores:
    """Return what a company's scores were at a leaf of the public log. One query, and one for each facet."""
    counts = _counts_at(company_id, leaf=leaf)
    priors = {facet: prior_at(facet, leaf=leaf) for facet in {SERVICE, *(facet for facet, _, _ in counts)}}
    rows = [row for facet, prior in priors.items() if prior for row in _rows(company_id, facet, counts, prior)]
    return PastScores(rows, _by_method(counts), has_prior=priors[SERVICE] is not None)


type Counts = Mapping[tuple[str, str, str], Mapping[int, Stars]]
"""By facet, method and dimension: counts by month number."""


def _counts_at(company_id: int, *, leaf: int) -> Counts:
    counts: dict[tuple[str, str, str], dict[int, Stars]] = defaultdict(lambda: defaultdict(lambda: [0] * 5))
    with connection.cursor() as cursor:
        cursor.execute(STARS, {"company": company_id, "leaf": leaf})
        for facet, method, month, place, stars, n in cursor.fetchall():
            dimension = dimensions_of(facet)[place - 1]
            counts[facet, method, dimension][month_number(month)][stars - 1] += n
    return counts


def _by_method(counts: Counts) -> Mapping[tuple[str, str], Sequence[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for (facet, counted_method, dimension), by_month in counts.items():
        names = dimensions_of(facet)
        method, _colon, _group = counted_method.partition(":")
        cells = found.setdefault((facet, method), [0] * 5 * len(names))
        for stars in by_month.values():
            for place, n in enumerate(stars, 5 * names.index(dimension)):
                cells[place] += n
    return found


def _rows(company_id: int, facet: str, counts: Counts, prior: PriorAt) -> list[Score]:
    rows = []
    for dimension in dimensions_of(facet):
        for group in ("all", "customer", "company"):
            by_month = _of_group(counts, facet, dimension, group)
            if sum(map(sum, by_month.values())):
                rows.append(_row(by_month, prior, company_id=company_id, facet=facet, dimension=dimension, group=group))
    return rows


def _of_group(counts: Counts, facet: str, dimension: str, group: str) -> Mapping[int, Stars]:
    found: dict[int, Stars] = defaultdict(lambda: [0] * 5)
    for (one_facet, method, one_dimension), by_month in counts.items():
        if (one_facet, one_dimension) != (facet, dimension) or method not in GROUP_OF_METHOD:
            continue
        if group in ("all", GROUP_OF_METHOD[method]):
            for month, stars in by_month.items():
                found[month] = [a + b for a, b in zip(found[month], stars, strict=True)]
    return found


def _row(
    by_month: Mapping[int, Stars], prior: PriorAt, *, company_id: int, facet: str, dimension: str, group: str
) -> Score:
    found = estimate(weighted_counts(by_month, prior.month), prior.shares[dimension])
    stars = [sum(month[place] for month in by_month.values()) for place in range(5)]
    is_shown = sum(stars) >= THRESHOLD
    return Score(
        company_id=company_id,
        facet=facet,
        dimension=dimension,
        group=group,
        formula=FORMULA,
        n=sum(stars),
        stars=stars,
        mean=found.mean if is_shown else None,
        low=found.low if is_shown else None,
        high=found.high if is_shown else None,
        prior_share=found.prior_share,
    )
