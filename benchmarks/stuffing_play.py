"""
One company that may stuff its own reviews, played week by week, and what the public sees of it.

Through the real formula (`ratings.scores.rules`) and the rules for proofs; every assumption is a constant here.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from ratings.scores.rules import SCALE, THRESHOLD, Estimate, estimate, overlap, prior_shares, weighted_counts

HISTORY_WEEKS = 52
WEEKS = 52
DAYS_A_WEEK = 7
DAYS_A_MONTH = 365.25 / 12

TRUE_STARS = (0.20, 0.15, 0.18, 0.19, 0.28)
"""What the company's customers think: 3.20 in the mean."""
PLATFORM_STARS = (0.10, 0.07, 0.11, 0.22, 0.50)
PLATFORM_REVIEWS = 200_000
SHARE_ON_THEIR_OWN = 0.25
"""Of the reviews, those whose author showed a receipt or document without being asked."""
ANSWER_RATE = 0.08
"""Of the orders that are invited or carry a token, those that are reviewed."""
MATCHABLE = 0.8
"""Of the proofs that customers show on their own, those with an order number to compare."""
FORGETS_TO_REGISTER = 0.05
"""Of an honest company's orders, those it fails to register, whatever they end in."""
LATE_ANYWAY = 0.03
"""Of an honest company's orders, those registered more than three days later."""

SECOND_PROOF = 0.02
"""Of company-group proofs, those drawn for a second proof."""
HONEST_FAIL = 0.20
"""Of honest customers who are drawn, those who show no second proof: lost, or not worth the trouble."""
STAFF_FAIL = 0.95
CANCELLED_FAIL = 0.95
"""Staff without a purchase, and buyers of orders that were cancelled, have nothing else to show."""
STAFF_TOKENS = 0.05
STAFF_ACCOUNTS = 10
BOUGHT_A_DAY = 3
BOUGHT_DAYS = 60
FORGERIES_SEEN_THROUGH = 0.6
"""By the moderator, by a picture used before, or by an order number that the company's own form does not have."""
GUESSES_RIGHT = 0.8
"""How often a company guesses, when an order is placed, whether it will get 4 or 5 stars."""
HAPPY = 4
UNHAPPY = 2

Z = 1.645
"""Ninety percent, two-sided, as everywhere on the pages."""
LEAST_MATCHES = 20
"""Orders of either kind from which coverage is shown (`dashboards.queries.verification`)."""
LEAST_DRAWS = 5
"""Decided draws from which their failure share is shown (`verification.rules`)."""
WEEKS_TO_BACK = 4
"""How long a second proof is waited for before it has failed; those that come do so within a week."""
SURPRISE = 0.01
"""A failure share that an honest company would reach so seldom counts as noticed."""
LATE_NOTICED = 0.2
CHART_SIGMAS = 4

SIGNALS = ("groups part", "second proofs", "coverage", "late orders", "month chart")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What a company does. `bought`: the group that bought reviews fall in; `refused`: the share that checks refuse."""

    name: str
    staff_tokens: float = 0.0
    staff_accounts: int | None = None
    registers: str = "all"
    bought: str = ""
    bought_stars: int = 5
    refused: float = 0.0
    fails: float = HONEST_FAIL
    unhappy_come: float = 1.0


HONEST = Scenario(name="honest")


@dataclass(slots=True)
class Books:
    """What the public figures of one company are computed from; months and weeks count from the attack's first."""

    counts: dict[str, dict[int, list[int]]] = field(default_factory=lambda: {"customer": {}, "company": {}})
    draws: list[tuple[int, bool]] = field(default_factory=list)
    matches: list[tuple[int, str, bool]] = field(default_factory=list)
    orders: list[tuple[int, int]] = field(default_factory=list)
    reviews: list[int] = field(default_factory=list)

    def publish(self, group: str, week: int, stars: int) -> None:
        """Count one review."""
        month = self.counts[group].setdefault(month_of(week), [0] * 5)
        month[stars - 1] += 1
        self.reviews[-1] += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What the public sees after one week."""

    shown: float
    low: float
    high: float
    pooled: float
    customer: float | None
    company: float | None
    coverage_low: float | None
    coverage_high: float | None
    failed: float | None
    noticed: frozenset[str]


def month_of(week: int) -> int:
    """
    Return a week's month, both counted from the attack's first.

    >>> month_of(0), month_of(5), month_of(-1)
    (0, 1, -1)
    """
    return math.floor(week * DAYS_A_WEEK / DAYS_A_MONTH)


def prior() -> list[int]:
    """Return the platform's shares, in 10^-9."""
    return prior_shares([round(share * PLATFORM_REVIEWS) * SCALE for share in PLATFORM_STARS])


