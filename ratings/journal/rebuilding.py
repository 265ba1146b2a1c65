"""
Replaying the journal into empty tables: to compare with what the folds hold, or to put it in their place.

The replay runs in temporary tables that shadow the real ones by name, in one REPEATABLE READ transaction, so
that it sees one state of the journal, the cursor and the tables, stops nobody, and leaves no trace.
"""
# ruff: noqa: S608 - table names are the folds' own constants

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from ratings.journal.folding import SETTLE
from ratings.journal.followers import Fold
from ratings.journal.models import Cursor

BATCH = 5000
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of one table that the replay has and the fold has not, or the other way round; some as examples."""

    table: str
    missing: int
    unexpected: int
    examples: tuple[str, ...]


@transaction.atomic
def compare(fold: Fold, *, progress: Callable[[int], None] = lambda _: None) -> list[Difference]:
    """Return how a fold's tables differ from a replay up to its cursor; empty where they do not."""
    _see_one_state()
    _replay(fold, progress=progress)
    differences = [difference for table in fold.tables if (difference := _difference(fold, table))]
    transaction.set_rollback(True)
    return differences


@transaction.atomic
def rebuild(fold: Fold, *, progress: Callable[[int], None] = lambda _: None) -> int:
    """Put a replay up to the fold's cursor in place of its tables; return the position replayed to."""
    Cursor.objects.get_or_create(name=fold.name)
    Cursor.objects.select_for_update().get(name=fold.name)
    _keep_others_from_settling(fold)
    position = _replay(fold, progress=progress)
    with connection.cursor() as cursor:
        for table in fold.tables:
            cursor.execute(f"DELETE FROM public.{table}")
            cursor.execute(f"INSERT INTO public.{table} SELECT * FROM pg_temp.{table}")
            cursor.execute(f"DROP TABLE pg_temp.{table}")
    return position


def _keep_others_from_settling(fold: Fold) -> None:
    """Hold off whoever settles the fold, who takes no cursor."""
    with connection.cursor() as cursor:
        for table in fold.tables:
            cursor.execute(f"LOCK TABLE public.{table} IN SHARE ROW EXCLUSIVE MODE")


def _see_one_state() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _replay(fold: Fold, *, progress: Callable[[int], None]) -> int:
    position = Cursor.objects.filter(name=fold.name).values_list("position", flat=True).first() or 0
    with connection.cursor() as cursor:
        for table in fold.tables:
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL) ON COMMIT DROP")
    for after in range(0, position, BATCH):
        fold.apply(after=after, upto=min(after + BATCH, position))
        progress(min(after + BATCH, position))
    while fold.settle(limit=SETTLE):
        pass
    return position


def _difference(fold: Fold, table: str) -> Difference | None:
    waiting = fold.unsettled(table)
    settled = f"WHERE NOT ({waiting})" if waiting else ""
    query = (
        f"WITH one AS (SELECT * FROM pg_temp.{table} {settled} EXCEPT SELECT * FROM public.{table} {settled}),"
        f" other AS (SELECT * FROM public.{table} {settled} EXCEPT SELECT * FROM pg_temp.{table} {settled})"
        " SELECT (SELECT count(*) FROM one), (SELECT count(*) FROM other),"
        f" ARRAY(SELECT 'replayed ' || one::text FROM one LIMIT {SHOWN}) ||"
        f" ARRAY(SELECT 'found ' || other::text FROM other LIMIT {SHOWN})"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        missing, unexpected, examples = cursor.fetchone()
    if not missing and not unexpected:
        return None
    return Difference(table, missing, unexpected, tuple(examples))
