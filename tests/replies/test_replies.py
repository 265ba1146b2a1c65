"""The right of reply: one at a time, seen by the author a day before the public."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from ratings.claims.commands import add_representative
from ratings.journal.models import Pending
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused
from ratings.moderation.commands import (
    Judgement,
    decide_appeal,
    decide_case,
    lodge_appeal,
    object_to_reply,
    screen_reply,
)
from ratings.moderation.models import Case
from ratings.replies.commands import (
    accept_reply,
    hold_reply,
    mark_outcome,
    post_reply,
    publish_due_replies,
    publish_reply,
    withdraw_reply,
)
from ratings.replies.models import Outcome, Reply
from ratings.reviews.commands import withdraw_review
from ratings.reviews.models import Review
from tests.dashboards import story
from tests.together import at_once, refusals

SCREENING = Actor.system("screening")
WORDS = "The answer names the customer's street."
REFUSE = Judgement(action="reject", ground="personal_data", words=WORDS)
DAY = timedelta(days=1)


def spokesman(review: Review, now: datetime, role: str = "responder") -> Actor:
    user = story.customer()
    add_representative(company_id=review.company_id, user_id=user.pk, role=role, actor=Actor.operator(), now=now)
    return Actor.representative(user.pk, company_id=review.company_id, team_role=role)


def moderator() -> Actor:
    return Actor.moderator(User.objects.create_user(f"m{User.objects.count()}@example.org", role="moderator").pk)


def author(review: Review) -> Actor:
    return Actor.customer(story.there(review.author_id))


def reply_to(review: Review, by: Actor, now: datetime, body: str = "We are sorry and have paid it back.") -> Reply:
    return post_reply(review=review.public_id, part="service", position="refunded", body=body, actor=by, now=now)


def twice(call: Callable[[], object]) -> list[str]:
    return refusals(at_once(call, call))


def previewed(now: datetime) -> tuple[Review, Reply, Actor]:
    review = story.review(story.company(f"Acme {Review.objects.count()}"))
    by = spokesman(review, now)
    reply = reply_to(review, by, now)
    assert screen_reply(reply_id=reply.pk, now=now) == "publish"
    reply.refresh_from_db()
    return review, reply, by


def test_a_review_has_one_reply_at_a_time(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    by = spokesman(review, now)

    assert twice(lambda: reply_to(review, by, now)) == ["already-replied"]
    assert Reply.objects.count() == 1


def test_the_author_sees_a_reply_a_day_before_the_public(committed: None, now: datetime) -> None:
    _, reply, _ = previewed(now)
    assert (reply.state, reply.public_from) == ("preview", now + DAY)

    assert publish_due_replies(now=now + DAY - timedelta(seconds=1)) == 0
    with pytest.raises(Refused, match="still has time"):
        publish_reply(reply_id=reply.pk, actor=SCREENING, now=now)
    later = now + DAY
    assert twice(lambda: publish_reply(reply_id=reply.pk, actor=SCREENING, now=later)) == ["already-live"]
    assert Pending.objects.get(kind="reply.published").data["answered"] == 1


def test_accepting_and_holding_happen_once(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    reply = reply_to(review, spokesman(review, now), now)

    assert twice(lambda: accept_reply(reply_id=reply.pk, actor=SCREENING, now=now)) == ["already-preview"]
    assert twice(lambda: hold_reply(reply_id=reply.pk, actor=author(review), now=now)) == ["already-held"]


def test_screening_at_once_happens_once(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    reply = reply_to(review, spokesman(review, now), now, body="Write to me at boss@acme.example.")

    outcomes = at_once(*[lambda: screen_reply(reply_id=reply.pk, now=now)] * 2)

    assert sorted(map(str, outcomes)) == ["hold", "moot"]
    assert Case.objects.get().signals.count() == 1


def test_an_author_whom_a_reply_reveals_puts_it_before_a_moderator(committed: None, now: datetime) -> None:
    review, reply, by = previewed(now)

    object_to_reply(reply_id=reply.pk, actor=author(review), now=now)

    assert publish_due_replies(now=now + DAY) == 0
    case = Case.objects.get(reply=reply)
    decision = decide_case(case=case.public_id, judgement=REFUSE, actor=moderator(), now=now)
    reply.refresh_from_db()
    assert reply.state == "refused"
    appeal = lodge_appeal(decision=decision.public_id, reasons=WORDS, actor=by, now=now)
    decide_appeal(appeal=appeal.public_id, outcome="reversed", words=WORDS, actor=moderator(), now=now)
    reply.refresh_from_db()
    assert reply.state == "live"


def test_only_the_author_objects(committed: None, now: datetime) -> None:
    _, reply, _ = previewed(now)

    with pytest.raises(Forbidden):
        object_to_reply(reply_id=reply.pk, actor=Actor.customer(story.customer().pk), now=now)


def test_raw_sql_cannot_refuse_a_reply_without_reasons(committed: None, now: datetime) -> None:
    _, reply, _ = previewed(now)

    with pytest.raises(IntegrityError, match="without a statement of reasons"), connection.cursor() as cursor:
        cursor.execute("UPDATE replies_reply SET state = 'refused' WHERE id = %s", [reply.pk])


def test_a_reply_is_withdrawn_once_and_makes_room(committed: None, now: datetime) -> None:
    review, reply, by = previewed(now)
    publish_due_replies(now=now + DAY)

    assert twice(lambda: withdraw_reply(reply_id=reply.pk, actor=by, now=now)) == ["already-withdrawn"]
    assert Pending.objects.get(kind="reply.withdrawn").data["answered"] == -1
    assert reply_to(review, by, now).state == "screening"


def test_a_reply_waits_while_its_review_is_not_public(committed: None, now: datetime) -> None:
    review, _, by = previewed(now)
    withdraw_review(review_id=review.pk, actor=author(review), now=now)

    assert publish_due_replies(now=now + DAY) == 0
    with pytest.raises(Refused):
        reply_to(review, by, now)


@pytest.mark.parametrize("role", ["analyst"])
def test_an_analyst_reads_and_does_not_answer(committed: None, now: datetime, role: str) -> None:
    review = story.review(story.company("Acme"))

    with pytest.raises(Forbidden):
        reply_to(review, spokesman(review, now, role), now)


def test_another_company_cannot_answer(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    other = story.review(story.company("Bolt"))

    with pytest.raises(Forbidden):
        reply_to(review, spokesman(other, now), now)
    with pytest.raises(NotFound):
        post_reply(
            review="a" * 26, part="service", position="agrees", body="Yes.", actor=spokesman(other, now), now=now
        )


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"part": "carbon"}, "part"), ({"position": "angry"}, "position"), ({"body": " "}, "body")],
)
def test_bad_input_names_its_field(committed: None, now: datetime, changes: dict[str, str], field: str) -> None:
    review = story.review(story.company("Acme"))
    given = {"part": "service", "position": "agrees", "body": "Thank you."} | changes

    with pytest.raises(Invalid) as refusal:
        post_reply(review=review.public_id, actor=spokesman(review, now), now=now, **given)

    assert list(refusal.value.fields) == [field]


def test_an_outcome_is_the_authors_word_and_changes_no_stars(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))

    at_once(
        *[
            lambda o=outcome: mark_outcome(review=review.public_id, outcome=o, actor=author(review), now=now)
            for outcome in ("partly", "resolved")
        ]
    )

    assert Outcome.objects.count() == 1
    assert "new" not in Pending.objects.filter(kind="outcome.marked")[0].data
    with pytest.raises(Forbidden):
        mark_outcome(review=review.public_id, outcome="resolved", actor=Actor.customer(story.customer().pk), now=now)
