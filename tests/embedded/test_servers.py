"""Commands and the embedded servers: started when needed, left as they were found."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.layout import LONGEST_SOCKET_PATH, Layout
from embedded.locks import Lock, is_held
from embedded.servers import Lease, make_folders
from tests.servers import ROOT

pytestmark = pytest.mark.xdist_group("up")


@pytest.fixture
def layout() -> Iterator[Layout]:
    with tempfile.TemporaryDirectory(prefix="evenhand-servers-") as name:
        layout = Layout(Path(name).resolve())
        make_folders(layout)
        yield layout


def run_command(layout: Layout, *arguments: str) -> subprocess.CompletedProcess[str]:
    ours = ("DATABASE_URL", "REDIS_URL", "EVENHAND_DATA", "DEBUG")
    where = {name: value for name, value in os.environ.items() if name not in ours}
    line = [sys.executable, "manage.py", *arguments, "--data", str(layout.data)]
    return subprocess.run(line, cwd=ROOT, env=where, capture_output=True, text=True, check=False)


def runs(layout: Layout) -> bool:
    return is_held(layout.locks / "postgres.keeper") or is_held(layout.locks / "valkey.keeper")


def test_a_command_finds_tables_and_leaves_servers_as_it_found_them(layout: Layout) -> None:
    alone = run_command(layout, "create_user", "ana@example.org", "--role", "customer")
    assert alone.returncode == 0, alone.stderr
    assert not runs(layout)

    lease = Lease(layout, ["postgres", "valkey"])
    beside = run_command(layout, "create_user", "ana@example.org", "--role", "customer")
    assert beside.stdout == alone.stdout
    assert lease.is_good()

    lease.release()
    assert not runs(layout)
    assert not layout.postgres_socket.exists()


def test_a_command_that_needs_no_rows_starts_no_server(layout: Layout) -> None:
    assert run_command(layout, "check").returncode == 0
    assert not layout.postgres.exists()


def test_servers_stay_for_the_last_of_two_users(layout: Layout) -> None:
    first = Lease(layout, ["valkey"])
    second = Lease(layout, ["valkey"])

    first.release()
    assert second.is_good()

    second.release()
    assert not runs(layout)


def test_a_user_who_is_killed_holds_no_server(layout: Layout) -> None:
    program = (
        "import sys; from embedded.layout import Layout; from embedded.servers import Lease; from pathlib import Path"
    )
    program += "; lease = Lease(Layout(Path(sys.argv[1])), ['valkey']); print('up', flush=True); sys.stdin.read()"
    line = [sys.executable, "-c", program, str(layout.data)]
    user = subprocess.Popen(
        line, env=os.environ | {"PYTHONPATH": str(ROOT / "platform")}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert user.stdout is not None
    assert user.stdin is not None
    assert user.stdout.readline() == b"up\n"

    with user.stdin, user.stdout:
        user.kill()
        user.wait()

    # Given once the keeper has gone.
    Lock(layout.locks / "valkey.keeper").take()


def test_a_deep_data_folder_gets_a_short_folder_for_its_sockets(tmp_path: Path) -> None:
    layout = Layout(tmp_path / ("deep" * 30))

    assert len(os.fsencode(layout.postgres_socket)) <= LONGEST_SOCKET_PATH
    assert layout.sockets == Layout(layout.data).sockets
    assert layout.sockets != Layout(tmp_path / ("deep" * 31)).sockets


def test_only_our_own_commands_migrate_by_themselves(layout: Layout) -> None:
    shown = run_command(layout, "showmigrations", "journal")

    assert "[ ] 0001_initial" in shown.stdout
