"""Companies in order: found by name or domain, filtered, counted by facet, ranked by what is surest or best."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from ratings.companies.rules import registrable_domain
from ratings.dashboards.nace import sector_name
from ratings.dashboards.paging import PAGE, Page, Place, page_of, place_of
from ratings.dashboards.queries.figures import (
    DISAGREE,
    NO_PRIOR,
    NO_STARS,
    TOO_FEW,
    Figure,
    histogram_of,
)
from ratings.kernel.refusals import Invalid, invalid_field
from ratings.scores.rules import FORMULA, SERVICE

ORDERS: Mapping[str, str] = {"surest": "low", "best": "mean"}
LONGEST_QUERY = 100
MOST_WORDS = 6
SCORED, UNSCORED = "scored", "unscored"

type Parameters = dict[str, str | int | None]

# What contains the words comes alone; only where nothing does are names taken that look like them.
HIT = """
literal AS MATERIALIZED (
    SELECT id FROM companies_company WHERE {contains}
    UNION SELECT company_id FROM companies_companyname WHERE {contains}
    UNION SELECT company_id FROM companies_domain WHERE domain = %(domain)s OR domain LIKE %(prefix)s
), hit AS MATERIALIZED (
    SELECT id FROM literal
    UNION ALL
    SELECT id FROM companies_company
    WHERE NOT EXISTS (SELECT FROM literal) AND %(q)s <%% upper(name)
)
"""

COLUMNS = """
    company.id, company.public_id, company.slug, company.name, company.country, company.sector, company.state,
    EXISTS (SELECT FROM claims_claim WHERE company_id = company.id AND state = 'granted') AS is_claimed,
    coalesce(tally.shown, 0) AS shown, coalesce(tally.imported, 0) AS imported,
    coalesce(score.n, 0) AS n, score.stars, score.mean, score.low, score.high, score.prior_share,
    upper(company.name) AS sort_name,
    EXISTS (SELECT FROM scores_prior WHERE formula = %(formula)s AND facet = %(facet)s) AS has_prior
"""

JOINS = """
    LEFT JOIN dashboards_tally AS tally ON tally.company_id = company.id
    LEFT JOIN scores_score AS score ON score.company_id = company.id AND score.facet = %(facet)s
         AND score.dimension = 'overall' AND score."group" = 'all' AND score.formula = %(formula)s
"""

SCORED_ROWS = """
(SELECT 'scored' AS segment, {columns}, standing.{value} AS value, standing.groups_disagree
 FROM scores_standing AS standing
 JOIN companies_company AS company ON company.id = standing.company_id {joins}
 WHERE standing.facet = %(facet)s AND {filters} AND {keyset}
 ORDER BY standing.{value} {falling}, standing.company_id {rising} LIMIT %(limit)s)
"""

UNSCORED_ROWS = """
(SELECT 'unscored' AS segment, {columns}, NULL::numeric AS value, false AS groups_disagree
 FROM companies_company AS company {joins}
 WHERE NOT EXISTS (SELECT FROM scores_standing WHERE facet = %(facet)s AND company_id = company.id)
   AND {filters} AND {keyset}
 ORDER BY upper(company.name) {rising}, company.id {rising} LIMIT %(limit)s)
"""

FACETS = """
{ctes}
SELECT 'sector' AS facet, left(company.sector, 2) AS value, count(*) FROM companies_company AS company {joins}
WHERE {but_sector} GROUP BY 2
UNION ALL
SELECT 'country', company.country, count(*) FROM companies_company AS company {joins}
WHERE {but_country} GROUP BY 2
UNION ALL
SELECT 'all', '', count(*) FROM companies_company AS company {joins} WHERE {filters}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """
    What is asked for: words, a NACE class, a country, so many counted reviews. Empty asks nothing.

    `q` may be a web address among other things; `domain` is one, and finds exactly the company that it belongs to.
    """

    q: str = ""
    domain: str = ""
    sector: str = ""
    country: str = ""
    min_reviews: int = 0
    order: str = "surest"

    def cleaned(self) -> "Search":
        """Return the search; Invalid names what cannot be asked."""
        if self.order not in ORDERS:
            raise invalid_field(
                "order",
                _("This must be one of: %(names)s.") % {"names": ", ".join(ORDERS)},
            )
        if not 0 <= self.min_reviews < 2**31:
            raise invalid_field("min_reviews", _("This must be a whole number from 0."))
        if len(self.q) > LONGEST_QUERY or "\x00" in self.q or not _encodes(self.q):
            raise invalid_field("q", _("Please write at most %(n)d characters.") % {"n": LONGEST_QUERY})
        if self.domain:
            _domain(self.domain)
        if self.sector and not re.fullmatch(r"[0-9]{2}(\.[0-9]{1,2})?", self.sector):
            raise invalid_field(
                "sector",
                _("This is not a NACE class: give its number, such as 47.91."),
            )
        if self.country and not re.fullmatch(r"[A-Za-z]{2}", self.country):
            raise invalid_field(
                "country",
                _("This is not a country: give its two-letter code, such as DE."),
            )
        return self


