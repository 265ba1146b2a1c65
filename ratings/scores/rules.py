"""
The score, version 2026.1, in exact arithmetic: the reference that the set-based SQL is tested against.

Units: weights and prior shares are integers of 10^-9; scores are decimals from 1 to 5 with 4 places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache

FORMULA = "2026.1"
SCALE = 10**9
PRIOR_STRENGTH = 7
OLDEST_AGE = 240
HALF_LIFE_MONTHS = 12
NINETY_PERCENT = Fraction(1645, 1000)
THRESHOLD = 5
"""No number is shown below so many counted reviews."""
CAUTIOUS_BELOW = 20
"""Below so many, the interval is said before the mean."""
ONE_PLACE_BELOW = 10
PLACES = Decimal("0.0001")

SERVICE = "service"
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    SERVICE: (
        "overall",
        "quality",
        "delivery",
        "support",
        "value",
        "complaint_handling",
    ),
    "carbon": ("clarity", "consistency", "credibility"),
}
GROUP_OF_METHOD: Mapping[str, str] = {
    "signed_receipt": "customer",
    "document": "customer",
    "invitation": "company",
    "purchase_token": "company",
    "signed_receipt:company": "company",
    "private:customer": "customer",
    "private:company": "company",
}
"""The group of each method as counts name it."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 90 % interval, and the share of the mean's weight that is the prior's."""

    mean: Decimal
    low: Decimal
    high: Decimal
    prior_share: Decimal


def dimensions_of(facet: str) -> tuple[str, ...]:
    """
    Return a facet's dimensions in the order in which counts hold them.

    >>> dimensions_of("carbon-2025")
    ('clarity', 'consistency', 'credibility')
    """
    return DIMENSIONS[SERVICE if facet == SERVICE else "carbon"]


@cache
def weight(age: int) -> int:
    """
    Return a star's weight by its age in months: round(10^9 * 2^(-age/12)), 0 beyond 240.

    A month in the future weighs like the present one.

    >>> weight(0), weight(12), weight(1), weight(241), weight(-3)
    (1000000000, 500000000, 943874313, 0, 1000000000)
    """
    if age > OLDEST_AGE:
        return 0
    with localcontext(prec=50):
        exact = SCALE * Decimal(2) ** (Decimal(-max(age, 0)) / HALF_LIFE_MONTHS)
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def weights() -> list[int]:
    """Return the table of weights for ages 0 to 240."""
    return [weight(age) for age in range(OLDEST_AGE + 1)]


def prior_shares(platform: Sequence[int]) -> list[int]:
    """
    Return p_s = (P_s + 1) / (P + 5) in units of 10^-9, from the platform's weighted counts in those units.

    >>> prior_shares([0, 0, 0, 0, 0])
    [200000000, 200000000, 200000000, 200000000, 200000000]
    >>> prior_shares([0, 0, 0, 0, 5 * SCALE])
    [100000000, 100000000, 100000000, 100000000, 600000000]
    """
    total = sum(platform) + 5 * SCALE
    return [_half_away(Fraction((stars + SCALE) * SCALE, total)) for stars in platform]


def _half_away(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def estimate(weighted: Sequence[int], prior: Sequence[int]) -> Estimate:
    """
    Return mean and interval from weighted counts w_1..w_5 and prior shares p_1..p_5, both in 10^-9.

    >>> estimate([0, 0, 0, 0, 10 * SCALE], [200000000] * 5).mean
    Decimal('4.1765')
    """
    pulled = [w + PRIOR_STRENGTH * p for w, p in zip(weighted, prior, strict=True)]
    strength = sum(weighted) + PRIOR_STRENGTH * SCALE
    mean = Fraction(sum(s * x for s, x in enumerate(pulled, 1)), strength)
    square = Fraction(sum(s * s * x for s, x in enumerate(pulled, 1)), strength)
    variance = max(square - mean * mean, Fraction(0)) / (Fraction(strength, SCALE) + 1)
    margin = NINETY_PERCENT * _root(variance)
    return Estimate(
        mean=_four_places(mean),
        low=_four_places(max(mean - margin, Fraction(1))),
        high=_four_places(min(mean + margin, Fraction(5))),
        prior_share=_four_places(Fraction(PRIOR_STRENGTH * SCALE, strength)),
    )


def _root(value: Fraction) -> Fraction:
    with localcontext(prec=60):
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def _four_places(value: Fraction) -> Decimal:
    with localcontext(prec=60):
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES, ROUND_HALF_UP)


def weighted_counts(counts: Mapping[int, Sequence[int]], month: int) -> list[int]:
    """
    Return w_1..w_5 in 10^-9 from counts n_1..n_5 by month number, as of a month.

    >>> weighted_counts({24312: [0, 0, 0, 0, 2], 24324: [1, 0, 0, 0, 0]}, 24324)
    [1000000000, 0, 0, 0, 1000000000]
    """
    totals = [0] * 5
    for first_published, stars in counts.items():
        w = weight(month - first_published)
        for place, n in enumerate(stars):
            totals[place] += n * w
    return totals


def overlap(one: Estimate, other: Estimate) -> bool:
    """Tell whether two intervals have a point in common."""
    return one.low <= other.high and other.low <= one.high


def shown_places(n: int) -> int:
    """
    Return how many decimals a score from n reviews is shown with.

    >>> shown_places(9), shown_places(10)
    (1, 2)
    """
    return 1 if n < ONE_PLACE_BELOW else 2
