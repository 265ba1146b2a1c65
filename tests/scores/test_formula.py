"""The set-based SQL computes formula 2026.1 to its last digit, as the reference in rules.py does."""

from datetime import datetime
from decimal import Decimal

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ratings.journal.models import Entry
from ratings.scores.commands import freeze_prior
from ratings.scores.folds import SCORES
from ratings.scores.models import Count, Prior, Score, Standing, Touched, Weight
from ratings.scores.rules import (
    FORMULA,
    GROUP_OF_METHOD,
    SERVICE,
    dimensions_of,
    estimate,
    overlap,
    prior_shares,
    weighted_counts,
    weights,
)
from tests.dashboards import story

MONTH = 24322
COMPANY = 77
stars = st.lists(st.integers(0, 400), min_size=5, max_size=5)
rows = st.dictionaries(
    st.tuples(st.integers(MONTH - 245, MONTH + 2), st.sampled_from(sorted(GROUP_OF_METHOD))),
    stars,
    min_size=1,
    max_size=8,
)
prior = st.lists(st.integers(0, 10**14), min_size=5, max_size=5)


def test_the_table_of_weights_is_the_formulas(db: None) -> None:
    assert list(Weight.objects.filter(formula=FORMULA).order_by("age").values_list("w", flat=True)) == weights()


def settle(counts: dict[tuple[int, str], list[int]], shares: list[int]) -> None:
    for model in (Count, Score, Standing, Touched, Prior):
        model.objects.all().delete()
    for dimension in dimensions_of(SERVICE):
        Prior.objects.create(formula=FORMULA, facet=SERVICE, dimension=dimension, month=MONTH, p=shares)
    for (month, method), n in counts.items():
        Count.objects.create(company_id=COMPANY, facet=SERVICE, month=month, method=method, n=[*n, *[0] * 25])
    Touched.objects.create(company_id=COMPANY, facet=SERVICE)
    while SCORES.settle(limit=10):
        pass


def expected(counts: dict[tuple[int, str], list[int]], shares: list[int], group: str) -> tuple[object, ...] | None:
    by_month: dict[int, list[int]] = {}
    for (month, method), n in counts.items():
        if group in ("all", GROUP_OF_METHOD[method]):
            by_month[month] = [a + b for a, b in zip(by_month.get(month, [0] * 5), n, strict=True)]
    histogram = [sum(n[place] for n in by_month.values()) for place in range(5)]
    if not sum(histogram):
        return None
    found = estimate(weighted_counts(by_month, MONTH), shares)
    if sum(histogram) < 5:
        return (sum(histogram), histogram, None, None, None, found.prior_share)
    return (sum(histogram), histogram, found.mean, found.low, found.high, found.prior_share)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=rows, platform=prior)
def test_sql_and_reference_agree_on_every_digit(
    db: None, counts: dict[tuple[int, str], list[int]], platform: list[int]
) -> None:
    shares = prior_shares(platform)

    settle(counts, shares)

    for group in ("all", "customer", "company"):
        score = Score.objects.filter(company_id=COMPANY, dimension="overall", group=group).first()
        found = (score.n, score.stars, score.mean, score.low, score.high, score.prior_share) if score else None
        assert found == expected(counts, shares, group)


def symmetric(low: Decimal | None) -> tuple[Decimal, Decimal]:
    """Return an interval around 3 with that lower end."""
    assert low is not None
    return low, 6 - low


def test_an_even_prior_and_even_stars_give_a_symmetric_interval(db: None) -> None:
    settle({(MONTH, "document"): [3, 0, 0, 0, 3]}, [200_000_000] * 5)

    score = Score.objects.get(company_id=COMPANY, group="all")
    assert (score.mean, score.low, score.high) == (Decimal("3.0000"), *symmetric(score.low))


def test_groups_that_disagree_stand_by_the_lower_one(db: None) -> None:
    settle({(MONTH, "document"): [40, 5, 0, 0, 0], (MONTH, "invitation"): [0, 0, 0, 5, 60]}, [200_000_000] * 5)

    standing = Standing.objects.get()
    customer = Score.objects.get(group="customer")
    assert standing.groups_disagree
    assert (standing.mean, standing.low, standing.high) == (customer.mean, customer.low, customer.high)


def test_groups_below_five_do_not_disagree(db: None) -> None:
    settle({(MONTH, "document"): [4, 0, 0, 0, 0], (MONTH, "invitation"): [0, 0, 0, 5, 60]}, [200_000_000] * 5)

    assert not Standing.objects.get().groups_disagree


def test_overlap_of_intervals_includes_their_ends() -> None:
    one = estimate([0, 0, 0, 0, 10 * 10**9], [200_000_000] * 5)

    assert overlap(one, one)


def test_the_prior_is_frozen_once_a_day_from_what_is_counted(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    for value in (5, 5, 5, 1):
        story.review(acme, value, at=now)
    story.fold()

    assert [freeze_prior(now=now), freeze_prior(now=now)] == [True, False]
    story.fold()

    entry = Entry.objects.get(kind="prior.frozen")
    billion = 10**9
    assert entry.data["p"]["overall"] == prior_shares([billion, 0, 0, 0, 3 * billion])
    assert entry.data["p"]["quality"] == [200_000_000] * 5
    assert entry.data["upto"] == 4
    assert Prior.objects.get(dimension="overall").p == entry.data["p"]["overall"]


def test_one_bad_company_does_not_fail_the_others(committed: None, now: datetime) -> None:
    acme, bolt = story.company("Acme"), story.company("Bolt")
    for value in (1, 2, 3, 4, 5):
        story.review(acme, value)
        story.review(bolt, value)
    story.freeze_prior(now)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE scores_score ADD CONSTRAINT bad CHECK (company_id <> {acme.pk})")
    try:
        story.fold()
        assert Standing.objects.filter(company_id=bolt.pk).exists()
        assert list(Touched.objects.values_list("company_id", flat=True)) == [acme.pk]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE scores_score DROP CONSTRAINT bad")
    story.fold()
    SCORES.settle(limit=10)
    assert Standing.objects.filter(company_id=acme.pk).exists()


def test_a_company_whose_reviews_all_went_has_no_score(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    reviews = [story.review(acme, 4) for _ in range(5)]
    story.freeze_prior(now)
    story.fold()
    assert Standing.objects.get().n == 5

    story.withdraw(reviews[0])
    story.fold()

    assert not Standing.objects.exists()
    assert Score.objects.get(dimension="overall", group="all").mean is None
