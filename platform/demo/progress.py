"""Progress on stderr: a bar at a terminal, a line now and then elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

TENTHS = 10


class Steps:
    """Counts what is done of one part of the work."""

    def __init__(self, progress: Progress, what: str, total: int, *, in_lines: bool) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=total)
        self._what = what
        self._total = total
        self._done = 0
        self._in_lines = in_lines

    def advance(self, count: int = 1) -> None:
        """Say that so many more are done."""
        before = self._done * TENTHS // max(self._total, 1)
        self._done = min(self._done + count, self._total)
        self._progress.update(self._task, completed=self._done)
        if self._in_lines and self._done * TENTHS // max(self._total, 1) > before:
            sys.stderr.write(f"{self._what}: {self._done} of {self._total}\n")
            sys.stderr.flush()


class Reporter:
    """Opens one bar after the other."""

    def __init__(self, progress: Progress, *, in_lines: bool) -> None:
        self._progress = progress
        self._in_lines = in_lines

    def begin(self, what: str, total: int) -> Steps:
        """Return the steps of a part of the work, named for people."""
        return Steps(self._progress, what, total, in_lines=self._in_lines)


@contextmanager
def reporting() -> Iterator[Reporter]:
    """Show progress while the block runs."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield Reporter(progress, in_lines=not console.is_terminal)
