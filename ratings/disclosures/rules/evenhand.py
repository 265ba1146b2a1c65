"""
The `evenhand` import shape: one JSON document for each company and year, read strictly.

docs/disclosures.md lists every field. All mistakes of a document are found at once, each with its path.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from django.utils.translation import gettext as _

from ratings.disclosures.rules.disclosure import (
    Assurance,
    AssuranceLevel,
    AssuranceStandard,
    BaseYear,
    Boundary,
    ChangeKind,
    Claim,
    ClaimSubject,
    Combined,
    Credits,
    Disclosure,
    Extent,
    Framework,
    Gas,
    GwpSet,
    Intensity,
    Inventory,
    Money,
    Opinion,
    Period,
    Repeated,
    Restatement,
    StructuralChange,
    Subject,
)
from ratings.disclosures.rules.figures import CATEGORIES, Category, CategoryState, Figure
from ratings.disclosures.rules.given import Amount, FigureReader
from ratings.disclosures.rules.given_targets import read_target
from ratings.disclosures.rules.reading import Fields, Mistake
from ratings.disclosures.rules.targets import EmissionTarget, Method

NAMES_OF_DISCLOSURE = {
    "reporting_year": "year",
    "scope_1": "scope1",
    "scope_2_location": "scope2_location",
    "scope2_location_based": "scope2_location",
    "scope_2_market": "scope2_market",
    "scope2_market_based": "scope2_market",
    "scope_3": "scope3",
    "net_revenue": "revenue",
    "emission_targets": "targets",
}
OF_INVENTORY = (
    "scope1",
    "scope2_location",
    "scope2_market",
    "scope2_unspecified",
    "total",
    "total_location",
    "total_market",
)
FIGURE_NAMES = frozenset({*OF_INVENTORY, "scope3", *(f"scope3.{number}" for number in CATEGORIES)})
"""What points at one figure of a disclosure, in assurance, restatements and other sources."""
SCALES = {
    "1": "1",
    "one": "1",
    "units": "1",
    "1000": "1000",
    "1e3": "1000",
    "thousand": "1000",
    "thousands": "1000",
    "k": "1000",
    "1000000": "1000000",
    "1e6": "1000000",
    "million": "1000000",
    "millions": "1000000",
    "m": "1000000",
    "1000000000": "1000000000",
    "1e9": "1000000000",
    "billion": "1000000000",
    "billions": "1000000000",
    "bn": "1000000000",
}


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
    fields = Fields(_numbers(document), "", mistakes).renamed(NAMES_OF_DISCLOSURE)
    if mistakes:
        raise Unreadable(mistakes)
    figures = FigureReader(fields.text("unit") or "tCO2e")
    disclosure = _disclosure(fields, figures)
    fields.finish()
    if mistakes:
        raise Unreadable(mistakes)
    return disclosure


def _numbers(value: object) -> object:
    """Return the document with every number as Decimal, also where a caller parsed it with plain numbers."""
    if isinstance(value, dict):
        return {str(name): _numbers(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_numbers(one) for one in value]
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _disclosure(fields: Fields, figures: FigureReader) -> Disclosure:
    for name in ("company", "year"):
        fields.require(name)
    scope3, categories = _scope3(fields, figures)
    location, market, unspecified, instruments = _scope2(fields, figures)
    return Disclosure(
        company=_company(fields),
        year=fields.year("year") or 0,
        period=_period(fields),
        boundary=fields.choice("boundary", Boundary),
        framework=fields.choice("framework", Framework),
        framework_version=fields.text("framework_version"),
        gwp=fields.choice("gwp", GwpSet),
        base_year=_base_year(fields, figures),
        inventory=_inventory(fields, figures, scope3=scope3, location=location, market=market, unspecified=unspecified),
        categories=categories,
        combined=_combined(fields, figures),
        scope2_instruments=instruments,
        gases=_gases(fields, figures),
        gases_of=_figure_name(fields, "gases_of"),
        biogenic_co2=figures.of(fields, "biogenic_co2", Amount.CO2),
        removals=figures.of(fields, "removals", Amount.CO2),
        credits=_credits(fields, figures),
        net_total=figures.of(fields, "net_total", Amount.EITHER_WAY),
        revenue=_revenue(fields, figures),
        employees=_employees(fields),
        intensity=_intensity(fields, figures, "intensity"),
        intensity_location=_intensity(fields, figures, "intensity_location"),
        intensity_market=_intensity(fields, figures, "intensity_market"),
        comparatives=_comparatives(fields, figures),
        structural_changes=_structural_changes(fields, figures),
        restatements=_restatements(fields, figures),
        assurance=_assurance(fields, figures),
        targets=_targets(fields, figures),
        claims=_claims(fields, figures),
        other_sources=_other_sources(fields, figures),
        source=figures.source(fields),
    )


def _company(fields: Fields) -> Subject:
    given = fields.raw("company")
    if given is None or isinstance(given, str):
        if given is not None and not given.strip():
            fields.refuse("company", _("Please fill this in."))
        return Subject(name=(given or "").strip())
    company = fields.one("company")
    assert company is not None
    company.require("name")
    names = ("lei", "isin", "country", "sector")
    subject = Subject(company.text("name") or "", **{name: company.text(name) for name in names})
    company.finish()
    return subject


def _period(fields: Fields) -> Period | None:
    given = fields.one("period")
    if given is None:
        return None
    for name in ("start", "end"):
        given.require(name)
    start, end = given.day("start"), given.day("end")
    given.finish()
    if start is None or end is None:
        return None
    if start > end:
        given.refuse("end", _("The period ends before it starts."))
    return Period(start, end)


def _inventory(
    fields: Fields,
    figures: FigureReader,
    *,
    scope3: Figure | None,
    location: Figure | None = None,
    market: Figure | None = None,
    unspecified: Figure | None = None,
) -> Inventory:
    found = {name: figures.of(fields, name) for name in OF_INVENTORY if not name.startswith("scope2")}
    return Inventory(
        **found, scope3=scope3, scope2_location=location, scope2_market=market, scope2_unspecified=unspecified
    )


def _inventory_of(fields: Fields, figures: FigureReader) -> Inventory:
    """Return the inventory that stands in a year of its own: a base year, an earlier year."""
    return Inventory(**{name: figures.of(fields, name) for name in (*OF_INVENTORY, "scope3")})


def _scope2(
    fields: Fields, figures: FigureReader
) -> tuple[Figure | None, Figure | None, Figure | None, tuple[str, ...] | None]:
    flat = {name: figures.of(fields, f"scope2_{name}") for name in ("location", "market", "unspecified")}
    instruments = fields.texts("scope2_instruments")
    nested = fields.one("scope2")
    if nested is None:
        return flat["location"], flat["market"], flat["unspecified"], instruments
    for name in ("location", "market", "unspecified", "instruments"):
        if name in nested and f"scope2_{name}" in fields:
            nested.refuse(name, _("This is another name of %(name)s; give one of them.") % {"name": f"scope2_{name}"})
    inner = {name: figures.of(nested, name) or flat[name] for name in flat}
    instruments = nested.texts("instruments") if "instruments" in nested else instruments
    nested.raw("instruments")
    nested.finish()
    return inner["location"], inner["market"], inner["unspecified"], instruments


def _scope3(fields: Fields, figures: FigureReader) -> tuple[Figure | None, Mapping[int, Category]]:
    """Take scope 3: one figure, or an object of a total and the fifteen categories."""
    given = fields.raw("scope3")
    if not isinstance(given, dict) or "value" in given:
        return figures.of(fields, "scope3"), MappingProxyType({})
    scope3 = Fields(given, fields.at("scope3"), fields.mistakes)
    total = figures.of(scope3, "total")
    categories = scope3.one("categories")
    found = {} if categories is None else _categories(categories, figures)
    scope3.finish()
    return total, MappingProxyType(found)


def _categories(fields: Fields, figures: FigureReader) -> dict[int, Category]:
    found = {number: _category(fields, str(number), figures) for number in CATEGORIES}
    fields.finish()
    return {number: category for number, category in found.items() if category is not None}


def _category(fields: Fields, name: str, figures: FigureReader) -> Category | None:
    given = fields.raw(name)
    states = {state.value for state in CategoryState}
    if given is None:
        return None
    if isinstance(given, str) and given.strip().casefold().replace(" ", "_") in states:
        given = {"state": given}
    if not isinstance(given, dict):
        return _by_figure(figures.of(fields, name))
    category = Fields(given, fields.at(name), fields.mistakes)
    state, reason = category.choice("state", CategoryState), category.text("reason")
    read = figures.whole(category)
    category.finish()
    return _agreeing(category, state, read, reason)


def _by_figure(read: Figure | None) -> Category | None:
    if read is None:
        return None
    return Category(CategoryState.REPORTED if read.tonnes else CategoryState.ZERO, read)


def _agreeing(
    category: Fields, state: CategoryState | None, read: Figure | None, reason: str | None
) -> Category | None:
    """Return the category if its state and figure agree, else note what does not."""
    if state is None:
        return _by_figure(read)
    if state is CategoryState.REPORTED and read is None and "value" not in category:
        category.refuse("value", _("A reported category needs its figure; without one its state is missing."))
    if state is CategoryState.ZERO and read is not None and read.tonnes:
        category.refuse("state", _("The figure is not zero; say reported."))
    if state in {CategoryState.NOT_APPLICABLE, CategoryState.EXCLUDED, CategoryState.MISSING} and read is not None:
        category.refuse("value", _("A figure stands only beside the states reported and zero."))
    if state is CategoryState.REPORTED and read is not None and not read.tonnes:
        state = CategoryState.ZERO
    return Category(state, read, reason)


def _combined(fields: Fields, figures: FigureReader) -> tuple[Combined, ...]:
    found = []
    for one in fields.each("combined"):
        for name in ("scope", "value"):
            one.require(name)
        scope, method, read = figures.scope(one, "scope"), one.choice("s2_method", Method), figures.whole(one)
        one.finish()
        if scope is not None and read is not None:
            found.append(Combined(scope, read, method))
    return tuple(found)


def _gases(fields: Fields, figures: FigureReader) -> Mapping[str, Figure]:
    gases = fields.one("gases")
    if gases is None:
        return MappingProxyType({})
    found = {gas.value: figures.of(gases, gas.value, Amount.CO2 if gas is Gas.CO2 else Amount.GROSS) for gas in Gas}
    gases.finish()
    return MappingProxyType({gas: read for gas, read in found.items() if read is not None})


def _figure_name(fields: Fields, name: str) -> str | None:
    given = fields.text(name)
    if given is not None and given not in FIGURE_NAMES:
        fields.refuse(name, _("This must be the name of a figure, such as scope1 or scope3.6."))
    return given


def _credits(fields: Fields, figures: FigureReader) -> tuple[Credits, ...] | None:
    if "credits" not in fields:
        fields.raw("credits")
        return None
    if not isinstance(fields.raw("credits"), list):
        read = figures.of(fields, "credits")
        return None if read is None else (Credits(read),)
    found = []
    for one in fields.each("credits"):
        one.require("value")
        standard, is_removal, read = one.text("standard"), one.is_so("is_removal"), figures.whole(one)
        one.finish()
        if read is not None:
            found.append(Credits(read, standard, is_removal))
    return tuple(found)


def _revenue(fields: Fields, figures: FigureReader) -> Money | None:
    given = fields.raw("revenue")
    currency, scale = fields.text("currency"), _scale(fields)
    if not isinstance(given, dict):
        value = fields.number("revenue")
        return None if value is None else _money(fields, "revenue", Money(value, currency, scale))
    revenue = Fields(given, fields.at("revenue"), fields.mistakes)
    revenue.require("value")
    value = revenue.number("value")
    currency, scale = revenue.text("currency") or currency, _scale(revenue) or scale
    source = figures.source(revenue)
    revenue.finish()
    return None if value is None else _money(revenue, "value", Money(value, currency, scale, source))


def _money(fields: Fields, name: str, money: Money) -> Money:
    if money.value < 0:
        fields.refuse(name, _("Revenue cannot be below zero."))
    return money


def _scale(fields: Fields) -> Decimal | None:
    given = fields.text("scale")
    if given is None:
        return None
    found = SCALES.get(given.casefold().replace("e+", "e").replace(",", ""))
    if found is None:
        fields.refuse("scale", _("This must be 1, thousand, million or billion."))
    return None if found is None else Decimal(found)


def _employees(fields: Fields) -> Decimal | None:
    count = fields.number("employees")
    if count is not None and count < 0:
        fields.refuse("employees", _("This cannot be below zero."))
    return count


def _intensity(fields: Fields, figures: FigureReader, name: str) -> Intensity | None:
    given = fields.raw(name)
    if not isinstance(given, dict):
        value = fields.number(name)
        return None if value is None else Intensity(value)
    intensity = Fields(given, fields.at(name), fields.mistakes)
    intensity.require("value")
    value, unit, source = intensity.number("value"), intensity.text("unit"), figures.source(intensity)
    intensity.finish()
    return None if value is None else Intensity(value, unit, source)


def _base_year(fields: Fields, figures: FigureReader) -> BaseYear | None:
    if not isinstance(fields.raw("base_year"), dict):
        year = fields.year("base_year")
        return None if year is None else BaseYear(year)
    base = fields.one("base_year")
    assert base is not None
    base.require("year")
    found = BaseYear(
        year=base.year("year") or 0,
        reason=base.text("reason"),
        policy=base.text("policy"),
        threshold=base.share("threshold"),
        is_recalculated=base.is_so("is_recalculated"),
        recalculation_note=base.text("recalculation_note"),
        inventory=_inventory_of(base, figures),
    )
    base.finish()
    return found


def _comparatives(fields: Fields, figures: FigureReader) -> Mapping[int, Inventory]:
    found: dict[int, Inventory] = {}
    for one in fields.each("comparatives"):
        one.require("year")
        year, inventory = one.year("year"), _inventory_of(one, figures)
        one.finish()
        if year in found:
            one.refuse("year", _("This year stands here twice."))
        if year is not None:
            found[year] = inventory
    return MappingProxyType(found)


def _structural_changes(fields: Fields, figures: FigureReader) -> tuple[StructuralChange, ...]:
    found = []
    for one in fields.each("structural_changes"):
        for name in ("kind", "note"):
            one.require(name)
        kind, note = one.choice("kind", ChangeKind), one.text("note")
        effect = figures.of(one, "effect", Amount.EITHER_WAY)
        one.finish()
        if kind is not None:
            found.append(StructuralChange(kind, note or "", effect))
    return tuple(found)


def _restatements(fields: Fields, figures: FigureReader) -> tuple[Restatement, ...]:
    found = []
    for one in fields.each("restatements"):
        for name in ("year", "figure", "old", "new"):
            one.require(name)
        year, name_of, reason = one.year("year"), _figure_name(one, "figure"), one.text("reason")
        old, new = figures.of(one, "old"), figures.of(one, "new")
        one.finish()
        if year is not None and name_of is not None and old is not None and new is not None:
            found.append(Restatement(year, name_of, old, new, reason))
    return tuple(found)


def _assurance(fields: Fields, figures: FigureReader) -> tuple[Assurance, ...] | None:
    given = fields.raw("assurance")
    if isinstance(given, str):
        level = fields.choice("assurance", AssuranceLevel)
        return None if level is None else (Assurance(level),)
    if isinstance(given, dict):
        one = _one_assurance(Fields(given, fields.at("assurance"), fields.mistakes), figures)
        return None if one is None else (one,)
    if given is None:
        return None
    read = [_one_assurance(one, figures) for one in fields.each("assurance")]
    return tuple(one for one in read if one is not None)


def _one_assurance(fields: Fields, figures: FigureReader) -> Assurance | None:
    fields.require("level")
    level = fields.choice("level", AssuranceLevel)
    covered = fields.texts("figures") or ()
    for name in covered:
        if name not in FIGURE_NAMES:
            fields.refuse("figures", _("%(name)s is not the name of a figure, such as scope1.") % {"name": name[:60]})
    found = Assurance(
        level=level or AssuranceLevel.NONE,
        standard=fields.choice("standard", AssuranceStandard),
        provider=fields.text("provider"),
        figures=covered,
        share_covered=fields.share("share_covered"),
        opinion=fields.choice("opinion", Opinion),
        accreditation=fields.text("accreditation"),
        materiality=fields.share("materiality"),
        statement_on=fields.day("statement_on"),
        source=figures.source(fields),
    )
    fields.finish()
    return None if level is None else found


def _targets(fields: Fields, figures: FigureReader) -> tuple[EmissionTarget, ...] | None:
    if "targets" not in fields:
        fields.raw("targets")
        return None
    return tuple(read_target(one, figures) for one in fields.each("targets"))


def _claims(fields: Fields, figures: FigureReader) -> tuple[Claim, ...]:
    found = []
    for number, item in enumerate(fields.items("claims")):
        given = {"quote": item} if isinstance(item, str) else item
        one = Fields(given, f"{fields.at('claims')}[{number}]", fields.mistakes)
        one.require("quote")
        claim = Claim(
            quote=one.text("quote") or "",
            about=one.choice("about", ClaimSubject),
            facts_cover=one.choice("facts_cover", Extent),
            is_based_on_offsets=one.is_so("is_based_on_offsets"),
            is_excellence_recognised=one.is_so("is_excellence_recognised"),
            is_label=one.is_so("is_label"),
            scheme=one.text("scheme"),
            source=figures.source(one),
        )
        one.finish()
        found.append(claim)
    return tuple(found)


def _other_sources(fields: Fields, figures: FigureReader) -> tuple[Repeated, ...]:
    found = []
    for one in fields.each("other_sources"):
        for name in ("figure", "value"):
            one.require(name)
        name_of, read = _figure_name(one, "figure"), figures.whole(one)
        one.finish()
        if name_of is not None and read is not None:
            found.append(Repeated(name_of, read))
    return tuple(found)
