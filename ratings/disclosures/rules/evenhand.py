"""
The `evenhand` import shape: one JSON document for each company and year, read strictly.

docs/disclosures.md lists every field. All mistakes of a document are found at once, each with its path.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from stdnum import isin as isin_number

from ratings.companies.rules import clean_lei
from ratings.disclosures.rules.disclosure import (
    Boundary,
    Disclosure,
    Framework,
    GwpSet,
    Period,
    Subject,
)
from ratings.disclosures.rules.given import Amount, FigureReader
from ratings.disclosures.rules.given_money import read_employees, read_intensity, read_revenue
from ratings.disclosures.rules.given_scopes import (
    read_combined,
    read_credits,
    read_figure_name,
    read_gases,
    read_inventory,
    read_scope2,
    read_scope3,
)
from ratings.disclosures.rules.given_targets import read_target
from ratings.disclosures.rules.given_words import read_assurance, read_claims, read_other_sources
from ratings.disclosures.rules.given_years import (
    read_base_year,
    read_comparatives,
    read_restatements,
    read_structural_changes,
)
from ratings.disclosures.rules.other_names import DOCUMENT, PERIOD
from ratings.disclosures.rules.reading import Fields, Mistake, another_name
from ratings.disclosures.rules.targets import EmissionTarget
from ratings.kernel.refusals import Invalid

ISIN_LENGTH = 12
LONGEST_NAME = 300
DEEPEST = 20
"""Objects and lists within each other; the shape needs eight."""
OPENED = ("emissions", "inventory", "scopes")
"""Objects in which people put the scopes; their fields are taken as those of the document."""


class Unreadable(Exception):  # noqa: N818 - an answer, not an error
    """A document that is not taken, with all that is wrong in it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(f"{one.field}: {one.message}" for one in self.mistakes))


def read_disclosure(document: object) -> Disclosure:
    """
    Return the disclosure that a JSON document means; Unreadable with every mistake in it.

    >>> read_disclosure({"company": "Acme", "year": 2024, "scope1": "1200.5"}).inventory.scope1.tonnes
    Decimal('1200.5')
    >>> try:
    ...     read_disclosure({"company": "Acme", "year": 2024, "scop1": "12"})
    ... except Unreadable as refused:
    ...     print(refused)
    scop1: There is no such field. Did you mean scope1?
    """
    mistakes: list[Mistake] = []
    fields = Fields(_numbers(document), "", mistakes)
    for name in OPENED:
        fields.opened(name)
    fields.renamed(DOCUMENT)
    if mistakes:
        raise Unreadable(mistakes)
    figures = FigureReader(fields.text("unit") or "tCO2e")
    disclosure = _disclosure(fields, figures)
    fields.finish()
    if mistakes:
        raise Unreadable(mistakes)
    return disclosure


