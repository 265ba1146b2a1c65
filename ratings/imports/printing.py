"""What the import commands say: a progress bar and figures on stderr."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError, OutputWrapper
from django.db import Error as DatabaseError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from ratings.imports.reading import RowFile
from ratings.imports.report import Report
from ratings.kernel.refusals import Refusal

FAILURES_SHOWN = 20


@contextmanager
def progress_of(file: RowFile, *, verbosity: int) -> Iterator[Callable[[Report], None]]:
    """Show on stderr how far a file has been read, until the block ends; give the function to be told of progress."""
    started = time.monotonic()
    columns = (TextColumn(file.path.name), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), disable=not verbosity) as progress:
        task = progress.add_task("", total=file.size, rate="")

        def tell(report: Report) -> None:
            rate = report.read / max(time.monotonic() - started, 0.001)
            progress.update(task, completed=file.position(), rate=f"{report.read:,} rows, {rate:,.0f}/s")

        yield tell
        progress.update(task, completed=file.size)


@contextmanager
def refusals_in_one_line(report: Report) -> Iterator[None]:
    """Turn a refusal, or a lost database, into one line that says what was taken before it."""
    try:
        yield
    except (Refusal, DatabaseError) as error:
        so_far = f" {report.taken} rows were taken before that; a rerun continues." if report.read else ""
        raise CommandError(f"{one_line(error)}{so_far}") from error


def one_line(error: Exception) -> str:
    """Return what is wrong without line breaks, with the names of the fields that a refusal names."""
    return " ".join(str(error).split())


def print_report(report: Report, err: OutputWrapper) -> None:
    """Print the figures for people, on stderr."""
    err.write(f"read {report.read}, taken {report.taken}, failed {report.failed}")
    for reason, rows in sorted(report.skipped.items()):
        err.write(f"skipped {rows}: {reason}")
    for row, why in report.failures[:FAILURES_SHOWN]:
        err.write(f"row {row} failed: {one_line(ValueError(why))}")
    if len(report.failures) > FAILURES_SHOWN:
        rest = ", ".join(str(row) for row, _why in report.failures[FAILURES_SHOWN:])
        more = report.failed - len(report.failures)
        err.write(f"failed too: rows {rest}" + (f" and {more} more" if more else ""))
