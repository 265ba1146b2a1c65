"""Those who read the journal: folds compute tables from it, reactors act on it. Settings name them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from ratings.journal.models import Entry


class Fold(Protocol):
    """
    Tables computed from entries alone; commits together with its cursor, so each entry counts once.

    `tables` are its tables in the order in which they may be compared. `apply` folds the entries with
    `after < position <= upto`, by unqualified table names only (a rebuild shadows them with temporary
    tables). `settle` does in a transaction of its own what is cheaper once per company than once per entry;
    `unsettled` is an SQL condition on a table of the fold that names rows awaiting it, or an empty string.
    """

    name: str
    tables: Sequence[str]

    def apply(self, *, after: int, upto: int) -> None: ...

    def settle(self, *, limit: int) -> int: ...

    def unsettled(self, table: str) -> str: ...


class Reactor(Protocol):
    """Acts on entries of its kinds through idempotent commands, at least once, and is never replayed."""

    name: str
    kinds: frozenset[str]

    def react(self, entry: Entry, *, now: datetime) -> None: ...


class Announcer(Protocol):
    """Tells the outside, such as a cache, what all folds have read; it keeps a cursor and may be called any time."""

    def __call__(self, *, now: datetime) -> int: ...


@cache
def folds() -> list[Fold]:
    """Return the folds that settings name."""
    return [import_string(path) for path in settings.JOURNAL_FOLDS]


@cache
def announcers() -> list[Announcer]:
    """Return the announcers that settings name."""
    return [import_string(path) for path in settings.JOURNAL_ANNOUNCERS]


@cache
def reactors() -> list[Reactor]:
    """Return the reactors that settings name."""
    return [import_string(path) for path in settings.JOURNAL_REACTORS]


def reactor_named(name: str) -> Reactor:
    """Return one reactor; KeyError where settings name none such."""
    return {reactor.name: reactor for reactor in reactors()}[name]
