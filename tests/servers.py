"""
The run's own PostgreSQL and Valkey, in a temporary folder; loaded by pytest before Django's settings are read.

Each worker has a database of its own, copied from one migrated template, and two Redis databases of its own. All
of it is said through the environment, so that processes started by a test use the same.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from config.data_folder import keep_bytecode
from embedded.layout import DATABASE_USER, POSTGRES_PORT, Layout
from embedded.servers import Lease, make_folders

ROOT = Path(__file__).resolve().parents[1]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
NUMBER = int(WORKER.removeprefix("gw")) + 1 if WORKER != "main" else 0
TEMPLATE = "template_evenhand"
DATABASE = f"evenhand_{WORKER}"
MOST_WORKERS = 30

# What the developer's shell says must not change what a test sees.
for variable in ("SECRET_KEY", "HASH_KEYS", "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_URL", "DNS_RESOLVERS", "MAIL_FROM"):
    os.environ.pop(variable, None)
RUN = Path(os.environ.get("EVENHAND_TEST_RUN") or tempfile.mkdtemp(prefix="evenhand-test-"))
LAYOUT = Layout(RUN)
DATA = RUN / WORKER


def database_url(name: str) -> str:
    """Return the address of a database on the run's own server."""
    return f"postgres://{DATABASE_USER}@:{POSTGRES_PORT}/{name}?host={LAYOUT.sockets}"


os.environ |= {
    "EVENHAND_TEST_RUN": str(RUN),
    "EVENHAND_DATA": str(DATA),
    "DATABASE_URL": database_url(DATABASE),
    "REDIS_URL": f"unix://{LAYOUT.valkey_socket}?db={2 * NUMBER}",
    "DEBUG": "true",
    "LOG_LEVEL": "WARNING",
}
keep_bytecode(ROOT / ".evenhand" / "bytecode")


def administer(statement: sql.Composed | str) -> None:
    """Run one statement on the run's own server, outside any database of ours."""
    with psycopg.connect(database_url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement) if isinstance(statement, str) else statement)


def copy_template(name: str) -> None:
    """Make a database with all tables and no rows but those that migrations write."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    administer(statement.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-browser", action="store_true", help="leave out the tests that drive a browser")
    parser.addoption("--long", action="store_true", help="run the tests marked long, too")


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config: pytest.Config) -> Iterator[None]:
    if config.option.help or config.option.version or WORKER != "main":
        return (yield)
    make_folders(LAYOUT)
    lease = Lease(LAYOUT, ["postgres", "valkey"], volatile=True)
    try:
        return (yield)
    finally:
        lease.release()
        shutil.rmtree(RUN, ignore_errors=True)
        shutil.rmtree(LAYOUT.sockets, ignore_errors=True)
