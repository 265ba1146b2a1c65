"""Private proofs are revoked as a whole class: by two moderators, with reasons for each review, counted out at once."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from ratings.claims.commands import add_representative
from ratings.companies.models import Company
from ratings.journal.models import Entry, Pending
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused
from ratings.moderation.commands import (
    Judgement,
    carry_out_class_revocation,
    decide_appeal,
    decide_case,
    drop_class_revocation,
    lodge_appeal,
    propose_class_revocation,
)
from ratings.moderation.models import Case, ClassRevocation, Decision, StatementOfReasons
from ratings.reviews.commands import hold_revision, withdraw_review, write_waiting_reviews
from ratings.reviews.models import Review
from ratings.scores.models import Count
from ratings.verification.models import Purchase, RevokedClass, TokenClass
from tests.dashboards import story
from tests.reviews.private import submit, written
from tests.together import at_once, refusals
from tests.verification import tokens

WORDS = "Most of the tokens of this class were handed to the company's own staff."


def moderator() -> Actor:
    return Actor.moderator(User.objects.create_user(f"m{User.objects.count()}@example.org", role="moderator").pk)


def proposed(of: TokenClass, by: Actor, now: datetime) -> str:
    return propose_class_revocation(token_class_id=of.pk, words=WORDS, actor=by, now=now).public_id


def private_stars() -> int:
    return sum(sum(row.n[:5]) for row in Count.objects.filter(method__startswith="private"))


def states(*reviews: Review) -> set[str]:
    return set(Review.objects.filter(pk__in=[one.pk for one in reviews]).values_list("state", flat=True))


def test_two_moderators_take_away_a_class_and_no_other(acme: Company, of_class: TokenClass, now: datetime) -> None:
    of_company = tokens.token_class(acme, group="company", key=1)
    gone = [written(of_class, now) for _ in range(3)]
    stays = [written(of_company, now, key=1), story.review(acme, 2)]
    story.freeze_prior(now)
    story.fold()
    assert private_stars() == 4

    done = carry_out_class_revocation(revocation=proposed(of_class, moderator(), now), actor=moderator(), now=now)
    story.fold()

    assert done.reviews == 3
    assert (states(*gone), states(*stays)) == ({"removed"}, {"published"})
    assert private_stars() == 1
    assert Purchase.objects.filter(state="revoked").count() == 3
    assert StatementOfReasons.objects.filter(decision__action="revoke_proof", decision_facts=WORDS).count() == 3
    assert not Case.objects.filter(state="open").exists()
    told = Entry.objects.get(kind="class.revoked")
    assert told.leaf is not None
    assert told.data == {"year": 2026, "group": "customer", "reviews": 3}


def test_what_is_not_public_of_a_class_ends_too(of_class: TokenClass, now: datetime) -> None:
    judge = moderator()
    ids = [submit(of_class, now) for _ in range(5)]
    write_waiting_reviews(now=now)
    waiting, held, returned, withdrawn, _clean = [Review.objects.get(public_id=one) for one in ids]
    for review in (held, returned):
        hold_revision(review_id=review.pk, number=1, actor=story.SYSTEM, now=now)
    case = Case.objects.create(
        review=returned, company=returned.company, cause="screening", revision=1, language="en",
        opened_at=now, due_at=now,
    )  # fmt: skip
    judgement = Judgement(action="return", ground="abuse", words="Please leave out what you called them.")
    decide_case(case=case.public_id, judgement=judgement, actor=judge, now=now)
    withdraw_review(review_id=withdrawn.pk, actor=Actor.review_key(withdrawn.pk), now=now)
    late = submit(of_class, now)

    carry_out_class_revocation(revocation=proposed(of_class, judge, now), actor=moderator(), now=now)
    write_waiting_reviews(now=now + timedelta(days=3))

    assert states(waiting, held) == {"rejected"}
    assert (states(returned), states(withdrawn)) == ({"lapsed"}, {"withdrawn"})
    assert Review.objects.get(public_id=late).state == "lapsed"


def test_two_who_carry_it_out_at_once_do_it_once(of_class: TokenClass, now: datetime) -> None:
    written(of_class, now)
    revocation = proposed(of_class, moderator(), now)
    ben, eva = moderator(), moderator()

    outcomes = at_once(
        *[lambda a=actor: carry_out_class_revocation(revocation=revocation, actor=a, now=now) for actor in (ben, eva)]
    )

    assert refusals(outcomes) == ["already-decided"]
    assert RevokedClass.objects.count() == Decision.objects.count() == 1
    assert Pending.objects.filter(kind="class.revoked").count() == 1


def test_it_is_proposed_once_and_dropped_once(of_class: TokenClass, now: datetime) -> None:
    ben, eva = moderator(), moderator()

    outcomes = at_once(*[lambda a=actor: proposed(of_class, a, now) for actor in (ben, eva)])
    (revocation,) = [one for one in outcomes if isinstance(one, str)]
    drop = lambda: drop_class_revocation(revocation=revocation, actor=eva, now=now)  # noqa: E731 - twice the same

    assert refusals(outcomes) == ["already-proposed"]
    assert refusals(at_once(drop, drop)) == ["already-decided"]
    assert proposed(of_class, ben, now) != revocation
    assert not RevokedClass.objects.exists()


def test_one_moderator_alone_revokes_no_class(acme: Company, of_class: TokenClass, now: datetime) -> None:
    ben, tied = moderator(), moderator()
    add_representative(company_id=acme.pk, user_id=tied.user_id or 0, role="owner", actor=Actor.operator(), now=now)
    revocation = proposed(of_class, ben, now)

    for actor in (ben, tied, Actor.operator(), Actor.customer(story.customer().pk)):
        with pytest.raises(Forbidden):
            carry_out_class_revocation(revocation=revocation, actor=actor, now=now)
    with pytest.raises(NotFound):
        carry_out_class_revocation(revocation="a" * 26, actor=moderator(), now=now)
    with pytest.raises(NotFound):
        propose_class_revocation(token_class_id=0, words=WORDS, actor=ben, now=now)
    with pytest.raises(Invalid, match="at least"):
        propose_class_revocation(token_class_id=of_class.pk, words="Short.", actor=ben, now=now)
    assert not RevokedClass.objects.exists()


def test_a_batch_and_a_revocation_at_once_leave_nothing_public(of_class: TokenClass, now: datetime) -> None:
    for _ in range(5):
        submit(of_class, now)
    revocation = proposed(of_class, moderator(), now)
    second = moderator()

    at_once(
        lambda: write_waiting_reviews(now=now),
        lambda: carry_out_class_revocation(revocation=revocation, actor=second, now=now),
    )

    assert set(Review.objects.values_list("state", flat=True)) <= {"rejected", "lapsed"}
    assert Review.objects.count() == 5
    assert not Purchase.objects.filter(method="private", state="accepted").exists()


def test_an_appeal_is_decided_by_a_third_and_gives_the_review_back(of_class: TokenClass, now: datetime) -> None:
    review, ben, eva = written(of_class, now), moderator(), moderator()
    carry_out_class_revocation(revocation=proposed(of_class, ben, now), actor=eva, now=now)
    decision, words = Decision.objects.get(), "I bought a lamp there; here is the bill."
    holder = Actor.review_key(review.pk)
    appeal = lodge_appeal(decision=decision.public_id, reasons=words, actor=holder, now=now).public_id

    for actor in (ben, eva):
        with pytest.raises(Forbidden):
            decide_appeal(appeal=appeal, outcome="reversed", words=words, actor=actor, now=now)
    decide_appeal(appeal=appeal, outcome="reversed", words=words, actor=moderator(), now=now)

    review.refresh_from_db()
    assert (review.state, review.is_counted) == ("published", True)
    assert ClassRevocation.objects.get().state == "carried_out"
    with pytest.raises(Refused):
        proposed(of_class, ben, now)
