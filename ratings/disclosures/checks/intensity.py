"""Check 3: emissions for each unit of revenue are what total and revenue give."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Result, called, plain
from ratings.disclosures.rules.disclosure import Disclosure, Intensity, Money
from ratings.disclosures.rules.paths import exact
from ratings.disclosures.rules.rates import Rate, read_rate
from ratings.disclosures.rules.targets import Method
from ratings.disclosures.rules.totals import total_tonnes
from ratings.kernel.refusals import Invalid

SHARE = Decimal("0.01")
SLIP_SHARE = Decimal("0.1")
SLIPS = tuple(Fraction(10) ** power for power in (-9, -6, -3, 3, 6, 9))


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note for each intensity that is given."""
    given = (
        ("intensity_location", disclosure.intensity_location, Method.LOCATION),
        ("intensity_market", disclosure.intensity_market, Method.MARKET),
        ("intensity", disclosure.intensity, None),
    )
    for name, intensity, method in given:
        if intensity is not None:
            yield from _judged(disclosure, name, intensity, method)


def _judged(disclosure: Disclosure, name: str, intensity: Intensity, method: Method | None) -> Iterator[Note]:
    total, revenue = total_tonnes(disclosure, method), disclosure.revenue
    fields = (name, "revenue", "total" if method is None else f"total_{method}")
    if total is None or revenue is None or not revenue.value or not intensity.value:
        words = _("%(name)s cannot be compared: it takes a total and revenue above zero.") % {"name": called(name)}
        yield Note(Result.NOT_CHECKABLE, words, fields)
        return
    rate = _rate_of(intensity)
    if (rate is None and intensity.unit is not None) or not _is_one_currency(rate, revenue):
        words = _("%(name)s is not for each unit of the revenue given, and cannot be compared with it.")
        yield Note(Result.NOT_CHECKABLE, words % {"name": called(name)}, fields)
        return
    if rate is None or revenue.amount is not None:
        yield _compared(name, _expected(total, revenue, rate), intensity.value, fields)
    yield from _unstated(name, revenue)


def _rate_of(intensity: Intensity) -> Rate | None:
    try:
        return None if intensity.unit is None else read_rate(intensity.unit)
    except Invalid:
        return None


def _is_one_currency(rate: Rate | None, revenue: Money) -> bool:
    if rate is None or revenue.currency is None:
        return True
    return rate.currency == revenue.currency.upper()


def _expected(total: Decimal, revenue: Money, rate: Rate | None) -> Fraction:
    """Return total over revenue: in the unit of the intensity, else for each one of the revenue as it is written."""
    if rate is None:
        return Fraction(total) / Fraction(revenue.value)
    assert revenue.amount is not None
    return Fraction(total) / Fraction(rate.unit.tonnes(Decimal(1))) * Fraction(rate.scale) / Fraction(revenue.amount)


def _compared(name: str, expected: Fraction, given: Decimal, fields: tuple[str, ...]) -> Note:
    ratio = expected / Fraction(given)
    is_slip = any(_is_near(ratio, slip, SLIP_SHARE) for slip in SLIPS)
    numbers = {
        "given": plain(given),
        "computed": plain(exact(expected)),
        "ratio": plain(exact(ratio)),
        "unit_suspected": is_slip,
    }
    if _is_near(ratio, Fraction(1)):
        return Note(Result.PASS, _("%(name)s is total over revenue.") % {"name": called(name)}, fields, numbers)
    words = _("%(name)s is given as %(given)s; total over revenue is %(computed)s.")
    if is_slip:
        words += " " + _("The two differ by thousands: unit suspected.")
    return Note(Result.FAIL, words % {"name": called(name), **numbers}, fields, numbers)


def _is_near(ratio: Fraction, whole: Fraction, share: Decimal = SHARE) -> bool:
    """
    Say whether a ratio is what it should be within a share of it.

    >>> _is_near(Fraction(101, 100), Fraction(1)), _is_near(Fraction(1011, 1000), Fraction(1))
    (True, False)
    """
    return abs(ratio / whole - 1) <= Fraction(share)


def _unstated(name: str, revenue: Money) -> Iterator[Note]:
    lacking = [field for field, value in (("currency", revenue.currency), ("scale", revenue.scale)) if value is None]
    if lacking:
        words = _("Revenue is given without its %(lacking)s, so %(name)s says little.")
        yield Note(
            Result.WARN, words % {"lacking": ", ".join(map(called, lacking)), "name": called(name)}, tuple(lacking)
        )
