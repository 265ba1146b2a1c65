"""The cache of pages and rate limits: Redis, and while it is down this process's own memory."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

RETRY_AFTER_SECONDS = 5

log = structlog.get_logger()


def _or_from_memory(name: str) -> Callable[..., Any]:
    """Return RedisCache's method of that name, answered from memory while Redis is down."""

    def method(self: "RedisOrMemory", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self.down_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except (RedisError, OSError):
                self.down_until = time.monotonic() + RETRY_AFTER_SECONDS
                log.warning("cache_down", retry_after_seconds=RETRY_AFTER_SECONDS)
        return getattr(self.memory, name)(*args, **kwargs)

    return method


class RedisOrMemory(RedisCache):
    """
    Answers from memory while Redis is down, so that no page fails and limits still hold, per process.

    After a failure Redis is left alone for five seconds: a page must not wait for each of its lookups.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.memory = LocMemCache("while-redis-is-down", params)
        self.down_until = 0.0

    add = _or_from_memory("add")
    get = _or_from_memory("get")
    set = _or_from_memory("set")
    touch = _or_from_memory("touch")
    delete = _or_from_memory("delete")
    incr = _or_from_memory("incr")
    has_key = _or_from_memory("has_key")
    get_many = _or_from_memory("get_many")
    set_many = _or_from_memory("set_many")
    delete_many = _or_from_memory("delete_many")
    clear = _or_from_memory("clear")
