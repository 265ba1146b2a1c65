"""Scopes, categories, gases and credits as they stand in a JSON document."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _

from ratings.disclosures.rules.disclosure import (
    Combined,
    Credits,
    Gas,
    Inventory,
)
from ratings.disclosures.rules.figures import CATEGORIES, Category, CategoryState, Figure
from ratings.disclosures.rules.given import Amount, FigureReader
from ratings.disclosures.rules.other_names import CATEGORY, CATEGORY_NUMBER, INVENTORY, METHODS, bare
from ratings.disclosures.rules.reading import Fields, another_name
from ratings.disclosures.rules.targets import Method

OF_INVENTORY = (
    "scope1",
    "scope2_location",
    "scope2_market",
    "scope2_unspecified",
    "total",
    "total_location",
    "total_market",
)
FIGURE_NAMES = (*OF_INVENTORY, "scope3", *(f"scope3.{number}" for number in CATEGORIES))
"""What points at one figure of a disclosure, in assurance, restatements and other sources."""
STATES_BY_SPELLING = frozenset(bare(state) for state in CategoryState)
FIGURES_BY_SPELLING = {bare(name): name for name in FIGURE_NAMES} | INVENTORY
CATEGORIES_BY_SPELLING = {str(number): str(number) for number in CATEGORIES} | CATEGORY


def read_inventory(
    fields: Fields,
    figures: FigureReader,
    *,
    scope3: Figure | None,
    location: Figure | None = None,
    market: Figure | None = None,
    unspecified: Figure | None = None,
) -> Inventory:
    """Take the figures of the reporting year, beside scopes 2 and 3 as they were read."""
    found = {name: figures.of(fields, name) for name in OF_INVENTORY if not name.startswith("scope2")}
    return Inventory(
        **found, scope3=scope3, scope2_location=location, scope2_market=market, scope2_unspecified=unspecified
    )


def read_inventory_of(fields: Fields, figures: FigureReader) -> Inventory:
    """Return the inventory that stands in a year of its own: a base year, an earlier year."""
    fields.renamed(INVENTORY)
    return Inventory(**{name: figures.of(fields, name) for name in (*OF_INVENTORY, "scope3")})


def read_scope2(
    fields: Fields, figures: FigureReader
) -> tuple[Figure | None, Figure | None, Figure | None, tuple[str, ...] | None]:
    """Take scope 2 by each method, and the instruments behind it; flat or in an object of its own."""
    flat = {name: figures.of(fields, f"scope2_{name}") for name in ("location", "market", "unspecified")}
    instruments = fields.texts("scope2_instruments")
    nested = fields.one("scope2")
    if nested is None:
        return flat["location"], flat["market"], flat["unspecified"], instruments
    nested.renamed(METHODS)
    for name in ("location", "market", "unspecified", "instruments"):
        if name in nested and f"scope2_{name}" in fields:
            nested.refuse(name, another_name(f"scope2_{name}"))
    inner = {name: figures.of(nested, name) or flat[name] for name in flat}
    instruments = nested.texts("instruments") if "instruments" in nested else instruments
    nested.raw("instruments")
    nested.finish()
    return inner["location"], inner["market"], inner["unspecified"], instruments


def read_scope3(fields: Fields, figures: FigureReader) -> tuple[Figure | None, Mapping[int, Category]]:
    """Take scope 3: one figure, or an object of a total and the fifteen categories; or these beside it."""
    given = fields.raw("scope3")
    beside = _by_category(fields, "scope3_categories", figures)
    if not isinstance(given, dict) or "value" in given:
        return figures.of(fields, "scope3"), MappingProxyType(beside)
    scope3 = Fields(given, fields.at("scope3"), fields.mistakes)
    total = figures.of(scope3, "total")
    if "categories" in scope3:
        within = _by_category(scope3, "categories", figures)
        scope3.finish()
    else:
        within = _categories(scope3, figures)
    if beside and within:
        fields.refuse("scope3_categories", another_name(scope3.at("categories")))
    return total, MappingProxyType(within or beside)


def _by_category(fields: Fields, name: str, figures: FigureReader) -> dict[int, Category]:
    """Take the categories: an object by number or name, or a list of objects with one."""
    given = fields.raw(name)
    if isinstance(given, list):
        return _listed(fields, name, figures)
    categories = fields.one(name)
    return {} if categories is None else _categories(categories, figures)


def _categories(fields: Fields, figures: FigureReader) -> dict[int, Category]:
    fields.renamed(CATEGORY)
    found = {number: _category(fields, str(number), figures) for number in CATEGORIES}
    fields.finish()
    return {number: category for number, category in found.items() if category is not None}


def _listed(fields: Fields, name: str, figures: FigureReader) -> dict[int, Category]:
    found: dict[int, Category] = {}
    for one in fields.each(name):
        one.renamed(CATEGORY_NUMBER).require("category")
        text = one.text("category")
        number = text and CATEGORIES_BY_SPELLING.get(bare(text))
        category = _stated(one, figures)
        if number is not None and int(number) in found:
            one.refuse("category", another_name(number))
        elif number is not None and category is not None:
            found[int(number)] = category
        elif text is not None and number is None:
            one.refuse("category", _("This must be one of %(names)s.") % {"names": ", ".join(map(str, CATEGORIES))})
    return found


def _category(fields: Fields, name: str, figures: FigureReader) -> Category | None:
    given = fields.raw(name)
    if given is None:
        return None
    if isinstance(given, str) and bare(given) in STATES_BY_SPELLING:
        given = {"state": given}
    if not isinstance(given, dict):
        return _by_figure(figures.of(fields, name))
    return _stated(Fields(given, fields.at(name), fields.mistakes), figures)


def _stated(category: Fields, figures: FigureReader) -> Category | None:
    """Take a category that is an object: its state, reason and figure."""
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


def read_combined(fields: Fields, figures: FigureReader) -> tuple[Combined, ...]:
    """Take sums over scopes that are given without their parts."""
    found = []
    for one in fields.each("combined"):
        for name in ("scope", "value"):
            one.require(name)
        scope, method, read = figures.scope(one, "scope"), one.choice("s2_method", Method), figures.whole(one)
        one.finish()
        if scope is not None and read is not None:
            found.append(Combined(scope, read, method))
    return tuple(found)


def read_gases(fields: Fields, figures: FigureReader) -> Mapping[str, Figure]:
    """Take the figures by gas."""
    gases = fields.one("gases")
    if gases is None:
        return MappingProxyType({})
    found = {gas.value: figures.of(gases, gas.value, Amount.CO2 if gas is Gas.CO2 else Amount.GROSS) for gas in Gas}
    gases.finish()
    return MappingProxyType({gas: read for gas, read in found.items() if read is not None})


def read_credits(fields: Fields, figures: FigureReader) -> tuple[Credits, ...] | None:
    """Take credits cancelled: a list, or one figure; None where nothing is said of them."""
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


def figure_name(text: str) -> str | None:
    """
    Return the name of a figure from one of its spellings; None for what is none.

    >>> figure_name("Scope 1"), figure_name("S2_loc"), figure_name("scope3.6"), figure_name("scope4")
    ('scope1', 'scope2_location', 'scope3.6', None)
    """
    return FIGURES_BY_SPELLING.get(bare(text))


def read_figure_name(fields: Fields, name: str) -> str | None:
    """Take what points at a figure."""
    given = fields.text(name)
    found = None if given is None else figure_name(given)
    if given is not None and found is None:
        fields.refuse(name, _("This must be the name of a figure, such as scope1 or scope3.6."))
    return found
