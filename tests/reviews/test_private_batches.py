"""Private reviews wait without a time, and are written together in no order."""

import base64
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from ratings.dashboards.queries import KeyHolder, mailbox_of
from ratings.journal.models import Pending
from ratings.kernel.hashes import unseal
from ratings.reviews.commands import (
    write_waiting_reviews,
)
from ratings.reviews.models import PrivateSubmission, Review
from ratings.verification.models import Purchase, RevokedClass, SpentToken, TokenClass
from tests.reviews.private import submit
from tests.together import at_once


def test_four_wait_and_the_fifth_lets_all_be_written(of_class: TokenClass, now: datetime) -> None:
    ids = {submit(of_class, now) for _ in range(4)}
    assert write_waiting_reviews(now=now) == 0
    ids.add(submit(of_class, now))

    assert write_waiting_reviews(now=now) == 5

    assert set(Review.objects.values_list("public_id", flat=True)) == ids
    assert not PrivateSubmission.objects.exists()
    assert set(Review.objects.values_list("state", "submitted_at")) == {("screening", now)}
    assert not Review.objects.filter(author__isnull=False).exists()
    assert Purchase.objects.filter(method="private", group="customer", state="accepted", customer=None).count() == 5
    assert not SpentToken.objects.filter(spent_on__isnull=False).exists()


def test_one_alone_is_written_after_three_days(of_class: TokenClass, now: datetime) -> None:
    submit(of_class, now)

    assert write_waiting_reviews(now=now + timedelta(days=2)) == 0
    assert write_waiting_reviews(now=now + timedelta(days=3)) == 1


def test_two_jobs_at_once_write_each_review_once(of_class: TokenClass, now: datetime) -> None:
    for _ in range(6):
        submit(of_class, now)

    outcomes = at_once(*[lambda: write_waiting_reviews(now=now)] * 2)

    assert sorted(outcomes) == [0, 6]  # type: ignore[type-var]
    assert Review.objects.count() == Pending.objects.filter(kind="review.submitted").count() == 6


def test_what_waits_carries_a_random_key_and_a_day_and_nothing_else_of_when(
    of_class: TokenClass, now: datetime
) -> None:
    submit(of_class, now, email="ana@mail.example")

    columns = {field.name: field for field in PrivateSubmission._meta.concrete_fields}
    row = PrivateSubmission.objects.get()

    assert [name for name, field in columns.items() if field.get_internal_type() == "DateTimeField"] == []
    assert type(row.waiting_since) is date
    assert len(row.pk) == 26
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence('reviews_privatesubmission', 'id')")
        assert cursor.fetchone() == (None,)
    assert row.sealed_email is not None
    assert unseal(bytes(row.sealed_email)) == "ana@mail.example"
    assert not Pending.objects.filter(kind__startswith="review.").exists()


def test_a_sealed_address_does_not_tell_when_it_was_sealed(of_class: TokenClass, now: datetime) -> None:
    submit(of_class, now, email="ana@mail.example")

    sealed = bytes(PrivateSubmission.objects.get().sealed_email or b"")[2:]

    time_in_it = base64.urlsafe_b64decode(sealed)[1:9]
    assert time_in_it == bytes(8)


def test_a_batch_says_nothing_by_its_places_transactions_ids_and_entries(of_class: TokenClass, now: datetime) -> None:
    sent = [submit(of_class, now, body=f"Number {place} of those who wrote.") for place in range(40)]

    write_waiting_reviews(now=now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT public_id, xmin::text FROM reviews_review ORDER BY ctid")
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT r.public_id, p.xmin::text, s.xmin::text FROM verification_purchase p"
            " JOIN reviews_review r ON r.purchase_id = p.id JOIN verification_spenttoken s ON s.id = p.public_id"
            " ORDER BY s.ctid"
        )
        spent = cursor.fetchall()
    assert {xmin for _id, xmin in rows} == {xmin for _id, *both in spent for xmin in both}
    assert len({xmin for _id, xmin in rows}) == 1
    orders = {
        "heap": [public_id for public_id, _xmin in rows],
        "ids": list(Review.objects.order_by("id").values_list("public_id", flat=True)),
        "purchases": list(Review.objects.order_by("purchase_id").values_list("public_id", flat=True)),
        "spent": [public_id for public_id, *_both in spent],
        "journal": list(
            Pending.objects.filter(kind="review.submitted").order_by("id").values_list("subject", flat=True)
        ),
    }
    for name, order in orders.items():
        assert abs(rank_correlation(sent, order)) < 0.6, name


def has_lapsed_with_proof(review: Review) -> bool:
    opened = mailbox_of(KeyHolder(public_id=review.public_id, review_id=review.pk))
    return opened is not None and opened.lapsed_with_proof


def rank_correlation(sent: list[str], order: list[str]) -> float:
    """Return Spearman's; 40 places in no order exceed 0.6 less than once in ten thousand times."""
    n = len(sent)
    squares = sum((sent.index(one) - place) ** 2 for place, one in enumerate(order))
    return 1 - 6 * squares / (n * (n * n - 1))


def test_a_proof_revoked_while_the_review_waits_lets_it_lapse(of_class: TokenClass, now: datetime) -> None:
    submit(of_class, now)
    RevokedClass.objects.create(token_class=of_class, revoked_at=now)

    write_waiting_reviews(now=now + timedelta(days=3))

    assert Review.objects.get().state == "lapsed"
    assert Purchase.objects.get(method="private").refusal == "class-revoked"
    assert has_lapsed_with_proof(Review.objects.get())


def test_a_review_whose_time_ran_out_does_not_blame_its_proof(of_class: TokenClass, now: datetime) -> None:
    submit(of_class, now)
    write_waiting_reviews(now=now + timedelta(days=3))
    Review.objects.update(state="lapsed", ended_at=now + timedelta(days=20))
    assert not has_lapsed_with_proof(Review.objects.get())

    Purchase.objects.filter(method="private").update(state="revoked", decided_at=now + timedelta(days=30))
    assert not has_lapsed_with_proof(Review.objects.get())


def test_the_command_line_writes_what_waits(
    of_class: TokenClass, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(5):
        submit(of_class, now)

    call_command("write_private_reviews", json=True)
    call_command("write_private_reviews")

    assert capsys.readouterr().out.splitlines() == ['{"written": 5}', "0 private reviews written"]