def some(rng: Random, mean: float) -> int:
    """Return a Poisson number (Knuth's way; means here are below 100)."""
    limit, product, n = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        n += 1
    return n


@dataclass(slots=True)
class Play:
    """One company's two years, the second as the scenario says; `is_guarded` puts the rules for proofs in force."""

    scenario: Scenario
    size: int
    rng: Random
    is_guarded: bool
    books: Books = field(default_factory=Books)
    staff_voices: int = 0

    def week(self, week: int) -> None:
        """Let one week pass; before week 0 the company is honest."""
        honest = replace(HONEST, unhappy_come=self.scenario.unhappy_come)
        now = self.scenario if week >= 0 else honest
        self.books.reviews.append(0)
        self._invited(now, week)
        self._unasked(now, week)
        self._bought(now, week)

    def _invited(self, now: Scenario, week: int) -> None:
        """Reviews on the company's word: of orders that it registered or printed a token for, and of its staff."""
        mean = self.size * (1 - SHARE_ON_THEIR_OWN) / ANSWER_RATE / WEEKS
        total = total_late = 0
        for stars, share in enumerate(TRUE_STARS, 1):
            orders = self.rng.binomialvariate(some(self.rng, mean * share), registered_share(now, stars))
            staff = self.rng.binomialvariate(orders, now.staff_tokens)
            for _ in range(staff):
                self._staff(now, week)
            late = orders if now.registers == "late" else self.rng.binomialvariate(orders, LATE_ANYWAY)
            for _ in range(self.rng.binomialvariate(orders - staff, ANSWER_RATE)):
                if self._passes(week, HONEST_FAIL):
                    self.books.publish("company", week, stars)
            total, total_late = total + orders, total_late + late
        self.books.orders.append((total, total_late))

    def _staff(self, now: Scenario, week: int) -> None:
        """One token in a staff member's hands: five stars, within their accounts' one counted voice a year each."""
        if not self._passes(week, now.fails):
            return
        self.staff_voices += 1
        if not self.is_guarded or now.staff_accounts is None or self.staff_voices <= now.staff_accounts:
            self.books.publish("company", week, 5)

    def _passes(self, week: int, fails: float) -> bool:
        """Draw some for a second proof, blind to stars; a review without it is not published."""
        if not self.is_guarded or self.rng.random() >= SECOND_PROOF:
            return True
        failed = self.rng.random() < fails
        self.books.draws.append((week + WEEKS_TO_BACK * failed, failed))
        return not failed

    def _unasked(self, now: Scenario, week: int) -> None:
        """Reviews of customers who show a proof on their own; some of their orders are compared with the registered."""
        weights = [share * (now.unhappy_come if stars <= UNHAPPY else 1) for stars, share in enumerate(TRUE_STARS, 1)]
        for stars in self.rng.choices(
            (1, 2, 3, 4, 5), weights, k=some(self.rng, self.size * SHARE_ON_THEIR_OWN / WEEKS * sum(weights))
        ):
            self.books.publish("customer", week, stars)
            if self.rng.random() < MATCHABLE and (stars <= UNHAPPY or stars >= HAPPY):
                known = self.rng.random() < registered_share(now, stars)
                self.books.matches.append((week, "high" if stars >= HAPPY else "low", known))

    def _bought(self, now: Scenario, week: int) -> None:
        if not now.bought or week < 0:
            return
        days = max(0, min(BOUGHT_DAYS - week * DAYS_A_WEEK, DAYS_A_WEEK))
        for _ in range(BOUGHT_A_DAY * days):
            if self.is_guarded and self.rng.random() < now.refused:
                continue
            if now.bought == "customer" or self._passes(week, now.fails):
                self.books.publish(now.bought, week, now.bought_stars)


def registered_share(now: Scenario, stars: int) -> float:
    """
    Return the share of a company's orders that it registers, of those that will get so many stars.

    >>> registered_share(Scenario(name="guess", registers="guess"), 1), registered_share(HONEST, 5)
    (0.2, 0.95)
    """
    if now.registers == "late":
        return float(stars >= HAPPY)
    if now.registers == "guess":
        return round(GUESSES_RIGHT if stars >= HAPPY else 1 - GUESSES_RIGHT, 9)
    return 1 - FORGETS_TO_REGISTER


def simulate(scenario: Scenario, size: int, seed: int, *, is_guarded: bool) -> Iterator[Week]:
    """Play one company's two years, the second with the attack; yield what is public after each of its weeks."""
    rng = Random(f"{scenario.name} {size} {seed}")
    play, shares = Play(scenario, size, rng, is_guarded), prior()
    for week in range(-HISTORY_WEEKS, WEEKS):
        play.week(week)
        if week >= 0:
            yield seen(play.books, shares, week, is_guarded=is_guarded)


