from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ratings.companies.models import Company, Proposal, Slug
from tests.api.caller import Caller, is_problem
from tests.dashboards import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Company:
    acme = story.company("Acme Shoes", domains=("acme.example",))
    story.freeze_prior()
    for _ in range(6):
        story.review(acme, 4)
    story.fold()
    return acme


def test_a_company_is_told_with_its_score_in_strings(acme: Company) -> None:
    told = Caller().get("companies/acme-shoes").json()

    assert told["id"] == acme.public_id
    assert told["score"]["n"] == 6
    assert isinstance(told["score"]["mean"], str)
    assert told["score"]["histogram"] == {"1": 0, "2": 0, "3": 0, "4": 6, "5": 0}
    assert told["groups"]["company"]["reason"] == "fewer-than-5"
    assert told["opened_at"].endswith("Z")
    assert told["claimed"] is False
    assert told["domains"] == ["acme.example"]


def test_companies_are_listed_found_and_counted_by_facet(acme: Company) -> None:
    story.company("Bolt Air", sector="51.10", country="FR")

    every = Caller().get("companies").json()
    by_domain = Caller().get("companies", domain="https://www.acme.example/shop").json()

    assert [line["slug"] for line in every["results"]] == ["acme-shoes", "bolt-air"]
    assert every["order"] == "surest"
    assert every["results"][1]["score"]["reason"] == "fewer-than-5"
    assert every["facets"]["sector"][0] == {"value": "51", "name": "Air transport", "count": 1, "chosen": False}
    assert [line["slug"] for line in by_domain["results"]] == ["acme-shoes"]
    assert Caller().get("companies", domain="nobody.example").json()["results"] == []


def test_pages_of_companies_lead_to_each_other(acme: Company) -> None:
    story.company("Bolt")
    first = Caller().get("companies", limit=1).json()
    second = Caller().client.get(first["next"]).json()
    back = Caller().client.get(second["previous"]).json()

    assert [line["name"] for line in second["results"]] == ["Bolt"]
    assert second["next"] is None
    assert back["results"] == first["results"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"order": "loud"}, "order"),
        ({"min_reviews": "many"}, "min_reviews"),
        ({"min_reviews": "9" * 30}, "min_reviews"),
        ({"cursor": "rubbish"}, "cursor"),
        ({"limit": "0"}, "limit"),
        ({"country": "Germany"}, "country"),
        ({"sector": "x"}, "sector"),
        ({"domain": "no domain"}, "domain"),
        ({"q": "a\x00b"}, "q"),
    ],
)
def test_a_question_that_cannot_be_asked_names_its_parameter(query: dict[str, str], field: str) -> None:
    assert is_problem(Caller().get("companies", **query), 422, field=field)


def test_an_old_slug_leads_on_and_a_strange_one_nowhere(acme: Company) -> None:
    Slug.objects.create(slug="acme-before", company=acme, since=story.NOW)

    moved = Caller().get("companies/acme-before/trend", months=3)

    assert (moved.status_code, moved["Location"]) == (301, "/api/v1/companies/acme-shoes/trend?months=3")
    assert is_problem(Caller().get("companies/nobody"), 404)
    assert is_problem(Caller().get("companies/%00"), 404)
    assert is_problem(Caller().get("companies/acme-shoes/disclosures"), 404)


def test_scores_have_groups_methods_and_the_formula(acme: Company) -> None:
    scores = Caller().get("companies/acme-shoes/scores").json()

    overall = scores["facets"]["service"]["overall"]
    assert scores["formula"] == "2026.1"
    assert overall["by_group"]["customer"]["mean"] == overall["mean"]
    assert overall["by_method"] == {
        "document": {"n": 6, "histogram": {"1": 0, "2": 0, "3": 0, "4": 6, "5": 0}},
    }
    assert scores["facets"]["service"]["delivery"]["reason"] == "fewer-than-5"


