import base64

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ratings.dashboards.queries import CompanyList, Search, company_list, ranking, sectors
from ratings.kernel.refusals import Invalid
from tests.dashboards import story

pytestmark = pytest.mark.django_db


def names(found: CompanyList) -> list[str]:
    return [line.name for line in found.page.items]


@pytest.fixture
def market() -> None:
    """Five companies: Acme and Bolt with scores, three without."""
    acme = story.company("Acme Shoes", country="DE", sector="47.72", domains=("acme.example",))
    bolt = story.company("Bolt Bank", country="FR", sector="64.19")
    story.company("Cedar Shoes", country="FR", sector="47.72")
    story.company("Dune Air", country="DE", sector="51.10")
    story.company("Elm Air", country="DE", sector="51.10")
    story.freeze_prior()
    for _ in range(5):
        story.review(acme, 3)
        story.review(bolt, 5)
    story.fold()


def test_companies_with_a_score_come_first_and_the_others_by_name(market: None) -> None:
    found = company_list(Search())

    assert names(found) == ["Bolt Bank", "Acme Shoes", "Cedar Shoes", "Dune Air", "Elm Air"]
    assert found.page.order == "surest"
    assert found.count == 5
    assert [line.score.reason for line in found.page.items] == [None, None, *["fewer-than-5"] * 3]
    assert found.page.items[0].ranked_by == found.page.items[0].score.low


def test_walking_forth_and_back_shows_every_company_once(market: None) -> None:
    seen, cursor, back = [], None, None
    while True:
        found = company_list(Search(), cursor=cursor, limit=2)
        seen += names(found)
        if found.page.next is None:
            break
        cursor = found.page.next
    back = company_list(Search(), cursor=found.page.previous, limit=2)
    first = company_list(Search(), cursor=back.page.previous, limit=2)

    assert seen == ["Bolt Bank", "Acme Shoes", "Cedar Shoes", "Dune Air", "Elm Air"]
    assert names(back) == ["Cedar Shoes", "Dune Air"]
    assert names(first) == ["Bolt Bank", "Acme Shoes"]
    assert first.page.previous is None
    assert first.page.next is not None


def test_a_facet_is_counted_without_itself(market: None) -> None:
    found = company_list(Search(sector="47", country="DE"))

    assert names(found) == ["Acme Shoes"]
    assert {f.value: f.count for f in found.sectors} == {"47": 1, "51": 2}
    assert {f.value: f.count for f in found.countries} == {"DE": 1, "FR": 1}
    assert [f.value for f in found.sectors if f.is_chosen] == ["47"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("acme", ["Acme Shoes"]),
        ("SHOES", ["Acme Shoes", "Cedar Shoes"]),
        ("Cedra Shoes", ["Cedar Shoes"]),
        ("acme.example", ["Acme Shoes"]),
        ("https://www.acme.example/contact", ["Acme Shoes"]),
        ("100%", []),
        ("bolt bank", ["Bolt Bank"]),
    ],
)
def test_a_company_is_found_by_name_typing_error_or_domain(market: None, asked: str, expected: list[str]) -> None:
    assert names(company_list(Search(q=asked))) == expected


def test_so_many_reviews_can_be_asked_for(market: None) -> None:
    assert names(company_list(Search(min_reviews=5, order="best"))) == ["Bolt Bank", "Acme Shoes"]
    assert company_list(Search(min_reviews=6)).count == 0


@pytest.mark.parametrize(
    "wrong",
    [
        Search(order="loudest"),
        Search(sector="retail"),
        Search(country="Germany"),
        Search(q="a\x00b"),
        Search(q="x" * 101),
        Search(q="\ud800"),
        Search(min_reviews=-1),
        Search(min_reviews=2**40),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_field(wrong: Search) -> None:
    with pytest.raises(Invalid) as refusal:
        company_list(wrong)
    assert len(refusal.value.fields) == 1


@pytest.mark.parametrize("cursor", ["x", "W10", "é", "WzAsMSwyLDNd", "A" * 64, "A" * 700])
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refusal:
        company_list(Search(), cursor=cursor)
    assert "cursor" in refusal.value.fields


def test_a_list_asks_as_much_of_many_companies_as_of_few(market: None) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            company_list(Search(q="shoes", min_reviews=1), limit=3)
        return len(caught)

    few = asked()
    for number in range(15):
        story.review(story.company(f"Shoes {number}"), 3)
    story.fold()

    assert few == asked() == 2


def test_a_ranking_tells_the_ranks_that_an_interval_allows(market: None) -> None:
    fig = story.company("Fig Shoes", sector="47.72")
    for _ in range(60):
        story.review(fig, 5)
    story.fold()

    found = story.there(ranking("47"))

    assert [(one.rank, one.name) for one in found.page.items] == [(1, "Fig Shoes"), (2, "Acme Shoes")]
    assert (found.page.items[0].best_rank, found.page.items[0].worst_rank) == (1, 1)
    assert found.name == "Retail"
    assert story.there(ranking("47", dimension="support")).count == 2
    assert story.there(ranking("47.72", dimension="value")).count == 0
    assert ranking("04") is None
    with pytest.raises(Invalid):
        ranking("47", dimension="clarity")


def test_a_ranking_is_walked_forth_and_back(market: None) -> None:
    for name in ("Fig", "Gum", "Hay"):
        one = story.company(name, sector="47.72")
        for _ in range(5):
            story.review(one, 4)
    story.fold()

    first = story.there(ranking("47", limit=3))
    second = story.there(ranking("47", cursor=first.page.next, limit=3))
    back = story.there(ranking("47", cursor=second.page.previous, limit=3))

    assert [one.rank for one in second.page.items] == [4]
    assert second.page.next is None
    assert [one.rank for one in back.page.items] == [1, 2, 3]
    assert back.page.previous is None


def test_sectors_are_those_that_have_companies(market: None) -> None:
    assert [(s.code, s.companies, s.scored) for s in sectors()] == [("47", 2, 1), ("51", 2, 0), ("64", 1, 1)]


def test_a_cursor_tells_nobody_what_it_holds_and_serves_its_own_list_only(market: None) -> None:
    first = company_list(Search(), limit=1)
    cursor = story.there(first.page.next)

    assert company_list(Search(), limit=1).page.next == cursor
    assert b"scored" not in base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    with pytest.raises(Invalid):
        ranking("47", cursor=cursor)
