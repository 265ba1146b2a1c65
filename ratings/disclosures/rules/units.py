"""Units of mass of greenhouse gas: how many tonnes of CO2 equivalent one of each is; the rest is refused by name."""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

from django.utils.translation import gettext as _

from ratings.kernel.refusals import Invalid

CARBON_TO_CO2 = (44, 12)
"""Masses of CO2 and of carbon in it: a tonne of carbon is 44/12 tonnes of CO2."""

SYMBOLS = {
    "g": "1E-6",
    "kg": "1E-3",
    "Kg": "1E-3",
    "KG": "1E-3",
    "Mg": "1",
    "Gg": "1E+3",
    "Tg": "1E+6",
    "t": "1",
    "T": "1",
    "kt": "1E+3",
    "Kt": "1E+3",
    "KT": "1E+3",
    "kT": "1E+3",
    "ktonne": "1E+3",
    "ktonnes": "1E+3",
    "Mt": "1E+6",
    "Mtonne": "1E+6",
    "Mtonnes": "1E+6",
    "MMt": "1E+6",
    "MMT": "1E+6",
    "Gt": "1E+9",
}
WORDS = {
    "gram": "1E-6",
    "kilogram": "1E-3",
    "kilo": "1E-3",
    "tonne": "1",
    "metric ton": "1",
    "metric tonne": "1",
    "megagram": "1",
    "gigagram": "1E+3",
    "kilotonne": "1E+3",
    "kiloton": "1E+3",
    "metric kiloton": "1E+3",
    "megatonne": "1E+6",
    "megaton": "1E+6",
    "metric megaton": "1E+6",
    "gigatonne": "1E+9",
    "short ton": "0.90718474",
    "us ton": "0.90718474",
    "long ton": "1.0160469088",
    "imperial ton": "1.0160469088",
}
MULTIPLES = {
    "thousand": "1E+3",
    "thousands": "1E+3",
    "k": "1E+3",
    "000": "1E+3",
    "1000": "1E+3",
    "million": "1E+6",
    "millions": "1E+6",
    "mn": "1E+6",
    "mio": "1E+6",
    "1000000": "1E+6",
    "billion": "1E+9",
    "billions": "1E+9",
}
EQUIVALENT = re.compile(
    r"[\s\-_]*\(?\s*(?:of\s+)?(?:CO2|carbon\s+dioxide)[\s\-_.]*\(?\s*(?:eq(?:uiv(?:alents?)?)?\.?|equivalents?|e)\s*\)?\s*\)?$",
    re.IGNORECASE,
)
CO2_ALONE = re.compile(r"[\s\-_]*\(?\s*(?:of\s+)?(?:CO2|carbon\s+dioxide)\s*\)?$", re.IGNORECASE)
CARBON_EQUIVALENT = re.compile(r"(?<=[a-z\s])[\s\-_]*C[\s\-]?(?:eq|e)\.?$|\s+(?:of\s+)?carbon\s+equivalents?$")
CARBON_ALONE = re.compile(r"(?<=[tgT\s])C$|\s+(?:of\s+)?carbon$")
ENERGY = re.compile(r"\b(?:[kMGT]?Wh|[kMGTP]?J|therms?|MMBtu|toe)\b")
TONS = re.compile(r"tons?", re.IGNORECASE)
MEGA_OR_METRIC = frozenset({"mt", "MT", "mT"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, and how many tonnes one of it is: `factor`, and 44/12 besides where it counts carbon."""

    written: str
    factor: Decimal
    is_carbon: bool = False

    def tonnes(self, value: Decimal) -> Decimal:
        """
        Return tonnes of CO2 equivalent, exact to the last digit; of carbon to a millionth of a tonne.

        >>> read_unit("Mt CO2e").tonnes(Decimal("1.23")), read_unit("t").tonnes(Decimal("0.10"))
        (Decimal('1230000'), Decimal('0.10'))
        >>> read_unit("tCe").tonnes(Decimal("3")), read_unit("tCe").tonnes(Decimal("1"))
        (Decimal('11'), Decimal('3.666667'))
        """
        with localcontext(prec=100):
            scaled = value * self.factor
            if self.is_carbon:
                scaled = (scaled * CARBON_TO_CO2[0] / CARBON_TO_CO2[1]).quantize(Decimal("0.000001")).normalize()
            return _without_exponent(scaled)


def read_unit(text: str, *, co2_is_meant: bool = False) -> Unit:
    """
    Return the unit that a text names; Invalid, by its own code, for what is none or might be two.

    Units of CO2 alone and of carbon alone are taken only where the figure is about CO2 (`co2_is_meant`): read as CO2
    equivalents they would leave out the other gases in silence.

    >>> [str(read_unit(u).factor) for u in ("t", "tCO2e", "kt CO2e", "MtCO2e", "kg", "Mg", "Gg", "thousand tonnes")]
    ['1', '1', '1E+3', '1E+6', '0.001', '1', '1E+3', '1E+3']
    >>> [str(read_unit(u).factor) for u in ("metric tons CO2-eq", "Millions t", "short tons CO2e", "tonnes of CO₂e")]
    ['1', '1E+6', '0.90718474', '1']
    >>> for text in ("tons CO2e", "MT", "tCO2", "tC", "MWh", "barrels", ""):
    ...     try:
    ...         print(read_unit(text))
    ...     except Invalid as error:
    ...         print(error.code)
    unit-ambiguous-tons
    unit-ambiguous-mt
    unit-co2-alone
    unit-carbon-alone
    unit-of-energy
    unit-unknown
    unit-missing
    """
    written = " ".join(text.replace("₂", "2").split())
    if not written:
        raise Invalid("unit-missing", _("Name the unit, for example tCO2e."))
    mass, is_carbon = _without_gas(written, co2_is_meant=co2_is_meant)
    return Unit(text.strip(), _factor(mass, written), is_carbon)


def _without_gas(written: str, *, co2_is_meant: bool) -> tuple[str, bool]:
    """Return the unit of mass alone, and whether it counts carbon rather than CO2."""
    for pattern, is_carbon in ((EQUIVALENT, False), (CARBON_EQUIVALENT, True)):
        if pattern.search(written):
            return pattern.sub("", written).strip(), is_carbon
    for pattern, is_carbon, code, said in (
        (CO2_ALONE, False, "unit-co2-alone", "CO2"),
        (CARBON_ALONE, True, "unit-carbon-alone", "C"),
    ):
        if pattern.search(written):
            if not co2_is_meant:
                raise Invalid(
                    code,
                    _("“%(unit)s” counts %(gas)s alone; give CO2 equivalents (tCO2e).")
                    % {"unit": written[:60], "gas": said},
                )
            return pattern.sub("", written).strip(), is_carbon
    return written, False


def _factor(mass: str, written: str) -> Decimal:
    if mass in SYMBOLS:
        return Decimal(SYMBOLS[mass])
    words = mass.casefold().replace(",", "").replace("'", "").replace("metric-", "metric ")
    first, _space, rest = words.partition(" ")
    first = first.removesuffix(".")
    if first in MULTIPLES and rest:
        _refuse_doubtful(rest, written)
        return Decimal(MULTIPLES[first]) * _single(rest.removeprefix("of ").strip(), written)
    _refuse_doubtful(mass, written)
    return _single(words, written)


def _single(words: str, written: str) -> Decimal:
    singular = words.removesuffix("s")
    if singular == "t":
        return Decimal(1)
    if singular not in WORDS:
        raise Invalid(
            "unit-unknown",
            _("“%(unit)s” is no unit that we know; give tCO2e, kg, kt or Mt CO2e.") % {"unit": written[:60]},
        )
    return Decimal(WORDS[singular])


def _refuse_doubtful(mass: str, written: str) -> None:
    if ENERGY.search(mass):
        raise Invalid(
            "unit-of-energy",
            _("“%(unit)s” is an amount of energy, not of greenhouse gas.") % {"unit": written[:60]},
        )
    if TONS.fullmatch(mass):
        raise Invalid(
            "unit-ambiguous-tons",
            _("“%(unit)s” may be metric, short or long tons; say which.") % {"unit": written[:60]},
        )
    if mass in MEGA_OR_METRIC:
        raise Invalid(
            "unit-ambiguous-mt",
            _("“%(unit)s” may mean metric tons or megatonnes; write t or Mt.") % {"unit": written[:60]},
        )


def _without_exponent(value: Decimal) -> Decimal:
    """Return the same number, written without an exponent above zero."""
    exponent = value.as_tuple().exponent
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value
