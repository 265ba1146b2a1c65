from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ratings.companies.models import Company
from ratings.dashboards.queries import (
    ReviewFilter,
    company_reviews,
    home_figures,
    inbox,
    my_reviews,
    own_review,
    review_detail,
)
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Invalid
from ratings.replies.models import Reply, ReplyWords
from ratings.reviews.commands import Changes, publish_revision, revise_review, withdraw_review
from ratings.reviews.models import Review
from tests.dashboards import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Company:
    return story.company("Acme")


def answered(review: Review, body: str = "We are sorry.") -> Reply:
    reply = Reply.objects.create(
        review=review,
        company_id=review.company_id,
        part="service",
        position="fixed",
        state="live",
        language="en",
        commitment="0" * 64,
        submitted_at=story.NOW,
        published_at=story.NOW,
    )
    ReplyWords.objects.create(reply=reply, body=body, salt=bytes(16))
    return reply


def test_the_newest_review_comes_first_with_its_reply(acme: Company) -> None:
    old = story.review(acme, 2, at=story.NOW - timedelta(days=3))
    new = story.review(acme, 5)
    answered(old)

    page = company_reviews(acme.pk, ReviewFilter())

    assert [item.public_id for item in page.items] == [new.public_id, old.public_id]
    assert page.order == "newest"
    assert story.there(page.items[1].reply).body == "We are sorry."
    assert page.items[0].reply is None
    assert page.items[0].stars == {"service": {"overall": 5, "support": 5}}
    assert page.items[0].published_month == "2026-11"
    assert page.items[0].not_counted is None
    assert page.items[0].group == "customer"


def test_reviews_are_narrowed_by_stars_method_month_and_reply(acme: Company) -> None:
    old = story.review(acme, 2, at=story.NOW - timedelta(days=40))
    new = story.review(acme, 5, method="invitation")
    answered(old)

    def found(**wanted: Any) -> list[str]:
        return [item.public_id for item in company_reviews(acme.pk, ReviewFilter(**wanted)).items]

    assert found(stars=2) == found(month="2026-10") == found(has_reply=True) == [old.public_id]
    assert found(stars=5) == found(method="invitation") == found(has_reply=False) == [new.public_id]
    assert found(order="oldest") == [old.public_id, new.public_id]
    assert found(tab="imported") == found(stars=1) == []


@pytest.mark.parametrize(
    "wanted",
    [{"stars": 6}, {"method": "gossip"}, {"month": "2026-13"}, {"month": "0000-01"}, {"order": "loud"}, {"tab": "x"}],
)
def test_what_cannot_be_asked_of_reviews_is_refused_by_its_field(acme: Company, wanted: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        company_reviews(acme.pk, ReviewFilter(**wanted))
    assert list(refusal.value.fields) == list(wanted)


def test_reviews_of_one_moment_are_walked_forth_and_back(acme: Company) -> None:
    reviews = [story.review(acme, 4) for _ in range(5)]
    expected = [review.public_id for review in reversed(reviews)]

    first = company_reviews(acme.pk, ReviewFilter(), limit=2)
    second = company_reviews(acme.pk, ReviewFilter(), cursor=first.next, limit=2)
    third = company_reviews(acme.pk, ReviewFilter(), cursor=second.next, limit=2)
    back = company_reviews(acme.pk, ReviewFilter(), cursor=second.previous, limit=2)

    assert [item.public_id for page in (first, second, third) for item in page.items] == expected
    assert third.next is None
    assert [item.public_id for item in back.items] == expected[:2]
    assert back.previous is None
    assert back.next is not None


def test_a_connection_and_an_earlier_voice_say_why_they_do_not_count(acme: Company) -> None:
    ana = story.customer("ana@example.org")
    earlier = story.review(acme, 1, by=ana, at=story.NOW - timedelta(days=90))
    story.review(acme, 4, by=ana)
    staff = story.review(acme, 5, connection="employee")

    said = {item.public_id: item.not_counted for item in company_reviews(acme.pk, ReviewFilter()).items}

    assert said[earlier.public_id] == "earlier-voice"
    assert said[staff.public_id] == "connection"


def test_the_public_reads_the_live_revision_and_the_author_the_newest(acme: Company) -> None:
    ana = story.customer()
    review = story.review(acme, 1, by=ana)
    revise_review(
        review_id=review.pk,
        changes=Changes(title="Better now", stars={"overall": 4}),
        expected_revision=1,
        actor=Actor.customer(ana.pk),
        now=story.NOW,
    )

    public, own = (
        story.there(review_detail(review.public_id)),
        story.there(own_review(review.public_id, user_id=ana.pk)),
    )
    assert (public.title, public.overall, public.revision) == ("Arrived", 1, 1)
    assert (own.title, own.overall, own.revision) == ("Better now", 4, 2)

    publish_revision(review_id=review.pk, number=2, actor=story.SYSTEM, now=story.NOW)
    assert story.there(review_detail(review.public_id)).overall == 4


def test_a_withdrawn_review_is_only_its_authors(acme: Company) -> None:
    ana, ben = story.customer(), story.customer()
    review = story.review(acme, 1, by=ana)
    withdraw_review(review_id=review.pk, actor=Actor.customer(ana.pk), now=story.NOW)

    assert review_detail(review.public_id) is None
    assert own_review(review.public_id, user_id=ben.pk) is None
    assert [item.state for item in my_reviews(ana.pk)] == ["withdrawn"]


def test_the_inbox_puts_first_what_waits_and_flags_what_is_overdue(acme: Company) -> None:
    late = story.review(acme, 1, wants_answer=True, at=story.NOW - timedelta(days=16))
    fresh = story.review(acme, 2, wants_answer=True)
    done = story.review(acme, 2, wants_answer=True, at=story.NOW - timedelta(days=30))
    quiet = story.review(acme, 5, at=story.NOW - timedelta(days=2))
    answered(done)

    found = inbox(acme.pk, now=story.NOW)

    assert [(i.review.public_id, i.is_overdue) for i in found.waiting] == [
        (late.public_id, True),
        (fresh.public_id, False),
    ]
    assert found.waiting[1].due_at == story.NOW + timedelta(days=15)
    assert [i.review.public_id for i in found.others] == [quiet.public_id, done.public_id]


def test_lists_of_reviews_ask_as_much_of_many_as_of_few(acme: Company) -> None:
    ana = story.customer()
    story.review(acme, 3, by=ana, wants_answer=True)
    answered(story.review(acme, 4))
    story.fold()

    def asked() -> list[int]:
        counts = []
        for question in (
            lambda: company_reviews(acme.pk, ReviewFilter(stars=3, has_reply=False)),
            lambda: my_reviews(ana.pk),
            lambda: inbox(acme.pk, now=story.NOW),
            home_figures,
        ):
            with CaptureQueriesContext(connection) as caught:
                question()
            counts.append(len(caught))
        return counts

    few = asked()
    for _ in range(12):
        story.review(acme, 3, by=ana, wants_answer=True)
        answered(story.review(acme, 4))

    assert few == asked() == [4, 4, 9, 5]


def test_the_front_page_counts_what_we_checked(acme: Company) -> None:
    story.review(acme, 4)
    story.fold()

    figures = home_figures()

    assert (figures.reviews, figures.imported, figures.companies) == (1, 0, 1)
    assert len(figures.latest) == 1
