"""
Finished answers about companies, kept in Redis for as long as nothing has happened to them.

Each company has a mark, and all of them together have one; the follower changes them once what happened is in the
scores. An answer is kept under the marks that were read before it was made, and holds while they are the same. So it
is never older than the marks, whoever races whom; a mark that is missing (Redis was emptied) holds for nothing.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import cast

import structlog
from django.conf import settings
from django.db import connection
from redis import Redis
from redis.exceptions import RedisError

from ratings.journal.models import Cursor

log = structlog.get_logger(__name__)
NAME = "dashboards.cache"
READ_BY = ("scores", "dashboards")
SPAN = 20_000
ANSWER_SECONDS = 60
MARK_SECONDS = 24 * 3600
DOWN_SECONDS = 1.0
ALL = "evenhand:mark:"

# A company whose scores wait to be computed gets an empty mark: nothing is kept of it.
HAPPENED = """
WITH entry AS (
    SELECT company_id, kind FROM journal_entry
    WHERE position > %(after)s AND position <= %(upto)s
      AND (leaf IS NOT NULL OR kind IN ('order.registered', 'order.addressed'))
)
SELECT slug.slug, EXISTS (SELECT FROM scores_touched AS touched WHERE touched.company_id = slug.company_id)
FROM companies_slug AS slug WHERE slug.company_id IN (SELECT company_id FROM entry)
UNION ALL
SELECT '', EXISTS (SELECT FROM scores_touched) WHERE EXISTS (SELECT FROM entry WHERE kind = 'prior.frozen')
"""

_down_until = 0.0


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


class _Down(Exception):  # noqa: N818 - a state
    """Redis does not answer."""


@contextmanager
def _answering() -> Iterator[Redis]:
    """Yield Redis, raising _Down where it fails or has failed within the last second: no page waits for it twice."""
    global _down_until  # noqa: PLW0603 - one state per process
    if time.monotonic() < _down_until:
        raise _Down
    try:
        yield _redis()
    except (RedisError, OSError) as error:
        _down_until = time.monotonic() + DOWN_SECONDS
        log.warning("answers_not_cached", error=str(error))
        raise _Down from error


def _mark_key(slug: str) -> str:
    return ALL + slug


def company_answer(slug: str, *, shape: str, make: Callable[[], bytes | None]) -> bytes | None:
    """
    Return a company's answer of some shape (a name, with its language), kept or freshly made; None where make has none.

    One look into Redis where it is kept; without Redis it is made each time.
    """
    key = f"evenhand:answer:{shape}:{slug}"
    try:
        with _answering() as redis:
            kept, own, every = cast("list[bytes | None]", redis.mget(key, _mark_key(slug), ALL))
    except _Down:
        return make()
    stamp = b"%b/%b\n" % (own, every) if own and every else None
    if stamp is not None and kept is not None and kept.startswith(stamp):
        return kept[len(stamp) :]
    answer = make()
    if answer is not None:
        _keep(slug, key, stamp, answer, is_unsettled=b"" in (own, every))
    return answer


def _keep(slug: str, key: str, stamp: bytes | None, answer: bytes, *, is_unsettled: bool) -> None:
    """Keep an answer under the marks read before it was made; where one was missing, only set it for the next time."""
    if is_unsettled:
        return
    try:
        with _answering() as redis:
            if stamp is not None:
                redis.set(key, stamp + answer, ex=ANSWER_SECONDS)
                return
            for mark in (_mark_key(slug), ALL):
                redis.set(mark, secrets.token_hex(8), ex=MARK_SECONDS, nx=True)
    except _Down:
        return


def announce(*, now: datetime) -> int:
    """
    Change the marks of companies that something happened to, once it is in scores and tallies; return how many.

    Its cursor moves only after Redis has taken the marks, so that what happened while it was down is made up for.
    """
    positions = dict(Cursor.objects.filter(name__in=[*READ_BY, NAME]).values_list("name", "position"))
    after = positions.get(NAME, 0)
    upto = min(after + SPAN, *(positions.get(name, 0) for name in READ_BY))
    if upto <= after:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(HAPPENED, {"after": after, "upto": upto})
        happened = cursor.fetchall()
    try:
        with _answering() as redis, redis.pipeline(transaction=False) as pipe:
            for slug, is_unsettled in happened:
                # An empty mark goes by itself: the company may be settled without another entry.
                seconds = ANSWER_SECONDS if is_unsettled else MARK_SECONDS
                pipe.set(_mark_key(slug), b"" if is_unsettled else secrets.token_hex(8), ex=seconds)
            pipe.execute()
    except _Down:
        return 0
    Cursor.objects.update_or_create(name=NAME, defaults={"position": upto, "moved_at": now})
    return len(happened)
