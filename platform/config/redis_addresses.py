"""From one REDIS_URL the addresses of its two uses: the cache's database, and the broker's right after it."""

from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit


def embedded_url(path: Path) -> str:
    """
    Return the address of the embedded server's cache.

    >>> embedded_url(Path("/srv/my data/valkey.sock"))
    'unix:///srv/my%20data/valkey.sock?db=0'
    """
    return f"unix://{quote(str(path))}?db=0"


def broker_url(redis_url: str) -> str:
    """
    Return Celery's address for the database after the cache's, so that clearing the cache loses no task.

    >>> broker_url("unix:///run/valkey.sock?db=2")
    'redis+socket:///run/valkey.sock?virtual_host=3'
    >>> broker_url("rediss://:pass@cache.example:6380/0")
    'rediss://:pass@cache.example:6380/1'
    """
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        number = int(parse_qs(parts.query).get("db", ["0"])[0])
        return f"redis+socket://{parts.path}?virtual_host={number + 1}"
    number = int(parts.path.strip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{number + 1}"))
