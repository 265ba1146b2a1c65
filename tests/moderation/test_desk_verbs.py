"""Cases, decisions, statements and appeals: who may, what follows, and what two callers at once do."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from ratings.claims.commands import add_representative
from ratings.journal.models import Pending
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, Refused
from ratings.moderation.commands import (
    Judgement,
    claim_case,
    decide_appeal,
    decide_case,
    lodge_appeal,
    open_case,
    screen_review,
)
from ratings.moderation.models import Case, Decision, StatementOfReasons
from ratings.reviews.commands import Draft, revise_review, submit_review, withdraw_review
from ratings.reviews.commands.author import Changes
from ratings.reviews.models import Review, Revision
from ratings.verification.models import Purchase
from tests.dashboards import story
from tests.together import at_once, refusals

LINK = "Look at https://cheap.example before you buy there."
WORDS = "The text advertises another shop's page."
REJECT = Judgement(action="reject", ground="advertising", words=WORDS)


def moderator() -> Actor:
    return Actor.moderator(User.objects.create_user(f"m{User.objects.count()}@example.org", role="moderator").pk)


def written(now: datetime, body: str = LINK) -> Review:
    ana = story.customer()
    bought = story.purchase(story.company(f"Acme {User.objects.count()}"), ana)
    draft = Draft(experienced_on=now.date(), title="Fine", body=body, stars={"overall": 4})
    return submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(ana.pk), now=now)


def held(now: datetime) -> tuple[Review, Case]:
    review = written(now)
    assert screen_review(review_id=review.pk, number=1, now=now) == "hold"
    review.refresh_from_db()
    return review, Case.objects.get(review=review)


def author(review: Review) -> Actor:
    assert review.author_id is not None
    return Actor.customer(review.author_id)


def test_a_clean_review_is_published_without_a_person(committed: None, now: datetime) -> None:
    review = written(now, "It came in time.")

    outcomes = at_once(*[lambda: screen_review(review_id=review.pk, number=1, now=now)] * 2)

    assert sorted(map(str, outcomes)) == ["moot", "publish"]
    assert Review.objects.published().count() == Pending.objects.filter(kind="review.published").count() == 1
    assert not Case.objects.exists()


def test_a_held_review_becomes_one_case_with_its_signals_and_forty_eight_hours(committed: None, now: datetime) -> None:
    review = written(now)

    outcomes = at_once(*[lambda: screen_review(review_id=review.pk, number=1, now=now)] * 2)

    assert sorted(map(str, outcomes)) == ["hold", "moot"]
    case = Case.objects.get()
    assert case.due_at == now + timedelta(hours=48)
    assert [signal.kind for signal in case.signals.all()] == ["link"]
    assert Review.objects.get().state == "held"


def test_a_rejected_review_has_its_statement_in_the_words_of_the_dsa(committed: None, now: datetime) -> None:
    review, case = held(now)

    decide_case(case=case.public_id, judgement=REJECT, actor=moderator(), now=now)

    review.refresh_from_db()
    statement = StatementOfReasons.objects.get()
    assert review.state == "rejected"
    assert statement.decision_visibility == "DECISION_VISIBILITY_CONTENT_DISABLED"
    assert statement.decision_ground == "DECISION_GROUND_INCOMPATIBLE_CONTENT"
    assert statement.category == "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
    assert (statement.decision_facts, statement.content_language) == (WORDS, "EN")
    assert statement.automated_detection
    assert statement.automated_decision == "AUTOMATED_DECISION_NOT_AUTOMATED"


@pytest.mark.parametrize("state", ["rejected", "returned"])
def test_raw_sql_cannot_restrict_without_reasons(committed: None, now: datetime, state: str) -> None:
    review, _ = held(now)

    with pytest.raises(IntegrityError, match="without a statement of reasons"), connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_review SET state = %s WHERE id = %s", [state, review.pk])


def test_an_older_decision_does_not_excuse_a_new_restriction(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    one, other = moderator(), moderator()
    case = open_case(review_id=review.pk, actor=one, now=now)
    removal = Judgement(action="remove", ground="not_genuine", words=WORDS)
    decision = decide_case(case=case.public_id, judgement=removal, actor=one, now=now)
    appeal = lodge_appeal(decision=decision.public_id, reasons=WORDS, actor=author(review), now=now)
    decide_appeal(appeal=appeal.public_id, outcome="reversed", words=WORDS, actor=other, now=now)

    with pytest.raises(IntegrityError, match="without a statement of reasons"), connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_review SET state = 'removed', is_counted = false WHERE id = %s", [review.pk])


@pytest.mark.parametrize("table", ["moderation_decision", "moderation_statementofreasons"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_decisions_and_their_reasons_are_for_good(committed: None, now: datetime, table: str, statement: str) -> None:
    _, case = held(now)
    decide_case(case=case.public_id, judgement=REJECT, actor=moderator(), now=now)

    with pytest.raises(Exception, match=r"(?i)append-only|cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))

    assert StatementOfReasons.objects.count() == 1


def test_two_moderators_cannot_take_one_case(committed: None, now: datetime) -> None:
    _, case = held(now)
    one, other = moderator(), moderator()

    outcomes = at_once(*[lambda by=by: claim_case(case=case.public_id, actor=by, now=now) for by in (one, other)])

    assert refusals(outcomes) == ["claimed"]
    later = now + timedelta(minutes=16)
    assert not refusals(at_once(lambda: claim_case(case=case.public_id, actor=other, now=later)))


def test_a_case_that_another_holds_cannot_be_decided(committed: None, now: datetime) -> None:
    _, case = held(now)
    claim_case(case=case.public_id, actor=moderator(), now=now)

    with pytest.raises(Refused) as refusal:
        decide_case(case=case.public_id, judgement=REJECT, actor=moderator(), now=now)
    assert refusal.value.code == "claimed"


def test_nobody_decides_with_a_tie(committed: None, now: datetime) -> None:
    review, case = held(now)
    tied = moderator()
    assert tied.user_id is not None
    add_representative(
        company_id=review.company_id, user_id=tied.user_id, role="analyst", actor=Actor.operator(), now=now
    )

    for actor in (tied, Actor.moderator(author(review).user_id or 0)):
        with pytest.raises(Forbidden, match="tie"):
            decide_case(case=case.public_id, judgement=REJECT, actor=actor, now=now)


@pytest.mark.parametrize("kind", ["customer", "operator", "system"])
def test_only_moderators_decide(committed: None, now: datetime, kind: str) -> None:
    _, case = held(now)
    actors = {"customer": Actor.customer(1), "operator": Actor.operator(1), "system": Actor.system("screening")}

    with pytest.raises(Forbidden):
        decide_case(case=case.public_id, judgement=REJECT, actor=actors[kind], now=now)


@pytest.mark.parametrize(
    ("judgement", "field"),
    [
        (Judgement(action="reject", ground="none", words=WORDS), "ground"),
        (Judgement(action="reject", ground="too negative", words=WORDS), "ground"),
        (Judgement(action="reject", ground="abuse", words="No."), "words"),
        (Judgement(action="burn", ground="abuse", words=WORDS), "action"),
    ],
)
def test_a_decision_needs_a_ground_and_words(committed: None, now: datetime, judgement: Judgement, field: str) -> None:
    _, case = held(now)

    with pytest.raises(Invalid) as refusal:
        decide_case(case=case.public_id, judgement=judgement, actor=moderator(), now=now)

    assert list(refusal.value.fields) == [field]
    assert not Decision.objects.exists()


def test_what_waits_cannot_be_removed_and_what_is_public_cannot_be_rejected(committed: None, now: datetime) -> None:
    _, waiting = held(now)
    public = open_case(review_id=story.review(story.company("Bolt")).pk, actor=moderator(), now=now)

    for case, action in ((waiting, "remove"), (public, "reject")):
        with pytest.raises(Refused) as refusal:
            decide_case(
                case=case.public_id,
                judgement=Judgement(action=action, ground="abuse", words=WORDS),
                actor=moderator(),
                now=now,
            )
        assert refusal.value.code == "wrong-action"


def test_a_returned_review_is_mended_keeps_its_turn_and_is_published(committed: None, now: datetime) -> None:
    review, case = held(now)
    returned = Judgement(action="return", ground="advertising", words=WORDS)
    decide_case(case=case.public_id, judgement=returned, actor=moderator(), now=now)

    revise_review(
        review_id=review.pk,
        changes=Changes(body="It came in time."),
        expected_revision=1,
        actor=author(review),
        now=now + timedelta(days=1),
    )

    assert screen_review(review_id=review.pk, number=2, now=now + timedelta(days=1)) == "publish"
    assert list(Revision.objects.order_by("number").values_list("state", flat=True)) == ["refused", "live"]


def test_a_revision_of_a_held_review_is_screened_in_the_same_case(committed: None, now: datetime) -> None:
    review, case = held(now)
    changes = Changes(body="See www.cheaper.example instead, they said.")
    later = now + timedelta(hours=5)
    revise_review(review_id=review.pk, changes=changes, expected_revision=1, actor=author(review), now=later)

    assert screen_review(review_id=review.pk, number=2, now=later) == "hold"

    case.refresh_from_db()
    assert (case.revision, case.opened_at, Case.objects.count()) == (2, now, 1)


def test_a_revoked_proof_takes_its_review_along_in_one_transaction(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))
    one, other = moderator(), moderator()
    case = open_case(review_id=review.pk, actor=one, now=now)
    revoke = Judgement(action="revoke_proof", ground="not_genuine", words=WORDS)

    decision = decide_case(case=case.public_id, judgement=revoke, actor=one, now=now)

    assert (Purchase.objects.get().state, Review.objects.get().state) == ("revoked", "removed")
    appeal = lodge_appeal(decision=decision.public_id, reasons=WORDS, actor=author(review), now=now)
    decide_appeal(appeal=appeal.public_id, outcome="reversed", words=WORDS, actor=other, now=now)
    assert (Purchase.objects.get().state, Review.objects.get().state) == ("accepted", "published")


@pytest.mark.parametrize(("day", "is_open"), [(datetime(2027, 5, 20), True), (datetime(2027, 5, 21), False)])  # noqa: DTZ001
def test_an_appeal_is_open_for_six_calendar_months_that_day_included(
    committed: None, now: datetime, day: datetime, is_open: bool
) -> None:
    review, case = held(now)
    decision = decide_case(case=case.public_id, judgement=REJECT, actor=moderator(), now=now)
    moment = now.replace(year=day.year, month=day.month, day=day.day, hour=23, minute=59)

    outcomes = at_once(
        lambda: lodge_appeal(decision=decision.public_id, reasons=WORDS, actor=author(review), now=moment)
    )

    assert refusals(outcomes) == ([] if is_open else ["too-late"])


def test_an_upheld_appeal_leaves_things_as_they_are(committed: None, now: datetime) -> None:
    review, case = held(now)
    decision = decide_case(case=case.public_id, judgement=REJECT, actor=moderator(), now=now)
    appeal = lodge_appeal(decision=decision.public_id, reasons=WORDS, actor=author(review), now=now)

    decide_appeal(appeal=appeal.public_id, outcome="upheld", words=WORDS, actor=moderator(), now=now)

    review.refresh_from_db()
    assert review.state == "rejected"
    assert Decision.objects.count() == 1


def test_only_who_is_concerned_appeals(committed: None, now: datetime) -> None:
    _, case = held(now)
    decision = decide_case(case=case.public_id, judgement=REJECT, actor=moderator(), now=now)

    with pytest.raises(Forbidden):
        lodge_appeal(decision=decision.public_id, reasons=WORDS, actor=Actor.customer(story.customer().pk), now=now)


def test_a_moderator_opens_one_case_on_a_public_review_and_it_stays_up(committed: None, now: datetime) -> None:
    review = story.review(story.company("Acme"))

    at_once(*[lambda by=by: open_case(review_id=review.pk, actor=by, now=now) for by in (moderator(), moderator())])

    assert Case.objects.count() == 1
    assert Review.objects.counted().count() == 1


@pytest.mark.parametrize("is_public", [True, False])
def test_what_is_taken_back_leaves_the_desk(committed: None, now: datetime, is_public: bool) -> None:
    if is_public:
        review = story.review(story.company("Acme"))
        open_case(review_id=review.pk, actor=moderator(), now=now)
    else:
        review, _ = held(now)
    withdraw_review(review_id=review.pk, actor=author(review), now=now)

    drain(clock=lambda: now)

    assert Case.objects.get().state == "closed"
