"""What an import did, row by row, in numbers."""

import json
from collections import Counter
from dataclasses import dataclass, field

NAMED_FAILURES = 1000
"""So many failed rows are named; the rest are counted only, so that a wrong file cannot fill memory."""


@dataclass(slots=True)
class Report:
    """
    Rows read, taken, skipped by reason, and failed with their numbers; `read` is the sum of the others.

    >>> report = Report(read=3, taken=1)
    >>> report.skip("known"); report.fail(3, "not JSON")
    >>> report.as_line()
    '{"read": 3, "taken": 1, "skipped": {"known": 1}, "failed": 1}'
    """

    read: int = 0
    taken: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    failures: list[tuple[int, str]] = field(default_factory=list)
    companies: int = 0
    replies: int = 0
    replies_left_out: Counter[str] = field(default_factory=Counter)
    waiting: int = 0

    def skip(self, reason: str) -> None:
        """Count a row that was not taken."""
        self.skipped[reason] += 1

    def fail(self, row: int, why: str) -> None:
        """Count a row that could not be read, and keep its number."""
        self.failed += 1
        if len(self.failures) < NAMED_FAILURES:
            self.failures.append((row, why))

    def as_line(self) -> str:
        """Return the machine-readable last line, JSON."""
        skipped = dict(sorted(self.skipped.items()))
        return json.dumps({"read": self.read, "taken": self.taken, "skipped": skipped, "failed": self.failed})

    def add(self, batch: "Report") -> None:
        """Add what one batch did, once it is committed."""
        self.read += batch.read
        self.taken += batch.taken
        self.failed += batch.failed
        self.companies += batch.companies
        self.replies += batch.replies
        self.skipped += batch.skipped
        self.replies_left_out += batch.replies_left_out
        self.failures += batch.failures[: max(0, NAMED_FAILURES - len(self.failures))]
