"""Sums over scopes: unknown as soon as a part is unknown; credits and removals are never in them."""

from decimal import Decimal

from ratings.disclosures.rules.disclosure import Disclosure, Inventory
from ratings.disclosures.rules.figures import CATEGORIES, CategoryState, Figure
from ratings.disclosures.rules.targets import Method, Scope

SETTLED = frozenset({CategoryState.REPORTED, CategoryState.ZERO, CategoryState.NOT_APPLICABLE})
"""States that say how much a category emits; an excluded category emits something that nobody says."""


def scope2_of(inventory: Inventory, method: Method | None) -> Figure | None:
    """Return scope 2 by a method; without one location-based first, as every framework asks for it."""
    if method is Method.LOCATION:
        return inventory.scope2_location
    if method is Method.MARKET:
        return inventory.scope2_market
    return inventory.scope2_location or inventory.scope2_market or inventory.scope2_unspecified


def reported_categories(disclosure: Disclosure) -> dict[int, Figure]:
    """Return the figures of the categories that have one."""
    found = {number: disclosure.category(number).figure for number in CATEGORIES}
    return {number: read for number, read in found.items() if read is not None}


def are_categories_settled(disclosure: Disclosure) -> bool:
    """Say whether every category says how much it is."""
    return all(disclosure.category(number).state in SETTLED for number in CATEGORIES)


def scope3_tonnes(disclosure: Disclosure) -> Decimal | None:
    """Return scope 3 as reported, else the sum of its categories where all fifteen are settled."""
    if disclosure.inventory.scope3 is not None:
        return disclosure.inventory.scope3.tonnes
    if not are_categories_settled(disclosure):
        return None
    return sum((read.tonnes for read in reported_categories(disclosure).values()), Decimal(0))


def tonnes_of(disclosure: Disclosure, scope: Scope, method: Method | None) -> Decimal | None:
    """
    Return the sum over scopes, or the figure that the disclosure gives for just these together; None if unknown.

    >>> from ratings.disclosures.rules.evenhand import read_disclosure
    >>> acme = read_disclosure({"company": "Acme", "year": 2024, "scope1": 10, "scope2_location": "5.5"})
    >>> tonnes_of(acme, Scope.S1_S2, None), tonnes_of(acme, Scope.S1_S2_S3, None)
    (Decimal('15.5'), None)
    """
    parts = [_part(disclosure, part, method) for part in scope.parts]
    known = [part for part in parts if part is not None]
    if len(known) == len(parts):
        return sum(known, Decimal(0))
    return next(
        (one.figure.tonnes for one in disclosure.combined if one.scope is scope and method in {None, one.s2_method}),
        None,
    )


def _part(disclosure: Disclosure, part: str, method: Method | None) -> Decimal | None:
    if part == "S3":
        return scope3_tonnes(disclosure)
    read = disclosure.inventory.scope1 if part == "S1" else scope2_of(disclosure.inventory, method)
    return None if read is None else read.tonnes


def total_tonnes(disclosure: Disclosure, method: Method | None) -> Decimal | None:
    """Return the gross total by a method as reported, else as summed; None if unknown."""
    inventory = disclosure.inventory
    given = {
        Method.LOCATION: inventory.total_location,
        Method.MARKET: inventory.total_market,
        None: inventory.total or inventory.total_location or inventory.total_market,
    }[method]
    return tonnes_of(disclosure, Scope.S1_S2_S3, method) if given is None else given.tonnes


def figure_named(disclosure: Disclosure, name: str) -> Figure | None:
    """Return the figure that a name such as `scope1` or `scope3.6` points at."""
    scope, _dot, number = name.partition(".")
    if number:
        return disclosure.category(int(number)).figure
    found: Figure | None = getattr(disclosure.inventory, scope)
    return found


def inventory_tonnes(inventory: Inventory, scope: Scope, method: Method | None) -> Decimal | None:
    """Return the sum over scopes of a year that stands with few figures, such as a base year; None if unknown."""
    figures = {"S1": inventory.scope1, "S2": scope2_of(inventory, method), "S3": inventory.scope3}
    parts = [figures[part] for part in scope.parts]
    if any(part is None for part in parts):
        given = inventory.total_market if method is Method.MARKET else inventory.total_location or inventory.total
        return given.tonnes if scope is Scope.S1_S2_S3 and given is not None else None
    return sum((part.tonnes for part in parts if part is not None), Decimal(0))
