"""Emptying a database whose append-only tables refuse to be emptied."""

import psycopg
from psycopg import sql

TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname <> 'django_migrations'
    ORDER BY c.relname
"""


class Cleaner:
    """
    Puts a database back to what migrations left in it.

    Rows are deleted rather than tables truncated: a test writes few rows, and truncating costs a file per table
    and index. In replica role no trigger fires, neither the append-only ones nor those of foreign keys.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        with psycopg.connect(url) as connection:
            self._tables = [row[0] for row in connection.execute(TABLES)]
            self._seeds = {name: self._rows(connection, name) for name in self._filled(connection)}

    def clean(self) -> None:
        """Delete every row that migrations did not write, and write theirs anew."""
        with psycopg.connect(self._url) as connection:
            connection.execute("SET session_replication_role = replica")
            for name in self._filled(connection):
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            for name, rows in self._seeds.items():
                copy = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(name))
                with connection.cursor().copy(copy) as writing:
                    writing.write(rows)

    def _filled(self, connection: psycopg.Connection) -> list[str]:
        question = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
            for name in self._tables
        )
        return [row[0] for row in connection.execute(question)]

    def _rows(self, connection: psycopg.Connection, name: str) -> bytes:
        copy = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT binary)").format(sql.Identifier(name))
        with connection.cursor().copy(copy) as reading:
            return b"".join(bytes(block) for block in reading)
