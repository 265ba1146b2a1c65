"""Two of a hundred proofs from companies' records need a second one, of the customer's own; nobody foresees which."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils.formats import date_format

from accounts.models import User
from ratings.companies.models import Company
from ratings.journal.models import Entry, Pending
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.kernel.ids import new_public_id
from ratings.kernel.refusals import Forbidden, NotFound, Refused
from ratings.verification.commands import (
    VERIFICATION,
    OrderLine,
    accept_invitation,
    accept_purchase,
    begin_purchase,
    count_missed_days,
    count_proofs,
    redeem_purchase_token,
    refuse_purchase,
    register_orders,
    withdraw_purchase,
)
from ratings.verification.commands.across import lot_of
from ratings.verification.commands.lapsing import refuse_unbacked
from ratings.verification.models import CountedDay, Draw, ProofDay, Purchase
from ratings.verification.queries import purchases_of, reviewable_purchases
from ratings.verification.rules import must_be_backed
from tests.dashboards import story
from tests.together import at_once, refusals
from tests.undrawn import choose_ids, drawn_id, undrawn_id
from tests.verification.proving import shown, state_of, submit
from tests.verification.signing import System

OPERATOR = Actor.operator()
CLOCK = Actor.system("clock")
MONTH = timedelta(days=30)


@pytest.fixture
def drawn_by_lot(committed: None) -> Iterator[None]:
    """Purchases get public ids that are drawn."""
    before = choose_ids(drawn_id)
    yield
    choose_ids(before)


def second(of: Company, by: User, now: datetime, *, order: str = "", method: str = "document") -> Purchase:
    return begin_purchase(company_id=of.pk, customer_id=by.pk, method=method, order=order, now=now)


def accept(purchase: Purchase, moderator: Actor, now: datetime) -> Purchase:
    return accept_purchase(purchase_id=purchase.pk, actor=moderator, shows="bill", last_event_on=now.date(), now=now)


def test_two_of_a_hundred_are_drawn(db: None) -> None:
    drawn = sum(must_be_backed(lot_of(new_public_id())) for _ in range(20_000))

    assert 320 < drawn < 480  # 400 expected, four standard deviations either way


def test_the_lot_is_the_public_ids_alone(acme: Company, ana: User, now: datetime) -> None:
    drawn, free = drawn_id(), undrawn_id()

    assert must_be_backed(lot_of(drawn))
    assert shown(acme, ana, now, public_id=free).state == "accepted"
    assert shown(acme, story.customer(), now, public_id=drawn, order="A-2").state == "pending"


def test_a_drawn_proof_waits_and_says_until_when(acme: Company, ana: User, now: datetime) -> None:
    purchase = shown(acme, ana, now)

    assert (purchase.state, purchase.second_proof_due_at) == ("pending", now + MONTH)
    assert not Pending.objects.filter(kind="purchase.proved").exists()
    assert [one.second_proof_due_at for one in purchases_of(ana.pk)] == [now + MONTH]


def test_a_proof_of_the_customers_own_is_never_drawn(acme: Company, ana: User, moderator: Actor, now: datetime) -> None:
    bought = second(acme, ana, now)
    Purchase.objects.filter(pk=bought.pk).update(public_id=drawn_id())

    assert accept(bought, moderator, now).state == "accepted"
    receipt = second(story.company("Bolt"), ana, now, method="signed_receipt")
    Purchase.objects.filter(pk=receipt.pk).update(public_id=drawn_id())
    mail = accept_purchase(purchase_id=receipt.pk, actor=VERIFICATION, shows="order", group="company", now=now)
    assert mail.second_proof_due_at  # but a receipt that rests on the company's word is


@pytest.mark.parametrize("order", ["", "a 1"])
@pytest.mark.parametrize("method", ["document", "signed_receipt"])
def test_the_second_proof_accepts_the_first_and_is_not_reviewed_itself(
    ana: User, moderator: Actor, now: datetime, order: str, method: str
) -> None:
    acme = story.company("Acme")
    first = shown(acme, ana, now - timedelta(days=3))
    backing = second(acme, ana, now, order=order, method=method)

    accept(backing, moderator, now)

    first = Purchase.objects.get(pk=first.pk)
    assert (first.state, first.shows, first.last_event_on) == ("accepted", "order", now.date())
    assert Draw.objects.get().is_backed
    assert [one.pk for one in reviewable_purchases(ana.pk, company_id=acme.pk)] == [first.pk]
    with pytest.raises(Refused) as refusal:
        submit(backing, ana, now)
    assert refusal.value.code == "second-proof"
    assert submit(first, ana, now).state == "screening"


def test_a_review_that_waited_goes_on_once_its_proof_is_backed(
    acme: Company, ana: User, moderator: Actor, now: datetime
) -> None:
    first = shown(acme, ana, now)
    review = submit(first, ana, now)
    assert review.state == "submitted"

    accept(second(acme, ana, now), moderator, now)
    drain(clock=lambda: now)

    review.refresh_from_db()
    assert review.state == "published"


def test_proofs_of_another_order_company_or_customer_back_nothing(acme: Company, ana: User, now: datetime) -> None:
    first = shown(acme, ana, now)

    assert second(acme, ana, now, order="B-9").backs is None
    assert second(story.company("Bolt"), ana, now).backs is None
    assert second(acme, story.customer(), now).backs is None
    with pytest.raises(Refused):
        second(acme, story.customer(), now, order="A-1")
    assert second(acme, ana, now).backs == first
    assert second(acme, ana, now).backs is None  # one is being checked


def test_the_companys_own_word_is_no_second_proof(acme: Company, ana: User, moderator: Actor, now: datetime) -> None:
    first = shown(acme, ana, now)
    mail = second(acme, ana, now, method="signed_receipt")

    answer = accept_purchase(purchase_id=mail.pk, actor=VERIFICATION, shows="order", group="company", now=now)

    assert (answer.state, answer.refusal) == ("refused", "not-the-customers")
    assert state_of(first) == "pending"
    assert second(acme, ana, now).backs == first


def test_a_second_proof_that_is_refused_leaves_the_time_that_is_left(
    acme: Company, ana: User, moderator: Actor, now: datetime
) -> None:
    first = shown(acme, ana, now)
    refuse_purchase(purchase_id=second(acme, ana, now).pk, code="unreadable", actor=moderator, now=now)

    assert refuse_unbacked(now=now + MONTH - timedelta(seconds=1)) == 0
    accept(second(acme, ana, now), moderator, now)

    assert state_of(first) == "accepted"


def test_without_a_second_proof_the_first_is_refused_after_thirty_days(
    acme: Company, ana: User, moderator: Actor, now: datetime
) -> None:
    first = shown(acme, ana, now)
    review = submit(first, ana, now)

    assert at_once(*[lambda: refuse_unbacked(now=now + MONTH)] * 2) in ([0, 1], [1, 0])
    drain(clock=lambda: now + MONTH)

    bought = Purchase.objects.get(pk=first.pk)
    review.refresh_from_db()
    assert (bought.state, bought.refusal, review.state) == ("refused", "not-backed", "lapsed")
    assert Draw.objects.get().is_backed is False
    assert second(acme, ana, now + MONTH, order="A-1").backs is None  # the order may be shown by one's own proof


def test_nobody_is_refused_while_their_second_proof_is_being_checked(acme: Company, ana: User, now: datetime) -> None:
    first = shown(acme, ana, now)
    second(acme, ana, now)

    assert refuse_unbacked(now=now + MONTH) == 0
    assert state_of(first) == "pending"


def test_showing_the_same_order_anew_is_no_second_lot(acme: Company, ana: User, now: datetime) -> None:
    first = shown(acme, ana, now)
    withdraw_purchase(purchase=first.public_id, actor=Actor.customer(ana.pk), now=now)

    again = shown(acme, story.customer(), now, public_id=undrawn_id(), method="purchase_token")

    assert again.second_proof_due_at == now + MONTH


def test_who_showed_it_may_take_it_back_once(acme: Company, ana: User, now: datetime) -> None:
    first = shown(acme, ana, now)
    customer = Actor.customer(ana.pk)

    outcomes = at_once(*[lambda: withdraw_purchase(purchase=first.public_id, actor=customer, now=now)] * 2)

    assert refusals(outcomes) == ["already-decided"]
    assert Purchase.objects.get(pk=first.pk).refusal == "withdrawn"
    for actor in (OPERATOR, Actor.customer(story.customer().pk), CLOCK):
        with pytest.raises(Forbidden):
            withdraw_purchase(purchase=first.public_id, actor=actor, now=now)
    with pytest.raises(NotFound):
        withdraw_purchase(purchase=new_public_id(), actor=customer, now=now)


def test_a_second_proof_and_the_end_of_its_time_at_once_end_one_way(
    acme: Company, ana: User, moderator: Actor, now: datetime
) -> None:
    first = shown(acme, ana, now)
    backing = second(acme, ana, now)
    customer = Actor.customer(ana.pk)

    at_once(
        lambda: accept(backing, moderator, now),
        lambda: withdraw_purchase(purchase=first.public_id, actor=customer, now=now),
    )

    backing.refresh_from_db()
    first = Purchase.objects.get(pk=first.pk)
    assert backing.state == "accepted"
    assert (first.state, backing.backs) in [("accepted", first), ("refused", None)]
    assert Draw.objects.get().is_backed == (first.state == "accepted")


def test_two_second_proofs_begun_at_once_back_it_once(acme: Company, ana: User, now: datetime) -> None:
    first = shown(acme, ana, now)

    at_once(*[lambda: second(acme, ana, now)] * 2)

    assert Purchase.objects.filter(backs=first).count() == 1


@pytest.mark.usefixtures("drawn_by_lot")
def test_a_drawn_invitation_and_a_drawn_token_are_spent_and_wait(acme: Company, ana: User, now: datetime) -> None:
    line = OrderLine(order="A-7", ordered_on=now.date(), email=ana.email)
    (registered,) = register_orders(company_id=acme.pk, lines=[line], actor=OPERATOR, now=now)
    customer = Actor.customer(ana.pk)

    opened = accept_invitation(token=story.there(registered.token), actor=customer, now=now)
    token = System(acme, now).token()
    redeemed = redeem_purchase_token(token=token, actor=customer, now=now)

    assert opened.second_proof_due_at == redeemed.second_proof_due_at == now + MONTH
    with pytest.raises(Refused) as refusal:
        redeem_purchase_token(token=token, actor=customer, now=now)
    assert refusal.value.code == "token-used"


def test_a_day_is_counted_into_the_public_log_once(acme: Company, ana: User, moderator: Actor, now: datetime) -> None:
    till = System(acme, now)
    for _ in range(3):
        redeem_purchase_token(token=till.token(), actor=Actor.customer(story.customer().pk), now=now)
    shown(acme, ana, now)
    accept(second(acme, ana, now), moderator, now)
    shown(acme, story.customer(), now, order="A-2")
    tomorrow = now + timedelta(days=1)

    outcomes = at_once(*[lambda: count_proofs(day=now.date(), actor=CLOCK, now=tomorrow)] * 2)
    refuse_unbacked(now=now + MONTH)
    count_missed_days(now=now + MONTH + timedelta(days=1), actor=CLOCK)
    drain(clock=lambda: now)

    assert refusals(outcomes) == ["already-counted"]
    told = [entry.data for entry in Entry.objects.filter(kind="proofs.counted").order_by("leaf")]
    day = {"day": "2026-11-20", "tokens": {till.kid: 3}, "drawn": 2, "backed": 1, "failed": 0}
    assert told == [day, {"day": "2026-12-20", "tokens": {}, "drawn": 0, "backed": 0, "failed": 1}]
    assert Entry.objects.filter(kind="proofs.counted", leaf__isnull=False).count() == ProofDay.objects.count() == 2
    assert CountedDay.objects.count() == 31
    assert count_missed_days(now=now + MONTH + timedelta(days=1), actor=CLOCK) == 0


def test_only_the_clock_counts_and_not_before_the_day_is_over(committed: None, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        count_proofs(day=now.date(), actor=CLOCK, now=now)
    assert refusal.value.code == "too-early"
    with pytest.raises(Forbidden):
        count_proofs(day=now.date(), actor=OPERATOR, now=now + MONTH)
    assert count_missed_days(now=now, actor=CLOCK) == 0


def test_whose_proof_is_drawn_is_written_to_once_with_what_works_and_until_when(
    acme: Company, ana: User, now: datetime
) -> None:
    User.objects.filter(pk=ana.pk).update(locale="en")
    shown(acme, ana, now)

    drain(clock=lambda: now)
    drain(clock=lambda: now)

    (message,) = [one for one in mail.outbox if "once more" in one.subject]
    body = str(message.body)
    assert (message.to, "/prove/acme/" in body) == (["ana@mail.example"], True)
    assert date_format(Draw.objects.get().due_at.date(), "DATE_FORMAT") in body


def test_whose_draw_has_ended_is_not_written_to(acme: Company, ana: User, now: datetime) -> None:
    purchase = shown(acme, ana, now)
    withdraw_purchase(purchase=purchase.public_id, actor=Actor.customer(ana.pk), now=now)

    drain(clock=lambda: now)

    assert not [one for one in mail.outbox if "once more" in one.subject]


def test_a_second_proof_and_what_it_backs_are_one_letter(
    acme: Company, ana: User, moderator: Actor, now: datetime
) -> None:
    first, later = shown(acme, ana, now), now + timedelta(hours=1)
    accept(second(acme, ana, now), moderator, later)

    drain(clock=lambda: later)
    drain(clock=lambda: later)

    (letter,) = [one for one in mail.outbox if "is accepted" in one.subject]
    assert first.public_id in letter.body
