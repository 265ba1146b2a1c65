from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ratings.claims.commands import add_representative
from ratings.companies.models import Company, Slug
from ratings.dashboards.queries import company_scores, company_summary, comparison, trend
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Invalid
from tests.dashboards import story

pytestmark = pytest.mark.django_db


def queries_of(question: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        question()
    return len(caught)


def test_a_company_without_reviews_says_why_it_has_no_score() -> None:
    acme = story.company("Acme", domains=("acme.example",))
    story.fold()

    before = story.there(company_summary(acme.slug))
    story.freeze_prior()
    story.fold()
    after = story.there(company_summary(acme.slug))

    assert (before.score.reason, before.score.mean, before.score.n) == ("no-prior-yet", None, 0)
    assert (after.score.reason, after.score.n, after.score.histogram) == ("fewer-than-5", 0, (0, 0, 0, 0, 0))
    assert after.domains == ("acme.example",)
    assert after.sector_name == "Retail"
    assert after.log_position == 0


def test_four_reviews_make_no_number_and_five_do() -> None:
    acme = story.company("Acme")
    story.freeze_prior()
    for _ in range(4):
        story.review(acme, 5)
    story.fold()
    four = story.there(company_summary(acme.slug))
    story.review(acme, 5)
    story.fold()
    five = story.there(company_summary(acme.slug))

    assert (four.score.n, four.score.mean, four.score.reason) == (4, None, "fewer-than-5")
    assert five.score.n == 5
    assert five.score.mean is not None
    assert five.score.places == 1
    assert five.score.leads_with_interval
    assert five.shown == 5
    assert five.log_position > four.log_position


def test_before_the_first_prior_the_reviews_are_counted_but_not_scored() -> None:
    acme = story.company("Acme")
    for _ in range(6):
        story.review(acme, 3)
    story.fold()

    summary = story.there(company_summary(acme.slug))

    assert (summary.score.n, summary.score.mean, summary.score.reason) == (6, None, "no-prior-yet")


def test_where_the_groups_disagree_both_are_shown_and_no_single_score() -> None:
    acme = story.company("Acme")
    story.freeze_prior()
    for _ in range(30):
        story.review(acme, 1, method="document")
        story.review(acme, 5, method="invitation")
    story.fold()

    summary = story.there(company_summary(acme.slug))
    overall = company_scores(summary.id, has_prior=True).facets["service"][0]

    assert summary.groups_disagree
    assert (summary.score.mean, summary.score.reason, summary.score.n) == (None, "groups-disagree", 60)
    assert story.there(summary.groups["customer"].high) < story.there(summary.groups["company"].low)
    assert overall.groups_disagree
    assert overall.score.mean is None


def test_an_old_slug_and_a_merged_company_lead_to_the_one_that_is_there() -> None:
    acme = story.company("Acme")
    bolt = story.company("Bolt")
    Slug.objects.create(slug="acme-before", company=acme, since=story.NOW)
    Company.objects.filter(pk=bolt.pk).update(state="merged", merged_into=acme)

    assert story.there(company_summary("acme-before")).slug == acme.slug
    assert story.there(company_summary(bolt.slug)).slug == acme.slug
    assert company_summary("nobody") is None


def test_a_claim_is_told_with_its_day() -> None:
    acme = story.company("Acme")
    add_representative(
        company_id=acme.pk, user_id=story.customer().pk, role="owner", actor=Actor.operator(), now=story.NOW
    )

    assert story.there(company_summary(acme.slug)).claimed_at == story.NOW


def test_imported_stars_stand_by_method_only() -> None:
    acme = story.company("Acme")
    story.freeze_prior()
    for _ in range(5):
        story.review(acme, 4)
    story.fold()
    summary = story.there(company_summary(acme.slug))

    scores = company_scores(summary.id, has_prior=True)

    overall, quality, *_ = scores.facets["service"]
    assert scores.formula == "2026.1"
    assert [one.dimension for one in scores.facets["service"]][:2] == ["overall", "quality"]
    assert overall.by_method["document"].histogram == (0, 0, 0, 5, 0)
    assert overall.by_group["customer"].mean == overall.score.mean
    assert overall.by_group["company"].reason == "fewer-than-5"
    assert quality.by_method == {}


def test_the_trend_has_every_month() -> None:
    acme = story.company("Acme")
    story.review(acme, 5, at=story.NOW)
    story.review(acme, 4, at=story.NOW)
    story.review(acme, 1, at=story.NOW - timedelta(days=60))
    story.fold()

    months = trend(acme.pk, months=4, now=story.NOW)

    assert [(m.month, m.n, m.mean) for m in months] == [
        ("2026-08", 0, None),
        ("2026-09", 1, Decimal("1.00")),
        ("2026-10", 0, None),
        ("2026-11", 2, Decimal("4.50")),
    ]
    with pytest.raises(Invalid):
        trend(acme.pk, months=0, now=story.NOW)


def test_a_company_page_asks_as_much_of_many_reviews_as_of_few() -> None:
    acme = story.company("Acme")
    story.freeze_prior()
    story.review(acme, 4)
    story.fold()

    def page() -> None:
        summary = story.there(company_summary(acme.slug))
        company_scores(summary.id, has_prior=summary.has_prior)
        trend(summary.id, months=24, now=story.NOW)

    few = queries_of(page)
    for _ in range(12):
        story.review(acme, 5)
    story.fold()

    assert few == queries_of(page) == 5


def test_a_comparison_keeps_the_order_and_refuses_strangers() -> None:
    acme, bolt = story.company("Acme"), story.company("Bolt")

    compared = comparison([bolt.slug, acme.slug, bolt.slug])

    assert [one.summary.slug for one in compared] == [bolt.slug, acme.slug]
    with pytest.raises(Invalid):
        comparison(["nobody"])
    with pytest.raises(Invalid):
        comparison([])
