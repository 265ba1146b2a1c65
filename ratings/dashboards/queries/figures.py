"""One score as pages and the API show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ratings.scores.models import Score
from ratings.scores.rules import CAUTIOUS_BELOW, THRESHOLD, shown_places

TOO_FEW = "fewer-than-5"
NO_PRIOR = "no-prior-yet"
DISAGREE = "groups-disagree"
GROUPS = ("customer", "company")

type Histogram = tuple[int, int, int, int, int]
NO_STARS: Histogram = (0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    One score: from `n` counted reviews with `histogram` of them for 1 to 5 stars.

    Where there is no number, mean, low and high are None and `reason` says why: `fewer-than-5`, `no-prior-yet`,
    or `groups-disagree` (the two groups of proofs have scores of their own instead). `prior_share` is the share
    of the mean that is the platform's average, from 0 to 1.
    """

    n: int
    histogram: Histogram
    mean: Decimal | None
    low: Decimal | None
    high: Decimal | None
    prior_share: Decimal | None
    reason: str | None

    @property
    def places(self) -> int:
        """Return how many decimals it is shown with."""
        return shown_places(self.n)

    @property
    def leads_with_interval(self) -> bool:
        """Tell whether the interval is said before the mean."""
        return self.n < CAUTIOUS_BELOW


def figure_of(score: Score | None, *, has_prior: bool) -> Figure:
    """Return a score's row as a figure; without a row there is no counted review, or no prior yet."""
    if score is None:
        return absent(reason=TOO_FEW if has_prior else NO_PRIOR)
    return Figure(
        n=score.n,
        histogram=histogram_of(score.stars),
        mean=score.mean,
        low=score.low,
        high=score.high,
        prior_share=score.prior_share if score.mean is not None else None,
        reason=None if score.mean is not None else TOO_FEW,
    )


def absent(*, reason: str, n: int = 0, histogram: Histogram = NO_STARS) -> Figure:
    """Return a figure without a number."""
    return Figure(
        n=n,
        histogram=histogram,
        mean=None,
        low=None,
        high=None,
        prior_share=None,
        reason=reason,
    )


def histogram_of(stars: list[int] | tuple[int, ...]) -> Histogram:
    """Return five counts; ValueError for any other number of them."""
    one, two, three, four, five = stars
    return (one, two, three, four, five)


def groups_disagree(groups: Mapping[str, Figure]) -> bool:
    """Tell whether both groups have scores, and their intervals have no point in common."""
    customer, company = groups["customer"], groups["company"]
    if min(customer.n, company.n) < THRESHOLD:
        return False
    if customer.low is None or customer.high is None:
        return False
    if company.low is None or company.high is None:
        return False
    return customer.high < company.low or company.high < customer.low


def single_figure(everyone: Figure, groups: Mapping[str, Figure]) -> Figure:
    """Return the figure of all counted reviews, without its number where the two groups disagree."""
    if not groups_disagree(groups):
        return everyone
    return absent(reason=DISAGREE, n=everyone.n, histogram=everyone.histogram)
