"""`manage.py follow`: the resident follower."""

import signal
from argparse import ArgumentParser
from datetime import UTC, datetime
from threading import Event

import structlog
from django.core.management.base import BaseCommand
from kombu.exceptions import OperationalError

from ratings.journal.followers import reactors
from ratings.journal.reacting import waits
from ratings.journal.resident import drain, follow
from ratings.journal.tasks import react

log = structlog.get_logger(__name__)


def ring_celery() -> None:
    """Ring each reactor that has something to read; with the broker down they wait, and it is said."""
    try:
        for reactor in reactors():
            if waits(reactor):
                react.apply_async(kwargs={"reactor": reactor.name}, retry=False)
    except OperationalError as error:
        log.warning("broker_unreachable", error=str(error))


class Command(BaseCommand):
    help = "Sequence the journal, fold it, and ring the reactors, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reactors",
            action="store_true",
            help="run the reactors here, without Celery",
        )
        parser.add_argument(
            "--once",
            action="store_true",
            help="do all that waits, reactors too, and end",
        )

    def handle(self, *args: object, reactors: bool, once: bool, **options: object) -> None:
        if once:
            drain()
            return
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        follow(
            stop=stop,
            ring=None if reactors else ring_celery,
            clock=lambda: datetime.now(UTC),
        )
