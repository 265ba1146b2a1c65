"""Using the embedded servers: they run while anybody holds a lease, and no longer."""

import os
import subprocess
import sys
import time
from collections.abc import Collection
from pathlib import Path

import psycopg
from psycopg import sql

from embedded.layout import DATABASE, DATABASE_USER, POSTGRES_PORT, Layout
from embedded.locks import Lock, is_held
from embedded.stop import Stop

SOURCE_ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_LEAVE = 30


class Lease:
    """The right to use the servers of one data folder, until `release` or the end of the process."""

    def __init__(self, layout: Layout, names: Collection[str], *, volatile: bool = False) -> None:
        self._layout = layout
        self._volatile = volatile
        self._users: dict[str, Lock] = {}
        self._keepers: list[subprocess.Popen[str]] = []
        for name in names:
            self._join(name)

    def _join(self, name: str) -> None:
        users = Lock(self._layout.locks / f"{name}.users")
        users.share()
        self._users[name] = users
        starting = Lock(self._layout.locks / f"{name}.start")
        starting.take()
        try:
            if not is_held(self._layout.locks / f"{name}.keeper"):
                self._start_keeper(name)
        finally:
            starting.close()

    def _start_keeper(self, name: str) -> None:
        keeper = subprocess.Popen(  # noqa: S603 - our own program
            [
                sys.executable,
                "-m",
                "embedded.keeper",
                name,
                str(self._layout.data),
                *["volatile"] * self._volatile,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            env=os.environ | {"PYTHONPATH": str(SOURCE_ROOT)},
            start_new_session=True,
        )
        self._keepers.append(keeper)
        assert keeper.stdout is not None
        with keeper.stdout:
            said = keeper.stdout.readline().strip()
        if said != "ready":
            raise Stop(said or f"The embedded {name} does not start (see {self._layout.logs / f'{name}.log'}).")

    def is_good(self) -> bool:
        """Say whether all its servers still run."""
        return all(is_held(self._layout.locks / f"{name}.keeper") for name in self._users)

    def release(self) -> None:
        """Leave; the last to leave waits until the servers are down."""
        for users in self._users.values():
            users.release()
        deadline = time.monotonic() + SECONDS_TO_LEAVE
        for name, users in self._users.items():
            while self._is_ending(name, users) and time.monotonic() < deadline:
                time.sleep(0.02)
        for keeper in self._keepers:
            keeper.poll()

    def _is_ending(self, name: str, users: Lock) -> bool:
        if not is_held(self._layout.locks / f"{name}.keeper"):
            return False
        if users.try_to_take():
            users.release()
            return True
        if users.try_to_share():
            users.release()
            return False
        # Neither: its keeper holds it alone while it stops the server.
        return True


def make_folders(layout: Layout) -> None:
    """Make what is ours in the data folder; Stop where that is not allowed."""
    try:
        for folder in (layout.data, layout.logs, layout.locks):
            folder.mkdir(parents=True, exist_ok=True)
        if not all(os.access(folder, os.W_OK | os.X_OK) for folder in (layout.data, layout.logs, layout.locks)):
            raise PermissionError(None, "it belongs to somebody else")
    except OSError as error:
        line = f"The data folder {layout.data} is not writable ({error.strerror}); name another with --data DIR."
        raise Stop(line, code=2) from error


def ensure_database(layout: Layout) -> None:
    """Make our database in the embedded cluster where it is missing."""
    with psycopg.connect(
        host=str(layout.sockets),
        port=POSTGRES_PORT,
        user=DATABASE_USER,
        dbname="postgres",
        autocommit=True,
    ) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            return
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return
