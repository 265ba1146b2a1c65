"""Recording what happened, and giving it its place in the order."""

import time
from datetime import datetime

from django.db import connection, transaction

from ratings.journal.kinds import is_public
from ratings.journal.models import Pending
from ratings.journal.rules import refuse_words
from ratings.kernel.canonical import Json

SEQUENCER_LOCK = 0x4576656E_0001
PARTITION_SPAN = 10_000_000
CHANNEL = "journal"
WAKE_EVERY_SECONDS = 0.01
"""A follower looks once more this long after it found nothing, so wakes closer together are one."""

_last_wake = 0.0


def record(
    kind: str,
    *,
    subject: str,
    now: datetime,
    company_id: int | None = None,
    **data: Json,
) -> None:
    """
    Write what happened in the transaction of the command that did it; the last thing a command does.

    `data` carries numbers, ids, marks and months, never words (ValueError); KeyError for an undeclared kind.
    """
    refuse_words(data)
    Pending.objects.create(
        kind=kind,
        is_public=is_public(kind),
        company_id=company_id,
        subject=subject,
        data=data,
        recorded_at=now,
    )
    transaction.on_commit(wake_followers, robust=True)


def wake_followers() -> None:
    """Tell followers that entries wait; after commit, since NOTIFY inside the transaction queues all writers."""
    global _last_wake  # noqa: PLW0603 - one clock per process, a lost update costs one more NOTIFY
    moment = time.monotonic()
    if moment - _last_wake < WAKE_EVERY_SECONDS:
        return
    _last_wake = moment
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


MOVE = """
WITH batch AS (
    SELECT id FROM journal_pending WHERE id > %(after)s ORDER BY id LIMIT %(limit)s
), moved AS (
    DELETE FROM journal_pending USING batch WHERE journal_pending.id = batch.id RETURNING journal_pending.*
), numbered AS (
    SELECT id, kind, company_id, subject, data, recorded_at, is_public,
           row_number() OVER (ORDER BY id) AS place,
           count(*) FILTER (WHERE is_public) OVER (ORDER BY id) AS public_place
    FROM moved
), written AS (
    INSERT INTO journal_entry (position, leaf, kind, company_id, subject, data, recorded_at)
    SELECT %(position)s + place, CASE WHEN is_public THEN %(leaf)s + public_place END,
           kind, company_id, subject, data, recorded_at
    FROM numbered ORDER BY id
)
SELECT count(*), max(id) FROM numbered
"""


@transaction.atomic
def sequence_batch(*, after: int = 0, limit: int = 1000) -> tuple[int, int]:
    """
    Give up to `limit` committed entries their positions; return how many, and the highest id moved.

    One sequencer at a time: the lock is taken in a statement of its own, so that the next statement's
    snapshot sees all that the one before has moved. Entries with ids up to `after` are left for a sweep
    (`after=0`): while an old transaction keeps dead rows from being cleaned, reading past them is cheaper.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        cursor.execute(
            "SELECT coalesce((SELECT max(position) FROM journal_entry), 0),"
            " coalesce((SELECT max(leaf) FROM journal_entry WHERE leaf IS NOT NULL), -1)"
        )
        position, leaf = cursor.fetchone()
        _ensure_partition(position + limit)
        cursor.execute(MOVE, {"after": after, "limit": limit, "position": position, "leaf": leaf})
        moved, highest = cursor.fetchone()
    return moved, highest or after


def _ensure_partition(position: int) -> None:
    first = position // PARTITION_SPAN * PARTITION_SPAN
    if first == 0:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"journal_entry_from_{first}"])
        if cursor.fetchone()[0] is None:
            cursor.execute("SELECT journal_add_partition(%s, %s)", [first, PARTITION_SPAN])
