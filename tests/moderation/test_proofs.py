"""Proofs looked at again, revoked and reinstated: one transaction, the counts at once, and two callers."""

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection

from ratings.companies.models import Company
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Refused
from ratings.moderation.commands import (
    Judgement,
    claim_case,
    close_moot_cases,
    decide_appeal,
    decide_case,
    lodge_appeal,
    open_case,
    reexamine_proof,
)
from ratings.moderation.models import Appeal, Case, Decision, StatementOfReasons
from ratings.notifications.models import Letter
from ratings.reviews.commands import withdraw_review
from ratings.reviews.models import Review
from ratings.scores.models import Count, Score
from ratings.verification.commands import accept_inspected, begin_purchase, keep_file, open_file
from ratings.verification.models import FileOpening, Inspection, Purchase
from tests.dashboards import story
from tests.moderation.test_desk_verbs import WORDS, author, moderator
from tests.together import at_once, refusals

REVOKE = Judgement(action="revoke_proof", ground="not_genuine", words=WORDS)
HOLD = Judgement(action="revoke_hold", ground="not_genuine", words=WORDS)
RESTORE = Judgement(action="restore")
REMOVE = Judgement(action="remove", ground="not_genuine", words=WORDS)


def doubted(now: datetime, *, method: str = "document") -> tuple[Review, Case]:
    """Publish a review and put it before the moderators."""
    review = story.review(story.company(f"Acme {Company.objects.count()}"), method=method)
    return review, open_case(review_id=review.pk, actor=moderator(), now=now)


def decided(case: Case, judgement: Judgement, now: datetime) -> Decision:
    return decide_case(case=case.public_id, judgement=judgement, actor=moderator(), now=now)


def states() -> tuple[str, str]:
    return Purchase.objects.get().state, Review.objects.get().state


def reversed_on_appeal(decision: Decision, now: datetime) -> Appeal:
    appeal = lodge_appeal(decision=decision.public_id, reasons=WORDS, actor=author(decision.review), now=now)
    return decide_appeal(appeal=appeal.public_id, outcome="reversed", words=WORDS, actor=moderator(), now=now)


def counted(company: Company) -> list[int]:
    """Return the counted stars overall, as the fold has them."""
    rows = Count.objects.filter(company_id=company.pk, facet="service").values_list("n", flat=True)
    return [sum(row[place] for row in rows) for place in range(5)]


def mean_of(company: Company) -> str:
    return str(Score.objects.get(company_id=company.pk, facet="service", dimension="overall", group="all").mean)


@pytest.mark.parametrize(
    ("judgement", "after", "visibility"),
    [(REVOKE, "removed", "CONTENT_REMOVED"), (HOLD, "held", "CONTENT_DISABLED")],
)
def test_a_revoked_proof_removes_or_holds_its_review_with_the_statement_of_reasons(
    committed: None, now: datetime, judgement: Judgement, after: str, visibility: str
) -> None:
    _, case = doubted(now)

    decided(case, judgement, now)

    assert states() == ("revoked", after)
    assert StatementOfReasons.objects.get().decision_visibility == f"DECISION_VISIBILITY_{visibility}"
    assert Review.objects.counted().count() == 0


def test_raw_sql_cannot_hold_a_public_review_without_reasons(committed: None, now: datetime) -> None:
    review, _ = doubted(now)

    with pytest.raises(IntegrityError, match="without a statement of reasons"), connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_review SET state = 'held', is_counted = false WHERE id = %s", [review.pk])


def test_a_review_held_with_its_proof_gets_its_next_case_at_once_and_forty_eight_hours(
    committed: None, now: datetime
) -> None:
    _, case = doubted(now)

    decided(case, HOLD, now)

    following = Case.objects.get(state="open")
    assert (following.cause, following.due_at) == ("proof", now + timedelta(hours=48))


def test_a_held_review_comes_back_with_its_proof_its_month_and_its_stars(committed: None, now: datetime) -> None:
    review, case = doubted(now)
    before = (review.published_at, counted_after_folding(review))
    decided(case, HOLD, now)
    assert counted_after_folding(review) == [0, 0, 0, 0, 0]

    decided(Case.objects.get(state="open"), RESTORE, now + timedelta(hours=30))

    review.refresh_from_db()
    assert states() == ("accepted", "published")
    assert (review.published_at, counted_after_folding(review)) == before
    call_command("rebuild", check=True)


def counted_after_folding(review: Review) -> list[int]:
    story.fold()
    return counted(review.company)


def test_a_held_review_is_removed_where_the_proof_stays_bad(committed: None, now: datetime) -> None:
    _, case = doubted(now)
    decided(case, HOLD, now)

    removal = decided(Case.objects.get(state="open"), REMOVE, now)

    assert states() == ("revoked", "removed")
    reversed_on_appeal(removal, now)
    assert states() == ("accepted", "published")


