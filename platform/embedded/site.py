"""What `up` runs beside the servers: web, follower, worker and beat."""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from embedded.children import Children
from embedded.stop import Stop

THREADS_PER_WORKER = 4
SECONDS_TO_START = 60
OK = 200


@dataclass(frozen=True)
class Site:
    """Where and how wide the site is served."""

    host: str
    port: int
    workers: int
    data: Path

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self, children: Children) -> None:
        """Start what serves: the signer of private tokens, the web server and the follower."""
        children.start("signer", "manage.py", "sign")
        children.start("web", "-m", "granian", *self._web())
        children.start("follower", "manage.py", "follow")

    def start_background(self, children: Children) -> None:
        """Start what works behind: later than what serves, so that they do not take turns at starting."""
        children.start("worker", "-m", "celery", *self._worker())
        children.start("beat", "-m", "celery", *self._beat())
        if settings.RECEIPTS_ADDRESS and settings.RECEIPTS_LISTEN:
            children.start("receiver", "manage.py", "receive_mail")

    def _web(self) -> list[str]:
        options = {
            "interface": "wsgi",
            "host": self.host,
            "port": self.port,
            "workers": self.workers,
            "blocking-threads": THREADS_PER_WORKER,
            "workers-kill-timeout": 8,
            "log-level": "warning",
        }
        return [
            *(text for name, value in options.items() for text in (f"--{name}", str(value))),
            "config.wsgi:application",
        ]

    def _worker(self) -> list[str]:
        options = ["--queues", "reactors,default", "--pool", "threads", "--concurrency", "2", "--loglevel", "warning"]
        return ["-q", "-A", "config.celery", "worker", *options, "--without-gossip", "--without-mingle"]

    def _beat(self) -> list[str]:
        options = ["--schedule", str(self.data / "beat-schedule"), "--pidfile=", "--loglevel", "warning"]
        return ["-q", "-A", "config.celery", "beat", *options]

    def wait_until_ready(self, children: Children) -> None:
        """Wait until the site says that it is ready; Stop when a child ends or the time is over."""
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._is_ready():
            children.refuse_dead()
            if time.monotonic() > deadline:
                raise Stop(f"The site is not ready after {SECONDS_TO_START} s; see {self.data / 'logs'}.")
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        host = "127.0.0.1" if self.host in {"127.0.0.1", "0.0.0.0"} else self.host  # noqa: S104 - compared only
        try:
            with urllib.request.urlopen(f"http://{host}:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == OK)
        except (urllib.error.URLError, OSError):
            return False


def sign_ins(data: Path) -> list[dict[str, str]]:
    """Return one demo account per role: `role`, `email`, `password`; none where there is no demo world."""
    try:
        return list(json.loads((data / "demo-accounts.json").read_text()))
    except (FileNotFoundError, ValueError):
        return []
