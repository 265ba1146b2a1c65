"""
The arithmetic of emission targets: linear path, yearly cut, progress; exact, rounded only where a number never ends.

B is the base value, E the emissions of a year, r the reduction from 0 to 1. Rates are those of SBTi's cross-sector
absolute contraction, version 1: linear, in shares of the base year, never compound.
"""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

RATE_1_5C = Decimal("0.042")
RATE_WELL_BELOW_2C = Decimal("0.025")
LATEST_FREE_BASE_YEAR = 2020
"""For a later base year, version 1 asks for the cut since 2020 all the same."""
NEAR_TERM_YEARS = 10
LONG_TERM_REDUCTION = Decimal("0.9")
LONG_TERM_YEAR = 2050
PLACES = 10


def exact(value: Fraction) -> Decimal:
    """
    Return the number to its last digit where it ends, else to ten places, halves away from zero.

    >>> exact(Fraction(42, 1000)), exact(Fraction(10, 21)), exact(Fraction(58000))
    (Decimal('0.042'), Decimal('0.4761904762'), Decimal('58000'))
    """
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    with localcontext(prec=120):
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        if rest != 1:
            return quotient.quantize(Decimal(1).scaleb(-PLACES), rounding=ROUND_HALF_UP)
        plain = quotient.normalize()
        return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def linear_annual_reduction(*, reduction: Decimal, base_year: int, target_year: int) -> Fraction:
    """
    Return the yearly cut as a share of base-year emissions.

    >>> exact(linear_annual_reduction(reduction=Decimal("0.42"), base_year=2020, target_year=2030))
    Decimal('0.042')
    >>> exact(linear_annual_reduction(reduction=Decimal("0.40"), base_year=2020, target_year=2030))
    Decimal('0.04')
    """
    return Fraction(reduction) / (target_year - base_year)


def is_aligned_with_1_5c(*, reduction: Decimal, base_year: int, target_year: int) -> bool:
    """
    Say whether a target cuts 4.2 % of the base value a year or more, after 2020 counted from 2020.

    >>> cuts = [Decimal("0.42"), Decimal("0.419"), Decimal("0.336")]
    >>> [is_aligned_with_1_5c(reduction=cut, base_year=2020, target_year=2030) for cut in cuts]
    [True, False, False]
    >>> [is_aligned_with_1_5c(reduction=cut, base_year=2022, target_year=2030) for cut in cuts]
    [True, False, False]
    """
    return reduction >= RATE_1_5C * (target_year - min(base_year, LATEST_FREE_BASE_YEAR))


def is_well_below_2c(*, reduction: Decimal, base_year: int, target_year: int) -> bool:
    """
    Say whether a target cuts 2.5 % of the base value a year or more.

    >>> [is_well_below_2c(reduction=Decimal(r), base_year=2020, target_year=2030) for r in ("0.25", "0.2499")]
    [True, False]
    """
    return reduction >= RATE_WELL_BELOW_2C * (target_year - base_year)


def target_value(*, base: Decimal, reduction: Decimal) -> Fraction:
    """
    Return what is left in the target year.

    >>> exact(target_value(base=Decimal(100000), reduction=Decimal("0.42")))
    Decimal('58000')
    """
    return Fraction(base) * (1 - Fraction(reduction))


def path_value(*, base: Decimal, reduction: Decimal, base_year: int, target_year: int, year: int) -> Fraction:
    """
    Return the linear path's value for a year; after the target year, the target.

    >>> exact(path_value(base=Decimal(100000), reduction=Decimal("0.42"), base_year=2020, target_year=2030, year=2025))
    Decimal('79000')
    """
    rate = linear_annual_reduction(reduction=reduction, base_year=base_year, target_year=target_year)
    return Fraction(base) * (1 - rate * (min(year, target_year) - base_year))


def progress_share(*, base: Decimal, now: Decimal, reduction: Decimal) -> Fraction | None:
    """
    Return how much of the promised cut is reached; None where no cut is promised, or the base is zero.

    >>> exact(progress_share(base=Decimal(100000), now=Decimal(80000), reduction=Decimal("0.42")))
    Decimal('0.4761904762')
    """
    promised = Fraction(base) * Fraction(reduction)
    return (Fraction(base) - Fraction(now)) / promised if promised else None


def annual_cut_needed(
    *, base: Decimal, reduction: Decimal, now: Decimal, year: int, target_year: int
) -> Decimal | None:
    """
    Return the compound yearly cut from now that still reaches the target; None once its year has come, or from zero.

    >>> base, reduction, now = Decimal(100000), Decimal("0.42"), Decimal(80000)
    >>> annual_cut_needed(base=base, reduction=reduction, now=now, year=2025, target_year=2030)
    Decimal('0.0622920429')
    >>> 1 - (1 - RATE_1_5C) ** 10 < Decimal("0.349"), RATE_1_5C * 10
    (True, Decimal('0.420'))
    """
    if year >= target_year or now <= 0:
        return None
    with localcontext(prec=50):
        left = base * (1 - reduction) / now
        needed = 1 - (left ** (Decimal(1) / (target_year - year)) if left else Decimal(0))
        return needed.quantize(Decimal(1).scaleb(-PLACES), rounding=ROUND_HALF_UP)
