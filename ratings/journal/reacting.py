"""Running reactors: in order, at least once, one runner each; what fails three times is parked and passed.

`retrying` takes up what is parked.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zlib import crc32

import structlog
from django.db import connection

from ratings.journal.folding import head
from ratings.journal.followers import Reactor, reactors
from ratings.journal.models import Cursor, Entry, Parked
from ratings.journal.rules import TRIES, pause_after

log = structlog.get_logger(__name__)
BATCH = 100
LOCK_SPACE = 0x45564852


@contextmanager
def _only_runner(name: str) -> Iterator[bool]:
    """Yield whether this process alone runs the reactor; the lock falls with the connection."""
    key = crc32(name.encode()) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, key])
        (mine,) = cursor.fetchone()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, key])


def waits(reactor: Reactor) -> bool:
    """Tell whether there are entries that the reactor has not read."""
    read = Cursor.objects.filter(name=reactor.name).values_list("position", flat=True).first()
    return head() > (read or 0)


def run_reactor(reactor: Reactor, *, now: datetime) -> int:
    """
    Let the reactor act on all that waits; return how many entries it acted on.

    Who finds it running already leaves: the runner looks once more after it has let go of the lock.
    """
    acted = 0
    while waits(reactor):
        with _only_runner(reactor.name) as mine:
            if not mine:
                return acted
            while (batch := _react_batch(reactor, now=now)) is not None:
                acted += batch
    return acted


def _react_batch(reactor: Reactor, *, now: datetime) -> int | None:
    cursor, _ = Cursor.objects.get_or_create(name=reactor.name)
    upto = min(head(), cursor.position + BATCH)
    if upto == cursor.position:
        return None
    entries = Entry.objects.filter(position__gt=cursor.position, position__lte=upto, kind__in=reactor.kinds)
    acted = 0
    reached = cursor.position
    try:
        for entry in entries.order_by("position"):
            _react_once(reactor, entry, now=now)
            acted += 1
            reached = entry.position
        reached = upto
    finally:
        Cursor.objects.filter(name=reactor.name).update(position=reached, moved_at=now)
    return acted


def _react_once(reactor: Reactor, entry: Entry, *, now: datetime) -> None:
    for attempt in range(1, TRIES + 1):
        try:
            reactor.react(entry, now=now)
        except Exception as error:  # noqa: BLE001 - the entries after it are not to wait for a person
            log.warning(
                "reactor_failed",
                reactor=reactor.name,
                position=entry.position,
                attempt=attempt,
                error=type(error).__name__,
            )
            if attempt == TRIES:
                _park(reactor, entry, error, now=now)
        else:
            return


def _park(reactor: Reactor, entry: Entry, error: Exception, *, now: datetime) -> None:
    log.error("entry_parked", reactor=reactor.name, position=entry.position, kind=entry.kind)
    Parked.objects.get_or_create(
        reactor=reactor.name,
        position=entry.position,
        defaults={"error": told(error), "parked_at": now, "next_try_at": now + (pause_after(TRIES) or timedelta())},
    )


def told(error: Exception) -> str:
    """
    Return where an error came from and of which kind it is, for who mends it.

    Not its words: a mail server's no holds the address, which would stand beside the entry of a private review.
    """
    return "".join([*traceback.format_tb(error.__traceback__, limit=-5), type(error).__name__])


def run_all_reactors(*, now: datetime) -> int:
    """Run every reactor once to the head; return how many entries were acted on."""
    return sum(run_reactor(reactor, now=now) for reactor in reactors())