def seen(books: Books, shares: Sequence[int], week: int, *, is_guarded: bool) -> Week:
    """Compute what is public after a week."""
    groups = {group: _score(months, shares, week) if is_guarded else None for group, months in books.counts.items()}
    everyone = _score(_pooled(books.counts), shares, week)
    assert everyone is not None
    customer, company = groups["customer"], groups["company"]
    parts = is_guarded and customer is not None and company is not None and not overlap(customer, company)
    shown = everyone
    if parts and customer and company:
        shown = min(customer, company, key=lambda one: one.mean)
    low, high = coverage(books, week, "low"), coverage(books, week, "high")
    signals = {
        "groups part": parts,
        "second proofs": is_guarded and _second_proofs_noticed(books, week),
        "coverage": is_guarded and _coverage_noticed(low, high),
        "late orders": is_guarded and _late_noticed(books),
        "month chart": _chart_noticed(books),
    }
    draws = _recent_draws(books, week)
    return Week(
        shown=float(shown.mean),
        low=float(shown.low),
        high=float(shown.high),
        pooled=float(everyone.mean),
        customer=float(customer.mean) if customer else None,
        company=float(company.mean) if company else None,
        coverage_low=_share(low),
        coverage_high=_share(high),
        failed=sum(draws) / len(draws) if len(draws) >= LEAST_DRAWS else None,
        noticed=frozenset(name for name, is_noticed in signals.items() if is_noticed),
    )


def _pooled(groups: Mapping[str, Mapping[int, Sequence[int]]]) -> dict[int, list[int]]:
    pooled: dict[int, list[int]] = {}
    for months in groups.values():
        for month, stars in months.items():
            pooled[month] = [a + b for a, b in zip(pooled.get(month, [0] * 5), stars, strict=True)]
    return pooled


def _score(months: Mapping[int, Sequence[int]], shares: Sequence[int], week: int) -> Estimate | None:
    if sum(map(sum, months.values())) < THRESHOLD:
        return None
    return estimate(weighted_counts(months, month_of(week)), shares)


type Matches = list[bool]


def coverage(books: Books, week: int, stars: str) -> Matches:
    """Return for each order that a customer showed in the last year, of low or high stars, whether it was known."""
    return [known for at, kind, known in books.matches if kind == stars and at > week - WEEKS]


def _share(matches: Matches) -> float | None:
    return sum(matches) / len(matches) if len(matches) >= LEAST_MATCHES else None


def _coverage_noticed(low: Matches, high: Matches) -> bool:
    if min(len(low), len(high)) < LEAST_MATCHES:
        return False
    return wilson(sum(low), len(low))[1] < wilson(sum(high), len(high))[0]


def wilson(hits: int, n: int) -> tuple[float, float]:
    """
    Return the 90 % interval of a share (Wilson, 1927).

    >>> [round(end, 3) for end in wilson(5, 20)]
    [0.125, 0.437]
    """
    share, square = hits / n, Z * Z / n
    middle = share + square / 2
    margin = Z * math.sqrt(share * (1 - share) / n + square / (4 * n))
    return (middle - margin) / (1 + square), (middle + margin) / (1 + square)


def _recent_draws(books: Books, week: int) -> Matches:
    return [failed for at, failed in books.draws if week - WEEKS < at <= week]


def _second_proofs_noticed(books: Books, week: int) -> bool:
    draws = _recent_draws(books, week)
    return len(draws) >= LEAST_DRAWS and chance_of(sum(draws), len(draws), HONEST_FAIL) < SURPRISE


def chance_of(hits: int, n: int, share: float) -> float:
    """
    Return the chance of at least so many hits.

    >>> round(chance_of(3, 3, 0.2), 3), chance_of(0, 0, 0.2)
    (0.008, 1.0)
    """
    return min(1.0, sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(hits, n + 1)))


def _late_noticed(books: Books) -> bool:
    last = books.orders[-4:]
    orders, late = sum(n for n, _ in last), sum(late for _, late in last)
    return orders >= LEAST_MATCHES and late / orders > LATE_NOTICED


def _chart_noticed(books: Books) -> bool:
    """Tell whether the last four weeks stand out of the year before them, as they do in the public month chart."""
    before, last = books.reviews[-WEEKS:-4], sum(books.reviews[-4:])
    usual = 4 * sum(before) / len(before)
    return last > usual + CHART_SIGMAS * math.sqrt(usual + 1)
