"""A method that may rest on either side's word is counted on the side of each proof, and shown as one method."""

import pytest
from django.core.management import call_command

from ratings.companies.models import Company
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.reviews.commands import publish_revision, submit_review
from ratings.reviews.models import Review
from ratings.scores.models import Count
from ratings.verification.models import Purchase
from tests.api.caller import Caller
from tests.dashboards import story


def receipts(acme: Company, group: str, stars: int, count: int) -> None:
    """Write reviews with signed receipts on that side's word."""
    for _ in range(count):
        ana = story.customer()
        bought = story.purchase(acme, ana, method="signed_receipt")
        Purchase.objects.filter(pk=bought.pk).update(group=group)
        actor = Actor.customer(ana.pk)
        review = submit_review(purchase=bought.public_id, draft=story.draft(stars), actor=actor, now=story.NOW)
        publish_revision(review_id=review.pk, number=1, actor=story.SYSTEM, now=story.NOW)


@pytest.fixture
def acme(committed: None) -> Company:
    acme = story.company("Acme")
    receipts(acme, "customer", 2, 5)
    receipts(acme, "company", 5, 6)
    story.freeze_prior()
    story.fold()
    return acme


def test_both_groups_get_their_own_stars_and_the_method_is_shown_once(acme: Company) -> None:
    overall = Caller().get("companies/acme/scores").json()["facets"]["service"]["overall"]

    assert {name: one["n"] for name, one in overall["by_group"].items()} == {"customer": 5, "company": 6}
    assert overall["by_group"]["company"]["histogram"]["5"] == 6
    assert list(overall["by_method"]) == ["signed_receipt"]
    assert overall["by_method"]["signed_receipt"] == {
        "n": 11, "histogram": {"1": 0, "2": 5, "3": 0, "4": 0, "5": 6},
    }  # fmt: skip
    assert set(Count.objects.values_list("method", flat=True)) == {"signed_receipt", "signed_receipt:company"}
    call_command("rebuild", check=True)


def test_what_leaves_the_public_leaves_the_group_that_it_was_counted_in(acme: Company) -> None:
    story.withdraw(Review.objects.filter(purchase__group="company").order_by("id")[0])

    story.fold()

    counts = {row.method: sum(row.n[:5]) for row in Count.objects.all()}
    assert counts == {"signed_receipt": 5, "signed_receipt:company": 5}
    call_command("rebuild", check=True)


@pytest.mark.parametrize(
    ("method", "group", "key", "side"),
    [
        ("signed_receipt", None, "signed_receipt", "customer"),
        ("document", None, "document", "customer"),
        ("invitation", None, "invitation", "company"),
        ("private", "customer", "private:customer", "customer"),
        ("private", "company", "private:company", "company"),
    ],
)
def test_entries_of_before_and_of_now_are_counted_on_the_right_side(
    committed: None, method: str, group: str | None, key: str, side: str
) -> None:
    acme = story.company("Acme")
    more = {} if group is None else {"group": group}
    for number in range(5):
        record(
            "review.published", company_id=acme.pk, subject=f"r{number}", now=story.NOW, facet="service",
            month="2026-11", method=method, old=None, new=[4, 0, 0, 0, 0, 0], shown=1, **more,
        )  # fmt: skip
    story.freeze_prior()

    story.fold()

    overall = Caller().get("companies/acme/scores").json()["facets"]["service"]["overall"]
    assert [row.method for row in Count.objects.all()] == [key]
    assert overall["by_group"][side]["n"] == overall["n"] == overall["by_method"][method]["n"] == 5
