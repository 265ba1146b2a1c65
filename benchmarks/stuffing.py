"""
Companies that stuff their own reviews, simulated: how far the score moves, and when each public figure shows it.

docs/stuffing.md reads the results; `benchmarks/stuffing_play.py` holds the assumptions.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.figures import Figures, print_table
from benchmarks.stuffing_play import (
    BOUGHT_DAYS,
    CANCELLED_FAIL,
    DAYS_A_WEEK,
    FORGERIES_SEEN_THROUGH,
    HONEST,
    SIGNALS,
    STAFF_ACCOUNTS,
    STAFF_FAIL,
    STAFF_TOKENS,
    WEEKS,
    Scenario,
    Week,
    simulate,
)

SIZES = (50, 300, 2000)
"""Honest reviews a year."""
SEEDS = 20
SEEDS_QUICK = 6
SCENARIOS = (
    HONEST,
    Scenario(name="honest, unhappy come unasked", unhappy_come=2.0),
    Scenario(name="1 tokens to staff, new addresses", staff_tokens=STAFF_TOKENS, fails=STAFF_FAIL),
    Scenario(
        name="1 tokens to staff, ten accounts",
        staff_tokens=STAFF_TOKENS,
        staff_accounts=STAFF_ACCOUNTS,
        fails=STAFF_FAIL,
    ),
    Scenario(name="2 happy ones registered, known", registers="late"),
    Scenario(name="2 happy ones registered, guessed", registers="guess"),
    Scenario(name="3 bought, documents forged", bought="customer", refused=FORGERIES_SEEN_THROUGH),
    Scenario(name="3 bought, order mails, cancelled", bought="customer", refused=1.0),
    Scenario(name="3 bought, registered, cancelled", bought="company", fails=CANCELLED_FAIL),
    Scenario(name="3 bought, genuine small orders", bought="customer"),
    Scenario(name="3 bought by a rival, one star", bought="customer", bought_stars=1),
)


@dataclass(frozen=True, slots=True)
class Played:
    """All weeks of one scenario and size, one list for each seed."""

    runs: Sequence[Sequence[Week]]

    def middle(self, name: str, week: int = -1) -> float | None:
        """Return the median over the seeds of one figure after a week."""
        values = [value for run in self.runs if (value := getattr(run[week], name)) is not None]
        return median(values) if 2 * len(values) > len(self.runs) else None

    def first(self, signal: str) -> Sequence[int | None]:
        """Return for each seed the day by which a signal is first seen, None where it never is."""
        return [
            next(((week + 1) * DAYS_A_WEEK for week, seen in enumerate(run) if signal in seen.noticed), None)
            for run in self.runs
        ]


def played(scenario: Scenario, size: int, seeds: int, *, is_guarded: bool) -> Played:
    """Play a scenario with every seed."""
    return Played([list(simulate(scenario, size, seed, is_guarded=is_guarded)) for seed in range(seeds)])


def noticed(days: Sequence[int | None]) -> str:
    """
    Return in how many percent of the plays something was noticed, and on which day in the median of those.

    >>> noticed([70, 84, None, 98]), noticed([None])
    ('75 % day 84', '-')
    """
    seen = [day for day in days if day is not None]
    return f"{round(100 * len(seen) / len(days))} % day {round(median(seen))}" if seen else "-"


def _two(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def row(scenario: Scenario, size: int, seeds: int) -> Figures:
    """Return the figures of one scenario and size: without and with the rules for proofs."""
    bare, guarded = (played(scenario, size, seeds, is_guarded=is_guarded) for is_guarded in (False, True))
    peak = BOUGHT_DAYS // DAYS_A_WEEK if scenario.bought else WEEKS - 1
    return {
        "bare": _two(bare.middle("pooled", peak)),
        "shown": _two(guarded.middle("shown", peak)),
        "interval": f"{_two(guarded.middle('low', peak))}-{_two(guarded.middle('high', peak))}",
        "customers": _two(guarded.middle("customer", peak)),
        "company": _two(guarded.middle("company", peak)),
        "failed": _two(guarded.middle("failed")),
        "cov low": _two(guarded.middle("coverage_low")),
        "cov high": _two(guarded.middle("coverage_high")),
    } | {signal: noticed(guarded.first(signal)) for signal in SIGNALS}


def _without(figures: Figures, names: Sequence[str]) -> Figures:
    return {name: value for name, value in figures.items() if name not in names}


def main(argv: Sequence[str]) -> Figures:
    """Play all scenarios at all sizes; print and return the tables."""
    seeds = SEEDS_QUICK if "--quick" in argv else SEEDS
    sizes = SIZES[:2] if "--quick" in argv else SIZES
    started = time.monotonic()
    tables = {}
    for size in sizes:
        rows = {scenario.name: row(scenario, size, seeds) for scenario in SCENARIOS}
        title = f"{size} a year, {seeds} plays"
        print_table(title, {name: _without(figures, SIGNALS) for name, figures in rows.items()})
        print_table("noticed by", {name: {one: figures[one] for one in SIGNALS} for name, figures in rows.items()})
        tables[str(size)] = rows
    return {"tables": tables, "seeds": seeds, "seconds": round(time.monotonic() - started, 1)}
