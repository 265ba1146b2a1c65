"""The resident follower: sequences and folds within milliseconds of a commit, and rings the reactors."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event
from typing import cast

import psycopg
import structlog
from django.db import OperationalError, connection

from ratings.journal import commands
from ratings.journal.folding import catch_up_all
from ratings.journal.reacting import run_all_reactors

log = structlog.get_logger(__name__)
POLL_SECONDS = 0.1
RING_SECONDS = 0.02
RING_ANYWAY_SECONDS = 5.0
SWEEP_SHARE = 20
"""A sweep from the first id costs as long as dead rows make it; at most one part in so many goes into it."""


def sequence_all() -> int:
    """Sequence all that waits, from the first id; return how many entries moved."""
    total = 0
    while moved := commands.sequence_batch()[0]:
        total += moved
    return total


class Sequencer:
    """Reads past the highest id seen, and now and then sweeps for ids that committed late."""

    def __init__(self) -> None:
        self.seen = 0
        self.next_sweep = 0.0

    def step(self) -> int:
        """Move one batch; return how many entries moved."""
        started = time.monotonic()
        if started < self.next_sweep:
            moved, self.seen = commands.sequence_batch(after=self.seen)
            return moved
        moved, highest = commands.sequence_batch()
        self.seen = max(self.seen, highest)
        ended = time.monotonic()
        self.next_sweep = ended + max(POLL_SECONDS, SWEEP_SHARE * (ended - started))
        return moved


def listen() -> psycopg.Connection:
    """Return a connection of its own that hears wakes."""
    parameters = connection.get_connection_params()
    for unwanted in (
        "cursor_factory",
        "context",
        "pool",
        "prepare_threshold",
        "server_side_binding",
    ):
        parameters.pop(unwanted, None)
    listener = psycopg.connect(**parameters, autocommit=True)
    listener.execute(f"LISTEN {commands.CHANNEL}")
    return cast("psycopg.Connection", listener)


type Bell = Callable[[], object]


def follow(*, stop: Event, ring: Bell | None, clock: Callable[[], datetime]) -> None:
    """
    Sequence and fold until told to stop, and `ring` the reactors when something moved.

    Without a bell the reactors run here, in this process. A lost database is waited for.
    """
    while not stop.is_set():
        try:
            with listen() as listener:
                _follow_connected(listener, stop=stop, ring=ring, clock=clock)
        except (psycopg.OperationalError, OperationalError) as error:
            log.warning("database_lost", error=str(error))
            connection.close()
            stop.wait(1.0)


def _follow_connected(
    listener: psycopg.Connection,
    *,
    stop: Event,
    ring: Bell | None,
    clock: Callable[[], datetime],
) -> None:
    sequencer = Sequencer()
    rung_at = linger_until = 0.0
    to_ring = True
    while not stop.is_set():
        moved = sequencer.step()
        to_ring = bool(moved) or to_ring
        catch_up_all(now=clock())
        moment = time.monotonic()
        if ring is None:
            moved += run_all_reactors(now=clock())
        elif moment - rung_at > (RING_SECONDS if to_ring else RING_ANYWAY_SECONDS):
            ring()
            rung_at, to_ring = moment, False
        if moved:
            continue
        if moment < linger_until:
            time.sleep(commands.WAKE_EVERY_SECONDS / 4)
        elif _woken(listener):
            linger_until = time.monotonic() + 2 * commands.WAKE_EVERY_SECONDS


def _woken(listener: psycopg.Connection) -> bool:
    """Wait for a wake or the poll; tell which. Writers leave out wakes that follow closely on another."""
    return any(True for _ in listener.notifies(timeout=POLL_SECONDS, stop_after=1))


def drain(*, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> int:
    """Sequence, fold and react until nothing is left to do, in this process; return the entries moved."""
    total = 0
    while True:
        moved = sequence_all()
        catch_up_all(now=clock())
        acted = run_all_reactors(now=clock())
        total += moved
        if not moved and not acted:
            return total
