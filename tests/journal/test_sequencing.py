"""Entries get dense positions in the order of commits, and none is lost."""

from datetime import datetime

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from ratings.journal import commands
from ratings.journal.commands import record, sequence_batch
from ratings.journal.folding import catch_up_all
from ratings.journal.models import Entry, Pending
from ratings.journal.resident import Sequencer, sequence_all
from tests.together import at_once

PENDING = """
INSERT INTO journal_pending (kind, is_public, company_id, subject, data, recorded_at)
VALUES ('review.held', false, 1, 'late', '{}', now())
"""


def record_some(now: datetime, n: int, kind: str = "review.held") -> None:
    for number in range(n):
        record(kind, subject=f"s{number}", now=now, company_id=1)


def test_positions_are_dense_from_one_and_leaves_from_zero(committed: None, now: datetime) -> None:
    for kind in ("review.held", "decision.made", "review.held", "decision.made"):
        record(kind, subject="x", now=now, company_id=1)

    assert sequence_all() == 4

    assert list(Entry.objects.values_list("position", "leaf")) == [(1, None), (2, 0), (3, None), (4, 1)]
    assert not Pending.objects.exists()


def test_a_transaction_that_commits_late_is_not_skipped(
    committed: None, second_connection: psycopg.Connection, now: datetime
) -> None:
    second_connection.execute(PENDING)  # takes its id first, commits last
    record_some(now, 3)
    sequencer = Sequencer()
    sequencer.step()
    catch_up_all(now=now)
    assert Entry.objects.count() == 3

    second_connection.commit()
    sequencer.next_sweep = 0.0
    sequencer.step()

    assert list(Entry.objects.values_list("position", "subject")) == [(1, "s0"), (2, "s1"), (3, "s2"), (4, "late")]


def test_a_held_open_transaction_stalls_nobody(
    committed: None, second_connection: psycopg.Connection, now: datetime
) -> None:
    second_connection.execute(PENDING)
    record_some(now, 5)

    assert Sequencer().step() == 5
    second_connection.rollback()


def test_what_is_rolled_back_leaves_no_gap(committed: None, now: datetime) -> None:
    record_some(now, 1)
    with transaction.atomic():
        record_some(now, 4)
        transaction.set_rollback(True)
    record_some(now, 1)

    sequence_all()

    assert list(Entry.objects.values_list("position", flat=True)) == [1, 2]


def test_two_sequencers_at_once_give_each_entry_one_position(committed: None, now: datetime) -> None:
    record_some(now, 500)

    at_once(*[lambda: [sequence_batch(limit=50) for _ in range(6)]] * 2)
    sequence_all()

    assert list(Entry.objects.values_list("position", flat=True)) == list(range(1, 501))
    assert len(set(Entry.objects.values_list("recorded_at", "subject"))) == 500


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET kind = 'x'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "TRUNCATE journal_entry_from_1",
        "DELETE FROM journal_entry_from_1",
    ],
)
def test_entries_cannot_be_changed(committed: None, now: datetime, statement: str) -> None:
    record_some(now, 1)
    sequence_all()

    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_new_partition_is_made_before_it_is_needed(
    committed: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO journal_entry (position, leaf, kind, subject, data, recorded_at)"
            " VALUES (9999998, 7, 'decision.made', 'x', '{}', now())"
        )
        cursor.execute("SET session_replication_role = origin")
    record_some(now, 3, kind="decision.made")

    sequence_all()

    placed = Entry.objects.filter(position__gt=9_999_998).values_list("position", "leaf")
    assert list(placed) == [(9_999_999, 8), (10_000_000, 9), (10_000_001, 10)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry_from_10000000")
        assert cursor.fetchone() == (2,)
        with pytest.raises(IntegrityError, match="append-only"):
            cursor.execute("TRUNCATE journal_entry_from_10000000")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE journal_entry_from_10000000")


@pytest.mark.parametrize("data", [{"body": "They were kind."}, {"list": [{"deep": "two words"}]}, {"share": 0.5}])
def test_words_cannot_be_recorded(committed: None, now: datetime, data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="carries no words"):
        record("review.held", subject="x", now=now, **data)  # type: ignore[arg-type]


def test_an_undeclared_kind_cannot_be_recorded(committed: None, now: datetime) -> None:
    with pytest.raises(KeyError):
        record("review.liked", subject="x", now=now)


def test_a_wake_is_sent_after_commit_only(
    committed: None, second_connection: psycopg.Connection, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    second_connection.autocommit = True
    second_connection.execute("LISTEN journal")
    monkeypatch.setattr(commands, "_last_wake", 0.0)
    with transaction.atomic():
        record_some(now, 1)
        assert not list(second_connection.notifies(timeout=0.05, stop_after=1))

    assert list(second_connection.notifies(timeout=2, stop_after=1))
