"""`manage.py up` as people run it: a process of its own on a free port and a data folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import requests

from embedded.layout import address_of_up
from embedded.ports import free_port
from tests.fake_postgres import old_server
from tests.servers import ROOT

SECONDS_TO_START = 90
NOBODY = 65534

# One after the other and in one process: each starts a whole site.
pytestmark = pytest.mark.xdist_group("up")


def clean_environment(**more: str) -> dict[str, str]:
    """Return the environment of somebody who has set nothing."""
    ours = ("DATABASE_URL", "REDIS_URL", "EVENHAND_DATA", "DEBUG", "LOG_LEVEL", "PUBLIC_URL")
    return {name: value for name, value in os.environ.items() if name not in ours} | more


def run_up(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run an `up` that is expected to refuse."""
    line = [sys.executable, "manage.py", "up", "--no-demo", "--data", str(data), *arguments]
    where = clean_environment(**environment)
    return subprocess.run(line, cwd=ROOT, env=where, capture_output=True, text=True, timeout=60, check=False)


def assert_refused(refusal: subprocess.CompletedProcess[str], *words: str, code: int) -> None:
    last = refusal.stderr.strip().splitlines()[-1]
    assert refusal.returncode == code, refusal.stderr
    assert "Traceback" not in refusal.stderr
    for word in words:
        assert word in last


@dataclass
class Up:
    """A running `up`."""

    process: subprocess.Popen[str]
    data: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("Evenhand is up at"):
                return
            assert time.monotonic() < deadline
        pytest.fail(f"up ended with {self.process.wait()}: {(self.data.parent / 'stderr').read_text()}")

    def family(self) -> list[psutil.Process]:
        """Return every process that works on this data folder, whoever its parent is."""
        return [process for process in psutil.process_iter() if self._belongs(process)]

    def _belongs(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            mine = process.environ().get("EVENHAND_DATA") == str(self.data)
            return mine or str(self.data) in " ".join(process.cmdline())
        except psutil.Error:
            return False

    def wait_until_gone(self, seconds: float = 40) -> None:
        deadline = time.monotonic() + seconds
        while family := self.family():
            assert time.monotonic() < deadline, [process.cmdline() for process in family]
            time.sleep(0.1)


@contextmanager
def up(data: Path, *, wrapper: list[str] | None = None) -> Iterator[Up]:
    port = free_port()
    line = [sys.executable, "manage.py", "up", "--no-demo", "--workers", "1", "--port", str(port), "--data", str(data)]
    with (data.parent / "stderr").open("w") as errors:
        process = subprocess.Popen(
            [*(wrapper or []), *line],
            cwd=ROOT,
            env=clean_environment(HOME=str(data.parent)),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    site = Up(process, data, port)
    try:
        yield site
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()
        site.wait_until_gone()


def become_nobody() -> list[str]:
    """Return what runs a program as an ordinary user who can still read an interpreter in root's home."""
    status = Path("/proc/self/status").read_text()
    bounding = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapBnd"))
    reading = "dac_read_search" if bounding & 1 << 2 else "dac_override"
    who = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return [*who, f"--inh-caps=+{reading}", f"--ambient-caps=+{reading}"]


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="evenhand-up-") as name:
        yield Path(name).resolve()


def test_up_serves_refuses_a_second_ends_whole_and_finds_its_data_again(folder: Path) -> None:
    data = folder / "data"
    with up(data) as first:
        first.wait_until_up()
        ready = requests.get(f"{first.address}/readyz", timeout=10)
        assert (ready.status_code, ready.json()["database"], ready.json()["redis"]) == (200, "ok", "ok")

        assert_refused(run_up(data, "--port", str(free_port())), "in use by another `up`", code=1)
        assert_refused(run_up(folder / "other", "--port", str(first.port)), str(first.port), "is taken", code=1)
        assert not (folder / "other" / "postgres").exists()

        ana = create_user(data, "ana@example.org")
        # Links that commands print beside it lead to it.
        assert address_of_up(data) == first.address
        first.process.send_signal(signal.SIGTERM)
        assert first.process.wait(60) == 0
        first.wait_until_gone(1)

    began = time.monotonic()
    with up(data) as second:
        second.wait_until_up()
        assert time.monotonic() - began < SECONDS_TO_START / 3
        assert create_user(data, "ana@example.org") == ana
        names = {" ".join(process.cmdline()) for process in second.family()}
        web = next(process for process in second.family() if "granian" in " ".join(process.cmdline()))
        assert any("beat" in name for name in names)
        assert any("follow" in name for name in names)

        web.kill()
        assert second.process.wait(60) == 1
        assert "web has ended by itself" in (folder / "stderr").read_text()
        second.wait_until_gone(1)


def create_user(data: Path, email: str) -> str:
    """Return the id that the command prints: of a new account, or of the one that is there."""
    line = [sys.executable, "manage.py", "create_user", email, "--role", "customer", "--data", str(data)]
    return subprocess.run(line, cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE, text=True, check=True).stdout


def test_an_ordinary_user_can_run_it_too_and_when_it_is_killed_nothing_is_left_and_the_next_recovers(
    folder: Path,
) -> None:
    data = folder / "data"
    user = os.getuid() or NOBODY
    os.chown(folder, user, -1)
    as_user = become_nobody() if os.getuid() == 0 else []
    with up(data, wrapper=as_user) as killed:
        killed.wait_until_up()
        assert {process.uids().effective for process in killed.family()} == {user}
        killed.process.kill()
        killed.process.wait(10)
        killed.wait_until_gone()

    # What a crash of the whole machine leaves: a pid file whose number is another program's by now.
    left = data / "postgres" / "postmaster.pid"
    left.write_text(f"{os.getpid()}\n{data / 'postgres'}\n1\n5432\n{data / 'run'}\n\n  1  1\nready   \n")
    (data / "run" / "valkey.sock").touch()
    with up(data, wrapper=as_user) as again:
        again.wait_until_up()


def test_a_folder_that_cannot_be_written_is_refused_in_one_line(folder: Path) -> None:
    (folder / "file").touch()

    assert_refused(run_up(folder / "file" / "data"), "not writable", "--data", code=2)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://root@localhost/x", "only PostgreSQL serves"),
        ("postgres://nobody@127.0.0.1:1/none", "no connection"),
    ],
)
def test_a_wrong_database_url_is_refused_in_one_line(folder: Path, url: str, words: str) -> None:
    refusal = run_up(folder / "data", "--port", str(free_port()), DATABASE_URL=url)

    assert_refused(refusal, "DATABASE_URL", words, code=2)


def test_a_server_of_too_old_a_version_is_refused_in_one_line(folder: Path) -> None:
    with old_server("15.4") as port:
        url = f"postgres://ana@127.0.0.1:{port}/ratings"
        refusal = run_up(folder / "data", "--port", str(free_port()), DATABASE_URL=url)

    assert_refused(refusal, "PostgreSQL 15 is too old", code=2)


def test_a_port_held_without_listening_is_taken_too(folder: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()

        refusal = run_up(folder / "data", "--port", str(holder.getsockname()[1]))

    assert_refused(refusal, "is taken", "--port", code=1)
