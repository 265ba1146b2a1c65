"""What a command finds when it begins: servers that run, a database that fits, tables that are there."""

import atexit
from collections.abc import Collection
from pathlib import Path

import psycopg
import redis
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from embedded.layout import Layout
from embedded.servers import Lease, ensure_database, make_folders
from embedded.stop import Stop

OLDEST_POSTGRES = 160000
# Any number, as long as it is ours: two commands that start at once migrate one after the other.
MIGRATION_LOCK = 7_265_301


def use_servers(data: Path, names: Collection[str]) -> Lease:
    """Hold the embedded servers of a data folder until this process ends; Stop where they do not start."""
    layout = Layout(data)
    make_folders(layout)
    lease = Lease(layout, names)
    atexit.register(lease.release)
    if "postgres" in names:
        ensure_database(layout)
    return lease


def refuse_unusable_database() -> None:
    """Stop unless DATABASE_URL leads to a PostgreSQL that is new enough."""
    try:
        # Not `ensure_connection`: that asks questions that an old server may not understand.
        with connection.get_new_connection(connection.get_connection_params()) as probe:
            version = probe.info.server_version
    except (OperationalError, psycopg.OperationalError) as error:
        reason = " ".join(str(error).split())
        raise Stop(f"DATABASE_URL: no connection ({reason}); start that server, or leave it out.", code=2) from error
    if version < OLDEST_POSTGRES:
        line = f"DATABASE_URL: PostgreSQL {version // 10000} is too old; use 16 or newer, or leave it out."
        raise Stop(line, code=2)


def refuse_unusable_redis() -> None:
    """Stop unless REDIS_URL leads to a server that answers."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5, socket_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise Stop(
            f"REDIS_URL: no answer ({error}); start that server, or leave it out.",
            code=2,
        ) from error


def migrate_when_needed() -> bool:
    """Migrate a database that lacks migrations, one process at a time; say whether anything was done."""
    if not _lacks_migrations():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    return True


def _lacks_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
