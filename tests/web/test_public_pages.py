"""Home, companies, reviews, the method: what everybody may read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from ratings.companies.models import Slug
from ratings.kernel.actor import Actor
from ratings.reviews.commands import withdraw_review
from tests.dashboards import story
from tests.web.visitors import INLINE, client_of, representative

pytestmark = pytest.mark.django_db


def page(address: str, *, status: int = 200) -> str:
    answer = client_of().get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_the_home_page_shows_figures_and_the_latest_reviews() -> None:
    story.review(story.company("Acme"), title="Kind people")
    story.fold()
    text = page("/")
    assert "Kind people" in text
    assert 'About <a href="/companies/acme/">Acme</a>' in text


def test_a_company_without_reviews_has_no_score() -> None:
    story.company("Acme")
    text = page("/companies/acme/")
    assert "No score yet" in text
    assert "not claimed, not asked" in text


def test_from_five_to_nineteen_reviews_the_page_leads_with_the_interval_and_the_priors_share() -> None:
    acme = story.company("Acme")
    for stars in (3, 4, 4, 5, 5):
        story.review(acme, stars)
    story.freeze_prior()
    story.fold()
    text = page("/companies/acme/")
    assert "between <strong>" in text
    assert "from 5 verified reviews" in text
    assert "of it is what we assume of any company" in text


def test_two_groups_that_disagree_are_both_shown_and_no_single_score() -> None:
    acme = story.company("Acme")
    for _ in range(12):
        story.review(acme, 1, method="document")
        story.review(acme, 5, method="invitation")
    story.freeze_prior()
    story.fold()
    text = page("/companies/acme/")
    assert "Two groups of proofs disagree" in text
    assert "Proof shown by the customer" in text
    assert "Two scores that disagree" in page("/companies/")


def test_verified_is_said_of_proofs_only() -> None:
    acme = story.company("Acme")
    story.review(acme, method="document", title="Ours", connection="employee")
    story.fold()
    text = page("/companies/acme/")
    assert "Verified by a document" in text
    assert "Works or worked there: not counted" in text
    assert "Not counted: its author has a connection with the company." in text


def test_what_people_wrote_is_shown_as_text() -> None:
    acme = story.company('Acme "<b>" & {{ 7|add:7 }}')
    story.review(
        acme, title="<script>alert(1)</script>", body="{{ request }} {% now 'Y' %} <img src=x onerror=alert(1)>"
    )
    story.fold()
    text = page(f"/companies/{acme.slug}/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "{{ request }} {% now" in text
    assert "&amp;lt;" not in text


def test_reviews_are_filtered_by_the_address() -> None:
    acme = story.company("Acme")
    story.review(acme, 5, title="Five of them")
    story.review(acme, 1, title="One of them", at=story.NOW - timedelta(days=70))
    story.fold()
    assert "One of them" not in page("/companies/acme/?stars=5")
    assert "Five of them" not in page("/companies/acme/?month=2026-09")
    assert "Five of them" not in page("/companies/acme/?has_reply=true")
    assert "Order: oldest publication first." in page("/companies/acme/?order=oldest")


@pytest.mark.parametrize(
    "query", ["stars=9", "stars=x", "month=2026-13", "method=imported", "order=worst", "has_reply=maybe"]
)
def test_a_filter_that_makes_no_sense_is_named(query: str) -> None:
    story.company("Acme")
    assert 'class="error"' in page(f"/companies/acme/?{query}", status=422)


@pytest.mark.parametrize("query", ["order=worst", "min_reviews=-1", "min_reviews=9e9", "q=" + "x" * 101, "cursor=abc"])
def test_a_search_that_makes_no_sense_is_explained(query: str) -> None:
    page(f"/companies/?{query}", status=422)


def test_the_search_finds_by_words_and_names_its_order() -> None:
    story.company("Acme Rail")
    story.company("Bolt Parcel", country="FR", sector="53.20")
    text = page("/companies/?q=bolt&order=best")
    assert "Bolt Parcel" in text
    assert "Acme Rail" not in text
    assert "1 company, best estimate first" in " ".join(text.split())
    assert "Acme Rail" in page("/sectors/47/")
    page("/sectors/zz/", status=404)


def test_a_former_address_leads_to_the_company() -> None:
    acme = story.company("Acme")
    Slug.objects.create(slug="old-acme", company=acme, since=story.NOW)
    answer = client_of().get("/companies/old-acme/")
    assert (answer.status_code, answer["Location"]) == (301, "/companies/acme/")


def test_a_review_that_is_not_public_is_no_page() -> None:
    written = story.review(story.company("Acme"), title="Gone soon")
    assert "Gone soon" in page(f"/reviews/{written.public_id}/")
    withdraw_review(review_id=written.pk, actor=Actor.customer(story.there(written.author_id)), now=story.NOW)
    page(f"/reviews/{written.public_id}/", status=404)
    page("/reviews/aaaa/", status=404)
    page("/decisions/aaaa/", status=404)
    page("/companies/nobody/", status=404)


def test_the_method_says_the_formula() -> None:
    assert "2026.1" in page("/methodology/")


def test_pages_hold_nothing_that_their_policy_refuses() -> None:
    acme = story.company("Acme")
    representative(acme, "owner@acme.example")
    written = story.review(acme)
    story.fold()
    for address in ("/", "/companies/", "/companies/acme/", f"/reviews/{written.public_id}/", "/methodology/"):
        answer = client_of().get(address)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert not INLINE.search(answer.content.decode()), address


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/", 5), ("/companies/", 2), ("/companies/acme/", 10), ("/sectors/47/", 2)],
)
def test_pages_ask_as_many_questions_with_few_rows_as_with_many(
    address: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    acme = story.company("Acme")
    story.review(acme)
    story.freeze_prior()
    story.fold()
    client_of().get(address)
    with CaptureQueriesContext(connection) as few:
        page(address)
    assert len(few) == queries
    for number in range(12):
        story.review(acme)
        story.review(story.company(f"Company {number}"))
    story.fold()
    with django_assert_num_queries(queries):
        page(address)


def test_pages_speak_the_readers_language() -> None:
    story.company("Acme", country="BE")
    german = client_of().get("/companies/acme/", headers={"accept-language": "de"}).content.decode()
    assert "Noch keine Bewertungen." in german
    assert "Belgien" in german
    french = client_of().get("/companies/", headers={"accept-language": "fr"}).content.decode()
    assert "1 entreprise, les plus sûres" in " ".join(french.split())
    assert "Belgique" in french
