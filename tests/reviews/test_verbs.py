"""Every verb of a review, done by two callers at once, happens once; and what it leaves behind."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from ratings.journal.models import Pending
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, Refused, Stale
from ratings.moderation.commands import Judgement, decide_appeal, decide_case, lodge_appeal, open_case
from ratings.moderation.models import Decision, StatementOfReasons
from ratings.reviews.commands import (
    Changes,
    Draft,
    begin_screening,
    hide_review,
    hold_revision,
    lapse_review,
    publish_revision,
    revise_review,
    submit_review,
    withdraw_review,
)
from ratings.reviews.models import Review, Revision
from ratings.verification.models import Purchase
from tests.dashboards import story
from tests.together import at_once, refusals

SCREENING = Actor.system("screening")
REASONS = "There was no such dealing at all."


def draft(now: datetime, **changes: object) -> Draft:
    given: dict[str, object] = {
        "experienced_on": now.date(),
        "title": "Fine",
        "body": "It came in time.",
        "stars": {"overall": 4},
        "language": "en",
    }
    return Draft(**(given | changes))  # type: ignore[arg-type]


def submitted(now: datetime) -> Review:
    ana = story.customer()
    bought = story.purchase(story.company("Acme"), ana)
    return submit_review(purchase=bought.public_id, draft=draft(now), actor=Actor.customer(ana.pk), now=now)


def author(review: Review) -> Actor:
    assert review.author_id is not None
    return Actor.customer(review.author_id)


def moderator() -> Actor:
    return Actor.moderator(User.objects.create_user(f"m{User.objects.count()}@example.org", role="moderator").pk)


def recorded(kind: str) -> int:
    return Pending.objects.filter(kind=kind).count()


def twice(call: Callable[[], object]) -> list[str]:
    """Let two callers do the same at once; return the codes of those who were refused."""
    return refusals(at_once(call, call))


def test_one_purchase_is_reviewed_once(committed: None, now: datetime) -> None:
    ana = story.customer()
    bought = story.purchase(story.company("Acme"), ana)
    actor = Actor.customer(ana.pk)

    refused = twice(lambda: submit_review(purchase=bought.public_id, draft=draft(now), actor=actor, now=now))

    assert refused == ["already-reviewed"]
    assert Review.objects.count() == recorded("review.submitted") == 1


def test_a_review_is_published_once(committed: None, now: datetime) -> None:
    review = submitted(now)

    refused = twice(lambda: publish_revision(review_id=review.pk, number=1, actor=SCREENING, now=now))

    assert refused == ["already-decided"]
    assert recorded("review.published") == 1


def test_two_reviews_by_one_customer_published_at_once_leave_one_voice(committed: None, now: datetime) -> None:
    ana, acme = story.customer(), story.company("Acme")
    reviews = [
        submit_review(
            purchase=story.purchase(acme, ana).public_id, draft=draft(now), actor=Actor.customer(ana.pk), now=now
        )
        for _ in range(2)
    ]

    at_once(*[lambda r=r: publish_revision(review_id=r.pk, number=1, actor=SCREENING, now=now) for r in reviews])

    assert Review.objects.published().count() == 2
    assert Review.objects.counted().count() == 1


def test_a_review_is_held_once(committed: None, now: datetime) -> None:
    review = submitted(now)

    refused = twice(lambda: hold_revision(review_id=review.pk, number=1, actor=SCREENING, now=now))

    assert refused == ["already-held"]
    assert recorded("review.held") == 1


def test_a_review_is_withdrawn_once_and_for_good(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))

    refused = twice(lambda: withdraw_review(review_id=review.pk, actor=author(review), now=now))

    assert refused == ["already-withdrawn"]
    assert recorded("review.withdrawn") == 1
    assert not Review.objects.counted().exists()
    with pytest.raises(Refused):
        revise_review(
            review_id=review.pk, changes=Changes(title="Better"), expected_revision=1, actor=author(review), now=now
        )


def test_two_revisions_of_one_version_leave_one(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    changes = Changes(body="It came in time, but broke.", stars={"overall": 2})

    refused = twice(
        lambda: revise_review(review_id=review.pk, changes=changes, expected_revision=1, actor=author(review), now=now)
    )

    assert refused == ["changed"]
    assert Revision.objects.filter(review=review).count() == 2


def test_a_revision_replaces_the_old_one_only_when_it_is_live(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"), 5)
    revise_review(
        review_id=review.pk,
        changes=Changes(stars={"overall": 1}),
        expected_revision=1,
        actor=author(review),
        now=now,
    )
    assert list(Revision.objects.order_by("number").values_list("state", flat=True)) == ["live", "screening"]

    refused = twice(lambda: publish_revision(review_id=review.pk, number=2, actor=SCREENING, now=now))

    assert refused == ["already-decided"]
    assert list(Revision.objects.order_by("number").values_list("state", flat=True)) == ["superseded", "live"]
    entry = Pending.objects.get(kind="review.revised")
    assert (entry.data["old"][0], entry.data["new"][0]) == (5, 1)


def removed(review: Review, now: datetime) -> tuple[Decision, Actor]:
    first = moderator()
    case = open_case(review_id=review.pk, actor=first, now=now)
    judgement = Judgement(action="remove", ground="not_genuine", words=REASONS)
    return decide_case(case=case.public_id, judgement=judgement, actor=first, now=now), first


def test_a_case_is_decided_once_by_two_moderators(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    one, other = moderator(), moderator()
    case = open_case(review_id=review.pk, actor=one, now=now)
    judgement = Judgement(action="remove", ground="not_genuine", words=REASONS)

    outcomes = at_once(
        *[lambda by=by: decide_case(case=case.public_id, judgement=judgement, actor=by, now=now) for by in (one, other)]
    )

    assert refusals(outcomes) == ["already-decided"]
    assert Decision.objects.count() == StatementOfReasons.objects.count() == recorded("review.removed") == 1


def test_an_appeal_is_lodged_and_decided_once_and_restores_stars_and_month(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"), at=now - timedelta(days=100))
    decision, first = removed(review, now)
    assert not Review.objects.counted().exists()

    lodge = lambda: lodge_appeal(  # noqa: E731
        decision=decision.public_id, reasons="Here is the bill of that day.", actor=author(review), now=now
    )
    assert twice(lodge) == ["already-appealed"]
    appeal = decision.appeal.public_id
    with pytest.raises(Forbidden, match="another person"):
        decide_appeal(appeal=appeal, outcome="reversed", words=REASONS, actor=first, now=now)
    second = moderator()
    refused = twice(
        lambda: decide_appeal(
            appeal=appeal, outcome="reversed", words="The bill is genuine, so it stays.", actor=second, now=now
        )
    )

    assert refused == ["already-decided"]
    review.refresh_from_db()
    assert (review.state, review.is_counted) == ("published", True)
    entry = Pending.objects.get(kind="review.restored")
    assert entry.data["month"] == "2026-08"
    assert entry.data["new"] == Pending.objects.get(kind="review.published").data["new"]


def test_a_review_is_not_hidden_without_a_decision(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    with pytest.raises(Exception, match="without a statement of reasons"):
        hide_review(review_id=review.pk, actor=moderator(), now=now)

    review.refresh_from_db()
    assert review.state == "published"


def test_screening_begins_once_when_the_proof_is_accepted(committed: None, now: datetime) -> None:
    ana = story.customer()
    bought = story.purchase(story.company("Acme"), ana)
    Purchase.objects.update(state="pending")
    review = submit_review(purchase=bought.public_id, draft=draft(now), actor=Actor.customer(ana.pk), now=now)
    Purchase.objects.update(state="accepted")

    assert twice(lambda: begin_screening(review_id=review.pk, actor=SCREENING, now=now)) == ["already-screening"]


def test_a_review_lapses_once_after_thirty_days_without_proof(committed: None, now: datetime) -> None:
    ana = story.customer()
    bought = story.purchase(story.company("Acme"), ana)
    Purchase.objects.update(state="pending")
    review = submit_review(purchase=bought.public_id, draft=draft(now), actor=Actor.customer(ana.pk), now=now)
    with pytest.raises(Refused, match="still time"):
        lapse_review(review_id=review.pk, actor=SCREENING, now=now + timedelta(days=29))
    later = now + timedelta(days=30)

    assert twice(lambda: lapse_review(review_id=review.pk, actor=SCREENING, now=later)) == ["already-lapsed"]


def test_a_newer_review_takes_the_voice_and_gives_it_back(committed: None, now: datetime) -> None:
    ana, acme = story.customer(), story.company("Acme")
    older = story.review(acme, 1, by=ana, at=now - timedelta(days=200))
    newer = story.review(acme, 5, by=ana, at=now)
    older.refresh_from_db()
    assert (older.state, older.is_counted, newer.is_counted) == ("published", False, True)

    withdraw_review(review_id=newer.pk, actor=author(newer), now=now)

    older.refresh_from_db()
    assert older.is_counted
    assert Counter(Pending.objects.filter(kind__startswith="review.").values_list("kind", flat=True)) == {
        "review.submitted": 2,
        "review.published": 2,
        "review.superseded": 1,
        "review.withdrawn": 1,
        "review.reinstated": 1,
    }


def test_a_contract_may_be_reviewed_anew_after_twelve_months(committed: None, now: datetime) -> None:
    ana, acme = story.customer(), story.company("Acme")
    story.review(acme, 1, by=ana, at=now - timedelta(days=366))
    story.review(acme, 5, by=ana, at=now)

    assert Review.objects.counted().count() == 2


def test_a_connection_is_shown_and_not_counted(committed: None, now: datetime) -> None:
    story.review(story.company("Acme"), 5, connection="employee")

    assert Review.objects.published().count() == 1
    assert not Review.objects.counted().exists()
    assert Pending.objects.get(kind="review.published").data["new"] is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"body": ""}, "body"),
        ({"body": "x" * 10_001}, "body"),
        ({"body": "a\x00b"}, "body"),
        ({"body": "\ud800"}, "body"),
        ({"stars": {}}, "stars.overall"),
        ({"stars": {"overall": 6}}, "stars.overall"),
        ({"stars": {"overall": True}}, "stars.overall"),
        ({"stars": {"overall": 4, "kindness": 3}}, "stars.kindness"),
        ({"experienced_on": datetime(2025, 11, 19).date()}, "experienced_on"),  # noqa: DTZ001
        ({"experienced_on": datetime(2026, 11, 22).date()}, "experienced_on"),  # noqa: DTZ001
        ({"connection": "friend"}, "connection"),
        ({"language": "not a language"}, "language"),
    ],
)
def test_bad_input_names_its_field_and_writes_nothing(
    committed: None, now: datetime, changes: dict[str, object], field: str
) -> None:
    ana = story.customer()
    bought = story.purchase(story.company("Acme"), ana)

    with pytest.raises(Invalid) as refusal:
        submit_review(purchase=bought.public_id, draft=draft(now, **changes), actor=Actor.customer(ana.pk), now=now)

    assert list(refusal.value.fields) == [field]
    assert not Review.objects.exists()
    assert not Revision.objects.exists()


def test_only_the_customer_reviews_revises_and_withdraws(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    ben = Actor.customer(story.customer().pk)

    with pytest.raises(Forbidden):
        withdraw_review(review_id=review.pk, actor=ben, now=now)
    with pytest.raises(Forbidden):
        revise_review(review_id=review.pk, changes=Changes(title="x"), expected_revision=1, actor=ben, now=now)
    bought = story.purchase(review.company, story.customer())
    with pytest.raises(Forbidden):
        submit_review(purchase=bought.public_id, draft=draft(now), actor=ben, now=now)


def test_a_revision_of_what_was_read_before_is_stale(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))

    with pytest.raises(Stale):
        revise_review(
            review_id=review.pk, changes=Changes(title="x"), expected_revision=7, actor=author(review), now=now
        )
