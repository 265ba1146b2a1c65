"""Amounts in cells: of greenhouse gas, and of money."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from ratings.disclosures.rules.disclosure import Money
from ratings.disclosures.rules.figures import Figure, Source, figure
from ratings.disclosures.rules.numbers import is_not_given, read_number
from ratings.disclosures.rules.reading import LARGEST
from ratings.disclosures.rules.units import Unit, read_unit
from ratings.imports.disclosures.grid import Line, as_spreadsheet_keeps_it
from ratings.kernel.refusals import Invalid

MONEY_UNIT = re.compile(r"(?:([A-Z]{3})(?: (\w+))?|(\w+) ([A-Z]{3}))")
SCALES = {"": "1", "thousands": "1E+3", "millions": "1E+6", "billions": "1E+9"}


def amount_at(line: Line, index: int) -> Decimal | None:
    """Return the number in a cell, None where none is given; Invalid where it is none, below zero or absurd."""
    text = line.at(index)
    if is_not_given(text):
        return None
    number = read_number(text, decimal=line.decimal_of(index))
    if number is None:
        return None
    if number < 0:
        raise Invalid("below-zero", _("Gross emissions are never below zero; removals stand apart."))
    if number >= LARGEST:
        raise Invalid("number-too-large", _("“%(text)s” is more than anybody emits or earns.") % {"text": text[:40]})
    return as_spreadsheet_keeps_it(number)


def says_nothing(line: Line, index: int) -> bool:
    """Say whether a cell holds words for no figure, such as `--`."""
    return bool(line.at(index)) and is_not_given(line.at(index))


def figure_at(line: Line, index: int, unit: Unit, *, source: Source | None = None) -> Figure | None:
    """Return the figure in a cell: canonical tonnes, beside the number and the unit as reported."""
    number = amount_at(line, index)
    return None if number is None else figure(number, unit, source=source, written=line.at(index))


def unit_of(text: str, *, said: dict[str, str], co2_is_meant: bool = False) -> Unit:
    """
    Return a unit; `said` holds spellings that a shape is known to use, with the tonnes that one is.

    >>> unit_of("tons CO2e", said={"tons co2e": "1"})
    Unit(written='tons CO2e', factor=Decimal('1'), is_carbon=False)
    """
    known = said.get(" ".join(text.replace("₂", "2").casefold().split()))
    return Unit(text.strip(), Decimal(known)) if known else read_unit(text, co2_is_meant=co2_is_meant)


def money_unit(text: str) -> tuple[str, Decimal]:
    """
    Return the currency of an amount of money and what one of it is worth; Invalid where both are not told.

    >>> money_unit("EUR Millions"), money_unit("Thousands EUR"), money_unit("KRW")
    (('EUR', Decimal('1E+6')), ('EUR', Decimal('1E+3')), ('KRW', Decimal('1')))
    """
    found = MONEY_UNIT.fullmatch(text.strip())
    scale = found and SCALES.get((found[2] or found[3] or "").casefold())
    if found is None or scale is None:
        raise Invalid(
            "money-unit-unread", _("“%(unit)s” names no currency and scale; write EUR Millions.") % {"unit": text[:40]}
        )
    return found[1] or found[4], Decimal(scale)


def money_at(line: Line, index: int, unit: str, *, source: Source | None = None) -> Money | None:
    """Return the amount of money in a cell."""
    number = amount_at(line, index)
    if number is None:
        return None
    currency, scale = money_unit(unit)
    return Money(number, currency, scale, source)
