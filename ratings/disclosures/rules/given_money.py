"""Revenue, employees and intensities as they stand in a JSON document."""

from decimal import Decimal

from django.utils.translation import gettext as _

from ratings.disclosures.rules.disclosure import (
    Intensity,
    Money,
)
from ratings.disclosures.rules.given import FigureReader
from ratings.disclosures.rules.rates import SCALES
from ratings.disclosures.rules.reading import JSON_NUMBER, Fields

WORDS = {word: scale for word, scale in SCALES.items() if word} | {"one": "1", "unit": "1"}


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
    found = _scale_of(given.casefold())
    if found is None:
        fields.refuse("scale", _("This must be 1, thousand, million or billion."))
    return found


def _scale_of(text: str) -> Decimal | None:
    """
    Return what one is worth where amounts are counted in a word or number; None for what is no scale.

    >>> [str(_scale_of(text)) for text in ("millions", "mn", "1,000", "1e+6", "1000000.0", "dozen", "s")]
    ['1000000', '1000000', '1000', '1000000', '1000000', 'None', 'None']
    """
    if text.removesuffix("s") in WORDS:
        return Decimal(WORDS[text.removesuffix("s")])
    plain = text.replace(",", "")
    number = Decimal(plain) if JSON_NUMBER.fullmatch(plain) else None
    return next((scale for scale in map(Decimal, WORDS.values()) if scale == number), None)


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