def _domain(address: str) -> str:
    try:
        return registrable_domain(address[:300])
    except Invalid as error:
        raise invalid_field("domain", _("This is not a web address.")) from error


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyLine:
    """
    A company in a list. `ranked_by` is the number that the order goes by, None for one without a score.

    Where its two groups disagree `score` has no number, and it is ranked by the lower group's.
    """

    id: int
    public_id: str
    slug: str
    name: str
    country: str
    sector: str
    sector_name: str
    state: str
    is_claimed: bool
    shown: int
    imported: int
    score: Figure
    groups_disagree: bool
    ranked_by: Decimal | None
    sort_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value that a list can be narrowed to, and how many companies are left then."""

    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyList:
    """A page of companies, how many there are in all, and the facets: each filtered by the others, not itself."""

    page: Page[CompanyLine]
    count: int
    sectors: Sequence[FacetValue]
    countries: Sequence[FacetValue]


def company_list(search: Search, *, cursor: str | None = None, limit: int = PAGE) -> CompanyList:
    """
    Return companies in the order asked for, those without a score after all others, by name. Two queries.

    Raises Invalid, naming the field.
    """
    search = search.cleaned()
    place = place_of(cursor, (str, str, int))
    with connection.cursor() as db:
        db.execute(*_rows_statement(search, place, limit))
        names = [column.name for column in db.description or ()]
        lines = [_line(dict(zip(names, row, strict=True))) for row in db.fetchall()]
        db.execute(*_facets_statement(search))
        counted = db.fetchall()
    page = page_of(lines, place=place, limit=limit, key=_key, order=search.order)
    sectors = [_facet(v, n, search.sector[:2], sector_name(v)) for f, v, n in counted if f == "sector" and v]
    countries = [_facet(v, n, search.country.upper(), v) for f, v, n in counted if f == "country"]
    return CompanyList(
        page=page,
        count=next(n for f, _v, n in counted if f == "all"),
        sectors=sorted(sectors, key=lambda facet: (-facet.count, facet.name)),
        countries=sorted(countries, key=lambda facet: (-facet.count, facet.name)),
    )


def _facet(value: str, count: int, chosen: str, name: str) -> FacetValue:
    return FacetValue(value=value, name=name, count=count, is_chosen=value == chosen)


def _key(line: CompanyLine) -> tuple[str, str, int]:
    if line.ranked_by is None:
        return (UNSCORED, line.sort_name, line.id)
    return (SCORED, f"{line.ranked_by:.4f}", line.id)


def _filters(search: Search, *, but: str = "") -> str:
    words = ["company.state <> 'merged'"]
    if search.q.strip():
        words.append("company.id IN (SELECT id FROM hit)")
    if search.domain:
        words.append("company.id IN (SELECT company_id FROM companies_domain WHERE domain = %(exact_domain)s)")
    if search.sector and but != "sector":
        words.append("(company.sector = %(sector)s OR company.sector LIKE %(subsector)s)")
    if search.country and but != "country":
        words.append("company.country = %(country)s")
    if search.min_reviews:
        words.append("coalesce(score.n, 0) >= %(min_reviews)s")
    return " AND ".join(words)


def _ctes(search: Search) -> str:
    words = search.q.split()[:MOST_WORDS]
    if not words:
        return ""
    contains = " AND ".join(f"upper(name) LIKE upper(%(word{number})s)" for number in range(len(words)))
    return "WITH " + HIT.format(contains=contains)


def _parameters(search: Search) -> Parameters:
    words = search.q.split()[:MOST_WORDS]
    try:
        domain = registrable_domain(search.q)
    except Invalid:
        domain = ""
    return {
        "facet": SERVICE,
        "formula": FORMULA,
        "q": " ".join(words).upper(),
        "domain": domain,
        "exact_domain": _domain(search.domain) if search.domain else "",
        "prefix": f"{_escaped(' '.join(words).lower())}%",
        "sector": search.sector,
        "subsector": f"{search.sector}%" if "." in search.sector else f"{search.sector}.%",
        "country": search.country.upper(),
        "min_reviews": search.min_reviews,
        **{f"word{number}": f"%{_escaped(word)}%" for number, word in enumerate(words)},
    }


def _escaped(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)


def _rows_statement(search: Search, place: Place | None, limit: int) -> tuple[str, Parameters]:
    backwards = place is not None and place.backwards
    segment, value, last_id = place.key if place else (None, None, None)
    parameters = _parameters(search) | {
        "limit": limit + 1,
        "value": value,
        "last_id": last_id,
    }
    column = ORDERS[search.order]
    before, after = ("<", ">") if not backwards else (">", "<")
    keysets = {
        SCORED: f"standing.{column} {before}= %(value)s::numeric"
        f" AND (standing.{column} {before} %(value)s::numeric OR standing.company_id {after} %(last_id)s)",
        UNSCORED: f"(upper(company.name), company.id) {after} (%(value)s, %(last_id)s)",
    }
    templates = {SCORED: SCORED_ROWS, UNSCORED: UNSCORED_ROWS}
    order = [UNSCORED, SCORED] if backwards else [SCORED, UNSCORED]
    parts = [
        templates[name].format(
            columns=COLUMNS,
            joins=JOINS,
            filters=_filters(search),
            keyset=keysets[name] if name == segment else "true",
            value=column,
            falling="ASC" if backwards else "DESC",
            rising="DESC" if backwards else "ASC",
        )
        for name in order[order.index(str(segment)) if segment else 0 :]
    ]
    return (
        f"{_ctes(search)} SELECT * FROM ({' UNION ALL '.join(parts)}) AS listed LIMIT %(limit)s",  # noqa: S608 - no input
        parameters,
    )


def _facets_statement(search: Search) -> tuple[str, Parameters]:
    statement = FACETS.format(
        ctes=_ctes(search),
        joins=JOINS if search.min_reviews else "",
        filters=_filters(search),
        but_sector=_filters(search, but="sector"),
        but_country=_filters(search, but="country"),
    )
    return statement, _parameters(search)


def _line(row: dict[str, object]) -> CompanyLine:
    return CompanyLine(
        **{name: row[name] for name in ("id", "public_id", "slug", "name", "country", "sector", "state")},  # type: ignore[arg-type]
        is_claimed=bool(row["is_claimed"]),
        sector_name=sector_name(str(row["sector"])),
        shown=row["shown"],  # type: ignore[arg-type]
        imported=row["imported"],  # type: ignore[arg-type]
        score=_figure(row),
        groups_disagree=bool(row["groups_disagree"]),
        ranked_by=row["value"],  # type: ignore[arg-type]
        sort_name=str(row["sort_name"]),
    )


def _figure(row: dict[str, object]) -> Figure:
    """Return the single score of a row, without its number where the two groups disagree."""
    has_number = row["mean"] is not None and not row["groups_disagree"]
    reason = DISAGREE if row["groups_disagree"] else TOO_FEW if row["has_prior"] else NO_PRIOR
    return Figure(
        n=row["n"],  # type: ignore[arg-type]
        histogram=histogram_of(row["stars"] or NO_STARS),  # type: ignore[arg-type]
        mean=row["mean"] if has_number else None,  # type: ignore[arg-type]
        low=row["low"] if has_number else None,  # type: ignore[arg-type]
        high=row["high"] if has_number else None,  # type: ignore[arg-type]
        prior_share=row["prior_share"] if has_number else None,  # type: ignore[arg-type]
        reason=None if has_number else reason,
    )
