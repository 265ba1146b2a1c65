"""A figure with its source: canonical tonnes beside the value and unit as reported."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from ratings.disclosures.rules.numbers import read_number
from ratings.disclosures.rules.units import Unit, read_unit
from ratings.kernel.refusals import Invalid


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure stands, so that anybody can look: all that is known of it, None for what is not."""

    title: str | None = None
    url: str | None = None
    page: str | None = None
    quote: str | None = None
    archived_url: str | None = None
    document_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """
    An amount of greenhouse gas.

    `tonnes` is canonical (CO2 equivalents; of carbon-only figures 44/12), exact to the last digit. `value` and `unit`
    are as reported; one of the unit is `factor` tonnes. `last_digit` is what the last reported digit is worth in
    tonnes: sums of rounded figures differ by it.
    """

    tonnes: Decimal
    value: str
    unit: str
    last_digit: Decimal
    source: Source | None = None
    factor: Decimal = Decimal(1)


def figure(value: Decimal, unit: Unit, *, source: Source | None = None, written: str | None = None) -> Figure:
    """
    Return the figure of a number in a unit; `written` is the number as reported, where that is not its plain form.

    >>> given = figure(Decimal("1234.5"), read_unit("kt CO2e"))
    >>> given.tonnes, given.value, given.unit, given.last_digit
    (Decimal('1234500'), '1234.5', 'kt CO2e', Decimal('100'))
    """
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise Invalid("number-unread", _("An amount must be a number."))
    return Figure(
        tonnes=unit.tonnes(value),
        value=f"{value:f}" if written is None else written,
        unit=unit.written,
        last_digit=unit.tonnes(Decimal(1).scaleb(exponent)),
        source=source,
        factor=unit.factor,
    )


def read_figure(
    value: str, unit: str, *, decimal: str | None = None, source: Source | None = None, co2_is_meant: bool = False
) -> Figure | None:
    """
    Return the figure that a cell and its unit mean; None where the cell says that there is none.

    Invalid, by the codes of `read_number` and `read_unit`, where it cannot be told.

    >>> read_figure("43,523", "kt CO2e", decimal=".").tonnes
    Decimal('43523000')
    >>> read_figure("--", "kt CO2e") is None
    True
    """
    number = read_number(value, decimal=decimal)
    if number is None:
        return None
    read = read_unit(unit, co2_is_meant=co2_is_meant)
    return figure(number, read, source=source, written=value.strip())


class CategoryState(StrEnum):
    """What a disclosure says of one category of scope 3."""

    REPORTED = "reported"
    ZERO = "zero"
    NOT_APPLICABLE = "not_applicable"
    EXCLUDED = "excluded"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Category:
    """One category of scope 3: a figure if reported, a reason if not applicable or excluded; missing is unknown."""

    state: CategoryState = CategoryState.MISSING
    figure: Figure | None = None
    reason: str | None = None


MISSING = Category()

CATEGORIES = {
    1: "Purchased goods and services",
    2: "Capital goods",
    3: "Fuel- and energy-related activities",
    4: "Upstream transportation and distribution",
    5: "Waste generated in operations",
    6: "Business travel",
    7: "Employee commuting",
    8: "Upstream leased assets",
    9: "Downstream transportation and distribution",
    10: "Processing of sold products",
    11: "Use of sold products",
    12: "End-of-life treatment of sold products",
    13: "Downstream leased assets",
    14: "Franchises",
    15: "Investments",
}
"""The fifteen of the Scope 3 Standard; 1 to 8 upstream, 9 to 15 downstream."""
