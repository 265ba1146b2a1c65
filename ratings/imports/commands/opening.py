"""Finding the companies that rows speak of, and opening many at once where there are none."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models.functions import Coalesce

from ratings.companies.commands import Particulars
from ratings.companies.models import Company, Domain, Slug
from ratings.companies.rules import slug_of
from ratings.imports.rules import Skipped
from ratings.journal.commands import wake_followers
from ratings.journal.kinds import is_public
from ratings.journal.models import Pending
from ratings.journal.rules import refuse_words
from ratings.kernel.canonical import Json

OPENED = "company.opened"

BY_NAME = """
SELECT asked.name, company.id, company.country, company.lei
FROM unnest(%(names)s::text[]) AS asked (name)
JOIN companies_company AS company ON upper(company.name) = upper(asked.name)
WHERE company.state <> 'merged'
UNION
SELECT asked.name, company.id, company.country, company.lei
FROM unnest(%(names)s::text[]) AS asked (name)
JOIN companies_companyname AS other ON upper(other.name) = upper(asked.name)
JOIN companies_company AS company ON company.id = other.company_id
WHERE company.state <> 'merged'
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A company as a row describes it, clean; `is_country_given` tells its country from a default."""

    particulars: Particulars
    is_country_given: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    """A company by a name that was asked for."""

    id: int
    country: str
    lei: str | None


type Answer = int | Opening | Skipped


@dataclass(frozen=True, slots=True)
class Opening:
    """A company that is not listed yet: its place among those to be opened."""

    place: int


class Resolved:
    """For each company asked for: the id of the known one, or where among `to_open` it is, or why neither."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.to_open: list[Particulars] = []
        leis = [one.particulars.lei for one in asked if one.particulars.lei]
        self._by_lei: dict[str | None, int] = dict(
            Company.objects.filter(lei__in=leis).values_list("lei", Coalesce("merged_into_id", "id"))
        )
        domains = {domain for one in asked for domain in one.particulars.domains}
        self._by_domain: dict[str, int] = dict(
            Domain.objects.filter(domain__in=domains).values_list(
                "domain", Coalesce("company__merged_into_id", "company_id")
            )
        )
        self._by_name = _named({one.particulars.name for one in asked})
        self._openings: dict[object, Opening] = {}
        self.answers: list[Answer] = [self._answer(one) for one in asked]

    def _answer(self, one: Asked) -> Answer:
        try:
            known = self._known(one)
        except Skipped as skipped:
            return skipped
        if known is not None:
            return known
        sought = _sought_by(one.particulars)
        opening = next((self._openings[key] for key in sought if key in self._openings), None)
        if opening is None:
            opening = Opening(len(self.to_open))
            self.to_open.append(one.particulars)
            self._openings |= dict.fromkeys(_found_by(one.particulars), opening)
        return opening

    def _known(self, one: Asked) -> int | None:
        """Return a known company by LEI, then domain, then name; Skipped where a name is borne by several."""
        particulars = one.particulars
        if particulars.lei in self._by_lei:
            return self._by_lei[particulars.lei]
        for domain in particulars.domains:
            if domain in self._by_domain:
                return self._by_domain[domain]
        named = [n for n in self._by_name[particulars.name] if not (particulars.lei and n.lei)]
        here = [n for n in named if n.country == particulars.country]
        if one.is_country_given or len(named) > 1:
            named = here or ([] if one.is_country_given else named)
        if len({n.id for n in named}) > 1:
            raise Skipped("company-ambiguous")
        return named[0].id if named else None


def _identifiers(particulars: Particulars) -> list[object]:
    domains: list[object] = [("domain", domain) for domain in particulars.domains]
    return [("lei", particulars.lei), *domains] if particulars.lei else domains


def _sought_by(particulars: Particulars) -> list[object]:
    """Return what says that an earlier row of the batch is about the same company: two LEIs are two companies."""
    kind = "name without LEI" if particulars.lei else "name"
    return [*_identifiers(particulars), (kind, particulars.name.upper(), particulars.country)]


def _found_by(particulars: Particulars) -> list[object]:
    """Return what later rows of the batch may find this company by."""
    kinds = ["name"] if particulars.lei else ["name", "name without LEI"]
    names: list[object] = [(kind, particulars.name.upper(), particulars.country) for kind in kinds]
    return [*_identifiers(particulars), *names]


def _named(names: Iterable[str]) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(BY_NAME, {"names": list(names)})
        for name, company_id, country, lei in cursor.fetchall():
            found[name].append(Named(company_id, country, lei))
    return found


def open_all(particulars: Sequence[Particulars], *, now: datetime) -> list[int]:
    """Open clean and unknown companies under `wait_for_other_openings`; return their ids in the same order."""
    slugs = free_slugs([one.name for one in particulars])
    companies = Company.objects.bulk_create(
        Company(
            slug=slug,
            name=one.name,
            website=one.website,
            country=one.country,
            sector=one.sector,
            lei=one.lei or None,
            legal_form=one.legal_form.strip(),
            opened_at=now,
        )
        for slug, one in zip(slugs, particulars, strict=True)
    )
    Slug.objects.bulk_create(Slug(slug=company.slug, company=company, since=now) for company in companies)
    Domain.objects.bulk_create(
        Domain(domain=domain, company=company)
        for company, one in zip(companies, particulars, strict=True)
        for domain in one.domains
    )
    Pending.objects.bulk_create(_opened(company, now=now) for company in companies)
    transaction.on_commit(wake_followers, robust=True)
    return [company.pk for company in companies]


def _opened(company: Company, *, now: datetime) -> Pending:
    data: dict[str, Json] = {"slug": company.slug, "country": company.country, "sector": company.sector}
    refuse_words(data)
    return Pending(
        kind=OPENED,
        is_public=is_public(OPENED),
        company_id=company.pk,
        subject=company.public_id,
        data=data,
        recorded_at=now,
    )


def free_slugs(names: Sequence[str]) -> list[str]:
    """Return for each name a slug that no company has or has had, nor another of these."""
    stems = [slug_of(name) for name in names]
    often = Counter(stems)
    taken = set(Slug.objects.filter(slug__in=often).values_list("slug", flat=True))
    numbers: dict[str, int] = {}
    chosen: list[str] = []
    for stem in stems:
        if stem not in numbers and (stem in taken or often[stem] > 1):
            taken.update(Slug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        number = numbers.get(stem, 1)
        while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
            number += 1
        numbers[stem] = number
        taken.add(slug)
        chosen.append(slug)
    return chosen
