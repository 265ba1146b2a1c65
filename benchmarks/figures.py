"""Percentiles and tables."""

from collections.abc import Sequence
from typing import Any

type Figures = dict[str, Any]


def percentile(values: Sequence[float], share: float) -> float:
    """
    Return the value below which a share of the values lies, by nearest rank.

    >>> percentile([4, 1, 3, 2], 0.5)
    2
    """
    ordered = sorted(values)
    return ordered[max(round(share * len(ordered) + 0.499999) - 1, 0)]


def summary(latencies: Sequence[float], seconds: float) -> Figures:
    """Return operations per second and p50 and p99 in milliseconds, from latencies in seconds."""
    return {
        "per_second": round(len(latencies) / seconds, 1),
        "p50_ms": round(percentile(latencies, 0.5) * 1000, 2),
        "p99_ms": round(percentile(latencies, 0.99) * 1000, 2),
        "n": len(latencies),
    }


def print_table(title: str, rows: dict[str, Figures]) -> None:
    """Print named rows under the columns that they share."""
    columns = list(dict.fromkeys(name for row in rows.values() for name in row))
    print(f"\n{title:<34}" + "".join(f"{column:>14}" for column in columns))
    for name, row in rows.items():
        print(f"{name:<34}" + "".join(f"{row.get(column, '')!s:>14}" for column in columns))