def _numbers(value: object, depth: int = 0) -> object:
    """Return the document with every number as Decimal, also where a caller parsed it with plain numbers."""
    if depth > DEEPEST:
        raise Unreadable([Mistake("(document)", _("This is nested too deeply."))])
    if isinstance(value, dict):
        return {str(name): _numbers(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list):
        return [_numbers(one, depth + 1) for one in value]
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _disclosure(fields: Fields, figures: FigureReader) -> Disclosure:
    for name in ("company", "year"):
        fields.require(name)
    scope3, categories = read_scope3(fields, figures)
    location, market, unspecified, instruments = read_scope2(fields, figures)
    return Disclosure(
        company=_company(fields),
        year=fields.year("year") or 0,
        period=_period(fields),
        boundary=fields.choice("boundary", Boundary),
        framework=fields.choice("framework", Framework),
        framework_version=fields.text("framework_version"),
        gwp=fields.choice("gwp", GwpSet),
        base_year=read_base_year(fields, figures),
        inventory=read_inventory(
            fields, figures, scope3=scope3, location=location, market=market, unspecified=unspecified
        ),
        categories=categories,
        combined=read_combined(fields, figures),
        scope2_instruments=instruments,
        gases=read_gases(fields, figures),
        gases_of=read_figure_name(fields, "gases_of"),
        biogenic_co2=figures.of(fields, "biogenic_co2", Amount.CO2),
        removals=figures.of(fields, "removals", Amount.CO2),
        credits=read_credits(fields, figures),
        net_total=figures.of(fields, "net_total", Amount.EITHER_WAY),
        revenue=read_revenue(fields, figures),
        employees=read_employees(fields),
        intensity=read_intensity(fields, figures, "intensity"),
        intensity_location=read_intensity(fields, figures, "intensity_location"),
        intensity_market=read_intensity(fields, figures, "intensity_market"),
        comparatives=read_comparatives(fields, figures),
        structural_changes=read_structural_changes(fields, figures),
        restatements=read_restatements(fields, figures),
        assurance=read_assurance(fields, figures),
        targets=_targets(fields, figures),
        claims=read_claims(fields, figures),
        other_sources=read_other_sources(fields, figures),
        source=figures.source(fields),
        id=fields.text("id"),
    )


def _company(fields: Fields) -> Subject:
    """Take the company: an object, or its name, with its identifiers beside it."""
    given = fields.raw("company")
    if given is None or isinstance(given, str):
        if given is not None and not given.strip():
            fields.refuse("company", _("Please fill this in."))
        return _subject(fields, "company")
    company = fields.one("company")
    assert company is not None
    company.require("name")
    subject = _subject(company, "name")
    company.finish()
    return subject


def _subject(fields: Fields, name: str) -> Subject:
    return Subject(
        name=_short(fields, name, fields.text(name) or ""),
        lei=fields.read("lei", clean_lei),
        isin=fields.read("isin", clean_isin),
        country=fields.text("country"),
        sector=fields.text("sector"),
    )


def _short(fields: Fields, name: str, text: str) -> str:
    if len(text) > LONGEST_NAME:
        fields.refuse(name, _("Please write at most %(n)d characters.") % {"n": LONGEST_NAME})
    return text


def clean_isin(value: str) -> str:
    """
    Return an ISIN (ISO 6166) in capitals: 12 characters, a country's prefix, and a check digit that fits; else Invalid.

    >>> clean_isin("us0185223007")
    'US0185223007'
    >>> for wrong in ("US0378331006", "US037833100", "XX0378331005"):
    ...     try:
    ...         clean_isin(wrong)
    ...     except Invalid as error:
    ...         print(error.code)
    isin-wrong
    isin-wrong
    isin-wrong
    """
    number = value.strip().upper()
    if not isin_number.is_valid(number) or len(number) != ISIN_LENGTH:
        raise Invalid(
            "isin-wrong", _("“%(id)s” is no ISIN: 12 characters whose check digit fits.") % {"id": value[:40]}
        )
    return number


def _period(fields: Fields) -> Period | None:
    given = _given_period(fields)
    if given is None:
        return None
    given.renamed(PERIOD)
    for name in ("start", "end"):
        given.require(name)
    start, end = given.day("start"), given.day("end")
    given.finish()
    if start is None or end is None:
        return None
    if start > end:
        given.refuse("end", _("The period ends before it starts."))
    return Period(start, end)


def _given_period(fields: Fields) -> Fields | None:
    """Return the object of the period, or what stands for it beside the other fields."""
    days = {name: fields.raw(f"period_{name}") for name in ("start", "end") if f"period_{name}" in fields}
    if days and "period" not in fields:
        return Fields(days, "period", fields.mistakes)
    for name in days:
        fields.refuse(f"period_{name}", another_name(f"period.{name}"))
    return fields.one("period")


def _targets(fields: Fields, figures: FigureReader) -> tuple[EmissionTarget, ...] | None:
    if "targets" not in fields:
        fields.raw("targets")
        return None
    return tuple(read_target(one, figures) for one in fields.each("targets"))
