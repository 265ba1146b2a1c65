"""How long the files of proofs are kept, rule by rule, with the clock as an argument."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from accounts.models import User
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, NotFound, Refused
from ratings.moderation.commands import (
    Judgement,
    decide_appeal,
    decide_case,
    delete_own_files,
    destroy_due_files,
    lodge_appeal,
    open_case,
)
from ratings.moderation.models import Decision
from ratings.reviews.models import Review
from ratings.verification.commands import keep_file, read_file, sweep_files
from ratings.verification.models import Purchase, SealedFile
from tests.dashboards import story

pytestmark = pytest.mark.django_db

WORDS = "There was no such dealing: the number on it belongs to another order."
LONG = "The order is mine, and the number on it is the one that they sent me."


def days(n: float) -> timedelta:
    return timedelta(days=n)


def path(kept: SealedFile) -> Path:
    return Path(settings.MEDIA_ROOT) / "proofs" / kept.public_id


def sealed(purchase: Purchase, now: datetime, *, digest: bytes | None = b"d" * 32) -> SealedFile:
    return keep_file(
        purchase=purchase, kind="page", data=b"a page", media_type="image/jpeg", phash=5, digest=digest, now=now
    )


def moderator(email: str = "mia@desk.example") -> Actor:
    return Actor.moderator(User.objects.create_user(email, role="moderator").pk)


def is_kept(kept: SealedFile, at: datetime) -> bool:
    """Run the job at a time, and tell whether a file can still be read."""
    with transaction.atomic():
        destroy_due_files(now=at)
    kept.refresh_from_db()
    if kept.destroyed_at is None:
        assert read_file(kept) == b"a page"
        return True
    assert (kept.sealed_key, kept.phash, kept.detail, kept.look_at) == (None,) * 4
    assert not kept.bands.exists()
    with pytest.raises(NotFound):
        read_file(kept)
    return False


def kept_until(kept: SealedFile, last: datetime) -> None:
    """Assert that a file is there until a moment, and not from it on, whenever the job ran before."""
    for before in (60, 8, 1, 0.01):
        assert is_kept(kept, last - days(before)), before
    assert not is_kept(kept, last)


def reviewed(now: datetime) -> tuple[Review, SealedFile]:
    review = story.review(story.company("Acme"), at=now)
    return review, sealed(review.purchase, now)


def test_files_are_kept_for_90_days_after_publication(now: datetime) -> None:
    review, kept = reviewed(now)

    kept_until(kept, story.there(review.published_at) + days(90))


def test_an_open_case_keeps_files_and_30_days_after_its_end(now: datetime) -> None:
    review, kept = reviewed(now)
    mia = moderator()
    case = open_case(review_id=review.pk, actor=mia, now=now + days(80))
    assert is_kept(kept, now + days(150))

    decide_case(case=case.public_id, judgement=Judgement(action="keep"), actor=mia, now=now + days(200))

    kept_until(kept, now + days(230))


def test_a_case_that_ended_early_does_not_shorten_the_90_days(now: datetime) -> None:
    review, kept = reviewed(now)
    mia = moderator()
    case = open_case(review_id=review.pk, actor=mia, now=now + days(1))
    decide_case(case=case.public_id, judgement=Judgement(action="keep"), actor=mia, now=now + days(2))

    kept_until(kept, now + days(90))


@pytest.mark.parametrize("action", ["remove", "revoke_proof"])
def test_what_was_removed_as_not_genuine_stays_sealed_for_a_year(now: datetime, action: str) -> None:
    review, kept = reviewed(now)
    mia = moderator()
    case = open_case(review_id=review.pk, actor=mia, now=now + days(10))
    judgement = Judgement(action=action, ground="not_genuine", words=WORDS)
    decide_case(case=case.public_id, judgement=judgement, actor=mia, now=now + days(12))
    author = Actor.customer(story.there(review.author_id))

    with pytest.raises(Refused) as refusal:
        delete_own_files(purchase=review.purchase.public_id, actor=author, now=now + days(13))
    assert refusal.value.code == "sealed"
    kept_until(kept, datetime(2027, 12, 2, 12, tzinfo=UTC))


def test_a_removal_that_was_reversed_keeps_files_no_longer_than_its_appeal(now: datetime) -> None:
    review, kept = reviewed(now)
    mia, noa = moderator(), moderator("noa@desk.example")
    case = open_case(review_id=review.pk, actor=mia, now=now + days(10))
    judgement = Judgement(action="revoke_proof", ground="not_genuine", words=WORDS)
    decision = decide_case(case=case.public_id, judgement=judgement, actor=mia, now=now + days(10))
    author = Actor.customer(story.there(review.author_id))
    appeal = lodge_appeal(decision=decision.public_id, reasons=LONG, actor=author, now=now + days(100))
    assert is_kept(kept, now + days(101))

    decide_appeal(appeal=appeal.public_id, outcome="reversed", words=LONG, actor=noa, now=now + days(110))

    assert Decision.objects.filter(action="restore").exists()
    kept_until(kept, now + days(140))


def test_another_ground_of_removal_does_not_seal_for_a_year(now: datetime) -> None:
    review, kept = reviewed(now)
    mia = moderator()
    case = open_case(review_id=review.pk, actor=mia, now=now)
    judgement = Judgement(action="remove", ground="abuse", words=WORDS)
    decide_case(case=case.public_id, judgement=judgement, actor=mia, now=now)

    kept_until(kept, now + days(90))


@pytest.mark.parametrize(("state", "n"), [("refused", 30), ("accepted", 90)])
def test_without_a_review_files_go_after_the_verdict(now: datetime, state: str, n: int) -> None:
    bought = story.purchase(story.company("Acme"), story.customer())
    Purchase.objects.update(state=state, decided_at=now)
    kept = sealed(bought, now - days(3))

    kept_until(kept, now + days(n))
    assert kept.digest == (None if state == "refused" else b"d" * 32)


def test_a_proof_without_verdict_is_kept(now: datetime) -> None:
    bought = story.purchase(story.company("Acme"), story.customer())
    Purchase.objects.update(state="pending", decided_at=None)

    assert is_kept(sealed(bought, now), now + days(500))


@pytest.mark.parametrize("state", ["withdrawn", "lapsed"])
def test_files_of_a_review_that_was_never_public_go_30_days_after_its_end(now: datetime, state: str) -> None:
    _review, kept = reviewed(now)
    Review.objects.update(state=state, published_at=None, is_counted=False, ended_at=now + days(70))

    kept_until(kept, now + days(100))


def test_the_job_looks_at_a_bounded_number_and_comes_to_the_end(now: datetime) -> None:
    acme = story.company("Acme")
    for _ in range(5):
        sealed(story.purchase(acme, story.customer()), now)

    later = story.NOW + days(91)
    looked_at = [destroy_due_files(now=later, limit=2) for _ in range(4)]

    assert looked_at == [2, 2, 1, 0]
    assert not SealedFile.objects.filter(destroyed_at=None).exists()


def test_a_customer_deletes_what_they_showed_once_it_is_decided(now: datetime) -> None:
    review, kept = reviewed(now)
    author = Actor.customer(story.there(review.author_id))
    call: Callable[[], int] = lambda: delete_own_files(  # noqa: E731 - named for its two uses
        purchase=review.purchase.public_id, actor=author, now=now
    )

    assert (call(), call()) == (1, 0)
    review.refresh_from_db()
    kept.refresh_from_db()
    assert (review.state, review.purchase.state, kept.sealed_key) == ("published", "accepted", None)


def test_nobody_elses_files_and_none_before_the_verdict_are_deleted(now: datetime) -> None:
    ana = story.customer()
    bought = story.purchase(story.company("Acme"), ana)
    Purchase.objects.update(state="pending", decided_at=None)
    kept = sealed(bought, now)

    with pytest.raises(Refused):
        delete_own_files(purchase=bought.public_id, actor=Actor.customer(ana.pk), now=now)
    with pytest.raises(NotFound):
        delete_own_files(purchase=bought.public_id, actor=Actor.customer(story.customer().pk), now=now)
    for actor in (moderator(), Actor.operator(), Actor.system("x")):
        with pytest.raises(Forbidden):
            delete_own_files(purchase=bought.public_id, actor=actor, now=now)
    assert read_file(kept) == b"a page"


def test_files_that_no_key_opens_are_swept_and_the_rest_is_left(now: datetime) -> None:
    kept = sealed(story.purchase(story.company("Acme"), story.customer()), now)
    lost = path(kept).with_name("a" * 26)
    fresh, others = lost.with_name("b" * 26), lost.with_name("README")
    for file in (lost, fresh, others):
        file.write_bytes(b"noise")
    for file in (lost, others, path(kept)):
        os.utime(file, ((now - days(1)).timestamp(),) * 2)
    os.utime(fresh, (now.timestamp(),) * 2)

    swept = sweep_files(now=now)

    assert swept == 1
    assert not lost.exists()
    assert fresh.exists()
    assert others.exists()
    assert read_file(kept) == b"a page"
    fresh.unlink()
    others.unlink()
