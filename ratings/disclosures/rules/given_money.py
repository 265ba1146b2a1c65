"""Revenue, employees and intensities as they stand in a JSON document."""

from decimal import Decimal

from django.utils.translation import gettext as _

from ratings.disclosures.rules.disclosure import (
    Intensity,
    Money,
)
from ratings.disclosures.rules.given import FigureReader
from ratings.disclosures.rules.reading import Fields

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


def read_revenue(fields: Fields, figures: FigureReader) -> Money | None:
    """Take revenue, with currency and scale beside or inside it."""
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


def read_employees(fields: Fields) -> Decimal | None:
    """Take the number of employees."""
    count = fields.number("employees")
    if count is not None and count < 0:
        fields.refuse("employees", _("This cannot be below zero."))
    return count


def read_intensity(fields: Fields, figures: FigureReader, name: str) -> Intensity | None:
    """Take an intensity."""
    given = fields.raw(name)
    if not isinstance(given, dict):
        value = fields.number(name)
        return None if value is None else Intensity(value)
    intensity = Fields(given, fields.at(name), fields.mistakes)
    intensity.require("value")
    value, unit, source = intensity.number("value"), intensity.text("unit"), figures.source(intensity)
    intensity.finish()
    return None if value is None else Intensity(value, unit, source)
