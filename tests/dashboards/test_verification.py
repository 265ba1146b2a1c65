"""Registered orders in figures, and the estimate of what share of orders a company registers."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ratings.companies.models import Company
from ratings.dashboards.commands import keep_coverage
from ratings.dashboards.models import Coverage
from ratings.dashboards.queries import Verification, company_summary, verification_of
from ratings.dashboards.tasks import keep_todays_coverage
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.reviews.commands import Draft, publish_revision, submit_review, withdraw_review
from ratings.reviews.models import Review
from ratings.verification.commands import (
    VERIFICATION,
    OrderLine,
    accept_invitation,
    accept_purchase,
    begin_purchase,
    register_orders,
    set_invitation_share,
)
from ratings.verification.models import Purchase
from tests.dashboards import story
from tests.together import at_once

OPERATOR = Actor.operator()
NIGHT = timedelta(days=1)


def register(acme: Company, now: datetime, *numbers: str, days: int = 0, email: bool = False) -> list[str]:
    day = now.date() - timedelta(days=days)
    lines = [OrderLine(order=n, ordered_on=day, email=f"c{n}@mail.example" if email else None) for n in numbers]
    done = register_orders(company_id=acme.pk, lines=lines, actor=OPERATOR, now=now)
    return [one.token or "" for one in done]


def reviewed(bought: Purchase, stars: int, now: datetime) -> Review:
    draft = Draft(
        experienced_on=now.date(), title="Arrived", body="It came in time.", stars={"overall": stars}, language="en"
    )
    author = Actor.customer(story.there(bought.customer_id))
    written = submit_review(purchase=bought.public_id, draft=draft, actor=author, now=now)
    publish_revision(review_id=written.pk, number=1, actor=story.SYSTEM, now=now)
    return written


def shown(acme: Company, order: str, stars: int, now: datetime, *, method: str = "document") -> Review:
    bought = begin_purchase(company_id=acme.pk, customer_id=story.customer().pk, method=method, order=order, now=now)
    accept_purchase(purchase_id=bought.pk, actor=VERIFICATION, now=now, shows="delivery", last_event_on=now.date())
    return reviewed(bought, stars, now)


def figures(acme: Company) -> Verification:
    return verification_of(acme.pk)


def test_orders_late_invited_and_answered_are_counted_as_they_happen(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    assert (figures(acme).registered, figures(acme).share, figures(acme).as_of) == (0, 100, None)

    token, *_others = register(acme, now, "A-1", "A-2", email=True)
    register(acme, now, "A-3", "A-4", days=5)
    drain(clock=lambda: now)
    bought = accept_invitation(token=token, actor=Actor.customer(story.customer().pk), now=now)
    review = reviewed(bought, 2, now)
    drain(clock=lambda: now)

    found = figures(acme)
    assert (found.registered, found.late, found.invited, found.answered) == (4, 2, 2, 1)
    assert story.there(company_summary("acme")).verification == found
    withdraw_review(review_id=review.pk, actor=Actor.customer(story.there(review.author_id)), now=now)
    drain(clock=lambda: now)
    assert figures(acme).answered == 0
    call_command("rebuild", check=True)


def test_no_public_figure_tells_whether_the_customer_of_one_order_has_shown_it(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    shown(acme, "A-1", 2, now)
    drain(clock=lambda: now)

    register(acme, now, "A-1", email=True)
    drain(clock=lambda: now)
    of_a_reviewer = figures(acme)
    register(acme, now, "A-2", email=True)
    drain(clock=lambda: now)

    assert (of_a_reviewer.registered, of_a_reviewer.invited) == (1, 1)
    assert (figures(acme).registered, figures(acme).invited) == (2, 2)
    call_command("rebuild", check=True)


def test_an_address_that_makes_an_order_late_is_counted(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    register(acme, now, "A-1")
    register(acme, now + timedelta(days=5), "A-1", days=5, email=True)
    register(acme, now + timedelta(days=5), "A-1", days=5, email=True)
    drain(clock=lambda: now + timedelta(days=5))

    assert (figures(acme).registered, figures(acme).late, figures(acme).invited) == (1, 1, 1)
    call_command("rebuild", check=True)


def test_the_share_that_the_operator_set_is_shown(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    set_invitation_share(company_id=acme.pk, share=25, actor=OPERATOR, now=now)

    assert (figures(acme).share, figures(acme).share_since, figures(acme).is_sample) == (25, now, True)


def test_coverage_is_told_for_low_and_high_stars_apart_from_twenty_on(committed: None, now: datetime) -> None:
    acme, bolt = story.company("Acme"), story.company("Bolt")
    register(acme, now, *[f"A-{number}" for number in range(15)], "L-0")
    for number in range(20):
        shown(acme, f"A {number}", 5 if number % 2 else 4, now + NIGHT)
    for number in range(19):
        shown(acme, f"L-{number}", 1 + number % 2, now + NIGHT)
    shown(acme, "M-1", 3, now + NIGHT)
    shown(bolt, "A-1", 1, now + NIGHT)

    assert keep_coverage(now=now + NIGHT)

    found = figures(acme)
    assert (found.high.shown, found.high.registered, found.high.share) == (20, 15, Decimal("0.7500"))
    assert (found.low.shown, found.low.registered, found.low.share, found.low.reason) == (
        19, None, None, "fewer-than-20",
    )  # fmt: skip
    assert found.as_of == (now + NIGHT).date()
    shown(acme, "L-19", 2, now + NIGHT)
    assert not keep_coverage(now=now + NIGHT), "once a day"
    assert keep_coverage(now=now + 2 * NIGHT)
    assert (figures(acme).low.shown, figures(acme).low.registered) == (20, 1)


def test_only_what_customers_showed_by_themselves_and_the_public_sees_is_compared(
    committed: None, now: datetime
) -> None:
    acme = story.company("Acme")
    (token,) = register(acme, now, "A-1", email=True)
    reviewed(accept_invitation(token=token, actor=Actor.customer(story.customer().pk), now=now), 1, now)
    story.review(acme, 1)
    gone = shown(acme, "A-2", 1, now)
    withdraw_review(review_id=gone.pk, actor=Actor.customer(story.there(gone.author_id)), now=now)
    shown(acme, "A-3", 1, now - timedelta(days=366))
    kept = shown(acme, "A-4", 1, now)
    register(acme, now, "A-4")

    keep_coverage(now=now)

    coverage = Coverage.objects.get()
    assert (coverage.low_shown, coverage.low_registered) == (1, 0), "registered after it was shown"
    assert kept.purchase.was_registered is False
    keep_coverage(now=now + timedelta(days=400))
    assert not Coverage.objects.exists()


def test_two_workers_count_coverage_once_a_day(committed: None, now: datetime) -> None:
    shown(story.company("Acme"), "A-1", 1, now)

    assert sorted(map(bool, at_once(*[lambda: keep_coverage(now=now)] * 2))) == [False, True]


def test_the_beat_job_counts_coverage(committed: None) -> None:
    shown(story.company("Acme"), "A-1", 5, datetime.now().astimezone())

    keep_todays_coverage()

    assert Coverage.objects.get().as_of >= date(2026, 1, 1)


MANY = """
INSERT INTO verification_order (company_id, order_hash, key_id, ordered_on, registered_at, is_late, locale)
SELECT %s, sha256(n::text::bytea), 1, date '2026-10-01', timestamptz '2026-10-01' + n * interval '1 second', false, 'en'
FROM generate_series(1, 100000) AS n
"""


def seconds(question: Callable[[], object]) -> float:
    best = 10.0
    for _ in range(5):
        started = time.perf_counter()
        question()
        best = min(best, time.perf_counter() - started)
    return best


def test_a_company_with_100_000_orders_is_read_as_fast_and_in_as_many_questions(committed: None, now: datetime) -> None:
    acme, bolt = story.company("Acme"), story.company("Bolt")
    with connection.cursor() as cursor:
        cursor.execute(MANY, [acme.pk])
        cursor.execute("ANALYZE verification_order")

    asked = []
    for slug in ("acme", "bolt"):
        with CaptureQueriesContext(connection) as caught:
            company_summary(slug)
            verification_of(acme.pk)
        asked.append(caught.captured_queries)

    assert len(asked[0]) == len(asked[1]) <= 4
    assert not any("verification_order" in query["sql"] for query in asked[0])
    assert seconds(lambda: verification_of(acme.pk)) < 5 * seconds(lambda: verification_of(bolt.pk)) + 0.005
    assert seconds(lambda: register(acme, now, "X-1")) < 1
