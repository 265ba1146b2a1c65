"""Charts as pages get them: data once, for the table and for the drawing."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line or row of bars; None where there is nothing to show."""

    name: str
    values: tuple[Decimal | int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """
    A chart with its table; `labels` run along the bottom, one value of each series for each.

    `kind` is "line" or "bar"; `low` and `high` fix the scale where the unit has ends (stars: 1 and 5).

    >>> chart = Chart(name="trend", title="Trend", label_title="Month", labels=("2026-10",),
    ...     series=(Series(name="Mean", values=(Decimal("4.1"),)),), low=1, high=5)
    >>> list(chart.rows)
    [('2026-10', (Decimal('4.1'),))]
    """

    name: str
    title: str
    label_title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: str = "line"
    low: int | None = None
    high: int | None = None

    @property
    def rows(self) -> Iterator[tuple[str, tuple[Decimal | int | None, ...]]]:
        """Yield the table: a label and one cell per series."""
        cells = zip(*(series.values for series in self.series), strict=True)
        yield from zip(self.labels, cells, strict=True)

    @property
    def data(self) -> dict[str, object]:
        """Return what static/js/page.js draws from, ready for JSON."""
        return {
            "kind": self.kind,
            "labels": list(self.labels),
            "series": [
                {"name": one.name, "values": [None if v is None else float(v) for v in one.values]}
                for one in self.series
            ],
            "low": self.low,
            "high": self.high,
        }
