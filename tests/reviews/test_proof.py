"""No review is public without an accepted proof: kept by the database, whoever writes."""

from datetime import datetime

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refused
from ratings.reviews.commands import Draft, publish_revision, submit_review
from ratings.reviews.models import Review
from ratings.verification.models import Purchase
from tests.dashboards import story

PROOF = "published_review_has_accepted_proof|without an accepted proof|proof of a published review"


def execute(statement: str, *values: str | int | None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def unproved_review(now: datetime) -> Review:
    """Write a review of a purchase whose proof has not been looked at yet."""
    ana = story.customer()
    bought = story.purchase(story.company("Acme"), ana)
    Purchase.objects.filter(pk=bought.pk).update(state="pending")
    draft = Draft(experienced_on=now.date(), title="Fine", body="It came in time.", stars={"overall": 4})
    return submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(ana.pk), now=now)


def test_an_unproved_review_waits_and_cannot_be_published(committed: None, now: datetime) -> None:
    review = unproved_review(now)

    with pytest.raises(Refused):
        publish_revision(review_id=review.pk, number=1, actor=Actor.system("screening"), now=now)

    assert Review.objects.get().state == "submitted"


def test_raw_sql_cannot_publish_an_unproved_review(committed: None, now: datetime) -> None:
    review = unproved_review(now)

    with pytest.raises(IntegrityError, match=PROOF):
        execute(
            "UPDATE reviews_review SET state = 'published', published_at = now(), live_revision = 1 WHERE id = %s",
            review.pk,
        )


def test_raw_sql_cannot_insert_a_published_review_without_proof(committed: None, now: datetime) -> None:
    ana = story.customer()
    bought = story.purchase(story.company("Acme"), ana)
    Purchase.objects.filter(pk=bought.pk).update(state="refused")

    with pytest.raises(IntegrityError, match=PROOF):
        execute(
            "INSERT INTO reviews_review (public_id, company_id, purchase_id, author_id, pseudonym, method, source,"
            " state, is_counted, connection, wants_answer, experienced_on, submitted_at, published_at, latest_revision,"
            " live_revision) VALUES ('x', %s, %s, %s, '', 'document', '', 'published', true, 'none', false, now(),"
            " now(), now(), 1, 1)",
            bought.company_id,
            bought.pk,
            ana.pk,
        )


@pytest.mark.parametrize("state", ["pending", "refused", "revoked"])
def test_raw_sql_cannot_take_the_proof_from_a_published_review(committed: None, now: datetime, state: str) -> None:
    review = story.review(story.company("Acme"))

    with pytest.raises(IntegrityError, match=PROOF):
        execute("UPDATE verification_purchase SET state = %s WHERE id = %s", state, review.purchase_id)


def test_raw_sql_cannot_lend_a_review_another_company_or_method(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    bolt = story.company("Bolt")

    with pytest.raises(IntegrityError, match=PROOF):
        execute("UPDATE reviews_review SET company_id = %s WHERE id = %s", bolt.pk, review.pk)
    with pytest.raises(IntegrityError, match=PROOF):
        execute("UPDATE reviews_review SET method = 'invitation' WHERE id = %s", review.pk)


def test_a_proof_revoked_while_its_review_is_published_lets_only_one_of_the_two_through(
    committed: None, second_connection: psycopg.Connection, now: datetime
) -> None:
    ana = story.customer()
    bought = story.purchase(story.company("Acme"), ana)
    draft = Draft(experienced_on=now.date(), title="Fine", body="It came in time.", stars={"overall": 4})
    review = submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(ana.pk), now=now)
    second_connection.execute("UPDATE verification_purchase SET state = 'revoked' WHERE id = %s", [bought.pk])
    with transaction.atomic(), connection.cursor() as cursor:
        # The publication cannot even hold the proof while its revocation is under way.
        cursor.execute("SET LOCAL lock_timeout = '500ms'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            cursor.execute(
                "UPDATE reviews_review SET state = 'published', published_at = now(), live_revision = 1 WHERE id = %s",
                [review.pk],
            )
    second_connection.commit()

    assert not Review.objects.published().filter(purchase__state="revoked").exists()


def test_only_imports_lack_an_author_and_are_never_counted(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))

    with pytest.raises(IntegrityError):
        execute("UPDATE reviews_review SET method = 'imported', is_counted = true WHERE id = %s", review.pk)
