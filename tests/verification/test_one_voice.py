"""One customer has one voice about a company in twelve months: in the open or in a private token."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from accounts.models import User
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refused
from ratings.reviews.commands import Draft, submit_review
from ratings.reviews.models import Review
from ratings.verification import queries
from tests.dashboards import story
from tests.together import at_once, refusals
from tests.verification.asking import ask, code_of, issue, open_class

pytestmark = pytest.mark.usefixtures("committed", "signer")
DRAFT = Draft(
    experienced_on=datetime(2026, 11, 1, tzinfo=UTC).date(), title="Came", body="It came.", stars={"overall": 4}
)


def test_two_purchases_of_one_customer_at_once_give_one_token(acme: Company, ana: User, now: datetime) -> None:
    first, second = story.purchase(acme, ana), story.purchase(acme, ana)
    found = open_class(acme, now)

    outcomes = at_once(
        lambda: issue(first, ask(found), ana, now),
        lambda: issue(second, ask(found), ana, now),
    )

    assert refusals(outcomes) == ["voice-taken"]
    assert queries.tokens_issued(found.pk) == 1


def test_token_and_review_at_once_leave_one_voice(acme: Company, ana: User, now: datetime) -> None:
    purchase, other = story.purchase(acme, ana), story.purchase(acme, ana)
    found = open_class(acme, now)

    outcomes = at_once(
        lambda: issue(purchase, ask(found), ana, now),
        lambda: submit_review(purchase=purchase.public_id, draft=DRAFT, actor=Actor.customer(ana.pk), now=now),
        lambda: submit_review(purchase=other.public_id, draft=DRAFT, actor=Actor.customer(ana.pk), now=now),
    )

    voices = queries.tokens_issued(found.pk) + min(Review.objects.count(), 1)
    assert voices == 1, refusals(outcomes)


def test_a_purchase_that_gave_a_token_cannot_be_reviewed(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    issue(purchase, ask(open_class(acme, now)), ana, now)

    with pytest.raises(Refused) as refused:
        submit_review(purchase=purchase.public_id, draft=DRAFT, actor=Actor.customer(ana.pk), now=now)
    assert refused.value.code == "taken-privately"
    assert not queries.reviewable_purchases(ana.pk, company_id=acme.pk).exists()


def test_who_reviewed_a_company_takes_no_token_for_it_within_twelve_months(
    acme: Company, ana: User, now: datetime
) -> None:
    written = story.review(acme, by=ana, at=now - timedelta(days=300))
    purchase = story.purchase(acme, ana)
    asked = ask(open_class(acme, now))

    assert code_of(purchase, asked, ana, now) == "voice-taken"
    story.withdraw(written, at=now)
    issue(purchase, asked, ana, now)


def test_a_review_of_more_than_twelve_months_ago_takes_no_voice(acme: Company, ana: User, now: datetime) -> None:
    story.review(acme, by=ana, at=now - timedelta(days=367))

    issue(story.purchase(acme, ana), ask(open_class(acme, now)), ana, now)


def test_a_review_that_waits_takes_the_voice(acme: Company, ana: User, now: datetime) -> None:
    waiting = story.purchase(acme, ana)
    submit_review(purchase=waiting.public_id, draft=DRAFT, actor=Actor.customer(ana.pk), now=now)

    assert code_of(story.purchase(acme, ana), ask(open_class(acme, now)), ana, now) == "voice-taken"


def test_who_took_a_token_takes_another_and_reviews_again_once_twelve_months_are_over(
    acme: Company, ana: User, now: datetime
) -> None:
    first, second, third = (story.purchase(acme, ana) for _ in range(3))
    issue(first, ask(open_class(acme, now)), ana, now)
    soon, later = datetime(2027, 11, 30, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)
    draft = Draft(experienced_on=soon.date(), title="Again", body="It came.", stars={"overall": 4})

    assert code_of(second, ask(open_class(acme, soon)), ana, soon) == "voice-taken"
    with pytest.raises(Refused, match="from December 2027 on"):
        submit_review(purchase=second.public_id, draft=draft, actor=Actor.customer(ana.pk), now=soon)
    with translation.override("de"), pytest.raises(Refused, match="Dezember 2027"):
        issue(second, ask(open_class(acme, soon)), ana, soon)
    issue(second, ask(open_class(acme, later)), ana, later)
    assert code_of(third, ask(open_class(acme, later)), ana, later) == "voice-taken"


def test_voices_about_another_company_and_of_another_customer_are_others(
    acme: Company, ana: User, now: datetime
) -> None:
    bolt, ben = story.company("Bolt"), story.customer("ben@example.org")
    for company, by in ((acme, ana), (bolt, ana), (acme, ben)):
        issue(story.purchase(company, by), ask(open_class(company, now)), by, now)

    assert queries.tokens_issued(open_class(acme, now).pk) == 2


def test_a_merger_gives_nobody_a_second_voice(acme: Company, ana: User, now: datetime) -> None:
    bolt = story.company("Bolt")
    issue(story.purchase(acme, ana), ask(open_class(acme, now)), ana, now)
    asked = ask(open_class(bolt, now))
    Company.objects.filter(pk=acme.pk).update(state="merged", merged_into=bolt)

    assert code_of(story.purchase(bolt, ana), asked, ana, now) == "voice-taken"
