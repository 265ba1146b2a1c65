"""What scores were at a past position of the log: what they showed at that time, to the last digit."""

from datetime import timedelta

import pytest

from ratings.dashboards.queries import company_scores, company_scores_at, company_summary, position_of_scores
from ratings.dashboards.queries.scores import CompanyScores
from tests.dashboards import story

pytestmark = pytest.mark.django_db


def shown(slug: str) -> tuple[int, CompanyScores]:
    """Return the present scores of a company with the position that they name."""
    story.fold()
    summary = story.there(company_summary(slug))
    return position_of_scores(summary.log_position), company_scores(summary.id, has_prior=summary.has_prior)


def test_scores_at_each_past_position_are_those_that_were_shown() -> None:
    acme, bolt = story.company("Acme"), story.company("Bolt")
    seen = [shown(acme.slug)]
    written = []
    for number, stars in enumerate((5, 4, 1, 2, 5, 5, 3)):
        method = ("document", "invitation", "purchase_token")[number % 3]
        written.append(story.review(acme, stars, method=method, at=story.NOW - timedelta(days=40 * number)))
        story.review(bolt, 1)
        seen.append(shown(acme.slug))
        if number == 2:
            story.freeze_prior(story.NOW - timedelta(days=60))
            seen.append(shown(acme.slug))
    story.freeze_prior()
    seen.append(shown(acme.slug))
    for one in written[:2]:
        story.withdraw(one)
        seen.append(shown(acme.slug))

    for position, scores in seen:
        assert company_scores_at(acme.pk, leaf=position) == scores, position
    assert len({position for position, _scores in seen}) == len(seen)


def test_a_past_score_asks_as_much_of_many_reviews_as_of_few(django_assert_num_queries: object) -> None:
    acme = story.company("Acme")
    story.freeze_prior()
    for _ in range(3):
        story.review(acme, 3)
    position, _few = shown(acme.slug)
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(2):
        company_scores_at(acme.pk, leaf=position)
    for _ in range(12):
        story.review(acme, 3)
    position, _many = shown(acme.slug)
    with django_assert_num_queries(2):
        company_scores_at(acme.pk, leaf=position)
