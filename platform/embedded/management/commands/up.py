"""`manage.py up`: set-up and main job in one."""

import os
import signal
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand

from embedded.children import Children
from embedded.layout import Layout
from embedded.locks import Lock
from embedded.ports import refuse_taken
from embedded.servers import Lease, make_folders
from embedded.site import Site, sign_ins
from embedded.start import migrate_when_needed, refuse_unusable_database, refuse_unusable_redis, use_servers
from embedded.stop import Stop

ROOT = Path(__file__).resolve().parents[4]
SECONDS_BETWEEN_LOOKS = 0.3


class Ended(Exception):  # noqa: N818 - somebody asked us to end
    """SIGTERM or Ctrl-C."""


class Command(BaseCommand):
    help = "Set up and run everything: servers, tables, demo world, web server, follower, worker and beat."
    # The checks ask the database, which does not run yet; they are run once it does.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where to serve (default 8000)")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--no-demo", action="store_true", help="load no demo world")
        parser.add_argument("--workers", type=int, default=2, help="web server processes (default 2)")

    def handle(self, *args: object, port: int, host: str, no_demo: bool, workers: int, **options: object) -> None:
        if not 0 < port < 2**16 or workers < 1:
            raise Stop("--port is a number from 1 to 65535, --workers one from 1.", code=2)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _end)
        with ExitStack() as stack:
            try:
                self._run(stack, Site(host, port, workers, settings.DATA), demo=not no_demo)
            except Ended:
                # A second signal must not cut the ending short.
                for number in (signal.SIGTERM, signal.SIGINT):
                    signal.signal(number, signal.SIG_IGN)
                self.stderr.write("Ending …")

    def _run(self, stack: ExitStack, site: Site, *, demo: bool) -> None:
        layout = Layout(site.data)
        make_folders(layout)
        _refuse_second_up(layout, stack)
        refuse_taken(site.host, site.port)
        layout.address.write_text(f"{site.address}\n")
        lease = self._bring_up_servers()
        stack.callback(lease.release)
        self._prepare(demo=demo)
        children = Children(layout.logs, ROOT, _environment(site))
        stack.callback(children.end)
        site.start(children)
        site.wait_until_ready(children)
        site.start_background(children)
        self._announce(site)
        while True:
            children.refuse_dead()
            if not lease.is_good():
                raise Stop(f"An embedded server has ended by itself; see {layout.logs}.")
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def _bring_up_servers(self) -> Lease:
        self.stderr.write("Starting PostgreSQL and Valkey …")
        lease = use_servers(settings.DATA, settings.EMBEDDED_SERVERS)
        if "postgres" not in settings.EMBEDDED_SERVERS:
            refuse_unusable_database()
        if "valkey" not in settings.EMBEDDED_SERVERS:
            refuse_unusable_redis()
        return lease

    def _prepare(self, *, demo: bool) -> None:
        # Those of installations; the others are of the program, cost a second, and CI runs them.
        self.check(tags=["evenhand", Tags.database], databases=["default"])
        if migrate_when_needed():
            self.stderr.write("The tables are made.")
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        if demo:
            # It knows by itself what is loaded already.
            call_command("load_demo", stdout=self.stderr)

    def _announce(self, site: Site) -> None:
        for account in sign_ins(site.data):
            self.stdout.write(f"  {account['role']:<15} {account['email']:<40} {account['password']}")
        if not sign_ins(site.data):
            self.stdout.write("  No accounts yet: manage.py create_user EMAIL --role operator")
        self.stdout.write(f"Evenhand is up at {site.address}")
        self.stdout.flush()


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended


def _refuse_second_up(layout: Layout, stack: ExitStack) -> None:
    lock = Lock(layout.locks / "up")
    if not lock.try_to_take():
        line = (
            f"The data folder {layout.data} is in use by another `up`; end that one, or name another with --data DIR."
        )
        raise Stop(line)
    stack.callback(lock.close)


def _environment(site: Site) -> dict[str, str]:
    paths = [str(ROOT), str(ROOT / "platform")]
    pool = os.environ.get("DATABASE_POOL", "4")
    public = os.environ.get("PUBLIC_URL") or site.address
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONUNBUFFERED": "1",
        # What an upload took goes back to the system; without it glibc keeps it, once for each thread.
        "MALLOC_MMAP_THRESHOLD_": str(2**20),
        "DATABASE_POOL": pool,
        "PUBLIC_URL": public,
        "EVENHAND_DATA": str(site.data),
        # As for our own commands: those of the installation have just been run.
        "CELERY_SKIP_CHECKS": "true",
    }