def test_a_later_removal_is_not_undone_by_the_appeal_against_the_holding(committed: None, now: datetime) -> None:
    _, case = doubted(now)
    holding = decided(case, HOLD, now)
    decided(Case.objects.get(state="open"), REMOVE, now)

    with pytest.raises(Refused) as refusal:
        reversed_on_appeal(holding, now)

    assert refusal.value.code == "decided-later"
    assert states() == ("revoked", "removed")


def test_an_appeal_against_the_holding_closes_the_case_that_followed(committed: None, now: datetime) -> None:
    _, case = doubted(now)

    reversed_on_appeal(decided(case, HOLD, now), now)

    assert states() == ("accepted", "published")
    assert not Case.objects.filter(state="open").exists()


@pytest.mark.parametrize("action", ["restore", "publish", "return", "keep", "revoke_hold"])
def test_only_what_is_held_with_its_proof_can_be_restored_and_nothing_else_is_done_to_it(
    committed: None, now: datetime, action: str
) -> None:
    _, case = doubted(now)
    if action != "restore":
        decided(case, HOLD, now)

    with pytest.raises(Refused) as refusal:
        decided(
            Case.objects.get(state="open"),
            Judgement(action=action, ground="abuse", words=WORDS),
            now,
        )

    assert refusal.value.code == "wrong-action"


def test_two_revocations_at_once_leave_one_decision(committed: None, now: datetime) -> None:
    _, case = doubted(now)
    one, other = moderator(), moderator()

    outcomes = at_once(
        lambda: decide_case(case=case.public_id, judgement=REVOKE, actor=one, now=now),
        lambda: decide_case(case=case.public_id, judgement=HOLD, actor=other, now=now),
    )

    assert refusals(outcomes) == ["already-decided"]
    assert Decision.objects.count() == StatementOfReasons.objects.count() == 1
    assert states() in (("revoked", "removed"), ("revoked", "held"))


def test_a_revocation_and_a_withdrawal_at_once_leave_nothing_counted(committed: None, now: datetime) -> None:
    review, case = doubted(now)
    by = moderator()

    outcomes = at_once(
        lambda: decide_case(case=case.public_id, judgement=REVOKE, actor=by, now=now),
        lambda: withdraw_review(review_id=review.pk, actor=author(review), now=now),
    )

    assert set(refusals(outcomes)) <= {"wrong-action", "wrong-state", "already-removed"}
    review.refresh_from_db()
    assert review.state in ("removed", "withdrawn")
    assert counted_after_folding(review) == [0, 0, 0, 0, 0]
    call_command("rebuild", check=True)


def test_restoring_a_held_review_and_its_appeal_at_once_restore_it_once(committed: None, now: datetime) -> None:
    review, case = doubted(now)
    holding = decided(case, HOLD, now)
    appeal = lodge_appeal(decision=holding.public_id, reasons=WORDS, actor=author(review), now=now)
    following = Case.objects.get(state="open")
    one, other = moderator(), moderator()

    outcomes = at_once(
        lambda: decide_case(case=following.public_id, judgement=RESTORE, actor=one, now=now),
        lambda: decide_appeal(appeal=appeal.public_id, outcome="reversed", words=WORDS, actor=other, now=now),
    )

    assert len(refusals(outcomes)) == 1
    assert states() == ("accepted", "published")
    assert counted_after_folding(review) == [0, 0, 0, 1, 0]
    call_command("rebuild", check=True)


def test_the_score_moves_as_soon_as_a_proof_is_revoked_and_back_when_an_appeal_reinstates_it(
    follower: "subprocess.Popen[bytes]", eventually: Callable[..., None], now: datetime
) -> None:
    acme = story.company("Acme")
    reviews = [story.review(acme, stars) for stars in (2, 2, 3, 3, 5, 5)]
    story.freeze_prior()
    eventually(lambda: Score.objects.filter(company_id=acme.pk, group="all").exists(), seconds=60)
    eventually(lambda: counted(acme) == [0, 2, 2, 0, 2])
    before, count = mean_of(acme), counted(acme)
    case = open_case(review_id=reviews[-1].pk, actor=moderator(), now=now)

    decision = decided(case, REVOKE, now)

    eventually(lambda: counted(acme) == [0, 2, 2, 0, 1] and mean_of(acme) < before)
    reversed_on_appeal(decision, now)
    eventually(lambda: counted(acme) == count and mean_of(acme) == before)
    eventually(lambda: Letter.objects.filter(kind__in=["decided", "appeal"]).count() == 2, seconds=60)
    call_command("rebuild", check=True)


