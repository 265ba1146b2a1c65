"""The sums of one reading: every row is taken, merged or refused, and every refusal has a reason."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ratings.imports.disclosures.found import CellRefusal, ReadRow, RowState

NAMED_REFUSALS = 1000
NOT_ASKED_FOR = frozenset(
    {
        "blank",
        "intensity",
        "net-figure",
        "no-document",
        "no-figure",
        "no-one-category",
        "no-target",
        "not-a-company",
        "not-emissions",
        "other-sheet",
        "part-of-company",
        "part-of-scope",
        "target-not-said",
    }
)
"""Reasons that say nothing against a row: it holds what we do not take. For any other reason it failed."""


@dataclass(slots=True)
class Sums:
    """Rows by what became of them, per sheet and in all; figures, targets and cells beside them."""

    rows: Counter[tuple[str, RowState]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    cells_refused: Counter[str] = field(default_factory=Counter)
    figures: int = 0
    figures_merged: int = 0
    targets: int = 0
    targets_merged: int = 0
    not_given: int = 0
    companies: set[tuple[str, ...]] = field(default_factory=set)
    named: list[CellRefusal] = field(default_factory=list)

    def add(self, row: ReadRow) -> None:
        """Count one row."""
        self.rows[row.sheet, row.state] += 1
        if row.reason:
            self.reasons[row.state, row.reason] += 1
        if row.state is not RowState.REFUSED or row.reason != "other-sheet":
            self.cells_refused.update(refusal.code for refusal in row.refusals)
            self.named += row.refusals[: max(0, NAMED_REFUSALS - len(self.named))]
        self.figures += len(row.figures)
        self.figures_merged += len(row.merged)
        self.targets += len(row.targets)
        self.targets_merged += len(row.targets_merged)
        self.not_given += row.not_given
        self.companies.update(one.company.key for one in row.figures)
        self.companies.update(one.company.key for one in row.targets)

    def of(self, state: RowState, sheet: str | None = None) -> int:
        """Return how many rows ended so, of a sheet or of all."""
        return sum(count for (name, here), count in self.rows.items() if here is state and sheet in {None, name})

    @property
    def read(self) -> int:
        """How many rows were read."""
        return self.rows.total()

    def as_line(self) -> str:
        """
        Return the machine-readable last line, JSON.

        As of other importers `read` is the sum of `taken`, `skipped` and `failed`; what follows tells more.
        """
        merged, refused = _reasons(self, RowState.MERGED), _reasons(self, RowState.REFUSED)
        left_out = {reason: count for reason, count in refused.items() if reason in NOT_ASKED_FOR}
        return json.dumps(
            {
                "read": self.read,
                "taken": self.of(RowState.TAKEN),
                "skipped": merged | left_out,
                "failed": sum(refused.values()) - sum(left_out.values()),
                "merged": merged,
                "refused": refused,
                "figures": self.figures,
                "figures_merged": self.figures_merged,
                "targets": self.targets,
                "targets_merged": self.targets_merged,
                "not_given": self.not_given,
                "companies": len(self.companies),
                "cells_refused": dict(sorted(self.cells_refused.items())),
            }
        )


def _reasons(sums: Sums, state: RowState) -> dict[str, int]:
    return {reason: count for (here, reason), count in sorted(sums.reasons.items()) if here is state}


def sums_of(rows: Iterable[ReadRow]) -> Sums:
    """Return the sums over rows, which are let go of one by one."""
    sums = Sums()
    for row in rows:
        sums.add(row)
    return sums
