"""Running folds: batch by batch, each batch in one transaction with its cursor."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from ratings.journal.followers import Fold, announcers, folds
from ratings.journal.models import Cursor, Entry

BATCH = 1000
SETTLE = 500
SETTLE_EVERY = 20 * BATCH


def head() -> int:
    """Return the last position there is, 0 in an empty journal."""
    return Entry.objects.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def fold_batch(fold: Fold, *, now: datetime, limit: int = BATCH) -> int:
    """Fold up to `limit` entries and move the cursor with them; return how many there were."""
    Cursor.objects.get_or_create(name=fold.name)
    cursor = Cursor.objects.select_for_update().get(name=fold.name)
    upto = min(head(), cursor.position + limit)
    if upto == cursor.position:
        return 0
    fold.apply(after=cursor.position, upto=upto)
    read = upto - cursor.position
    cursor.leaf = _last_leaf(after=cursor.position, upto=upto, otherwise=cursor.leaf)
    cursor.position = upto
    cursor.moved_at = now
    cursor.save()
    return read


def _last_leaf(*, after: int, upto: int, otherwise: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(leaf) FROM journal_entry WHERE position > %s AND position <= %s",
            [after, upto],
        )
        (leaf,) = cursor.fetchone()
    return otherwise if leaf is None else leaf


def catch_up(fold: Fold, *, now: datetime) -> int:
    """
    Fold all there is and settle it; return how many entries were read.

    What is put off is settled when all is read, and now and then on the way there.
    """
    total = 0
    while read := fold_batch(fold, now=now):
        total += read
        if total % SETTLE_EVERY == 0:
            fold.settle(limit=SETTLE)
    while fold.settle(limit=SETTLE):
        pass
    return total


def catch_up_all(*, now: datetime) -> int:
    """Bring every fold to the head, then let announcers tell of it; return how many entries were read in all."""
    read = sum(catch_up(fold, now=now) for fold in folds())
    for announce in announcers():
        announce(now=now)
    return read
