"""What a company's page and its API record say first."""
# ruff: noqa: S608 - every statement is composed of constants

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from ratings.companies.models import Company
from ratings.dashboards.nace import sector_name
from ratings.dashboards.queries.figures import (
    GROUPS,
    NO_PRIOR,
    Figure,
    absent,
    figure_of,
    groups_disagree,
    histogram_of,
    single_figure,
)
from ratings.dashboards.queries.verification import COLUMNS, JOINS, Verification, verification_from
from ratings.scores.models import Score
from ratings.scores.rules import FORMULA, SERVICE
from ratings.verification.rules import failure_share

# A former slug, and a company merged into another, both lead to the company that is there now.
FIND = f"""
WITH RECURSIVE way AS (
    SELECT id, merged_into_id FROM companies_company WHERE slug = %(slug)s
       OR id = (SELECT company_id FROM companies_slug WHERE slug = %(slug)s)
    UNION
    SELECT company.id, company.merged_into_id FROM way
    JOIN companies_company AS company ON company.id = way.merged_into_id
)
SELECT company.*, coalesce(latest.leaf, -1) AS log_position,
       (SELECT granted_at FROM claims_claim WHERE company_id = company.id AND state = 'granted') AS claimed_at,
       ARRAY(SELECT domain FROM companies_domain WHERE company_id = company.id ORDER BY domain) AS domain_names,
       ARRAY(SELECT name FROM companies_companyname WHERE company_id = company.id ORDER BY id) AS also_named,
       coalesce(tally.shown, 0) AS shown, coalesce(tally.imported, 0) AS imported,
       coalesce(tally.replies, 0) AS replies_shown,
       (SELECT coalesce(sum(drawn), 0) FROM verification_proofday WHERE company_id = company.id) AS drawn,
       (SELECT coalesce(sum(backed), 0) FROM verification_proofday WHERE company_id = company.id) AS backed,
       (SELECT coalesce(sum(failed), 0) FROM verification_proofday WHERE company_id = company.id) AS failed,
       EXISTS (SELECT FROM scores_prior WHERE formula = %(formula)s AND facet = %(facet)s) AS has_prior,
       {COLUMNS}
FROM way
JOIN companies_company AS company ON company.id = way.id
LEFT JOIN scores_latest AS latest ON latest.company_id = company.id
LEFT JOIN dashboards_tally AS tally ON tally.company_id = company.id
{JOINS}
WHERE way.merged_into_id IS NULL
LIMIT 1
"""

# Before the first prior is frozen there are counts but no scores.
COUNT_OVERALL = """
SELECT coalesce(sum(n[1]), 0), coalesce(sum(n[2]), 0), coalesce(sum(n[3]), 0), coalesce(sum(n[4]), 0),
       coalesce(sum(n[5]), 0)
FROM scores_count WHERE company_id = %s AND facet = %s AND method <> 'imported'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondProofs:
    """Proofs from a company's records that were drawn to be backed by a second one, and how that ended, by the log."""

    drawn: int
    backed: int
    failed: int

    @property
    def failure_share(self) -> Decimal | None:
        """Return which share of those decided was not backed, None below five."""
        return failure_share(backed=self.backed, failed=self.failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanySummary:
    """
    A company and what all counted reviews say of it overall.

    `id` is for other queries and never shown. Where `groups_disagree`, `score` has no number and `groups` both
    do. `shown` counts all reviews that the public sees, `imported` those of them from elsewhere. `log_position`
    is the last leaf that concerns the company, -1 before the first.
    """

    id: int
    public_id: str
    slug: str
    name: str
    also_named: tuple[str, ...]
    lei: str | None
    register_code: str
    register_number: str
    legal_form: str
    domains: tuple[str, ...]
    website: str
    country: str
    sector: str
    sector_name: str
    state: str
    opened_at: datetime
    claimed_at: datetime | None
    score: Figure
    groups: Mapping[str, Figure]
    groups_disagree: bool
    shown: int
    imported: int
    replies: int
    second_proofs: SecondProofs
    log_position: int
    has_prior: bool
    verification: Verification


def company_summary(slug: str) -> CompanySummary | None:
    """
    Return the company of a slug, or None. In two queries (three before the first prior).

    Its `slug` differs from the one asked for where that is a former one or the company was merged: redirect.
    """
    found = list(Company.objects.raw(FIND, {"slug": slug, "formula": FORMULA, "facet": SERVICE}))
    return _summary(found[0]) if found else None


def _summary(company: Company) -> CompanySummary:
    row = vars(company)
    everyone, groups = _overall(company.pk, has_prior=row["has_prior"])
    return CompanySummary(
        id=company.pk,
        public_id=company.public_id,
        slug=company.slug,
        name=company.name,
        also_named=tuple(row["also_named"]),
        lei=company.lei,
        register_code=company.register_code,
        register_number=company.register_number,
        legal_form=company.legal_form,
        domains=tuple(row["domain_names"]),
        website=company.website,
        country=company.country,
        sector=company.sector,
        sector_name=sector_name(company.sector),
        state=company.state,
        opened_at=company.opened_at,
        claimed_at=row["claimed_at"],
        score=single_figure(everyone, groups),
        groups=groups,
        groups_disagree=groups_disagree(groups),
        shown=row["shown"],
        imported=row["imported"],
        replies=row["replies_shown"],
        second_proofs=SecondProofs(drawn=row["drawn"], backed=row["backed"], failed=row["failed"]),
        log_position=row["log_position"],
        has_prior=row["has_prior"],
        verification=verification_from(row),
    )


def _overall(company_id: int, *, has_prior: bool) -> tuple[Figure, Mapping[str, Figure]]:
    rows = {
        score.group: score
        for score in Score.objects.filter(
            company_id=company_id,
            facet=SERVICE,
            dimension="overall",
            formula=FORMULA,
        )
    }
    groups = {group: figure_of(rows.get(group), has_prior=has_prior) for group in GROUPS}
    if not has_prior:
        return _counted_only(company_id), groups
    return figure_of(rows.get("all"), has_prior=has_prior), groups


def _counted_only(company_id: int) -> Figure:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_OVERALL, [company_id, SERVICE])
        stars = histogram_of(cursor.fetchone())
    return absent(reason=NO_PRIOR, n=sum(stars), histogram=stars)
