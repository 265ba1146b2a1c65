"""Locks are taken in one order, so that a moderator and an author at the same review never wait in a ring."""

from collections.abc import Callable
from datetime import datetime
from threading import Event

import pytest
from django.db import transaction

from accounts.erasure import erase
from accounts.models import User
from ratings.claims.commands import add_representative
from ratings.kernel.actor import Actor
from ratings.moderation.commands import Judgement, decide_case, open_case, screen_reply, screen_review
from ratings.moderation.models import Case
from ratings.replies.commands import post_reply, withdraw_reply
from ratings.reviews.commands import Draft, publish_revision, revise_review, submit_review
from ratings.reviews.commands.author import Changes
from ratings.reviews.models import Review
from tests.dashboards import story
from tests.together import at_once

WORDS = "The text advertises another shop's page."
LINK = "Look at https://cheap.example before you buy there."


def moderator() -> Actor:
    return Actor.moderator(User.objects.create_user(f"m{User.objects.count()}@example.org", role="moderator").pk)


def author(review: Review) -> Actor:
    return Actor.customer(story.there(review.author_id))


def slowly(call: Callable[[], object], *, other_begins: Event) -> Callable[[], object]:
    """Return the call with its commit put off until the other caller has had the time to take its first locks."""

    def run() -> object:
        with transaction.atomic():
            outcome = call()
            other_begins.set()
            Event().wait(0.3)
        return outcome

    return run


def after(event: Event, call: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        assert event.wait(10)
        return call()

    return run


def held(now: datetime) -> tuple[Review, Case]:
    ana = story.customer()
    bought = story.purchase(story.company("Acme"), ana)
    draft = Draft(experienced_on=now.date(), title="Fine", body=LINK, stars={"overall": 4})
    review = submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(ana.pk), now=now)
    screen_review(review_id=review.pk, number=1, now=now)
    return review, Case.objects.get(review=review)


@pytest.mark.parametrize("action", ["remove", "revoke_proof"])
def test_an_author_revises_what_a_moderator_removes(committed: None, now: datetime, action: str) -> None:
    review = story.review(story.company("Acme"))
    judge, begun = moderator(), Event()
    case = open_case(review_id=review.pk, actor=judge, now=now)
    judgement = Judgement(action=action, ground="not_genuine", words=WORDS)
    changes = Changes(body="It broke after a day.")

    at_once(
        slowly(
            lambda: revise_review(
                review_id=review.pk, changes=changes, expected_revision=1, actor=author(review), now=now
            ),
            other_begins=begun,
        ),
        after(begun, lambda: decide_case(case=case.public_id, judgement=judgement, actor=judge, now=now)),
    )

    review.refresh_from_db()
    assert (review.state, review.latest_revision) == ("removed", 2)


def test_screening_publishes_what_a_moderator_decides(committed: None, now: datetime) -> None:
    review, case = held(now)
    judge, begun = moderator(), Event()
    revise_review(
        review_id=review.pk,
        changes=Changes(body="It came in time."),
        expected_revision=1,
        actor=author(review),
        now=now,
    )

    at_once(
        slowly(
            lambda: publish_revision(review_id=review.pk, number=2, actor=Actor.system("screening"), now=now),
            other_begins=begun,
        ),
        after(
            begun,
            lambda: decide_case(case=case.public_id, judgement=Judgement(action="publish"), actor=judge, now=now),
        ),
    )

    review.refresh_from_db()
    assert (review.state, review.live_revision) == ("published", 2)


def test_an_author_revises_what_screening_reads(committed: None, now: datetime) -> None:
    ana, begun = story.customer(), Event()
    bought = story.purchase(story.company("Acme"), ana)
    draft = Draft(experienced_on=now.date(), title="Fine", body="It came in time.", stars={"overall": 4})
    review = submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(ana.pk), now=now)
    changes = Changes(body="It came in time, and works.")

    _, screened = at_once(
        slowly(
            lambda: revise_review(
                review_id=review.pk, changes=changes, expected_revision=1, actor=author(review), now=now
            ),
            other_begins=begun,
        ),
        after(begun, lambda: screen_review(review_id=review.pk, number=1, now=now)),
    )

    assert screened == "moot"
    assert screen_review(review_id=review.pk, number=2, now=now) == "publish"


def test_a_company_takes_back_what_screening_reads(committed: None, now: datetime) -> None:
    review, begun = story.review(story.company("Acme")), Event()
    boss = story.customer()
    add_representative(company_id=review.company_id, user_id=boss.pk, role="owner", actor=Actor.operator(), now=now)
    by = Actor.representative(boss.pk, company_id=review.company_id, team_role="owner")
    reply = post_reply(review=review.public_id, part="service", position="agrees", body="Thank you.", actor=by, now=now)

    _, screened = at_once(
        slowly(lambda: withdraw_reply(reply_id=reply.pk, actor=by, now=now), other_begins=begun),
        after(begun, lambda: screen_reply(reply_id=reply.pk, now=now)),
    )

    assert screened == "moot"


def test_a_person_is_erased_whose_review_a_moderator_decides(committed: None, now: datetime) -> None:
    review, case = held(now)
    judge, begun = moderator(), Event()
    judgement = Judgement(action="reject", ground="advertising", words=WORDS)
    author_id = story.there(review.author_id)

    at_once(
        slowly(lambda: decide_case(case=case.public_id, judgement=judgement, actor=judge, now=now), other_begins=begun),
        after(begun, lambda: erase(user_id=author_id, keep_reviews=False, now=now)),
    )

    review.refresh_from_db()
    assert (review.state, review.author_id) == ("withdrawn", None)