def test_the_voice_that_a_revoked_review_had_goes_back_to_the_one_before(committed: None, now: datetime) -> None:
    acme, ana = story.company("Acme"), story.customer()
    older = story.review(acme, 2, by=ana, at=now - timedelta(days=60))
    newer = story.review(acme, 5, by=ana)
    case = open_case(review_id=newer.pk, actor=moderator(), now=now)

    decision = decided(case, REVOKE, now)

    assert counted_after_folding(older) == [0, 1, 0, 0, 0]
    reversed_on_appeal(decision, now)
    assert counted_after_folding(older) == [0, 0, 0, 0, 1]
    call_command("rebuild", check=True)


def test_an_order_whose_proof_was_revoked_can_be_shown_another_way(committed: None, now: datetime) -> None:
    review, _ = doubted(now)
    customer = story.there(review.author_id)
    first = begin_purchase(company_id=review.company_id, customer_id=customer, method="document", order="A-1", now=now)
    with pytest.raises(Refused):
        begin_purchase(company_id=review.company_id, customer_id=customer, method="document", order="A1", now=now)
    Purchase.objects.filter(pk=first.pk).update(state="revoked")

    again = begin_purchase(company_id=review.company_id, customer_id=customer, method="document", order="A1", now=now)

    assert again.state == "pending"


def test_author_and_appellant_are_written_to(committed: None, now: datetime) -> None:
    _, case = doubted(now)

    reversed_on_appeal(decided(case, HOLD, now), now)
    drain(clock=lambda: now)

    assert [str(message.subject) for message in mail.outbox][-2:] == [
        f"A decision about what you wrote about {case.company.name}",
        f"Your appeal about {case.company.name} is decided",
    ]
    assert "public again" in mail.outbox[-1].body


def test_a_proof_is_looked_at_again_on_record_by_who_holds_the_case(committed: None, now: datetime) -> None:
    review, case = doubted(now)
    kept = keep_file(purchase=review.purchase, kind="page", data=b"bill", media_type="image/png", now=now)
    by = moderator()
    with pytest.raises(Refused) as refusal:
        reexamine_proof(case=case.public_id, actor=by, now=now)
    assert refusal.value.code == "not-claimed"
    claim_case(case=case.public_id, actor=by, now=now)

    inspection = reexamine_proof(case=case.public_id, actor=by, now=now)
    _, data = open_file(file=kept.public_id, inspection=inspection.public_id, actor=by, now=now)

    assert data == b"bill"
    opening = FileOpening.objects.get()
    assert (opening.opened_by_id, opening.inspection.reason) == (by.user_id, "re_examination")
    with pytest.raises(Refused):
        open_file(file=kept.public_id, inspection=inspection.public_id, actor=moderator(), now=now)


def test_a_proof_looked_at_again_is_decided_in_its_case_and_closed_with_it(committed: None, now: datetime) -> None:
    _, case = doubted(now)
    by = moderator()
    claim_case(case=case.public_id, actor=by, now=now)
    inspection = reexamine_proof(case=case.public_id, actor=by, now=now)

    with pytest.raises(Refused) as refusal:
        accept_inspected(inspection=inspection.public_id, shows="bill", last_event_on=now.date(), actor=by, now=now)
    decide_case(case=case.public_id, judgement=Judgement(action="keep"), actor=by, now=now)

    assert refusal.value.code == "in-its-case"
    assert Inspection.objects.get().state == "closed"
    assert states() == ("accepted", "published")


def test_a_proof_is_looked_at_again_once_by_two_callers(committed: None, now: datetime) -> None:
    _, case = doubted(now)
    by = moderator()
    claim_case(case=case.public_id, actor=by, now=now)

    at_once(*[lambda: reexamine_proof(case=case.public_id, actor=by, now=now)] * 2)

    assert Inspection.objects.count() == 1


@pytest.mark.parametrize("kind", ["customer", "operator", "system"])
def test_only_moderators_look_at_a_proof_again(committed: None, now: datetime, kind: str) -> None:
    _, case = doubted(now)
    actors = {"customer": Actor.customer(1), "operator": Actor.operator(1), "system": Actor.system("screening")}

    with pytest.raises(Forbidden):
        reexamine_proof(case=case.public_id, actor=actors[kind], now=now)


def test_a_review_withdrawn_while_held_leaves_the_desk(committed: None, now: datetime) -> None:
    review, case = doubted(now)
    decided(case, HOLD, now)

    withdraw_review(review_id=review.pk, actor=author(review), now=now)
    close_moot_cases(subject=review.public_id, now=now)

    assert not Case.objects.filter(state="open").exists()
    assert states() == ("revoked", "withdrawn")
