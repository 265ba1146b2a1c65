from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from redis import Redis

from ratings.companies.models import Company
from ratings.dashboards import cache
from ratings.journal.models import Cursor
from tests.dashboards import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis(settings: LazySettings) -> Iterator[Redis]:
    """The run's own Redis, empty, and nothing known of it having been down."""
    cache._down_until = 0.0
    server = Redis.from_url(settings.REDIS_URL)
    server.flushdb()
    yield server
    server.flushdb()
    cache._redis.cache_clear()
    cache._down_until = 0.0


@pytest.fixture
def acme(redis: Redis) -> Company:
    return story.company("Acme")


class Maker:
    """Makes answers that say how many were made."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> bytes:
        self.made += 1
        return b"answer %d" % self.made


def asked(make: Maker, slug: str = "acme") -> bytes:
    return story.there(cache.company_answer(slug, shape="test", make=make))


def warm(make: Maker, slug: str = "acme") -> bytes:
    """Ask twice, as the first answer after Redis was emptied only sets the marks; return what is kept."""
    asked(make, slug)
    return asked(make, slug)


def test_an_answer_is_kept_until_something_happens_to_its_company(acme: Company) -> None:
    bolt = story.company("Bolt")
    story.fold()
    make, other = Maker(), Maker()
    kept, others = warm(make), warm(other, bolt.slug)

    assert asked(make) == kept
    story.review(acme, 4)
    story.fold()

    fresh = asked(make)
    assert fresh != kept
    assert asked(make) == fresh
    assert asked(other, bolt.slug) == others


def test_a_new_prior_ends_every_answer(acme: Company) -> None:
    story.fold()
    make = Maker()
    kept = warm(make)
    story.freeze_prior()
    story.fold()

    assert asked(make) != kept


def test_an_answer_made_while_something_happens_is_not_kept(acme: Company) -> None:
    story.fold()
    warm(Maker())
    story.review(acme, 4)
    story.fold()

    def slow() -> bytes:
        story.review(acme, 4)
        story.fold()
        return b"old"

    assert cache.company_answer("acme", shape="test", make=slow) == b"old"
    assert asked(Maker()) == b"answer 1"


def test_an_emptied_redis_holds_nothing_old(acme: Company, redis: Redis) -> None:
    story.fold()
    make = Maker()
    warm(make)
    kept = {key: redis.get(key) for key in redis.keys("evenhand:answer:*")}
    redis.flushdb()
    for key, value in kept.items():
        redis.set(key, value)  # type: ignore[arg-type]
    made = make.made

    asked(make)

    assert make.made == made + 1


def test_without_redis_answers_are_made_and_what_happened_is_told_later(
    acme: Company, redis: Redis, settings: LazySettings
) -> None:
    story.fold()
    make = Maker()
    kept = warm(make)
    before = Cursor.objects.get(name=cache.NAME).position
    address = settings.REDIS_URL
    settings.REDIS_URL = "unix:///nowhere/at/all.sock"
    cache._redis.cache_clear()

    story.review(acme, 4)
    story.fold()
    assert asked(make) != kept
    assert Cursor.objects.get(name=cache.NAME).position == before

    settings.REDIS_URL = address
    cache._redis.cache_clear()
    cache._down_until = 0.0
    story.fold()
    made = make.made
    asked(make)
    assert make.made == made + 1


def test_nothing_is_kept_of_a_company_that_there_is_not(redis: Redis) -> None:
    assert cache.company_answer("nobody", shape="test", make=lambda: None) is None
    assert redis.keys("evenhand:*nobody*") == []
