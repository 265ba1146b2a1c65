"""Units of intensity: an amount of greenhouse gas for each unit of something, mostly of money."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ratings.disclosures.rules.units import Unit, read_unit
from ratings.kernel.refusals import Invalid

SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
SCALES = {
    "": "1",
    "k": "1000",
    "thousand": "1000",
    "000": "1000",
    "1000": "1000",
    "m": "1000000",
    "mn": "1000000",
    "mio": "1000000",
    "million": "1000000",
    "1000000": "1000000",
    "bn": "1000000000",
    "billion": "1000000000",
}
PARTS = re.compile(r"\s*(?:/|\bper\b)\s*")
MONEY = re.compile(
    r"(?P<before>[a-z]+|1?000(?:000)?)?\s*(?P<currency>[A-Z]{3}|[€$£¥])\s*(?P<after>[a-zA-Z]+|000)?(?:\s+(?:of\s+)?(?:net\s+)?(?:revenue|turnover|sales))?"
)


@dataclass(frozen=True, slots=True)
class Rate:
    """One of `unit` for each `scale` units of `currency`, or for each `per` that is no money."""

    unit: Unit
    per: str
    currency: str | None = None
    scale: Decimal = Decimal(1)


def read_rate(text: str) -> Rate:
    """
    Return what an intensity counts; Invalid for what is none.

    >>> rate = read_rate("tCO2e/million EUR")
    >>> rate.currency, rate.scale, read_rate("kg CO2e per EURm").scale, read_rate("t CO2e/MWh").per
    ('EUR', Decimal('1000000'), Decimal('1000000'), 'MWh')
    """
    parts = PARTS.split(text.strip(), maxsplit=1)
    if len(parts) != 2 or not parts[1]:  # noqa: PLR2004 - what, and for each what
        raise Invalid(
            "rate-unread",
            _("“%(unit)s” is no intensity; write for example tCO2e/million EUR.") % {"unit": text.strip()[:60]},
        )
    unit, per = read_unit(parts[0]), parts[1]
    money = MONEY.fullmatch(per)
    scale = money and SCALES.get((money["before"] or money["after"] or "").casefold())
    if money is None or scale is None:
        return Rate(unit, per)
    return Rate(unit, per, SIGNS.get(money["currency"], money["currency"]), Decimal(scale))
