"""Check 4: emissions for each employee and each million of revenue are of a usual size. It never fails anybody."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Band, Bands, Known, Note, Result, called, plain
from ratings.disclosures.rules.disclosure import Disclosure
from ratings.disclosures.rules.paths import exact
from ratings.disclosures.rules.targets import Scope
from ratings.disclosures.rules.totals import tonnes_of

ANY_SECTOR = Bands(
    per_employee=Band(Decimal("0.001"), Decimal(100_000)),
    per_million=Band(Decimal("0.0001"), Decimal(100_000)),
)
"""From an office on renewable power to a coal plant, with room: only a slip of units lies outside."""
LIKE_THE_EURO = frozenset({"EUR", "USD", "GBP", "CHF"})
MILLION = 10**6


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note for each employee and each million of revenue, as far as they are known."""
    emitted = tonnes_of(disclosure, Scope.S1_S2, None)
    if emitted is None:
        yield Note(Result.NOT_CHECKABLE, _("Scope 1 or scope 2 is not given."), ("scope1", "scope2_location"))
        return
    bands = known.bands or ANY_SECTOR
    yield _judged(emitted, disclosure.employees, bands.per_employee, "employees")
    yield _judged(emitted, _millions(disclosure), bands.per_million, "revenue")


def _millions(disclosure: Disclosure) -> Decimal | None:
    revenue = disclosure.revenue
    if revenue is None or revenue.amount is None or (revenue.currency or "").upper() not in LIKE_THE_EURO:
        return None
    return revenue.amount / MILLION


def _judged(emitted: Decimal, divisor: Decimal | None, band: Band, name: str) -> Note:
    fields = ("scope1", "scope2_location", name)
    if not divisor:
        words = _("Emissions cannot be set against %(name)s: it is not given, or not in a unit we compare.")
        return Note(Result.NOT_CHECKABLE, words % {"name": called(name)}, fields)
    each = Fraction(emitted) / Fraction(divisor)
    numbers = {"tonnes_each": plain(exact(each)), "low": plain(band.low), "high": plain(band.high)}
    if emitted and not Fraction(band.low) <= each <= Fraction(band.high):
        words = _("Scope 1 and 2 are %(each)s t CO2e for each unit of %(name)s, which is unusual: look at the units.")
        return Note(Result.WARN, words % {"each": numbers["tonnes_each"], "name": called(name)}, fields, numbers)
    words = _("Scope 1 and 2 are of a usual size for %(name)s.")
    return Note(Result.PASS, words % {"name": called(name)}, fields, numbers)