def test_scores_of_a_past_position_are_those_of_then(acme: Company) -> None:
    before = Caller().get("companies/acme-shoes/scores").json()
    story.review(acme, 1)
    story.fold()

    then = Caller().get("companies/acme-shoes/scores", at=before["log_position"]).json()
    now = Caller().get("companies/acme-shoes/scores").json()

    assert then == before
    assert now["facets"] != before["facets"]
    assert Caller().get("companies/acme-shoes/scores", at=now["log_position"]).json() == now


def test_a_position_that_the_log_has_not_reached_is_refused_by_its_name(acme: Company) -> None:
    assert is_problem(Caller().get("companies/acme-shoes/scores", at=10**6), 422, field="at")
    assert is_problem(Caller().get("companies/acme-shoes/scores", at="-1"), 422, field="at")


def test_a_trend_has_as_many_months_as_asked_for(acme: Company) -> None:
    trend = Caller().get("companies/acme-shoes/trend", months=3).json()

    assert len(trend["months"]) == 3
    assert is_problem(Caller().get("companies/acme-shoes/trend", months=121), 422, field="months")


def test_reads_are_answered_304_to_those_who_have_them(acme: Company) -> None:
    caller = Caller()
    for address in ("companies", "companies/acme-shoes", "companies/acme-shoes/scores", "companies/acme-shoes/reviews"):
        first = caller.get(address)
        again = caller.get(address, {"If-None-Match": f"W/{first['ETag']}"})

        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])

    story.review(acme, 1)
    story.fold()
    assert caller.get("companies/acme-shoes", {"If-None-Match": first["ETag"]}).status_code == 200


def test_a_company_can_be_proposed_by_somebody_signed_in() -> None:
    body = {"name": "Dune GmbH", "website": "https://dune.example", "country": "DE"}
    ana = Caller(story.customer())

    proposed = ana.post("companies", body)

    assert proposed.status_code == 202
    assert proposed.json()["state"] == "waiting"
    assert proposed.json()["id"] == Proposal.objects.get().public_id
    assert is_problem(Caller().post("companies", body), 401)
    assert is_problem(ana.post("companies", body | {"country": "Nowhere"}), 422, field="country")
    assert is_problem(ana.post("companies", {"name": "x"}), 422, field="website")


def test_a_company_is_told_in_as_many_queries_however_many_reviews_it_has(acme: Company) -> None:
    def asked() -> list[int]:
        counts = []
        for address in (
            "companies",
            "companies/acme-shoes",
            "companies/acme-shoes/scores",
            "companies/acme-shoes/trend",
        ):
            with CaptureQueriesContext(connection) as caught:
                Caller().get(address)
            counts.append(len(caught))
        return counts

    few = asked()
    for _ in range(10):
        story.review(acme, 5)
    story.fold()

    assert few == asked() == [2, 2, 6, 3]


def test_companies_are_compared_side_by_side(acme: Company) -> None:
    story.company("Bolt")

    compared: Any = Caller().client.get("/api/v1/compare?company=bolt&company=acme-shoes").json()

    assert [one["company"]["slug"] for one in compared["results"]] == ["bolt", "acme-shoes"]
    assert "overall" in compared["results"][0]["scores"]["service"]
    assert is_problem(Caller().get("compare"), 422, field="company")
    assert is_problem(Caller().get("compare", company="nobody"), 422, field="company")


def test_sectors_and_their_rankings_are_told(acme: Company) -> None:
    assert Caller().get("sectors").json()["results"] == [{"code": "47", "name": "Retail", "companies": 1, "scored": 1}]
    ranking = Caller().get("sectors/47/ranking").json()
    assert (ranking["results"][0]["rank"], ranking["sector"]) == (1, {"code": "47", "name": "Retail"})
    assert is_problem(Caller().get("sectors/47/ranking", dimension="looks"), 422, field="dimension")
    assert is_problem(Caller().get("sectors/04/ranking"), 404)
